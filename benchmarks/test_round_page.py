"""A round's page in the last minutes: asked for by nobody in particular and by voters, its parts kept for seconds or not.

.venv/bin/python -m pytest benchmarks/test_round_page.py -n 0 -s
"""

import http.client
import statistics
import threading
import time

import pytest

from benchmarks.test_voting import served, sessions_of
from tests.conftest import *  # noqa: F403  (its fixtures)
from tests.deliberation.rounds import open_secret, settle

VOTERS, PAGES, TURNS, CONNECTIONS = 20_000, 320, 3, 16


def ask(port: int, path: str, cookies: list[str]) -> tuple[float, list[float]]:
    """GET `path` PAGES times over CONNECTIONS, with one of `cookies` after the other; return pages a second, seconds of each."""
    seconds: list[float] = []

    def run(first: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for turn in range(first, PAGES, CONNECTIONS):
            start = time.perf_counter()
            link.request("GET", path, headers={"Cookie": cookies[turn % len(cookies)]})
            answer = link.getresponse()
            answer.read()
            assert answer.status == 200
            seconds.append(time.perf_counter() - start)

    threads = [threading.Thread(target=run, args=(first,)) for first in range(CONNECTIONS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seconds) == PAGES
    return PAGES / (time.perf_counter() - start), seconds


@pytest.mark.django_db(transaction=True)
def test_the_round_page(w):
    users = settle(w.courtyard, VOTERS)
    secret = open_secret(w, number=9, most_choices=3)
    voters = [f"sessionid={key}" for key in sessions_of(users[:64])]
    print()
    with (
        served("benchmarks.unkept:application") as unkept,
        served("panlong.server.front:application") as kept,
    ):
        for who, cookies in (("nobody in particular", [""]), ("voters", voters)):
            for name, port in (("made anew", unkept), ("kept", kept)):
                ask(port, f"/rounds/{secret.round.pk}/", cookies)
                turns = [ask(port, f"/rounds/{secret.round.pk}/", cookies) for _turn in range(TURNS)]
                cuts = statistics.quantiles([one for _rate, seconds in turns for one in seconds], n=20)
                rate = statistics.median(rate for rate, _seconds in turns)
                print(
                    f"{who:>20}, {name:>9}: {rate:5.0f} pages/s, p50 {cuts[9] * 1000:5.0f} ms, p95 {cuts[18] * 1000:5.0f} ms"
                )
