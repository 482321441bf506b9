"""The committee gives its points and resolves (集体决议), led by the community Party organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.council import ranking, records, scoring, sittings
from deliberation.models import (
    MAX_POINTS,
    Criterion,
    Interest,
    PointsDraft,
    Recusal,
    Resolution,
    Score,
    Sitting,
    SittingItem,
    Support,
)
from deliberation.rounds.opening import lock_projects
from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.errors import Refused, require
from panlong.policy import workdays
from projects import verbs
from projects.journey import selecting
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row

Points = Mapping[str, int]


def _require_points(points: Points, *, whole: bool = True) -> None:
    given, asked = set(points), set(Criterion.values)
    require(given == asked or (not whole and given <= asked), _("Give points for each of the five criteria."))
    require(
        all(0 <= one <= MAX_POINTS for one in points.values()),
        _("Points go from 0 to %(most)d.") % {"most": MAX_POINTS},
    )


# --- Points -----------------------------------------------------------------------------------------------------
@transaction.atomic
def keep_draft(item: SittingItem, *, by: User, points: Points) -> PointsDraft:
    """Keep what member `by` wrote down for `item` until it is handed in; nobody else reads it."""
    project = lock_row(item.project)
    verbs.require_permission(sittings.may_give_points(by, project))
    _require_points(points, whole=False)
    item = _open_for_points(project, by)
    _require_not_handed_in(item, by)
    draft, _is_new = PointsDraft.objects.update_or_create(
        item=item, member=by, turn=item.turn, defaults={"points": dict(points), "at": clock.now()}
    )
    return draft


@transaction.atomic
def give_scores(project: Project, *, by: User, points: Points) -> None:
    """Hand in the points of member `by` for all five criteria, 0 to 20 each; once a scoring, and for good."""
    hand_in_points(sittings.begin_sitting(project).sitting, by=by, points={project.pk: points})


@transaction.atomic
def hand_in_points(sitting: Sitting, *, by: User, points: Mapping[int, Points]) -> None:
    """Hand in the points of member `by` for projects of `sitting`, by their keys: all of them or none.

    The last one of all who are waited for opens the points of the sitting.
    """
    require(bool(points), _("There is nothing to hand in."))
    lock_projects(points)
    for project in Project.objects.filter(pk__in=points).select_related("area").order_by("pk"):
        verbs.require_permission(sittings.may_give_points(by, project))
        verbs.require_stage(project, Stage.SELECTION)
        _require_points(points[project.pk])
        item = _open_for_points(project, by)
        require(item.sitting_id == sitting.pk, _("The project does not stand before the committee."))
        _require_not_handed_in(item, by)
        _write_scores(item, by, points[project.pk])
    PointsDraft.objects.filter(item__sitting=sitting, item__project__in=points, member=by).delete()
    sittings.open_points(lock_row(sitting))


def _open_for_points(project: Project, by: User) -> SittingItem:
    item = sittings.require_item(project)
    require(item.opened_at is None, _("The points are open by now; nobody hands in any more."))
    require(
        Interest.objects.filter(item=item, member=by).exists(),
        _("First declare that you have no part in “%(project)s”, or step aside.")
        % {"project": project.title},
    )
    return item


def _require_not_handed_in(item: SittingItem, by: User) -> None:
    given = Score.objects.filter(project=item.project, sitting=item.number, turn=item.turn, member=by)
    require(not given.exists(), _("You have given your points already."))


def _write_scores(item: SittingItem, by: User, points: Points) -> None:
    try:
        with transaction.atomic():
            Score.objects.bulk_create(
                Score(
                    project=item.project, sitting=item.number, turn=item.turn, member=by,
                    criterion=criterion, points=one, at=clock.now(),
                )
                for criterion, one in points.items()
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("You have given your points already.")) from None
    audit.record("score", by=by, target=item.project, area_code=item.project.area.code)


# --- Talk and second scoring ------------------------------------------------------------------------------------
@transaction.atomic
def score_again(project: Project, *, by: User, talk: str) -> SittingItem:
    """Let the members score `project` once more after a talk, of which `talk` says what was said: they lay too far apart."""
    sitting = sittings.lock_sitting(sittings.require_item(project).sitting)
    verbs.require_permission(rules.may_resolve(by, project))
    items = {one.project_id: one for one in sittings.open_items(sitting)}
    item = items.get(project.pk)
    require(talk.strip() != "", _("Say what was talked about."), field="talk")
    if item is None or item.opened_at is None:
        raise Refused(_("The points are not open yet."))
    contest = sittings.contest_of(sitting, [item])
    require(
        sittings.needs_talk(item, ranking.rank(contest)[0], contest.terms),
        _("The members do not lie so far apart that they score once more."),
    )
    item.turn, item.talk, item.opened_at = sittings.FINAL_TURN, talk, None
    item.due_at = workdays.after_days(clock.now(), policy.number("scoring_days"))
    item.save(update_fields=["turn", "talk", "opened_at", "due_at"])
    audit.record("score_again", by=by, target=project, area_code=project.area.code)
    verbs.tell_about(
        project, sittings.members_of(project), "to_score", occasion=f"turn-{item.pk}-{item.turn}"
    )
    return item


# --- The resolution ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Decision:
    """What the resolution says of a project: `chosen` as the order has it, or another way for the published reason `departure`."""

    chosen: bool
    reasons: str
    departure: str = ""


def standing_of(sitting: Sitting) -> tuple[ranking.Contest, list[SittingItem], list[ranking.Placed]]:
    """Return what the opened points of `sitting` come to: the contest, its items, and the order of both. Refused while they are shut."""
    items = sittings.open_items(sitting)
    contest = sittings.contest_of(sitting, items)
    placed = ranking.rank(contest)
    by_key = {one.project_id: one for one in items}
    return contest, [by_key[int(one.key)] for one in placed], placed


@transaction.atomic
def resolve_sitting(sitting: Sitting, *, by: User, decisions: Mapping[int, Decision]) -> list[Resolution]:
    """Write the resolution on every project of `sitting` at once, by their keys, in the order that the points make.

    Whoever is chosen has enough points and the money reaches; what departs from the order says why, in public.
    """
    sitting = sittings.lock_sitting(sitting)
    require(sitting.resolved_at is None, _("The resolution on this sitting is written already."))
    for one in sittings.open_items(sitting):
        verbs.require_permission(rules.may_resolve(by, one.project))
    require(
        sittings.open_points(sitting),
        _("The points are not open yet: members are missing, or too few have given any."),
    )
    contest, items, placed = standing_of(sitting)
    require(set(decisions) == {one.project_id for one in items}, _("Decide on every project of the sitting."))
    for item, at in zip(items, placed, strict=True):
        _require_possible(item, at, decisions[item.project_id], contest.terms)
    _require_within_money(sitting, items, decisions)
    sitting.resolved_by, sitting.resolved_at = by, clock.now()
    sitting.record = records.write_record(sitting, contest, items, placed, decisions)
    sitting.save(update_fields=["resolved_by", "resolved_at", "record"])
    sums = records.fingerprints(records.file_contents(sitting.record))
    return [
        _resolve(item, at, decisions[item.project_id], by=by, published=_published(sitting, item, sums))
        for item, at in zip(items, placed, strict=True)
    ]


def _published(sitting: Sitting, item: SittingItem, sums: dict[str, str]) -> dict[str, Any]:
    """Return what the notice of `item` says of the whole sitting, too."""
    record = sitting.record or {}
    own = next(one for one in record["projects"] if one["key"] == item.project_id)
    return {
        "departure": own["departure"] or None,
        "place": own["place"],
        "of": len(record["projects"]),
        "scorers": len(own["scores"]),
        "seats": own["seats"],
        "order": [f"{one['place']}. {one['title']} {one['points']}" for one in record["projects"]],
        "recusals": [f"{Recusal.Ground(one['ground']).label}: {one['reason']}" for one in own["recusals"]],
        "sums": sums,
        "link": sitting.get_absolute_url(),
    }


def _require_possible(
    item: SittingItem, at: ranking.Placed, decision: Decision, terms: scoring.Terms
) -> None:
    name, field = {"project": item.project.title}, f"{item.project_id}-chosen"
    require(
        not sittings.needs_talk(item, at, terms),
        _("On “%(project)s” the members lie too far apart: first they talk and score once more.") % name,
        field=field,
    )
    require(
        not decision.chosen or at.outcome != ranking.Outcome.POINTS,
        _("“%(project)s” has %(points)s points; %(least)s are needed to choose it.")
        % {
            **name,
            "points": scoring.write_points(at.mean),
            "least": scoring.write_points(terms.least_points),
        },
        field=field,
    )
    departs = decision.chosen != (at.outcome == ranking.Outcome.CHOSEN)
    require(
        not departs or decision.departure.strip() != "",
        _("On “%(project)s” this departs from the order of the points: say why; it is published.") % name,
        field=f"{item.project_id}-departure",
    )
    require(decision.reasons.strip() != "", _("Give the reasons."), field=f"{item.project_id}-reasons")


def _require_within_money(
    sitting: Sitting, items: list[SittingItem], decisions: Mapping[int, Decision]
) -> None:
    chosen = [one.project for one in items if decisions[one.project_id].chosen]
    cost = sum((one.subsidy_planned for one in chosen), Decimal(0))
    require(
        sitting.budget is None or cost <= sitting.budget,
        _("What is chosen costs %(cost)s yuan; there are %(budget)s.")
        % {"cost": cost, "budget": sitting.budget},
    )


def _resolve(
    item: SittingItem, at: ranking.Placed, decision: Decision, *, by: User, published: dict[str, Any]
) -> Resolution:
    departs = decision.chosen != (at.outcome == ranking.Outcome.CHOSEN)
    project, points = item.project, scoring.write_points(at.mean)
    resolution = Resolution.objects.create(
        project=project,
        sitting=item.number,
        by=by,
        at=clock.now(),
        chosen=decision.chosen,
        points=points,
        members_scored=len(sittings.scorers_of(item)),
        reasons=decision.reasons,
    )
    item.place, item.departure = at.place, decision.departure if departs else ""
    item.settled_at = clock.now()
    item.save(update_fields=["place", "departure", "settled_at"])
    fresh = selecting.record_resolution(
        project, by=by, chosen=decision.chosen, points=points, reasons=decision.reasons, **published
    )
    if not decision.chosen:
        _tell_why(fresh, at, decision, sittings.weakest_criterion(item))
    return resolution


def _tell_why(project: Project, at: ranking.Placed, decision: Decision, weakest: Criterion) -> None:
    """Tell those who wanted `project` why it was not chosen, until when it waits in the pool, and what would help."""
    topic = "not_resolved_points" if at.outcome == ranking.Outcome.POINTS else "not_resolved_money"
    if decision.departure and at.outcome == ranking.Outcome.CHOSEN:
        topic = "not_resolved"
    people = [project.proposer, *verbs.elected_people(project)]
    supporters = User.objects.filter(
        is_active=True, pk__in=Support.objects.filter(poll__project=project, agrees=True).values("by")
    )
    verbs.tell_about(
        project, [*people, *supporters], topic, reason=decision.departure or decision.reasons,
        points=str(scoring.write_points(at.mean)), until=clock.until(project.stage_due) if project.stage_due else "",
        weakest=str(weakest.value),
    )  # fmt: skip
