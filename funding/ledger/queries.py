"""What the public reads of the money: every figure is derived from postings.

The figures of one project are summed when they are read; those of many are kept (funding.ledger.totals)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models import (
    SUBSIDIES,
    Account,
    AreaTotal,
    Bill,
    Contribution,
    Entry,
    EnvelopeTotal,
    Posting,
    ProjectTotal,
    Source,
    Tranche,
)
from panlong import clock, policy
from panlong.areas.models import CODE_LENGTHS, Area, Level, within
from projects.models import Project, Theme
from projects.stages import Stage

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations  # there is no such package where the portal runs

    class _Figured(TypedDict):
        figure: str
        money_source: str

    BookedPosting = WithAnnotations[Posting, _Figured]  # of booked()

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
RETURNED = CASH & Q(entry__kind__in=[Entry.Kind.RETURN, Entry.Kind.RELEASE])
OWED = Q(account__kind=Account.Kind.PAYABLE)
KEPT = Q(account__kind=Account.Kind.RETENTION)
# The figures of disclosure: which postings they are sums of, and with which sign.
FIGURES = {
    "received": (RECEIVED, 1),
    "approved": (APPROVED, 1),
    "paid": (PAID, 1),
    "spent": (SPENT, -1),
    "returned": (RETURNED, -1),
    "owed": (OWED, -1),
    "kept": (KEPT, -1),
}
# A subsidy that is approved and not paid yet has the source of the envelope that it was reserved in.
SOURCE_OF_GRANT = Subquery(
    Posting.objects.filter(entry=OuterRef("entry"), account__kind=Account.Kind.ENVELOPE).values(
        source=Case(
            When(account__area__level=Level.DISTRICT, then=Value(Source.DISTRICT.value)),
            default=Value(Source.STREET.value),
        )
    )[:1]
)
SOURCE = Case(When(account__kind=Account.Kind.GRANT, then=SOURCE_OF_GRANT), default=F("account__source"))
# What the figures are called, the same on every page.
NAMES = {
    "received": _("From residents and others"),
    "approved": _("Subsidy approved"),
    "paid": _("Subsidy paid"),
    "spent": _("Spent"),
    "returned": _("Given back"),
    "left": _("Left in hand"),
    "owed": _("Owed to suppliers"),
    "kept": _("Kept back until the warranty ends"),
}
OWING = ("owed", "kept")
SELDOM = ("returned", *OWING)  # told when there is something to tell
GROUPS = {
    "street": Substr("community", 1, CODE_LENGTHS[Level.STREET]),
    "community": F("community"),
    "year": F("year"),
    "source": F("source"),
    "theme": F("theme"),
}
APPROPRIATED = Q(
    account__kind=Account.Kind.ENVELOPE, entry__kind__in=[Entry.Kind.APPROPRIATION, Entry.Kind.ALLOTMENT]
)


@dataclass(frozen=True)
class Money:
    """The money of one project or of many, in yuan: what came in from own sources, what subsidy was approved and
    paid, what was spent, what was given back, what is left in hand (received + paid - spent - returned); beside it what is
    owed to suppliers, and what is kept back of their bills until the warranty ends."""

    received: Decimal
    approved: Decimal
    paid: Decimal
    spent: Decimal
    returned: Decimal
    left: Decimal
    owed: Decimal
    kept: Decimal

    @property
    def came(self) -> Decimal:
        """What came into the project's hands: own money and subsidies."""
        return self.received + self.paid


def _sum(condition: Q):
    return Sum("amount", filter=condition, default=ZERO)


def figures() -> dict:
    """Return the figures and what is left, as sums to annotate or aggregate with."""
    sums = {name: sign * _sum(condition) for name, (condition, sign) in FIGURES.items()}
    return {**sums, "left": _sum(CASH)}


def summarise(postings) -> Money:
    """Return the figures of a queryset of postings, in one query."""
    return Money(**postings.aggregate(**figures()))


def money_of(project: Project) -> Money:
    return summarise(Posting.objects.filter(account__project=project))


def by_source(project: Project) -> list[dict]:
    """Return, per source of `project`: planned, come in, spent, left (yuan)."""
    planned = dict(project.planned_shares.values_list("source", "amount"))
    rows = {
        row["account__source"]: dict(row)
        for row in Posting.objects.filter(CASH, account__project=project)
        .values("account__source")
        .annotate(
            came=_sum(RECEIVED | PAID), spent=-_sum(SPENT), returned=-_sum(RETURNED), left=Sum("amount")
        )
        .order_by()
    }
    table: list[dict] = []
    for source in Source:
        if source in planned or source in rows:
            row = rows.get(source, {})
            table.append(
                {
                    "source": source.label,
                    "chapter": "paid" if source in SUBSIDIES else "received",
                    "planned": planned.get(source, ZERO),
                    "came": row.get("came", ZERO),
                    "spent": row.get("spent", ZERO),
                    "returned": row.get("returned", ZERO),
                    "left": row.get("left", ZERO),
                }
            )
    return table


def promised_by_source(project: Project) -> dict[str, Decimal]:
    """Return what was promised to `project`, in yuan by source."""
    sums = project.pledges.order_by().values("source").annotate(sum=Sum("amount"))
    return dict(sums.values_list("source", "sum"))


def parts_of(project: Project):
    """Return the parts of the subsidy: those paid, and those still to come of the grant in force (a queryset)."""
    given_up = Q(grant__released_at__isnull=False, paid_at__isnull=True)
    return Tranche.objects.filter(grant__project=project).exclude(given_up)


def in_hand():
    """Return the keys of the projects that hold money (a queryset of one column)."""
    return ProjectTotal.objects.filter(year=0, source="", left__gt=0).values("project")


def owing(figure: str):
    """Return the keys of the projects that owe their suppliers something: `figure` is "owed" or "kept"."""
    return ProjectTotal.objects.filter(year=0, source="", **{f"{figure}__gt": 0}).values("project")


def postings_of(*, areas=(), year: int | None = None, source: str = "", theme: str = ""):
    """Return the postings of projects by area, year of booking, source and theme."""
    postings = Posting.objects.filter(account__project__isnull=False)
    if areas:
        postings = postings.filter(within(areas, field="account__project__area__code"))
    if year:
        postings = postings.filter(entry__at__year=year)
    if source:
        postings = postings.annotate(money_source=SOURCE).filter(money_source=source)
    if theme:
        postings = postings.filter(account__project__theme=theme)
    return postings


def sums_of(*, areas=(), year: int | None = None, source: str = "", theme: str = ""):
    """Return the sums of communities by area, year of booking, source and theme (funding.ledger.totals)."""
    rows = AreaTotal.objects.all()
    if areas:
        rows = rows.filter(within(areas, field="community"))
    wanted = {"year": year, "source": source, "theme": theme}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def per_project(*, areas=(), year: int | None = None, source: str = "", theme: str = ""):
    """Return the sums of projects by area, year of booking, source and theme, the largest first."""
    rows = ProjectTotal.objects.filter(year=year or 0, source=source)
    if areas:
        rows = rows.filter(within(areas, field="project__area__code"))
    if theme:
        rows = rows.filter(project__theme=theme)
    shown = ("project_id", "project__title", "project__area__name", "received", "paid", "spent", "left")
    return rows.order_by("-approved", "-received", "project_id").values(*shown)


def grouped(sums, by: str) -> list[dict]:
    """Return the figures by street, community, year, source or theme, each group with its label.

    By source without what is owed: that has none until it is paid.
    """
    return _put_together(_by_group_and_source(sums, by), by)


def grouped_by_source_and_in_all(sums, by: str) -> tuple[list[dict], list[dict], Money]:
    """Return the figures put together `by` as grouped does, those of each source, and all of them, in one reading of the sums.

    All of them hold what is owed and kept back, which has no source yet.
    """
    rows = _by_group_and_source(sums, by)
    return _put_together(rows, by), _put_together(rows, "source"), added_up(rows)


def _by_group_and_source(sums, by: str) -> list[dict]:
    figures = {name: Sum(name) for name in (*FIGURES, "left")}
    return list(sums.values(group=GROUPS[by], of=F("source")).annotate(**figures).order_by("group"))


def _put_together(rows: list[dict], by: str) -> list[dict]:
    groups: dict = {}
    for row in rows:
        key = row["of"] if by == "source" else row["group"]
        if key or by != "source":
            groups.setdefault(key, []).append(row)
    labels = _labels(by, groups)
    found = []
    for key, members in groups.items():
        total = added_up(members)
        found.append({"group": key, "label": labels.get(key, key), "came": total.came, **vars(total)})
    return found


def _labels(by: str, keys) -> dict:
    """Return what each of `keys` is called, where it is no name itself."""
    if by in {"street", "community"}:
        return dict(Area.objects.filter(code__in=keys).values_list("code", "name"))
    return {"source": dict(Source.choices), "theme": dict(Theme.choices)}.get(by, {})


def added_up(groups: list[dict]) -> Money:
    """Return the figures of `groups` (grouped), added up."""
    return Money(**{name: sum((row[name] for row in groups), ZERO) for name in (*FIGURES, "left")})


def booked(postings):
    """Return those of `postings` that a figure is summed from, in the order they were booked.

    Each with its `figure` and its `money_source`, '' for what is owed or kept back.
    """
    whens = [When(condition, then=Value(name)) for name, (condition, _sign) in FIGURES.items()]
    related = (
        "entry__voucher__bill",
        "entry__bill",
        "entry__contribution",
        "entry__tranche",
        "entry__reverses",
        "account__project__area",
    )
    return (
        postings.annotate(figure=Case(*whens, default=Value("")), money_source=SOURCE)
        .exclude(figure="")
        .select_related(*related)
        .order_by("entry__at", "entry_id", "id")
    )


def together(sums) -> Money:
    """Return the figures of sums of communities, added up."""
    return Money(**sums.aggregate(**{name: Sum(name, default=ZERO) for name in (*FIGURES, "left")}))


def years() -> list[int]:
    """Return the years from the first booking to the last, the newest first."""
    moments = Entry.objects.values_list("at", flat=True)
    ends = moments.order_by("pk")[:1].union(moments.order_by("-pk")[:1], all=True)
    booked = sorted(timezone.localtime(at).year for at in ends)
    return list(range(booked[-1], booked[0] - 1, -1)) if booked else []


def envelopes() -> list[dict]:
    """Return each yearly envelope with what was put in, what is approved, what is left (yuan)."""
    rows = EnvelopeTotal.objects.order_by("-account__year", "account__area__code").values(
        "put_in", "left", area=F("account__area__name"), year=F("account__year")
    )
    return [{**row, "area": row["area"] or "", "approved": row["put_in"] - row["left"]} for row in rows]


def district_totals() -> dict[str, Decimal]:
    """Return the dashboard's sums: raised by residents, put into envelopes, donated by companies (yuan)."""
    came = {row["group"]: row["received"] for row in grouped(sums_of(), "source")}
    put_in = EnvelopeTotal.objects.aggregate(sum=Sum("put_in", default=ZERO))["sum"]
    return {
        "self_raised": came.get(Source.SELF_RAISED, ZERO),
        "corporate": came.get(Source.CORPORATE, ZERO),
        "public_units": came.get(Source.PUBLIC_UNIT, ZERO),
        "subsidy": put_in,
        "approved": together(sums_of()).approved,
    }


def has_lower_bounds(source: str) -> bool:
    """Say whether a receipt of `source` is a lower bound ("6万余")."""
    return Contribution.objects.filter(
        source=source, is_lower_bound=True, entry__reversed_by__isnull=True
    ).exists()


# --- What is owed to suppliers -------------------------------------------------------------------------------------
def bills(**which):
    """Return the bills that `which` selects, each with what of it is still `owed` and still `held` back, in yuan."""
    paid = Q(payments__is_reversed=False)
    rows = Bill.objects.filter(**which).annotate(
        paid_of_bill=Sum("payments__amount", filter=paid & Q(payments__is_retention=False), default=ZERO),
        paid_of_kept=Sum("payments__amount", filter=paid & Q(payments__is_retention=True), default=ZERO),
    )
    nothing = Q(is_reversed=True)
    return rows.annotate(
        owed=Case(When(nothing, then=Value(ZERO)), default=F("amount") - F("kept") - F("paid_of_bill")),
        held=Case(When(nothing, then=Value(ZERO)), default=F("kept") - F("paid_of_kept")),
    )


@dataclass(frozen=True)
class Overdue:
    """A small supplier waits for its money: which project, for what, since when, how much (yuan)."""

    project: Project
    part: Tranche | None  # of the subsidy
    bill: Bill | None  # of the supplier
    is_retention: bool  # of the bill
    since: datetime
    amount: Decimal
    days: int

    @property
    def is_grave(self) -> bool:
        return self.days >= policy.number("payment_days_most")


def overdue(areas=(), project: Project | None = None) -> list[Overdue]:
    """Return what small and medium suppliers wait for longer than 30 days (保障中小企业款项支付条例), the longest first.

    A part of the subsidy waits since it was asked for, a bill since its day, what is kept back of it since the
    warranty ended, or since the project ended before its warranty began. Who has no contract counts as small.
    """
    now = clock.now()
    late = now - timedelta(days=policy.number("payment_days"))

    def asked_for(path: str) -> Q:
        """Return the condition on the project at the end of `path`."""
        here = within(areas, field=f"{path}__area__code") if areas else Q()
        return here & Q(**{path: project}) if project else here

    parts = Tranche.objects.filter(
        asked_for("grant__project"), grant__project__contract__supplier_is_small=True, grant__released_at__isnull=True,
        requested_at__lte=late, paid_at__isnull=True,
    ).select_related("grant__project__area")  # fmt: skip
    found = [
        Overdue(part.grant.project, part, None, False, since, part.amount, (now - since).days)
        for part in parts
        if (since := part.requested_at)
    ]
    small = Q(contract__isnull=True) | Q(contract__supplier_is_small=True)
    open_bills = bills(billed_on__lte=late).filter(asked_for("project"), small)
    open_bills = open_bills.annotate(
        held_since=Coalesce(
            "project__warranty_ends_at",
            Case(When(project__stage=Stage.TERMINATED, then="project__stage_since")),
        )
    )
    open_bills = open_bills.filter(Q(owed__gt=0) | Q(held__gt=0, held_since__lte=late))
    for bill in open_bills.select_related("project__area", "contract"):
        billed = timezone.make_aware(datetime.combine(bill.billed_on, time.min))
        ended = bill.held_since
        found += [
            Overdue(bill.project, None, bill, is_retention, since, amount, (now - since).days)
            for amount, since, is_retention in ((bill.owed, billed, False), (bill.held, ended, True))
            if amount and since and since <= late
        ]
    return sorted(found, key=lambda one: -one.days)
