"""What a counted round shows: votes in order, where the budget ended, channels, what equal shares would choose."""

from decimal import Decimal

from deliberation import published
from deliberation.models import Comparison, VotingRound, Way, WinnerRule

SMALLEST_CELL = 5  # people; fewer are not shown


def of(round: VotingRound, candidates: list, *, marked: int) -> dict:
    """Return the facts of the result page of a closed round; `marked` says how many entries of its roll are."""
    most = max((one.votes or 0 for one in candidates), default=0)
    spent = sum((one.cost for one in candidates if one.chosen), Decimal(0))
    ranked = sorted(candidates, key=lambda one: (-(one.votes or 0), one.cost, one.pk))
    rows = [_bar(one, most) for one in ranked]
    if last := _where_budget_ended(round, ranked):
        rows[last - 1]["ends_budget"] = True
    comparison = Comparison.objects.filter(round=round).first()
    sums = round.result_notice.facts.get("sums", {}) if round.result_notice else {}
    return {
        "chosen": [one for one in ranked if one.chosen],
        "quorum_missed": (round.turnout or 0) < round.quorum,
        "no_ballot": max(marked - (round.turnout or 0), 0),
        "compared": comparison is not None,
        "sums": sorted(sums.items()),
        "ranked": rows,
        "spent": spent,
        "left": round.budget - spent,
        "spent_share": _share(spent, round.budget),
        "channels": channels_of(round),
        "equal_shares": None if comparison is None or comparison.chosen is None else [one for one in ranked if one.code in comparison.chosen],
    }  # fmt: skip


def _where_budget_ended(round: VotingRound, ranked: list) -> int:
    """Return how many projects were chosen one after the other before the first that no longer fitted (0: none).

    Equal shares has no such place: it does not go by votes.
    """
    length = next((place for place, one in enumerate(ranked) if not one.chosen), 0)
    spent = sum(one.cost for one in ranked[:length])
    is_dear = ranked[length:] and ranked[length].votes and spent + ranked[length].cost > round.budget
    return length if is_dear and round.rule != WinnerRule.EQUAL_SHARES else 0


def _bar(candidate, most: int) -> dict:
    votes = candidate.votes or 0
    return {"candidate": candidate, "width": _share(votes, most)}


def _share(part, whole) -> str:
    """Return 0 to 100 with one decimal, for plots."""
    return f"{100 * Decimal(part) / Decimal(whole):.1f}" if whole else "0"


def channels_of(round: VotingRound) -> list[dict]:
    """Return how many voted in which way; where one way has fewer than five, nothing is told apart."""
    found = published.channels(round)
    small = any(0 < number < SMALLEST_CELL for number in found.values())
    if small or len(found) < 2:
        return []
    whole = sum(found.values())
    return [
        {"label": Way(way).label, "number": number, "width": _share(number, whole)}
        for way, number in found.most_common()
    ]
