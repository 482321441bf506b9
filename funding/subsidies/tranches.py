"""Paying a subsidy in parts (拨付): requested, checked, approved and paid by four people."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from funding import ledger, rules, text_checks
from funding.ledger import chain
from funding.models import SUBSIDIES, Account, Entry, Posting, Tranche
from funding.procurement import records
from panlong import audit, clock, policy
from panlong.accounts.models import STREET_ROLES, Role, User
from panlong.accounts.people import serving
from panlong.errors import Refused, require
from panlong.notices.messages import tell
from projects import verbs
from projects.models import Project
from projects.stages import PAYABLE, Stage
from projects.transitions import lock_row


def next_tranche(project: Project) -> Tranche | None:
    """Return the first part of the grant that is not paid yet."""
    return Tranche.objects.filter(
        grant__project=project, grant__released_at__isnull=True, paid_at__isnull=True
    ).first()


def why_not_yet(tranche: Tranche, project: Project) -> str:
    """Return why `tranche` cannot be asked for, approved or paid yet, '' when it can.

    What the first part waits for, every later one does, too: money may have been taken back, the subsidy changed.
    """
    if project.stage != Stage.IN_PROGRESS and project.work_started_at is None:
        return _("The work has not begun.")
    if why := _why_no_supplier(project) or _why_no_own_share(project):
        return why
    if tranche.number == Tranche.Condition.MIDPOINT and project.percent_done < 50:
        return _("Half of the work is not done yet.")
    if tranche.number == Tranche.Condition.ACCEPTED and project.rated_at is None:
        return _("The residents' review is not over yet.")
    if tranche.number == Tranche.Condition.WARRANTY and not warranty_is_over(project):
        return _("The warranty is not over yet.")
    return ""


def _why_no_supplier(project: Project) -> str:
    choice = records.current_choice(project)
    if choice is None:
        is_needed = project.budget >= policy.value("quotes_from")
        return _("The task group has not chosen the supplier yet.") if is_needed else ""
    if not choice.counts:
        return _("The street office has not agreed to the supplier yet.")
    return "" if records.current_contract(project) else _("The contract is not on record yet.")


def _why_no_own_share(project: Project) -> str:
    missing = own_share(project) - received_by(project)
    told = _("The residents' own share must come in first; %(missing)s yuan is missing.")
    return told % {"missing": f"{missing:.2f}"} if missing > 0 else ""


def warranty_is_over(project: Project) -> bool:
    """Say whether the warranty is over: that of the contract, or of the rules where there is none."""
    return project.warranty_ends_at is not None and project.warranty_ends_at <= clock.now()


def own_share(project: Project) -> Decimal:
    """Return what comes from other sources than the subsidies according to the plan, in yuan."""
    return project.budget - project.subsidy_approved


def received_by(project: Project) -> Decimal:
    """Return what came in from other sources than the subsidies, reversals taken off, in yuan.

    One table at a time: joined they are slow while PostgreSQL has not counted yet what was just loaded.
    """
    own = Account.objects.filter(kind=Account.Kind.CASH, project=project).exclude(source__in=SUBSIDIES)
    booked = Posting.objects.filter(account__in=list(own)).values_list("entry_id", "amount")
    entries = Entry.objects.filter(project=project).values_list("pk", "kind", "reverses_id")
    receipts = {pk for pk, kind, _reverses in entries if kind == Entry.Kind.RECEIPT}
    receipts |= {pk for pk, _kind, reverses in entries if reverses in receipts}
    return sum((amount for entry, amount in booked if entry in receipts), Decimal(0))


def _locked_tranche(project: Project) -> Tranche:
    """Return the next part of the grant, locked; refuse while the project is halted or an objection is open."""
    require(project.stage in PAYABLE, _("Nothing is paid while the project is halted."))
    verbs.require_no_open_objection(project)
    tranche = (
        Tranche.objects.select_for_update(of=("self",))
        .filter(grant__project=project, grant__released_at__isnull=True, paid_at__isnull=True)
        .first()
    )
    if tranche is None:
        raise Refused(_("No part of the subsidy is open."))
    return tranche


def _require_due(tranche: Tranche, project: Project) -> None:
    reason = why_not_yet(tranche, project)
    require(not reason, reason)


def _require_step(allowed: bool) -> None:
    require(allowed, _("This step of the payment is done already, or not due yet."))


@transaction.atomic
def request_tranche(project: Project, *, by: User) -> Tranche:
    """The task group asks for the next part of the grant; its condition must be met."""
    project = lock_row(project)
    verbs.require_permission(rules.may_request_tranche(by, project))
    tranche = _locked_tranche(project)
    _require_step(tranche.state == "waiting")
    _require_due(tranche, project)
    tranche.requested_by, tranche.requested_at = by, clock.now()
    tranche.save(update_fields=["requested_by", "requested_at"])
    chain.link_rows(tranche, project)
    _tell_next(tranche, project, {Role.STREET_HANDLER}, "tranche_to_check", by)
    return tranche


@transaction.atomic
def check_tranche(project: Project, *, by: User) -> Tranche:
    """The handler has checked the papers of the part asked for."""
    project = lock_row(project)
    verbs.require_permission(rules.may_check_tranche(by, project))
    tranche = _locked_tranche(project)
    _require_step(tranche.state == "requested")
    tranche.checked_by, tranche.checked_at = by, clock.now()
    tranche.save(update_fields=["checked_by", "checked_at"])
    chain.link_rows(tranche, project)
    _tell_next(tranche, project, {Role.STREET_REVIEWER}, "tranche_to_approve", by)
    return tranche


@transaction.atomic
def approve_tranche(project: Project, *, by: User) -> Tranche:
    """The reviewer approves the payment while its condition is met; never who asked for it or checked it."""
    project = lock_row(project)
    verbs.require_permission(rules.may_approve_tranche(by, project))
    tranche = _locked_tranche(project)
    _require_step(tranche.state == "checked")
    verbs.require_permission(by.pk not in (tranche.requested_by_id, tranche.checked_by_id))
    _require_due(tranche, project)
    tranche.approved_by, tranche.approved_at = by, clock.now()
    tranche.save(update_fields=["approved_by", "approved_at"])
    chain.link_rows(tranche, project)
    _tell_next(tranche, project, {Role.STREET_FINANCE}, "tranche_to_pay", by)
    return tranche


@transaction.atomic
def question_tranche(project: Project, *, by: User, reason: str) -> None:
    """Tell the task group what is missing before the part that it asked for goes on; the request itself stays.

    Asking the same again at once tells nobody twice.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_question_tranche(by, project))
    tranche = _locked_tranche(project)
    _require_step(tranche.requested_at is not None)
    last = project.events.order_by("pk").last()
    if last and (last.act, last.actor_id, last.note) == ("question_tranche", by.pk, reason):
        return
    event = verbs.note_event(project, "question_tranche", by=by, note=reason)
    audit.record("question_tranche", by=by, target=tranche, area_code=project.area.code, reason=reason)
    tell(
        verbs.elected_people(project),
        "tranche_questioned",
        f"tranche-question-{event.pk}",
        link=project.get_absolute_url(),
        project=project.title,
        number=tranche.number,
        reason=reason,
    )


@transaction.atomic
def pay_tranche(project: Project, *, by: User, bank_reference: str, operation: UUID) -> Tranche:
    """Finance pays the approved part while its condition is met; never who asked, checked or approved.

    The same `operation` pays once.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_pay_tranche(by, project))
    paid = Tranche.objects.filter(entry__operation=operation, grant__project=project).first()
    if paid:
        return paid
    tranche = _locked_tranche(project)
    _require_step(tranche.state == "approved")
    verbs.require_permission(
        by.pk not in (tranche.requested_by_id, tranche.checked_by_id, tranche.approved_by_id)
    )
    _require_due(tranche, project)
    bank_reference = text_checks.reference_of(bank_reference)
    require(
        not Tranche.objects.filter(bank_reference=bank_reference).exists(),
        _("This bank reference has been used for another payment."),
        field="bank_reference",
    )
    target = ledger.cash_account(project, tranche.grant.source)
    memo = f"{project.title} {tranche.number}/4"
    tranche.entry = ledger.post(
        Entry.Kind.PAYMENT,
        [(ledger.granted_account(project), target, tranche.amount)],
        by=by,
        memo=memo,
        operation=operation,
        project=project,
    )
    tranche.paid_by, tranche.paid_at, tranche.bank_reference = by, tranche.entry.at, bank_reference
    tranche.save(update_fields=["paid_by", "paid_at", "bank_reference", "entry"])
    chain.link_rows(tranche, project, at=tranche.paid_at)
    verbs.note_event(project, "pay_tranche", by=by, note=f"{tranche.amount:.2f}", at=tranche.paid_at)
    audit.record(
        "pay_tranche",
        by=by,
        target=tranche,
        area_code=project.area.code,
        at=tranche.paid_at,
        amount=str(tranche.amount),
        number=tranche.number,
    )
    keepers = verbs.elected_people(project)
    tell(
        keepers,
        "tranche_paid",
        f"tranche-{tranche.pk}",
        link=project.get_absolute_url(),
        project=project.title,
        number=tranche.number,
        amount=f"{tranche.amount:.2f}",
    )
    return tranche


def _tell_next(tranche: Tranche, project: Project, roles: set[Role], topic: str, by: User) -> None:
    audit.record(
        topic.replace("tranche_to", "tranche_sent_to"),
        by=by,
        target=tranche,
        area_code=project.area.code,
        number=tranche.number,
    )
    tell(
        serving(project.area, roles & STREET_ROLES),
        topic,
        f"tranche-{tranche.pk}",
        link=project.get_absolute_url(),
        project=project.title,
        number=tranche.number,
    )
