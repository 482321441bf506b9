"""The ledger: double entry, exact, append-only. Positive postings go into an account, negative ones out of it.

The database refuses what these verbs refuse (deferred triggers on Posting); they only say it in words.
"""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from funding import rules
from funding.ledger import chain, totals
from funding.models import Account, Entry, Posting, Source
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.areas.models import Area
from panlong.errors import Refused, require
from projects.models import Project

CENT = Decimal("0.01")


def outside_account(source: str = "") -> Account:
    """Return the account of the outside world: givers by `source`, payees without one."""
    return Account.objects.get_or_create(kind=Account.Kind.OUTSIDE, source=source)[0]


def envelope_account(area: Area, year: int) -> Account:
    return Account.objects.get_or_create(kind=Account.Kind.ENVELOPE, area=area, year=year)[0]


def granted_account(project: Project) -> Account:
    return Account.objects.get_or_create(kind=Account.Kind.GRANT, project=project)[0]


def cash_account(project: Project, source: str) -> Account:
    """Return the project's money from `source`; restricted money stays apart."""
    return Account.objects.get_or_create(kind=Account.Kind.CASH, project=project, source=source)[0]


def payable_account(project: Project) -> Account:
    """Return what the project owes its suppliers: its balance is below zero by that."""
    return Account.objects.get_or_create(kind=Account.Kind.PAYABLE, project=project)[0]


def retention_account(project: Project) -> Account:
    """Return what is kept back of its suppliers' bills (质保金): its balance is below zero by that."""
    return Account.objects.get_or_create(kind=Account.Kind.RETENTION, project=project)[0]


def balance_of(account: Account) -> Decimal:
    """Return the balance of `account` in yuan."""
    return Posting.objects.filter(account=account).aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


@transaction.atomic
def post(
    kind: str,
    moves: list[tuple[Account, Account, Decimal]],
    *,
    by: User | None,
    memo: str,
    operation: UUID,
    project: Project | None = None,
    reverses: Entry | None = None,
) -> Entry:
    """Book money as (from, to, amount in yuan) and return the entry; the same `operation` books once.

    Raises Refused when an account that may not be overdrawn would be, or more be paid than is owed.
    """
    earlier = Entry.objects.filter(operation=operation).first()
    if earlier:
        asked = (str(kind), project.pk if project else None, reverses.pk if reverses else None)
        same = (earlier.kind, earlier.project_id, earlier.reverses_id) == asked
        require(same, _("This form has been used already."))
        return earlier
    require(
        bool(moves) and all(amount > 0 and amount == amount.quantize(CENT) for _a, _b, amount in moves),
        _("Amounts are positive, in whole cents."),
    )
    # Nothing is ever missing outside: only accounts that may not be overdrawn are locked, or all payments would queue.
    touched = {account.pk for move in moves for account in move[:2] if account.kind != Account.Kind.OUTSIDE}
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=touched).order_by("pk"))
    entry = Entry.objects.create(
        kind=kind,
        project=project,
        at=clock.now(),
        by=by,
        memo=memo[:300],
        operation=operation,
        reverses=reverses,
    )
    Posting.objects.bulk_create(
        posting
        for source, target, amount in moves
        for posting in (
            Posting(entry=entry, account=source, amount=-amount),
            Posting(entry=entry, account=target, amount=amount),
        )
    )
    for source, target, _amount in moves:
        _require_covered(source, target)
    totals.add_to_totals(entry)
    chain.link_rows(entry, project, at=entry.at)
    audit.record(
        "book",
        by=by,
        target=entry,
        area_code=project.area.code if project else "",
        at=entry.at,
        entry_kind=str(kind),
        amount=str(sum(m[2] for m in moves)),
    )
    return entry


def _require_covered(source: Account, target: Account) -> None:
    """Raise Refused when a move from `source` to `target` left one of them on the wrong side of nothing."""
    if source.kind not in (Account.Kind.OUTSIDE, *Account.OWING) and balance_of(source) < 0:
        raise Refused(_("There is not enough money for this: %(account)s.") % {"account": source})
    if target.kind in Account.OWING and balance_of(target) > 0:
        raise Refused(_("That much is not owed: %(account)s.") % {"account": target})


@transaction.atomic
def reverse_entry(entry: Entry, *, by: User, reason: str, operation: UUID) -> Entry:
    """Undo `entry` by an opposite one with a reason; an entry is reversed once."""
    require(reason.strip() != "", _("Give the reason."), field="reason")
    require(
        not Entry.objects.filter(reverses=entry).exclude(operation=operation).exists(),
        _("This entry has been reversed already."),
    )
    incoming = [p for p in entry.postings.select_related("account") if p.amount > 0]
    outgoing = [p for p in entry.postings.select_related("account") if p.amount < 0]
    moves = [(into.account, out.account, into.amount) for into, out in zip(incoming, outgoing, strict=True)]
    return post(
        Entry.Kind.REVERSAL,
        moves,
        by=by,
        memo=reason,
        operation=operation,
        project=entry.project,
        reverses=entry,
    )


@transaction.atomic
def appropriate_money(
    area: Area, year: int, amount: Decimal, *, by: User | None, memo: str, operation: UUID
) -> Entry:
    """Put `amount` yuan into the envelope of `area` for `year`: this one, the one before, or the next."""
    require(by is None or rules.may_appropriate(by, area), _("This is not yours to do."))
    require(abs(year - clock.today().year) <= 1, _("Last year, this year or the next."), field="year")
    return post(
        Entry.Kind.APPROPRIATION,
        [(outside_account(Source.DISTRICT), envelope_account(area, year), amount)],
        by=by,
        memo=memo,
        operation=operation,
    )


@transaction.atomic
def allot_money(
    giver: Area, taker: Area, year: int, amount: Decimal, *, by: User, memo: str, operation: UUID
) -> Entry:
    """Move `amount` yuan from the envelope of `giver` to that of `taker`, a street or community within it."""
    require(rules.may_appropriate(by, giver), _("This is not yours to do."))
    require(giver != taker and giver.covers(taker), _("Money goes to an area within this one."), field="area")
    return post(
        Entry.Kind.ALLOTMENT,
        [(envelope_account(giver, year), envelope_account(taker, year), amount)],
        by=by,
        memo=memo,
        operation=operation,
    )


def envelope_for(area: Area, amount: Decimal) -> Account:
    """Return the newest envelope that covers `area` and holds `amount` yuan, the street's before the district's.

    Next year's is not touched before its year begins.
    """
    candidates = Account.objects.select_for_update(of=("self",), no_key=True).filter(
        kind=Account.Kind.ENVELOPE, area__code__in=area.codes_above(), year__lte=clock.today().year
    )
    for account in candidates.select_related("area").order_by("-area__code", "-year"):
        if balance_of(account) >= amount:
            return account
    raise Refused(_("No envelope holds enough money for this subsidy."))
