"""What suppliers ask for, what of it is owed (应付), what is kept back until the warranty ends (质保金), and its payment."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from funding import ledger, rules, text_checks
from funding.cashbook import spending
from funding.ledger import chain, queries
from funding.models import Bill, BudgetLine, Contract, Entry, Voucher
from funding.procurement import contracts, records, splitting
from funding.subsidies import tranches
from panlong.accounts.models import User
from panlong.errors import require
from panlong.notices.messages import tell
from projects import verbs
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row


@transaction.atomic
def record_bill(
    project: Project,
    *,
    by: User,
    payee: str,
    purpose: str,
    amount: Decimal,
    billed_on: date,
    invoice_number: str,
    operation: UUID,
    line: BudgetLine | None = None,
    scan=None,
    public_scan=None,
) -> Bill:
    """Record what a supplier asks for, in yuan; from now on it is owed, less what the contract keeps back.

    The bills of the supplier under contract come to no more than the contract; another one needs a contract from 5,000
    yuan on (splitting.require_small). The photos are those of spending.record_spending.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_spend(by, project))
    earlier = Bill.objects.filter(entry__operation=operation, project=project).first()
    if earlier:
        return earlier
    spending.require_work(project)
    spending.require_day_of_work(project, billed_on, field="billed_on")
    line = spending.line_of(project, line)
    text_checks.require_nothing_private(payee=payee, purpose=purpose)
    spending.require_new_invoice(invoice_number := text_checks.invoice_of(invoice_number))
    contract = contracts.contract_with(payee, project)
    kept = Decimal(0)
    if contract:
        _require_within(contract, amount)
        kept = Decimal(0) if retention_is_due(project) else contract.retention_of(amount)
    else:
        splitting.require_small(project, payee, amount, line)
    owed = [(ledger.payable_account(project), ledger.outside_account(), amount - kept)]
    held = [(ledger.retention_account(project), ledger.outside_account(), kept)] if kept else []
    entry = ledger.post(
        Entry.Kind.BILL, owed + held, by=by, memo=f"{purpose} · {payee}", operation=operation, project=project
    )
    bill = Bill.objects.create(
        project=project, contract=contract, payee=contract.supplier if contract else payee, purpose=purpose, line=line, amount=amount,
        kept=kept, billed_on=billed_on, invoice_number=invoice_number, recorded_by=by, entry=entry, **spending.photos_of(scan, public_scan),
    )  # fmt: skip
    spending.keep_small(bill)
    chain.link_rows(bill, project)
    verbs.note_event(project, "record_bill", by=by, note=f"{purpose} {amount:.2f}")
    tell(
        [one for one in verbs.elected_people(project) if one.pk != by.pk],
        "bill_to_pay",
        f"bill-{bill.pk}",
        link=project.get_absolute_url(),
        project=project.title,
        amount=f"{amount - kept:.2f}",
    )
    return bill


def _require_within(contract: Contract, amount: Decimal) -> None:
    """Refuse a bill of `amount` yuan that goes beyond `contract`; what its supplier got before there was one counts."""
    counting = {"project": contract.project_id, "is_reversed": False}
    billed = contract.bills.filter(is_reversed=False).aggregate(sum=Sum("amount", default=Decimal(0)))["sum"]
    before: list[Voucher | Bill] = [
        *Voucher.objects.filter(**counting, bill__isnull=True),
        *Bill.objects.filter(**counting, contract__isnull=True),
    ]
    got = sum((one.amount for one in before if records.is_same(one.payee, contract.supplier)), Decimal(0))
    left = contract.amount - billed - got
    require(
        amount <= left,
        _("The contract leaves %(left)s yuan for bills.") % {"left": f"{max(left, Decimal(0)):.2f}"},
        field="amount",
    )


def retention_is_due(project: Project) -> bool:
    """Say whether nothing is kept back any more: the warranty is over, or the project ended before it could begin."""
    never_began = project.stage == Stage.TERMINATED and project.warranty_ends_at is None
    return never_began or tranches.warranty_is_over(project)


@transaction.atomic
def pay_bill(
    project: Project,
    *,
    by: User,
    bill: Bill,
    source: str,
    amount: Decimal,
    spent_on: date,
    operation: UUID,
    is_retention: bool = False,
    scan=None,
    public_scan=None,
) -> Voucher:
    """Pay `amount` yuan of what is owed of `bill`, out of what came in from `source`; in parts if need be.

    Who recorded the bill does not pay it. With `is_retention` it is paid of what was kept back, once the warranty is over (建设工程质量保证金管理办法 §10).
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_spend(by, project))
    earlier = Voucher.objects.filter(entry__operation=operation, project=project).first()
    if earlier:
        return earlier
    spending.require_work(project)
    require(not is_retention or retention_is_due(project), _("The warranty is not over yet."))
    spending.require_day_of_work(project, spent_on, field="spent_on")
    bill = counted = queries.bills(pk=bill.pk).get()
    require(bill.project_id == project.pk, _("This bill is not of this project."), field="bill")
    require(
        bill.recorded_by_id != by.pk,
        _("Somebody other than the person who recorded the bill pays it."),
        field="bill",
    )
    require(spent_on >= bill.billed_on, _("This day is before that of the bill."), field="spent_on")
    due = counted.held if is_retention else counted.owed
    require(
        amount <= due,
        _("Of this bill %(due)s yuan is still to be paid.") % {"due": f"{due:.2f}"},
        field="amount",
    )
    target = ledger.retention_account(project) if is_retention else ledger.payable_account(project)
    entry = ledger.post(
        Entry.Kind.SPENDING,
        [(ledger.cash_account(project, source), target, amount)],
        by=by,
        memo=f"{bill.purpose} · {bill.payee}",
        operation=operation,
        project=project,
    )
    voucher = Voucher.objects.create(
        project=project, payee=bill.payee, purpose=bill.purpose, line=bill.line, source=source, amount=amount, spent_on=spent_on,
        recorded_by=by, entry=entry, bill=bill, is_retention=is_retention, **spending.photos_of(scan, public_scan),
    )  # fmt: skip
    spending.keep_small(voucher)
    chain.link_rows(voucher, project)
    act = "pay_retention" if is_retention else "pay_bill"
    verbs.note_event(project, act, by=by, note=f"{bill.purpose} {amount:.2f}")
    return voucher
