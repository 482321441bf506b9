"""Spending and the vouchers that prove it."""

import hashlib
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import ledger, rules, text_checks
from funding.ledger import chain
from funding.models import Bill, BudgetLine, Entry, Voucher
from funding.procurement import contracts, splitting
from panlong import clock
from panlong.accounts.models import User
from panlong.errors import require
from panlong.tools import photos
from projects import verbs
from projects.models import Project
from projects.stages import SPENDING
from projects.transitions import lock_row


@transaction.atomic
def record_spending(
    project: Project,
    *,
    by: User,
    payee: str,
    purpose: str,
    source: str,
    amount: Decimal,
    spent_on: date,
    invoice_number: str,
    operation: UUID,
    line: BudgetLine | None = None,
    scan=None,
    public_scan=None,
) -> Voucher:
    """Record what was bought over the counter, bill and payment in one; out of what came in from `source`.

    Never more than is there. The supplier under contract is paid by its bills (funding.cashbook.bills), and who is to get 5,000
    yuan or more needs one (splitting.require_small).
    `scan` is the photo of the invoice for those entitled, `public_scan` a copy for everybody in which names, phones
    and account numbers are covered (both panlong.tools.photos.clean_photo).
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_spend(by, project))
    earlier = Voucher.objects.filter(entry__operation=operation, project=project).first()
    if earlier:
        return earlier
    require_work(project)
    require_day_of_work(project, spent_on, field="spent_on")
    require(
        contracts.contract_with(payee, project) is None,
        _("With this supplier there is a contract: record its bill, then pay it."),
        field="payee",
    )
    line = line_of(project, line)
    splitting.require_small(project, payee, amount, line)
    text_checks.require_nothing_private(payee=payee, purpose=purpose)
    require_new_invoice(invoice_number := text_checks.invoice_of(invoice_number))
    entry = ledger.post(
        Entry.Kind.SPENDING,
        [(ledger.cash_account(project, source), ledger.outside_account(), amount)],
        by=by,
        memo=f"{purpose} · {payee}",
        operation=operation,
        project=project,
    )
    voucher = Voucher.objects.create(
        project=project, payee=payee, purpose=purpose, line=line, source=source, amount=amount, spent_on=spent_on,
        invoice_number=invoice_number, recorded_by=by, entry=entry, **photos_of(scan, public_scan),
    )  # fmt: skip
    keep_small(voucher)
    chain.link_rows(voucher, project)
    verbs.note_event(project, "spend", by=by, note=f"{purpose} {amount:.2f}")
    return voucher


def require_work(project: Project) -> None:
    """Raise Refused unless work was done for `project` that somebody may be paid for."""
    verbs.require_stage(project, *SPENDING)
    require(project.work_started_at is not None, _("No work was done yet, so nothing is owed."))


def require_day_of_work(project: Project, day: date, *, field: str) -> None:
    """Raise Refused unless `day`, on which somebody is owed or paid, is since the work began and not to come."""
    require(day <= clock.today(), _("This day is still to come."), field=field)
    require(
        project.work_started_at is not None and day >= timezone.localdate(project.work_started_at),
        _("This day is before the work began."),
        field=field,
    )


def require_new_invoice(number: str) -> None:
    """Raise Refused when the invoice `number` is in force already, as a bill or as a voucher of any project."""
    known = any(
        model.objects.filter(invoice_number=number, is_reversed=False).exists() for model in (Bill, Voucher)
    )
    require(
        not known,
        _("This invoice has been entered already; each counts once in the whole district."),
        field="invoice_number",
    )


def line_of(project: Project, line: BudgetLine | None) -> BudgetLine | None:
    """Return `line`, that of a budget of one line, or None of one without; refuse to guess among several."""
    if line is None:
        lines = list(project.budget_lines.all()[:2])
        require(len(lines) < 2, _("Which line of the budget is it for?"), field="line")
        return lines[0] if lines else None
    require(line.project_id == project.pk, _("This budget line is not of this project."), field="line")
    return line


def keep_small(paper: Bill | Voucher) -> None:
    """Keep a small version of the photo that everybody sees, if there is one."""
    if paper.public_scan:
        photos.keep_small(paper.public_scan)


def photos_of(scan, public_scan) -> dict:
    """Return the columns of a bill or voucher with these photos, None for one that there is not.

    The copy for everybody is not the original: what is private in it would be public (个人信息保护法 §6).
    """
    digest, public_digest = _digest(scan), _digest(public_scan)
    require(
        not digest or digest != public_digest,
        _("This is the original; take it anew with names, telephones and accounts covered."),
        field="public_scan",
    )
    return {
        "scan": scan or "",
        "scan_digest": digest,
        "public_scan": public_scan or "",
        "public_scan_digest": public_digest,
    }


def _digest(photo) -> str:
    """Return the SHA-256 of a photo's bytes, '' without one: whoever swaps the file later is found."""
    if not photo:
        return ""
    photo.seek(0)
    digest = hashlib.sha256(photo.read()).hexdigest()
    photo.seek(0)
    return digest
