"""What a counted round shows: votes in order, where the budget ended, channels, what equal shares would choose."""

from decimal import Decimal

from deliberation import rounds
from deliberation.models import Comparison, VoteChannel, VotingRound
from deliberation.results import result_files
from deliberation.rounds import tally

SMALLEST_CELL = 5  # people; fewer are not shown


def result_context(round: VotingRound, candidates: list, *, marked: int) -> dict:
    """Return the facts of the result page of a closed round; `marked` says how many entries of its roll are."""
    most = max((one.votes or 0 for one in candidates), default=0)
    spent = sum((one.cost for one in candidates if one.chosen), Decimal(0))
    entrants, terms = _entrants(round, candidates), rounds.terms_of(round)
    order = tally.order_of(terms)
    ranked = sorted(candidates, key=lambda one: order(entrants[one.code]))
    is_valid = (round.turnout or 0) >= round.quorum
    dear = tally.where_budget_ended(entrants.values(), terms) if is_valid else None
    rows = [{**_bar(one, most), "budget_ended": one.code == dear} for one in ranked]
    comparison = Comparison.objects.filter(round=round).first()
    sums = round.result_notice.facts.get("sums", {}) if round.result_notice else {}
    return {
        "chosen": [one for one in ranked if one.chosen],
        "quorum_missed": not is_valid,
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


def _entrants(round: VotingRound, candidates: list) -> dict[str, tally.Entrant]:
    """Return `candidates` by code, as they were chosen among."""
    excluded: dict[str, set[int | str]] = {}
    for pair in round.conflicts.select_related("first", "second"):
        excluded.setdefault(pair.first.code, set()).add(pair.second.code)
        excluded.setdefault(pair.second.code, set()).add(pair.first.code)
    return {
        one.code: tally.Entrant(
            one.code, one.cost, one.votes or 0, one.against or 0, frozenset(excluded.get(one.code, ()))
        )
        for one in candidates
    }


def _bar(candidate, most: int) -> dict:
    votes = candidate.votes or 0
    return {"candidate": candidate, "width": _share(votes, most)}


def _share(part, whole) -> str:
    """Return 0 to 100 with one decimal, for plots."""
    return f"{100 * Decimal(part) / Decimal(whole):.1f}" if whole else "0"


def channels_of(round: VotingRound) -> list[dict]:
    """Return how many voted in which way; where one way has fewer than five, nothing is told apart.

    The file of a real election may not say the way; then all would seem to have voted online.
    """
    found = result_files.channels(round)
    small = any(0 < number < SMALLEST_CELL for number in found.values())
    if small or (round.source and len(found) < 2):
        return []
    whole = sum(found.values())
    return [
        {"label": VoteChannel(way).label, "number": number, "width": _share(number, whole)}
        for way, number in found.most_common()
    ]
