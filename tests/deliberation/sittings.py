"""What tests of the committee's sittings need: a round that chose some projects, points for all, a resolution."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from deliberation import rounds
from deliberation.council import committee
from deliberation.council.committee import Decision
from deliberation.models import Sitting
from deliberation.results import closing
from panlong import clock
from projects.models import Project
from projects.stages import Stage
from tests.factories import give_points, placed


def chosen_in_a_round(w, *costs: int, budget: int = 50_000) -> list[Project]:
    """Return projects of these `costs` in subsidies that the residents chose in one round of `budget` yuan."""
    pooled = [
        placed(w, Stage.POOLED, title=f"项目{n}", budget=Decimal(cost), subsidy_planned=Decimal(cost))
        for n, cost in enumerate(costs)
    ]
    round = rounds.open_round(
        w.community, by=w.staff, title="评选", projects=pooled, closes_at=clock.now() + timedelta(days=7),
        budget=Decimal(budget), operation=uuid4(), most_choices=len(pooled),
    )  # fmt: skip
    for one in w.neighbours[:3]:
        rounds.cast(round, voter=one, candidates=[c.pk for c in round.candidates.all()], operation=uuid4())
    with clock.at(round.closes_at):
        closing.close_round(round)
    return [Project.objects.get(pk=one.pk) for one in pooled]


def decide(sitting: Sitting, by, *, departure: str = "", **chosen: bool):
    """Resolve as the order has it, or as `chosen` says by title."""
    _contest, items, order = committee.standing_of(sitting)
    decisions = {
        item.project_id: Decision(
            chosen.get(item.project.title, at.outcome == "chosen"), "理由。", departure=departure
        )
        for item, at in zip(items, order, strict=True)
    }
    return committee.resolve_sitting(sitting, by=by, decisions=decisions)


def all_give(w, **points: int) -> None:
    for title, one in points.items():
        for member in w.committee:
            give_points(Project.objects.get(title=title), member, one)
