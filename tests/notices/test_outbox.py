"""A request never waits for the broker."""

import socket
import time

import pytest
from celery import Celery

from panlong import enqueue
from panlong.accounts.sms import sending
from panlong.celery import app as portal
from panlong.notices import campaigns, messages


@pytest.fixture
def silent_broker():
    """A listening socket that takes connections and never answers, as a broker behind a wall that drops packets."""
    with socket.socket() as wall:
        wall.bind(("127.0.0.1", 0))
        wall.listen(64)
        yield wall.getsockname()[1]


@pytest.fixture
def task(silent_broker, monkeypatch):
    monkeypatch.setattr(enqueue, "_silent_until", 0.0)
    app = Celery("test", broker=f"redis://127.0.0.1:{silent_broker}/0", set_as_current=False)
    app.conf.broker_transport_options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}

    @app.task(name="test.task")
    def nothing():
        """Nobody runs this: it never arrives."""

    monkeypatch.setitem(portal.tasks, nothing.name, nothing)
    return nothing


def settle():
    enqueue._messenger.submit(lambda: None).result(timeout=20)


def test_a_request_does_not_wait_for_a_broker_that_never_answers(task):
    begun = time.monotonic()
    for _request in range(50):
        enqueue.enqueue_soon(task.name)
    assert time.monotonic() - begun < 0.2
    settle()
    assert time.monotonic() - begun > 0.4, "the broker was not asked at all: this proves nothing"


def test_after_a_failure_the_broker_is_left_alone_for_a_while(task, monkeypatch):
    tried = []
    monkeypatch.setattr(task, "apply_async", lambda **options: tried.append(1) or 1 / 0)
    for _request in range(3):
        enqueue.enqueue_soon(task.name)
        settle()
    assert len(tried) == 1
    monkeypatch.setattr(enqueue, "_silent_until", 0.0)
    enqueue.enqueue_soon(task.name)
    settle()
    assert len(tried) == 2


def test_a_call_that_comes_while_one_is_under_way_is_made_too(task, monkeypatch):
    """The worker may have looked before the second one's row was committed."""
    calls = []

    def slow(**options):
        if not calls:
            enqueue.enqueue_soon(task.name)
        calls.append(1)

    monkeypatch.setattr(task, "apply_async", slow)
    enqueue.enqueue_soon(task.name)
    settle()
    settle()
    assert len(calls) == 2


@pytest.mark.parametrize("name", [messages.SEND_DUE, campaigns.SEND_CAMPAIGN, sending.SEND_DUE])
def test_every_task_that_is_called_by_name_is_there(name):
    portal.loader.import_default_modules()  # as a worker does when it starts
    assert name in portal.tasks
