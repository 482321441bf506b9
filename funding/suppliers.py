"""Quotations and the choice of the supplier (项目小组自主选供应商)."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from funding import chain, rules
from funding.models import Quotation, SupplierChoice
from panlong import audit, clock, policy
from panlong.accounts.models import Role, User
from panlong.accounts.people import serving
from panlong.errors import Refused, require
from panlong.notices.models import Kind
from panlong.transitions import lock
from projects import lifecycle
from projects.models import Project
from projects.stages import Stage

COLLECTING = (
    Stage.DELIBERATION,
    Stage.POOLED,
    Stage.SELECTION,
    Stage.STREET_REVIEW,
    Stage.PUBLICITY,
    Stage.IN_PROGRESS,
)


def choice_of(project: Project) -> SupplierChoice | None:
    """Return the choice of the supplier that counts or waits for the street office, None when there is none."""
    refused = SupplierChoice.Approval.REFUSED
    return (
        SupplierChoice.objects.filter(project=project)
        .exclude(approval=refused)
        .select_related("quotation")
        .first()
    )


def enough_quotations(project: Project, cost: Decimal) -> bool:
    """Say whether what was collected suffices for `cost` yuan: three or more suppliers from 5,000 yuan (政府采购法 §40)."""
    return cost < policy.value("quotes_from") or project.quotations.count() >= policy.number("quotes_needed")


@transaction.atomic
def collect(project: Project, *, by: User, supplier: str, price: Decimal, note: str = "") -> Quotation:
    """Record the one, unchangeable price of `supplier` in yuan."""
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    lifecycle.require_stage(project, *COLLECTING)
    require(choice_of(project) is None, _("The supplier has been chosen already."))
    require(
        not project.quotations.filter(supplier=supplier).exists(),
        _("This supplier has given its price; it cannot be changed."),
        field="supplier",
    )
    quotation = Quotation.objects.create(
        project=project, supplier=supplier, price=price, note=note, collected_by=by, at=clock.now()
    )
    chain.link(quotation, project)
    audit.record("collect_quotation", by=by, target=quotation, area_code=project.area.code)
    return quotation


@transaction.atomic
def choose(
    project: Project, *, by: User, quotation: Quotation, reasons: str, too_few_because: str = ""
) -> SupplierChoice:
    """Choose the supplier, with reasons; from 5,000 yuan out of three or more (政府采购法 §40).

    Fewer need a reason and the street's approval: the choice waits, and is published when it is approved.
    """
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    lifecycle.require_stage(project, *COLLECTING)
    require(choice_of(project) is None, _("The supplier has been chosen already."))
    require(project.budget > 0, _("First the task group draws up the budget."))
    quotations = list(project.quotations.all())
    require(quotation in quotations, _("This quotation is not of this project."), field="quotation")
    require(
        any(one.collected_by_id != by.pk for one in quotations),
        _("Who collected all quotations does not choose; another member of the group does."),
    )
    enough = enough_quotations(project, max(project.budget, quotation.price))
    require(
        enough or too_few_because.strip() != "",
        _("Fewer than %(needed)d quotations: give the reason.") % {"needed": policy.number("quotes_needed")},
        field="too_few_because",
    )
    choice = SupplierChoice.objects.create(
        project=project,
        quotation=quotation,
        by=by,
        at=clock.now(),
        reasons=reasons,
        too_few_because="" if enough else too_few_because,
        approval=SupplierChoice.Approval.NOT_NEEDED if enough else SupplierChoice.Approval.WAITING,
    )
    chain.link(choice, project)
    audit.record("choose_supplier", by=by, target=choice, area_code=project.area.code, quotation=quotation.pk)
    if choice.counts:
        _publish(choice, project, by=by)
    else:
        lifecycle.note_event(project, "propose_supplier", by=by, note=quotation.supplier)
        lifecycle.tell(
            serving(project.area, {Role.STREET_HANDLER, Role.STREET_REVIEWER}),
            "supplier_to_approve",
            f"supplier-{choice.pk}",
            link=project.get_absolute_url(),
            project=project.title,
        )
    return choice


@transaction.atomic
def decide(project: Project, *, by: User, approved: bool, reason: str = "") -> SupplierChoice:
    """The street office agrees to a choice out of too few quotations, or refuses it with a reason."""
    project = lock(project)
    lifecycle.may(rules.may_approve_supplier(by, project))
    lifecycle.require_stage(project, *COLLECTING)
    choice = choice_of(project)
    if choice is None or choice.approval != SupplierChoice.Approval.WAITING:
        raise Refused(_("No choice of a supplier waits for the street office."))
    require(approved or reason.strip() != "", _("Give the reason."), field="reason")
    choice.approval = SupplierChoice.Approval.APPROVED if approved else SupplierChoice.Approval.REFUSED
    choice.decided_by, choice.decided_at, choice.decision_reason = by, clock.now(), reason
    choice.save(update_fields=["approval", "decided_by", "decided_at", "decision_reason"])
    chain.link(choice, project)
    audit.record(
        "decide_supplier", by=by, target=choice, area_code=project.area.code, approved=approved, reason=reason
    )
    if approved:
        _publish(choice, project, by=by)
    else:
        lifecycle.note_event(project, "refuse_supplier", by=by, note=reason)
    return choice


def _publish(choice: SupplierChoice, project: Project, *, by: User) -> None:
    offers = [{"supplier": one.supplier, "price": f"{one.price:.2f}"} for one in project.quotations.all()]
    notice = lifecycle.announce(
        project,
        Kind.SUPPLIER,
        by=by,
        supplier=choice.quotation.supplier,
        price=f"{choice.quotation.price:.2f}",
        reasons=choice.reasons,
        offers=offers,
        too_few=choice.too_few_because,
    )
    lifecycle.note_event(project, "choose_supplier", by=by, note=choice.quotation.supplier, notice=notice)
