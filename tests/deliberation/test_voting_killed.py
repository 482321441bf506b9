"""PostgreSQL is killed (-9) while votes stream in, and started again: what was acknowledged is there."""

import os
import shutil
import signal
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest

from deliberation import rounds
from panlong.server import environment, holds, servers

pytestmark = pytest.mark.slow

# The tables of a vote with their constraints and the portal's own statement; a server of its own is killed.
TABLES = """
    CREATE TABLE deliberation_rollentry (id int PRIMARY KEY, round_id int, voter_id int, struck_by_id int, marked_at timestamptz,
        way text, helper_id int, operation uuid UNIQUE, UNIQUE (round_id, voter_id));
    CREATE TABLE deliberation_sealedballot (code text PRIMARY KEY, round_id int, sealed bytea);
    INSERT INTO deliberation_rollentry SELECT n, 1, n FROM generate_series(1, 20000) n;
"""


now = datetime.now(UTC)
FORM = SimpleNamespace(round=1, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1))


class Voter:
    """Casts one vote after the other, each again until it is acknowledged, and remembers which were."""

    def __init__(self, url: str, first: int, apart: bool):
        self.url, self.next, self.acknowledged, self.stop = url, first, [], threading.Event()
        self.cast = self.cast_apart if apart else self.cast_at_once

    def run(self):
        while not self.stop.is_set():
            try:
                with psycopg.connect(self.url, connect_timeout=2) as connection:
                    while not self.stop.is_set():
                        self.cast(connection)
                        self.acknowledged.append(self.next)
                        self.next += 8
            except psycopg.Error:
                time.sleep(0.05)  # the server is away; the same vote is sent again

    def cast_at_once(self, connection):
        mark, values = rounds.mark_voter(FORM, SimpleNamespace(pk=self.next), "online", None, uuid4())
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock_shared(530103, 1)")
            connection.execute(
                f"WITH marked AS ({mark}) INSERT INTO deliberation_sealedballot (code, round_id, sealed) SELECT %s, round_id, %s FROM marked",
                [*values, f"{self.next}", b"x" * 51],
            )

    def cast_apart(self, connection):
        """Mark and ballot, each committed by itself; a repeat finds the mark and believes that all is well."""
        mark, values = rounds.mark_voter(FORM, SimpleNamespace(pk=self.next), "online", None, uuid4())
        with connection.transaction():
            is_marked = connection.execute(mark, values).rowcount
        if is_marked:
            with connection.transaction():
                connection.execute(
                    "INSERT INTO deliberation_sealedballot VALUES (%s, 1, %s)", [f"{self.next}", b"x" * 51]
                )


def vote_through_kills(kills: int, apart: bool) -> tuple[set, set, set]:
    """Let eight voters cast while the server is killed; return who was acknowledged, the ballots, the marks."""
    folder = Path(os.environ["PANLONG_VAR"]).parent / f"killed-{os.getpid()}"
    environment.make_data_folder(folder)
    server = servers.PostgreSQL(folder)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        hold = holds.join(server)
        with psycopg.connect(server.url) as connection:
            connection.execute(TABLES)
        voters = [Voter(server.url, first, apart) for first in range(1, 9)]
        threads = [threading.Thread(target=one.run) for one in voters]
        for thread in threads:
            thread.start()
        for _kill in range(kills):
            time.sleep(0.7)
            os.kill(postmaster(folder), signal.SIGKILL)
            hold.let_go()
            hold = started_again(server)
        time.sleep(0.5)
        for one in voters:
            one.stop.set()
        for thread in threads:
            thread.join(20)
        stack.callback(hold.let_go)
        acknowledged = {number for one in voters for number in one.acknowledged}
        with psycopg.connect(server.url) as connection:
            ballots = {
                int(row[0]) for row in connection.execute("SELECT code FROM deliberation_sealedballot")
            }
            marks = {
                row[0]
                for row in connection.execute(
                    "SELECT id FROM deliberation_rollentry WHERE marked_at IS NOT NULL"
                )
            }
    return acknowledged, ballots, marks


def test_every_acknowledged_vote_survives_and_no_mark_is_without_ballot():
    acknowledged, ballots, marks = vote_through_kills(3, apart=False)
    assert len(acknowledged) > 50
    assert acknowledged <= ballots
    assert ballots == marks


def test_mark_and_ballot_in_two_transactions_would_part():
    """The twin: with eight voters and three kills one is between the two."""
    _acknowledged, ballots, marks = vote_through_kills(3, apart=True)
    assert ballots != marks


def postmaster(folder: Path) -> int:
    file = next(folder.rglob("postmaster.pid"))
    return int(file.read_text().splitlines()[0])


def started_again(server):
    """Join the server once its keeper has noticed the death and a new one can be started."""
    deadline = time.monotonic() + 60
    while True:
        try:
            hold = holds.join(server)
            psycopg.connect(server.url, connect_timeout=2).close()
            return hold
        except (servers.PlainError, psycopg.Error):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
