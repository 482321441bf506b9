"""Money in and out of a project: receipts, vouchers, what is given back, the final accounts. Bills are in funding.bills."""

import hashlib
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import budgets, chain, ledger, queries, rules, suppliers, words
from funding.models import (
    OWN_SOURCES,
    Account,
    Bill,
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
from projects import rules as project_rules
from projects.models import Project
from projects.stages import Stage

RECEIVING = (Stage.DELIBERATION, Stage.POOLED, Stage.VOTING, Stage.SELECTION, Stage.STREET_REVIEW, Stage.PUBLICITY, Stage.IN_PROGRESS,
             Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE)  # fmt: skip
# A project that ended early still owes for the work that was done.
SPENDING = (Stage.IN_PROGRESS, Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE, Stage.TERMINATED)
# Nothing more comes in: what is left goes back.
SETTLING = (Stage.AFTERCARE, Stage.TERMINATED, Stage.WITHDRAWN, Stage.REJECTED)
REVERSIBLE = (Entry.Kind.RECEIPT, Entry.Kind.BILL, Entry.Kind.SPENDING)
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
    _require_own_source(project, source)
    require(received_on <= clock.today(), _("This day is still to come."), field="received_on")
    words.require_nothing_private(giver=giver if giver_is_public else "", note=note)
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


def _require_own_source(project: Project, source: str) -> None:
    """Raise Refused unless money of `source` comes by receipt, and is for such a project."""
    require(source in OWN_SOURCES, _("Subsidies come by grant, not by receipt."), field="source")
    budgets.require_fitting_source(project, source)


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
    _require_own_source(project, source)
    require(pledged_on <= clock.today(), _("This day is still to come."), field="pledged_on")
    words.require_nothing_private(giver=giver if giver_is_public else "")
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
    public_giver = giver if giver_is_public else ""
    words.require_nothing_private(giver=public_giver, what=what, quantity=quantity, valued_by=valued_by)
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
    """Record what was bought over the counter, bill and payment in one; out of what came in from `source`.

    Never more than is there. The supplier under contract is paid by its bills (funding.bills), and who is to get 5,000
    yuan or more needs one (suppliers.require_small).
    `scan` is the photo of the invoice for those entitled, `public_scan` a copy for everybody in which names, phones
    and account numbers are covered (both panlong.photos.clean).
    """
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    earlier = Voucher.objects.filter(entry__operation=operation, project=project).first()
    if earlier:
        return earlier
    require_work(project)
    require_day_of_work(project, spent_on, field="spent_on")
    require(
        suppliers.contract_with(payee, project) is None,
        _("With this supplier there is a contract: record its bill, then pay it."),
        field="payee",
    )
    line = line_of(project, line)
    suppliers.require_small(project, payee, amount, line)
    words.require_nothing_private(payee=payee, purpose=purpose)
    require_new_invoice(invoice_number := words.invoice_of(invoice_number))
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
        invoice_number=invoice_number, recorded_by=by, entry=entry, **photos_of(scan, public_scan),
    )  # fmt: skip
    keep_small(voucher)
    chain.link(voucher, project)
    lifecycle.note_event(project, "spend", by=by, note=f"{purpose} {amount:.2f}")
    return voucher


def require_work(project: Project) -> None:
    """Raise Refused unless work was done for `project` that somebody may be paid for."""
    lifecycle.require_stage(project, *SPENDING)
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


@transaction.atomic
def give_back(project: Project, *, by: User, operation: UUID) -> Entry:
    """Give unspent money back: subsidies to the envelope, the rest to where it came from.

    During aftercare, and when the project ended before its time: withdrawn, refused, or ended early. What suppliers
    wait for is paid first.
    """
    project = lock(project)
    lifecycle.may(rules.may_keep_books(by, project))
    earlier = Entry.objects.filter(operation=operation, project=project, kind=Entry.Kind.RETURN).first()
    if earlier:
        return earlier
    lifecycle.require_stage(project, *SETTLING)
    _require_paid(project, "owed", "kept")
    moves = []
    for account in Account.objects.filter(kind=Account.Kind.CASH, project=project).order_by("pk"):
        if left := ledger.balance(account):
            moves.append((account, _where_from(account, project), left))
    require(bool(moves), _("No money is left."))
    entry = ledger.post(
        Entry.Kind.RETURN, moves, by=by, memo=project.title, operation=operation, project=project
    )
    lifecycle.note_event(project, "give_back", by=by, note=f"{sum(left for _a, _b, left in moves):.2f}")
    return entry


def _where_from(cash: Account, project: Project) -> Account:
    """Return where the money in `cash` goes back to: a subsidy to the last envelope of its own source, the rest outside.

    A changed subsidy may come from another envelope than what was paid before.
    """
    grants = [one for one in project.grants.select_related("envelope__area") if one.source == cash.source]
    return grants[-1].envelope if grants else ledger.outside(cash.source)


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
    figures = _require_paid(project, "owed")
    require(
        suppliers.contract_of(project) is None or figures.spent > 0,
        _("Nothing was spent yet though there is a contract: record the supplier's bill first."),
    )
    open_parts = Tranche.objects.filter(
        grant__project=project, grant__released_at__isnull=True, paid_at__isnull=True
    )
    require(
        not open_parts.exclude(number=Tranche.Condition.WARRANTY).exists(),
        _("A part of the subsidy is still to be paid; only the retention may be open."),
    )
    told = ("received", "paid", "spent", "left", *(["kept"] if figures.kept else []))
    return lifecycle.publish_accounts(
        project, by=by, facts={name: f"{getattr(figures, name):.2f}" for name in told}
    )


def _require_paid(project: Project, *what: str) -> queries.Money:
    """Return the figures of `project`; raise Refused while one of `what` ("owed", "kept") is not zero."""
    figures = queries.money_of(project)
    told = {
        "owed": _("%(amount)s yuan are still owed to suppliers; pay the bills first."),
        "kept": _("%(amount)s yuan are still kept back of the suppliers' bills until the warranty ends."),
    }
    for name in what:
        amount = getattr(figures, name)
        require(not amount, told[name] % {"amount": f"{amount:.2f}"})
    return figures


def is_settled(project: Project) -> bool:
    """Say whether all money of `project` has come to zero: nothing in hand, owed, kept back, or approved and unpaid."""
    accounts = Account.objects.filter(project=project)
    return all(ledger.balance(account) == 0 for account in accounts)


@transaction.atomic
def close(project: Project, *, by: User) -> Project:
    """Close a project whose money is settled (the other conditions are lifecycle.close's)."""
    project = lock(project)
    lifecycle.may(project_rules.may_lead_community(by, project))
    _require_paid(project, "owed", "kept")
    return lifecycle.close(project, by=by, money_is_settled=is_settled(project))


@transaction.atomic
def reverse_entry(entry: Entry, *, by: User, reason: str, operation: UUID) -> Entry:
    """Correct a receipt, bill or spending by its reversal, with a reason; by a keeper of the books who did not record it.

    A reversed paper frees its invoice, which can then be entered anew. What a payment paid is owed again.
    """
    project = lock(entry.project)
    lifecycle.may(rules.may_keep_books(by, project))
    earlier = Entry.objects.filter(operation=operation, project=project, reverses=entry).first()
    if earlier:
        return earlier
    lifecycle.require_stage(project, *CORRECTING)
    require(entry.by_id != by.pk, _("Somebody else than who recorded it reverses it."), field="entry")
    words.require_nothing_private(reason=reason)
    require(
        entry.kind in REVERSIBLE,
        _("Only receipts, bills and spendings are reversed here."),
    )
    require(
        not Voucher.objects.filter(bill__entry=entry, is_reversed=False).exists(),
        _("This bill was paid; the payments are reversed first."),
        field="entry",
    )
    reversal = ledger.reverse(entry, by=by, reason=reason, operation=operation)
    papers: list[Bill | Voucher] = [*Bill.objects.filter(entry=entry), *Voucher.objects.filter(entry=entry)]
    for paper in papers:
        paper.is_reversed = True
        paper.save(update_fields=["is_reversed"])
        chain.link(paper, project)
    audit.record("reverse_entry", by=by, target=entry, area_code=project.area.code, reason=reason)
    lifecycle.note_event(project, "reverse_entry", by=by, note=f"{entry.memo}: {reason}")
    return reversal
