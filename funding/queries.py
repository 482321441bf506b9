"""What the public reads of the money: every figure summed from postings, none stored."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import ExtractYear

from funding.models import SUBSIDIES, Account, Contribution, Entry, Posting, Source
from panlong.areas.models import within
from projects.models import Project

ZERO = Decimal("0.00")
CASH = Q(account__kind=Account.Kind.CASH)
RECEIVED = (
    CASH
    & ~Q(account__source__in=SUBSIDIES)
    & (Q(entry__kind=Entry.Kind.RECEIPT) | Q(entry__reverses__kind=Entry.Kind.RECEIPT))
)
PAID = CASH & Q(account__source__in=SUBSIDIES) & Q(entry__kind=Entry.Kind.PAYMENT)
SPENT = CASH & (Q(entry__kind=Entry.Kind.SPENDING) | Q(entry__reverses__kind=Entry.Kind.SPENDING))
APPROVED = Q(account__kind=Account.Kind.GRANT) & Q(entry__kind__in=[Entry.Kind.GRANT, Entry.Kind.RELEASE])
APPROPRIATED = Q(account__kind=Account.Kind.ENVELOPE, entry__kind=Entry.Kind.APPROPRIATION)


@dataclass(frozen=True)
class Money:
    """The money of one project or of many, in yuan: what came in from own sources, what subsidy was approved and
    paid, what was spent, what is left in hand."""

    received: Decimal
    approved: Decimal
    paid: Decimal
    spent: Decimal
    left: Decimal


def _sum(condition: Q):
    return Sum("amount", filter=condition, default=ZERO)


def summarise(postings) -> Money:
    """Return the figures of a queryset of postings, in one query."""
    figures = postings.aggregate(
        received=_sum(RECEIVED), approved=_sum(APPROVED), paid=_sum(PAID), spent=_sum(SPENT), left=_sum(CASH)
    )
    figures["spent"] = -figures["spent"]
    return Money(**figures)


def money_of(project: Project) -> Money:
    return summarise(Posting.objects.filter(account__project=project))


def by_source(project: Project) -> list[dict]:
    """Return, per source of `project`: planned, come in, spent, left (yuan)."""
    planned = dict(project.planned_shares.values_list("source", "amount"))
    rows = {
        row["account__source"]: dict(row)
        for row in Posting.objects.filter(CASH, account__project=project)
        .values("account__source")
        .annotate(came=_sum(RECEIVED | PAID), spent=-_sum(SPENT), left=Sum("amount"))
        .order_by()
    }
    table: list[dict] = []
    for source in Source:
        if source in planned or source in rows:
            row = rows.get(source, {})
            table.append(
                {
                    "source": source.label,
                    "planned": planned.get(source, ZERO),
                    "came": row.get("came", ZERO),
                    "spent": row.get("spent", ZERO),
                    "left": row.get("left", ZERO),
                }
            )
    return table


def in_hand():
    """Return the keys of the projects that hold money (a queryset of one column)."""
    held = Posting.objects.filter(CASH).values("account__project").annotate(held=Sum("amount"))
    return held.filter(held__gt=0).values("account__project").order_by()


def postings_of(*, areas=(), year: int | None = None, source: str = "", theme: str = ""):
    """Return the postings of projects by area, year of booking, source and theme."""
    postings = Posting.objects.filter(account__project__isnull=False)
    if areas:
        postings = postings.filter(within(areas, field="account__project__area__code"))
    if year:
        postings = postings.filter(entry__at__year=year)
    if source:
        postings = postings.filter(account__source=source)
    if theme:
        postings = postings.filter(account__project__theme=theme)
    return postings


def per_project(postings):
    """Return one row of figures per project, the largest first (a queryset of dicts)."""
    return (
        postings.values("account__project", "account__project__title", "account__project__area__name")
        .annotate(
            received=_sum(RECEIVED),
            approved=_sum(APPROVED),
            paid=_sum(PAID),
            spent=-_sum(SPENT),
            left=_sum(CASH),
        )
        .order_by("-approved", "-received", "account__project")
    )


def per_source(postings) -> list[dict]:
    """Return what came in by source, in the order of Source."""
    came = dict(
        postings.filter(RECEIVED | PAID).values_list("account__source").annotate(Sum("amount")).order_by()
    )
    return [
        {"source": source, "label": source.label, "amount": came[source]}
        for source in Source
        if source in came
    ]


def years() -> list[int]:
    return list(
        Entry.objects.annotate(year=ExtractYear("at"))
        .values_list("year", flat=True)
        .distinct()
        .order_by("-year")
    )


def envelopes() -> list[dict]:
    """Return each yearly envelope with what was put in, what is approved, what is left (yuan)."""
    rows = (
        Posting.objects.filter(account__kind=Account.Kind.ENVELOPE)
        .values("account__area__name", "account__year")
        .annotate(put_in=_sum(APPROPRIATED), left=Sum("amount"))
        .order_by("-account__year", "account__area__code")
    )
    return [
        {
            "area": row["account__area__name"],
            "year": row["account__year"],
            "put_in": row["put_in"],
            "approved": row["put_in"] - row["left"],
            "left": row["left"],
        }
        for row in rows
    ]


def district_totals() -> dict[str, Decimal]:
    """Return the dashboard's sums: raised by residents, put into envelopes, donated by companies (yuan)."""
    receipts = Q(account__kind=Account.Kind.CASH) & RECEIVED
    return Posting.objects.aggregate(
        self_raised=_sum(receipts & Q(account__source=Source.SELF_RAISED)),
        corporate=_sum(receipts & Q(account__source=Source.CORPORATE)),
        public_units=_sum(receipts & Q(account__source=Source.PUBLIC_UNIT)),
        subsidy=_sum(APPROPRIATED),
        approved=_sum(APPROVED),
    )


def has_lower_bounds(source: str) -> bool:
    """Say whether a receipt of `source` is a lower bound ("6万余")."""
    return Contribution.objects.filter(
        source=source, is_lower_bound=True, entry__reversed_by__isnull=True
    ).exists()
