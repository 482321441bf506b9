"""From points to an order, from the order to who is chosen, and how firm that is: pure functions, nothing read or written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from deliberation.council.scoring import Points, Terms, mean_of, spread_of, total_of
from deliberation.models import MAX_POINTS
from deliberation.rounds.tally import draw

Key = int | str
Member = int | str


class Outcome(StrEnum):
    CHOSEN = "chosen"
    MONEY = "money"  # the money ended before it
    POINTS = "points"  # too few points


@dataclass(frozen=True)
class Contender:
    """A project before the committee: its key in the draw, its subsidy in yuan, the share of households that support it, and its points."""

    key: Key
    cost: Decimal
    support: Fraction
    points: Mapping[Member, Points]

    def totals(self, terms: Terms) -> dict[Member, Fraction]:
        return {member: total_of(given, terms) for member, given in self.points.items()}


@dataclass(frozen=True)
class Contest:
    """All that the order follows from. `budget` is None where the money has no line of its own."""

    contenders: Sequence[Contender]
    terms: Terms
    seed: str
    budget: Decimal | None

    @cached_property
    def ties(self) -> dict[Key, tuple[Fraction, Decimal, str]]:
        """What decides between equal points, by key: the smaller goes first."""
        return {one.key: (-one.support, one.cost, draw(self.seed, one.key)) for one in self.contenders}


@dataclass(frozen=True)
class Placed:
    """A project in its place, from 1 on."""

    key: Key
    place: int
    mean: Fraction
    spread: Fraction
    outcome: Outcome


def rank(contest: Contest) -> list[Placed]:
    """Return the projects in their order: by points, then support, then the lower cost, then the public draw.

    Going down the order those with enough points are chosen until the first that the money does not reach: there the
    line is. Nothing below it slips in by being cheaper, or a point more could cost a project its place.
    """
    means = _means(contest)
    spreads = {one.key: spread_of(one.totals(contest.terms).values()) for one in contest.contenders}
    return [
        Placed(key, place, means[key], spreads[key], outcome)
        for place, (key, outcome) in enumerate(_outcomes(contest, means), 1)
    ]


def _means(contest: Contest) -> dict[Key, Fraction]:
    return {one.key: mean_of(one.totals(contest.terms).values(), contest.terms) for one in contest.contenders}


def _outcomes(contest: Contest, means: Mapping[Key, Fraction]) -> list[tuple[Key, Outcome]]:
    ordered = sorted(contest.contenders, key=lambda one: (-means[one.key], contest.ties[one.key]))
    left, is_over, found = contest.budget, False, list[tuple[Key, Outcome]]()
    for one in ordered:
        if means[one.key] < contest.terms.least_points:
            found.append((one.key, Outcome.POINTS))
            continue
        is_over = is_over or (left is not None and one.cost > left)
        if not is_over and left is not None:
            left -= one.cost
        found.append((one.key, Outcome.MONEY if is_over else Outcome.CHOSEN))
    return found


def _chosen(contest: Contest, means: Mapping[Key, Fraction]) -> frozenset[Key]:
    return frozenset(key for key, outcome in _outcomes(contest, means) if outcome == Outcome.CHOSEN)


@dataclass(frozen=True)
class Change:
    """One point that decides: a member's, for a criterion of a project, one more or one less."""

    key: Key
    member: Member
    criterion: str
    step: int


@dataclass(frozen=True)
class Firmness:
    """What alone would change who is chosen: the absence of one of `members`, or one of `points`."""

    members: tuple[Member, ...]
    points: tuple[Change, ...]

    @property
    def is_firm(self) -> bool:
        return not self.members and not self.points


def measure_firmness(contest: Contest) -> Firmness:
    """Return what alone would change who is chosen: one member less, or one point more or less anywhere."""
    means = _means(contest)
    chosen = _chosen(contest, means)
    everybody = dict.fromkeys(member for one in contest.contenders for member in one.points)
    members = tuple(one for one in everybody if _chosen(contest, _without(contest, one)) != chosen)
    points = tuple(
        change
        for one in contest.contenders
        for change, mean in _changes(one, contest.terms)
        if mean != means[one.key] and _chosen(contest, {**means, one.key: mean}) != chosen
    )
    return Firmness(members, points)


def _without(contest: Contest, absent: Member) -> dict[Key, Fraction]:
    found = {}
    for one in contest.contenders:
        totals = [total for member, total in one.totals(contest.terms).items() if member != absent]
        found[one.key] = mean_of(totals, contest.terms)
    return found


def _changes(one: Contender, terms: Terms):
    """Yield (change, mean then) for each point that one member could have given more or less."""
    totals = one.totals(terms)
    for member, given in one.points.items():
        for criterion, points in given.items():
            for step in (1, -1):
                if not 0 <= points + step <= MAX_POINTS:
                    continue
                total = total_of({**given, criterion: points + step}, terms)
                then = {**totals, member: total}
                yield Change(one.key, member, criterion, step), mean_of(then.values(), terms)
