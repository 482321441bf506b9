"""The last minutes of a round: casting against the cheapest honest vote, counting, freezing a roll.

    .venv/bin/python -m pytest benchmarks/test_voting.py -n 0 -s

Both web servers are granian as in `make run`, asked in turns, on one database; VOTES makes it smaller for a try.
"""

import http.client
import os
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deliberation import rounds
from deliberation.models import RollEntry, SealedBallot
from deliberation.rounds import ballot_box, ballot_spec, roll, signed_ballot, tally
from panlong import clock
from panlong.accounts.sessions import LAST_SEEN
from panlong.server import environment
from tests.conftest import *  # noqa: F403  (its fixtures)
from tests.deliberation.rounds import open_secret, settle

VOTES = int(os.environ.get("VOTES", "500"))  # in each turn
TURNS = 5
CONNECTIONS = (1, 16, 64)


def sessions_of(users) -> list[str]:
    """Sign `users` in and return the keys of their sessions."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    now, rows = timezone.now() + timezone.timedelta(hours=2), []
    for user in users:
        facts = {
            SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(), LAST_SEEN: int(time.time()),
        }  # fmt: skip
        rows.append(
            Session(session_key=secrets.token_hex(16), session_data=store.encode(facts), expire_date=now)
        )
    Session.objects.bulk_create(rows)
    return [row.session_key for row in rows]


@contextmanager
def served(application: str):
    """Serve `application` on a free port of this machine and yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    parts = connection.get_connection_params()
    address = f"postgresql://{parts['user']}@/{parts['dbname']}?host={parts['host']}"
    how = "wsgi --blocking-threads=4" if application == "benchmarks.bare:application" else "rsgi --http=1"
    command = f"-m granian --interface={how} --host=127.0.0.1 --port={port} --workers=2 --no-ws --log-level=critical {application}"
    environ = {**os.environ, "DATABASE_URL": address, "PANLONG_DEMO": "0"}
    process = subprocess.Popen([sys.executable, *command.split()], cwd=environment.ROOT, env=environ)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(3)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def rush(
    port: int, path: str, requests: list[tuple[str, str]], connections: int
) -> tuple[float, list[float], Counter]:
    """Send `requests` (cookie, body) over `connections`; return votes a second, seconds of each, answers by status."""
    waiting, seconds, answers, lock = iter(requests), [], Counter(), threading.Lock()

    def run():
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                one = next(waiting, None)
            if one is None:
                return link.close()
            headers = {"Cookie": one[0], "Content-Type": "application/x-www-form-urlencoded"}
            start = time.perf_counter()
            link.request("POST", path, one[1], headers)
            answer = link.getresponse()
            answer.read()
            with lock:
                seconds.append(time.perf_counter() - start)
                answers[answer.status] += 1

    threads = [threading.Thread(target=run) for _n in range(connections)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(requests) / (time.perf_counter() - start), seconds, answers


def used_by(port: int) -> tuple[float, float]:
    """Return the processor time (ms) used so far by the web server on `port` and by the database's connections."""
    return cpu_ms(f"--port={port}"), cpu_ms(f" {connection.settings_dict['NAME']} ")


def cpu_ms(words: str) -> float:
    """Return the processor time (ms) used so far by the processes whose command line contains `words`."""
    used = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if words in (folder / "cmdline").read_text():
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                used += int(fields[11]) + int(fields[12])
    return used * 1000 / os.sysconf("SC_CLK_TCK")


def line(name: str, connections: int, result) -> str:
    rate, seconds, answers = result
    cuts = statistics.quantiles(seconds, n=20)
    return f"{name:>7} {connections:>3} connections: {rate:7.0f} votes/s, p50 {cuts[9] * 1000:6.1f} ms, p95 {cuts[18] * 1000:6.1f} ms, {dict(answers)}"


@pytest.mark.django_db(transaction=True)
def test_the_rush(w, client):
    sizes = {number: VOTES if number > 1 else max(VOTES // 4, 50) for number in CONNECTIONS}
    warm = 100
    users = settle(w.courtyard, TURNS * sum(sizes.values()) + warm)
    secret = open_secret(w)
    requests = write_requests(secret, users)
    fill_bare_roll(secret.round.pk)
    print()
    with (
        served("benchmarks.bare:application") as bare_port,
        served("panlong.server.front:application") as portal_port,
    ):
        doors = {"bare": (bare_port, "/vote/"), "portal": (portal_port, f"/rounds/{secret.round.pk}/cast/")}
        for door in doors.values():
            rush(*door, requests[:warm], 16)
        start = warm
        for connections, size in sizes.items():
            end = start + TURNS * size
            results, spent = take_turns(doors, requests[start:end], size, connections)
            report(connections, results, spent)
            start = end
    assert (
        SealedBallot.objects.count()
        == len(users)
        == RollEntry.objects.filter(marked_at__isnull=False).count()
    )
    statements(client, secret, w.neighbours[0])


def write_requests(secret, users) -> list[tuple[str, str]]:
    """Return what each of `users` sends to vote in the round: (cookie, body)."""
    form = ballot_spec.ballot_spec(secret.round.pk)
    keys = sessions_of(users)
    token = secrets.token_hex(16)
    cookies = [f"sessionid={key}; csrftoken={token}" for key in keys]
    bodies = []
    for user in users:
        content = ballot_box.seal_ballot(form, form.mark(secret.candidates[:1]))
        envelope = signed_ballot.sign_ballot(secret.round.pk, user, uuid4(), content)
        bodies.append(urlencode({"csrfmiddlewaretoken": token, "envelope": envelope}))
    return list(zip(cookies, bodies, strict=True))


def fill_bare_roll(round_id: int) -> None:
    """Make the tables of the cheapest honest vote, with the same roll."""
    from benchmarks import bare

    with connection.cursor() as cursor:
        cursor.execute(bare.TABLES)
        cursor.execute(
            "INSERT INTO bare_roll (voter_id) SELECT voter_id FROM deliberation_rollentry WHERE round_id = %s",
            [round_id],
        )
        cursor.execute("ANALYZE")


def take_turns(
    doors: dict[str, tuple[int, str]], requests: list[tuple[str, str]], size: int, connections: int
) -> tuple[dict[str, list], dict[str, list]]:
    """Send `size` requests to each of `doors` in turns; return results and processor time (ms a vote) of each."""
    results: dict[str, list] = {name: [] for name in doors}
    spent: dict[str, list] = {name: [] for name in doors}
    for start in range(
        0, len(requests), size
    ):  # one after the other, so that both meet the same disturbances
        for name, (port, path) in doors.items():
            before = used_by(port)
            results[name].append(rush(port, path, requests[start : start + size], connections))
            spent[name].append([(now - then) / size for now, then in zip(used_by(port), before, strict=True)])
    return results, spent


def report(connections: int, results: dict[str, list], spent: dict[str, list]) -> None:
    """Print the medians of all turns; every vote must have been taken."""
    for name in results:
        rate = statistics.median(result[0] for result in results[name])
        seconds = [one for result in results[name] for one in result[1]]
        answers = sum((result[2] for result in results[name]), Counter())
        web, database = (statistics.median(one) for one in zip(*spent[name], strict=True))
        print(
            line(name, connections, (rate, seconds, answers)),
            f"processor: web {web:.2f} ms, database {database:.2f} ms a vote",
        )
        assert set(answers) == {302}, answers
    ratios = [bare[0] / portal[0] for bare, portal in zip(results["bare"], results["portal"], strict=True)]
    print(f"  ratio {statistics.median(ratios):.2f} (turns: {', '.join(f'{one:.2f}' for one in ratios)})")


def statements(client, secret, voter) -> None:
    """Print what one vote asks of the database, BEGIN and COMMIT included."""
    client.force_login(voter)
    page = client.post(
        secret.round.get_absolute_url(), {"operation": uuid4(), "candidates": secret.candidates[:1]}
    )
    with CaptureQueriesContext(connection) as captured:
        assert (
            client.post(
                f"/rounds/{secret.round.pk}/cast/", {"envelope": page.context["envelope"]}
            ).status_code
            == 302
        )
    print(f"  {len(captured)} messages a vote: " + ", ".join(one["sql"].split()[0] for one in captured))
    assert len(captured) <= 6


@pytest.mark.django_db(transaction=True)
def test_a_roll_of_a_hundred_thousand(w):
    settle(w.courtyard, 100_000)
    start = time.perf_counter()
    secret = open_secret(w)
    opened = time.perf_counter() - start
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM deliberation_rollentry WHERE round_id = %s", [secret.round.pk])
        size = cursor.fetchone()[0]
    print(f"\nroll of {size}: the round was opened, announced and everybody told in {opened:.1f} s")
    assert size == roll.roll_size(secret.round) == 100_006
    assert opened < 60


def test_counting_a_hundred_thousand_ballots():
    patterns = Counter(bytes(secrets.choice(b"\0\0\0\1") for _n in range(40)) for _n in range(100_000))
    start = time.perf_counter()
    counted = tally.count(patterns, 40)
    entrants = [tally.Entrant(f"{n}", Decimal(1000 + n), votes) for n, votes in enumerate(counted.votes)]
    chosen = tally.choose(entrants, tally.Terms("greedy", Decimal(20_000), 1, "seed"), patterns)
    took = time.perf_counter() - start
    print(
        f"\n{counted.ballots} ballots of 40 projects, {len(patterns)} of them different, counted in {took:.2f} s; {len(chosen)} chosen"
    )
    assert took < 2


@pytest.mark.django_db
def test_opening_ten_thousand_sealed_ballots(w):
    from nacl.public import PrivateKey

    secret = open_secret(w)
    private = PrivateKey.generate()
    form = ballot_spec.ballot_spec(secret.round.pk)
    from dataclasses import replace

    form = replace(form, public_key=bytes(private.public_key))
    sealed = [ballot_box.seal_ballot(form, form.mark(secret.candidates[:1])) for _n in range(10_000)]
    start = time.perf_counter()
    opened, invalid = ballot_box.open_ballots(private, sealed, form)
    ballot_box.shuffle_ballots(opened)
    print(f"\n10,000 sealed ballots opened and shuffled in {time.perf_counter() - start:.2f} s")
    assert (len(opened), invalid) == (10_000, 0)
    assert rounds.work_out_result(secret.round, Counter(opened)).count.votes[0] == 10_000
    assert clock.now()
