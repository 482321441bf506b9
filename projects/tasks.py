"""Deadlines of this room: what is due at now moves by itself."""

from celery import shared_task

from panlong import clock
from panlong.tools import sweeps
from projects.journey import deliberating, implementing
from projects.models import Project
from projects.stages import Stage


@shared_task
def sweep() -> int:
    """Begin work whose public notice has run its time; let go what stayed too long in the pool. Return how many moved.

    Safe to run twice, late, or on two machines: each verb locks the project and checks its stage again.
    """
    due = Project.objects.filter(stage__in=[Stage.PUBLICITY, Stage.POOLED], stage_due__lte=clock.now())
    return sweeps.run_each(due.order_by("pk"), _move_on)


def _move_on(project: Project) -> None:
    if project.stage == Stage.PUBLICITY:
        implementing.start_work(project, by=None)
    else:
        deliberating.leave_pool(project)
