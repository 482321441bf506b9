"""What the notice of each kind is written from: one class a kind, beside its template notices/texts/KIND.txt.

`publishing.publish` takes an instance. It is stored as JSON with the notice, under the names of its fields, and never
changes: a new field needs a fall-back for the notices that were published without it (`texts.BEFORE`).
"""

from dataclasses import dataclass, fields
from typing import Any, Literal, TypedDict

from panlong.notices.facts.base import Facts, OpenToObjection, ProjectFacts, cap_of, owned_by
from panlong.notices.facts.meetings import MeetingChangeFacts, MeetingFacts, MinutesFacts
from panlong.notices.kinds import Kind


# --- From the idea to the pool ---------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class CallFacts(Facts):
    kind = Kind.CALL
    area: str
    year: int
    due: str
    percent: int | str = owned_by("subsidy_percent")
    works: str = cap_of("works")
    service: str = cap_of("service")
    goods: str = cap_of("goods")
    screening_days: int = owned_by("screening_days")
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportPollFacts(ProjectFacts):
    kind = Kind.SUPPORT_POLL
    due: str
    share: str
    places: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportResultFacts(ProjectFacts, OpenToObjection):
    kind = Kind.SUPPORT_RESULT
    passed: bool
    households: int
    agreed: int
    opposed: int
    abstained: int = 0
    share: str


@dataclass(frozen=True, kw_only=True)
class OwnersVoteFacts(ProjectFacts):
    """The owners are asked (民法典 第278条); `exclusive_area` is that of all of them in m². `special`: three quarters."""

    kind = Kind.OWNERS_VOTE
    matter: str
    question: str
    due: str
    special: bool
    owners: int
    exclusive_area: str


@dataclass(frozen=True, kw_only=True)
class OwnersResultFacts(ProjectFacts, OpenToObjection):
    """What the owners decided, by heads and by exclusive area (m²); `given_up` is why it ended without a decision."""

    kind = Kind.OWNERS_RESULT
    matter: str
    question: str
    special: bool
    owners: int
    exclusive_area: str
    owners_voting: int
    area_voting: str
    owners_for: int
    area_for: str
    undelivered: int
    passed: bool
    given_up: str = ""


@dataclass(frozen=True, kw_only=True)
class PoolFacts(ProjectFacts, OpenToObjection):
    kind = Kind.POOL
    due: str


# --- Voting and the committee ----------------------------------------------------------------------------------
class Listed(TypedDict):
    """A project on the ballot; `place` is '' for one of an imported election."""

    title: str
    cost: str
    place: str


class Counted(Listed):
    """A project in the result."""

    votes: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class RoundFacts(Facts):
    kind = Kind.ROUND
    round: str
    area: str
    closes: str
    budget: str
    voters: int
    most_choices: int
    least_votes: int
    quorum: int
    seed: str
    projects: list[Listed]
    whose: str
    ballot: str
    rule: str
    tie_rule: str
    secret: bool
    custodians: list[str]
    shares_needed: int
    public_key: str
    conflicts: list[list[str]]


@dataclass(frozen=True, kw_only=True)
class RoundResultFacts(OpenToObjection):
    """`sums` are the fingerprints of the published files, by name."""

    kind = Kind.ROUND_RESULT
    round: str
    area: str
    turnout: int
    voters: int
    quorum: int
    budget: str
    projects: list[Counted]
    sums: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class RoundAnnulledFacts(OpenToObjection):
    """`given_up` are the reasons, `titles` the projects that are back in the pool."""

    kind = Kind.ROUND_ANNULLED
    round: str
    area: str
    given_up: str
    titles: list[str]


@dataclass(frozen=True, kw_only=True)
class ResolutionFacts(ProjectFacts, OpenToObjection):
    kind = Kind.RESOLUTION
    chosen: bool
    points: str
    reasons: str
    # Notices of before have nothing of this: why it departs from the order, its place there, and all that was published.
    departure: str | None = None
    place: int | None = None
    of: int | None = None
    scorers: int | None = None
    seats: int | None = None
    order: list[str] | None = None
    recusals: list[str] | None = None
    sums: dict[str, str] | None = None
    link: str | None = None


# --- The street office -----------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class ApprovalFacts(ProjectFacts, OpenToObjection):
    kind = Kind.APPROVAL
    due: str


@dataclass(frozen=True, kw_only=True)
class RefusalFacts(ProjectFacts, OpenToObjection):
    kind = Kind.REFUSAL
    change: Literal["refuse"] = "refuse"
    reason: str


class Offer(TypedDict):
    supplier: str
    price: str
    ties: str


@dataclass(frozen=True, kw_only=True)
class SupplierFacts(ProjectFacts, OpenToObjection):
    """`too_few` is the reason why there are fewer offers than needed, '' when there are enough."""

    kind = Kind.SUPPLIER
    supplier: str
    price: str
    reasons: str
    offers: list[Offer]
    too_few: str


class PlanDifference(TypedDict):
    """One thing that is different in a plan: what it is, of which line of the budget, and how it read before and after."""

    what: str
    item: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ChangeFacts(ProjectFacts, OpenToObjection):
    """`amount` is the new subsidy, in yuan.

    Of a changed plan: its `differences`, whether it `asks_again` those who agreed, and the number of the notice that it
    `corrects`. Of a merge: the title of the `other` proposal.
    """

    kind = Kind.CHANGE
    change: Literal[
        "withdraw",
        "give_up",
        "reopen",
        "undo_resolution",
        "undo_refusal",
        "correct_plan",
        "grant",
        "plan",
        "merge",
        "unmerge",
    ]
    reason: str
    amount: str | None = None
    differences: list[PlanDifference] | None = None
    asks_again: bool | None = None
    corrects: str | None = None
    other: str | None = None


@dataclass(frozen=True, kw_only=True)
class SuspensionFacts(ProjectFacts, OpenToObjection):
    kind = Kind.SUSPENSION
    change: Literal["suspend"] = "suspend"
    reason: str


@dataclass(frozen=True, kw_only=True)
class ResumptionFacts(ProjectFacts, OpenToObjection):
    kind = Kind.RESUMPTION
    change: Literal["resume"] = "resume"


@dataclass(frozen=True, kw_only=True)
class TerminationFacts(ProjectFacts, OpenToObjection):
    kind = Kind.TERMINATION
    change: Literal["terminate"] = "terminate"
    reason: str


# --- The work and what follows ---------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class ProgressFacts(ProjectFacts):
    kind = Kind.PROGRESS
    percent: int
    text: str
    received: str
    paid: str
    spent: str
    left: str


@dataclass(frozen=True, kw_only=True)
class AcceptanceFacts(ProjectFacts, OpenToObjection):
    kind = Kind.ACCEPTANCE
    members: str
    remarks: str


@dataclass(frozen=True, kw_only=True)
class SatisfactionFacts(ProjectFacts, OpenToObjection):
    """`decided_because`: why the street decided, when too few households had answered."""

    kind = Kind.SATISFACTION
    passed: bool
    answers: int
    percent: str
    decided_because: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewProlongedFacts(ProjectFacts):
    """Too few households answered; `because`: why the street lets the community go from door to door once more."""

    kind = Kind.REVIEW_PROLONGED
    answers: int
    households: int
    due: str
    because: str | None = None


@dataclass(frozen=True, kw_only=True)
class FinalAccountsFacts(ProjectFacts):
    """`kept` is what is kept back of the suppliers' bills until the warranty ends."""

    kind = Kind.FINAL_ACCOUNTS
    received: str
    paid: str
    spent: str
    left: str
    kept: str | None = None


@dataclass(frozen=True, kw_only=True)
class AftercareFacts(ProjectFacts):
    kind = Kind.AFTERCARE
    responsible: str
    aftercare: str


# --- Of the whole year, and about the portal itself ------------------------------------------------------------
class Giver(TypedDict):
    name: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class DonationsFacts(Facts):
    kind = Kind.DONATIONS
    area: str
    year: int
    total: str
    givers: list[Giver]
    unnamed: int
    unnamed_amount: str
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class YearlyReportFacts(Facts):
    kind = Kind.YEARLY_REPORT
    area: str
    year: int
    proposed: int
    declared: int
    finished: int
    titles: list[str]
    beneficiaries: int
    inspections: int
    content: int
    not_content: int
    received: str
    paid: str
    spent: str
    returned: str
    remark: str = ""


class SealOfDay(TypedDict):
    day: str
    links: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class LedgerSealFacts(Facts):
    kind = Kind.LEDGER_SEAL
    seal: SealOfDay


@dataclass(frozen=True, kw_only=True)
class CorrectionFacts(Facts):
    kind = Kind.CORRECTION
    number: str
    title: str
    text: str


# --- From a stored row back ------------------------------------------------------------------------------------
FACTS: dict[Kind, type[Facts]] = {
    one.kind: one
    for one in (
        CallFacts, SupportPollFacts, SupportResultFacts, MeetingFacts, MeetingChangeFacts, MinutesFacts, OwnersVoteFacts, OwnersResultFacts, PoolFacts, RoundFacts, RoundResultFacts,
        RoundAnnulledFacts, ResolutionFacts, ApprovalFacts, RefusalFacts, SupplierFacts, ChangeFacts, SuspensionFacts,
        ResumptionFacts, TerminationFacts, ProgressFacts, AcceptanceFacts, SatisfactionFacts, ReviewProlongedFacts, FinalAccountsFacts,
        AftercareFacts, DonationsFacts, YearlyReportFacts, LedgerSealFacts, CorrectionFacts,
    )
}  # fmt: skip


def from_draft(kind: str, stored: dict[str, Any], **more: str) -> Facts:
    """Return the facts that a draft of `kind` has stored, with `more`; what parameters own is as in force now."""
    cls = FACTS[Kind(kind)]
    owned = {one.name for one in fields(cls) if "parameter" in one.metadata}
    given = {name: fact for name, fact in stored.items() if name not in owned}
    return cls(**{**given, **more})
