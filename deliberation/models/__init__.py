"""Votes, meetings and judgements."""

from deliberation.models.ballots import Ballot, CustodianKey, KeyShare, OpenedBallot, SealedBallot
from deliberation.models.committee import MAX_POINTS, Criterion, Recusal, Resolution, Score
from deliberation.models.common import (
    IS_PARTY,
    PERSON,
    VoteChannel,
    helper_is_named,
    household_has_a_voice,
    no_project_of_their_own,
    own_words_stay,
    square_metres,
)
from deliberation.models.meetings import CalledOff, CourtyardCommittee, Meeting, MeetingChange, PartyOpinion
from deliberation.models.merges import CarriedAnswer
from deliberation.models.paper import Comparison, PaperBallot, PaperEntry, Protocol, SetAside, Shift
from deliberation.models.polls import PollHousehold, Support, SupportPoll
from deliberation.models.reviews import Rating, ReviewHousehold, SatisfactionReview
from deliberation.models.roll import RollCorrection, RollEntry, Station
from deliberation.models.rounds import (
    BEING_OPENED,
    BallotKind,
    Candidate,
    ConflictPair,
    GivingUp,
    RoundQuerySet,
    TieRule,
    VotingRound,
    VotingUnit,
    WinnerRule,
    fits_the_round,
    only_at_the_opening,
)
from deliberation.models.sheets import PollSheet, SheetLine, SheetReading

__all__ = [
    "BEING_OPENED",
    "IS_PARTY",
    "MAX_POINTS",
    "PERSON",
    "Ballot",
    "BallotKind",
    "CalledOff",
    "Candidate",
    "CarriedAnswer",
    "Comparison",
    "ConflictPair",
    "CourtyardCommittee",
    "Criterion",
    "CustodianKey",
    "GivingUp",
    "KeyShare",
    "Meeting",
    "MeetingChange",
    "OpenedBallot",
    "PaperBallot",
    "PaperEntry",
    "PartyOpinion",
    "PollHousehold",
    "PollSheet",
    "Protocol",
    "Rating",
    "Recusal",
    "Resolution",
    "ReviewHousehold",
    "RollCorrection",
    "RollEntry",
    "RoundQuerySet",
    "SatisfactionReview",
    "Score",
    "SealedBallot",
    "SetAside",
    "SheetLine",
    "SheetReading",
    "Shift",
    "Station",
    "Support",
    "SupportPoll",
    "TieRule",
    "VoteChannel",
    "VotingRound",
    "VotingUnit",
    "WinnerRule",
    "fits_the_round",
    "helper_is_named",
    "household_has_a_voice",
    "no_project_of_their_own",
    "only_at_the_opening",
    "own_words_stay",
    "square_metres",
]
