"""Who came: by the code at the door, which holds only while the meeting is held, by the list, by a photo of the sheet."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from deliberation.council import attending, changes, meetings
from deliberation.models import Attendance, Meeting
from panlong import clock
from panlong.errors import NotPermitted, Refused
from projects.stages import Stage
from tests.factories import a_photo, elect, jpeg_upload, placed, seat_council, sign_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def project(w):
    project = placed(w, Stage.DELIBERATION)
    elect(w, project)
    return project


def call(w, project, platform="all_households") -> Meeting:
    return meetings.call_meeting(
        project, by=w.organiser, platform=platform, starts_at=clock.now() + timedelta(days=4), place="院里", agenda="扶手", operation=uuid4()
    )  # fmt: skip


@pytest.fixture
def evening(w, project):
    meeting = call(w, project)
    with clock.at(meeting.starts_at + timedelta(minutes=5)):
        yield meeting


def come(meeting, who, code="") -> Attendance:
    return attending.check_in(meeting, by=who, code=code or attending.code_of(meeting))


class TestCode:
    def test_a_household_comes_once_whoever_of_it_scans(self, w, evening):
        for _twice in range(2):
            come(evening, w.neighbours[0])
        come(evening, w.neighbours[1])
        assert evening.attendances.count() == 2

    @pytest.mark.parametrize("when", [-HOUR, 5 * HOUR])
    def test_not_before_and_not_after_the_meeting(self, w, project, when):
        meeting = call(w, project)
        with clock.at(meeting.starts_at + when), pytest.raises(Refused) as refused:
            come(meeting, w.neighbours[0])
        assert refused.value.field == "code"

    def test_the_code_of_another_meeting_is_none(self, w, project, evening):
        with clock.at(evening.called_at):
            other = call(w, project)
        for wrong in (attending.code_of(other), "", "ABCDEFGH", "代码" * 5):
            with pytest.raises(Refused):
                attending.check_in(evening, by=w.neighbours[0], code=wrong)

    def test_a_moved_meeting_has_another_code(self, w, project):
        meeting = call(w, project)
        before = attending.code_of(meeting)
        changes.move_meeting(
            meeting, by=w.organiser, starts_at=meeting.starts_at + timedelta(days=1), place="院里", reason="雨", operation=uuid4()
        )  # fmt: skip
        assert attending.code_of(Meeting.objects.get(pk=meeting.pk)) != before

    def test_who_has_no_seat_listens(self, w, evening):
        with pytest.raises(Refused):
            come(evening, w.staff)

    def test_a_member_of_the_council_takes_the_own_seat(self, w, project):
        seat_council(w, 5, people=w.neighbours[:2])
        meeting = call(w, project, "council")
        with clock.at(meeting.starts_at):
            assert come(meeting, w.neighbours[1]).member.user == w.neighbours[1]
            with pytest.raises(Refused):
                come(meeting, w.neighbours[4])

    def test_at_a_neighbours_hour_people_come(self, w, project):
        meeting = call(w, project, "neighbours")
        with clock.at(meeting.starts_at):
            assert come(meeting, w.neighbours[4]).person == w.neighbours[4]

    def test_the_page_has_it_filled_in_and_the_door_shows_it(self, client, w, evening):
        code = attending.code_of(evening)
        sign_in(client, w.organiser)
        door = client.get(f"/rounds/meetings/{evening.pk}/door/").text
        assert code in door and "<svg" in door
        sign_in(client, w.neighbours[0])
        assert client.get(f"/rounds/meetings/{evening.pk}/door/").status_code == 403
        address = f"/rounds/meetings/{evening.pk}/check-in/"
        assert code in client.get(f"{address}?code={code}").text
        assert client.post(address, {"code": "XXXX"}).status_code == 409
        assert client.post(address, {"code": code.lower()}).status_code == 302
        assert evening.attendances.count() == 1

    def test_cancelled_while_the_form_is_open(self, client, w, project):
        meeting = call(w, project)
        changes.cancel_meeting(meeting, by=w.organiser, reason="暴雨。", operation=uuid4())
        sign_in(client, w.neighbours[0])
        with clock.at(meeting.starts_at):
            answer = client.post(
                f"/rounds/meetings/{meeting.pk}/check-in/", {"code": attending.code_of(meeting)}
            )
        assert answer.status_code == 409 and "暴雨。" in answer.text


class TestList:
    def test_it_is_ticked_and_unticked_but_who_checked_in_stays(self, w, evening):
        come(evening, w.neighbours[0])
        keys = [place.key for place in attending.places_of(evening)]
        assert len(keys) == 6
        assert attending.keep_list(evening, by=w.organiser, seats=keys[:4]) == len(
            attending.seats_taken(evening)
        )
        attending.keep_list(evening, by=w.organiser, seats=keys[1:2])
        assert Attendance.Way.CODE in evening.attendances.values_list("way", flat=True)
        assert evening.attendances.count() <= 2

    def test_a_seat_that_is_not_on_it_is_refused(self, w, evening):
        for wrong in ("household-999999", "x", "member-1"):
            with pytest.raises(Refused):
                attending.keep_list(evening, by=w.organiser, seats=[wrong])

    def test_only_who_writes_the_minutes_keeps_it(self, client, w, evening):
        with pytest.raises(NotPermitted):
            attending.keep_list(evening, by=w.neighbours[5], seats=[])
        sign_in(client, w.organiser)
        address = f"/rounds/meetings/{evening.pk}/list/"
        key = attending.places_of(evening)[0].key
        assert client.post(address, {"seats": [key]}).status_code == 302
        assert "checked" in client.get(address).text

    def test_the_minutes_begin_with_how_many_are_on_it(self, client, w, evening):
        keys = [place.key for place in attending.places_of(evening)]
        attending.keep_list(evening, by=w.organiser, seats=keys[:5])
        sign_in(client, w.organiser)
        page = client.get(f"/rounds/meetings/{evening.pk}/minutes/")
        assert page.context["form"].initial["present"] == 5

    def test_after_the_minutes_it_is_settled(self, w, evening):
        come(evening, w.neighbours[0])
        meetings.write_minutes(
            evening, by=w.organiser, present=5, in_favour=5, against=0, minutes="x", decision="x"
        )
        with pytest.raises(Refused):
            come(evening, w.neighbours[1])
        with pytest.raises(DatabaseError), transaction.atomic():
            Attendance.objects.all().delete()


def test_the_photo_of_the_sheet_is_for_those_who_write_the_minutes(client, w, evening):
    sign_in(client, w.organiser)
    address = f"/rounds/meetings/{evening.pk}/list/"
    assert client.post(address, {"sheet": "1"}).status_code == 422
    assert client.post(address, {"sheet": "1", "photo": jpeg_upload()}).status_code == 302
    sheet = evening.sheets.get()
    assert client.get(f"{address}{sheet.pk}/").status_code == 200
    sign_in(client, w.neighbours[5])
    assert client.get(f"{address}{sheet.pk}/").status_code == 403
    with pytest.raises(NotPermitted):
        attending.keep_sheet(evening, by=w.neighbours[5], photo=a_photo())
