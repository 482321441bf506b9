"""Our equal shares choose what pabutools, the reference implementation, chooses."""

import random
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from deliberation.results import pabulib
from deliberation.rounds import tally

FILES = sorted((Path(__file__).parent.parent / "data" / "elections").glob("*.pb"))
QUICK = ("Assen", "Gdynia", "2017")  # with pabutools; benchmarks/test_equal_shares.py takes all six


def read(file: Path) -> tuple:
    """Return (entrants, terms, patterns) of an election."""
    election = pabulib.read_election(str(file))
    patterns: Counter[bytes] = Counter()
    for _voter, _way, places in election.votes:
        patterns[bytes(place in places for place in range(len(election.projects)))] += 1
    counted = tally.count(patterns, len(election.projects))
    entrants = [
        tally.Entrant(one.code, one.cost, votes)
        for one, votes in zip(election.projects, counted.votes, strict=True)
    ]
    return entrants, tally.Terms("equalshares/add1", election.budget, election.least_votes), patterns


def by_pabutools(entrants, terms, patterns) -> list:
    """Return what pabutools chooses when it tries every share itself."""
    from pabutools.election import ApprovalMultiProfile, Cost_Sat, FrozenApprovalBallot, Instance, Project
    from pabutools.fractions import frac
    from pabutools.rules import method_of_equal_shares
    from pabutools.tiebreaking import TieBreakingRule

    def number(amount):
        return frac(*amount.as_integer_ratio())

    worthy = {place: one for place, one in enumerate(entrants) if one.votes >= max(terms.least_votes, 1)}
    projects = {place: Project(str(place), number(one.cost)) for place, one in worthy.items()}
    instance = Instance(projects.values(), budget_limit=number(terms.budget))
    profile = ApprovalMultiProfile(instance=instance)
    votes: Counter = Counter()
    for marks, times in patterns.items():
        votes[FrozenApprovalBallot(project for place, project in projects.items() if marks[place])] += times
    profile.update(votes)
    ties = TieBreakingRule(
        lambda _instance, _profile, project: tally.order_of(terms)(entrants[int(project.name)])
    )
    chosen = method_of_equal_shares(instance, profile, Cost_Sat, tie_breaking=ties, voter_budget_increment=1)
    return [entrants[int(project.name)].key for project in chosen]


def small(seed: int) -> tuple:
    dice = random.Random(seed)
    projects = dice.randint(1, 7)
    patterns = Counter(
        bytes(dice.randint(0, 1) for _p in range(projects)) for _v in range(dice.randint(1, 12))
    )
    for marks in patterns:
        patterns[marks] += dice.randint(0, 3)
    votes = tally.count(patterns, projects).votes
    entrants = [
        tally.Entrant(f"{place}", Decimal(dice.choice([5, 10, 10, 20, dice.randint(1, 60)])), votes[place])
        for place in range(projects)
    ]
    terms = tally.Terms(
        "equalshares/add1", Decimal(dice.randint(1, 120)), dice.randint(1, 2), f"{seed}", seed % 2 == 1
    )
    return entrants, terms, patterns


def full_of_ties(seed: int) -> tuple:
    """Return an election in which nearly all projects cost the same and have nearly the same supporters."""
    dice = random.Random(seed)
    projects = dice.randint(2, 9)
    voters = [bytes(dice.randint(0, 1) for _p in range(projects)) for _v in range(dice.randint(1, 9))]
    patterns = Counter({marks: dice.choice([1, 1, 2, 3, 50]) for marks in voters})
    votes = tally.count(patterns, projects).votes
    entrants = [
        tally.Entrant(f"{place}", Decimal(dice.choice([10, 10, 20])), votes[place])
        for place in range(projects)
    ]
    budget = Decimal(dice.randint(1, 200)) + Decimal(dice.choice([0, 0, 1, 33])) / 100
    return entrants, tally.Terms("equalshares/add1", budget, 1, f"{seed}", seed % 2 == 1), patterns


@pytest.mark.parametrize("seed", range(150))
def test_ties_are_broken_as_pabutools_breaks_them(seed):
    election = full_of_ties(seed)
    assert tally.choose(*election) == by_pabutools(*election)


def test_the_choice_of_random_small_elections_is_that_of_pabutools():
    several = 0
    for seed in range(300):
        election = small(seed)
        chosen = tally.choose(*election)
        assert chosen == by_pabutools(*election), seed
        several += len(chosen) > 1
    assert several > 50


@pytest.mark.parametrize(
    "file", [file for file in FILES if any(name in file.name for name in QUICK)], ids=lambda file: file.stem
)
def test_the_choice_of_real_elections_is_that_of_pabutools(file):
    election = read(file)
    chosen = tally.choose(*election)
    assert chosen == by_pabutools(*election)
    assert chosen


def test_each_share_tells_how_much_is_spent():
    told = []
    tally.choose(*read(FILES[0]), step=lambda spent, budget: told.append((spent, budget)))
    assert len(told) > 10
    assert {budget for _spent, budget in told} == {100_000}


def test_without_votes_or_when_all_is_too_dear_nothing_is_chosen():
    terms = tally.Terms("equalshares/add1", Decimal(10))
    assert tally.choose([tally.Entrant("a", Decimal(5), 0)], terms, {b"\0": 3}) == []
    assert tally.choose([tally.Entrant("a", Decimal(50), 3)], terms, {b"\1": 3}) == []
