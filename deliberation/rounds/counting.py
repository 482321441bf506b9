"""Counting the ballots of a round."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from deliberation.models import TieRule, VotingRound
from deliberation.rounds import ballot_box, ballot_spec, tally
from panlong.errors import require


def ballot_patterns(round: VotingRound) -> Counter[bytes]:
    """Return how often each pattern of marks was cast, from the ballots that can be read."""
    rows = round.opened_ballots if round.secret else round.ballots
    return Counter(bytes(marks) for marks in rows.values_list("marks", flat=True).iterator(chunk_size=10_000))


def count_votes(round: VotingRound) -> dict[int, int]:
    """Return the votes of each candidate by id, from the ballots."""
    keys = ballot_spec.ballot_spec(round.pk).keys
    return dict(zip(keys, tally.count(ballot_patterns(round), len(keys)).votes, strict=True))


@dataclass(frozen=True)
class Result:
    """A count and what it chooses: codes in the order chosen; none without quorum."""

    count: tally.Count
    chosen: list[str]


def work_out_result(
    round: VotingRound, cast: Counter[bytes], *, rule: str = "", step: tally.Step = None
) -> Result:
    """Count `cast` and choose by the round's rule, or by another `rule`. Nothing is written; for `step` see `tally.choose`."""
    candidates = list(round.candidates.order_by("pk"))
    counted = tally.count(cast, len(candidates))
    if counted.ballots < round.quorum:
        return Result(counted, [])
    excluded: dict[int, set[str]] = {}
    codes = {one.pk: one.code for one in candidates}
    for pair in round.conflicts.all():
        excluded.setdefault(pair.first_id, set()).add(codes[pair.second_id])
        excluded.setdefault(pair.second_id, set()).add(codes[pair.first_id])
    entrants = [
        tally.Entrant(one.code, one.cost, votes, against, frozenset(excluded.get(one.pk, ())))
        for one, votes, against in zip(candidates, counted.votes, counted.against, strict=True)
    ]
    return Result(counted, tally.choose(entrants, terms_of(round, rule), cast, step))


def terms_of(round: VotingRound, rule: str = "") -> tally.Terms:
    """Return by which terms the count of `round` becomes a choice."""
    return tally.Terms(
        rule=rule or round.rule,
        budget=round.budget,
        least_votes=round.least_votes,
        seed=round.draw_seed,
        by_lot_alone=round.tie_rule == TieRule.LOT,
    )


# --- Closing -------------------------------------------------------------------------------------------------------
def lock_box(round: VotingRound) -> VotingRound:
    """Return `round` read afresh once every ballot under way is in its box, and let none in until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ballot_box.BALLOT_BOX, round.pk])
    return VotingRound.objects.select_for_update(of=("self",)).select_related("area").get(pk=round.pk)


def require_shut_box(round: VotingRound) -> None:
    require(
        round.waits_for_custodians,
        _("Only a secret vote that is over and whose box was not opened can be given up."),
    )
