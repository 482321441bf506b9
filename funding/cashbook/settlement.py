"""Giving back what is left, final accounts, closing, and reversals."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from funding import ledger, rules, text_checks
from funding.ledger import chain, queries
from funding.models import REVERSIBLE, Account, Bill, Entry, Tranche, Voucher
from funding.procurement import records
from panlong import audit
from panlong.accounts.models import User
from panlong.errors import require
from projects import rules as project_rules
from projects import verbs
from projects.journey import caring
from projects.models import Project
from projects.stages import CORRECTING, SETTLING, Stage
from projects.transitions import lock_row


@transaction.atomic
def give_back(project: Project, *, by: User, operation: UUID) -> Entry:
    """Give unspent money back: subsidies to the envelope, the rest to where it came from.

    During aftercare, and when the project ended before its time: withdrawn, refused, or ended early. What suppliers
    wait for is paid first.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_keep_books(by, project))
    earlier = Entry.objects.filter(operation=operation, project=project, kind=Entry.Kind.RETURN).first()
    if earlier:
        return earlier
    verbs.require_stage(project, *SETTLING)
    _require_paid(project, "owed", "kept")
    moves = []
    for account in Account.objects.filter(kind=Account.Kind.CASH, project=project).order_by("pk"):
        if left := ledger.balance_of(account):
            moves.append((account, _where_from(account, project), left))
    require(bool(moves), _("No money is left."))
    entry = ledger.post(
        Entry.Kind.RETURN, moves, by=by, memo=project.title, operation=operation, project=project
    )
    verbs.note_event(project, "give_back", by=by, note=f"{sum(left for _a, _b, left in moves):.2f}")
    return entry


def _where_from(cash: Account, project: Project) -> Account:
    """Return where the money in `cash` goes back to: a subsidy to the last envelope of its own source, the rest outside.

    A changed subsidy may come from another envelope than what was paid before.
    """
    grants = [one for one in project.grants.select_related("envelope__area") if one.source == cash.source]
    return grants[-1].envelope if grants else ledger.outside_account(cash.source)


@transaction.atomic
def publish_accounts(project: Project, *, by: User) -> Project:
    """Publish the final accounts with the donations (财由民理), once nothing but the retention is still to come."""
    project = lock_row(project)
    verbs.require_permission(rules.may_keep_books(by, project))
    verbs.require_stage(project, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE)
    require(
        project.accounts_public_at is None
        or project.entries.filter(at__gt=project.accounts_public_at).exists(),
        _("The accounts are published already; nothing has been booked since."),
    )
    figures = _require_paid(project, "owed")
    require(
        records.current_contract(project) is None or figures.spent > 0,
        _("Nothing was spent yet though there is a contract: record the supplier's bill first."),
    )
    open_parts = Tranche.objects.filter(
        grant__project=project, grant__released_at__isnull=True, paid_at__isnull=True
    )
    require(
        not open_parts.exclude(number=Tranche.Condition.WARRANTY).exists(),
        _("A part of the subsidy is still to be paid; only the retention may be open."),
    )
    return caring.record_accounts(
        project, by=by, received=figures.received, paid=figures.paid, spent=figures.spent, left=figures.left, kept=figures.kept
    )  # fmt: skip


def _require_paid(project: Project, *what: str) -> queries.Money:
    """Return the figures of `project`; raise Refused while one of `what` ("owed", "kept") is not zero."""
    figures = queries.money_of(project)
    told = {
        "owed": _("%(amount)s yuan is still owed to suppliers; pay the bills first."),
        "kept": _("%(amount)s yuan of the suppliers' bills is still kept back until the warranty ends."),
    }
    for name in what:
        amount = getattr(figures, name)
        require(not amount, told[name] % {"amount": f"{amount:.2f}"})
    return figures


def is_settled(project: Project) -> bool:
    """Say whether all money of `project` has come to zero: nothing in hand, owed, kept back, or approved and unpaid."""
    accounts = Account.objects.filter(project=project)
    return all(ledger.balance_of(account) == 0 for account in accounts)


@transaction.atomic
def close_project(project: Project, *, by: User) -> Project:
    """Close a project whose money is settled (the other conditions are those of caring.record_closed)."""
    project = lock_row(project)
    verbs.require_permission(project_rules.may_lead_community(by, project))
    _require_paid(project, "owed", "kept")
    return caring.record_closed(project, by=by, money_is_settled=is_settled(project))


@transaction.atomic
def reverse_entry(entry: Entry, *, by: User, reason: str, operation: UUID) -> Entry:
    """Correct a receipt, bill or spending by its reversal, with a reason; by a keeper of the books who did not record it.

    A reversed paper frees its invoice, which can then be entered anew. What a payment paid is owed again.
    """
    project = lock_row(entry.project)
    verbs.require_permission(rules.may_keep_books(by, project))
    earlier = Entry.objects.filter(operation=operation, project=project, reverses=entry).first()
    if earlier:
        return earlier
    verbs.require_stage(project, *CORRECTING)
    require(
        entry.by_id != by.pk, _("Somebody other than the person who recorded it reverses it."), field="entry"
    )
    text_checks.require_nothing_private(reason=reason)
    require(
        entry.kind in REVERSIBLE,
        _("Only receipts, bills and spendings are reversed here."),
    )
    require(
        not Voucher.objects.filter(bill__entry=entry, is_reversed=False).exists(),
        _("This bill was paid; the payments are reversed first."),
        field="entry",
    )
    reversal = ledger.reverse_entry(entry, by=by, reason=reason, operation=operation)
    papers: list[Bill | Voucher] = [*Bill.objects.filter(entry=entry), *Voucher.objects.filter(entry=entry)]
    for paper in papers:
        paper.is_reversed = True
        paper.save(update_fields=["is_reversed"])
        chain.link_rows(paper, project)
    audit.record("reverse_entry", by=by, target=entry, area_code=project.area.code, reason=reason)
    verbs.note_event(project, "reverse_entry", by=by, note=f"{entry.memo}: {reason}")
    return reversal
