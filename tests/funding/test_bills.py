"""Suppliers' bills: owed from the day they come in, kept back in part until the warranty ends, never paid twice."""

from copy import copy
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from funding import ledger
from funding.cashbook import receipts, settlement, spending
from funding.ledger import queries
from funding.models import Account, Bill, Entry, Posting, Voucher
from funding.proof import verification
from funding.subsidies import grants
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message, Notice
from panlong.policy.models import CalendarYear
from projects.stages import Stage
from tests.factories import Walk, sign_in, world
from tests.funding.papers import photo


@pytest.fixture(scope="module")
def signed(django_db_setup, django_db_blocker):
    """A contract of 9,500 yuan, 2,000 of the residents and 2,400 of the district in hand; made once for all tests here."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            CalendarYear.objects.bulk_create(
                CalendarYear(year=year, source="test") for year in range(2027, 2032)
            )
            walk = Walk(world())
            walk.to(Stage.IN_PROGRESS)
            with clock.at(walk.moment):
                walk.begin()
            yield walk
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)
            connection.close()


@pytest.fixture
def now(signed, db):
    """The project as it was signed, at that moment; what a test does to it is undone."""
    walk = copy(signed)
    walk.refresh()
    with clock.at(walk.moment):
        yield walk


@pytest.fixture
def w(now):
    return now.w


def owed(walk) -> tuple[Decimal, Decimal]:
    """Return what the project owes, and what it keeps back, in yuan."""
    money = queries.money_of(walk.project)
    return money.owed, money.kept


def reverse_entry(walk, entry):
    by = walk.w.neighbours[1] if entry.by_id != walk.w.neighbours[1].pk else walk.w.neighbours[2]
    return settlement.reverse_entry(entry, by=by, reason="记错", operation=uuid4())


def raw_voucher(walk, **facts) -> None:
    """Write a voucher past the verbs, as raw SQL would; the entry is one that is there."""
    Voucher.objects.create(
        **{
            "project": walk.project, "payee": "x", "purpose": "x", "source": "district", "amount": Decimal(1), "spent_on": clock.today(),
            "recorded_by": walk.w.neighbours[2], "entry": walk.project.entries.filter(kind="receipt").get(), **facts,
        }
    )  # fmt: skip


def raw_bill(walk, **facts) -> None:
    Bill.objects.create(
        **{
            "project": walk.project, "payee": "x", "purpose": "x", "amount": Decimal(1), "kept": Decimal(0), "billed_on": clock.today(),
            "invoice_number": "R", "recorded_by": walk.w.neighbours[1], "entry": walk.project.entries.filter(kind="receipt").get(), **facts,
        }
    )  # fmt: skip


class TestRecording:
    def test_a_bill_is_owed_and_the_contract_keeps_3_percent_back(self, now):
        left = queries.money_of(now.project).left
        bill = now.bill("1000.00")
        assert (bill.kept, bill.contract, bill.payee) == (Decimal(30), now.project.contract, "店0")
        assert owed(now) == (Decimal(970), Decimal(30))
        assert (queries.money_of(now.project).left, queries.money_of(now.project).spent) == (left, 0)
        told = Message.objects.filter(topic="bill_to_pay").values_list("person", flat=True)
        assert set(told) == {one.pk for one in now.w.neighbours[2:4]}
        assert list(verification.verify_ledger()) == []

    def test_the_supplier_is_known_however_its_name_is_spaced(self, now):
        assert now.bill("1.00", payee=" 店 ０").contract == now.project.contract

    def test_another_supplier_keeps_nothing_back(self, now):
        bill = now.bill("100.00", payee="别家")
        assert (bill.contract, bill.kept) == (None, 0)
        with pytest.raises(DatabaseError, match="keeps_some"), transaction.atomic():
            raw_bill(now, kept=Decimal("0.01"))

    def test_bills_come_to_no_more_than_the_contract(self, now):
        now.bill("9000.00")
        with pytest.raises(Refused, match="500") as refused:
            now.bill("500.01")
        assert refused.value.field == "amount"
        with pytest.raises(DatabaseError, match="no more than their contract"), transaction.atomic():
            raw_bill(now, contract=now.project.contract, amount=Decimal("500.01"))
        now.bill("500.00")

    def test_an_invoice_counts_once_be_it_a_bill_or_a_voucher(self, now):
        bill, voucher = now.bill("1.00", invoice="B"), now.spend("1.00", invoice="V")
        for number in ("B", "V"):
            with pytest.raises(Refused):
                now.bill("1.00", invoice=number)
            with pytest.raises(Refused):
                now.spend("1.00", invoice=number)
        with pytest.raises(DatabaseError, match="each invoice"), transaction.atomic():
            raw_bill(now, invoice_number="V")
        with pytest.raises(DatabaseError, match="each invoice"), transaction.atomic():
            raw_voucher(now, invoice_number="B")
        for paper in (bill, voucher):
            reverse_entry(now, paper.entry)
        now.bill("1.00", invoice="V")
        now.spend("1.00", invoice="B")

    def test_who_gets_five_thousand_yuan_within_a_year_needs_a_contract(self, now):
        first = now.bill("4000.00", payee="五金店")
        now.spend("999.99", payee="五 金店")
        for refused in (
            lambda: now.spend("0.01", payee="五金店"),
            lambda: now.bill("0.01", payee="五金店"),
            lambda: now.spend("5000.00", payee="木材行"),
        ):
            with pytest.raises(Refused, match=r"5000|5,000") as refusal:
                refused()
            assert refusal.value.field == "payee"
        with pytest.raises(Refused) as refusal:  # four shops are no way around it either
            now.spend("0.01", payee="木材行")
        assert refusal.value.field == "amount"
        reverse_entry(now, first.entry)
        now.bill("4000.00", payee="五金店")

    def test_what_the_neighbours_bought_there_counts(self, now):
        other = Walk(now.w, title="隔壁")
        other.to(Stage.IN_PROGRESS)
        other.begin()
        with clock.at(other.moment):
            other.bill("3000.00", payee="五金店")
        with pytest.raises(Refused, match=r"6000"):
            now.bill("3000.00", payee="五金店")
        with clock.at(other.moment + timedelta(days=367)):
            now.bill("3000.00", payee="五金店")

    def test_the_supplier_under_contract_is_not_paid_over_the_counter(self, now):
        for payee in ("店0", "店　０"):
            with pytest.raises(Refused, match=r"record its bill|账单"):
                spending.record_spending(
                    now.project, by=now.w.neighbours[2], payee=payee, purpose="x", source="district", amount=Decimal(1),
                    spent_on=clock.today(), invoice_number="I", operation=uuid4(),
                )  # fmt: skip
        with pytest.raises(DatabaseError, match="under contract"), transaction.atomic():
            raw_voucher(now, payee="店0", invoice_number="I")

    def test_strangers_neither_record_nor_pay(self, now):
        bill = now.bill("100.00")
        for who in (now.w.neighbours[5], now.w.finance, now.w.staff):
            with pytest.raises(NotPermitted):
                now.bill("1.00", by=who)
            with pytest.raises(NotPermitted):
                now.pay(bill, "1.00", by=who)

    def test_who_recorded_a_bill_does_not_pay_it(self, now, client):
        bill = now.bill("100.00")
        with pytest.raises(Refused) as refused:
            now.pay(bill, "1.00", by=bill.recorded_by)
        assert refused.value.field == "bill"
        with pytest.raises(DatabaseError, match="than who recorded it"), transaction.atomic():
            raw_voucher(now, bill=bill, recorded_by=bill.recorded_by)
        page, desk = reverse("pages:act", args=[now.project.pk, "pay-bill"]), reverse("pages:desk")
        for who, may in ((bill.recorded_by, False), (now.w.neighbours[2], True)):
            sign_in(client, who)
            assert (page in client.get(desk).content.decode()) == may
            assert (client.get(page).status_code == 200) == may

    def test_the_same_form_counts_once(self, now):
        first, again = uuid4(), uuid4()
        bill, same = (now.bill("100.00", invoice="F", operation=first) for _n in range(2))
        paid, twice = (now.pay(bill, "10.00", operation=again) for _n in range(2))
        assert (bill, paid) == (same, twice)
        assert owed(now) == (Decimal(87), Decimal(3))

    def test_nothing_is_owed_before_the_work_began_or_in_time_to_come(self, now, w):
        with pytest.raises(Refused):
            now.bill("1.00", billed_on=clock.today() + timedelta(days=1))
        with pytest.raises(Refused):
            now.pay(now.bill("1.00"), "0.50", spent_on=clock.today() + timedelta(days=1))
        early = Walk(w, title="x")
        early.to(Stage.PUBLICITY)
        with pytest.raises(Refused):
            early.bill("1.00")


class TestPaying:
    def test_in_parts_out_of_several_sources_and_never_more_than_is_owed(self, now):
        bill = now.bill("3000.00")
        now.pay(bill, "2400.00")
        with pytest.raises(Refused):
            now.pay(bill, "0.01")  # the district's money is spent
        with pytest.raises(Refused, match="510"):
            now.pay(bill, "510.01", source="self_raised")
        now.pay(bill, "510.00", source="self_raised")
        assert owed(now) == (0, Decimal(90))
        assert queries.money_of(now.project).spent == Decimal(2910)
        assert {one.invoice for one in bill.payments.all()} == {bill.invoice_number}
        assert list(verification.verify_ledger()) == []

    def test_a_bill_of_another_project_is_not_paid(self, now, w):
        other = Walk(w, title="x")
        other.to(Stage.IN_PROGRESS)
        with clock.at(other.moment), pytest.raises(Refused):
            other.pay(now.bill("1.00"), "0.10")

    def test_the_database_pays_no_more_than_is_owed(self, now):
        bill = now.bill("100.00")
        now.pay(bill, "90.00")
        for wrong in (
            {"amount": Decimal("7.01")},
            {"is_retention": True},
            {"is_retention": True, "amount": Decimal("3.01")},
        ):
            with (
                pytest.raises(DatabaseError, match=r"no more is paid|when the warranty ends"),
                transaction.atomic(),
            ):
                raw_voucher(now, bill=bill, **wrong)
        with pytest.raises(DatabaseError, match="overdrawn"), transaction.atomic():
            entry = Entry.objects.create(kind="spending", project=now.project, memo="x", operation=uuid4())
            for account, amount in (
                (ledger.payable_account(now.project), "7.01"),
                (ledger.cash_account(now.project, "district"), "-7.01"),
            ):
                Posting.objects.create(entry=entry, account=account, amount=Decimal(amount))
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_what_is_kept_back_waits_for_the_end_of_the_warranty(self, w):
        walk = Walk(w)
        walk.to(Stage.AFTERCARE)
        with clock.at(walk.moment):
            bill = walk.bill("5000.00")
            with pytest.raises(Refused):
                walk.pay(bill, "150.00", is_retention=True)
            walk.pay(bill, "4850.00")
        with clock.at(walk.project.warranty_ends_at):
            late = walk.bill("100.00")  # nothing is kept back any more
            assert (late.kept, owed(walk)) == (0, (Decimal(100), Decimal(150)))
            with pytest.raises(Refused):
                walk.pay(bill, "150.01", is_retention=True)
            walk.pay(bill, "150.00", is_retention=True)
        assert owed(walk) == (Decimal(100), 0)
        assert list(verification.verify_ledger()) == []

    def test_a_project_that_ended_early_pays_its_bills_and_then_gives_back(self, now):
        bill = now.bill("1000.00")
        grants.terminate_project(now.project, by=now.w.reviewer, reason="x")
        now.refresh()
        for paid, retention, told in (("970.00", False, "970.00"), ("30.00", True, "30.00")):
            with pytest.raises(Refused, match=told):
                settlement.give_back(now.project, by=now.w.neighbours[2], operation=uuid4())
            now.pay(bill, paid, is_retention=retention)
        settlement.give_back(now.project, by=now.w.neighbours[2], operation=uuid4())
        assert settlement.is_settled(now.project)


class TestEnd:
    def test_accounts_are_published_without_debts_and_closed_with_nothing_kept_back(self, w):
        walk = Walk(w)
        walk.to(Stage.AFTERCARE)
        with clock.at(walk.moment):
            walk.pay_next()
            bill = walk.bill("8000.00")
            walk.pay(bill, "7000.00")
            with pytest.raises(Refused, match="760"):
                settlement.publish_accounts(walk.project, by=w.neighbours[2])
            walk.pay(bill, "760.00")
            settlement.publish_accounts(walk.project, by=w.neighbours[2])
            assert "240.00" in Notice.objects.get(kind="final_accounts").body
        with clock.at(walk.project.warranty_ends_at):
            walk.pay_next()
            with pytest.raises(Refused, match="240"):
                settlement.close_project(walk.project, by=w.staff)
            walk.pay(bill, "240.00", is_retention=True)
            settlement.give_back(walk.project, by=w.neighbours[2], operation=uuid4())
            settlement.close_project(walk.project, by=w.staff)
        assert not any(ledger.balance_of(one) for one in Account.objects.filter(project=walk.project))


class TestReversing:
    def test_what_a_payment_paid_is_owed_again(self, now):
        bill = now.bill("1000.00")
        voucher = now.pay(bill, "970.00")
        reverse_entry(now, voucher.entry)
        assert owed(now) == (Decimal(970), Decimal(30))
        now.pay(bill, "970.00")
        assert list(verification.verify_ledger()) == []

    def test_a_bill_is_reversed_after_its_payments_only(self, now):
        bill, _other = now.bill("1000.00"), now.bill("2000.00")
        voucher = now.pay(bill, "970.00")
        with pytest.raises(Refused):
            reverse_entry(now, bill.entry)
        reverse_entry(now, voucher.entry)
        reverse_entry(now, bill.entry)
        assert owed(now) == (Decimal(1940), Decimal(60))
        with pytest.raises(Refused):
            now.pay(bill, "0.01")
        assert list(verification.verify_ledger()) == []

    def test_the_database_marks_neither_without_its_reversal_nor_while_it_is_paid(self, now):
        bill, _other = now.bill("1000.00"), now.bill("2000.00")
        with pytest.raises(DatabaseError, match="by its reversal"), transaction.atomic():
            Bill.objects.update(is_reversed=True)
        now.pay(bill, "10.00")
        with pytest.raises(DatabaseError, match="payments of a bill"), transaction.atomic():
            ledger.reverse_entry(bill.entry, by=now.w.neighbours[2], reason="x", operation=uuid4())
            Bill.objects.filter(pk=bill.pk).update(is_reversed=True)
        for statement in ("UPDATE funding_bill SET amount = 1", "DELETE FROM funding_bill"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


class TestPages:
    def test_each_figure_opens_to_its_bills_and_each_bill_to_its_payments(self, now, client):
        bill = now.bill("1000.00", invoice="F-77", scan=photo("red"), public_scan=photo("black"))
        voucher = now.pay(bill, "600.00")
        page = client.get(reverse("funding:project", args=[now.project.pk])).content.decode()
        for part in ('href="#owed"', 'id="owed"', 'href="#kept"', 'id="kept"', "F-77", "¥370"):
            assert part in page
        paper = client.get(reverse("funding:entry", args=[bill.entry_id])).content.decode()
        assert reverse("funding:entry", args=[voucher.entry_id]) in paper and "¥370" in paper
        assert reverse("funding:bill-scan", args=[bill.pk, "public"]) in paper
        assert (
            reverse("funding:entry", args=[bill.entry_id])
            in client.get(reverse("funding:entry", args=[voucher.entry_id])).content.decode()
        )
        total = client.get("/money/").context["total"]
        assert (total.owed, total.kept) == owed(now)

    def test_the_photo_of_a_bill_is_kept_like_that_of_a_voucher(self, now, client):
        bill = now.bill("1000.00", scan=photo("red"), public_scan=photo("black"))
        assert client.get(reverse("funding:bill-scan", args=[bill.pk, "public"])).status_code == 200
        original = reverse("funding:bill-scan", args=[bill.pk, "original"])
        for who, status in ((None, 403), (now.w.neighbours[5], 403), (now.w.auditor, 200)):
            sign_in(client, who)
            assert client.get(original).status_code == status
        with open(Bill.objects.get().scan.path, "ab") as file:
            file.write(b"x")
        assert [one.table for one in verification.verify_ledger()] == ["funding_bill"]

    def test_the_group_does_it_on_its_pages(self, now, client):
        sign_in(client, now.w.neighbours[2])
        record = reverse("pages:act", args=[now.project.pk, "record-bill"])
        form = client.get(record).context["form"]
        assert form["payee"].value() == "店0"
        empty = {"operation": form["operation"].value()}
        assert client.post(record, empty).status_code == 422
        facts = {
            **empty,
            "payee": "店0",
            "purpose": "扶手",
            "amount": "9500.01",
            "billed_on": clock.today(),
            "invoice_number": "F",
        }
        without_a_copy = client.post(record, {**facts, "amount": "1000", "scan": photo("red")})
        assert without_a_copy.status_code == 422 and "public_scan" in without_a_copy.context["form"].errors
        refused = client.post(record, {**facts, "scan": photo("red"), "public_scan": photo("black")})
        assert refused.status_code == 409 and 'value="9500.01"' in refused.content.decode()
        assert not Bill.objects.exists()
        for _n in range(2):  # a double click
            client.post(
                record, {**facts, "amount": "1000", "scan": photo("red"), "public_scan": photo("black")}
            )
        assert Bill.objects.get().kept == 30
        sign_in(client, now.w.neighbours[1])
        assert (
            reverse("pages:act", args=[now.project.pk, "pay-bill"])
            in client.get(reverse("pages:desk")).content.decode()
        )
        pay = reverse("pages:act", args=[now.project.pk, "pay-bill"])
        form = client.get(pay).context["form"]
        assert form["amount"].value() == Decimal(970)
        paid = {
            "operation": form["operation"].value(),
            "bill": Bill.objects.get().pk,
            "source": "district",
            "spent_on": clock.today(),
        }
        assert client.post(pay, {**paid, "amount": "970.01"}).status_code == 409
        for _n in range(2):
            client.post(pay, {**paid, "amount": "970"})
        assert owed(now) == (0, Decimal(30))
        assert client.get(reverse("pages:act", args=[now.project.pk, "pay-retention"])).status_code in {
            403,
            404,
            409,
        }

    def test_the_retention_is_paid_on_its_page(self, w, client):
        walk = Walk(w)
        walk.to(Stage.AFTERCARE)
        with clock.at(walk.moment):
            bill = walk.bill("5000.00")
        with clock.at(walk.project.warranty_ends_at):
            sign_in(client, w.neighbours[2])
            address = reverse("pages:act", args=[walk.project.pk, "pay-retention"])
            form = client.get(address).context["form"]
            facts = {
                "operation": form["operation"].value(),
                "bill": bill.pk,
                "source": "district",
                "spent_on": clock.today(),
            }
            client.post(address, {**facts, "amount": form["amount"].value()})
        assert owed(walk) == (Decimal(4850), 0)


class TestWhatIsTyped:
    def test_an_invoice_in_another_spelling_is_the_same_invoice(self, now):
        now.spend("10.00", invoice="No 123")
        assert Voucher.objects.get().invoice_number == "NO123"
        for spelling in ("no 123", "Ｎｏ 123", "No123", "No 123\u200b"):
            for record in (now.spend, now.bill):
                with pytest.raises(Refused) as refusal:
                    record("10.00", invoice=spelling)
                assert refusal.value.field == "invoice_number"
        assert now.bill("10.00", invoice="ｆ 1").invoice_number == "F1"

    @pytest.mark.parametrize("private", ["张三 13912345678", "账号6222021234567890123"])
    def test_private_numbers_are_on_no_paper(self, now, private):
        project, keeper = now.project, now.w.neighbours[2]
        typed = {"by": keeper, "operation": uuid4(), "amount": Decimal(1)}
        gift = {**typed, "source": "other", "giver": private}
        paper = {**typed, "invoice_number": "I-1", "payee": "店"}
        goods = {
            "by": keeper,
            "operation": uuid4(),
            "kind": "goods",
            "giver": "邻居",
            "quantity": "1",
            "worth": Decimal(1),
            "valued_by": "价",
        }
        entry, today = now.spend("1.00").entry, clock.today()
        for field, act in {
            "payee": lambda: now.spend("1.00", payee=private),
            "purpose": lambda: spending.record_spending(project, **paper, purpose=private, source="district", spent_on=today),
            "giver": lambda: receipts.receive_contribution(project, **gift, received_on=today, giver_is_public=True),
            "note": lambda: receipts.receive_contribution(project, **gift, received_on=today, note=private),
            "what": lambda: receipts.give_in_kind(project, **goods, what=private, given_on=today),
            "reason": lambda: settlement.reverse_entry(entry, by=now.w.neighbours[1], reason=private, operation=uuid4()),
        }.items():  # fmt: skip
            with pytest.raises(Refused) as refusal:
                act()
            assert refusal.value.field == field
        for act in (
            lambda: now.bill("1.00", payee=private),
            lambda: receipts.record_pledge(project, **gift, pledged_on=today, giver_is_public=True),
        ):
            with pytest.raises(Refused):
                act()
        assert (
            receipts.receive_contribution(project, **gift, received_on=today).giver == private
        )  # nobody reads it

    def test_the_original_is_not_the_copy_for_everybody(self, now):
        same = {"scan": photo("red"), "public_scan": photo("red")}
        with pytest.raises(Refused) as refusal:
            now.bill("1.00", **same)
        assert refusal.value.field == "public_scan" and not Bill.objects.exists()
