"""The contract with the chosen supplier."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import rules
from funding.ledger import chain
from funding.models import Contract
from funding.procurement.records import current_choice, current_contract, is_same
from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.errors import Refused, require
from projects import verbs
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row


@transaction.atomic
def record_contract(
    project: Project,
    *,
    by: User,
    number: str,
    amount: Decimal,
    signed_on: date,
    starts_on: date,
    ends_on: date,
    retention_percent: Decimal = Decimal(3),
    warranty_months: int | None = None,
    supplier_is_small: bool = True,
) -> Contract:
    """Record the contract with the chosen supplier: `amount` in yuan, not above its price; the first part waits for it."""
    project = lock_row(project)
    verbs.require_permission(rules.may_spend(by, project))
    verbs.require_stage(project, Stage.IN_PROGRESS)
    require(current_contract(project) is None, _("The contract is on record already."))
    choice = current_choice(project)
    if choice is None or not choice.counts:
        raise Refused(_("The supplier is not chosen yet."))
    least = policy.number("warranty_months")
    months = least if warranty_months is None else warranty_months
    require(amount <= choice.quotation.price, _("Not more than the price that was chosen."), field="amount")
    require(signed_on <= clock.today(), _("This day is still to come."), field="signed_on")
    chosen_on = timezone.localdate(choice.decided_at or choice.at)
    require(signed_on >= chosen_on, _("This day is before the supplier was chosen."), field="signed_on")
    require(starts_on >= signed_on, _("The work begins after the contract is signed."), field="starts_on")
    require(ends_on >= starts_on, _("The work ends after it begins."), field="ends_on")
    require(0 <= retention_percent <= 3, _("At most 3 % are kept back."), field="retention_percent")
    require(
        months >= least,
        _("The warranty runs for %(months)d months at least.") % {"months": least},
        field="warranty_months",
    )
    contract = Contract.objects.create(
        project=project, choice=choice, number=number, amount=amount, signed_on=signed_on, starts_on=starts_on, ends_on=ends_on,
        retention_percent=retention_percent, warranty_months=months, supplier_is_small=supplier_is_small, recorded_by=by, at=clock.now(),
    )  # fmt: skip
    chain.link_rows(contract, project)
    project.warranty_months = months
    project.save(update_fields=["warranty_months"])
    verbs.note_event(project, "sign_contract", by=by, note=f"{number} {amount:.2f}")
    audit.record("sign_contract", by=by, target=contract, area_code=project.area.code, amount=str(amount))
    return contract


def contract_with(payee: str, project: Project) -> Contract | None:
    """Return the contract of `project` when `payee` is its supplier, however the name is written; None otherwise.

    Refuse while its supplier is chosen and the contract can still be signed: what is paid before would come on top.
    """
    contract = current_contract(project)
    if contract is None:
        choice = current_choice(project) if project.stage == Stage.IN_PROGRESS else None
        require(
            choice is None or not choice.counts or not is_same(payee, choice.quotation.supplier),
            _("This supplier was chosen: first record the contract with it."),
            field="payee",
        )
        return None
    return contract if is_same(payee, contract.supplier) else None
