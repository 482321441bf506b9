"""From door to door: one's own doors, two taps each, and a household that always knows what is said in its name."""

import re
from datetime import timedelta

import pytest

from deliberation.households import doors, named_results, polls, reviews
from deliberation.models import Support, VoteChannel
from panlong import clock
from panlong.accounts.models import Household, Membership, Role
from panlong.areas.models import Level
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, area, person, resident, sign_in
from tests.together import together

pytestmark = pytest.mark.django_db
TOLD = ("household_answered", "household_helped", "household_signed")


@pytest.fixture
def blocks(w):
    """Two buildings of the courtyard with a household each, and the head of the first."""
    w.first = area(f"{w.courtyard.code}-001", "1栋", Level.BUILDING, w.courtyard)
    w.second = area(f"{w.courtyard.code}-002", "2栋", Level.BUILDING, w.courtyard)
    w.anna, w.bao = resident(w.first, "安"), resident(w.second, "包")
    w.head = person("一栋楼长", role=Role.BUILDING_HEAD, where=w.first)
    w.project = Walk(w).to(Stage.SUPPORT_POLL)
    return w


def home_of(user) -> Household:
    return user.memberships.get().household


def move_in(user, household) -> None:
    Membership.objects.create(user=user, household=household, since=clock.now() - timedelta(days=1))


def told(user) -> list[Message]:
    return list(Message.objects.filter(person=user, topic__in=TOLD).order_by("pk"))


class TestOnesOwnDoors:
    def test_the_head_of_a_building_asks_its_households_about_what_is_the_courtyards(self, client, blocks):
        w = blocks
        sign_in(client, w.head)
        page = client.get(f"/projects/{w.project.pk}/do/support-at-the-door/", follow=True)
        assert [door.household for door in page.context["doors"]] == [home_of(w.anna)]
        answer = client.post(f"/rounds/doors/{w.project.pk}/{home_of(w.anna).pk}/", {"voice": "yes"})
        assert answer.status_code == 302
        said = Support.objects.get(household=home_of(w.anna))
        assert (said.agrees, said.way, said.helper) == (True, VoteChannel.ASSISTED, w.head)

    def test_at_the_doors_of_others_they_take_nothing_down(self, client, blocks):
        w = blocks
        sign_in(client, w.head)
        address = f"/rounds/doors/{w.project.pk}/{home_of(w.bao).pk}/"
        assert client.get(address).status_code == client.post(address, {"voice": "yes"}).status_code == 404
        with pytest.raises(NotPermitted):
            polls.answer_poll(w.project, by=w.head, agrees=True, household=home_of(w.bao))
        assert not Support.objects.exists()

    def test_a_stranger_sees_no_doors(self, client, blocks):
        for stranger in (blocks.bao, person("邻楼", role=Role.DELEGATE, where=blocks.courtyard)):
            sign_in(client, stranger)
            assert client.get(f"/rounds/doors/{blocks.project.pk}/").status_code == 403
            address = f"/rounds/doors/{blocks.project.pk}/{home_of(blocks.anna).pk}/"
            assert client.post(address, {"voice": "no"}).status_code == 403

    def test_they_wait_on_the_desk_until_every_own_door_has_answered(self, client, blocks):
        w = blocks
        sign_in(client, w.head)
        assert "入户征求意见" in client.get("/desk/").text
        polls.answer_poll(w.project, by=w.anna, agrees=False)
        assert "入户征求意见" not in client.get("/desk/").text
        assert client.get(f"/rounds/doors/{w.project.pk}/").status_code == 200

    def test_the_doors_of_a_review_are_walked_alike(self, client, w):
        walk = Walk(w)
        project = walk.to(Stage.SATISFACTION_REVIEW)
        sign_in(client, w.organiser)
        with clock.at(walk.moment):
            page = client.get(f"/projects/{project.pk}/do/rate-at-the-door/", follow=True)
            assert len(page.context["doors"]) == 6
            door = page.context["next"].household
            client.post(f"/rounds/doors/{project.pk}/{door.pk}/", {"voice": "mostly", "words": "还行"})
            rating = reviews.current_review(project).ratings.get()
        assert (rating.household, rating.grade, rating.words) == (door, "mostly", "还行")


class TestTwoTaps:
    def test_a_door_is_a_link_and_a_button_and_the_next_one_a_button(self, client, w):
        """From the list one tap opens a door; its answer is one button, which also opens the next door."""
        project = Walk(w).to(Stage.SUPPORT_POLL)
        sign_in(client, w.organiser)
        page, taps = client.get(f"/rounds/doors/{project.pk}/"), 0
        address = re.search(rf'href="(/rounds/doors/{project.pk}/\d+/)"', page.text)[1]
        taps += 1
        while address != f"/rounds/doors/{project.pk}/":
            page = client.get(address)
            button = re.search(r'<button[^>]* name="voice"\s+value="(\w+)"', page.text)
            address = client.post(address, {"voice": button[1]}).url
            taps += 1
        assert Support.objects.count() == 6
        assert taps <= 2 * 6

    def test_one_walks_by_building_stair_and_floor(self, w):
        homes = [
            Household(area=w.courtyard, unit=unit, room=room)
            for unit, room in [("10单元", "101"), ("2单元", "1201"), ("2单元", "301"), ("1单元", "0102"), ("1单元", "101")]
        ]  # fmt: skip
        walked = [f"{home.unit} {home.room}" for home in sorted(homes, key=doors.walking_order)]
        assert walked == ["1单元 101", "1单元 0102", "2单元 301", "2单元 1201", "10单元 101"]

    def test_a_household_that_spoke_for_itself_is_passed_by(self, client, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        polls.answer_poll(project, by=w.neighbours[1], agrees=False, words="太吵")
        sign_in(client, w.organiser)
        address = f"/rounds/doors/{project.pk}/{home_of(w.neighbours[1]).pk}/"
        assert 'name="voice"' not in client.get(address).text
        assert client.post(address, {"voice": "yes"}).status_code == 409
        assert Support.objects.get().agrees is False
        mine = doors.doors_of(w.organiser, project, doors.asked_now(project))
        passed = doors.next_door(mine, home_of(w.neighbours[0]))
        assert passed is not None
        assert passed.household == home_of(w.neighbours[2])

    def test_an_odd_answer_is_refused_and_nothing_is_written(self, client, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        sign_in(client, w.organiser)
        address = f"/rounds/doors/{project.pk}/{home_of(w.neighbours[1]).pk}/"
        for odd in ({}, {"voice": "perhaps"}, {"voice": "yes", "words": "x" * 301}):
            assert client.post(address, odd).status_code == 409
        assert not Support.objects.exists()

    def test_a_poll_that_closed_meanwhile_takes_nothing_and_says_so(self, client, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        poll = polls.open_poll(project)
        sign_in(client, w.organiser)
        with clock.at(poll.closes_at + timedelta(minutes=1)):
            address = f"/rounds/doors/{project.pk}/{home_of(w.neighbours[1]).pk}/"
            late = client.post(address, {"voice": "yes"})
            assert late.status_code == 409
            polls.close_due()
            gone = client.post(address, {"voice": "yes"}, follow=True)
        assert gone.redirect_chain == [(f"/rounds/doors/{project.pk}/", 302)]
        assert not Support.objects.exists()

    def test_the_list_costs_the_same_for_many_doors(self, client, w, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for _n in range(30):
            resident(w.courtyard)
        project = Walk(w).to(Stage.SUPPORT_POLL)
        few = person("十户长", role=Role.TEN_HOUSEHOLD_HEAD, where=w.courtyard)
        sign_in(client, few)
        client.get(f"/rounds/doors/{project.pk}/")
        with CaptureQueriesContext(connection) as none_answered:
            client.get(f"/rounds/doors/{project.pk}/")
        for one in Household.objects.filter(area=w.courtyard)[:30]:
            polls.answer_poll(project, by=w.organiser, agrees=True, household=one)
        with django_assert_num_queries(len(none_answered)):
            client.get(f"/rounds/doors/{project.pk}/")


class TestEverybodyOfTheHouseholdKnows:
    def test_who_changed_its_word_and_what_it_is_now(self, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        wife, husband = w.neighbours[1], person("丈夫")
        move_in(husband, home_of(wife))
        polls.answer_poll(project, by=wife, agrees=True)
        polls.answer_poll(project, by=husband, agrees=False)
        assert [(one.topic, one.facts["voice"], one.facts["who"]) for one in told(husband)] == [
            ("household_answered", "yes", wife.name)
        ]
        assert [(one.topic, one.facts["voice"], one.facts["who"]) for one in told(wife)] == [
            ("household_answered", "no", "丈夫")
        ]
        assert "丈夫" in told(wife)[0].text
        assert "反对" in told(wife)[0].text

    def test_that_a_helper_took_it_down(self, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        polls.answer_poll(project, by=w.organiser, agrees=None, household=home_of(w.neighbours[2]))
        (message,) = told(w.neighbours[2])
        assert message.topic == "household_helped"
        assert w.organiser.name in message.text
        assert "弃权" in message.text

    def test_once_however_often_the_same_form_is_sent(self, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        for _again in range(3):
            polls.answer_poll(project, by=w.organiser, agrees=True, household=home_of(w.neighbours[2]))
        assert len(told(w.neighbours[2])) == 1

    def test_the_page_shows_them_how_they_are_counted_and_nobody_else(self, client, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        polls.answer_poll(
            project, by=w.organiser, agrees=False, words="挡光", household=home_of(w.neighbours[2])
        )
        sign_in(client, w.neighbours[2])
        page = client.get(project.get_absolute_url())
        assert [one.helper for one in page.context["own_answers"]] == [w.organiser]
        assert "挡光" in page.text
        for other in (w.neighbours[3], w.organiser, None):
            sign_in(client, other)
            assert "挡光" not in client.get(project.get_absolute_url()).text


class TestAbstaining:
    def test_who_abstains_is_counted_as_neither_and_stays_in_the_denominator(self, w):
        walk = Walk(w)
        project = walk.to(Stage.SUPPORT_POLL)
        for neighbour, agrees in zip(w.neighbours, [True, True, True, None, None, False], strict=True):
            polls.answer_poll(project, by=neighbour, agrees=agrees)
        poll = polls.open_poll(project)
        assert polls.count_answers(poll) == (3, 1, 2)
        with clock.at(poll.closes_at + timedelta(minutes=1)):
            polls.close_due()
        poll.refresh_from_db()
        assert (poll.agreed, poll.opposed, poll.abstained, poll.passed) == (3, 1, 2, False)
        notice = project.events.exclude(notice=None).latest("pk").notice
        assert notice.facts["abstained"] == 2

    def test_it_is_one_of_three_answers_of_the_form(self, client, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        sign_in(client, w.neighbours[1])
        address = f"/projects/{project.pk}/do/support/"
        form = client.get(address).context["form"]
        sent = {"operation": form["operation"].value(), "agrees": "abstains", "words": "都行"}
        assert client.post(address, sent).status_code == 302
        answer = Support.objects.get()
        assert (answer.agrees, answer.words) == (None, "都行")
        again = client.get(address).context["form"]
        assert (again.fields["agrees"].initial, again.fields["words"].initial) == ("abstains", "都行")


class TestTheNamedResult:
    def test_the_households_of_the_place_read_it_when_the_poll_is_closed_and_nobody_else(self, client, w):
        walk = Walk(w)
        project = walk.to(Stage.SUPPORT_POLL)
        address = f"/rounds/answers/{project.pk}/"
        sign_in(client, w.neighbours[1])
        assert client.get(address).status_code == 403
        project = walk.to(Stage.DELIBERATION)
        page = client.get(address)
        assert [home.answer.voice if home.answer else None for home in page.context["homes"]].count(
            "yes"
        ) == 5
        assert named_results.may_read_names(w.neighbours[5], project.support_polls.get())  # who said nothing
        newcomer = resident(w.courtyard)
        for other in (newcomer, w.organiser, w.staff, w.administrator):
            sign_in(client, other)
            assert client.get(address).status_code == 403
            assert address not in client.get(project.get_absolute_url()).text
        sign_in(client, None)
        assert client.get(address).status_code == 302

    def test_who_moved_away_reads_and_answers_no_more_and_the_household_keeps_its_word(self, client, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        gone, stays = w.neighbours[1], person("留下的")
        home = home_of(gone)
        move_in(stays, home)
        polls.answer_poll(project, by=gone, agrees=True)
        Membership.objects.filter(user=gone).update(until=clock.now())
        with pytest.raises(NotPermitted):
            polls.answer_poll(project, by=type(gone).objects.get(pk=gone.pk), agrees=False)
        assert Support.objects.get().agrees is True
        polls.answer_poll(project, by=type(stays).objects.get(pk=stays.pk), agrees=False)
        assert Support.objects.get().agrees is False
        assert not told(gone)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameSecond:
    def test_two_of_one_household_leave_one_answer_and_one_of_them_is_told(self, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        wife, husband = w.neighbours[1], person("丈夫")
        move_in(husband, home_of(wife))
        results = together(
            lambda: polls.answer_poll(Project.objects.get(pk=project.pk), by=wife, agrees=True),
            lambda: polls.answer_poll(Project.objects.get(pk=project.pk), by=husband, agrees=False),
        )
        assert not [one for one in results if isinstance(one, Exception)]
        answer = Support.objects.get()
        last, first = (wife, husband) if answer.by == wife else (husband, wife)
        assert answer.agrees is (last == wife)
        assert [one.facts["who"] for one in told(first)][-1] == last.name

    def test_the_household_and_a_helper_at_its_door_leave_its_own_word(self, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        home = home_of(w.neighbours[1])
        results = together(
            lambda: polls.answer_poll(Project.objects.get(pk=project.pk), by=w.neighbours[1], agrees=False),
            lambda: doors.say_at_the_door(
                Project.objects.get(pk=project.pk), by=w.organiser, household=home, voice="yes"
            ),
        )
        assert all(isinstance(one, Support | Refused) for one in results)
        answer = Support.objects.get()
        assert (answer.agrees, answer.way) == (False, VoteChannel.ONLINE)
