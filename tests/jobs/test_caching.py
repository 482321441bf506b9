"""A Redis that is away, or that takes the call and never answers, costs a moment once and no page."""

import os
import signal
import time
from pathlib import Path

import pytest
from celery import Celery
from django.core.cache import caches

from panlong import enqueue
from panlong.accounts.sms.sending import send_due
from panlong.celery import app as portal
from panlong.server import holds, servers
from panlong.settings import broker
from panlong.tools import caching
from panlong.tools.caching import Cache
from projects.stages import Stage
from tests.factories import Walk
from tests.setup.conftest import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_redis(tmp_path, settings, monkeypatch):
    """A Redis of this test's own, in place of the one that all tests share; the value is its process."""
    for folder in (tmp_path / "run", tmp_path / "log"):
        folder.mkdir()
    server = servers.Redis(tmp_path)
    hold = holds.join(server)
    monkeypatch.setattr(caching, "_breaker", caching.Breaker())
    monkeypatch.setattr(caching, "PAUSE", 0.5)
    monkeypatch.setattr(enqueue, "_silent_until", 0.0)
    cache = Cache(server.url, {})
    monkeypatch.setattr(caches._connections, "default", cache, raising=False)
    yield find_process(tmp_path), cache
    hold.let_go()


def find_process(folder: Path) -> int:
    """Return the number of the Redis that works in `folder`."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if (process / "cwd").readlink().is_relative_to(folder) and b"redis-server" in command:
                return int(process.name)
        except OSError:
            continue
    raise AssertionError("no Redis")


def seconds_of(call) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


def test_every_call_on_a_killed_redis_is_a_miss(own_redis):
    pid, cache = own_redis
    cache.set("a", 1)
    assert cache.get("a") == 1 and cache.answers()
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert (cache.get("a", "missed"), cache.add("b", 1), cache.has_key("a")) == ("missed", False, False)
    assert (cache.get_many(["a"]), cache.delete("a"), cache.touch("a")) == ({}, False, False)
    assert cache.set("a", 2) is None and not cache.answers()
    with pytest.raises(ValueError):
        cache.incr("a")


def test_a_hung_redis_costs_one_short_timeout_and_not_one_a_call(own_redis):
    pid, cache = own_redis
    os.kill(pid, signal.SIGSTOP)
    try:
        assert caching.TIMEOUT <= seconds_of(lambda: cache.get("a")) < 2 * caching.TIMEOUT + 0.5
        assert seconds_of(lambda: [cache.get("a") for _call in range(100)]) < 2 * caching.TIMEOUT
    finally:
        os.kill(pid, signal.SIGCONT)


def test_it_is_used_again_once_it_answers(own_redis):
    pid, cache = own_redis
    os.kill(pid, signal.SIGSTOP)
    cache.set("a", 1)
    os.kill(pid, signal.SIGCONT)
    assert cache.get("a") is None  # nobody asks for a while
    time.sleep(0.6)
    cache.set("a", 2)
    assert cache.get("a") == 2


@pytest.mark.parametrize("harm", [signal.SIGSTOP, signal.SIGKILL])
def test_every_page_answers_without_redis(own_redis, client, w, harm):
    pid, _cache = own_redis
    Walk(w).to(Stage.AFTERCARE)
    os.kill(pid, harm)
    try:
        for address in ("/", "/money/", "/rounds/", "/projects/", "/notices/", "/readyz", "/sign-in/"):
            assert client.get(address).status_code == 200, address
        assert client.get("/readyz").json()["redis"] is False
        assert client.post("/sign-in/", {"phone": "13900000001", "agrees": "on"}).status_code == 302
    finally:
        os.kill(pid, signal.SIGCONT) if harm == signal.SIGSTOP else None


@pytest.mark.slow
def test_asking_a_worker_returns_at_once_though_the_broker_hangs(own_redis, settings, monkeypatch):
    pid, cache = own_redis
    address = broker(cache._servers[0])
    app = Celery(
        broker=address,
        set_as_current=False,
        broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
    )
    hung = app.task(send_due, name="hung")
    monkeypatch.setitem(portal.tasks, hung.name, hung)
    monkeypatch.setattr(enqueue, "_silent_until", 0.0)
    begun = time.monotonic()
    os.kill(pid, signal.SIGSTOP)
    try:
        assert seconds_of(lambda: enqueue.enqueue_soon(hung.name)) < 0.2
        wait_until(
            lambda: enqueue._silent_until > time.monotonic(), 15
        )  # it gave up by itself, and is quiet now
        assert time.monotonic() - begun > 1, "the broker was not asked at all: this proves nothing"
        assert seconds_of(lambda: [enqueue.enqueue_soon(hung.name) for _call in range(100)]) < 0.2
    finally:
        os.kill(pid, signal.SIGCONT)
