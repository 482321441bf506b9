"""Counting: pure functions, exact arithmetic, nothing read or written.

以上 includes the number, 超过 excludes it (民法典 §1259).
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gmpy2 import mpq


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


def is_satisfied(satisfied: int, mostly: int, dissatisfied: int, percent: Decimal | int) -> bool:
    """Say whether `percent` or more of the answers are 满意 or 基本满意."""
    answers = satisfied + mostly + dissatisfied
    return answers > 0 and 100 * (satisfied + mostly) >= percent * answers


def enough_answers(answers: int, households: int, least: int, percent: Decimal | int) -> bool:
    """Say whether `least` households answered, or `percent` of all (domain rules, B)."""
    return answers > 0 and (answers >= least or 100 * answers >= percent * households)


def hide_small_cells(cells: Sequence[int], least: int) -> list[int | None]:
    """Return `cells` (households that said the same) with None for those of fewer than `least`, but not for none at all.

    One hidden cell could be worked out from the sum, so the next larger one that is not 0 is hidden with it.
    """
    small = [number for number, cell in enumerate(cells) if 0 < cell < least]
    if len(small) == 1:
        others = [number for number, cell in enumerate(cells) if cell > 0 and number not in small]
        small += sorted(others, key=lambda number: cells[number])[:1]
    return [None if number in small else cell for number, cell in enumerate(cells)]


Step = Callable[[int, int], None] | None


# --- Rounds --------------------------------------------------------------------------------------------------------
ABSTAIN, YES, NO = 0, 1, 2  # what a ballot says of a project: a byte each, in the order of the ballot
RULES = ("greedy", "greedy-no-skip", "greedy-threshold", "equalshares/add1")
WITHDRAWN = Decimal(999_999_999)  # what Pabulib writes as the cost of a project that was withdrawn


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

    rule: str  # one of RULES, Pabulib's names
    budget: Decimal
    least_votes: int = 1
    seed: str = ""
    by_lot_alone: bool = False


def draw(seed: str, key: int | str) -> str:
    """Return the lot of `key` under the public `seed`; the smaller lot goes first."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def choose(
    entrants: Sequence[Entrant], terms: Terms, patterns: Mapping[bytes, int], step: Step = None
) -> list:
    """Return the keys chosen under `terms`, in the order chosen.

    `entrants` stand in the order of the ballot; `patterns` (see `count`) and `step` are for equal shares only. Nobody
    is chosen without a vote, nor with as many votes against as for.
    """
    if terms.rule == "equalshares/add1":
        return equal_shares(entrants, _worthy(entrants, terms), terms, patterns, step)
    return _by_votes(entrants, terms)[0]


def where_budget_ended(entrants: Iterable[Entrant], terms: Terms) -> int | str | None:
    """Return the key of the first that cost more than was left; None when all fitted.

    Equal shares has no such place: it does not go by votes.
    """
    return None if terms.rule == "equalshares/add1" else _by_votes(entrants, terms)[1]


def _worthy(entrants: Iterable[Entrant], terms: Terms) -> list[Entrant]:
    return [one for one in entrants if one.votes >= max(terms.least_votes, 1) and one.votes > one.against]


def order_of(terms: Terms) -> Callable[[Entrant], tuple]:
    """Return the sort key of the entrants: votes, then the tie rule."""
    if terms.by_lot_alone:
        return lambda one: (-one.votes, draw(terms.seed, one.key))
    return lambda one: (-one.votes, one.cost, draw(terms.seed, one.key))


def _by_votes(entrants: Iterable[Entrant], terms: Terms) -> tuple[list, int | str | None]:
    """Return the keys chosen, in the order chosen, and that of the first for which not enough was left."""
    left, chosen, first_too_dear = terms.budget, list[int | str](), None
    for entrant in sorted(_worthy(entrants, terms), key=order_of(terms)):
        if entrant.excludes & set(chosen):
            continue
        if entrant.cost <= left:
            chosen.append(entrant.key)
            left -= entrant.cost
        elif entrant.cost != WITHDRAWN:
            if first_too_dear is None:
                first_too_dear = entrant.key
            if terms.rule == "greedy-no-skip":
                break
    return chosen, first_too_dear


def greedy(entrants: Iterable[Entrant], *, budget: Decimal, least_votes: int, seed: str) -> list:
    """Return the keys chosen: by votes, while they fit into `budget` (yuan), skipping what does not fit.

    Ties go to the lower cost, then to the lot drawn by `seed`, which was announced before the vote.
    """
    return choose(list(entrants), Terms("greedy", budget, least_votes, seed), {})


# --- Equal shares --------------------------------------------------------------------------------------------------
def equal_shares(
    entrants: Sequence[Entrant],
    worthy: Sequence[Entrant],
    terms: Terms,
    patterns: Mapping[bytes, int],
    step: Step = None,
) -> list:
    """Return the keys that the method of equal shares chooses among the `worthy`, in the order bought.

    Satisfaction by cost, completed by add-1: everybody's share grows by one yuan until the budget no longer pays for
    what it buys, and the last choice that the budget does pay for stands. Peters, Pierczyński, Skowron: "Proportional
    Participatory Budgeting with Additive Utilities" (2021). `step` is told (yuan spent, budget) at each share.
    """
    place_of = {one.key: place for place, one in enumerate(entrants)}
    priced = [one for one in worthy if one.cost > 0]
    ballots: Counter[tuple[int, ...]] = Counter()
    for marks, times in patterns.items():
        ballots[tuple(n for n, one in enumerate(priced) if marks[place_of[one.key]] == YES)] += times
    if not priced or not ballots:
        return []
    order = order_of(terms)
    money = _Shares([_number(one.cost) for one in priced], ballots, lambda n: order(priced[n]))
    return [priced[n].key for n in money.last_choice(_number(terms.budget), step)]


class _Shares:
    """The method of equal shares with one share of money for each voter; exact.

    Voters who have the same money left are counted together, so that thousands of them take seconds.
    """

    def __init__(
        self, costs: list[mpq], ballots: Mapping[tuple[int, ...], int], order: Callable[[int], tuple]
    ):
        self.costs, self.order = costs, order
        self.times = list(ballots.values())
        self.supporters = [
            [voter for voter, ballot in enumerate(ballots) if n in ballot] for n in range(len(costs))
        ]
        # What a project costs each supporter, by its cost: it never falls below this, so it need not be asked anew.
        self.lowest = {n: _number(1) / self.number_of(n) for n in range(len(costs)) if self.supporters[n]}

    def number_of(self, n: int) -> int:
        return sum(self.times[voter] for voter in self.supporters[n])

    def last_choice(self, budget: mpq, step: Step) -> list[int]:
        """Return what is bought with the last share that `budget` pays for, growing by one yuan; [] if none is.

        It ends earlier when nothing more would fit.
        """
        share, last = budget / sum(self.times), list[int]()
        while True:
            chosen = self.choose(share)
            spent = sum(self.costs[n] for n in chosen)
            if step:
                step(int(spent), int(budget))
            if spent > budget:
                return last
            if all(n in chosen or spent + self.costs[n] > budget for n in self.lowest):
                return chosen
            share, last = share + 1, chosen

    def choose(self, share: mpq) -> list[int]:
        """Return the projects that voters with `share` each buy, in the order bought."""
        purses = _Purses(share, self.times)
        lowest, chosen = dict(self.lowest), list[int]()
        while True:
            best, tied = None, list[int]()
            for n in sorted(lowest, key=lowest.__getitem__):
                if best is not None and lowest[n] > best:
                    break
                price = purses.price(self.costs[n], self.supporters[n])
                if price is None:
                    del lowest[n]
                    continue
                lowest[n] = price / self.costs[n]
                if best is None or lowest[n] < best:
                    best, tied = lowest[n], [n]
                elif lowest[n] == best:
                    tied.append(n)
            if best is None:
                return chosen
            bought = min(tied, key=self.order)
            del lowest[bought]
            chosen.append(bought)
            purses.pay(best * self.costs[bought], self.supporters[bought])


class _Purses:
    """How much money each voter has left. Voters with the same amount share a purse, known by its number."""

    def __init__(self, share: mpq, times: list[int]):
        self.times = times
        self.amounts, self.number_of = [share], {share: 0}
        self.purse_of = [0] * len(times)
        self.poorest_first = [0]

    def price(self, cost: mpq, supporters: list[int]) -> mpq | None:
        """Return what each of `supporters` would pay for `cost`, who has less gives all; None when it is too dear."""
        owners = [0] * len(self.amounts)
        for voter in supporters:
            owners[self.purse_of[voter]] += self.times[voter]
        left, payers = cost, sum(owners)
        for purse in self.poorest_first:
            if owners[purse]:
                price = left / payers
                if price <= self.amounts[purse]:
                    return price
                left -= self.amounts[purse] * owners[purse]
                payers -= owners[purse]
        return None

    def pay(self, price: mpq, supporters: list[int]) -> None:
        """Take `price` from each of `supporters`, or all they have."""
        moves: dict[int, int] = {}
        for voter in supporters:
            purse = self.purse_of[voter]
            if purse not in moves:
                rest = max(self.amounts[purse] - price, 0)
                moves[purse] = self.number_of.setdefault(rest, len(self.amounts))
                if moves[purse] == len(self.amounts):
                    self.amounts.append(rest)
            self.purse_of[voter] = moves[purse]
        # Comparing floats is quick, and where two are the same the exact amounts decide.
        self.poorest_first = sorted(
            set(self.purse_of), key=lambda one: (float(self.amounts[one]), self.amounts[one])
        )


def _number(amount: Decimal | int) -> mpq:
    """Return `amount` as an exact fraction."""
    return mpq(*amount.as_integer_ratio())
