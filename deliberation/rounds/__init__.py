"""Voting rounds: opening, casting, ballot box, roll, paper, counting, annulment."""

from deliberation.rounds.annulment import annul_round, propose_annulment
from deliberation.rounds.casting import (
    Receipt,
    cast,
    household_has_voted,
    mark_voter,
    prepare_ballot,
    put_in_box,
    receipt_code,
    require_may_vote,
    send_receipt,
)
from deliberation.rounds.counting import Result, ballot_patterns, count_votes, terms_of, work_out_result
from deliberation.rounds.opening import check_custodians, open_round

__all__ = [
    "Receipt",
    "Result",
    "annul_round",
    "ballot_patterns",
    "cast",
    "check_custodians",
    "count_votes",
    "household_has_voted",
    "mark_voter",
    "open_round",
    "prepare_ballot",
    "propose_annulment",
    "put_in_box",
    "receipt_code",
    "require_may_vote",
    "send_receipt",
    "terms_of",
    "work_out_result",
]
