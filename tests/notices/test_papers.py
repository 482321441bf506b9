"""Notices on paper, on the board, in a calendar; and those that the portal drafts by itself."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation
from icalendar import Calendar

from funding.cashbook import receipts
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices import papers, publishing, texts
from panlong.notices.kinds import Kind
from panlong.notices.models import Draft, Message, Notice, PostedNotice
from panlong.portal.automation import drafts
from panlong.portal.automation.tasks import draft_notices
from panlong.tools import pdf
from projects import progress
from projects.stages import Stage
from tests.factories import Walk, jpeg_upload, sign_in
from tests.notices.samples import as_before, samples

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "zh-hant", "en")


def publish(w, kind=Kind.CALL, **more) -> Notice:
    return publishing.publish(replace(samples()[kind], **more), w.courtyard, by=w.staff)


# --- Paper ------------------------------------------------------------------------------------------------------------
def test_there_is_a_sample_of_every_kind(db):
    assert set(samples()) == set(Kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_paper_in_every_language(client, w, language):
    client.cookies["django_language"] = language
    for kind in Kind:
        notice = publish(w, kind)
        answer = client.get(f"/notices/{notice.pk}/paper.pdf")
        made = b"".join(answer.streaming_content)
        assert made.startswith(b"%PDF-") and len(made) > 10_000, kind
        assert answer.headers["Content-Type"] == "application/pdf"


def test_the_paper_says_all_that_a_notice_must_say(w, settings):
    notice = publish(w, Kind.SUPPLIER)
    for language in LANGUAGES:
        facts = papers.facts_of(notice, language)
        text = str(facts)
        for needed in (
            notice.number,
            notice.issuer,
            notice.supervision_phone,
            notice.content_hash,
            "31200.00",
            "盘江营造",
        ):
            assert needed in text, (language, needed)
        assert facts["code"] == pdf.make_qr_code(f"{settings.SITE_URL}{notice.get_absolute_url()}")
    assert papers.facts_of(notice, "zh-hans")["body"] == notice.body.splitlines()


def test_a_paper_is_made_once_and_made_anew_when_a_correction_comes(w, monkeypatch):
    made = []
    make = pdf.make_pdf
    monkeypatch.setattr(
        pdf, "make_pdf", lambda name, facts, **more: made.append(facts) or make(name, facts, **more)
    )
    notice = publish(w)
    assert papers.paper(notice, "en") == papers.paper(notice, "en")
    assert len(made) == 1
    correction = publishing.correct_notice(notice, by=w.reviewer, text="改期。")
    notice = Notice.objects.get(pk=notice.pk)
    papers.paper(notice, "en")
    assert correction.number in str(made[1]["lines"])


def test_markup_in_what_people_wrote_stays_text(w):
    notice = publish(w, Kind.CHANGE, reason="#panic(1) *粗* <b> $x$ \\ 𠮷 😀")
    assert papers.paper(notice, "zh-hans").startswith(b"%PDF-")


# --- On the board -------------------------------------------------------------------------------------------------------
def test_a_posted_notice_shows_where_it_hangs_and_its_photo(client, w):
    notice = publish(w)
    sign_in(client, w.organiser)
    form = {"site": "东门公示栏", "posted_on": clock.today().isoformat()}
    for _click in range(2):
        answer = client.post(f"/notices/{notice.pk}/post-up/", {**form, "photo": jpeg_upload()})
        assert answer.status_code == 302
    posted = PostedNotice.objects.get()
    client.logout()
    page = client.get(notice.get_absolute_url()).text
    assert "东门公示栏" in page and posted.small_url in page
    assert client.get(posted.small_url).status_code == 200
    with pytest.raises(DatabaseError), transaction.atomic():
        PostedNotice.objects.update(site="别处")


def test_only_who_serves_there_records_a_posting_and_never_before_it_was_published(client, w):
    notice = publish(w)
    for somebody, status in ((None, 302), (w.neighbours[0], 403), (w.auditor, 403), (w.organiser, 200)):
        sign_in(client, somebody)
        assert client.get(f"/notices/{notice.pk}/post-up/").status_code == status
    for day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)):
        form = {"site": "东门", "posted_on": day.isoformat(), "photo": jpeg_upload()}
        assert client.post(f"/notices/{notice.pk}/post-up/", form).status_code == 422
    assert client.post(f"/notices/{notice.pk}/post-up/", {"site": "东门", "posted_on": ""}).status_code == 422
    assert not PostedNotice.objects.exists()


# --- Calendar, archive ----------------------------------------------------------------------------------------------------
def test_the_calendar_of_an_area_has_its_meetings_at_their_hour_and_its_last_days(client, w):
    publish(w, Kind.MEETING)
    notice = publish(w, Kind.APPROVAL)
    events = Calendar.from_ical(client.get(f"/notices/calendar.ics?area={w.community.code}").content).walk(
        "VEVENT"
    )
    starts = {str(event["SUMMARY"]): event.decoded("DTSTART") for event in events}
    meeting = next(start for title, start in starts.items() if "会议" in title)
    assert (meeting.hour, meeting.utcoffset()) == (19, timedelta(hours=8))
    assert f"截止日：{notice.title}" in starts
    assert client.get("/notices/calendar.ics?area=530103009").content.count(b"VEVENT") in {0, 4}
    for strange in ("?area=%00", "?area=x"):
        assert client.get(f"/notices/calendar.ics{strange}").status_code == 200


def test_the_archive_is_searched_by_year(client, w):
    notice = publish(w)
    year = clock.today().year
    assert notice.title in client.get(f"/notices/?year={year}").text
    assert notice.title not in client.get(f"/notices/?year={year - 1}").text
    assert client.get("/notices/?year=zz").status_code == 200


# --- Drafts ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def finished_in(w):
    """Walk a project to aftercare and return the first January after it."""
    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        for giver, public in (("愿意公开的张三", True), ("不愿公开的李四", False)):
            receipts.receive_contribution(
                project, by=w.neighbours[2], source="self_raised", giver=giver, giver_is_public=public, amount=Decimal(10),
                received_on=clock.today(), operation=uuid4(),
            )  # fmt: skip
    local = clock.timezone.localtime(walk.moment)
    return local.replace(year=local.year + 1, month=1, day=10, hour=10)


def test_report_donations_and_call_are_drafted_once_in_january_and_signed(client, w, finished_in):
    with clock.at(finished_in):
        assert draft_notices() == 3
        assert draft_notices() == 0
    assert set(Draft.objects.values_list("kind", flat=True)) == {"call", "yearly_report", "donations"}
    assert Message.objects.filter(person=w.staff, topic="draft_to_sign").count() == 3
    row = Draft.objects.get(kind=Kind.DONATIONS)
    assert "张三" in str(row.facts) and "李四" not in str(row.facts)
    assert row.facts["unnamed"] == 1
    for somebody, status in ((None, 302), (w.organiser, 404), (w.auditor, 404), (w.staff, 200)):
        sign_in(client, somebody)
        assert client.get(f"/notices/drafts/{row.pk}/").status_code == status
    assert str(row.pk) in client.get("/notices/drafts/").text
    assert client.post(f"/notices/drafts/{row.pk}/", {"text": "谢谢大家。", "sign": "1"}).status_code == 302
    notice = Notice.objects.get(kind=Kind.DONATIONS)
    assert "谢谢大家" in notice.body and notice.published_by == w.staff and notice.is_untouched
    assert client.post(f"/notices/drafts/{row.pk}/", {"text": "", "sign": "1"}).status_code in {200, 422}
    assert Notice.objects.filter(kind=Kind.DONATIONS).count() == 1
    with pytest.raises(Refused):
        publishing.drop_draft(row, by=w.reviewer)


def test_a_draft_is_signed_by_those_of_the_area_only_and_a_dropped_one_is_not_published(w):
    row = publishing.draft_notice(samples()[Kind.CALL], w.community, occasion="2026")
    assert publishing.draft_notice(samples()[Kind.CALL], w.community, occasion="2026") is None
    for nobody in (w.organiser, w.neighbours[0], w.finance):
        with pytest.raises(NotPermitted):
            publishing.sign_draft(row, by=nobody)
    publishing.drop_draft(row, by=w.staff)
    with pytest.raises(Refused):
        publishing.sign_draft(row, by=w.reviewer)
    assert not Notice.objects.filter(kind=Kind.CALL).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Draft.objects.filter(pk=row.pk).update(decided_by=w.reviewer)


def test_a_project_at_work_publishes_its_progress_once_a_month(w):
    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    begun = walk.moment
    for day in (5, 35, 40):
        with clock.at(begun + timedelta(days=day)):
            progress.report_progress(
                project, by=w.neighbours[1], percent=day, text=f"第{day}天", operation=uuid4()
            )
            drafts.draft()
            drafts.draft()
    notice = Notice.objects.get(kind=Kind.PROGRESS)
    assert "第35天" in notice.body and "35" in notice.body
    assert notice.events.get().project == project


def test_every_text_is_whole_in_every_language(db):
    stored = [(kind, facts.as_json()) for kind, facts in samples().items()]
    for kind, facts in [*stored, *((kind, facts) for (kind, _heading), facts in as_before().items())]:
        for language in LANGUAGES:
            with translation.override(language):
                title, body = texts.write_body(kind, facts)
            assert title and body and "None" not in title + body, (kind, language)
