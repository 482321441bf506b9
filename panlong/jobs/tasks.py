from celery import shared_task

from panlong import jobs


@shared_task
def wake_lost() -> int:
    """Wake workers for jobs whose call got lost or whose worker died."""
    return jobs.wake_lost()
