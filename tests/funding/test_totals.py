"""The sums that pages read are those of the postings, at every moment, and make no payment wait for another."""

import threading
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, transaction

from funding import ledger
from funding.ledger import queries, totals
from funding.models import Account, AreaTotal, Posting, ProjectTotal
from funding.proof import verification
from funding.tasks import fold_totals
from panlong import clock
from projects.stages import Stage
from tests.factories import Walk, fill_envelope
from tests.together import together


@pytest.mark.django_db
class TestSums:
    @pytest.fixture
    def walk(self, w):
        walk = Walk(w)
        walk.to(Stage.CLOSED)
        return walk

    def test_they_are_those_of_the_postings_to_the_end_of_the_road(self, walk):
        assert totals.wrong_totals() == []
        money = queries.money_of(walk.project)
        assert queries.together(queries.sums_of()) == money
        kept = ProjectTotal.objects.get(project=walk.project, year=0, source="")
        assert all(getattr(kept, name) == getattr(money, name) for name in totals.FIGURES)

    def test_folding_changes_rows_but_no_sum(self, walk):
        before, rows = queries.grouped(queries.sums_of(), "source"), AreaTotal.objects.count()
        fold_totals()
        assert queries.grouped(queries.sums_of(), "source") == before
        assert AreaTotal.objects.count() < rows
        assert totals.wrong_totals() == []

    def test_made_anew_they_are_the_same(self, walk):
        before = list(ProjectTotal.objects.order_by("year", "source").values_list(*totals.FIGURES))
        totals.rebuild_totals()
        assert list(ProjectTotal.objects.order_by("year", "source").values_list(*totals.FIGURES)) == before
        assert totals.wrong_totals() == []

    @pytest.mark.parametrize("table", ["projecttotal", "areatotal", "envelopetotal"])
    def test_a_sum_slipped_in_or_taken_away_is_found(self, walk, table):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM funding_{table}")
        assert {found for found, _row in totals.wrong_totals()} == {f"funding_{table}"}


@pytest.fixture
def two(w):
    walks = [Walk(w, title=f"项目{n}") for n in range(2)]
    for walk in walks:
        walk.to(Stage.IN_PROGRESS)
    return walks


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shares_a_row", [False, True])
def test_a_payment_does_not_wait_for_another_ones_transaction(two, shares_a_row, monkeypatch):
    """While one project books, another one books as well; the twin with a row for all of them has to wait."""
    if shares_a_row:
        add = totals.add_to_totals

        def add_to_one_row(entry):
            add(entry)
            Account.objects.select_for_update(no_key=True).get(kind="outside", source="self_raised")

        monkeypatch.setattr(totals, "add_to_totals", add_to_one_row)
    ledger.outside_account("self_raised")  # made by the first receipt ever
    booked, done = threading.Event(), threading.Event()

    def hold():
        with clock.at(two[0].moment), transaction.atomic():
            two[0].receive("1.00")
            booked.set()
            done.wait(20)

    def go_by():
        booked.wait(20)
        try:
            with clock.at(two[1].moment), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '1s'")
                two[1].receive("1.00")
        finally:
            done.set()

    _held, went = together(hold, go_by)
    assert isinstance(went, OperationalError) == shares_a_row
    assert totals.wrong_totals() == []


@pytest.mark.django_db(transaction=True)
def test_folding_while_others_book_loses_nothing(two):
    def book(walk):
        with clock.at(walk.moment):
            for _n in range(10):
                walk.receive("1.00")

    def fold():
        for _n in range(10):
            fold_totals()

    results = together(lambda: book(two[0]), lambda: book(two[1]), fold, fold)
    assert results == [None] * 4
    assert queries.together(queries.sums_of()).received == Decimal(20)
    assert list(verification.verify_ledger()) == []


@pytest.mark.django_db
def test_an_allotment_moves_money_from_the_district_to_a_street(w):
    from uuid import uuid4

    year = clock.today().year
    fill_envelope(w, "1000.00")
    ledger.allot_money(w.district, w.street, year, Decimal(300), by=w.leader, memo="x", operation=uuid4())
    rows = {row["area"]: row for row in queries.envelopes()}
    assert rows[w.district.name]["put_in"] == rows[w.district.name]["left"] == Decimal(700)
    assert rows[w.street.name]["put_in"] == rows[w.street.name]["left"] == Decimal(300)
    assert queries.district_totals()["subsidy"] == Decimal(1000)
    assert sum(Posting.objects.values_list("amount", flat=True)) == 0
    assert list(verification.verify_ledger()) == []
