"""What is on record now: the call for quotations, the choice, the contract."""

import unicodedata
from decimal import Decimal

from funding.models import Contract, QuotationRound, SupplierChoice
from panlong import clock, policy
from projects.models import Project
from projects.stages import Stage

# Prices are asked for once the project is approved and its public notice is over: 项目小组自主选供应商.
COLLECTING = (Stage.IN_PROGRESS,)
# Rounds, addresses and choices from before that rule may stand in these too; what was begun there is brought to its end.
BEGUN_BEFORE = (
    Stage.DELIBERATION, Stage.POOLED, Stage.SELECTION, Stage.STREET_REVIEW, Stage.PUBLICITY, Stage.IN_PROGRESS,
)  # fmt: skip


def current_choice(project: Project) -> SupplierChoice | None:
    """Return the choice of the supplier that counts or waits for the street office, None when there is none."""
    refused = SupplierChoice.Approval.REFUSED
    return (
        SupplierChoice.objects.filter(project=project)
        .exclude(approval=refused)
        .select_related("quotation")
        .first()
    )


def current_round(project: Project) -> QuotationRound | None:
    """Return the round of quotations that is not opened yet, None when there is none."""
    return project.quotation_rounds.filter(opened_at__isnull=True).first()


def round_taking_prices(project: Project) -> QuotationRound | None:
    """Return the round that is open and whose time is not over, None when there is none."""
    round = current_round(project)
    takes = round is not None and clock.now() < round.closes_at and project.stage in BEGUN_BEFORE
    return round if takes else None


def needs_round(cost: Decimal) -> bool:
    """Say whether `cost` yuan calls for a sealed round of three suppliers or more (政府采购法 §40)."""
    return cost >= policy.value("quotes_from")


def newest_opened(project: Project) -> QuotationRound | None:
    """Return the newest round whose prices were opened, None when there is none."""
    return project.quotation_rounds.filter(opened_at__isnull=False).order_by("pk").last()


def _has_enough(round: QuotationRound | None) -> bool:
    """Say whether three suppliers or more gave their prices in `round`."""
    return round is not None and round.quotations.count() >= policy.number("quotes_needed")


def enough_quotations(project: Project, cost: Decimal) -> bool:
    """Say whether what was opened suffices for `cost` yuan: from 5,000 yuan three suppliers or more in the newest round.

    A price given in the open, or known from a round before, is none that was sealed beside the others.
    """
    return not needs_round(cost) or _has_enough(newest_opened(project))


def current_contract(project: Project) -> Contract | None:
    return Contract.objects.filter(project=project).select_related("choice__quotation").first()


def is_same(payee: str, other: str) -> bool:
    """Say whether two names of suppliers are one: spaces, signs, width and case do not tell them apart."""
    return plain_name(payee) == plain_name(other)


def plain_name(name: str) -> str:
    """Return the letters and digits of `name`; what nobody sees (Unicode Cf, Mn) makes no other name either."""
    whole = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in whole if unicodedata.category(sign)[0] in "LN")
