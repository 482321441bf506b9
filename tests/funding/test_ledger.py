"""Every booking moves money from one account to another: exact, once, never more than is there or owed."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from funding import ledger
from funding.models import Account, Entry, Posting
from panlong import clock
from panlong.errors import Refused
from projects.stages import Stage
from tests.factories import placed, world
from tests.traces import audited

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")


@pytest.fixture
def project(w):
    return placed(w, Stage.IN_PROGRESS, budget=Decimal(10000))


def book(project, /, *moves, kind="receipt", **facts):
    facts = {"by": None, "memo": "扶手", "operation": uuid4(), "project": project, **facts}
    return ledger.post(kind, [(source, target, Decimal(amount)) for source, target, amount in moves], **facts)


def give(project, amount="100.00", /, **facts):
    """Let the residents give `amount` yuan in cash."""
    return book(
        project,
        (ledger.outside_account("self_raised"), ledger.cash_account(project, "self_raised"), amount),
        **facts,
    )


class TestAccounts:
    def test_each_is_made_once_and_restricted_money_stays_apart(self, w, project):
        other = placed(w, Stage.IN_PROGRESS)
        made = [
            ledger.outside_account(), ledger.outside_account("other"), ledger.granted_account(project), ledger.payable_account(project), ledger.retention_account(project),
            ledger.cash_account(project, "district"), ledger.cash_account(project, "self_raised"), ledger.cash_account(other, "district"),
            ledger.envelope_account(w.district, 2026), ledger.envelope_account(w.district, 2027), ledger.envelope_account(w.street, 2026),
        ]  # fmt: skip
        assert len({one.pk for one in made}) == len(made) == Account.objects.count()
        assert ledger.cash_account(project, "district") == made[5]
        assert ledger.envelope_account(w.street, 2026) == made[10]
        assert [
            ledger.granted_account(project),
            ledger.payable_account(project),
            ledger.retention_account(project),
        ] == made[2:5]
        assert [ledger.outside_account(), ledger.outside_account("other")] == made[:2]

    def test_an_account_that_nobody_booked_on_is_empty(self, project):
        assert ledger.balance_of(ledger.cash_account(project, "district")) == Decimal("0.00")


class TestBooking:
    def test_what_one_account_loses_the_other_gets(self, project):
        entry = give(project, "100.01")
        assert ledger.balance_of(ledger.cash_account(project, "self_raised")) == Decimal("100.01")
        assert ledger.balance_of(ledger.outside_account("self_raised")) == Decimal("-100.01")
        assert sorted(entry.postings.values_list("amount", flat=True)) == [
            Decimal("-100.01"),
            Decimal("100.01"),
        ]
        assert (entry.kind, entry.project, entry.memo, entry.reverses) == ("receipt", project, "扶手", None)

    def test_the_audit_names_the_sum_the_kind_and_the_place(self, w, project):
        cash = [ledger.cash_account(project, source) for source in ("self_raised", "other")]
        book(
            project,
            (ledger.outside_account("x"), cash[0], "5.50"),
            (ledger.outside_account("x"), cash[1], "4.50"),
        )
        row = audited("book")
        assert row.area_code == w.courtyard.code
        assert row.details == {"entry_kind": "receipt", "amount": "10.00"}

    def test_what_belongs_to_no_project_belongs_to_no_place(self, w):
        ledger.appropriate_money(w.district, clock.today().year, CENT, by=None, memo="x", operation=uuid4())
        assert audited("book").area_code == ""

    def test_a_memo_keeps_its_first_three_hundred_characters(self, project):
        assert give(project, memo="字" * 301).memo == "字" * 300

    def test_the_same_form_books_once(self, project):
        operation = uuid4()
        first = give(project, operation=operation)
        assert give(project, "7.00", operation=operation) == first
        assert ledger.balance_of(ledger.cash_account(project, "self_raised")) == Decimal(100)

    def test_a_form_that_booked_something_else_is_refused(self, w, project):
        operation, other = uuid4(), placed(w, Stage.IN_PROGRESS)
        entry = give(project, operation=operation)
        for facts in ({"kind": "spending"}, {"project": other}, {"project": None}, {"reverses": entry}):
            with pytest.raises(Refused):
                give(project, operation=operation, **facts)
        assert Entry.objects.count() == 1

    @pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1.005"])
    def test_amounts_are_positive_and_in_whole_cents(self, project, amount):
        with pytest.raises(Refused), transaction.atomic():
            give(project, amount)
        assert not Posting.objects.exists()

    def test_one_wrong_amount_among_right_ones_is_enough(self, project):
        source, target = ledger.outside_account("x"), ledger.cash_account(project, "other")
        with pytest.raises(Refused), transaction.atomic():
            book(project, (source, target, "1.00"), (source, target, "0.001"))

    def test_only_what_may_not_be_overdrawn_is_held_while_it_is_booked(self, project):
        """All payments would queue for the outside world; and a hold lets rows that refer to the account be written."""
        cash, outside = ledger.cash_account(project, "self_raised"), ledger.outside_account("self_raised")
        with CaptureQueriesContext(connection) as asked:
            book(project, (outside, cash, "1.00"))
        holds = [
            one["sql"]
            for one in asked
            if "FOR NO KEY UPDATE" in one["sql"] and "funding_account" in one["sql"]
        ]
        assert len(holds) == 1 and f"IN ({cash.pk})" in holds[0]

    def test_an_entry_without_a_move_is_none(self, project):
        with pytest.raises(Refused), transaction.atomic():
            book(project)

    def test_the_last_cent_can_be_spent_and_not_one_more(self, project):
        cash, shop = ledger.cash_account(project, "self_raised"), ledger.outside_account()
        give(project, "100.00")
        with pytest.raises(Refused), transaction.atomic():
            book(project, (cash, shop, "100.01"), kind="spending")
        book(project, (cash, shop, "100.00"), kind="spending")
        assert ledger.balance_of(cash) == 0

    def test_a_debt_is_paid_to_the_last_cent_and_not_beyond(self, project):
        give(project, "100.00")
        owed, cash = ledger.payable_account(project), ledger.cash_account(project, "self_raised")
        book(project, (owed, ledger.outside_account(), "50.00"), kind="bill")
        assert ledger.balance_of(owed) == Decimal(-50)
        with pytest.raises(Refused), transaction.atomic():
            book(project, (cash, owed, "50.01"), kind="spending")
        book(project, (cash, owed, "50.00"), kind="spending")
        assert ledger.balance_of(owed) == 0

    def test_what_is_kept_back_is_a_debt_too(self, project):
        book(project, (ledger.retention_account(project), ledger.outside_account(), "3.00"), kind="bill")
        give(project, "100.00")
        with pytest.raises(Refused), transaction.atomic():
            book(
                project,
                (ledger.cash_account(project, "self_raised"), ledger.retention_account(project), "3.01"),
                kind="spending",
            )


class TestReversing:
    def reverse(self, entry, **facts):
        return ledger.reverse_entry(entry, **{"by": None, "reason": "记错", "operation": uuid4(), **facts})

    def test_it_books_the_opposite_with_the_reason_in_the_same_project(self, project):
        entry = give(project, "100.00")
        back = self.reverse(entry)
        assert (back.kind, back.reverses, back.memo, back.project) == ("reversal", entry, "记错", project)
        assert ledger.balance_of(ledger.cash_account(project, "self_raised")) == 0
        assert ledger.balance_of(ledger.outside_account("self_raised")) == 0

    def test_every_move_of_an_entry_is_undone(self, project):
        cash = [ledger.cash_account(project, source) for source in ("self_raised", "other")]
        self.reverse(
            book(
                project,
                (ledger.outside_account("x"), cash[0], "5.50"),
                (ledger.outside_account("y"), cash[1], "4.50"),
            )
        )
        assert [
            ledger.balance_of(one)
            for one in (*cash, ledger.outside_account("x"), ledger.outside_account("y"))
        ] == [
            0,
            0,
            0,
            0,
        ]

    @pytest.mark.parametrize("amount", ["0.01", "0.99", "1.00", "1.01"])
    def test_the_smallest_amounts_are_undone_as_well(self, project, amount):
        assert self.reverse(give(project, amount)).kind == "reversal"
        assert ledger.balance_of(ledger.cash_account(project, "self_raised")) == 0

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_without_a_reason_nothing_is_undone(self, project, reason):
        with pytest.raises(Refused) as refusal:
            self.reverse(give(project), reason=reason)
        assert refusal.value.field == "reason"

    def test_it_is_undone_once_and_the_same_form_again_is_the_same_entry(self, project):
        entry, operation = give(project), uuid4()
        back = self.reverse(entry, operation=operation)
        assert self.reverse(entry, operation=operation) == back
        with pytest.raises(Refused):
            self.reverse(entry)
        assert Entry.objects.filter(reverses=entry).count() == 1


class TestEnvelopes:
    YEAR = property(lambda self: clock.today().year)

    def fill(self, area, amount="1000.00", year=0, by=None):
        return ledger.appropriate_money(
            area, self.YEAR + year, Decimal(amount), by=by, memo="补贴", operation=uuid4()
        )

    def allot(self, giver, taker, amount="400.00", *, by):
        return ledger.allot_money(
            giver, taker, self.YEAR, Decimal(amount), by=by, memo="下拨", operation=uuid4()
        )

    @pytest.mark.parametrize("year, taken", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
    def test_it_is_filled_for_last_year_this_one_or_the_next(self, w, year, taken):
        if taken:
            assert self.fill(w.district, year=year).kind == "appropriation"
            assert ledger.balance_of(ledger.envelope_account(w.district, self.YEAR + year)) == 1000
        else:
            with pytest.raises(Refused) as refusal:
                self.fill(w.district, year=year)
            assert refusal.value.field == "year"

    def test_the_district_fills_and_allots_and_nobody_else(self, w):
        self.fill(w.district, by=w.leader)
        for other in (w.finance, w.reviewer, w.staff, w.auditor):
            with pytest.raises(Refused):
                self.fill(w.district, by=other)
            with pytest.raises(Refused):
                self.allot(w.district, w.street, by=other)

    def test_what_is_allotted_goes_from_one_envelope_to_another_below_it(self, w):
        self.fill(w.district)
        assert self.allot(w.district, w.street, by=w.leader).kind == "allotment"
        assert self.allot(w.street, w.community, "100.00", by=w.leader).memo == "下拨"
        left = [
            ledger.balance_of(ledger.envelope_account(area, self.YEAR))
            for area in (w.district, w.street, w.community)
        ]
        assert left == [600, 300, 100]

    def test_never_to_itself_nor_upwards_nor_aside(self, w):
        self.fill(w.district)
        self.fill(w.street)
        for giver, taker in (
            (w.district, w.district),
            (w.street, w.district),
            (w.street, world("530103003").street),
        ):
            with pytest.raises(Refused) as refusal:
                self.allot(giver, taker, by=w.leader)
            assert refusal.value.field == "area"

    def test_a_subsidy_comes_from_the_nearest_envelope_that_holds_all_of_it(self, w):
        self.fill(w.district, "1000.00")
        self.fill(w.street, "300.00")
        with CaptureQueriesContext(connection) as asked:
            assert ledger.envelope_for(w.courtyard, Decimal("300.00")).area == w.street
        assert "FOR NO KEY UPDATE" in asked[0]["sql"]
        assert ledger.envelope_for(w.courtyard, Decimal("300.01")).area == w.district
        with pytest.raises(Refused):
            ledger.envelope_for(w.courtyard, Decimal("1000.01"))

    def test_from_the_newest_year_that_has_begun(self, w):
        for year in (-1, 0, 1):
            self.fill(w.district, year=year)
        assert ledger.envelope_for(w.courtyard, Decimal(1000)).year == self.YEAR
        with pytest.raises(Refused):
            ledger.envelope_for(w.courtyard, Decimal(1001))

    def test_not_from_that_of_another_street_nor_from_other_accounts(self, w, project):
        self.fill(world("530103003").street)
        give(project, "1000.00")
        with pytest.raises(Refused):
            ledger.envelope_for(w.courtyard, CENT)
