"""A notice says what it is, is written from the facts of its kind, and stays readable however it was stored."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template
from django.utils import translation

from panlong import clock
from panlong.accounts.models import User
from panlong.notices import papers, publishing, texts
from panlong.notices.facts import FACTS, PoolFacts, ResumptionFacts
from panlong.notices.kinds import OPEN_TO_OBJECTION, Kind
from panlong.notices.models import Draft, Notice
from panlong.policy.models import Parameter
from projects.journey import implementing, selecting
from projects.stages import Stage
from tests.factories import Walk, sign_in
from tests.notices.samples import ABOUT, as_before, samples

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "zh-hant", "en")


def stored_before(w, kind: Kind, facts: dict) -> Notice:
    """Store a notice as it was published before kinds had their own name and facts their numbers."""
    now = clock.now()
    with translation.override(settings.LANGUAGE_CODE):
        title, body = texts.write_body(kind, facts)
    number = f"{w.courtyard.code}-{now.year}-{Notice.objects.count() + 1:03d}"
    notice = Notice(
        number=number, kind=kind, area=w.courtyard, title=title, issuer="x", body=body, facts=facts, published_at=now,
        starts_at=now, ends_at=now, supervision_phone="12345",
    )  # fmt: skip
    notice.content_hash = notice.compute_hash()
    notice.save()
    return notice


# --- Facts --------------------------------------------------------------------------------------------------------
def test_every_kind_has_its_class_of_facts_and_its_template():
    assert set(FACTS) == set(Kind)
    for kind in Kind:
        get_template(f"notices/texts/{kind}.txt")


def test_facts_that_are_missing_unknown_or_of_another_type_are_refused():
    for wrong in (
        {},
        {"due": 3},
        {"due": None},
        {"due": "2026-05-31", "more": "x"},
        {"due": translation.gettext_lazy("x")},
    ):
        with pytest.raises(TypeError):
            PoolFacts(about=ABOUT, **wrong)
    with pytest.raises(TypeError):
        replace(ABOUT, beneficiaries=True)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (Kind.SUPPLIER, {"offers": [{"supplier": "x"}]}),
        (Kind.SUPPLIER, {"offers": [{"supplier": "x", "price": 1, "ties": ""}]}),
        (Kind.ROUND_RESULT, {"sums": {"round.json": None}}),
        (Kind.ROUND, {"conflicts": [["a", 1]]}),
        (Kind.CHANGE, {"change": "suspend"}),
        (Kind.MINUTES, {"agreed": 1}),
    ],
)
def test_a_row_in_a_list_is_checked_too(kind, wrong):
    with pytest.raises(TypeError, match=next(iter(wrong))):
        replace(samples()[kind], **wrong)


def test_a_notice_is_published_from_facts_only(w):
    with pytest.raises(TypeError):
        publishing.publish({"area": "x"}, w.courtyard, by=None)


def test_what_is_stored_has_the_project_flat_beside_the_rest():
    stored = samples()[Kind.SUPPORT_RESULT].as_json()
    assert (
        stored["project"] == ABOUT.project and stored["households"] == 193 and stored["objection_days"] == 10
    )
    assert (
        "about" not in stored and "kept" not in replace(samples()[Kind.FINAL_ACCOUNTS], kept=None).as_json()
    )


def test_notices_open_to_objection_say_when_the_answer_comes():
    assert {
        kind for kind, facts in samples().items() if hasattr(facts, "objection_days")
    } == OPEN_TO_OBJECTION


# --- Kinds of their own -------------------------------------------------------------------------------------------
def test_each_step_aside_is_a_notice_of_its_own_kind(w):
    project = Walk(w).to(Stage.IN_PROGRESS)
    implementing.suspend_project(project, by=w.reviewer, reason="雨季")
    implementing.resume_project(project, by=w.reviewer)
    implementing.record_termination(project, by=w.reviewer, reason="征用")
    kinds = list(Notice.objects.order_by("pk").values_list("kind", flat=True))[-3:]
    assert kinds == [Kind.SUSPENSION, Kind.RESUMPTION, Kind.TERMINATION]
    assert not Notice.objects.filter(kind=Kind.CHANGE).exists()


def test_a_refusal_is_a_notice_of_its_own_kind(w):
    project = Walk(w).to(Stage.STREET_REVIEW)
    selecting.record_street_refusal(project, by=w.reviewer, reason="重复")
    notice = Notice.objects.latest("pk")
    assert notice.kind == Kind.REFUSAL and notice.takes_objections and "重复" in notice.body


# --- As it was stored before --------------------------------------------------------------------------------------
def test_notices_of_before_verify_and_read_in_every_language(client, w):
    for (kind, _heading), facts in as_before().items():
        notice = stored_before(w, kind, facts)
        for language in LANGUAGES:
            client.cookies["django_language"] = language
            assert client.get(notice.get_absolute_url()).status_code == 200
            assert papers.paper(notice, language).startswith(b"%PDF-")
    call_command("verify_notices")


def test_the_list_finds_notices_of_before_under_the_heading_that_they_have_now(client, w):
    before = {heading: stored_before(w, kind, facts) for (kind, heading), facts in as_before().items()}
    now = {kind: publishing.publish(facts, w.courtyard, by=None) for kind, facts in samples().items()}
    for kind in Kind:
        expected = {notice.pk for notice in (before.get(kind), now[kind]) if notice}
        assert set(Notice.objects.of_kind(kind).values_list("pk", flat=True)) == expected, kind
    listed = client.get(f"/notices/?kind={Kind.LEDGER_SEAL}").context["page"].object_list
    assert {notice.pk for notice in listed} == {before[Kind.LEDGER_SEAL].pk, now[Kind.LEDGER_SEAL].pk}
    assert {notice.heading for notice in listed} == {Kind.LEDGER_SEAL}


def test_what_a_notice_of_before_promised_stays_when_the_term_changes(w):
    before = stored_before(w, Kind.APPROVAL, as_before()[Kind.APPROVAL, Kind.APPROVAL])
    Parameter.objects.create(key="objection_days", value=20, effective_from=clock.today(), basis="x")
    now = publishing.publish(samples()[Kind.APPROVAL], w.courtyard, by=None)
    with translation.override("en"):
        assert "within 10 working days" in before.in_readers_language()[1]
        assert "within 20 working days" in now.in_readers_language()[1]
    assert "20个工作日" in now.body and now.facts["objection_days"] == 20


def test_a_draft_is_signed_with_the_values_of_that_day(client, w):
    row = publishing.draft_notice(samples()[Kind.CALL], w.community, occasion="2026")
    Draft.objects.filter(pk=row.pk).update(
        facts={"area": "天祥社区", "year": 2026, "due": "2026-03-31", "percent": 90}
    )
    for key, value in (("screening_days", 8), ("cap_works", 123000), ("subsidy_percent", 75)):
        Parameter.objects.create(key=key, value=value, effective_from=clock.today(), basis="x")
    sign_in(client, User.objects.get(pk=w.staff.pk))
    page = client.get(f"/notices/drafts/{row.pk}/").text
    notice = publishing.sign_draft(row, by=w.staff, text="谢谢")
    for value in ("8个工作日", "123000", "75%"):
        assert value in page.replace(" ", "") and value in notice.body.replace(" ", "")


def test_a_resumed_project_stores_no_empty_reason():
    assert "reason" not in ResumptionFacts(about=ABOUT).as_json()
