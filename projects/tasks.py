"""Deadlines of this room: what is due at now moves by itself."""

import logging

from celery import shared_task
from django.utils.translation import gettext as _

from panlong import clock
from panlong.errors import Refused
from projects import lifecycle
from projects.models import Project
from projects.stages import Stage

log = logging.getLogger("projects.sweep")


@shared_task
def sweep() -> int:
    """Begin work whose public notice has run its time; let go what stayed too long in the pool. Return how many moved.

    Safe to run twice, late, or on two machines: each verb locks the project and checks its stage again.
    """
    moved = 0
    due = Project.objects.filter(
        stage__in=[Stage.PUBLICITY, Stage.POOLED], stage_due__lte=clock.now()
    ).order_by("pk")
    for project in due:
        try:
            if project.stage == Stage.PUBLICITY:
                lifecycle.start_work(project, by=None)
            else:
                lifecycle.withdraw(
                    project, by=None, reason=_("It was in the pool for its full time without being chosen.")
                )
            moved += 1
        except Refused as refusal:
            log.info("project %s stays: %s", project.pk, refusal.reason)
    return moved
