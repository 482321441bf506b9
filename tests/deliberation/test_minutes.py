"""Minutes are drafted, signed by the chair and one more, or on paper, and then published with opinions and counts."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from deliberation.council import changes, meetings, minutes
from deliberation.models import Meeting, MinutesDraft, MinutesSignature
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices import publishing
from panlong.notices.models import Message, Notice
from projects.stages import Stage
from tests.factories import a_photo, elect, in_force, jpeg_upload, placed, sign_in

pytestmark = pytest.mark.django_db
SAID = {
    "present": 5,
    "in_favour": 5,
    "against": 0,
    "minutes": "都说该装。",
    "decision": "同意装扶手。",
    "opinions": [],
    "motions": [],
}


@pytest.fixture
def project(w):
    project = placed(w, Stage.DELIBERATION)
    elect(w, project)
    return project


@pytest.fixture
def held(w, project):
    """A meeting whose evening has come, at which the clock stands."""
    meeting = call(w, project)
    with clock.at(meeting.starts_at + timedelta(hours=2)):
        yield meeting


def call(w, project, **more) -> Meeting:
    return meetings.call_meeting(
        project, by=w.organiser, starts_at=clock.now() + timedelta(days=4), place="院里", agenda="扶手",
        operation=uuid4(), **{"platform": "all_households", **more},
    )  # fmt: skip


def draft(w, meeting, *, seen: int = 0, **other) -> MinutesDraft:
    facts = {"by": w.neighbours[2], "chair": w.organiser, **SAID, **other}
    return minutes.draft_minutes(meeting, seen=seen, **facts)


def fresh(meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


class TestDraft:
    def test_nothing_is_public_until_two_have_signed(self, w, held):
        draft(w, held)
        minutes.sign_minutes(held, by=w.organiser, seen=1)
        assert fresh(held).minutes_at is None and not Notice.objects.filter(kind="minutes").exists()
        minutes.sign_minutes(held, by=w.neighbours[1], seen=1)
        published = fresh(held)
        assert published.agreed and published.minutes_notice
        assert (
            "楼栋长（主持人）" in published.minutes_notice.body and "邻居1" in published.minutes_notice.body
        )
        assert "都说该装。" in published.minutes_notice.body

    def test_what_cannot_be_true_is_not_kept(self, w, held):
        for wrong, field in (
            ({"present": 7}, "present"),
            ({"in_favour": 6}, "in_favour"),
            ({"present": None}, "present"),
        ):
            with pytest.raises(Refused) as refused:
                draft(w, held, **wrong)
            assert refused.value.field == field
        assert not MinutesDraft.objects.exists()

    def test_of_two_clerks_the_second_one_is_told_and_loses_nothing(self, client, w, held):
        sign_in(client, w.organiser)
        address = f"/rounds/meetings/{held.pk}/minutes/"
        client.get(address)
        draft(w, held)
        typed = {
            "operation": uuid4(), "seen": 0, "chair": w.organiser.pk, "present": 6, "in_favour": 6, "against": 0,
            "minutes": "写了很久的话", "decision": "另一个决定",
        }  # fmt: skip
        answer = client.post(address, typed)
        assert answer.status_code == 409
        assert "写了很久的话" in answer.text and "同意装扶手。" in answer.text and "邻居" in answer.text
        assert MinutesDraft.objects.get().facts["decision"] == "同意装扶手。"
        assert client.post(address, {**typed, "seen": 1}).status_code == 302
        assert MinutesDraft.objects.get().facts["decision"] == "另一个决定"

    def test_the_same_form_twice_is_one_draft(self, w, held):
        assert draft(w, held).revision == draft(w, held).revision == 1

    def test_a_change_takes_the_signature_away(self, w, held):
        draft(w, held)
        minutes.sign_minutes(held, by=w.organiser, seen=1)
        draft(w, held, seen=1, decision="改为装两侧扶手。")
        with pytest.raises(Refused):
            minutes.sign_minutes(held, by=w.neighbours[1], seen=1)
        minutes.sign_minutes(held, by=w.neighbours[1], seen=2)
        assert fresh(held).minutes_at is None
        minutes.sign_minutes(held, by=w.organiser, seen=2)
        assert fresh(held).decision == "改为装两侧扶手。"

    def test_the_chair_is_told_to_sign(self, w, held):
        draft(w, held)
        assert Message.objects.get(topic="minutes_to_sign").person == w.organiser

    def test_not_before_the_meeting_and_not_by_anybody(self, w, project):
        meeting = call(w, project)
        with pytest.raises(Refused):
            draft(w, meeting)
        with clock.at(meeting.starts_at + timedelta(hours=1)):
            with pytest.raises(NotPermitted):
                draft(w, meeting, by=w.neighbours[5])
            with pytest.raises(Refused) as refused:
                draft(w, meeting, chair=w.neighbours[5])
            assert refused.value.field == "chair"


class TestSigned:
    def test_a_double_click_is_one_signature_and_nobody_signs_for_the_other(self, w, held):
        draft(w, held)
        for _twice in range(2):
            minutes.sign_minutes(held, by=w.organiser, seen=1)
        assert MinutesSignature.objects.count() == 1
        assert fresh(held).minutes_at is None
        with pytest.raises(DatabaseError), transaction.atomic():
            MinutesSignature.objects.create(
                draft=held.draft, revision=1, part="second", by=w.organiser, at=clock.now()
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            MinutesSignature.objects.create(
                draft=held.draft, revision=1, part="chair", by=w.neighbours[1], at=clock.now()
            )

    def test_a_third_one_comes_too_late(self, w, held):
        draft(w, held)
        minutes.sign_minutes(held, by=w.neighbours[1], seen=1)
        with pytest.raises(Refused, match="邻"):
            minutes.sign_minutes(held, by=w.neighbours[3], seen=1)

    def test_a_neighbour_who_has_no_part_in_it_does_not_sign(self, w, held):
        draft(w, held)
        with pytest.raises(NotPermitted):
            minutes.sign_minutes(held, by=w.neighbours[5], seen=1)

    def test_the_second_signature_freezes_them(self, w, held):
        draft(w, held)
        for person in (w.organiser, w.neighbours[1]):
            minutes.sign_minutes(held, by=person, seen=1)
        minutes.sign_minutes(held, by=w.neighbours[1], seen=1)  # pressed once more
        with pytest.raises(Refused):
            draft(w, held, seen=1, decision="别的。")
        for wrong in (
            "UPDATE deliberation_minutesdraft SET revision = 9",
            "UPDATE deliberation_meeting SET decision = 'x'",
            "DELETE FROM deliberation_minutessignature",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(wrong)

    def test_a_meeting_that_was_called_off_meanwhile_is_not_signed(self, w, held):
        draft(w, held)
        changes.record_not_held(held, by=w.organiser, reason="到会不足。", operation=uuid4())
        with pytest.raises(Refused, match="到会不足"):
            minutes.sign_minutes(held, by=w.organiser, seen=1)

    def test_what_they_say_is_changed_by_a_correction_only_linked_both_ways(self, client, w, held):
        draft(w, held)
        for person in (w.organiser, w.neighbours[1]):
            minutes.sign_minutes(held, by=person, seen=1)
        notice = fresh(held).minutes_notice
        correction = publishing.correct_notice(notice, by=w.staff, text="到会应为四户。")
        assert correction.corrects == notice
        page = client.get(held.get_absolute_url()).text
        assert correction.get_absolute_url() in page and notice.get_absolute_url() in page


class TestOnPaper:
    def hand_in(self, w, meeting, **other):
        facts = {
            "by": w.organiser,
            "seen": 1,
            "photo": a_photo(),
            "chair_name": "老李",
            "second_name": "王婶",
            **other,
        }
        return minutes.hand_in_paper(meeting, **facts)

    def test_one_enters_it_and_another_confirms(self, w, held):
        draft(w, held)
        paper = self.hand_in(w, held)
        with pytest.raises(Refused):
            minutes.confirm_paper(paper, by=w.organiser)
        minutes.confirm_paper(paper, by=w.neighbours[1])
        body = fresh(held).minutes_notice.body
        assert "老李（主持人）" in body and "王婶" in body

    def test_two_names_are_two_people(self, w, held):
        draft(w, held)
        with pytest.raises(Refused) as refused:
            self.hand_in(w, held, second_name="老李")
        assert refused.value.field == "second_name"

    def test_a_paper_of_an_older_draft_confirms_nothing(self, w, held):
        draft(w, held)
        paper = self.hand_in(w, held)
        draft(w, held, seen=1, decision="改了。")
        with pytest.raises(Refused):
            minutes.confirm_paper(paper, by=w.neighbours[1])

    def test_its_photo_is_for_those_who_sign(self, client, w, held):
        draft(w, held)
        paper = self.hand_in(w, held)
        address = f"/rounds/meetings/{held.pk}/paper/{paper.pk}/"
        for person, status in ((w.neighbours[1], 200), (w.neighbours[5], 403), (None, 302)):
            sign_in(client, person)
            assert client.get(address).status_code == status


class TestMotions:
    def test_another_project_on_the_agenda_gets_its_own_vote(self, w, project):
        other = placed(w, Stage.DELIBERATION, title="路灯")
        meeting = call(w, project, also=[other])
        motion = meeting.motions.get()
        voted = [{"motion": motion.pk, "text": motion.text, "in_favour": 4, "against": 1}]
        with clock.at(meeting.starts_at + timedelta(hours=2)):
            draft(w, meeting, in_favour=2, against=3, motions=voted)
            for person in (w.organiser, w.neighbours[1]):
                minutes.sign_minutes(meeting, by=person, seen=1)
        assert not meetings.has_agreed_to_plan(project)
        assert meetings.has_agreed_to_plan(other, "all_households")
        assert meeting in meetings.about(other)
        assert [event.act for event in other.events.all()][-2:] == ["call_meeting", "write_minutes"]

    def test_any_question_may_be_put_to_the_vote(self, w, held):
        draft(w, held, motions=[{"motion": None, "text": "轮流看管", "in_favour": 2, "against": 3}])
        for person in (w.organiser, w.neighbours[1]):
            minutes.sign_minutes(held, by=person, seen=1)
        assert held.motions.get().agreed is False
        assert "轮流看管" in fresh(held).minutes_notice.body

    def test_no_more_votes_than_were_there(self, w, held):
        with pytest.raises(Refused, match="轮流看管"):
            draft(w, held, motions=[{"motion": None, "text": "轮流看管", "in_favour": 5, "against": 1}])

    def test_of_another_place_it_is_no_item(self, w, project):
        elsewhere = placed(w, Stage.DELIBERATION, area=w.community)
        with pytest.raises(Refused) as refused:
            meetings.call_meeting(
                project, by=w.staff, platform="all_households", starts_at=clock.now() + timedelta(days=4), place="院里",
                agenda="x", operation=uuid4(), also=[elsewhere],
            )  # fmt: skip
        assert refused.value.field == "also"


def test_the_pages_lead_from_the_act_to_the_published_minutes(client, w, held):
    sign_in(client, w.organiser)
    step = client.get(f"/projects/{held.project_id}/do/minutes/", follow=True)
    assert step.redirect_chain[-1][0] == f"/rounds/meetings/{held.pk}/minutes/"
    assert "6" in str(step.context["form"].fields["present"].help_text)
    form = {
        "operation": uuid4(), "seen": 0, "chair": w.organiser.pk, "present": 5, "in_favour": 5, "against": 0, "minutes": "讨论。", "decision": "同意。",
    }  # fmt: skip
    assert client.post(step.redirect_chain[-1][0], form).status_code == 302
    client.post(f"/rounds/meetings/{held.pk}/sign/", {"seen": 1})
    sign_in(client, w.neighbours[1])
    assert "第二签字人" in client.get(held.get_absolute_url()).text
    client.post(f"/rounds/meetings/{held.pk}/sign/", {"seen": 1})
    sign_in(client, None)
    assert "应到6户，实到5户；同意5户，反对0户。" in client.get(held.get_absolute_url()).text


@pytest.mark.parametrize("seen", ["", "x", "99999999999999999999", "-1"])
def test_an_odd_revision_signs_nothing(client, w, held, seen):
    draft(w, held)
    sign_in(client, w.organiser)
    assert client.post(f"/rounds/meetings/{held.pk}/sign/", {"seen": seen}).status_code == 302
    assert not MinutesSignature.objects.exists()


def test_paper_without_a_photo_says_so(client, w, held):
    draft(w, held)
    sign_in(client, w.organiser)
    address = f"/rounds/meetings/{held.pk}/paper/"
    assert client.post(address, {"seen": 1, "chair_name": "a", "second_name": "b"}).status_code == 302
    assert not held.draft.papers.exists()
    with_photo = {"seen": 1, "chair_name": "a", "second_name": "b", "photo": jpeg_upload()}
    client.post(address, with_photo)
    assert held.draft.papers.count() == 1


def test_stricter_shares_of_the_place_count_for_motions_too(w, project):
    in_force("households_share_percent", 80, w.community)
    meeting = call(w, project)
    with clock.at(meeting.starts_at + timedelta(hours=2)):
        draft(w, meeting, motions=[{"motion": None, "text": "轮流看管", "in_favour": 4, "against": 1}])
        for person in (w.organiser, w.neighbours[1]):
            minutes.sign_minutes(meeting, by=person, seen=1)
    assert meeting.motions.get().agreed is False


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_publish_once(w):
    project = placed(w, Stage.DELIBERATION)
    elect(w, project)
    meeting, begin, outcomes = call(w, project), threading.Barrier(2), []
    evening = meeting.starts_at + timedelta(hours=2)
    with clock.at(evening):
        draft(w, meeting)

    def act(person):
        begin.wait(10)
        try:
            with clock.at(evening):
                minutes.sign_minutes(
                    Meeting.objects.select_related("project__area").get(pk=meeting.pk), by=person, seen=1
                )
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(str(refused.reason))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(one,)) for one in (w.organiser, w.neighbours[1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["done", "done"]
    assert fresh(meeting).minutes_at and Notice.objects.filter(kind="minutes").count() == 1
