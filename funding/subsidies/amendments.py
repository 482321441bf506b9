"""Another amount for a subsidy in force: asked for by the task group, checked, reviewed, approved by three others."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from funding import rules
from funding.ledger import chain
from funding.models import GrantChange, Tranche
from funding.subsidies import budgets, grants, street_review, tranches
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import Refused, require
from projects import verbs
from projects.journey import selecting
from projects.models import Project
from projects.stages import PAYABLE
from projects.transitions import lock_row

CHANGING = PAYABLE


def current_change(project: Project) -> GrantChange | None:
    """Return the change that is not decided yet, None when there is none."""
    return project.grant_changes.filter(approved_at__isnull=True, refused_at__isnull=True).first()


def _paid(project: Project) -> Decimal:
    parts = Tranche.objects.filter(grant__project=project, paid_at__isnull=False)
    return parts.aggregate(sum=Sum("amount", default=Decimal(0)))["sum"]


def _require_possible(project: Project, amount: Decimal) -> None:
    """Raise Refused unless a subsidy of `amount` yuan in all is possible: capped, above what is paid, no part under way."""
    verbs.require_stage(project, *CHANGING)
    verbs.require_no_open_objection(project)
    require(grants.current_grant(project) is not None, _("No subsidy is in force."))
    require(amount != project.subsidy_approved, _("This is the amount in force."), field="amount")
    budgets.require_within_limits(project, project.budget, amount)
    require(
        amount > _paid(project),
        _("Not less than what is paid already, %(paid)s yuan.") % {"paid": f"{_paid(project):.2f}"},
        field="amount",
    )
    tranche = tranches.next_tranche(project)
    require(
        tranche is not None and tranche.state == "waiting",
        _("A part of the subsidy is under way or none is left; the amount can be changed between two parts."),
    )


@transaction.atomic
def request_change(project: Project, *, by: User, amount: Decimal, reason: str) -> GrantChange:
    """The task group asks for a subsidy of `amount` yuan in all instead of the one in force."""
    project = lock_row(project)
    verbs.require_permission(rules.may_apply(by, project))
    require(current_change(project) is None, _("A change is asked for already."))
    _require_possible(project, amount)
    change = GrantChange.objects.create(
        project=project, amount=amount, reason=reason, requested_by=by, requested_at=clock.now()
    )
    chain.link_rows(change, project)
    verbs.note_event(project, "ask_grant_change", by=by, note=f"{amount:.2f}")
    audit.record("ask_grant_change", by=by, target=change, area_code=project.area.code, amount=str(amount))
    return change


@transaction.atomic
def check_change(project: Project, *, by: User, approved: bool = True, reason: str = "") -> GrantChange:
    """The handler has checked the change, or refuses it with a reason."""
    verbs.require_permission(rules.may_handle(by, project))
    return _step(project, "requested", "checked", by=by, approved=approved, reason=reason)


@transaction.atomic
def review_change(project: Project, *, by: User, approved: bool = True, reason: str = "") -> GrantChange:
    """The reviewer agrees to the change, or refuses it with a reason."""
    verbs.require_permission(rules.may_review(by, project))
    return _step(project, "checked", "reviewed", by=by, approved=approved, reason=reason)


@transaction.atomic
def approve_change(project: Project, *, by: User, approved: bool = True, reason: str = "") -> GrantChange:
    """A third person approves: what is unpaid goes back to its envelope, and the new rest is reserved in its place."""
    verbs.require_permission(rules.may_approve_grant(by, project))
    change = _step(project, "reviewed", "approved", by=by, approved=approved, reason=reason)
    if change.approved_at is None:
        return change
    project = lock_row(project)
    require(
        street_review.is_within_power(by, project, change.amount),
        _("Above the limit of the street office the district approves."),
    )
    _require_possible(project, change.amount)
    unpaid = tranches.next_tranche(project)
    assert unpaid is not None, "a subsidy that is paid out is changed no more"
    grants.release_subsidy(project, by=by)
    grants.reserve_subsidy(project, change.amount - _paid(project), by=by, first=unpaid.number)
    selecting.record_grant_change(project, by=by, subsidy=change.amount, reason=change.reason)
    return change


def _step(
    project: Project, waits_as: str, done: str, *, by: User, approved: bool, reason: str
) -> GrantChange:
    """Take the open change one step further, or refuse it; by nobody who took a step of it before."""
    project = lock_row(project)
    change = current_change(project)
    if change is None or change.step != waits_as:
        raise Refused(_("No change of the subsidy waits for this step."))
    before = (change.requested_by_id, change.checked_by_id, change.reviewed_by_id)
    require(by.pk not in before, _("Each step is taken by somebody else."))
    require(approved or reason.strip() != "", _("Give the reason."), field="reason")
    if not approved:
        done, change.refusal = "refused", reason
    setattr(change, f"{done}_by", by)
    setattr(change, f"{done}_at", clock.now())
    change.save(update_fields=[f"{done}_by", f"{done}_at", "refusal"])
    chain.link_rows(change, project)
    audit.record("change_grant", by=by, target=change, area_code=project.area.code, step=done, reason=reason)
    return change
