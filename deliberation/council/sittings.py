"""Sittings of the committee (集体决议): what comes before one, who decides there, and when its points are opened."""

from collections.abc import Iterable
from fractions import Fraction

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from deliberation.council import ranking, scoring
from deliberation.models import (
    Criterion,
    RecusalRequest,
    Score,
    Sitting,
    SittingItem,
    Substitute,
    VotingRound,
)
from deliberation.rounds.opening import lock_projects
from panlong import audit, clock, policy
from panlong.accounts.models import Membership, Role, User
from panlong.accounts.people import serving
from panlong.areas.models import Area
from panlong.errors import Refused, require
from panlong.policy import workdays
from panlong.tools import sweeps
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row

FINAL_TURN = 2  # they talk and score once more, and then it stands


def sitting_of(project: Project) -> int:
    """Return the number of the present sitting on `project`: each resolution ends one."""
    return project.resolutions.count() + 1


# --- Beginning --------------------------------------------------------------------------------------------------
def current_item(project: Project) -> SittingItem | None:
    """Return `project` as it stands before the committee now, None when no sitting has begun on it."""
    rows = SittingItem.objects.select_related("sitting__area", "sitting__round", "project__area")
    return rows.filter(project=project, settled_at__isnull=True).first()


def require_item(project: Project) -> SittingItem:
    """Return `project` as it stands before the committee now; raise Refused when no sitting has begun on it."""
    if found := current_item(project):
        return found
    raise Refused(_("The project does not stand before the committee."))


@transaction.atomic
def begin_sitting(project: Project) -> SittingItem:
    """Return `project` in its sitting, which begins with it when there is none; repeatable.

    All that the residents chose in one round come before one sitting, whichever is asked for first.
    """
    if found := current_item(project):
        return found
    candidacy = project.candidacies.filter(chosen=True).select_related("round").order_by("-pk").first()
    together = [project.pk]
    if candidacy and not Sitting.objects.filter(round=candidacy.round).exists():
        chosen = Project.objects.filter(
            candidacies__round=candidacy.round, candidacies__chosen=True, stage=Stage.SELECTION
        )
        together = sorted({project.pk, *chosen.values_list("pk", flat=True)})
    lock_projects(together)
    if found := current_item(project):
        return found
    rows = Project.objects.filter(pk__in=together, stage=Stage.SELECTION).select_related("area")
    present = [one for one in rows.order_by("pk") if current_item(one) is None]
    require(
        any(one.pk == project.pk for one in present), _("The project does not stand before the committee.")
    )
    is_of_round = candidacy is not None and not Sitting.objects.filter(round=candidacy.round).exists()
    return _begin(present, candidacy.round if candidacy and is_of_round else None, project)


def _begin(present: list[Project], round: VotingRound | None, wanted: Project) -> SittingItem:
    area = round.area if round else community_of(wanted.area)
    sitting = Sitting.objects.create(
        area=area,
        round=round,
        begun_at=clock.now(),
        seats=max(members_in(one.area).count() for one in present),
        budget=round.budget if round else None,
        terms=terms_in_force().write(),
        seed=round.draw_seed if round else "",
    )
    due = workdays.after_days(clock.now(), policy.number("scoring_days"))
    items = [
        SittingItem.objects.create(sitting=sitting, project=one, number=sitting_of(one), due_at=due)
        for one in present
    ]
    audit.record(
        "begin_sitting", by=None, target=sitting, area_code=area.code, projects=[one.pk for one in present]
    )
    return next(one for one in items if one.project_id == wanted.pk)


def begin_for_round(round: VotingRound) -> None:
    """Begin the sitting on what the residents chose in closed `round`, if they chose anything."""
    first = Project.objects.filter(
        candidacies__round=round, candidacies__chosen=True, stage=Stage.SELECTION
    ).first()
    if first:
        begin_sitting(first)


def community_of(area: Area) -> Area:
    """Return the community in which `area` lies, `area` itself when it lies in none."""
    return Area.objects.above(area).filter(level="community").last() or area


def terms_in_force() -> scoring.Terms:
    """Return by which terms a sitting counts that begins now."""
    return scoring.Terms(
        weights={name: Fraction(policy.value(f"weight_{name}")) for name in Criterion.values},
        trimmed_from=policy.number("trimmed_from_scorers"),
        most_spread=Fraction(policy.value("spread_points")),
        least_points=Fraction(policy.value("resolution_pass_points")),
        least_scorers=policy.number("least_scorers"),
    )


def terms_of(sitting: Sitting) -> scoring.Terms:
    return scoring.Terms.read(sitting.terms)


# --- Who decides ------------------------------------------------------------------------------------------------
def members_in(area: Area):
    """Return who sits on the committee of `area` now (a queryset)."""
    return serving(area, {Role.COMMITTEE_MEMBER})


def members_of(project: Project):
    """Return the members of the committee who decide on `project`: no parties to it, nobody of their homes, and not stepped aside."""
    aside = project.recusals.values("member")
    parties = parties_to(project)
    living = Membership.objects.current()
    kin = living.filter(household__in=living.filter(user__in=parties).values("household")).values("user")
    members = members_in(project.area) | substitutes_of(project)
    return members.exclude(pk__in=aside).exclude(pk__in=parties).exclude(pk__in=kin)


def parties_to(project: Project):
    """Return the parties to `project` (a queryset): who proposed it or what was merged into it, carries it out, is in its task group."""
    joint = project.taken_in.in_force().values("gone__proposer")
    group = project.task_group.filter(elected_at__isnull=False).values("user")
    own = [pk for pk in (project.proposer_id, project.implementing_person_id) if pk]
    return User.objects.filter(Q(pk__in=own) | Q(pk__in=joint) | Q(pk__in=group))


def substitutes_of(project: Project):
    """Return who was called from other committees to decide on `project` this time (a queryset)."""
    called = Substitute.objects.filter(item__project=project, item__settled_at__isnull=True)
    return User.objects.filter(is_active=True, pk__in=called.values("member"))


def may_give_points(user: User, project: Project) -> bool:
    """Say whether `user` decides on `project`: a member of its committee, or a substitute; no party, nobody who stepped aside."""
    return members_of(project).filter(pk=user.pk).exists()


def seats_of(item: SittingItem) -> int:
    """Return how many seats the committee has: an empty one stays a seat until the sitting ends."""
    return max(item.sitting.seats, members_in(item.project.area).count())


def scores_of(item: SittingItem):
    """Return the points that count for `item`: those of this scoring, and of nobody who stepped aside."""
    rows = Score.objects.filter(project=item.project, sitting=item.number, turn=item.turn)
    return rows.exclude(member__in=item.project.recusals.values("member"))


def scorers_of(item: SittingItem) -> set[int]:
    """Return the keys of the members who have handed in their points for `item`."""
    return set(scores_of(item).values_list("member", flat=True))


def missing_members(item: SittingItem):
    """Return the members whose points for `item` are not handed in (a queryset)."""
    return members_of(item.project).exclude(pk__in=scores_of(item).values("member"))


def needed_of(item: SittingItem) -> int:
    """Return how many people must give points for `item`."""
    return scoring.scorers_needed(seats_of(item), terms_of(item.sitting))


def is_full(item: SittingItem) -> bool:
    """Say whether enough people have handed in their points for `item` to decide on it."""
    return scoring.enough_scorers(len(scorers_of(item)), seats_of(item), terms_of(item.sitting))


def weakest_criterion(item: SittingItem) -> Criterion:
    """Return the criterion for which `item` was given the fewest points."""
    given = scores_of(item).values_list("criterion", "points")
    sums = {one: sum(points for criterion, points in given if criterion == one) for one in Criterion.values}
    return Criterion(min(sums, key=sums.__getitem__))


# --- Opening ----------------------------------------------------------------------------------------------------
def open_items(sitting: Sitting) -> list[SittingItem]:
    """Return what of `sitting` is not settled, each with its project."""
    rows = sitting.items.filter(settled_at__isnull=True).select_related("project__area")
    found = [one for one in rows if one.project.stage == Stage.SELECTION]
    for one in found:
        one.sitting = sitting
    return found


def lock_sitting(sitting: Sitting) -> Sitting:
    """Lock the projects of `sitting` and then itself; let go of those that left the committee another way."""
    lock_projects(sitting.items.filter(settled_at__isnull=True).values_list("project", flat=True))
    sitting = lock_row(sitting)
    gone = sitting.items.filter(settled_at__isnull=True).exclude(project__stage=Stage.SELECTION)
    gone.update(settled_at=clock.now())
    return sitting


def open_points(sitting: Sitting) -> bool:
    """Open the points of locked `sitting` once it may be; say whether they are open.

    It may be when everybody has handed in what they have to say on every project of it, or the time for that is over,
    enough of them gave points, and no request that a member step aside waits for its decision. From then on nobody hands in any more.
    """
    items = open_items(sitting)
    shut = [one for one in items if one.opened_at is None]
    now = clock.now()
    waits = RecusalRequest.objects.filter(item__in=shut, granted__isnull=True)
    ready = not waits.exists() and all(
        (one.due_at <= now or not missing_members(one).exists()) and is_full(one) for one in shut
    )
    if not shut or not ready:
        return bool(items) and not shut
    sitting.items.filter(pk__in=[one.pk for one in shut]).update(opened_at=now)
    audit.record(
        "open_points", by=None, target=sitting, area_code=sitting.area.code,
        projects=[one.project_id for one in shut],
    )  # fmt: skip
    return True


@transaction.atomic
def open_points_now(sitting: Sitting) -> bool:
    """Open the points of `sitting` if that may be by now; say whether they are open; repeatable."""
    return open_points(lock_sitting(sitting))


def open_due() -> int:
    """Open the points of every sitting whose time for that is over; return how many were looked at."""
    due = Sitting.objects.filter(
        resolved_at__isnull=True,
        items__settled_at__isnull=True,
        items__opened_at__isnull=True,
        items__due_at__lte=clock.now(),
    )
    return sweeps.run_each(due.distinct().order_by("pk"), open_points_now)


# --- The order --------------------------------------------------------------------------------------------------
def contest_of(sitting: Sitting, items: Iterable[SittingItem]) -> ranking.Contest:
    """Return what the order of `items` follows from. Only of opened points."""
    contenders = []
    for one in items:
        if one.opened_at is None:
            raise Refused(_("The points are not open yet."))
        points: dict[ranking.Member, dict[str, int]] = {}
        for row in scores_of(one).order_by("member"):
            points.setdefault(row.member_id, {})[row.criterion] = row.points
        contenders.append(
            ranking.Contender(one.project_id, one.project.subsidy_planned, support_of(one.project), points)
        )
    return ranking.Contest(tuple(contenders), terms_of(sitting), sitting.seed, sitting.budget)


def support_of(project: Project) -> Fraction:
    """Return the share of the households that said yes in the last poll on `project`; 0 when none was held."""
    poll = project.support_polls.filter(closed_at__isnull=False).order_by("-closed_at").first()
    return Fraction(poll.agreed or 0, poll.households) if poll and poll.households else Fraction(0)


def needs_talk(item: SittingItem, placed: ranking.Placed, terms: scoring.Terms) -> bool:
    """Say whether the members lie so far apart on `item` that they talk about it and give points once more."""
    return item.turn < FINAL_TURN and placed.spread > terms.most_spread


def may_attend(user: User, sitting: Sitting) -> bool:
    """Say whether `user` sees who has handed in, and the opened points before the resolution: the committee and who writes it."""
    called = Substitute.objects.filter(item__sitting=sitting, member=user)
    return called.exists() or any(
        user.holds({Role.COMMITTEE_MEMBER, Role.COMMUNITY_STAFF}, one.project.area)
        for one in sitting.items.select_related("project__area")
    )
