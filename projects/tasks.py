"""Deadlines of this room: what is due at now moves by itself."""

from celery import shared_task

from panlong import clock
from panlong.notices.models import PostedNotice
from panlong.tools import photos, sweeps
from projects.journey import deliberating, implementing
from projects.models import Evidence, Photo, Project
from projects.stages import Stage

NEWEST = 200  # photos of a kind that a sweep looks at: more do not come in while workers are away


@shared_task
def sweep() -> int:
    """Begin work whose public notice has run its time; let go what stayed too long in the pool. Return how many moved.

    Safe to run twice, late, or on two machines: each verb locks the project and checks its stage again.
    """
    due = Project.objects.filter(stage__in=[Stage.PUBLICITY, Stage.POOLED], stage_due__lte=clock.now())
    return sweeps.run_each(due.order_by("pk"), _move_on)


@shared_task
def make_left_photos_small() -> int:
    """Make those of the newest photos small whose call got lost; return how many. Safe to run twice or late."""
    rows = (
        Photo.objects.values_list("image"),
        Evidence.objects.values_list("image"),
        PostedNotice.objects.values_list("photo"),
    )
    names = [name for found in rows for (name,) in found.order_by("-pk")[:NEWEST]]
    return sum(photos.make_small(name) for name in names)


def _move_on(project: Project) -> None:
    if project.stage == Stage.PUBLICITY:
        implementing.start_work(project, by=None)
    else:
        deliberating.leave_pool(project)
