"""Long work: done by a worker, with progress, while the person who asked for it does something else.

A job is a row first. A worker is waked after the commit; a sweep wakes one again when the call got lost or the
worker died. The worker holds an advisory lock while it works, so a job is never done by two at once, and a job
whose worker is gone is known by its lock being free.

    job = jobs.start_job(_("Import of the roster"), tasks.import_roster.name, by=user, area=community, file=name)

    @shared_task
    def import_roster(job_id: int) -> None:
        jobs.run_job(job_id, _import)

    def _import(job) -> dict: ...        # job.arguments, job.step(done, total); returns what is to be told
"""

import logging
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from panlong import enqueue
from panlong.errors import Refused

log = logging.getLogger("panlong.jobs")
LOCKS = 530104  # the class of advisory locks that say which jobs are being worked on
PATIENCE = timedelta(seconds=20)  # how long a job may wait before the sweep wakes a worker again


def start_job(title: str, task: str, *, by, area=None, link: str = "", **arguments):
    """Write down a job and wake a worker for it after the commit; return the Job.

    `title` is what it is called on its page, in the language of `by`; `task` the name of the Celery task that takes its id;
    `link` where its result can be seen; `arguments` are kept as JSON.
    """
    from panlong.jobs.models import Job  # noqa: PLC0415  (apps are not loaded yet)

    job = Job.objects.create(
        title=title,
        task=task,
        by=by,
        area=area,
        link=link,
        arguments=arguments,
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    transaction.on_commit(lambda: enqueue.enqueue_soon(task, job.pk))
    return job


def run_job(job_id: int, work: Callable) -> None:
    """Do `work` with job `job_id` unless it is done or somebody is at it.

    `work` takes the Job and returns a dict: `told` (sentences for its page), anything else that is to be kept.
    It runs again from the start when its worker was killed, so it is one transaction or harmless to repeat.
    """
    from panlong.jobs.models import Job  # noqa: PLC0415  (apps are not loaded yet)

    with _alone(job_id) as is_alone:
        job = Job.objects.filter(pk=job_id, ended_at__isnull=True).first() if is_alone else None
        if job is None:
            return
        Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING, started_at=timezone.now())
        with translation.override(job.language):
            try:
                facts = work(job) or {}
            except Refused as refusal:
                _end(job, Job.State.FAILED, failure=str(refusal.reason))
            except Exception:
                log.exception("job %s failed", job_id)
                _end(job, Job.State.FAILED, failure=_("This did not work out, and nothing was changed."))
            else:
                _end(job, Job.State.DONE, facts=facts)


def _end(job, state, **fields) -> None:
    type(job).objects.filter(pk=job.pk).update(state=state, ended_at=timezone.now(), **fields)
    cache.delete(job.progress_key)


@contextmanager
def _alone(job_id: int):
    """Hold the lock of a job for the with block; the value says whether it was free. It ends with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, job_id])
        is_free = cursor.fetchone()[0]
    try:
        yield is_free
    finally:
        if is_free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, job_id])


def wake_lost() -> int:
    """Wake workers for jobs that nobody is at; return how many. Safe to run twice or on two machines."""
    from panlong.jobs.models import Job  # noqa: PLC0415  (apps are not loaded yet)

    waked = 0
    for job in Job.objects.filter(ended_at__isnull=True, created_at__lt=timezone.now() - PATIENCE):
        with _alone(job.pk) as is_free:
            if is_free:
                enqueue.enqueue_soon(job.task, job.pk)
                waked += 1
    return waked
