"""Bills and payments at the same moment: what one alone may not do, two together may not either."""

import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from funding.cashbook import bills, spending
from funding.ledger import posting, queries
from funding.models import Voucher
from funding.proof import verification
from panlong import clock
from projects import verbs
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk
from tests.together import together


def switched(table: str, trigger: str, on: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            [table, f"pgtrigger_{trigger}%"],
        )
        (name,) = cursor.fetchone()
        cursor.execute(f'ALTER TABLE {table} {"ENABLE" if on else "DISABLE"} TRIGGER "{name}"')


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_one_invoice_as_bill_and_as_voucher_at_the_same_moment(w, monkeypatch, guarded):
    """Two projects enter one invoice; both looked before the other wrote. Without the triggers it counts twice."""
    walks = [Walk(w, title=f"项目{n}") for n in range(2)]
    for walk in walks:
        walk.to(Stage.IN_PROGRESS)
        with clock.at(walk.moment):
            walk.receive()
    looked, look = threading.Barrier(2), spending.require_new_invoice
    monkeypatch.setattr(spending, "require_new_invoice", lambda number: (look(number), looked.wait(10)))
    guards = (("funding_bill", "no_bill_for_the_invoice"), ("funding_voucher", "no_voucher_for_the_invoice"))
    for guard in guards:
        switched(*guard, on=guarded)

    def act(walk, verb):
        with clock.at(walk.moment), transaction.atomic():
            return verb()

    results = together(
        lambda: act(walks[0], lambda: walks[0].bill("1.00", invoice="F", payee="x")),
        lambda: act(walks[1], lambda: walks[1].spend("1.00", invoice="F", source="self_raised")),
    )
    for guard in guards:
        switched(*guard, on=True)
    assert sum(isinstance(one, DatabaseError) for one in results) == (1 if guarded else 0)
    told = {one.what for one in verification.verify_ledger()}
    assert told == (set() if guarded else {"its invoice is that of a voucher too"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_payments_of_one_bill_at_the_same_moment(w, monkeypatch, guarded):
    """Both looked at what is owed before the other paid; the twin without lock and triggers pays it twice."""
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.receive()
        bill = walk.bill("500.00", payee="x")
    if not guarded:
        looked, look = threading.Barrier(2), queries.bills
        monkeypatch.setattr(
            bills, "lock_row", lambda project: Project.objects.select_related("area").get(pk=project.pk)
        )
        monkeypatch.setattr(queries, "bills", lambda **which: (look(**which), looked.wait(10))[0])
        monkeypatch.setattr(verbs, "note_event", lambda *args, **facts: None)
        monkeypatch.setattr(posting, "balance_of", lambda account: Decimal(0))
    guards = (("funding_voucher", "no_more_is_paid_than_is_owed"), ("funding_posting", "postings_balance"))
    for guard in guards:
        switched(*guard, on=guarded)

    def pay():
        with clock.at(walk.moment), transaction.atomic():
            return walk.pay(bill, "500.00", source="self_raised")

    results = together(pay, pay)
    for guard in guards:
        switched(*guard, on=True)
    assert sum(isinstance(one, Voucher) for one in results) == (1 if guarded else 2)
    wrong = {one.table for one in verification.verify_ledger()}
    assert wrong == set() if guarded else {"funding_account", "funding_bill"} <= wrong
