"""Money: exact, never more than is there, each step by another person, corrected by reversal only."""

import threading
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from funding import ledger
from funding.cashbook import receipts, settlement
from funding.ledger import queries
from funding.models import Account, Approval, Check, Entry, Grant, Posting, StreetReview, Tranche, Voucher
from funding.procurement import tenders
from funding.subsidies import budgets, grants, street_review, tranches
from panlong import clock
from panlong.errors import NotPermitted, Refused
from projects import progress
from projects.journey import implementing
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, fill_envelope, person, put, solved_by_residents


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    return walk


def immediately():
    """Let deferred triggers speak now, inside a test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
class TestLedger:
    def test_postings_that_do_not_sum_to_zero_are_refused_by_the_database(self, walk):
        with pytest.raises(DatabaseError), transaction.atomic():
            entry = Entry.objects.create(kind="receipt", project=walk.project, memo="x", operation=uuid4())
            Posting.objects.create(
                entry=entry, account=ledger.cash_account(walk.project, "other"), amount=Decimal("5.00")
            )
            Posting.objects.create(
                entry=entry, account=ledger.outside_account("other"), amount=Decimal("-4.99")
            )
            immediately()

    def test_an_entry_without_postings_is_refused_by_the_database(self, walk):
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.create(kind="receipt", project=walk.project, memo="x", operation=uuid4())
            immediately()

    def test_the_database_lets_no_account_be_overdrawn(self, walk):
        cash = ledger.cash_account(walk.project, "other")
        with pytest.raises(DatabaseError), transaction.atomic():
            entry = Entry.objects.create(kind="spending", project=walk.project, memo="x", operation=uuid4())
            Posting.objects.create(entry=entry, account=cash, amount=Decimal("-1.00"))
            Posting.objects.create(entry=entry, account=ledger.outside_account(), amount=Decimal("1.00"))
            immediately()

    @pytest.mark.parametrize("statement", [
        "UPDATE funding_posting SET amount = amount + 1", "DELETE FROM funding_posting", "TRUNCATE funding_posting CASCADE",
        "UPDATE funding_entry SET memo = 'x'", "DELETE FROM funding_entry", "UPDATE funding_voucher SET payee = 'x'",
        "UPDATE funding_contribution SET amount = 1", "DELETE FROM audit_auditentry", "UPDATE audit_auditentry SET act = 'x'",
        "TRUNCATE audit_auditentry", "UPDATE notices_notice SET body = 'x'", "DELETE FROM notices_notice",
        "UPDATE funding_tranche SET amount = 1", "DELETE FROM projects_projectevent",
    ])  # fmt: skip
    def test_what_is_written_stays_written(self, walk, statement):
        with clock.at(walk.moment):
            walk.receive()
            walk.spend("100.00", source="self_raised")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_the_same_operation_books_once(self, walk):
        operation = uuid4()
        entries = {
            ledger.appropriate_money(
                walk.w.district, 2026, Decimal(5), by=walk.w.leader, memo="x", operation=operation
            ).pk
            for _n in range(2)
        }
        assert len(entries) == 1

    def test_a_reversal_undoes_an_entry_once_and_needs_a_reason(self, walk):
        with clock.at(walk.moment):
            walk.receive()
            voucher = walk.spend("100.00", source="self_raised")
            with pytest.raises(Refused):
                settlement.reverse_entry(
                    voucher.entry, by=walk.w.neighbours[1], reason=" ", operation=uuid4()
                )
            settlement.reverse_entry(voucher.entry, by=walk.w.neighbours[1], reason="记错", operation=uuid4())
            with pytest.raises(Refused):
                settlement.reverse_entry(
                    voucher.entry, by=walk.w.neighbours[1], reason="再来", operation=uuid4()
                )
        assert queries.money_of(walk.project).spent == 0
        assert queries.money_of(walk.project).left == 2000

    def test_fractions_of_a_cent_are_refused(self, walk):
        with pytest.raises(Refused):
            ledger.appropriate_money(
                walk.w.district, 2026, Decimal("0.001"), by=walk.w.leader, memo="x", operation=uuid4()
            )


@pytest.mark.django_db
class TestBudget:
    @pytest.mark.parametrize(("lines", "shares"), [
        ([("a", Decimal(100))], {"self_raised": Decimal(99)}),  # they disagree
        ([("a", Decimal(100))], {"self_raised": Decimal("9.99"), "district": Decimal("90.01")}),  # over 90 %
        ([("a", Decimal(400000))], {"self_raised": Decimal(99999), "district": Decimal(300001)}),  # over the cap
        ([], {}),
    ])  # fmt: skip
    def test_what_breaks_the_rules_is_refused(self, w, lines, shares):
        walk = Walk(w)
        walk.to(Stage.DELIBERATION)
        with pytest.raises(Refused):
            budgets.draw_up(walk.project, by=w.organiser, lines=lines, shares=shares)

    def test_exactly_the_cap_and_exactly_ninety_per_cent_are_allowed(self, w):
        walk = Walk(w)
        walk.to(Stage.DELIBERATION)

        def draw_up(total, own, subsidy):
            shares = {"self_raised": Decimal(own), "district": Decimal(subsidy)}
            budgets.draw_up(
                walk.project, by=w.organiser, lines=[("a", Decimal(total))], shares=shares, reason="x"
            )

        draw_up(100, 10, 90)
        with pytest.raises(Refused) as refusal:
            draw_up(333333, 33333, 300000)
        assert "90" in refusal.value.reason
        draw_up(333334, 33334, 300000)


@pytest.mark.django_db
class TestStreetReview:
    @pytest.fixture
    def waiting(self, w):
        walk = Walk(w)
        walk.to(Stage.STREET_REVIEW)
        return walk

    def handle(self, walk, **facts):
        facts = {
            "checks": Check.values,
            "opinion": "可行",
            "subsidy": Decimal(8000),
            "implementer": "队",
            **facts,
        }
        return street_review.record_handler_check(walk.project, by=walk.w.handler, **facts)

    def test_the_reviewer_decides_only_after_the_handler(self, waiting, w):
        with pytest.raises(Refused):
            street_review.record_review(waiting.project, by=w.reviewer, verdict="approved")

    def test_handler_and_reviewer_are_different_people_whatever_their_posts(self, waiting, w):
        both = person(role="street_handler", where=w.street)
        both.posts.create(role="street_reviewer", area=w.street, since=clock.now() - timedelta(days=1))
        street_review.record_handler_check(
            waiting.project, by=both, checks=Check.values, opinion="x", subsidy=Decimal(1), implementer="x"
        )
        with pytest.raises(Refused):
            street_review.record_review(waiting.project, by=both, verdict="approved")
        with pytest.raises(IntegrityError), transaction.atomic():
            StreetReview.objects.filter(project=waiting.project).update(
                reviewer=both, reviewed_at=clock.now(), verdict="approved"
            )

    def test_whoever_screened_does_not_approve(self, waiting, w):
        w.organiser.posts.create(role="street_reviewer", area=w.street, since=clock.now() - timedelta(days=1))
        self.handle(waiting)
        with pytest.raises(NotPermitted):
            street_review.record_review(
                waiting.project, by=type(w.organiser).objects.get(pk=w.organiser.pk), verdict="approved"
            )

    def test_approval_needs_all_points_of_the_check(self, waiting, w):
        fill_envelope(w)
        self.handle(waiting, checks=Check.values[1:])
        with pytest.raises(Refused):
            street_review.record_review(waiting.project, by=w.reviewer, verdict="approved")

    def test_approval_needs_money_in_the_envelope(self, waiting, w):
        fill_envelope(w, "7999.99")
        self.handle(waiting)
        street_review.record_review(waiting.project, by=w.reviewer, verdict="approved")
        with pytest.raises(Refused):
            street_review.approve_subsidy(waiting.project, by=w.leader)
        waiting.project.refresh_from_db()
        assert waiting.project.stage == Stage.STREET_REVIEW
        assert not Approval.objects.exists() and not Grant.objects.exists()

    def test_a_level_3_project_needs_the_district(self, waiting, w):
        Project.objects.filter(pk=waiting.project.pk).update(level=3)
        fill_envelope(w)
        self.handle(waiting)
        with pytest.raises(Refused):
            street_review.record_review(waiting.project, by=w.reviewer, verdict="approved")
        street_review.consent_for_district(waiting.project, by=w.leader)
        street_review.record_review(waiting.project, by=w.reviewer, verdict="approved")

    def test_it_is_sent_back_once_and_not_twice(self, waiting, w):
        self.handle(waiting)
        with pytest.raises(Refused):
            street_review.record_review(waiting.project, by=w.reviewer, verdict="returned", reason="")
        street_review.record_review(waiting.project, by=w.reviewer, verdict="returned", reason="补报价")
        waiting.project.refresh_from_db()
        assert waiting.project.stage == Stage.SELECTION
        waiting.select()
        self.handle(waiting)
        with pytest.raises(Refused):
            street_review.record_review(waiting.project, by=w.reviewer, verdict="returned", reason="再补")


@pytest.mark.django_db
class TestTranches:
    def ready(self, walk):
        walk.choose_supplier()
        walk.refresh()
        walk.receive()

    def test_the_parts_come_to_the_grant_to_the_cent(self):
        parts = [Decimal(30), Decimal(40), Decimal(27), Decimal(3)]
        assert [part * 100 for part in parts] == [3000, 4000, 2700, 300]

    @pytest.mark.django_db
    @pytest.mark.parametrize("amount", ["100.00", "0.05", "33333.33", "299999.99"])
    def test_four_parts_of_any_amount_sum_to_it(self, amount):
        assert sum(grants.parts_of(Decimal(amount))) == Decimal(amount)

    def test_nothing_is_paid_before_the_residents_own_share_is_in(self, walk):
        with clock.at(walk.moment):
            walk.choose_supplier()
            walk.refresh()
            walk.receive("1999.99")
            with pytest.raises(Refused):
                tranches.request_tranche(walk.project, by=walk.w.neighbours[1])
            walk.receive("0.01")
            tranches.request_tranche(walk.project, by=walk.w.neighbours[1])

    def test_request_check_approve_pay_by_four_people_in_this_order(self, walk):
        with clock.at(walk.moment):
            self.ready(walk)
            steps = [
                lambda: tranches.check_tranche(walk.project, by=walk.w.handler),
                lambda: tranches.approve_tranche(walk.project, by=walk.w.reviewer),
                lambda: tranches.pay_tranche(
                    walk.project, by=walk.w.finance, bank_reference="B1", operation=uuid4()
                ),
            ]
            for step in steps:
                with pytest.raises(Refused):
                    step()
            tranches.request_tranche(walk.project, by=walk.w.neighbours[1])
            for step in steps:
                step()
            with pytest.raises(Refused):
                steps[-1]()
        assert queries.money_of(walk.project).paid == Decimal("2400.00")

    def test_one_person_with_all_posts_of_the_street_cannot_do_two_steps(self, walk):
        everything = person()
        for role in ("street_handler", "street_reviewer", "street_finance"):
            everything.posts.create(role=role, area=walk.w.street, since=clock.now() - timedelta(days=1))
        with clock.at(walk.moment):
            self.ready(walk)
            tranches.request_tranche(walk.project, by=walk.w.neighbours[1])
            tranches.check_tranche(walk.project, by=everything)
            with pytest.raises(NotPermitted):
                tranches.approve_tranche(walk.project, by=everything)
            tranches.approve_tranche(walk.project, by=walk.w.reviewer)
            with pytest.raises(NotPermitted):
                tranches.pay_tranche(walk.project, by=everything, bank_reference="B", operation=uuid4())
        with pytest.raises(IntegrityError), transaction.atomic():
            Tranche.objects.filter(number=1).update(approved_by=everything)

    def test_the_same_payment_form_pays_once(self, walk):
        operation = uuid4()
        with clock.at(walk.moment):
            self.ready(walk)
            tranches.request_tranche(walk.project, by=walk.w.neighbours[1])
            tranches.check_tranche(walk.project, by=walk.w.handler)
            tranches.approve_tranche(walk.project, by=walk.w.reviewer)
            paid = {
                tranches.pay_tranche(
                    walk.project, by=walk.w.finance, bank_reference="B", operation=operation
                ).pk
                for _n in range(2)
            }
        assert len(paid) == 1
        assert queries.money_of(walk.project).paid == Decimal("2400.00")

    def test_the_second_part_waits_for_half_of_the_work(self, walk):
        with clock.at(walk.moment):
            self.ready(walk)
            walk.pay_next()
            with pytest.raises(Refused):
                tranches.request_tranche(walk.project, by=walk.w.neighbours[1])
            progress.report_progress(
                walk.project, by=walk.w.neighbours[1], percent=50, text="一半", operation=uuid4()
            )
            tranches.request_tranche(walk.project, by=walk.w.neighbours[1])

    def test_a_halted_project_is_not_paid(self, walk):
        with clock.at(walk.moment):
            self.ready(walk)
            implementing.suspend_project(walk.project, by=walk.w.reviewer, reason="停")
            with pytest.raises(Refused):
                tranches.request_tranche(walk.project, by=walk.w.neighbours[1])


@pytest.mark.django_db
class TestBooks:
    def test_no_more_is_spent_than_came_in_from_that_source(self, walk):
        with clock.at(walk.moment):
            walk.receive()
            with pytest.raises(Refused):
                walk.spend("2000.01", source="self_raised")
            with pytest.raises(Refused):
                walk.spend("0.01", source="district")
            walk.spend("2000.00", source="self_raised")

    def test_the_maintenance_fund_pays_for_common_parts_only(self, walk):
        facts = {"by": walk.w.neighbours[2], "source": "maintenance", "giver": "业委会", "amount": Decimal(5)}
        with clock.at(walk.moment):
            for promise in (receipts.receive_contribution, receipts.record_pledge):
                day = "received_on" if promise is receipts.receive_contribution else "pledged_on"
                with pytest.raises(Refused) as refused:
                    promise(walk.project, **facts, **{day: clock.today()}, operation=uuid4())
                assert refused.value.field == "source"
            with pytest.raises(DatabaseError, match="common parts"), transaction.atomic():
                ledger.cash_account(walk.project, "maintenance")
            put(walk.project, walk.project.stage, touches_common_parts=True)
            receipt = receipts.receive_contribution(
                walk.project, **facts, received_on=clock.today(), operation=uuid4()
            )
        assert receipt.source == "maintenance"

    def test_an_invoice_counts_once_in_the_whole_district(self, walk):
        with clock.at(walk.moment):
            walk.receive()
            walk.spend("1.00", source="self_raised", invoice="I-1")
            with pytest.raises(Refused):
                walk.spend("1.00", source="self_raised", invoice="I-1")
        assert Voucher.objects.count() == 1

    def test_the_same_receipt_form_is_one_receipt_and_numbers_have_no_gap(self, walk):
        operation = uuid4()
        with clock.at(walk.moment):
            facts = {
                "by": walk.w.neighbours[2],
                "source": "other",
                "giver": "x",
                "amount": Decimal(5),
                "received_on": clock.today(),
            }
            numbers = {
                receipts.receive_contribution(walk.project, operation=operation, **facts).number
                for _n in range(2)
            }
            assert len(numbers) == 1
            second = receipts.receive_contribution(walk.project, operation=uuid4(), **facts).number
        assert second.endswith("-0002")

    def test_who_collected_all_quotations_does_not_choose(self, w):
        walk = solved_by_residents(w, "3000")
        with clock.at(walk.moment):
            price = {"supplier": "店", "price": Decimal(3000)}
            quotation = tenders.record_quotation(walk.project, by=w.neighbours[1], **price)
            with pytest.raises(Refused):
                tenders.choose_supplier(walk.project, by=w.neighbours[1], quotation=quotation, reasons="x")


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_never_exceed_the_envelope(w):
    fill_envelope(w, "8000.00")
    walks = [Walk(w, title=f"项目{n}") for n in range(2)]
    for walk in walks:
        walk.to(Stage.STREET_REVIEW)
        street_review.record_handler_check(
            walk.project,
            by=w.handler,
            checks=Check.values,
            opinion="x",
            subsidy=Decimal(8000),
            implementer="x",
        )
        street_review.record_review(walk.project, by=w.reviewer, verdict="approved")
    start, results = threading.Barrier(2), []

    def approve(project):
        start.wait(10)
        try:
            street_review.approve_subsidy(project, by=w.leader)
            results.append("approved")
        except (Refused, DatabaseError):
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[walk.project]) for walk in walks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["approved", "refused"]
    assert ledger.balance_of(Account.objects.get(kind="envelope")) == 0
