"""Long work: once, seen by who asked for it, found again when its worker died."""

import time
from datetime import timedelta

import pytest
from celery import shared_task
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import RedisError

from panlong import enqueue, jobs
from panlong.errors import Refused
from panlong.jobs.models import Job
from panlong.tools import caching
from tests.factories import person, sign_in
from tests.together import together

pytestmark = pytest.mark.django_db
done: list[int] = []


def count(job):
    job.step(1, 2)
    done.append(job.arguments["number"])
    return {"told": ["三行"]}


def refuse(job):
    raise Refused("不行。")


def break_down(job):
    raise ZeroDivisionError


@shared_task(name="tests.count")
def count_task(job_id):
    jobs.run_job(job_id, count)


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()


@pytest.fixture
def waked(monkeypatch):
    calls = []
    monkeypatch.setattr(enqueue, "enqueue_soon", lambda *call: calls.append(call))
    return calls


def start(by=None, number=7):
    return jobs.start_job("数数", count_task.name, by=by or person(), number=number)


def test_a_worker_is_waked_after_the_commit_and_not_before(waked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        job = start()
        assert waked == []
    assert waked == [("tests.count", job.pk)]


def test_a_job_is_done_once_however_often_its_task_comes(waked):
    job = start()
    for _time in range(3):
        count_task(job.pk)
    assert done == [7]
    job.refresh_from_db()
    assert (job.state, job.facts, job.progress) == ("done", {"told": ["三行"]}, None)


def test_a_refusal_is_told_and_a_breakdown_is_not_hidden(waked):
    refused, broken = start(), start()
    jobs.run_job(refused.pk, refuse)
    jobs.run_job(broken.pk, break_down)
    refused.refresh_from_db()
    broken.refresh_from_db()
    assert (refused.state, refused.failure) == ("failed", "不行。")
    assert (broken.state, bool(broken.failure)) == ("failed", True)


def test_the_sweep_wakes_a_worker_for_a_job_that_nobody_is_at(waked):
    lost, fresh = start(), start()
    Job.objects.filter(pk=lost.pk).update(
        created_at=timezone.now() - timedelta(minutes=1), state=Job.State.RUNNING, started_at=timezone.now()
    )
    assert jobs.wake_lost() == 1
    assert waked == [("tests.count", lost.pk)]
    assert fresh.pk != lost.pk


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_do_it_once(waked):
    job = start()

    def slow(job):
        time.sleep(0.3)
        done.append(1)

    together(*[lambda: jobs.run_job(job.pk, slow)] * 4)
    assert done == [1]


def test_only_who_asked_for_it_sees_it(client, waked):
    owner, stranger = person("甲"), person("乙")
    job = start(owner)
    for address in (job.get_absolute_url(), reverse("jobs:jobs")):
        sign_in(client, None)
        assert client.get(address).status_code == 302
    sign_in(client, stranger)
    assert client.get(job.get_absolute_url()).status_code == 404
    sign_in(client, owner)
    assert "data-poll" in client.get(job.get_absolute_url()).content.decode()
    count_task(job.pk)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "三行" in page and "data-poll" not in page


def test_without_redis_the_work_goes_on_without_its_progress(waked, monkeypatch):
    def away(self, *args, **kwargs):
        raise RedisError("away")

    monkeypatch.setattr(caching, "_breaker", caching.Breaker())
    monkeypatch.setattr(caching.Client, "get_client", away)
    job = start()
    count_task(job.pk)
    job.refresh_from_db()
    assert (done, job.state, job.progress) == ([7], "done", None)
