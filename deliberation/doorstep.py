"""Who speaks for a household: one of its own people, or an organiser who takes its words down at the door."""

from typing import Any

from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import Way
from panlong.accounts.models import Household, User
from panlong.errors import require
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


def said_before(answers, roll, household: Household, way: dict[str, Any]) -> dict[str, Any]:
    """Return what is replaced when `household` speaks now, as facts for the audit; raise Refused when it may not.

    `answers` and `roll` are those of the poll or review. Its own words stand above a helper's.
    """
    require(
        roll.filter(household=household).exists(),
        _("This household was not on the roster when it opened; it has no voice in it."),
        field="household",
    )
    earlier = answers.filter(household=household).first()
    if earlier is None:
        return {"changed": False}
    require(
        way["way"] != Way.ASSISTED or earlier.way != Way.ONLINE,
        _("This household has spoken for itself; only its own people change that."),
        field="household",
    )
    return {"changed": True, "replaced_way": earlier.way, "replaced_helper": earlier.helper_id}
