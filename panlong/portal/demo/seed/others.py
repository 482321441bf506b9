"""The projects around the article's cases: those declared in 2020, and those that wait in the pool."""

from collections import defaultdict
from datetime import timedelta

from funding.models import Source
from panlong.portal.demo.personas import COURTYARD
from panlong.portal.demo.seed import building, deciding, road
from panlong.portal.demo.seed.history import History, on
from panlong.portal.demo.seed.plan import Ballot, Plan
from panlong.portal.demo.seed.tables import ideas, rows
from panlong.portal.demo.seed.town import Place, Town

SOURCES = ("district", "self_raised", "corporate", "public_unit")
# In the pool per courtyard; today.py leaves two more there, the losers of its rounds.
POOLED_HERE = {COURTYARD: 5, "530103002999-002": 2}
POOLED_ELSEWHERE = 5
COSTS = (12000, 18500, 24000, 36000, 48000, 65000, 82000, 110000, 150000)
FIRST_IN_POOL, STEP = 45, 7  # days before now


def begin(town: Town, history: History) -> None:
    _begin_declared(town, history)
    _begin_pooled(town, history)


def group_of(place: Place, number: int, size: int = 3) -> list:
    """Return a task group of `place`, another one for another `number`; never a persona."""
    people = place.residents[4:] if place.area.code == COURTYARD else place.residents
    return [people[(number + step) % len(people)] for step in range(size)]


def _begin_declared(town: Town, history: History) -> None:
    """Those of 2020: each community held one round for them."""
    by_community: dict[str, list[Plan]] = defaultdict(list)
    for number, row in enumerate(rows("declared_2020")):
        plan = _declared(town, row, number)
        by_community[plan.place.area.code[:12]].append(plan)
        history.begin(road.walk_plan(plan), on(2020, 3, 2) + timedelta(days=number))
    for number, plans in enumerate(by_community.values()):
        _begin_round(history, plans, days=3 * number)


def _declared(town: Town, row: dict[str, str], number: int) -> Plan:
    place = town.places[row["courtyard"]]
    group = group_of(place, number)
    shares = {source: int(row["subsidy" if source == "district" else source]) for source in SOURCES}
    return Plan(
        town, place, ideas()[row["idea"]], int(row["beneficiaries"]), shares, group[0], group, building.be_closed
    )  # fmt: skip


def _begin_round(history: History, plans: list[Plan], days: int) -> None:
    opens = on(2020, 5, 11) + timedelta(days=days)
    community, budget = plans[0].place.community, int(sum(plan.subsidy for plan in plans)) or 10000
    ballot = Ballot(
        community, plans[0].team.staff, f"{community.name}2020年民生小实事评选（演示）", opens, opens + timedelta(days=7, hours=8), budget, 4, plans,
    )  # fmt: skip
    for plan in plans:
        plan.ballot = ballot
    history.begin(deciding.hold_round(ballot), opens)


def _begin_pooled(town: Town, history: History) -> None:
    """Those in reserve, taken into the pool over the last months."""
    catalogue, number = list(ideas().values()), 0
    for code, place in town.places.items():
        for turn in range(POOLED_HERE.get(code, POOLED_ELSEWHERE)):
            idea = (
                catalogue[number * 5 % len(catalogue)]
                if turn % 2
                else catalogue[-1 - number % len(catalogue)]
            )
            plan = _pooled(town, place, idea, number)
            history.begin(road.walk_plan(plan), town.now - timedelta(days=FIRST_IN_POOL + STEP * number))
            number += 1


def _pooled(town: Town, place: Place, idea, number: int) -> Plan:
    cost = COSTS[(number * 4) % len(COSTS)]
    own = cost * (12 + number % 9) // 100
    shares: dict[str, int] = {Source.SELF_RAISED: own, Source.DISTRICT: cost - own}
    group = group_of(place, number)
    people = len(place.households) * (2 + number % 3)
    return Plan(town, place, idea, people, shares, group[0], group, deciding.enter_pool)
