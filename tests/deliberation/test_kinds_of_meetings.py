"""Each kind of meeting has its own seats, its own unit, and the shares of its day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from deliberation.council import changes, kinds, meetings
from deliberation.models import Council, CouncilMember, Meeting, PartyOpinion
from panlong import clock
from panlong.errors import Refused
from panlong.notices.models import Message
from projects.stages import Stage
from tests.factories import in_force, placed, seat_council, sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SAID = {"minutes": "讨论。", "decision": "同意。"}


@pytest.fixture
def project(w):
    return placed(w, Stage.DELIBERATION)


def call(w, project, platform: str, days: int = 5) -> Meeting:
    return meetings.call_meeting(
        project, by=w.organiser, platform=platform, starts_at=clock.now() + days * DAY, place="院里", agenda="方案", operation=uuid4()
    )  # fmt: skip


def write(w, meeting, **counts) -> Meeting:
    with clock.at(meeting.starts_at + timedelta(hours=2)):
        return meetings.write_minutes(meeting, by=w.organiser, **{**SAID, **counts})


def words(*missing: str) -> list[dict]:
    return [
        {
            "party": party,
            "attended": party not in missing,
            "words": "支持。" if party not in missing else "无人到会。",
        }
        for party in PartyOpinion.Party.values
    ]


class TestCouncil:
    def test_its_members_are_counted_not_the_households(self, w, project):
        seat_council(w, 9)
        meeting = write(w, call(w, project, "council"), present=6, in_favour=4, against=2)
        assert (meeting.unit, meeting.entitled, meeting.agreed) == ("members", 9, True)
        assert "应到成员9名，实到6名；同意4名，反对2名。" in meeting.minutes_notice.body

    @pytest.mark.parametrize(("present", "in_favour", "agreed"), [(5, 5, False), (6, 3, False), (6, 4, True)])
    def test_two_thirds_come_and_more_than_half_of_them_agree(self, w, project, present, in_favour, agreed):
        seat_council(w, 9)
        meeting = write(w, call(w, project, "council"), present=present, in_favour=in_favour, against=0)
        assert meeting.agreed is agreed

    def test_without_one_nobody_calls_it(self, w, project):
        with pytest.raises(Refused, match="尚未登记") as refused:
            call(w, project, "council")
        assert refused.value.field == "platform"

    def test_not_after_its_term(self, w, project):
        body = seat_council(w, 9, until=clock.today() + 4 * DAY)
        assert call(w, project, "council", days=4)
        with pytest.raises(Refused, match=f"{body.until:%Y-%m-%d}"):
            call(w, project, "council", days=5)

    def test_nor_moved_behind_it(self, w, project):
        seat_council(w, 9, until=clock.today() + 6 * DAY)
        meeting = call(w, project, "council")
        with pytest.raises(Refused) as refused:
            changes.move_meeting(
                meeting, by=w.organiser, starts_at=clock.now() + 7 * DAY, place="院里", reason="停电", operation=uuid4()
            )  # fmt: skip
        assert refused.value.field == "starts_at"

    def test_the_nearest_one_sits(self, w, project):
        of_community, of_courtyard = seat_council(w, 9), seat_council(w, 5, area=w.courtyard)
        assert kinds.council_of(w.courtyard, at=clock.now()) == of_courtyard
        assert kinds.council_of(w.community, at=clock.now()) == of_community

    def test_who_has_left_is_not_counted(self, w, project):
        body = seat_council(w, 9)
        body.members.filter(pk=body.members.last().pk).update(until=clock.today())
        meeting = call(w, project, "council")
        assert kinds.count_entitled(meeting) == 8

    def test_its_members_and_who_it_is_about_are_told(self, w, project):
        seat_council(w, 3, people=w.neighbours[3:6])
        call(w, project, "council")
        told = set(Message.objects.filter(topic="meeting").values_list("person", flat=True))
        assert told == {one.pk for one in [*w.neighbours[3:6], w.proposer]}

    def test_everybody_reads_who_sits(self, client, w):
        body = seat_council(w, 3)
        page = client.get(f"/areas/{w.community.code}/people/").text
        assert body.get_absolute_url() in page
        assert "议事员0" in client.get(body.get_absolute_url()).text

    def test_two_of_one_place_do_not_sit_at_once(self, w):
        seat_council(w, 3)
        with pytest.raises(DatabaseError), transaction.atomic():
            seat_council(w, 3, since=clock.today())

    def test_nobody_is_taken_off_the_record(self, w):
        body = seat_council(w, 3)
        for rows in (CouncilMember.objects.filter(council=body), Council.objects.filter(pk=body.pk)):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.delete()


class TestOtherKinds:
    def test_in_a_talk_parties_are_counted(self, w, project):
        meeting = write(
            w, call(w, project, "six_parties"), present=5, in_favour=4, against=1, opinions=words("owners_committee")
        )  # fmt: skip
        assert (meeting.unit, meeting.entitled, meeting.agreed) == ("parties", 6, True)
        assert "应到6方，实到5方；同意4方，反对1方。" in meeting.minutes_notice.body

    def test_a_neighbours_hour_decides_nothing(self, w, project):
        meeting = write(w, call(w, project, "neighbours"), present=40)
        assert (meeting.entitled, meeting.in_favour, meeting.agreed) == (None, None, None)
        assert "到会40人，未作表决。" in meeting.minutes_notice.body
        assert not meetings.has_agreed_to_plan(project)

    def test_households_stay_households(self, w, project):
        meeting = write(w, call(w, project, "all_households"), present=5, in_favour=5, against=0)
        assert "应到6户，实到5户；同意5户，反对0户。" in meeting.minutes_notice.body

    def test_an_agreement_is_asked_for_by_kind(self, w, project):
        seat_council(w, 3)
        write(w, call(w, project, "council"), present=3, in_favour=3, against=0)
        assert meetings.has_agreed_to_plan(project)
        assert meetings.has_agreed_to_plan(project, "council", "all_households")
        assert not meetings.has_agreed_to_plan(project, "six_parties")

    def test_a_vote_without_counts_is_none(self, w, project):
        with pytest.raises(Refused) as refused:
            write(w, call(w, project, "all_households"), present=5)
        assert refused.value.field == "in_favour"


class TestTheRuleOfItsDay:
    def test_a_place_may_be_stricter(self, w, project):
        in_force("households_quorum_percent", 75, w.community)
        meeting = write(w, call(w, project, "all_households"), present=4, in_favour=4, against=0)
        assert not meeting.agreed
        with pytest.raises(ValidationError):
            in_force("households_quorum_percent", 50, w.street)

    def test_what_was_called_keeps_it(self, w, project):
        meeting = call(w, project, "all_households")
        in_force("households_share_percent", 90)
        assert write(w, meeting, present=4, in_favour=3, against=1).agreed

    def test_longer_notice_of_a_place_counts_there(self, w, project):
        in_force("meeting_notice_days", 7, w.community)
        with pytest.raises(Refused, match="7"):
            call(w, project, "all_households")

    def test_the_notice_says_it(self, w, project):
        body = call(w, project, "all_households").notice.body
        assert "须有应到户数2/3以上到会" in body and "超过到会户数1/2" in body

    def test_the_database_lets_none_agree_without_its_shares(self, w, project):
        meeting = call(w, project, "all_households")
        for counts in ({"present": 3, "in_favour": 3}, {"present": 4, "in_favour": 2}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Meeting.objects.filter(pk=meeting.pk).update(entitled=6, against=0, agreed=True, **counts)
        with pytest.raises(DatabaseError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(quorum_parts=1)


def test_moments_of_a_notice_are_written_out(w, project):
    meeting = call(w, project, "all_households")
    assert f"{meeting.starts_at:%Y}年" in meeting.notice.body and "（星期" in meeting.notice.body


def test_the_story_says_who_sits(client, w, project):
    seat_council(w, 3)
    call(w, project, "council")
    sign_in(client, w.organiser)
    assert "盘龙居民议事会" in client.get(project.get_absolute_url()).text
