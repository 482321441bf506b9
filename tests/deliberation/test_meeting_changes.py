"""A called meeting is moved, cancelled or was not held; and there can be any number of meetings, of any kind."""

import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from icalendar import Calendar

from deliberation.council import changes, meetings
from deliberation.models import Meeting, MeetingChange
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message, Notice
from panlong.portal.acts import acts_awaiting, acts_for
from panlong.portal.automation import reminders
from projects.stages import Stage
from tests.factories import placed, put, sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def project(w):
    return placed(w, Stage.DELIBERATION)


def call(w, project, days: int = 4, platform: str = "all_households") -> Meeting:
    return meetings.call_meeting(
        project, by=w.organiser, platform=platform, starts_at=clock.now() + days * DAY, place="院里", agenda="方案", operation=uuid4()
    )  # fmt: skip


def move(w, meeting, **change) -> Meeting:
    usual = {
        "by": w.organiser,
        "starts_at": meeting.starts_at + 3 * DAY,
        "place": "社区二楼",
        "reason": "当晚停电。",
        "operation": uuid4(),
    }
    return changes.move_meeting(meeting, **{**usual, **change})


def cancel(w, meeting, **change) -> Meeting:
    return changes.cancel_meeting(
        meeting, **{"by": w.organiser, "reason": "暴雨预警。", "operation": uuid4(), **change}
    )


def not_held(w, meeting, **change) -> Meeting:
    return changes.record_not_held(
        meeting, **{"by": w.organiser, "reason": "到会不足。", "operation": uuid4(), **change}
    )


def told(topic: str) -> set[int]:
    return set(Message.objects.filter(topic=topic).values_list("person", flat=True))


class TestMoved:
    def test_it_has_its_new_time_and_place_and_remembers_the_old_ones(self, w, project):
        meeting = call(w, project)
        before = meeting.starts_at
        move(w, meeting)
        meeting.refresh_from_db()
        change = meeting.changes.get()
        assert (meeting.starts_at, meeting.place) == (before + 3 * DAY, "社区二楼")
        assert (change.from_starts_at, change.from_place, change.reason) == (before, "院里", "当晚停电。")

    def test_all_who_were_invited_are_told_and_the_notices_are_linked_both_ways(self, w, project):
        meeting = call(w, project)
        move(w, meeting)
        assert told("meeting_moved") == {one.pk for one in w.neighbours}
        notice = meeting.changes.get().notice
        assert notice.corrects == meeting.notice
        assert meeting.notice.corrected_by == notice
        assert "当晚停电。" in notice.body and "社区二楼" in notice.body and "院里" in notice.body
        move(w, meeting, place="亭子")
        assert meeting.changes.last().notice.corrects == notice

    def test_another_time_needs_the_days_of_notice_and_another_place_does_not(self, w, project):
        meeting = call(w, project)
        with pytest.raises(Refused) as refused:
            move(w, meeting, starts_at=clock.now() + 2 * DAY)
        assert refused.value.field == "starts_at"
        with clock.at(meeting.starts_at - timedelta(hours=1)):
            move(w, meeting, starts_at=meeting.starts_at)
        meeting.refresh_from_db()
        assert meeting.place == "社区二楼"

    def test_a_move_to_the_same_time_and_place_is_none(self, w, project):
        meeting = call(w, project)
        with pytest.raises(Refused):
            move(w, meeting, starts_at=meeting.starts_at, place="院里")

    def test_days_of_notice_are_calendar_days_also_across_the_spring_festival(self, w, project):
        """2026-02-15 to 02-23 are holidays: people are at home, and days are days (D)."""
        with clock.at(timezone.make_aware(datetime(2026, 2, 14, 10))):
            for day, possible in ((16, False), (17, True)):
                starts_at = timezone.make_aware(datetime(2026, 2, day, 19))
                if possible:
                    meetings.require_notice_days(starts_at)
                else:
                    with pytest.raises(Refused):
                        meetings.require_notice_days(starts_at)

    def test_the_reminder_comes_for_the_new_day_only(self, w, project):
        meeting = call(w, project)
        old = meeting.starts_at
        move(w, meeting)
        with clock.at(old - timedelta(hours=20)):
            reminders.remind()
        assert not told("meeting_soon")
        meeting.refresh_from_db()
        with clock.at(meeting.starts_at - timedelta(hours=20)):
            reminders.remind()
        assert told("meeting_soon") == {one.pk for one in w.neighbours}

    def test_phones_move_the_entry_they_have(self, client, w, project):
        meeting = call(w, project)
        address = f"/notices/{meeting.notice_id}/meeting.ics"
        (before,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        move(w, meeting)
        (after,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        assert after["UID"] == before["UID"] and after["SEQUENCE"] == before["SEQUENCE"] + 1
        assert after.decoded("DTSTART") == before.decoded("DTSTART") + 3 * DAY
        of_the_place = Calendar.from_ical(client.get("/notices/calendar.ics").content).walk("VEVENT")
        assert [event["UID"] for event in of_the_place] == [before["UID"]]
        cancel(w, meeting)
        (gone,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        assert gone["STATUS"] == "CANCELLED"


class TestCancelled:
    def test_it_is_over_without_minutes_and_the_invited_know_why(self, w, project):
        meeting = call(w, project)
        cancel(w, meeting)
        assert told("meeting_cancelled") == {one.pk for one in w.neighbours}
        assert Message.objects.filter(topic="meeting_cancelled").first().facts["reason"] == "暴雨预警。"
        with clock.at(meeting.starts_at + DAY), pytest.raises(Refused, match="暴雨预警"):
            meetings.write_minutes(
                meeting, by=w.organiser, present=5, in_favour=5, against=0, minutes="无", decision="无"
            )
        with clock.at(meeting.starts_at + 5 * DAY):
            reminders.remind()
        assert not Message.objects.filter(
            topic__in=("late", "meeting_soon"), occasion__startswith="m"
        ).exists()

    def test_it_is_not_cancelled_any_more_when_its_time_has_come(self, w, project):
        meeting = call(w, project)
        with clock.at(meeting.starts_at + timedelta(minutes=5)):
            for change in (cancel, move):
                with pytest.raises(Refused):
                    change(w, meeting)

    def test_the_minutes_that_were_being_typed_come_back_with_the_reason(self, client, w, project):
        meeting = call(w, project)
        sign_in(client, w.organiser)
        with clock.at(meeting.starts_at + DAY):
            client.get(f"/rounds/meetings/{meeting.pk}/minutes/")
            not_held(w, meeting)
            typed = {
                "operation": uuid4(), "seen": 0, "chair": w.organiser.pk, "present": 5, "in_favour": 5, "against": 0, "minutes": "写了很久的话",
                "decision": "同意",
            }  # fmt: skip
            answer = client.post(f"/rounds/meetings/{meeting.pk}/minutes/", typed)
        assert answer.status_code == 409
        assert "写了很久的话" in answer.text and "到会不足。" in answer.text


class TestNotHeld:
    def test_it_gets_no_minutes_and_another_meeting_can_be_called_at_once(self, w, project):
        meeting = call(w, project)
        with pytest.raises(Refused):
            not_held(w, meeting)
        with clock.at(meeting.starts_at + DAY):
            not_held(w, meeting)
            again = call(w, project)
            assert again.pk != meeting.pk
            with pytest.raises(Refused):
                meetings.write_minutes(
                    meeting, by=w.organiser, present=5, in_favour=5, against=0, minutes="无", decision="无"
                )
        assert "没有会议纪要" in meeting.changes.get().notice.body
        assert told("meeting_not_held")

    def test_the_page_offers_what_is_possible(self, w, project):
        meeting = call(w, project)
        names = {act.name for act in acts_for(w.organiser, project)}
        assert {"move-meeting", "cancel-meeting", "call-meeting"} <= names
        assert not {"not-held", "minutes"} & names
        with clock.at(meeting.starts_at):
            names = {act.name for act in acts_for(w.organiser, project)}
        assert {"not-held", "minutes", "call-meeting"} <= names
        assert not {"move-meeting", "cancel-meeting"} & names


class TestAnyNumber:
    @pytest.mark.parametrize(
        ("first", "then"), [("all_households", "six_parties"), ("six_parties", "all_households")]
    )
    def test_after_an_agreeing_one_the_other_kind_is_possible(self, client, w, project, first, then):
        call(w, project, platform=first)
        Meeting.objects.update(
            entitled=6, present=6, in_favour=6, against=0, agreed=True, minutes_at=clock.now()
        )
        sign_in(client, w.organiser)
        form = {
            "operation": uuid4(), "platform": then, "starts_at": (clock.now() + 5 * DAY).strftime("%Y-%m-%dT%H:%M"),
            "place": "院里", "agenda": "再议",
        }  # fmt: skip
        assert client.post(f"/projects/{project.pk}/do/call-meeting/", form).status_code == 302
        assert Meeting.objects.filter(platform=then).exists()

    def test_the_desk_asks_for_one_only_while_none_is_in_sight(self, w, project):
        def asked() -> bool:
            return any(act.name == "call-meeting" for act, _projects in acts_awaiting(w.organiser))

        assert asked()
        call(w, project)
        assert not asked()

    def test_in_the_pool_a_meeting_can_be_called_too(self, w):
        assert call(w, placed(w, Stage.POOLED))

    @pytest.mark.parametrize("stage", [Stage.VOTING, Stage.WITHDRAWN])
    def test_a_project_that_has_moved_on_does_not_keep_its_meeting_hanging(self, w, project, stage):
        meeting = call(w, project)
        put(project, stage)
        assert cancel(w, meeting).called_off == "cancelled"


class TestSafely:
    def test_only_who_may_call_one_may_change_it(self, w, project):
        meeting = call(w, project)
        for verb in (move, cancel):
            with pytest.raises(NotPermitted):
                verb(w, meeting, by=w.neighbours[0])
        assert not MeetingChange.objects.exists()

    def test_the_same_form_twice_is_one_change(self, w, project):
        meeting, operation = call(w, project), uuid4()
        for _twice in range(2):
            cancel(w, meeting, operation=operation)
        assert MeetingChange.objects.count() == 1
        assert Notice.objects.filter(kind="meeting_change").count() == 1
        with pytest.raises(Refused):
            cancel(w, meeting)

    def test_the_database_keeps_what_was_called_off(self, w, project):
        meeting = call(w, project)
        cancel(w, meeting)
        with connection.cursor() as cursor:
            for wrong in (
                "UPDATE deliberation_meeting SET called_off = ''",
                "UPDATE deliberation_meeting SET called_off = 'not_held'",
                "UPDATE deliberation_meeting SET place = 'elsewhere'",
                "UPDATE deliberation_meeting SET minutes_at = now()",
                "UPDATE deliberation_meetingchange SET reason = 'another one'",
                "DELETE FROM deliberation_meetingchange",
            ):
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(wrong)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_cancel_and_move_at_once_one_comes_second(w):
    project = placed(w, Stage.DELIBERATION)
    meeting, outcomes, begin = call(w, project), [], threading.Barrier(2)

    def act(verb):
        begin.wait(10)
        try:
            verb(w, Meeting.objects.select_related("project__area").get(pk=meeting.pk))
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(str(refused.reason))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(verb,)) for verb in (cancel, cancel)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=len)[0] == "done" and "暴雨预警" in sorted(outcomes, key=len)[1]
    assert MeetingChange.objects.count() == 1
