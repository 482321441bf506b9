"""The rule of a support poll: the district's, or a stricter one of the area, kept from its beginning and told on its page."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction

from deliberation.households import polls
from deliberation.models import SupportPoll
from panlong import clock
from panlong.areas.models import Level
from panlong.errors import Refused
from panlong.notices.models import Message
from projects.stages import Stage
from tests.factories import Walk, area, in_force, resident, sign_in

pytestmark = pytest.mark.django_db


def opened(w, **facts) -> SupportPoll:
    walk = Walk(w)
    walk.to(Stage.SCREENING)
    with clock.at(walk.moment):
        polls.screen_proposal(walk.project, by=w.organiser, verdict="passed", **facts)
    return polls.open_poll(walk.project)


class TestTheShareOfHouseholds:
    @pytest.mark.parametrize(("agreed", "passes"), [(128, False), (129, True), (163, True)])
    def test_of_193_households_129_pass_and_128_do_not(self, agreed, passes):
        assert SupportPoll(households=193).is_enough(agreed) is passes

    def test_nobody_is_no_share_of_nobody(self):
        assert not SupportPoll(households=0).is_enough(0)


class TestAPollKeepsItsRule:
    def test_what_changes_later_changes_no_running_poll(self, w):
        in_force("support_percent", 75, w.street)
        poll = opened(w)
        in_force("support_percent", 90, w.street, days_ago=0)
        assert (poll.share, poll.early_share) == (Fraction(3, 4), Fraction(2, 3))
        for neighbour in w.neighbours[:4]:
            polls.answer_poll(poll.project, by=neighbour, agrees=True)
        with pytest.raises(Refused, match="3/4"):  # two thirds are not enough
            polls.close_poll(poll, by=w.organiser)
        polls.answer_poll(poll.project, by=w.neighbours[4], agrees=True)
        assert polls.close_poll(poll, by=w.organiser).passed is True

    def test_where_closing_early_needs_more_it_runs_to_its_end(self, w):
        in_force("support_early_percent", 100)
        poll = opened(w)
        for neighbour in w.neighbours[:5]:
            polls.answer_poll(poll.project, by=neighbour, agrees=True)
        with pytest.raises(Refused):
            polls.close_poll(poll, by=w.organiser)
        with clock.at(poll.closes_at + timedelta(minutes=1)):
            polls.close_due()
        poll.refresh_from_db()
        assert poll.passed is True

    def test_its_page_and_its_notice_say_which_rule_was_applied(self, client, w):
        in_force("support_percent", 75, w.community)
        poll = opened(w)
        page = client.get(poll.project.get_absolute_url()).text
        assert "3/4" in page
        assert "某号文件" in page
        assert w.community.name in page
        notice = poll.project.events.exclude(notice=None).latest("pk").notice
        assert "3/4" in notice.body

    def test_none_passes_below_its_share_in_raw_sql(self, w):
        poll = opened(w)
        with (
            pytest.raises(IntegrityError, match="passes_by_its_share"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE deliberation_supportpoll SET closed_at = now(), agreed = 3, opposed = 0, abstained = 0, passed = true WHERE id = %s",
                [poll.pk],
            )


class TestSomeBuildings:
    @pytest.fixture
    def blocks(self, w):
        w.blocks = [
            area(f"{w.courtyard.code}-{n:03d}", f"{n}栋", Level.BUILDING, w.courtyard) for n in (1, 2, 3)
        ]
        w.of_block = [resident(block, f"{block}住户") for block in w.blocks]
        return w

    def test_only_their_households_are_asked_told_and_counted(self, client, blocks):
        w = blocks
        poll = opened(w, places=w.blocks[:2])
        assert poll.households == 2 == poll.roll.count()
        told = set(Message.objects.filter(topic="support_poll").values_list("person", flat=True))
        assert told == {one.pk for one in w.of_block[:2]}
        with pytest.raises(Refused):
            polls.answer_poll(poll.project, by=w.of_block[2], agrees=False)
        for one in w.of_block[:2]:
            polls.answer_poll(poll.project, by=one, agrees=True)
        assert "1栋 · 2栋" in client.get(poll.project.get_absolute_url()).text
        assert polls.close_poll(poll, by=w.organiser).passed is True

    def test_whoever_screens_ticks_them(self, client, blocks):
        w = blocks
        walk = Walk(w)
        project = walk.to(Stage.SCREENING)
        sign_in(client, w.organiser)
        form = client.get(f"/projects/{project.pk}/do/screen/").context["form"]
        assert list(form.fields["places"].queryset) == w.blocks
        sent = {
            **{name: form[name].value() for name in ("operation", "seen", "area", "level", "kind", "theme")},
            "verdict": "passed", "places": [w.blocks[2].pk], "confirmed": "1",
            "checks": [name for name, _words in form.fields["checks"].choices],
        }  # fmt: skip
        assert client.post(f"/projects/{project.pk}/do/screen/", sent).status_code == 302
        assert list(polls.open_poll(project).places.all()) == [w.blocks[2]]

    def test_a_place_elsewhere_is_refused(self, blocks):
        elsewhere = area("530103002001-007", "邻院", Level.COURTYARD, blocks.community)
        with pytest.raises(Refused) as refused:
            opened(blocks, places=[elsewhere])
        assert refused.value.field == "places"
