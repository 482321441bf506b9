"""Ways around the rules of money that somebody thought of: each is closed, and stays closed."""

from copy import copy
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from deliberation.households import reviews
from funding import ledger
from funding.cashbook import settlement, spending
from funding.ledger import queries
from funding.models import Bill
from funding.procurement import tenders
from funding.subsidies import amendments, grants, tranches
from panlong import clock
from panlong.errors import Refused
from panlong.policy import workdays
from panlong.policy.models import CalendarYear, Parameter
from projects.journey import caring, implementing
from projects.models import Acceptance
from projects.stages import Stage
from tests.factories import Walk, fill_envelope, past_triggers, solved_by_residents, world


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """A project whose work has begun, without supplier and money; made once for all tests here."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            CalendarYear.objects.bulk_create(
                CalendarYear(year=year, source="test") for year in range(2027, 2032)
            )
            walk = Walk(world())
            walk.to(Stage.IN_PROGRESS)
            yield walk
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)
            connection.close()


@pytest.fixture
def begun(made_once, db):
    """The project, at the moment its work began; what a test does to it is undone."""
    walk = copy(made_once)
    walk.refresh()
    with clock.at(walk.moment):
        yield walk


@pytest.fixture
def signed(begun):
    """The same with a contract of 9,500 yuan, 2,000 of the residents and 2,400 of the district in hand."""
    begun.begin()
    return begun


def choose(walk, quotation, **facts):
    return tenders.choose_supplier(
        walk.project, by=walk.w.neighbours[2], quotation=quotation, reasons="x", **facts
    )


def take_back(walk, entry):
    by = walk.w.neighbours[1] if entry.by_id != walk.w.neighbours[1].pk else walk.w.neighbours[2]
    return settlement.reverse_entry(entry, by=by, reason="记错", operation=uuid4())


def change_subsidy(walk, amount):
    w = walk.w
    amendments.request_change(walk.project, by=w.neighbours[1], amount=Decimal(amount), reason="x")
    amendments.check_change(walk.project, by=w.handler)
    amendments.review_change(walk.project, by=w.reviewer)
    amendments.approve_change(walk.project, by=w.leader)
    walk.refresh()


class TestSelfRaisedFirst:
    def test_a_part_is_not_paid_after_the_own_share_was_taken_back(self, begun):
        w = begun.w
        begun.choose_supplier()
        receipt = begun.receive()
        tranches.request_tranche(begun.project, by=w.neighbours[1])
        tranches.check_tranche(begun.project, by=w.handler)
        take_back(begun, receipt.entry)
        with pytest.raises(Refused, match=r"2000"):
            tranches.approve_tranche(begun.project, by=w.reviewer)
        again = begun.receive()
        tranches.approve_tranche(begun.project, by=w.reviewer)
        take_back(begun, again.entry)
        pay = {"by": w.finance, "bank_reference": "B", "operation": uuid4()}
        with pytest.raises(Refused, match=r"2000"):
            tranches.pay_tranche(begun.project, **pay)
        begun.receive()
        assert tranches.pay_tranche(begun.project, **pay).amount == Decimal(2400)

    def test_a_smaller_subsidy_needs_a_larger_own_share_for_the_next_part(self, signed):
        change_subsidy(signed, "5000")
        signed.project.percent_done = 60
        signed.project.save(update_fields=["percent_done"])
        with pytest.raises(Refused, match=r"3000"):
            signed.pay_next()
        signed.receive("3000.00")
        signed.pay_next()

    def test_without_a_first_part_the_second_needs_contract_and_own_share(self, begun):
        for number, percent in ((1, 0), (2, 70)):
            Parameter.objects.create(
                key=f"tranche_{number}_percent", value=Decimal(percent), effective_from=clock.today()
            )
        change_subsidy(begun, "7999")
        begun.project.percent_done = 60
        begun.project.save(update_fields=["percent_done"])
        assert tranches.next_tranche(begun.project).number == 2
        with pytest.raises(Refused):
            begun.pay_next()
        begun.choose_supplier()
        with pytest.raises(Refused, match=r"2001"):
            begun.pay_next()


class TestBeforeTheContract:
    def test_a_contract_is_not_outrun_by_bills_from_before_it(self, begun):
        choose(begun, begun.collect(9500, 9800, 9900)[0])
        for refused in (
            lambda: begun.bill("4999", payee="店0"),
            lambda: begun.spend("4000", payee="店 0"),
        ):
            with pytest.raises(Refused) as refusal:
                refused()
            assert refusal.value.field == "payee"
        begun.bill("1.00", payee="别家")

    def test_what_the_supplier_got_before_it_was_chosen_counts(self, begun):
        begun.bill("4000", payee="店 ０")
        choose(begun, begun.collect(9500, 9800, 9900)[0])
        begun.sign()
        with pytest.raises(Refused, match=r"5500"):
            begun.bill("5500.01")
        begun.bill("5500")


class TestOneRound:
    def call(self, walk, days=1):
        return tenders.call_for_quotations(
            walk.project, by=walk.w.neighbours[1], wanted="x", closes_at=clock.now() + timedelta(days=days)
        )

    def test_nobody_underbids_prices_that_were_opened(self, begun):
        begun.collect(9500, 9800, 9900)
        with pytest.raises(Refused):
            self.call(begun)

    def test_suppliers_are_asked_again_when_all_were_too_dear(self, begun):
        begun.collect(10001, 12000, 13000)
        assert self.call(begun)

    def test_a_second_round_counts_for_itself(self, begun):
        (known,) = begun.collect(9500)
        round = self.call(begun)
        later = [begun.take_down(8, 9400), begun.take_down(9, 9499)]
        with clock.at(round.closes_at):
            tenders.open_prices(begun.project, by=None)
            with pytest.raises(Refused) as refusal:
                choose(begun, later[1])
            assert refusal.value.field == "too_few_because"
            with pytest.raises(Refused):
                choose(begun, known)
            assert not choose(begun, later[0], too_few_because="再无别家").counts


class TestLessThanFiveThousand:
    def test_a_day_before_the_work_is_no_way_around_the_year(self, signed):
        early = clock.today() - timedelta(days=1)
        for refused in (lambda: spend_on(signed, early), lambda: signed.bill("1", billed_on=early)):
            with pytest.raises(Refused) as refusal:
                refused()
            assert refusal.value.field in {"spent_on", "billed_on"}
        bill = signed.bill("1000")
        with pytest.raises(Refused):
            signed.pay(bill, "1", spent_on=early)

    @pytest.mark.parametrize("payee", ["甲\u200b店", "甲店。", " 甲 店 ", "甲店\ufe0f", "《甲店》"])
    def test_another_spelling_is_no_other_supplier(self, signed, payee):
        two_lines(signed)
        signed_spend(signed, "4999", payee="甲店", line=0)
        with pytest.raises(Refused) as refusal:
            signed_spend(signed, "1", payee=payee, line=1)
        assert refusal.value.field == "payee"

    def test_the_supplier_under_contract_is_known_by_what_one_sees(self, signed):
        with pytest.raises(Refused):
            signed.spend("1.00", payee="店\u200b0")
        assert signed.bill("1.00", payee="店\u200b0").contract == signed.project.contract

    def test_who_was_chosen_next_door_without_a_round_sells_no_more_over_the_counter(self, begun):
        chosen_next_door(begun, "五金店", "4990")
        begun.receive("9000.00")
        with pytest.raises(Refused, match=r"9989") as refusal:
            begun.spend("4999", source="self_raised", payee="五金店")
        assert refusal.value.field == "payee"
        begun.spend("4999", source="self_raised", payee="别家")

    def test_what_was_bought_next_door_over_the_counter_counts_for_a_choice(self, begun):
        begun.receive("2000.00")
        voucher = begun.spend("2000", source="self_raised", payee="五金店")
        with pytest.raises(Refused):
            chosen_next_door(begun, "木材行", "3990")
        take_back(begun, voucher.entry)
        assert chosen_next_door(begun, "木材行", "3990").counts

    def test_four_shops_for_one_line_of_the_budget_need_a_round(self, signed):
        two_lines(signed)
        signed_spend(signed, "2000", payee="甲", line=0)
        signed.bill("2999.99", payee="乙", line=signed.project.budget_lines.all()[0])
        with pytest.raises(Refused) as refusal:
            signed_spend(signed, "0.01", payee="丙", line=0)
        assert refusal.value.field == "amount"
        signed_spend(signed, "0.01", payee="丙", line=1)

    def test_a_budget_without_lines_is_one_line(self, signed):
        with past_triggers():
            signed.project.budget_lines.all().delete()
        plan_its_lines(signed.project)
        signed.spend("2000", payee="甲", source="self_raised")
        signed.bill("2999.99", payee="乙")
        with pytest.raises(Refused) as refusal:
            signed.spend("0.01", payee="丙")
        assert refusal.value.field == "amount"


def signed_spend(walk, amount, *, payee, line):
    source = "self_raised" if line else "district"
    return spending.record_spending(
        walk.project, by=walk.w.neighbours[2], payee=payee, purpose="x", source=source, amount=Decimal(amount), spent_on=clock.today(),
        invoice_number=str(uuid4()), operation=uuid4(), line=walk.project.budget_lines.all()[line],
    )  # fmt: skip


def spend_on(walk, day):
    return spending.record_spending(
        walk.project, by=walk.w.neighbours[2], payee="x", purpose="x", source="district", amount=Decimal(1), spent_on=day,
        invoice_number="x", operation=uuid4(),
    )  # fmt: skip


def plan_its_lines(project):
    """Let the plan in force have the lines that its project has."""
    lines = [
        {"item": one.name, "quantity": None, "unit": "", "price": None, "sum": f"{one.amount:.2f}"}
        for one in project.budget_lines.all()
    ]
    with past_triggers():
        project.plan_versions.filter(pk=project.plan_versions.last().pk).update(lines=lines)


def two_lines(walk):
    """Let the budget have a second line, and enough money in hand for both."""
    with past_triggers():
        walk.project.budget_lines.create(name="灯", amount=Decimal(1))
    plan_its_lines(walk.project)
    walk.receive("5000.00")
    change_subsidy(walk, "8001")
    walk.project.percent_done = 60
    walk.project.save(update_fields=["percent_done"])
    walk.pay_next()


def chosen_next_door(walk, supplier, price):
    """Let another project of the courtyard choose a supplier without a round."""
    w, cost = walk.w, Decimal(price)
    other = solved_by_residents(w, price, source="self_raised", title="隔壁")
    with clock.at(other.moment):
        offer = tenders.record_quotation(other.project, by=w.neighbours[1], supplier=supplier, price=cost)
        return choose(other, offer)


class TestWhereItCameFrom:
    def test_money_of_the_street_goes_back_to_the_street(self, db):
        w = world("530103008")
        district = fill_envelope(w).postings.get(amount__gt=0).account
        ledger.allot_money(
            w.district, w.street, clock.today().year, Decimal(8000), by=w.leader, memo="x", operation=uuid4()
        )
        street, before = ledger.envelope_account(w.street, clock.today().year), ledger.balance_of(district)
        walk = Walk(w)
        walk.to(Stage.IN_PROGRESS)
        with clock.at(walk.moment):
            walk.choose_supplier()
            walk.receive()
            walk.pay_next()
            change_subsidy(walk, "9000")
            assert walk.project.grants.last().source == "district"
            grants.terminate_project(walk.project, by=w.reviewer, reason="x")
            settlement.give_back(walk.project, by=w.neighbours[2], operation=uuid4())
        assert (ledger.balance_of(street), ledger.balance_of(district)) == (Decimal(8000), before)

    def test_next_years_envelope_waits_for_its_year(self, begun):
        year = clock.today().year
        for when in (year - 1, year + 1):
            ledger.appropriate_money(
                begun.w.district, when, Decimal(100000), by=begun.w.leader, memo="x", operation=uuid4()
            )
        assert ledger.envelope_for(begun.project.area, Decimal(8000)).year == year
        with clock.at(clock.now() + timedelta(days=366)):
            assert ledger.envelope_for(begun.project.area, Decimal(8000)).year == year + 1
        for wrong in (1900, year - 2, year + 2):
            with pytest.raises(Refused) as refusal:
                ledger.appropriate_money(
                    begun.w.district, wrong, Decimal(1), by=begun.w.leader, memo="x", operation=uuid4()
                )
            assert refusal.value.field == "year"


class TestRetention:
    def test_the_warranty_does_not_run_while_the_work_is_mended(self, signed):
        w, bill = signed.w, signed.bill("1000.00")
        caring.take_duty(signed.project, by=w.neighbours[1], responsible_person="邻居1", plan="x")
        implementing.report_finished(signed.project, by=w.neighbours[1], text="x")
        signed.accept()
        for neighbour in w.neighbours[:4]:
            reviews.rate_project(signed.project, by=neighbour, grade="dissatisfied")
        signed.refresh()
        end = signed.project.warranty_ends_at
        with clock.at(signed.project.stage_due + timedelta(minutes=1)):
            reviews.close_review(reviews.current_review(signed.project))
        signed.refresh()
        assert (signed.project.stage, signed.project.warranty_ends_at) == (Stage.IN_PROGRESS, None)
        with clock.at(end + timedelta(days=1)):
            with pytest.raises(Refused):
                signed.pay(bill, "30.00", is_retention=True)
            implementing.report_finished(signed.project, by=w.neighbours[1], text="x")
            signed.accept()
            signed.refresh()
        assert signed.project.warranty_ends_at > end + timedelta(days=360)

    def test_what_was_kept_back_of_a_project_that_ended_early_is_overdue_some_day(self, signed):
        signed.pay(signed.bill("1000.00"), "970.00")
        grants.terminate_project(signed.project, by=signed.w.reviewer, reason="x")
        with clock.at(clock.now() + timedelta(days=29)):
            assert queries.overdue() == []
        with clock.at(clock.now() + timedelta(days=100)):
            (late,) = queries.overdue()
        assert (late.is_retention, late.amount, late.days) == (True, Decimal(30), 100)

    @pytest.mark.parametrize(
        ("amount", "kept"), [("0.50", "0.01"), ("1000.50", "30.01"), ("0.33", "0.00"), ("100", "3")]
    )
    def test_never_a_cent_more_than_3_percent_is_kept_back(self, signed, amount, kept):
        bill = signed.bill(amount)
        assert bill.kept == Decimal(kept)
        facts = {name: value for name, value in vars(bill).items() if name not in {"_state", "id"}}
        more = {"kept": bill.kept + Decimal("0.01"), "invoice_number": "x"}
        with pytest.raises(DatabaseError, match="no more than their contract"), transaction.atomic():
            Bill.objects.create(**{**facts, **more})

    def test_the_migration_reckons_from_the_acceptance_and_leaves_longer_rules_alone(self, signed):
        told = import_module("funding.migrations.0016_warranty_of_contracts_that_are_signed")
        accepted = clock.now()
        Acceptance.objects.create(project=signed.project, by=signed.w.staff, at=accepted, accepted=True)
        for contract, rules, right in ((12, 12, 12), (24, 12, 24), (24, 24, 24), (12, 24, 24)):
            set_warranty(signed.project, contract, workdays.after_months(accepted, rules))
            with connection.cursor() as cursor:
                cursor.execute(told.TELL)
            signed.refresh()
            assert signed.project.warranty_ends_at == workdays.after_months(accepted, right)
            assert signed.project.stage_due == signed.project.warranty_ends_at


def set_warranty(project, months, ends_at):
    """Let the contract say `months`, and the warranty end as it was reckoned before the contract counted."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE funding_contract SET warranty_months = %s", [months])
        cursor.execute(
            "UPDATE projects_project SET stage = 'aftercare', stage_due = now(), warranty_ends_at = %s WHERE id = %s",
            [ends_at, project.pk],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
