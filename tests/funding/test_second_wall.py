"""What the second wall leaves to the web role, the triggers of the ledger refuse."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from funding import ledger
from funding.ledger import chain, totals
from funding.models import Account, Entry, Posting
from panlong import clock
from projects.stages import Stage
from tests.factories import Walk, draft


# --- What the rights allow, the triggers refuse ------------------------------------------------------------------
@pytest.fixture
def paid(w, web_role):
    """Return a project under way with its own share, and the first part of its subsidy (2,400 yuan) in hand."""
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.begin()
        walk.spend("100.00")
    web_role.execute("SET CONSTRAINTS ALL IMMEDIATE")
    web_role.execute("SET CONSTRAINTS ALL DEFERRED")
    return walk


def book(kind, project, *moves):
    """Write an entry as ledger.post does, past all verbs: `moves` are (account, yuan)."""
    entry = Entry.objects.create(
        kind=kind, project=project, memo="x", operation=uuid4(), reverses=Entry.objects.get(kind="payment") if kind == "reversal" else None
    )  # fmt: skip
    for account, amount in moves:
        Posting.objects.create(entry=entry, account=account, amount=Decimal(amount))
    totals.add_to_totals(entry)
    chain.link_rows(entry, project)


ASTRAY = (  # kind of entry, out of, into, with the project
    ("allotment", "envelope", "district", True), ("appropriation", "envelope", "district", True), ("allotment", "envelope", "district", False),
    ("appropriation", "outside", "envelope", True), ("grant", "envelope", "district", True), ("receipt", "outside", "district", True),
    ("receipt", "envelope", "self_raised", True), ("payment", "granted", "self_raised", True), ("payment", "envelope", "district", True),
    ("spending", "outside", "district", True), ("spending", "district", "self_raised", True), ("spending", "district", "outside", False),
    ("bill", "outside", "district", True), ("return", "outside", "district", True), ("release", "envelope", "district", True),
    ("reversal", "district", "granted", True),
)  # fmt: skip


def test_no_money_reaches_a_project_but_by_receipt_or_payment(paid, web_role):
    accounts = {
        "envelope": Account.objects.get(kind="envelope"),
        "granted": ledger.granted_account(paid.project),
        "outside": ledger.outside_account(),
        "district": ledger.cash_account(paid.project, "district"),
        "self_raised": ledger.cash_account(paid.project, "self_raised"),
    }
    refusals = "goes the way of its entry|given back when"
    for kind, source, target, of_project in ASTRAY:
        with pytest.raises(DatabaseError, match=refusals), transaction.atomic():
            book(
                kind,
                paid.project if of_project else None,
                (accounts[source], "-10"),
                (accounts[target], "10"),
            )
            web_role.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_money_of_one_project_is_not_spent_by_another(paid, web_role):
    other = draft(paid.w, title="别的")
    with pytest.raises(DatabaseError, match="goes the way of its entry"), transaction.atomic():
        book(
            "spending",
            other,
            (ledger.cash_account(paid.project, "district"), "-10"),
            (ledger.outside_account(), "10"),
        )
        web_role.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nothing_is_given_back_while_the_work_is_under_way(paid):
    with pytest.raises(DatabaseError, match="given back when the project is over"), transaction.atomic():
        book("return", paid.project, (ledger.cash_account(paid.project, "district"), "-10"), (ledger.outside_account("district"), "10"))  # fmt: skip


def test_a_spending_in_its_chain_is_not_doubled(paid, web_role):
    spending = Entry.objects.get(kind="spending")
    with pytest.raises(DatabaseError, match="no more postings"), transaction.atomic():
        web_role.execute(
            "INSERT INTO funding_posting (entry_id, account_id, amount) SELECT entry_id, account_id, amount FROM funding_posting WHERE entry_id = %s",
            [spending.pk],
        )
