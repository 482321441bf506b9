"""What a street clerk stumbled over: pages that tell the whole case, and no slip without a way back."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse

from funding.cashbook import bank, settlement
from funding.ledger import queries
from funding.models import Check, StreetReview, Tranche
from funding.procurement import contracts, tenders
from funding.subsidies import amendments, tranches
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from projects import progress
from projects.stages import Stage
from tests.factories import Walk, sign_in

pytestmark = pytest.mark.django_db


def page_of(client, walk, name: str):
    return client.get(reverse("pages:act", args=[walk.project.pk, name]))


def answer(client, walk, name: str, **facts):
    """Fill in the form of an act and send it."""
    operation = page_of(client, walk, name).context["form"]["operation"].value()
    return client.post(reverse("pages:act", args=[walk.project.pk, name]), {"operation": operation, **facts})


@pytest.fixture
def paid(w):
    """A project whose first part was paid, at that moment."""
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.begin()
        yield walk


def test_a_statement_with_a_payment_that_nobody_knows_is_shown(paid, client):
    sign_in(client, paid.w.finance)
    text = f"交易日期,流水号,支出\n{clock.today().isoformat()},UNKNOWN-1,12.00\n"
    upload = SimpleUploadedFile("a.csv", text.encode())
    page = client.post(reverse("funding:bank"), {"area": paid.w.street.pk, "file": upload})
    assert page.status_code == 200
    found = page.content.decode()
    assert "UNKNOWN-1" in found and Tranche.objects.get(paid_at__isnull=False).bank_reference in found
    assert reverse("funding:bank") in client.get(reverse("pages:desk")).content.decode()


def test_a_handler_says_so_when_not_all_points_hold(w, client):
    walk = Walk(w)
    walk.to(Stage.STREET_REVIEW)
    with clock.at(walk.moment):
        walk.apply()
        sign_in(client, w.handler)
        facts = {"subsidy": "8000", "opinion": "好", "implementer": "施工队"}
        slip = answer(client, walk, "handle", **facts)
        assert slip.status_code == 422 and "checks" in slip.context["form"].errors
        assert not StreetReview.objects.exists()
        but_safety = [point.value for point in Check if point != Check.SAFETY]
        answer(client, walk, "handle", **facts, checks=but_safety, not_all="on")
        assert StreetReview.objects.get().checks == sorted(but_safety)
        sign_in(client, w.reviewer)
        assert f"✗ {Check.SAFETY.label}" in page_of(client, walk, "decide").content.decode()


def test_the_street_sees_the_ties_and_all_prices_before_it_agrees(w, client):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        round = tenders.call_for_quotations(
            walk.project, by=w.neighbours[1], wanted="扶手", closes_at=clock.now() + timedelta(days=1)
        )
        for number, price in enumerate(("9000", "9111", "9222")):
            walk.take_down(number, price, ties="" if number else "组长之兄")
    with clock.at(round.closes_at):
        tenders.open_prices(walk.project, by=None)
        tied = walk.project.quotations.first()
        tenders.choose_supplier(walk.project, by=w.neighbours[2], quotation=tied, reasons="x")
        sign_in(client, w.handler)
        page = page_of(client, walk, "approve-supplier").content.decode()
        for told in ("组长之兄", "9,111", "9,222"):
            assert told in page
        notice = (
            tenders.decide_choice(walk.project, by=w.handler, approved=True)
            and walk.project.events.last().notice
        )
        assert "组长之兄" in notice.body


def test_after_a_change_the_parts_come_to_what_is_approved(paid):
    w = paid.w
    amendments.request_change(paid.project, by=w.neighbours[1], amount=Decimal(6000), reason="便宜了")
    amendments.check_change(paid.project, by=w.handler)
    amendments.review_change(paid.project, by=w.reviewer)
    amendments.approve_change(paid.project, by=w.leader)
    parts = queries.parts_of(paid.project)
    assert [part.number for part in parts.order_by("number")] == [1, 2, 3, 4]
    assert parts.aggregate(sum=Sum("amount"))["sum"] == Decimal(6000)


def test_the_group_is_told_what_is_missing_for_its_payment(paid, client):
    with clock.at(paid.moment):
        progress.report_progress(
            paid.project, by=paid.w.neighbours[1], percent=60, text="过半。", operation=uuid4()
        )
        tranches.request_tranche(paid.project, by=paid.w.neighbours[1])
    sign_in(client, paid.w.handler)
    assert answer(client, paid, "question-payment").status_code == 422
    for _n in range(2):  # a double click
        answer(client, paid, "question-payment", reason="缺少中期照片")
    told = Message.objects.filter(topic="tranche_questioned")
    assert {one.person_id for one in told} == {one.pk for one in paid.w.neighbours[1:4]}
    assert told.count() == 3 and tranches.next_tranche(paid.project).requested_at is not None
    assert "缺少中期照片" in client.get(paid.project.get_absolute_url()).content.decode()
    for stranger in (paid.w.neighbours[1], paid.w.staff):
        with pytest.raises(NotPermitted):
            tranches.question_tranche(paid.project, by=stranger, reason="x")


def test_a_bank_reference_has_one_spelling(paid):
    reference = Tranche.objects.get(paid_at__isnull=False).bank_reference
    wide = f" {reference[:1]}　{reference[1:]}".translate({ord("B"): "ｂ"})
    progress.report_progress(
        paid.project, by=paid.w.neighbours[1], percent=60, text="过半。", operation=uuid4()
    )
    tranches.request_tranche(paid.project, by=paid.w.neighbours[1])
    tranches.check_tranche(paid.project, by=paid.w.handler)
    tranches.approve_tranche(paid.project, by=paid.w.reviewer)
    with pytest.raises(Refused) as refused:
        tranches.pay_tranche(paid.project, by=paid.w.finance, bank_reference=wide, operation=uuid4())
    assert refused.value.field == "bank_reference"


def test_a_statement_finds_a_payment_however_its_reference_is_spaced(paid):
    tranche = Tranche.objects.get(paid_at__isnull=False)
    for reference in (tranche.bank_reference.replace("B", "ｂ "), tranche.bank_reference):
        row = bank.Row(clock.today(), reference, tranche.amount, "")
        assert [one.what for one in bank.compare_statement([row], paid.w.street)] == ["matched"]


def test_no_day_stands_before_what_it_follows(paid, w):
    yesterday = clock.today() - timedelta(days=1)
    bill = paid.bill("100.00")
    with pytest.raises(Refused) as refused:
        paid.pay(bill, "10.00", spent_on=yesterday)
    assert refused.value.field == "spent_on"
    other = Walk(w, title="隔壁")
    other.to(Stage.IN_PROGRESS)
    with clock.at(other.moment):
        cheapest = other.collect(9500, 9800, 9900)[0]
        tenders.choose_supplier(other.project, by=w.neighbours[2], quotation=cheapest, reasons="x")
        with pytest.raises(Refused) as refused:
            contracts.record_contract(
                other.project, by=w.neighbours[1], number="1", amount=Decimal(9000), signed_on=clock.today() - timedelta(days=1),
                starts_on=clock.today(), ends_on=clock.today(),
            )  # fmt: skip
    assert refused.value.field == "signed_on"


def test_no_accounts_without_a_bill_under_a_contract(w):
    walk = Walk(w)
    walk.to(Stage.AFTERCARE)
    with clock.at(walk.moment):
        walk.pay_next()
        with pytest.raises(Refused, match=r"账单|bill"):
            settlement.publish_accounts(walk.project, by=w.neighbours[2])


def test_who_ends_a_project_or_gives_money_back_sees_the_sums_first(paid, client):
    sign_in(client, paid.w.reviewer)
    page = page_of(client, paid, "terminate").content.decode()
    assert "¥4,400" in page and "¥9,500" in page  # in hand, and the contract


def test_photos_that_are_lost_with_a_refused_form_are_asked_for_again(paid, client):
    sign_in(client, paid.w.neighbours[1])
    scan = SimpleUploadedFile("a.jpg", b"x", content_type="image/jpeg")
    again = "照片和文件无法保留"
    assert again in answer(client, paid, "record-bill", scan=scan).content.decode()
    assert again not in answer(client, paid, "record-bill").content.decode()
