"""Who speaks for a household: one of its own people, or an organiser who takes its words down at the door."""

from typing import Any

from deliberation import rules
from deliberation.models import Way
from panlong.accounts.models import Household, User
from projects import lifecycle
from projects.models import Project


def speaks_for(project: Project, *, by: User, helped: Household | None) -> tuple[Household, dict[str, Any]]:
    """Return the household that `by` speaks for and the fields that say how; raise NotYours when none.

    `helped` is the household at whose door an organiser of the area stands; the organiser is named as helper.
    """
    if helped is not None:
        lifecycle.may(rules.may_help_households(by, project) and project.area.covers(helped.area))
        return helped, {"way": Way.ASSISTED, "helper": by}
    own = by.household_in(project.area)
    if own is None:
        raise lifecycle.NotYours(lifecycle.NOT_YOURS)
    return own, {"way": Way.ONLINE, "helper": None}
