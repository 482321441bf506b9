"""How long a stage may take, where several verbs begin it."""

from datetime import datetime

from panlong import clock, policy
from panlong.policy import workdays
from projects.models import Project


def solving_due(project: Project) -> datetime:
    """Return until when an issue of this level is to be solved (三级问题)."""
    return workdays.after_working_days(clock.now(), policy.number(f"level_{project.level}_days"))
