"""The way out of deliberation: what a plan must have behind it before the project enters the pool or the residents begin."""

from django.db.models import Q
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.households import polls
from panlong.accounts.models import User
from panlong.errors import require
from projects.journey import deliberating, planning
from projects.models import IssueLevel, PlanVersion, Project


def agreed_by_minutes(project: Project) -> bool:
    """Say whether a meeting agreed to the plan of `project` as it is now, and where the owners decide, they too.

    It agrees to a version that has a budget. What the residents solve by themselves (level 1) may cost nothing.
    """
    version = planning.current_version(project)
    if version is None or (version.total == 0 and not project.is_solved_by_residents):
        return False
    held = version.meetings.filter(agreed=True)
    if rules.owners_decide_in_minutes(project):
        held = held.filter(area_in_favour__isnull=False)
    return held.exists()


def agreed_to_present_plan():
    """Return the keys of the projects whose newest plan a meeting agreed to; without a budget only where none is needed."""
    newest = PlanVersion.objects.newest().filter(
        Q(total__gt=0) | Q(project__level=IssueLevel.RESIDENTS), meetings__agreed=True
    )
    return newest.values("project")


def _require_consent(project: Project) -> None:
    _require_owners(project)
    require(
        not polls.households_asked_again(project),
        _("Place or kind of the project changed since the households said yes; first they are asked again."),
    )


def _require_owners(project: Project) -> None:
    """Raise Refused while the owners must decide on the plan as it is now and have not agreed (民法典 第278条)."""
    version = planning.current_version(project)
    agreed = version is not None and version.owners_votes.filter(passed=True).exists()
    require(
        agreed or not rules.owners_decide_by_vote(project),
        _(
            "It touches what all own together: first the owners agree to the plan as it is now, in a vote of their own."
        ),
    )


def pool_project(project: Project, *, by: User) -> Project:
    """Take a deliberated project into the pool."""
    _require_consent(project)
    return deliberating.record_pooled(project, by=by, minutes_agree=agreed_by_minutes(project))


def solve_by_residents(
    project: Project, *, by: User, implementer: str, implementing_person: User | None = None
) -> Project:
    """Let the residents begin by themselves (level 1)."""
    _require_consent(project)
    return deliberating.record_solved_by_residents(
        project,
        by=by,
        minutes_agree=agreed_by_minutes(project),
        implementer=implementer,
        implementing_person=implementing_person,
    )
