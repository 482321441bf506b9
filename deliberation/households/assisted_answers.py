"""Who speaks for a household: one of its own people, or an organiser who takes its words down at the door."""

from typing import Any

from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import VoteChannel
from panlong import clock
from panlong.accounts.models import Household, User
from panlong.errors import NotPermitted, require
from panlong.notices.messages import tell
from projects import verbs
from projects.models import Project

# What the people of a household are told when somebody speaks for it.
TOPICS = {
    VoteChannel.ONLINE: "household_answered",
    VoteChannel.ASSISTED: "household_helped",
    VoteChannel.PAPER: "household_signed",
}


def answering_household(
    project: Project, *, by: User, helped: Household | None, home: Household | None = None
) -> tuple[Household, dict[str, Any]]:
    """Return the household that `by` speaks for and the fields that say how; raise NotPermitted when none.

    Who has several homes there says for which `home`; without it the first one is meant.

    `helped` is the household at whose door an organiser of the area stands; the organiser is named as helper.
    """
    if helped is not None:
        verbs.require_permission(rules.may_help_household(by, project, helped))
        return helped, {"way": VoteChannel.ASSISTED, "helper": by}
    homes = by.households_in(project.area)
    if not homes or (home is not None and home not in homes):
        raise NotPermitted(verbs.NOT_YOURS)
    return home or homes[0], {"way": VoteChannel.ONLINE, "helper": None}


def replaced_answer(answers, roll, household: Household, way: dict[str, Any]) -> dict[str, Any]:
    """Return what is replaced when `household` speaks now, as facts for the audit; raise Refused when it may not.

    `answers` and `roll` are those of the poll or review. Its own words stand above a helper's.
    """
    require(
        roll.filter(household=household).exists(),
        _("This household was not on the roster when it opened; it has no vote in it."),
        field="household",
    )
    earlier = answers.filter(household=household).first()
    if earlier is None:
        return {"changed": False}
    require(
        way["way"] != VoteChannel.ASSISTED or earlier.way != VoteChannel.ONLINE,
        _("This household has spoken for itself; only its own people change that."),
        field="household",
    )
    require(
        way["way"] != VoteChannel.ASSISTED or earlier.way != VoteChannel.PAPER,
        _("This household has signed a list; its own people change that, or another signed list."),
        field="household",
    )
    return {"changed": True, "replaced_way": earlier.way, "replaced_helper": earlier.helper_id}


def tell_household(
    project: Project, household: Household, *, voice: str, way: dict[str, Any], by: User
) -> None:
    """Tell everybody of `household` what it is on record with now and who brought it in; not the one who did."""
    members = User.objects.filter(pk__in=household.memberships.current().values("user")).exclude(pk=by.pk)
    now = clock.now()
    tell(
        members, TOPICS[way["way"]], f"home-{household.pk}-project-{project.pk}-{now:%y%m%d%H%M%S%f}",
        link=project.get_absolute_url(), project=project.title, voice=voice, who=str(by),
    )  # fmt: skip
