"""Counting: pure functions, exact arithmetic, nothing read or written.

以上 includes the number, 超过 excludes it (民法典 §1259).
"""

import hashlib
from collections.abc import Iterable
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


@dataclass(frozen=True)
class Entrant:
    """A project on the ballot: its key, what it costs in yuan, its votes."""

    key: int
    cost: Decimal
    votes: int


def draw(seed: str, key: int) -> str:
    """Return the lot of `key` under the public `seed`; the smaller lot goes first."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def greedy(entrants: Iterable[Entrant], *, budget: Decimal, least_votes: int, seed: str) -> list[int]:
    """Return the keys chosen: by votes, while they fit into `budget` (yuan), skipping what does not fit.

    Ties go to the lower cost, then to the lot drawn by `seed`, which was announced before the vote.
    """
    left, chosen = budget, []
    order = sorted(entrants, key=lambda one: (-one.votes, one.cost, draw(seed, one.key)))
    for entrant in order:
        if entrant.votes >= max(least_votes, 1) and entrant.cost <= left:
            chosen.append(entrant.key)
            left -= entrant.cost
    return chosen
