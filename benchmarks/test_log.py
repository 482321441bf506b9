"""What the public log costs whoever votes or pays, and how long the proof over a whole district takes.

    .venv/bin/python -m pytest benchmarks/test_log.py -n 0 -s --create-db

The same acts are done in turns with the triggers of the log and without them, in one run, so that whatever else the machine
does meets both. ACTS, PROJECTS, NOTICES and BALLOTS make it smaller for a try.
"""

import os
import resource
import statistics
import time
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from benchmarks.test_money import multiply
from deliberation import rounds
from deliberation.results import closing
from funding.cashbook import receipts
from funding.models import Posting
from panlong import clock
from panlong.log import publishing
from panlong.log.facts import ROWS
from panlong.log.migrations import _sql
from panlong.log.models import Leaf
from panlong.notices.models import Notice
from panlong.portal.proof import nightly
from projects.stages import Stage
from tests.conftest import *  # noqa: F403  (its fixtures)
from tests.deliberation.rounds import pooled, settle
from tests.factories import Walk, elect, placed

ACTS = int(os.environ.get("ACTS", "400"))
NOTICES = int(os.environ.get("NOTICES", "65000"))
BALLOTS = int(os.environ.get("BALLOTS", "300000"))
BLOCK = 10  # acts before the other way is tried


def switch_log(on: bool) -> None:
    """Let the triggers of the log write, or not."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in ROWS:
            cursor.execute(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER log_row")


def compare(name: str, act) -> None:
    """Do `act` (called with the number of the time) ACTS times, every other block without the log, and tell what it took."""
    took: dict[bool, list[float]] = {True: [], False: []}
    for block in range(ACTS // BLOCK):
        on = block % 2 == 0
        switch_log(on)
        for number in range(block * BLOCK, (block + 1) * BLOCK):
            begun = time.perf_counter()
            act(number)
            took[on].append(1000 * (time.perf_counter() - begun))
    switch_log(True)
    with_log, without = statistics.median(took[True]), statistics.median(took[False])
    print(f"{name}: {with_log:.2f} ms with the log, {without:.2f} ms without: {with_log / without:.2f} times")


@pytest.mark.django_db
def test_a_vote(w):
    voters = settle(w.courtyard, ACTS)
    round = rounds.open_round(
        w.community, by=w.staff, title="投票", projects=pooled(w), closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
        budget=Decimal(50000), most_choices=2,
    )  # fmt: skip
    candidates = [one.pk for one in round.candidates.order_by("pk")][:2]
    compare("a vote", lambda n: rounds.cast(round, voter=voters[n], candidates=candidates, operation=uuid4()))


@pytest.mark.django_db
def test_a_booking(w):
    project = placed(w, Stage.IN_PROGRESS)
    keeper = elect(w, project)[1].user
    compare(
        "a booking",
        lambda n: receipts.receive_contribution(
            project, by=keeper, source="self_raised", giver="居民", amount=Decimal(100), received_on=clock.today(), operation=uuid4(),
        ),
    )  # fmt: skip


def many_notices(newest: Notice) -> None:
    """Publish NOTICES copies of `newest` in the name of its issuer, each with its own number and hash."""
    stem, _dash, number = newest.number.rpartition("-")
    made = []
    for n in range(1, NOTICES + 1):
        one = Notice(
            **{
                field.attname: getattr(newest, field.attname)
                for field in Notice._meta.fields
                if field.name != "id"
            }
        )
        one.number, one.corrects_id = f"{stem}-{int(number) + n:03d}", None
        one.content_hash = one.compute_hash()
        made.append(one)
    Notice.objects.bulk_create(made, batch_size=2000)


def many_ballots(w) -> None:
    """Hold a named round in which BALLOTS people voted, and count it."""
    (voter,) = settle(w.courtyard, 1)
    round = rounds.open_round(
        w.community, by=w.staff, title="大投票", projects=pooled(w), closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
        budget=Decimal(50000), most_choices=2,
    )  # fmt: skip
    rounds.cast(round, voter=voter, candidates=[round.candidates.first().pk], operation=uuid4())
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            """
            WITH entries AS (
                INSERT INTO deliberation_rollentry (round_id, label, marked_at, way, operation)
                SELECT round_id, 'B' || n, marked_at, 'online', gen_random_uuid()
                FROM deliberation_rollentry, generate_series(1, %s) n WHERE round_id = %s AND marked_at IS NOT NULL RETURNING id
            ) INSERT INTO deliberation_ballot (round_id, roll_entry_id, marks) SELECT %s, id, '\\x010100'::bytea FROM entries
            """,
            [BALLOTS - 1, round.pk, round.pk],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    with clock.at(round.closes_at + timedelta(minutes=1)):
        closing.close_round(round)


@pytest.mark.django_db
def test_verify_over_a_district(w, settings, tmp_path):
    settings.LOG_KEY_FILE, settings.LOG_KEYS, settings.SEALS_FILE = (
        tmp_path / "log.key",
        [],
        tmp_path / "seals.txt",
    )
    walk = Walk(w)
    walk.to(Stage.CLOSED)
    many_ballots(w)
    many_notices(Notice.objects.order_by("pk").last())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        multiply(cursor, walk.project.pk)
        for table, rows in ROWS.items():
            if table.startswith(("funding_", "projects_")):
                cursor.execute(
                    _sql.snapshot_sql(
                        table, ",".join(rows.clear), ",".join(name for name, _why in rows.left_out)
                    )
                )
        cursor.execute("ANALYZE")
    while Leaf.objects.filter(index__isnull=True).exists():
        publishing.grow_log()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = nightly.verify()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"verify: {found.seconds:.1f} s over {Posting.objects.count()} postings, {Notice.objects.count()} notices, {BALLOTS} ballots,"
        f" {found.leaves} leaves; {after / 1024:.0f} MB, of which {(after - before) / 1024:.0f} MB while it ran; wrong: {found.wrong[:3]}"
    )
