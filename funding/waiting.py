"""Which projects wait for an act of money, as conditions for the database."""

from django.db.models import Exists, OuterRef, Q, Subquery

from funding.forms import receipts as receipt_forms
from funding.ledger import queries
from funding.models import (
    Application,
    GrantChange,
    Quotation,
    QuotationRound,
    StreetReview,
    Supplier,
    SupplierChoice,
    Tranche,
)
from panlong import clock, policy
from panlong.accounts.models import DISTRICT_ROLES
from panlong.notices.models import Objection
from projects.models import ProjectEvent
from projects.stages import PAYABLE, Stage

AFTER_APPROVAL = frozenset(PAYABLE)


def review_is_handled(**facts) -> Q:
    return Q(pk__in=StreetReview.objects.filter(reviewed_at__isnull=True, **facts).values("project"))


def has_open_tranche(**facts) -> Q:
    """Projects whose next part of the grant is in the state that `facts` describe."""
    first = (
        Tranche.objects.filter(grant=OuterRef("grant"), paid_at__isnull=True)
        .order_by("number")
        .values("pk")[:1]
    )
    tranches = Tranche.objects.filter(pk=Subquery(first), grant__released_at__isnull=True, **facts)
    return Q(pk__in=tranches.values("grant__project"))


def tranche_may_be_requested(user) -> Q:
    waiting = {"requested_at__isnull": True}
    return (
        has_open_tranche(number=1, **waiting)
        | (has_open_tranche(number=2, **waiting) & Q(percent_done__gte=50))
        | (has_open_tranche(number=3, **waiting) & Q(rated_at__isnull=False))
        | (has_open_tranche(number=4, **waiting) & Q(warranty_ends_at__lte=clock.now()))
    )


def tranche_waits(user) -> Q:
    """The next part waits to be asked for: between two parts the amount can be changed."""
    return has_open_tranche(requested_at__isnull=True)


def round_is_open(**facts) -> Q:
    return Q(pk__in=QuotationRound.objects.filter(opened_at__isnull=True, **facts).values("project"))


def was_applied_for() -> Q:
    """Projects that ask for no subsidy, or whose application is about the budget as it is."""
    redrawn = ProjectEvent.objects.filter(
        project=OuterRef("project"), act="record_budget", at__gt=OuterRef("at")
    )
    return Q(subsidy_planned=0) | Q(
        Exists(Application.objects.filter(~Exists(redrawn), project=OuterRef("pk")))
    )


def to_approve():
    """Return the reviews of subsidies that wait for a third person, of the project of the outer query."""
    newer = StreetReview.objects.filter(project=OuterRef("project"), pk__gt=OuterRef("pk"))
    approved = StreetReview.objects.filter(verdict=StreetReview.Verdict.APPROVED, approval__isnull=True)
    return approved.filter(~Exists(newer), project=OuterRef("pk"), subsidy__gt=0)


def awaits_approval() -> Q:
    return Q(Exists(to_approve()))


def approval_waits(user) -> Q:
    """Projects whose subsidy waits for a third person: not who checked or reviewed it, and within the power of `user`."""
    reviews = to_approve().exclude(handler=user).exclude(reviewer=user)
    if not any(post.role in DISTRICT_ROLES for post in user.current_posts):
        reviews = reviews.filter(subsidy__lte=policy.value("street_approves_up_to"))
    return Q(Exists(reviews))


def change_waits(user, **facts) -> Q:
    steps = GrantChange.objects.filter(approved_at__isnull=True, refused_at__isnull=True, **facts)
    others = steps.exclude(requested_by=user).exclude(checked_by=user).exclude(reviewed_by=user)
    return Q(pk__in=others.values("project"))


def contract_missing(user) -> Q:
    counted = [SupplierChoice.Approval.NOT_NEEDED, SupplierChoice.Approval.APPROVED]
    return supplier_chosen(approval__in=counted) & Q(contract__isnull=True)


def supplier_chosen(**facts) -> Q:
    """Projects with a choice of the supplier that was not refused, as `facts` describe it."""
    choices = SupplierChoice.objects.exclude(approval=SupplierChoice.Approval.REFUSED).filter(**facts)
    return Q(pk__in=choices.values("project"))


def choice_waits(user, **facts) -> Q:
    """Projects whose choice of the supplier waits for the street, and no offer of which `user` took down."""
    taken_down = Quotation.objects.filter(collected_by=user).values("project")
    return supplier_chosen(approval=SupplierChoice.Approval.WAITING, **facts) & ~Q(pk__in=taken_down)


def firm_waits(user) -> Q:
    """Projects whose task group asked for a firm that waits for the street."""
    firms = Supplier.objects.filter(status=Supplier.Status.WAITING, asked_for__isnull=False)
    return Q(pk__in=firms.exclude(entered_by=user).values("asked_for"))


def objected() -> Q:
    """Projects with an objection that waits for its answer."""
    objections = Objection.objects.open().filter(notice__events__isnull=False)
    return Q(pk__in=objections.values("notice__events__project"))


def left_over(user) -> Q:
    """Money is in hand, nothing is owed, and no part of a subsidy is still to come."""
    to_come = Tranche.objects.filter(paid_at__isnull=True, grant__released_at__isnull=True)
    return (
        Q(pk__in=queries.in_hand())
        & ~Q(pk__in=queries.owing("owed"))
        & ~Q(pk__in=queries.owing("kept"))
        & ~Q(pk__in=to_come.values("grant__project"))
    )


def bill_waits(user) -> Q:
    """Something is owed to a supplier, and money is in hand."""
    return Q(pk__in=_bills_of_others(user, "owed", owed__gt=0)) & Q(pk__in=queries.in_hand())


def retention_waits(user) -> Q:
    """Something is kept back of a bill though the warranty is over or never began, and money is in hand."""
    due = Q(warranty_ends_at__lte=clock.now()) | Q(stage=Stage.TERMINATED, warranty_ends_at__isnull=True)
    return due & Q(pk__in=_bills_of_others(user, "kept", held__gt=0)) & Q(pk__in=queries.in_hand())


def _bills_of_others(user, figure: str, **open_still):
    """Return the keys of the projects with a bill that `user` may pay: who recorded one does not."""
    bills = queries.bills(project__in=queries.owing(figure)).filter(**open_still)
    return bills.exclude(recorded_by=user).values("project")


def may_be_reversed(user) -> Q:
    return Q(pk__in=receipt_forms.reversible_entries(user).values("project"))


def objection_waits(user) -> Q:
    return Q(
        pk__in=Objection.objects.open()
        .exclude(by=user)
        .filter(notice__events__isnull=False)
        .values("notice__events__project")
    )
