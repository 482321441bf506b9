"""Counting: pure functions, exact arithmetic, nothing read or written.

以上 includes the number, 超过 excludes it (民法典 §1259).
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


def two_thirds(part: int, whole: int) -> bool:
    """Say whether `part` is two thirds of `whole` or more."""
    return whole > 0 and 3 * part >= 2 * whole


def more_than_half(part: int, whole: int) -> bool:
    return 2 * part > whole


def owners_decide(
    *,
    owners: int,
    area: Decimal,
    owners_voting: int,
    area_voting: Decimal,
    owners_for: int,
    area_for: Decimal,
    special: bool = False,
) -> bool:
    """Say whether the owners decided under 民法典 §278.

    At least two thirds of owners and of floor area (m²) take part; then more than half of those taking part on
    both counts, or three quarters or more when `special` (维修资金, 改建, 改变用途).
    """
    enough = 3 * owners_voting >= 2 * owners and 3 * area_voting >= 2 * area and owners_voting > 0
    if special:
        return enough and 4 * owners_for >= 3 * owners_voting and 4 * area_for >= 3 * area_voting
    return enough and 2 * owners_for > owners_voting and 2 * area_for > area_voting


def satisfaction(satisfied: int, mostly: int, dissatisfied: int) -> str:
    """Return the percentage of 满意 and 基本满意 among all answers, with two decimals, rounded down."""
    answers = satisfied + mostly + dissatisfied
    hundredths = (satisfied + mostly) * 10000 // answers if answers else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def is_satisfied(satisfied: int, mostly: int, dissatisfied: int, percent: int) -> bool:
    """Say whether `percent` or more of the answers are 满意 or 基本满意."""
    answers = satisfied + mostly + dissatisfied
    return answers > 0 and 100 * (satisfied + mostly) >= percent * answers


def enough_answers(answers: int, households: int, least: int, percent: int) -> bool:
    """Say whether `least` households answered, or `percent` of all (domain rules, B)."""
    return answers > 0 and (answers >= least or 100 * answers >= percent * households)


# --- Rounds --------------------------------------------------------------------------------------------------------
ABSTAIN, YES, NO = 0, 1, 2  # what a ballot says of a project: a byte each, in the order of the ballot


@dataclass(frozen=True)
class Count:
    """What the ballots say: votes for and against each project in the order of the ballot, and how many ballots."""

    votes: list[int]
    against: list[int]
    ballots: int


def count(patterns: Mapping[bytes, int], projects: int) -> Count:
    """Count ballots given as `patterns`: how often each pattern of marks was cast; `projects` is a ballot's length."""
    votes, against = [0] * projects, [0] * projects
    for marks, times in patterns.items():
        for place, mark in enumerate(marks):
            if mark == YES:
                votes[place] += times
            elif mark == NO:
                against[place] += times
    return Count(votes, against, sum(patterns.values()))


@dataclass(frozen=True)
class Entrant:
    """A project on the ballot: its key, what it costs in yuan, its votes, those against it, what excludes it."""

    key: int | str
    cost: Decimal
    votes: int
    against: int = 0
    excludes: frozenset[int | str] = frozenset()


@dataclass(frozen=True)
class Terms:
    """By which terms a count becomes a choice, announced before the vote."""

    rule: str  # a Pabulib name: greedy, greedy-no-skip, greedy-threshold, equalshares/add1
    budget: Decimal
    least_votes: int = 1
    seed: str = ""
    by_lot_alone: bool = False


def draw(seed: str, key: int | str) -> str:
    """Return the lot of `key` under the public `seed`; the smaller lot goes first."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def choose(entrants: Sequence[Entrant], terms: Terms, patterns: Mapping[bytes, int]) -> list:
    """Return the keys chosen under `terms`, in the order chosen.

    `entrants` stand in the order of the ballot; `patterns` (see `count`) are asked by equal shares only. Nobody is
    chosen without a vote, nor with as many votes against as for.
    """
    worthy = [one for one in entrants if one.votes >= max(terms.least_votes, 1) and one.votes > one.against]
    if terms.rule == "equalshares/add1":
        return equal_shares(entrants, worthy, terms, patterns)
    return _by_votes(worthy, terms, skip=terms.rule != "greedy-no-skip")


def _order(terms: Terms) -> Callable[[Entrant], tuple]:
    """Return the sort key of the entrants: votes, then the tie rule."""
    if terms.by_lot_alone:
        return lambda one: (-one.votes, draw(terms.seed, one.key))
    return lambda one: (-one.votes, one.cost, draw(terms.seed, one.key))


def _by_votes(worthy: Iterable[Entrant], terms: Terms, *, skip: bool) -> list:
    left, chosen = terms.budget, list[int | str]()
    for entrant in sorted(worthy, key=_order(terms)):
        if entrant.excludes & set(chosen):
            continue
        if entrant.cost <= left:
            chosen.append(entrant.key)
            left -= entrant.cost
        elif not skip:
            break
    return chosen


def greedy(entrants: Iterable[Entrant], *, budget: Decimal, least_votes: int, seed: str) -> list:
    """Return the keys chosen: by votes, while they fit into `budget` (yuan), skipping what does not fit.

    Ties go to the lower cost, then to the lot drawn by `seed`, which was announced before the vote.
    """
    return choose(list(entrants), Terms("greedy", budget, least_votes, seed), {})


def equal_shares(
    entrants: Sequence[Entrant], worthy: Sequence[Entrant], terms: Terms, patterns: Mapping[bytes, int]
) -> list:
    """Return the keys that the method of equal shares chooses among the `worthy`, through pabutools.

    Satisfaction by cost, completed by add-1: everybody's share grows by one unit until the budget would not do.
    """
    from pabutools.election import ApprovalMultiProfile, Cost_Sat, FrozenApprovalBallot, Instance, Project
    from pabutools.rules import method_of_equal_shares
    from pabutools.tiebreaking import TieBreakingRule

    of_key = {one.key: Project(str(one.key), _number(one.cost)) for one in worthy}
    entrant_of = {str(one.key): one for one in worthy}
    places = [(place, of_key[one.key]) for place, one in enumerate(entrants) if one.key in of_key]
    if not places or not patterns:
        return []
    instance = Instance(of_key.values(), budget_limit=_number(terms.budget))
    votes: dict = {}
    for marks, times in patterns.items():
        ballot = FrozenApprovalBallot(project for place, project in places if marks[place] == YES)
        votes[ballot] = votes.get(ballot, 0) + times
    profile = ApprovalMultiProfile(instance=instance)
    profile.update(votes)
    order = _order(terms)
    ties = TieBreakingRule(lambda _instance, _profile, project: order(entrant_of[project.name]))
    chosen = method_of_equal_shares(instance, profile, Cost_Sat, tie_breaking=ties, voter_budget_increment=1)
    return [entrant_of[project.name].key for project in chosen]


def _number(amount: Decimal):
    """Return `amount` as pabutools counts, exactly."""
    from pabutools.fractions import frac

    return frac(*amount.as_integer_ratio())
