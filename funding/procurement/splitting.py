"""Purchases that were split to stay below the limit."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from funding.models import Bill, BudgetLine, SupplierChoice, Voucher
from funding.procurement.records import is_same, needs_round
from panlong import clock, policy
from panlong.areas.models import CODE_LENGTHS, Level
from panlong.errors import require
from projects.models import Project

A_YEAR = timedelta(
    days=366
)  # what one courtyard buys of one kind within a year is one purchase, however it is split


# --- Splitting ----------------------------------------------------------------------------------------------------
SPLITTING = (
    2026_1126  # key of the advisory locks: one choice at a time in a courtyard, so that two see each other
)


def bought_nearby(project: Project) -> Decimal:
    """Return what other projects of the same courtyard and kind bought within twelve months, in yuan.

    Their choices of a supplier, and what they bought without a contract.
    """
    chosen = sum((price for _name, price in _choices_nearby(project)), Decimal(0))
    return chosen + sum((amount for _name, amount in _papers_nearby(project, but=project)), Decimal(0))


def _choices_nearby(project: Project, **which):
    """Return supplier and price (yuan) of the choices of other projects that count with those of `project`."""
    choices = SupplierChoice.objects.filter(_nearby(project), at__gte=clock.now() - A_YEAR, **which)
    choices = choices.exclude(approval=SupplierChoice.Approval.REFUSED).exclude(project=project)
    return choices.values_list("quotation__supplier", "quotation__price")


def _papers_nearby(project: Project, but: Project | None = None):
    """Return payee and amount (yuan) of what was bought without a contract nearby, except by the project `but`.

    It counts from the day it was booked on: the day on an invoice is typed in.
    """
    here = {"is_reversed": False, "entry__at__gte": clock.now() - A_YEAR}
    vouchers = Voucher.objects.filter(_nearby(project), bill__isnull=True, **here).exclude(project=but)
    bills = Bill.objects.filter(_nearby(project), contract__isnull=True, **here).exclude(project=but)
    return vouchers.values_list("payee", "amount").union(bills.values_list("payee", "amount"), all=True)


def _nearby(project: Project) -> Q:
    """Return the condition on rows of the projects of the same courtyard and kind."""
    return Q(project__kind=project.kind, project__area__code__startswith=_courtyard(project))


def _courtyard(project: Project) -> str:
    return project.area.code[: CODE_LENGTHS[Level.COURTYARD]]


def wait_for_neighbours(project: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SPLITTING, _courtyard(project)])


def require_small(project: Project, payee: str, amount: Decimal, line: BudgetLine | None) -> None:
    """Refuse `amount` yuan more without contract when it comes to 5,000 yuan or more in all (政府采购法 §40).

    Two sums are looked at: what this `payee` gets from the projects of the same courtyard and kind within twelve months,
    and what is bought for this `line` of the budget from whomever; a project without lines is one line.
    """
    wait_for_neighbours(project)
    limit = policy.number("quotes_from")
    total = amount + _bought_without_round(project, payee)
    require(
        not needs_round(total),
        _(
            "Without a contract this supplier would get %(sum)s yuan within a year; from %(from)d yuan it takes a round of quotations and a contract."
        )
        % {"sum": f"{total:.2f}", "from": limit},
        field="payee",
    )
    total = amount + _bought_for(project, line)
    require(
        not needs_round(total),
        _(
            "For this line of the budget %(sum)s yuan would be spent without a contract; from %(from)d yuan it takes a round of quotations and a contract."
        )
        % {"sum": f"{total:.2f}", "from": limit},
        field="amount",
    )


def _bought_without_round(project: Project, payee: str) -> Decimal:
    """Return what `payee` got without a contract nearby, and what it was chosen for elsewhere without a round, in yuan."""
    papers = [*_papers_nearby(project), *_choices_nearby(project, quotation__round__isnull=True)]
    return sum((amount for name, amount in papers if is_same(name, payee)), Decimal(0))


def _bought_for(project: Project, line: BudgetLine | None) -> Decimal:
    """Return what was bought for `line` without a contract, in yuan."""
    here = {"project": project, "line": line, "is_reversed": False}
    vouchers = Voucher.objects.filter(**here, bill__isnull=True).aggregate(
        sum=Sum("amount", default=Decimal(0))
    )
    bills = Bill.objects.filter(**here, contract__isnull=True).aggregate(
        sum=Sum("amount", default=Decimal(0))
    )
    return vouchers["sum"] + bills["sum"]
