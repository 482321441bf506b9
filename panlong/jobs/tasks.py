from celery import shared_task

from panlong import jobs
from panlong.tools import photos


@shared_task
def wake_lost() -> int:
    """Wake workers for jobs whose call got lost or whose worker died."""
    return jobs.wake_lost()


@shared_task(soft_time_limit=60, time_limit=90)
def make_small(name: str) -> bool:
    """Write the small version of one stored photo; harmless to repeat."""
    return photos.make_small(name)
