"""Another amount for a subsidy in force: asked for by the task group, checked, reviewed, approved by three others."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from funding import budgets, chain, grants, rules
from funding.models import GrantChange, Tranche
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import Refused, require
from panlong.transitions import lock
from projects import lifecycle
from projects.models import Project

CHANGING = grants.PAYABLE


def open_change(project: Project) -> GrantChange | None:
    """Return the change that is not decided yet, None when there is none."""
    return project.grant_changes.filter(approved_at__isnull=True, refused_at__isnull=True).first()


def _paid(project: Project) -> Decimal:
    parts = Tranche.objects.filter(grant__project=project, paid_at__isnull=False)
    return parts.aggregate(sum=Sum("amount", default=Decimal(0)))["sum"]


def _require_possible(project: Project, amount: Decimal) -> None:
    """Raise Refused unless a subsidy of `amount` yuan in all is possible: capped, above what is paid, no part under way."""
    lifecycle.require_stage(project, *CHANGING)
    lifecycle.require_no_open_objection(project)
    require(grants.grant_in_force(project) is not None, _("No subsidy is in force."))
    require(amount != project.subsidy_approved, _("This is the amount in force."), field="amount")
    budgets.require_within_limits(project, project.budget, amount)
    require(
        amount > _paid(project),
        _("Not less than what is paid already, %(paid)s yuan.") % {"paid": f"{_paid(project):.2f}"},
        field="amount",
    )
    tranche = grants.next_tranche(project)
    require(
        tranche is not None and tranche.state == "waiting",
        _("A part of the subsidy is under way or none is left; the amount can be changed between two parts."),
    )


@transaction.atomic
def ask(project: Project, *, by: User, amount: Decimal, reason: str) -> GrantChange:
    """The task group asks for a subsidy of `amount` yuan in all instead of the one in force."""
    project = lock(project)
    lifecycle.may(rules.may_apply(by, project))
    require(open_change(project) is None, _("A change is asked for already."))
    _require_possible(project, amount)
    change = GrantChange.objects.create(
        project=project, amount=amount, reason=reason, requested_by=by, requested_at=clock.now()
    )
    chain.link(change, project)
    lifecycle.note_event(project, "ask_grant_change", by=by, note=f"{amount:.2f}")
    audit.record("ask_grant_change", by=by, target=change, area_code=project.area.code, amount=str(amount))
    return change


@transaction.atomic
def check(project: Project, *, by: User, approved: bool = True, reason: str = "") -> GrantChange:
    """The handler has checked the change, or refuses it with a reason."""
    lifecycle.may(rules.may_handle(by, project))
    return _step(project, "requested", "checked", by=by, approved=approved, reason=reason)


@transaction.atomic
def review(project: Project, *, by: User, approved: bool = True, reason: str = "") -> GrantChange:
    """The reviewer agrees to the change, or refuses it with a reason."""
    lifecycle.may(rules.may_review(by, project))
    return _step(project, "checked", "reviewed", by=by, approved=approved, reason=reason)


@transaction.atomic
def approve(project: Project, *, by: User, approved: bool = True, reason: str = "") -> GrantChange:
    """A third person approves: what is unpaid goes back to its envelope, and the new rest is reserved in its place."""
    lifecycle.may(rules.may_approve_grant(by, project))
    change = _step(project, "reviewed", "approved", by=by, approved=approved, reason=reason)
    if change.approved_at is None:
        return change
    project = lock(project)
    require(
        grants.is_within_power(by, project, change.amount),
        _("Above the limit of the street office the district approves."),
    )
    _require_possible(project, change.amount)
    first = grants.next_tranche(project).number
    grants.release(project, by=by)
    grants.reserve(project, change.amount - _paid(project), by=by, first=first)
    lifecycle.record_grant_change(project, by=by, subsidy=change.amount, reason=change.reason)
    return change


def _step(
    project: Project, waits_as: str, done: str, *, by: User, approved: bool, reason: str
) -> GrantChange:
    """Take the open change one step further, or refuse it; by nobody who took a step of it before."""
    project = lock(project)
    change = open_change(project)
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
    chain.link(change, project)
    audit.record("change_grant", by=by, target=change, area_code=project.area.code, step=done, reason=reason)
    return change
