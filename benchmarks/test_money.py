"""How fast the money is read and verified: 10,000 projects with more than 200,000 postings.

    .venv/bin/python -m pytest benchmarks/test_money.py -n 0 -s --create-db

One project is walked to its end through the real verbs and then copied with all its rows, each copy with a chain
of its own. PROJECTS makes it smaller for a try.
"""

import os
import statistics
import time

import pytest
from django.db import connection

from funding.ledger import chain, totals
from funding.models import Posting
from funding.proof import verification
from panlong import clock
from projects.stages import Stage
from tests.conftest import *  # noqa: F403  (its fixtures)
from tests.factories import Walk, fill_envelope

PROJECTS = int(os.environ.get("PROJECTS", "10000"))  # 22 postings each
STEP = 1_000_000  # between the keys of one copy's rows and the next one's
OF_PROJECT = {
    "funding_account": "project_id", "funding_entry": "project_id", "funding_contribution": "project_id", "funding_voucher": "project_id",
    "funding_streetreview": "project_id", "funding_grant": "project_id", "funding_quotation": "project_id", "funding_supplierchoice": "project_id",
    "funding_application": "project_id", "funding_quotationround": "project_id", "funding_contract": "project_id",
    "funding_bill": "project_id", "funding_budgetline": "project_id", "funding_plannedshare": "project_id", "funding_posting": "", "funding_tranche": "", "funding_approval": "",
}  # fmt: skip
KEYS = {
    "id",
    "project_id",
    "entry_id",
    "account_id",
    "grant_id",
    "quotation_id",
    "reverses_id",
    "round_id",
    "choice_id",
    "review_id",
    "contract_id",
    "bill_id",
    "line_id",
}
UNIQUE = {
    "number": ("contribution", "application"),
    "invoice_number": ("voucher", "bill"),
    "bank_reference": ("tranche",),
}


def copied(cursor, table: str) -> str:
    """Return the SQL of the columns of `table` for copy `n`: keys moved, unique texts told apart, shared rows kept."""
    columns = []
    for column in connection.introspection.get_table_description(cursor, table):
        name = column.name
        if name == "account_id":
            shared = "(SELECT project_id IS NULL FROM funding_account a WHERE a.id = t.account_id)"
            columns.append(f"CASE WHEN {shared} THEN account_id ELSE account_id + n::bigint * {STEP} END")
        elif name in KEYS:
            columns.append(f"{name} + n::bigint * {STEP}")
        elif name == "operation":
            columns.append("gen_random_uuid()")
        elif name in UNIQUE and table.removeprefix("funding_") in UNIQUE[name]:
            columns.append(f"CASE WHEN {name} = '' THEN '' ELSE {name} || '-' || n END")
        else:
            columns.append(f'"{name}"')
    return ", ".join(columns)


def multiply(cursor, project: int) -> None:
    """Copy `project` and all its money PROJECTS - 1 times and tie the copies into chains."""
    cursor.execute("SET session_replication_role = replica")
    of_entries = f"entry_id IN (SELECT id FROM funding_entry WHERE project_id = {project})"
    of_grants = f"grant_id IN (SELECT id FROM funding_grant WHERE project_id = {project})"
    sources = {"projects_project": f"id = {project}"}
    sources |= {table: f"project_id = {project}" for table in OF_PROJECT}
    of_reviews = f"review_id IN (SELECT id FROM funding_streetreview WHERE project_id = {project})"
    sources |= {"funding_posting": of_entries, "funding_tranche": of_grants, "funding_approval": of_reviews}
    for table, condition in sources.items():
        columns = copied(cursor, table)
        cursor.execute(
            f"INSERT INTO {table} SELECT {columns} FROM {table} t, generate_series(1, {PROJECTS - 1}) n WHERE {condition}"
        )
    cursor.execute("ANALYZE")  # or PostgreSQL reads all postings for each entry, as if there were few
    link_copies(cursor, project)
    cursor.execute("SET session_replication_role = DEFAULT")
    cursor.execute("ANALYZE")
    totals.rebuild_totals()
    cursor.execute("ANALYZE")


def link_copies(cursor, project: int) -> None:
    """Link every row of the copies, a chain each, as chain.link_row does one by one."""
    cursor.execute("CREATE TEMP TABLE waiting (chain bigint, kind text, row_id bigint, facts text)")
    for model in chain.LINKED:
        table, kind = model._meta.db_table, model._meta.model_name
        owner = {
            "tranche": "(SELECT project_id FROM funding_grant g WHERE g.id = t.grant_id)",
            "approval": "(SELECT project_id FROM funding_streetreview r WHERE r.id = t.review_id)",
        }.get(kind, "t.project_id")
        cursor.execute(
            f"INSERT INTO waiting SELECT {owner}, '{kind}', t.id, ({chain.facts_of(model)})::text FROM {table} t WHERE t.id > {STEP}"
        )
    digest = chain.DIGEST.format("l")
    cursor.execute(
        f"""
        DO $$ DECLARE w record; chain_now bigint := -1; place int; before text; BEGIN
            FOR w IN SELECT * FROM waiting ORDER BY chain, kind, row_id LOOP
                IF w.chain <> chain_now THEN chain_now := w.chain; place := 0; before := ''; END IF;
                place := place + 1;
                INSERT INTO funding_link (chain, number, kind, row_id, at, facts, previous, digest)
                SELECT l.*, {digest} FROM (SELECT w.chain AS chain, place AS number, w.kind AS kind, w.row_id AS row_id,
                    now() AS at, w.facts AS facts, before AS previous) l RETURNING digest INTO before;
            END LOOP;
        END $$
        """
    )


@pytest.fixture
def many(w):
    fill_envelope(w, "9000000000.00")  # for all of them
    walk = Walk(w)
    walk.to(Stage.CLOSED)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        multiply(cursor, walk.project.pk)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    with clock.at(walk.moment):
        chain.seal_chain()
    return walk


def seconds(act) -> float:
    """Return how long `act` takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


@pytest.mark.django_db
def test_money_is_read_and_verified_in_time(many, client):
    postings = Posting.objects.count()
    empty, first, again = [], [], []
    for _n in range(25):
        # Right after the booking's own code any page is slow, an empty one as well.
        fill_envelope(many.w, "0.01")
        client.get("/sign-in/")
        empty.append(seconds(lambda: client.get("/sign-in/")))
        first.append(seconds(lambda: client.get("/money/")))
        again.append(seconds(lambda: client.get("/money/")))
    start = time.perf_counter()
    wrong = [str(one) for one in verification.verify_ledger()]
    verified = time.perf_counter() - start
    page = statistics.median(empty)
    at_first, later = (statistics.median(times) / page for times in (first, again))
    print(
        f"\n{PROJECTS} projects, {postings} postings: empty page {page * 1000:.1f} ms, /money/ {later:.1f} times as long "
        f"(after a new booking {at_first:.1f} times), verify_ledger {verified:.1f} s"
    )
    assert not wrong
    assert max(at_first, later) < 3
    assert verified < 20
