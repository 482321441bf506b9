"""The portal's own database role may add to the tables of money, and neither change nor delete nor empty them."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from funding import ledger
from funding.cashbook import settlement
from funding.ledger import chain, db_privileges, totals
from funding.models import Account, Entry, Posting
from funding.proof import verification
from panlong import clock
from projects.stages import Stage
from tests.factories import Walk, draft

ROLE = "panlong_web_of_the_tests"


@pytest.fixture
def web_role(db):
    """Make a second role with the rights that deploy/postgres/roles.sh gives, and raise the wall."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        assert db_privileges.restrict_web_role(ROLE)
        cursor.execute(f"SET ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


def refused(cursor, statement: str) -> bool:
    """Say whether the database refuses `statement` for lack of the right, before any trigger."""
    try:
        with transaction.atomic():
            cursor.execute(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


def test_the_whole_road_can_be_walked_with_these_rights(w, web_role):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.begin()
        voucher = walk.spend("100.00")
        settlement.reverse_entry(voucher.entry, by=w.neighbours[1], reason="记错", operation=uuid4())
    web_role.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert list(verification.verify_ledger()) == []


@pytest.mark.parametrize("table", db_privileges.MAY_CHANGE)
def test_it_neither_deletes_nor_empties(web_role, table):
    if table not in db_privileges.MAY_DELETE:
        assert refused(web_role, f"DELETE FROM funding_{table}")
    assert refused(web_role, f"TRUNCATE funding_{table} CASCADE")
    assert refused(web_role, f"ALTER TABLE funding_{table} DISABLE TRIGGER ALL")


@pytest.mark.parametrize("table", db_privileges.MAY_CHANGE)
def test_it_changes_no_column_but_those_that_move_on(web_role, table):
    columns = [
        column.name for column in connection.introspection.get_table_description(web_role, f"funding_{table}")
    ]
    kept = [name for name in columns if name not in db_privileges.MAY_CHANGE[table]]
    assert [
        name for name in kept if not refused(web_role, f"UPDATE funding_{table} SET {name} = {name}")
    ] == []


def test_it_does_not_switch_the_triggers_off(web_role):
    assert refused(web_role, "SET session_replication_role = replica")


def test_without_the_role_there_is_no_wall(db):
    assert not db_privileges.restrict_web_role("nobody_of_that_name")


def test_every_table_of_the_chain_is_behind_it():
    from funding.ledger import chain, db_privileges

    tables = {model._meta.model_name for model in chain.LINKED} | {"account", "posting", "link", "seal"}
    assert tables <= set(db_privileges.MAY_CHANGE)


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
