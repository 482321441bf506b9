"""Calls for quotations and the choice of a supplier."""

import secrets
import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal

import stdnum.exceptions
from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.cn import uscc as gb32100

from funding import rules
from funding.ledger import chain
from funding.models import Quotation, QuotationRound, SupplierChoice
from funding.procurement import traces
from funding.procurement.records import (
    BEGUN_BEFORE,
    COLLECTING,
    _has_enough,
    current_choice,
    current_round,
    enough_quotations,
    needs_round,
    newest_opened,
)
from funding.procurement.splitting import bought_nearby, wait_for_neighbours
from panlong import audit, clock, policy
from panlong.accounts.models import Role, User
from panlong.accounts.people import serving
from panlong.crypto import decrypt_text, encrypt_text
from panlong.errors import Refused, require
from panlong.notices.facts import Offer, SupplierFacts
from panlong.notices.messages import tell
from projects import verbs
from projects.models import Project
from projects.transitions import lock_row


@transaction.atomic
def call_for_quotations(project: Project, *, by: User, wanted: str, closes_at: datetime) -> QuotationRound:
    """Call for prices until `closes_at`; each stays sealed until then.

    Once three prices or more were opened and one of them fits the budget, nobody is asked again.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_spend(by, project))
    verbs.require_stage(project, *COLLECTING)
    verbs.require_no_open_objection(project)
    require(current_choice(project) is None, _("The supplier has been chosen already."))
    require(current_round(project) is None, _("A round of quotations is open already."))
    opened = newest_opened(project)
    affordable = opened is not None and opened.quotations.filter(price__lte=project.budget).exists()
    require(
        not (affordable and _has_enough(opened)),
        _("Enough prices were opened; whoever gives one now knows them. Choose one of them."),
    )
    require(
        closes_at >= clock.now() + timedelta(hours=24),
        _("Leave the suppliers a day at least."),
        field="closes_at",
    )
    round = QuotationRound.objects.create(
        project=project, wanted=wanted, called_by=by, called_at=clock.now(), closes_at=closes_at
    )
    chain.link_rows(round, project)
    verbs.note_event(project, "call_quotations", by=by, note=wanted[:100])
    audit.record("call_quotations", by=by, target=round, area_code=project.area.code)
    return round


def checked_uscc(text: str) -> str:
    """Return the unified social credit code in `text`; raise Refused when its check digit is wrong (GB 32100)."""
    try:
        return gb32100.validate(unicodedata.normalize("NFKC", text))
    except stdnum.exceptions.ValidationError:
        raise Refused(
            _(
                "This is not a unified social credit code: 18 letters and digits, the last one checks the others."
            ),
            field="uscc",
        ) from None


@transaction.atomic
def record_quotation(
    project: Project,
    *,
    by: User,
    supplier: str,
    price: Decimal,
    uscc: str = "",
    ties: str = "",
    note: str = "",
) -> Quotation:
    """Record the one, unchangeable price of `supplier` in yuan, which everybody reads at once.

    Only below the amount that needs a round; in a round suppliers hand in their prices themselves (funding.procurement.invitations), or
    somebody of the street takes them down: who chooses makes no offers. `ties` are what the supplier declares.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_spend(by, project))
    verbs.require_stage(project, *COLLECTING)
    require(current_choice(project) is None, _("The supplier has been chosen already."))
    require(
        current_round(project) is None,
        _("In a round the supplier hands in its price itself, or brings it to the street office on paper."),
    )
    require(
        not needs_round(max(project.budget, price) + bought_nearby(project)),
        _("From %(from)d yuan prices come in a sealed round: call for quotations first.")
        % {"from": policy.number("quotes_from")},
    )
    code = checked_uscc(uscc) if uscc else ""
    require_none_yet(project, supplier, code)
    quotation = Quotation.objects.create(
        project=project, supplier=supplier, uscc=code, ties=ties, note=note, collected_by=by, at=clock.now(), price=price
    )  # fmt: skip
    chain.link_rows(quotation, project)
    audit.record("collect_quotation", by=by, target=quotation, area_code=project.area.code)
    return quotation


def require_none_yet(project: Project, supplier: str, code: str, *, field: str = "") -> None:
    """Refuse when the supplier of this name or this code has given its price; `field` is where the page says so."""
    others = project.quotations.all()
    given = _("This supplier has given its price; it cannot be changed.")
    require(not others.filter(supplier=supplier).exists(), given, field=field or "supplier")
    require(not code or not others.filter(uscc=code).exists(), given, field=field or "uscc")


def seal_price(price: Decimal) -> str:
    """Return `price` in an envelope that only the portal's key opens; two of the same price look different."""
    return encrypt_text(f"{secrets.token_hex(8)} {price}")


def unseal_price(quotation: Quotation) -> Decimal:
    """Return the price in the envelope of `quotation`, in yuan. Only for opening a round and for verifying it later."""
    return Decimal(decrypt_text(quotation.sealed).split()[1])


@transaction.atomic
def open_prices(project: Project, *, by: User | None) -> QuotationRound:
    """Open all prices of a round together once its time is over; `by` is None when the portal does it."""
    project = lock_row(project)
    verbs.require_permission(by is None or rules.may_spend(by, project))
    round = current_round(project)
    if round is None:
        raise Refused(_("No round of quotations is open."))
    require(
        clock.now() >= round.closes_at,
        _("The prices stay sealed until %(until)s.") % {"until": clock.minute(round.closes_at)},
    )
    round.opened_by, round.opened_at = by, clock.now()
    round.save(update_fields=["opened_by", "opened_at"])
    chain.link_rows(round, project)
    quotations = list(round.quotations.order_by("pk"))
    for quotation in quotations:
        quotation.price = unseal_price(quotation)
        quotation.save(update_fields=["price"])
        chain.link_rows(quotation, project)
    verbs.note_event(project, "open_quotations", by=by, note=str(len(quotations)))
    audit.record(
        "open_quotations", by=by, target=round, area_code=project.area.code, quotations=len(quotations)
    )
    return round


# --- Choice -------------------------------------------------------------------------------------------------------
@transaction.atomic
def choose_supplier(
    project: Project,
    *,
    by: User,
    quotation: Quotation,
    reasons: str,
    too_few_because: str = "",
    has_ties: bool = False,
) -> SupplierChoice:
    """Choose the supplier, with reasons; from 5,000 yuan out of three or more (政府采购法 §40).

    What other projects of the same courtyard and kind bought within twelve months counts towards that. Fewer offers
    need a reason and the street's approval, and so does a supplier that declared ties, or what offers share with each
    other or with the group (funding.procurement.traces): the choice waits, and is published when it is approved. Who has ties to a
    supplier (`has_ties`) does not choose.
    """
    project = lock_row(project)
    _require_time_to_choose(project, by)
    require(
        not has_ties,
        _("Whoever has ties to one of the suppliers does not choose; another member of the group does."),
        field="has_ties",
    )
    quotations = list(project.quotations.all())
    require(quotation in quotations, _("This quotation is not of this project."), field="quotation")
    quotation = quotations[quotations.index(quotation)]
    require(
        any(one.collected_by_id != by.pk for one in quotations),
        _("Whoever collected all quotations does not choose; another member of the group does."),
    )
    wait_for_neighbours(project)
    nearby = bought_nearby(project)
    cost = max(project.budget, quotation.price or 0) + nearby
    beside = not needs_round(cost) or quotation.round == newest_opened(project)
    enough = beside and enough_quotations(project, cost)
    require(enough or too_few_because.strip() != "", _ask_why_fewer(cost, nearby), field="too_few_because")
    findings = traces.found(project, newest_opened(project))
    waits = not enough or quotation.ties != "" or findings != []
    choice = SupplierChoice.objects.create(
        project=project,
        quotation=quotation,
        by=by,
        at=clock.now(),
        reasons=reasons,
        too_few_because="" if enough else too_few_because,
        findings=findings,
        approval=SupplierChoice.Approval.WAITING if waits else SupplierChoice.Approval.NOT_NEEDED,
    )
    chain.link_rows(choice, project)
    audit.record("choose_supplier", by=by, target=choice, area_code=project.area.code, quotation=quotation.pk)
    if choice.counts:
        _publish(choice, project, by=by)
    else:
        _propose_choice(choice, project, by=by)
    return choice


def _require_time_to_choose(project: Project, by: User) -> None:
    verbs.require_permission(rules.may_spend(by, project))
    verbs.require_stage(project, *COLLECTING)
    verbs.require_no_open_objection(project)
    require(current_choice(project) is None, _("The supplier has been chosen already."))
    require(project.budget > 0, _("First the task group draws up the budget."))
    require(current_round(project) is None, _("First the prices of the round are opened."))


def _ask_why_fewer(cost: Decimal, nearby: Decimal) -> str:
    """Return the sentence that asks for the reason of too few quotations; `nearby` is part of `cost`, both in yuan."""
    fewer = _("Fewer than %(needed)d quotations: give the reason.") % {
        "needed": policy.number("quotes_needed")
    }
    if nearby:
        fewer += " " + _("Together with what was bought in this courtyard within a year, %(sum)s yuan.") % {
            "sum": f"{cost:.2f}"
        }
    return fewer


def _propose_choice(choice: SupplierChoice, project: Project, *, by: User) -> None:
    """Tell the street office that a choice waits for it."""
    verbs.note_event(project, "propose_supplier", by=by, note=choice.quotation.supplier)
    tell(
        serving(project.area, {Role.STREET_HANDLER, Role.STREET_REVIEWER}),
        "supplier_to_approve",
        f"supplier-{choice.pk}",
        link=project.get_absolute_url(),
        project=project.title,
    )


@transaction.atomic
def decide_choice(project: Project, *, by: User, approved: bool, reason: str = "") -> SupplierChoice:
    """The street office agrees to a choice that waits for it, or refuses it with a reason.

    A reason is also needed to agree when offers share something (`SupplierChoice.findings`). Who took an offer of the
    project down does not decide.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_approve_supplier(by, project))
    verbs.require_stage(project, *BEGUN_BEFORE)
    choice = current_choice(project)
    if choice is None or choice.approval != SupplierChoice.Approval.WAITING:
        raise Refused(_("No choice of a supplier waits for the street office."))
    require(
        not project.quotations.filter(collected_by=by).exists(),
        _("You took down an offer of this project; another person of the street decides."),
    )
    require(
        by.phone_hash not in dict(traces.phones_of(project, list(project.quotations.select_related("firm")))),
        _("The telephone of a supplier is yours; another person of the street decides."),
    )
    require((approved and not choice.findings) or reason.strip() != "", _("Give the reason."), field="reason")
    choice.approval = SupplierChoice.Approval.APPROVED if approved else SupplierChoice.Approval.REFUSED
    choice.decided_by, choice.decided_at, choice.decision_reason = by, clock.now(), reason
    choice.save(update_fields=["approval", "decided_by", "decided_at", "decision_reason"])
    chain.link_rows(choice, project)
    audit.record(
        "decide_supplier", by=by, target=choice, area_code=project.area.code, approved=approved, reason=reason
    )
    if approved:
        _publish(choice, project, by=by)
    else:
        verbs.note_event(project, "refuse_supplier", by=by, note=reason)
    return choice


def _publish(choice: SupplierChoice, project: Project, *, by: User) -> None:
    offers: list[Offer] = [
        {"supplier": one.supplier, "price": f"{one.price:.2f}", "ties": one.ties}
        for one in project.quotations.filter(price__isnull=False)
    ]
    facts = SupplierFacts(
        about=verbs.notice_facts(project),
        supplier=choice.quotation.supplier,
        price=f"{choice.quotation.price:.2f}",
        reasons=choice.reasons,
        offers=offers,
        too_few=choice.too_few_because,
    )
    notice = verbs.announce(project, facts, by=by)
    verbs.note_event(project, "choose_supplier", by=by, note=choice.quotation.supplier, notice=notice)
