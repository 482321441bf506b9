"""A worker is killed at random moments, the queue is emptied, the provider forgets to answer: everybody is told once.

    PANLONG_KILLS=100 .venv/bin/python -m pytest tests/notices/test_killed_workers.py -n 0 -s

kills 100 times during a campaign of 2,000 messages; without it a tenth of that. Every fifth kill takes the whole
worker, the others one of its processes, which Celery replaces.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import timedelta
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from panlong import crypto, enqueue, outbox
from panlong.accounts.models import Household, Membership, User
from panlong.celery import app
from panlong.notices import campaigns
from panlong.notices.models import Delivery, Message
from tests.notices import provider

KILLS = int(os.environ.get("PANLONG_KILLS", "10"))
PEOPLE = 2000 if KILLS >= 100 else 300
FLUSHES = 5
LEASE = 5  # seconds
NAMES = ("panlong.notices.tasks.send_due",)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def people(area, number: int) -> None:
    """Give `area` `number` residents with a phone each."""
    users = User.objects.bulk_create(
        User(name=f"居民{n}", phone_hash=crypto.keyed_hash(f"139{n:08d}"), phone_cipher=crypto.encrypt_text(f"139{n:08d}"))
        for n in range(number)
    )  # fmt: skip
    homes = Household.objects.bulk_create(Household(area=area, room=f"k{n}") for n in range(number))
    Membership.objects.bulk_create(
        Membership(user=user, household=home) for user, home in zip(users, homes, strict=True)
    )


class Workers:
    """Real workers of Celery on the test's database, killed with all that they started."""

    def __init__(self, log):
        self.environ = os.environ | {
            "DATABASE_URL": make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"]),
            "PANLONG_SMS_BACKEND": "tests.notices.provider.ForgetfulProvider",
            "PANLONG_OUTBOX_LEASE": str(LEASE),
            "PANLONG_DB_POOL": "4",
            provider.LOG: str(log),
        }  # fmt: skip
        self.process = None

    def start(self):
        command = "celery --app=tests.notices.worker --quiet worker --concurrency=2 --queues=urgent,celery,bulk --loglevel=ERROR"
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command.split(), "--without-gossip", "--without-mingle"],
            env=self.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_one_process(self):
        children = subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "pid="], capture_output=True, text=True, check=False
        ).stdout.split()
        if children:
            os.kill(int(random.choice(children)), signal.SIGKILL)


def beat(job: int) -> None:
    """Wake the sweeps, as beat does, but more often."""
    for name in NAMES:
        app.send_task(name, ignore_result=True)
    app.send_task("panlong.notices.tasks.send_campaign", [job], queue="bulk", ignore_result=True)


def test_everybody_is_told_once_however_often_the_worker_is_killed(w, tmp_path, monkeypatch):
    monkeypatch.setattr(
        enqueue, "enqueue_soon", lambda *call: None
    )  # every call of a request is lost: beat must do
    people(w.courtyard, PEOPLE)
    told = PEOPLE + len(w.neighbours)
    campaign = campaigns.write_campaign(
        w.community, by=w.staff, text="明天停水。", by_sms=True, operation=uuid4()
    )
    if campaign.needs_approval:
        campaign = campaigns.approve_campaign(campaign, by=w.reviewer)
    log = tmp_path / "provider.jsonl"
    workers = Workers(log)
    broker = redis.Redis.from_url(settings.REDIS_URL)
    begun, lines_before = time.monotonic(), 0
    for kill in range(1, KILLS + 1):
        if workers.process is None:
            workers.start()
            _work(campaign, log=log, more_than=lines_before, most=20)
        _work(campaign, most=random.random() * 0.4)
        if kill % (KILLS // FLUSHES) == 0:
            broker.flushdb()
        if kill % 5:
            workers.kill_one_process()
        else:
            workers.kill()
            workers.process, lines_before = None, _lines(log)
    killed_after = time.monotonic() - begun
    unsent = Delivery.objects.exclude(state="sent").count()
    _let_the_rest_leave(workers, campaign)

    messages = campaigns.messages_of(campaign)
    assert messages.count() == told == messages.values("person").distinct().count()
    assert Message.objects.filter(topic="announcement_by_sms").count() == told
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["key"] for line in lines} == {row.key for row in Delivery.objects.all()}
    assert len({line["phone"] for line in lines}) == told
    repeats = _repeats_that_were_known(lines)
    print(
        f"\n{KILLS} kills in {killed_after:.0f} s, {unsent} of {PEOPLE} still to send after the last one;"
        f" {len(lines)} calls to the provider, {repeats} repeats, each after no answer or a death"
    )


def _lines(log) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


def _is_done(campaign) -> bool:
    campaign.refresh_from_db()
    return campaign.done_at is not None and not Delivery.objects.filter(state="waiting").exists()


def _work(campaign, *, most: float, log=None, more_than: int = 0) -> None:
    """Let the worker work for `most` seconds, waked ten times a second; less if it is done or `log` got longer."""
    deadline = time.monotonic() + most
    while time.monotonic() < deadline and not _is_done(campaign) and not (log and _lines(log) > more_than):
        beat(campaign.job)
        time.sleep(0.1)


def _let_the_rest_leave(workers: Workers, campaign) -> None:
    """Let a last worker finish in peace; the pauses between tries are over sooner than in life."""
    time.sleep(LEASE)
    workers.start()
    for _second in range(120):
        pauses = Delivery.objects.filter(
            state="waiting", due_at__gt=timezone.now() + timedelta(seconds=LEASE)
        )
        pauses.update(due_at=timezone.now())
        _work(campaign, most=1)
        if _is_done(campaign):
            break
    workers.kill()
    assert _is_done(campaign), "the worker did not finish"


def _repeats_that_were_known(lines: list[dict]) -> int:
    """Return how many calls were repeats; each follows one whose answer was lost or that was its process's last."""
    last_of = {line["process"]: number for number, line in enumerate(lines)}
    calls = defaultdict(list)
    for number, line in enumerate(lines):
        calls[line["key"]].append(number)
    for key, numbers in calls.items():
        for number in numbers[:-1]:
            line = lines[number]
            assert line["is_lost"] or last_of[line["process"]] == number, f"{key} was sent again knowingly"
    return len(lines) - len(calls)


def test_without_the_lease_two_workers_send_the_same_message(w):
    """The twin: claims that do not last are no claims."""
    pass
    from panlong.notices.messages import tell

    person = w.neighbours[0]
    person.set_phone("13800000001")
    person.save()
    tell([person], "announcement_by_sms", "twin", sender="社区", text="停水")
    sent = Counter()

    def deliver(row):
        sent[row.key] += 1
        if sent.total() < 3:
            outbox.deliver_due(Delivery.objects.all(), deliver)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "OUTBOX_LEASE_SECONDS", 0)
        outbox.deliver_due(Delivery.objects.all(), deliver)
    assert max(sent.values()) > 1
    Delivery.objects.update(state="waiting", tries=0, due_at=timezone.now())
    sent.clear()
    outbox.deliver_due(Delivery.objects.all(), deliver)
    assert max(sent.values()) == 1
