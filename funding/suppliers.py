"""Quotations and the choice of the supplier (项目小组自主选供应商)."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules
from funding.models import Quotation, SupplierChoice
from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.errors import require
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


@transaction.atomic
def collect(project: Project, *, by: User, supplier: str, price: Decimal, note: str = "") -> Quotation:
    """Record the one, unchangeable price of `supplier` in yuan."""
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    lifecycle.require_stage(project, *COLLECTING)
    require(not hasattr(project, "supplier_choice"), _("The supplier has been chosen already."))
    require(
        not project.quotations.filter(supplier=supplier).exists(),
        _("This supplier has given its price; it cannot be changed."),
        field="supplier",
    )
    quotation = Quotation.objects.create(
        project=project, supplier=supplier, price=price, note=note, collected_by=by, at=clock.now()
    )
    audit.record("collect_quotation", by=by, target=quotation, area_code=project.area.code)
    return quotation


@transaction.atomic
def choose(
    project: Project, *, by: User, quotation: Quotation, reasons: str, too_few_because: str = ""
) -> SupplierChoice:
    """Choose the supplier, with reasons; from 5,000 yuan out of three or more (政府采购法 §40)."""
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    lifecycle.require_stage(project, *COLLECTING)
    require(
        not SupplierChoice.objects.filter(project=project).exists(),
        _("The supplier has been chosen already."),
    )
    quotations = list(project.quotations.all())
    require(quotation in quotations, _("This quotation is not of this project."), field="quotation")
    require(
        any(one.collected_by_id != by.pk for one in quotations),
        _("Who collected all quotations does not choose; another member of the group does."),
    )
    needed = policy.number("quotes_needed")
    if project.budget >= policy.value("quotes_from") and len(quotations) < needed:
        require(
            too_few_because.strip() != "",
            _("Fewer than %(needed)d quotations: give the reason.") % {"needed": needed},
            field="too_few_because",
        )
    choice = SupplierChoice.objects.create(
        project=project,
        quotation=quotation,
        by=by,
        at=clock.now(),
        reasons=reasons,
        too_few_because=too_few_because,
    )
    offers = [{"supplier": one.supplier, "price": f"{one.price:.2f}"} for one in quotations]
    notice = lifecycle.announce(
        project,
        Kind.SUPPLIER,
        by=by,
        supplier=quotation.supplier,
        price=f"{quotation.price:.2f}",
        reasons=reasons,
        offers=offers,
        too_few=too_few_because,
    )
    lifecycle.note_event(project, "choose_supplier", by=by, note=quotation.supplier, notice=notice)
    audit.record("choose_supplier", by=by, target=choice, area_code=project.area.code, quotation=quotation.pk)
    return choice
