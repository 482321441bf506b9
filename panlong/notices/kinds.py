"""What kinds of notices there are, and how those were stored that had no kind of their own before."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    CALL = "call", _("Call for proposals")
    SUPPORT_POLL = "support_poll", _("Support poll opened")
    SUPPORT_RESULT = "support_result", _("Support poll result")
    MEETING = "meeting", _("Meeting notice")
    MEETING_CHANGE = "meeting_change", _("Change of a meeting")
    MINUTES = "minutes", _("Meeting minutes")
    OWNERS_VOTE = "owners_vote", _("Owners' vote opened")
    OWNERS_RESULT = "owners_result", _("Owners' vote result")
    POOL = "pool", _("Taken into the project pool")
    ROUND = "round", _("Voting round opened")
    ROUND_RESULT = "round_result", _("Voting round result")
    ROUND_ANNULLED = "round_annulled", _("Vote annulled")
    RESOLUTION = "resolution", _("Resolution")
    APPROVAL = "approval", _("Approval of the project")
    REFUSAL = "refusal", _("Refusal of the project")
    SUPPLIER = "supplier", _("Supplier chosen")
    PROGRESS = "progress", _("Progress and spending")
    CHANGE = "change", _("Change")
    SUSPENSION = "suspension", _("Suspension")
    RESUMPTION = "resumption", _("Resumption")
    TERMINATION = "termination", _("Early end")
    ACCEPTANCE = "acceptance", _("Acceptance")
    SATISFACTION = "satisfaction", _("Satisfaction of the residents")
    REVIEW_PROLONGED = "review_prolonged", _("Residents' review prolonged")
    FINAL_ACCOUNTS = "final_accounts", _("Final accounts")
    DONATIONS = "donations", _("Donations of the year")
    AFTERCARE = "aftercare", _("Aftercare")
    YEARLY_REPORT = "yearly_report", _("Yearly report")
    LEDGER_SEAL = "ledger_seal", _("Seal of the ledger")
    CORRECTION = "correction", _("Correction")


@dataclass(frozen=True)
class Shape:
    """Notices stored as `kind` whose facts have `name`, with `value` where one is given."""

    kind: Kind
    name: str
    value: str = ""

    @property
    def condition(self) -> Q:
        has_it = Q(facts__contains={self.name: self.value}) if self.value else Q(facts__has_key=self.name)
        return Q(kind=self.kind) & has_it

    def fits(self, kind: str, facts: dict) -> bool:
        return kind == self.kind and self.name in facts and self.value in ("", facts[self.name])


# How notices were stored before these kinds existed. They are never rewritten: their facts say what they are.
FORMERLY = {
    Kind.LEDGER_SEAL: Shape(Kind.PROGRESS, "seal"),
    Kind.FINAL_ACCOUNTS: Shape(Kind.DONATIONS, "project"),
    Kind.ROUND_ANNULLED: Shape(Kind.ROUND_RESULT, "given_up"),
    Kind.REFUSAL: Shape(Kind.CHANGE, "change", "refuse"),
    Kind.SUSPENSION: Shape(Kind.CHANGE, "change", "suspend"),
    Kind.RESUMPTION: Shape(Kind.CHANGE, "change", "resume"),
    Kind.TERMINATION: Shape(Kind.CHANGE, "change", "terminate"),
}


OPEN_TO_OBJECTION = {
    Kind.SUPPORT_RESULT, Kind.OWNERS_RESULT, Kind.POOL, Kind.ROUND_RESULT, Kind.ROUND_ANNULLED, Kind.RESOLUTION, Kind.APPROVAL, Kind.REFUSAL,
    Kind.SUPPLIER, Kind.CHANGE, Kind.SUSPENSION, Kind.RESUMPTION, Kind.TERMINATION, Kind.ACCEPTANCE, Kind.SATISFACTION,
}  # fmt: skip


def heading_of(kind: str, facts: dict) -> Kind:
    """Return what kind of notice it is that is stored as `kind` with `facts`."""
    former = (later for later, shape in FORMERLY.items() if shape.fits(kind, facts))
    return next(former, Kind(kind))


def stored_as(kind: str) -> Q:
    """Return the condition on Notice that finds those of `kind`, as they are stored today and as they were before."""
    wanted = Q(kind=kind)
    for later, shape in FORMERLY.items():
        if shape.kind == kind:
            wanted &= ~shape.condition
        if later == kind:
            wanted |= shape.condition
    return wanted
