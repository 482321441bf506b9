"""Money in and out of a project: receipts, vouchers, what is given back, the final accounts."""

import hashlib
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from funding import budgets, chain, ledger, queries, rules
from funding.models import (
    OWN_SOURCES,
    SUBSIDIES,
    Account,
    BudgetLine,
    Contribution,
    Entry,
    GiftInKind,
    Pledge,
    Tranche,
    Voucher,
)
from panlong import audit, clock, photos
from panlong.accounts.models import User
from panlong.errors import require
from panlong.transitions import lock
from projects import lifecycle
from projects.models import Project
from projects.stages import Stage

RECEIVING = (Stage.DELIBERATION, Stage.POOLED, Stage.VOTING, Stage.SELECTION, Stage.STREET_REVIEW, Stage.PUBLICITY, Stage.IN_PROGRESS,
             Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE)  # fmt: skip
# A project that ended early still owes for the work that was done.
SPENDING = (Stage.IN_PROGRESS, Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE, Stage.TERMINATED)
# Nothing more comes in: what is left goes back.
SETTLING = (Stage.AFTERCARE, Stage.TERMINATED, Stage.WITHDRAWN, Stage.REJECTED)
CORRECTING = tuple(dict.fromkeys((*RECEIVING, *SPENDING, Stage.SUSPENDED, *SETTLING)))


@transaction.atomic
def receive(
    project: Project,
    *,
    by: User,
    source: str,
    giver: str,
    amount: Decimal,
    received_on: date,
    operation: UUID,
    giver_is_public: bool = False,
    is_lower_bound: bool = False,
    note: str = "",
    pledge: Pledge | None = None,
) -> Contribution:
    """Record money received from a source other than the subsidies and return the numbered receipt.

    `pledge` is the promise that it keeps.
    """
    project = lock(project)
    lifecycle.may(rules.may_keep_books(by, project))
    earlier = Contribution.objects.filter(entry__operation=operation, project=project).first()
    if earlier:
        return earlier
    lifecycle.require_stage(project, *RECEIVING)
    require(source in OWN_SOURCES, _("Subsidies come by grant, not by receipt."), field="source")
    budgets.require_fitting_source(project, source)
    require(received_on <= clock.today(), _("This day is still to come."), field="received_on")
    require(
        pledge is None or (pledge.project_id, pledge.source) == (project.pk, source),
        _("This pledge is of another project or another source."),
        field="pledge",
    )
    entry = ledger.post(
        Entry.Kind.RECEIPT,
        [(ledger.outside(source), ledger.cash(project, source), amount)],
        by=by,
        memo=f"{project.title} {giver if giver_is_public else ''}".strip(),
        operation=operation,
        project=project,
    )
    contribution = Contribution.objects.create(
        project=project, number=_next_number(Contribution, "S", project, received_on.year), source=source, giver=giver,
        giver_is_public=giver_is_public, amount=amount, is_lower_bound=is_lower_bound, received_on=received_on, recorded_by=by,
        entry=entry, note=note, pledge=pledge,
    )  # fmt: skip
    chain.link(contribution, project)
    lifecycle.note_event(project, "receive", by=by, note=f"{amount:.2f}")
    return contribution


def _next_number(model: type[Model], letter: str, project: Project, year: int) -> str:
    """Return the next number of a paper of `project`, such as S7-2026-0001; the project is locked."""
    prefix = f"{letter}{project.pk}-{year}-"
    numbers = model._default_manager.filter(number__startswith=prefix).order_by("-id")
    last = numbers.values_list("number", flat=True).first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"


@transaction.atomic
def pledge(
    project: Project,
    *,
    by: User,
    source: str,
    giver: str,
    amount: Decimal,
    pledged_on: date,
    operation: UUID,
    giver_is_public: bool = False,
) -> Pledge:
    """Record that somebody promises `amount` yuan; it counts as money only when it is received."""
    project = lock(project)
    lifecycle.may(rules.may_keep_books(by, project))
    if earlier := lifecycle.earlier_of(Pledge.objects, project, operation):
        return earlier
    lifecycle.require_stage(project, *RECEIVING)
    require(source in OWN_SOURCES, _("Subsidies come by grant, not by receipt."), field="source")
    budgets.require_fitting_source(project, source)
    require(pledged_on <= clock.today(), _("This day is still to come."), field="pledged_on")
    pledged = Pledge.objects.create(
        project=project, number=_next_number(Pledge, "N", project, pledged_on.year), source=source, giver=giver,
        giver_is_public=giver_is_public, amount=amount, pledged_on=pledged_on, recorded_by=by, operation=operation,
    )  # fmt: skip
    chain.link(pledged, project)
    lifecycle.note_event(project, "pledge", by=by, note=f"{amount:.2f}")
    return pledged


@transaction.atomic
def give_in_kind(
    project: Project,
    *,
    by: User,
    kind: str,
    giver: str,
    what: str,
    quantity: str,
    worth: Decimal,
    valued_by: str,
    given_on: date,
    operation: UUID,
    giver_is_public: bool = False,
) -> GiftInKind:
    """Record goods or labour; their `worth` in yuan, and how it was found, stand apart from all money."""
    project = lock(project)
    lifecycle.may(rules.may_keep_books(by, project))
    if earlier := lifecycle.earlier_of(GiftInKind.objects, project, operation):
        return earlier
    lifecycle.require_stage(project, *RECEIVING)
    require(given_on <= clock.today(), _("This day is still to come."), field="given_on")
    gift = GiftInKind.objects.create(
        project=project, number=_next_number(GiftInKind, "W", project, given_on.year), kind=kind, giver=giver,
        giver_is_public=giver_is_public, what=what, quantity=quantity, worth=worth, valued_by=valued_by, given_on=given_on,
        recorded_by=by, operation=operation,
    )  # fmt: skip
    chain.link(gift, project)
    lifecycle.note_event(project, "give_in_kind", by=by, note=what)
    return gift


@transaction.atomic
def spend(
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
    """Record a spending with its voucher; out of what came in from `source`, never more than is there.

    `scan` is the photo of the invoice for those entitled, `public_scan` a copy for everybody in which names, phones
    and account numbers are covered (both panlong.photos.clean).
    """
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    earlier = Voucher.objects.filter(entry__operation=operation, project=project).first()
    if earlier:
        return earlier
    lifecycle.require_stage(project, *SPENDING)
    require(project.work_started_at is not None, _("No work was done yet, so nothing is owed."))
    require(spent_on <= clock.today(), _("This day is still to come."), field="spent_on")
    line = line or _only_line(project)
    require(
        line is None or line.project_id == project.pk,
        _("This budget line is not of this project."),
        field="line",
    )
    require(
        not Voucher.objects.filter(invoice_number=invoice_number, is_reversed=False).exists(),
        _("This invoice has been entered already; each counts once in the whole district."),
        field="invoice_number",
    )
    entry = ledger.post(
        Entry.Kind.SPENDING,
        [(ledger.cash(project, source), ledger.outside(), amount)],
        by=by,
        memo=f"{purpose} · {payee}",
        operation=operation,
        project=project,
    )
    voucher = Voucher.objects.create(
        project=project, payee=payee, purpose=purpose, line=line, source=source, amount=amount, spent_on=spent_on,
        invoice_number=invoice_number, scan=scan or "", scan_digest=_digest(scan), public_scan=public_scan or "",
        public_scan_digest=_digest(public_scan), recorded_by=by, entry=entry,
    )  # fmt: skip
    if voucher.public_scan:
        photos.keep_small(voucher.public_scan)
    chain.link(voucher, project)
    lifecycle.note_event(project, "spend", by=by, note=f"{purpose} {amount:.2f}")
    return voucher


def _only_line(project: Project) -> BudgetLine | None:
    """Return the budget line of a budget of one line, None of one without; refuse to guess among several."""
    lines = list(project.budget_lines.all()[:2])
    require(len(lines) < 2, _("Which line of the budget is it for?"), field="line")
    return lines[0] if lines else None


def _digest(photo) -> str:
    """Return the SHA-256 of a photo's bytes, '' without one: whoever swaps the file later is found."""
    if not photo:
        return ""
    photo.seek(0)
    digest = hashlib.sha256(photo.read()).hexdigest()
    photo.seek(0)
    return digest


@transaction.atomic
def give_back(project: Project, *, by: User, operation: UUID) -> Entry:
    """Give unspent money back: subsidies to the envelope, the rest to where it came from.

    During aftercare, and when the project ended before its time: withdrawn, refused, or ended early.
    """
    project = lock(project)
    lifecycle.may(rules.may_keep_books(by, project))
    earlier = Entry.objects.filter(operation=operation, project=project, kind=Entry.Kind.RETURN).first()
    if earlier:
        return earlier
    lifecycle.require_stage(project, *SETTLING)
    grant, moves = project.grants.select_related("envelope").last(), []
    for account in Account.objects.filter(kind=Account.Kind.CASH, project=project).order_by("pk"):
        if left := ledger.balance(account):
            target = (
                grant.envelope if account.source in SUBSIDIES and grant else ledger.outside(account.source)
            )
            moves.append((account, target, left))
    require(bool(moves), _("No money is left."))
    entry = ledger.post(
        Entry.Kind.RETURN, moves, by=by, memo=project.title, operation=operation, project=project
    )
    lifecycle.note_event(project, "give_back", by=by, note=f"{sum(left for _a, _b, left in moves):.2f}")
    return entry


@transaction.atomic
def publish_accounts(project: Project, *, by: User) -> Project:
    """Publish the final accounts with the donations (财由民理), once nothing but the retention is still to come."""
    project = lock(project)
    lifecycle.may(rules.may_keep_books(by, project))
    lifecycle.require_stage(project, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE)
    require(
        project.accounts_public_at is None
        or project.entries.filter(at__gt=project.accounts_public_at).exists(),
        _("The accounts are published already; nothing has been booked since."),
    )
    figures = queries.money_of(project)
    open_parts = Tranche.objects.filter(
        grant__project=project, grant__released_at__isnull=True, paid_at__isnull=True
    )
    require(
        not open_parts.exclude(number=Tranche.Condition.WARRANTY).exists(),
        _("A part of the subsidy is still to be paid; only the retention may be open."),
    )
    facts = {name: f"{getattr(figures, name):.2f}" for name in ("received", "paid", "spent", "left")}
    return lifecycle.publish_accounts(project, by=by, facts=facts)


def is_settled(project: Project) -> bool:
    """Say whether all money of `project` has come to zero: nothing in hand, nothing approved and unpaid."""
    accounts = Account.objects.filter(project=project)
    return all(ledger.balance(account) == 0 for account in accounts)


@transaction.atomic
def close(project: Project, *, by: User) -> Project:
    """Close a project whose money is settled (the other conditions are lifecycle.close's)."""
    project = lock(project)
    return lifecycle.close(project, by=by, money_is_settled=is_settled(project))


@transaction.atomic
def reverse_entry(entry: Entry, *, by: User, reason: str, operation: UUID) -> Entry:
    """Correct a receipt or a spending by its reversal, with a reason; by a keeper of the books who did not record it.

    A reversed voucher frees its invoice, which can then be entered anew.
    """
    project = lock(entry.project)
    lifecycle.may(rules.may_keep_books(by, project))
    earlier = Entry.objects.filter(operation=operation, project=project, reverses=entry).first()
    if earlier:
        return earlier
    lifecycle.require_stage(project, *CORRECTING)
    require(entry.by_id != by.pk, _("Somebody else than who recorded it reverses it."), field="entry")
    require(
        entry.kind in {Entry.Kind.RECEIPT, Entry.Kind.SPENDING},
        _("Only receipts and spendings are reversed here."),
    )
    reversal = ledger.reverse(entry, by=by, reason=reason, operation=operation)
    voucher = Voucher.objects.filter(entry=entry).first()
    if voucher:
        voucher.is_reversed = True
        voucher.save(update_fields=["is_reversed"])
        chain.link(voucher, project)
    audit.record("reverse_entry", by=by, target=entry, area_code=project.area.code, reason=reason)
    lifecycle.note_event(project, "reverse_entry", by=by, note=f"{entry.memo}: {reason}")
    return reversal
