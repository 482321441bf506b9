"""The road of a project: its stages and the one table of legal moves.

The table also makes the database trigger on Project.stage and the diagram in docs/stages.md.
"""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCREENING = "screening", _("Screening")
    RETURNED = "returned", _("Returned for changes")
    REJECTED = "rejected", _("Rejected")
    SUPPORT_POLL = "support_poll", _("Support poll")
    DELIBERATION = "deliberation", _("Deliberation")
    POOLED = "pooled", _("In the pool")
    VOTING = "voting", _("Voting")
    SELECTION = "selection", _("Resolution")
    STREET_REVIEW = "street_review", _("Street review")
    PUBLICITY = "publicity", _("Public notice")
    IN_PROGRESS = "in_progress", _("In progress")
    ACCEPTANCE = "acceptance", _("Acceptance")
    SATISFACTION_REVIEW = "satisfaction_review", _("Satisfaction review")
    AFTERCARE = "aftercare", _("Aftercare")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged into another")
    SUSPENDED = "suspended", _("Suspended")
    TERMINATED = "terminated", _("Terminated")


# The road as the reader sees it, from left to right.
ROAD = (
    Stage.SCREENING, Stage.SUPPORT_POLL, Stage.DELIBERATION, Stage.POOLED, Stage.VOTING, Stage.SELECTION,
    Stage.STREET_REVIEW, Stage.PUBLICITY, Stage.IN_PROGRESS, Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW,
    Stage.AFTERCARE, Stage.CLOSED,
)  # fmt: skip
# L1: the residents solve it themselves, without public money.
ROAD_OF_RESIDENTS = tuple(
    stage
    for stage in ROAD
    if stage not in {Stage.POOLED, Stage.VOTING, Stage.SELECTION, Stage.STREET_REVIEW, Stage.PUBLICITY}
)
ENDED = frozenset({Stage.REJECTED, Stage.CLOSED, Stage.WITHDRAWN, Stage.MERGED, Stage.TERMINATED})
PRIVATE = frozenset({Stage.DRAFT, Stage.SCREENING, Stage.RETURNED, Stage.REJECTED})
SUSPENDABLE = (Stage.PUBLICITY, Stage.IN_PROGRESS, Stage.ACCEPTANCE)
# Where two proposals that ask for the same are made one, and how far each of these is: the further one is kept.
MERGEABLE = {Stage.SCREENING: 0, Stage.RETURNED: 0, Stage.SUPPORT_POLL: 1, Stage.DELIBERATION: 2}


def road_between(first: Stage, last: Stage) -> tuple[Stage, ...]:
    """Return the stages of the road from `first` to `last`, both included."""
    return ROAD[ROAD.index(first) : ROAD.index(last) + 1]


# What a stage allows, derived from the road: a new stage on it falls into its place by itself.
WITH_WORK = frozenset(road_between(Stage.IN_PROGRESS, Stage.AFTERCARE))
UNDER_WAY = frozenset(road_between(Stage.PUBLICITY, Stage.SATISFACTION_REVIEW))
DONE = frozenset(road_between(Stage.AFTERCARE, Stage.CLOSED))
AT_REST = ENDED | {Stage.POOLED, Stage.AFTERCARE}
APPLYING = road_between(Stage.POOLED, Stage.STREET_REVIEW)  # a subsidy may be applied for
PAYABLE = road_between(Stage.IN_PROGRESS, Stage.AFTERCARE)  # a subsidy may be paid
RECEIVING = road_between(Stage.DELIBERATION, Stage.AFTERCARE)  # money comes in
SPENDING = (*PAYABLE, Stage.TERMINATED)  # a project that ended early still owes for the work that was done
NOTHING_COMES_IN = (
    Stage.AFTERCARE, Stage.CLOSED, Stage.TERMINATED, Stage.WITHDRAWN, Stage.MERGED, Stage.REJECTED,
)  # fmt: skip
SETTLING = tuple(stage for stage in NOTHING_COMES_IN if stage != Stage.CLOSED)  # what is left goes back
CORRECTING = tuple(dict.fromkeys((*RECEIVING, *SPENDING, Stage.SUSPENDED, *SETTLING)))


class Move(NamedTuple):
    """A legal step: the verb that takes it, from where, to where."""

    act: str
    source: Stage
    target: Stage


MOVES = (
    Move("submit", Stage.DRAFT, Stage.SCREENING),
    Move("submit", Stage.RETURNED, Stage.SCREENING),
    Move("pass_screening", Stage.SCREENING, Stage.SUPPORT_POLL),
    Move("return_to_proposer", Stage.SCREENING, Stage.RETURNED),
    Move("reject", Stage.SCREENING, Stage.REJECTED),
    Move("uphold_appeal", Stage.REJECTED, Stage.SCREENING),
    Move("record_support", Stage.SUPPORT_POLL, Stage.DELIBERATION),
    Move("record_support", Stage.SUPPORT_POLL, Stage.RETURNED),
    Move("pool", Stage.DELIBERATION, Stage.POOLED),
    Move("solve_by_residents", Stage.DELIBERATION, Stage.IN_PROGRESS),
    Move("ask_again", Stage.POOLED, Stage.DELIBERATION),
    Move("ask_again", Stage.SELECTION, Stage.DELIBERATION),
    Move("ask_households_again", Stage.DELIBERATION, Stage.SUPPORT_POLL),
    Move("put_to_vote", Stage.POOLED, Stage.VOTING),
    Move("record_vote", Stage.VOTING, Stage.SELECTION),
    Move("record_vote", Stage.VOTING, Stage.POOLED),
    Move("give_up_vote", Stage.VOTING, Stage.POOLED),
    Move("record_resolution", Stage.SELECTION, Stage.STREET_REVIEW),
    Move("record_resolution", Stage.SELECTION, Stage.POOLED),
    Move("record_street_approval", Stage.STREET_REVIEW, Stage.PUBLICITY),
    Move("record_street_return", Stage.STREET_REVIEW, Stage.SELECTION),
    Move("record_street_refusal", Stage.STREET_REVIEW, Stage.REJECTED),
    Move("undo_resolution", Stage.STREET_REVIEW, Stage.SELECTION),
    Move("undo_resolution", Stage.POOLED, Stage.SELECTION),
    Move("undo_refusal", Stage.REJECTED, Stage.STREET_REVIEW),
    Move("start_work", Stage.PUBLICITY, Stage.IN_PROGRESS),
    Move("reopen_review", Stage.PUBLICITY, Stage.STREET_REVIEW),
    Move("report_finished", Stage.IN_PROGRESS, Stage.ACCEPTANCE),
    Move("record_acceptance", Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW),
    Move("record_acceptance", Stage.ACCEPTANCE, Stage.IN_PROGRESS),
    Move("record_satisfaction", Stage.SATISFACTION_REVIEW, Stage.AFTERCARE),
    Move("record_satisfaction", Stage.SATISFACTION_REVIEW, Stage.IN_PROGRESS),
    Move("close", Stage.AFTERCARE, Stage.CLOSED),
    *(
        Move("withdraw", stage, Stage.WITHDRAWN)
        for stage in (
            Stage.DRAFT,
            Stage.SCREENING,
            Stage.RETURNED,
            Stage.SUPPORT_POLL,
            Stage.POOLED,
        )
    ),
    Move("end_without_group", Stage.DELIBERATION, Stage.WITHDRAWN),
    *(Move("give_up", stage, Stage.WITHDRAWN) for stage in (Stage.DELIBERATION, Stage.POOLED)),
    *(
        Move("disown", stage, Stage.WITHDRAWN)
        for stage in (Stage.DRAFT, Stage.SCREENING, Stage.RETURNED, Stage.SUPPORT_POLL)
    ),
    *(Move("merge", stage, Stage.MERGED) for stage in MERGEABLE),
    *(Move("unmerge", Stage.MERGED, stage) for stage in MERGEABLE),
    *(Move("suspend", stage, Stage.SUSPENDED) for stage in SUSPENDABLE),
    *(Move("resume", Stage.SUSPENDED, stage) for stage in SUSPENDABLE),
    *(Move("terminate", stage, Stage.TERMINATED) for stage in (*SUSPENDABLE, Stage.SUSPENDED)),
)
LEGAL = frozenset((move.source, move.target) for move in MOVES)
