"""The committee's resolution (集体决议), led by the community Party organisation."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import MAX_POINTS, Criterion, Recusal, Resolution, Score
from deliberation.rounds.tally import two_thirds
from panlong import audit, clock, policy
from panlong.accounts.models import Role, User
from panlong.accounts.people import serving
from panlong.errors import require
from projects import verbs
from projects.journey import selecting
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row


def sitting_of(project: Project) -> int:
    """Return the number of the present sitting on `project`: each resolution ends one."""
    return project.resolutions.count() + 1


@transaction.atomic
def give_scores(project: Project, *, by: User, points: dict[str, int]) -> None:
    """Give the points of member `by` for all five criteria, 0 to 20 each; once a sitting."""
    project = lock_row(project)
    verbs.require_permission(rules.may_score(by, project))
    verbs.require_stage(project, Stage.SELECTION)
    require(set(points) == set(Criterion.values), _("Give points for each of the five criteria."))
    require(
        all(0 <= one <= MAX_POINTS for one in points.values()),
        _("Points go from 0 to %(most)d.") % {"most": MAX_POINTS},
    )
    sitting = sitting_of(project)
    try:
        with transaction.atomic():
            Score.objects.bulk_create(
                Score(
                    project=project,
                    sitting=sitting,
                    member=by,
                    criterion=criterion,
                    points=one,
                    at=clock.now(),
                )
                for criterion, one in points.items()
            )
    except IntegrityError:
        require(False, _("You have given your points already."))
    audit.record("score", by=by, target=project, area_code=project.area.code)


@transaction.atomic
def recuse_member(project: Project, *, by: User, reason: str) -> Recusal:
    """Step aside from the decision on `project` (回避)."""
    project = lock_row(project)
    verbs.require_permission(rules.may_recuse(by, project))
    verbs.require_stage(project, Stage.SELECTION)
    require(not has_scored(project, by), _("You have given your points already."))
    recusal, _is_new = Recusal.objects.get_or_create(
        project=project, member=by, defaults={"reason": reason, "at": clock.now()}
    )
    audit.record("recuse", by=by, target=project, area_code=project.area.code, reason=reason)
    return recusal


def has_scored(project: Project, member: User) -> bool:
    return Score.objects.filter(project=project, sitting=sitting_of(project), member=member).exists()


def members_of(project: Project):
    """Return the members of the committee who decide on `project`: no parties to it, and not stepped aside."""
    aside = project.recusals.values("member")
    own = [pk for pk in (project.proposer_id, project.implementing_person_id) if pk]
    group = project.task_group.filter(elected_at__isnull=False).values("user")
    members = serving(project.area, {Role.COMMITTEE_MEMBER})
    return members.exclude(pk__in=aside).exclude(pk__in=own).exclude(pk__in=group)


def points_of(project: Project) -> tuple[int, Decimal]:
    """Return how many members have given points at this sitting, and the mean of their totals (0–100)."""
    scores = Score.objects.filter(project=project, sitting=sitting_of(project))
    members = scores.values("member").distinct().count()
    total = scores.aggregate(total=Sum("points"))["total"] or 0
    mean = (Decimal(total) / members).quantize(Decimal("0.1"), ROUND_HALF_UP) if members else Decimal("0.0")
    return members, mean


@transaction.atomic
def write_resolution(project: Project, *, by: User, chosen: bool, reasons: str) -> Resolution:
    """Write the resolution once two thirds of the members have given points; 60 of 100 points to choose it (D)."""
    project = lock_row(project)
    verbs.require_permission(rules.may_resolve(by, project))
    verbs.require_stage(project, Stage.SELECTION)
    scored, mean = points_of(project)
    members = members_of(project).count()
    require(
        two_thirds(scored, members),
        _("%(scored)d of %(members)d members have given their points; two thirds are needed.")
        % {"scored": scored, "members": members},
    )
    least = policy.value("resolution_pass_points")
    require(
        not chosen or mean >= least,
        _("It has %(points)s points; %(least)d are needed to choose it.") % {"points": mean, "least": least},
        field="chosen",
    )
    resolution = Resolution.objects.create(
        project=project,
        sitting=sitting_of(project),
        by=by,
        at=clock.now(),
        chosen=chosen,
        points=mean,
        members_scored=scored,
        reasons=reasons,
    )
    selecting.record_resolution(project, by=by, chosen=chosen, points=mean, reasons=reasons)
    return resolution
