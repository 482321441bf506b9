"""Quotations, the choice of the supplier and the contract (项目小组自主选供应商)."""

import secrets
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

import stdnum.exceptions
from django.db import connection, transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.cn import uscc as gb32100

from funding import chain, rules
from funding.models import Bill, BudgetLine, Contract, Quotation, QuotationRound, SupplierChoice, Voucher
from panlong import audit, clock, policy
from panlong.accounts.models import Role, User
from panlong.accounts.people import serving
from panlong.accounts.phones import decrypt, encrypt
from panlong.areas.models import CODE_LENGTHS, Level
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
A_YEAR = timedelta(
    days=366
)  # what one courtyard buys of one kind within a year is one purchase, however it is split


def choice_of(project: Project) -> SupplierChoice | None:
    """Return the choice of the supplier that counts or waits for the street office, None when there is none."""
    refused = SupplierChoice.Approval.REFUSED
    return (
        SupplierChoice.objects.filter(project=project)
        .exclude(approval=refused)
        .select_related("quotation")
        .first()
    )


def open_round(project: Project) -> QuotationRound | None:
    """Return the round of quotations that is not opened yet, None when there is none."""
    return project.quotation_rounds.filter(opened_at__isnull=True).first()


def round_taking_prices(project: Project) -> QuotationRound | None:
    """Return the round that is open and whose time is not over, None when there is none."""
    round = open_round(project)
    takes = round is not None and clock.now() < round.closes_at and project.stage in COLLECTING
    return round if takes else None


def needs_round(cost: Decimal) -> bool:
    """Say whether `cost` yuan calls for a sealed round of three suppliers or more (政府采购法 §40)."""
    return cost >= policy.value("quotes_from")


def newest_opened(project: Project) -> QuotationRound | None:
    """Return the newest round whose prices were opened, None when there is none."""
    return project.quotation_rounds.filter(opened_at__isnull=False).order_by("pk").last()


def _has_enough(round: QuotationRound | None) -> bool:
    """Say whether three suppliers or more gave their prices in `round`."""
    return round is not None and round.quotations.count() >= policy.number("quotes_needed")


def enough_quotations(project: Project, cost: Decimal) -> bool:
    """Say whether what was opened suffices for `cost` yuan: from 5,000 yuan three suppliers or more in the newest round.

    A price given in the open, or known from a round before, is none that was sealed beside the others.
    """
    return not needs_round(cost) or _has_enough(newest_opened(project))


# --- Splitting ----------------------------------------------------------------------------------------------------
SPLITTING = (
    2026_1126  # key of the advisory locks: one choice at a time in a courtyard, so that two see each other
)


def bought_nearby(project: Project) -> Decimal:
    """Return what other projects of the same courtyard and kind bought within twelve months, in yuan.

    Their choices of a supplier, and what they bought without a contract.
    """
    chosen = sum((price for _name, price in _choices_nearby(project)), Decimal(0))
    return chosen + sum((amount for _name, amount in _papers_nearby(project, but=project)), Decimal(0))


def _choices_nearby(project: Project, **which):
    """Return supplier and price (yuan) of the choices of other projects that count with those of `project`."""
    choices = SupplierChoice.objects.filter(_nearby(project), at__gte=clock.now() - A_YEAR, **which)
    choices = choices.exclude(approval=SupplierChoice.Approval.REFUSED).exclude(project=project)
    return choices.values_list("quotation__supplier", "quotation__price")


def _papers_nearby(project: Project, but: Project | None = None):
    """Return payee and amount (yuan) of what was bought without a contract nearby, except by the project `but`.

    It counts from the day it was booked on: the day on an invoice is typed in.
    """
    here = {"is_reversed": False, "entry__at__gte": clock.now() - A_YEAR}
    vouchers = Voucher.objects.filter(_nearby(project), bill__isnull=True, **here).exclude(project=but)
    bills = Bill.objects.filter(_nearby(project), contract__isnull=True, **here).exclude(project=but)
    return vouchers.values_list("payee", "amount").union(bills.values_list("payee", "amount"), all=True)


def _nearby(project: Project) -> Q:
    """Return the condition on rows of the projects of the same courtyard and kind."""
    return Q(project__kind=project.kind, project__area__code__startswith=_courtyard(project))


def _courtyard(project: Project) -> str:
    return project.area.code[: CODE_LENGTHS[Level.COURTYARD]]


def _wait_for_neighbours(project: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SPLITTING, _courtyard(project)])


def require_small(project: Project, payee: str, amount: Decimal, line: BudgetLine | None) -> None:
    """Refuse `amount` yuan more without contract when it comes to 5,000 yuan or more in all (政府采购法 §40).

    Two sums are looked at: what this `payee` gets from the projects of the same courtyard and kind within twelve months,
    and what is bought for this `line` of the budget from whomever; a project without lines is one line.
    """
    _wait_for_neighbours(project)
    limit = policy.number("quotes_from")
    total = amount + _bought_without_round(project, payee)
    require(
        not needs_round(total),
        _(
            "Without a contract this supplier would get %(sum)s yuan within a year; from %(from)d yuan it takes a round of quotations and a contract."
        )
        % {"sum": f"{total:.2f}", "from": limit},
        field="payee",
    )
    total = amount + _bought_for(project, line)
    require(
        not needs_round(total),
        _(
            "For this line of the budget %(sum)s yuan would be spent without a contract; from %(from)d yuan it takes a round of quotations and a contract."
        )
        % {"sum": f"{total:.2f}", "from": limit},
        field="amount",
    )


def _bought_without_round(project: Project, payee: str) -> Decimal:
    """Return what `payee` got without a contract nearby, and what it was chosen for elsewhere without a round, in yuan."""
    papers = [*_papers_nearby(project), *_choices_nearby(project, quotation__round__isnull=True)]
    return sum((amount for name, amount in papers if is_same(name, payee)), Decimal(0))


def _bought_for(project: Project, line: BudgetLine | None) -> Decimal:
    """Return what was bought for `line` without a contract, in yuan."""
    here = {"project": project, "line": line, "is_reversed": False}
    vouchers = Voucher.objects.filter(**here, bill__isnull=True).aggregate(
        sum=Sum("amount", default=Decimal(0))
    )
    bills = Bill.objects.filter(**here, contract__isnull=True).aggregate(
        sum=Sum("amount", default=Decimal(0))
    )
    return vouchers["sum"] + bills["sum"]


# --- Quotations ---------------------------------------------------------------------------------------------------
@transaction.atomic
def call(project: Project, *, by: User, wanted: str, closes_at: datetime) -> QuotationRound:
    """Call for prices until `closes_at`; each stays sealed until then.

    Once three prices or more were opened and one of them fits the budget, nobody is asked again.
    """
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    lifecycle.require_stage(project, *COLLECTING)
    require(choice_of(project) is None, _("The supplier has been chosen already."))
    require(open_round(project) is None, _("A round of quotations is open already."))
    opened = newest_opened(project)
    affordable = opened is not None and opened.quotations.filter(price__lte=project.budget).exists()
    require(
        not (affordable and _has_enough(opened)),
        _("Enough prices were opened; who gives one now knows them. Choose one of them."),
    )
    require(
        closes_at >= clock.now() + timedelta(hours=24),
        _("Leave the suppliers a day at least."),
        field="closes_at",
    )
    round = QuotationRound.objects.create(
        project=project, wanted=wanted, called_by=by, called_at=clock.now(), closes_at=closes_at
    )
    chain.link(round, project)
    lifecycle.note_event(project, "call_quotations", by=by, note=wanted[:100])
    audit.record("call_quotations", by=by, target=round, area_code=project.area.code)
    return round


def checked_uscc(text: str) -> str:
    """Return the unified social credit code in `text`; raise Refused when its check digit is wrong (GB 32100)."""
    try:
        return gb32100.validate(unicodedata.normalize("NFKC", text))
    except stdnum.exceptions.ValidationError:
        raise Refused(
            _(
                "This is no unified social credit code: 18 letters and digits, the last one checks the others."
            ),
            field="uscc",
        ) from None


@transaction.atomic
def collect(
    project: Project,
    *,
    by: User,
    supplier: str,
    price: Decimal,
    uscc: str = "",
    ties: str = "",
    note: str = "",
) -> Quotation:
    """Record the one, unchangeable price of `supplier` in yuan; in a round it is sealed until all are opened.

    Below 5,000 yuan no round is needed: the price can be read at once. `ties` are what the supplier declares.
    """
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    lifecycle.require_stage(project, *COLLECTING)
    require(choice_of(project) is None, _("The supplier has been chosen already."))
    round = open_round(project)
    cost = max(project.budget, price) + bought_nearby(project)
    require(
        round is not None or not needs_round(cost),
        _("From %(from)d yuan prices come in a sealed round: call for quotations first.")
        % {"from": policy.number("quotes_from")},
    )
    require(
        round is None or clock.now() < round.closes_at,
        _("The time for prices is over; open them."),
    )
    require(round is None or uscc != "", _("In a round each supplier gives its code."), field="uscc")
    code = checked_uscc(uscc) if uscc else ""
    require_none_yet(project, supplier, code)
    quotation = Quotation.objects.create(
        project=project, round=round, supplier=supplier, uscc=code, ties=ties, note=note, collected_by=by, at=clock.now(),
        price=price if round is None else None, sealed="" if round is None else sealed(price),
    )  # fmt: skip
    chain.link(quotation, project)
    audit.record("collect_quotation", by=by, target=quotation, area_code=project.area.code)
    return quotation


def require_none_yet(project: Project, supplier: str, code: str) -> None:
    """Refuse when the supplier of this name or this code has given its price."""
    others = project.quotations.all()
    given = _("This supplier has given its price; it cannot be changed.")
    require(not others.filter(supplier=supplier).exists(), given, field="supplier")
    require(not code or not others.filter(uscc=code).exists(), given, field="uscc")


def sealed(price: Decimal) -> str:
    """Return `price` in an envelope that only the portal's key opens; two of the same price look different."""
    return encrypt(f"{secrets.token_hex(8)} {price}")


def unsealed(quotation: Quotation) -> Decimal:
    """Return the price in the envelope of `quotation`, in yuan. Only for opening a round and for verifying it later."""
    return Decimal(decrypt(quotation.sealed).split()[1])


@transaction.atomic
def open_prices(project: Project, *, by: User | None) -> QuotationRound:
    """Open all prices of a round together once its time is over; `by` is None when the portal does it."""
    project = lock(project)
    lifecycle.may(by is None or rules.may_spend(by, project))
    round = open_round(project)
    if round is None:
        raise Refused(_("No round of quotations is open."))
    require(
        clock.now() >= round.closes_at,
        _("The prices stay sealed until %(until)s.") % {"until": clock.minute(round.closes_at)},
    )
    round.opened_by, round.opened_at = by, clock.now()
    round.save(update_fields=["opened_by", "opened_at"])
    chain.link(round, project)
    quotations = list(round.quotations.order_by("pk"))
    for quotation in quotations:
        quotation.price = unsealed(quotation)
        quotation.save(update_fields=["price"])
        chain.link(quotation, project)
    lifecycle.note_event(project, "open_quotations", by=by, note=str(len(quotations)))
    audit.record(
        "open_quotations", by=by, target=round, area_code=project.area.code, quotations=len(quotations)
    )
    return round


# --- Choice -------------------------------------------------------------------------------------------------------
@transaction.atomic
def choose(
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
    need a reason and the street's approval, and so does a supplier that declared ties: the choice waits, and is
    published when it is approved. Who has ties to a supplier (`has_ties`) does not choose.
    """
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    lifecycle.require_stage(project, *COLLECTING)
    require(choice_of(project) is None, _("The supplier has been chosen already."))
    require(project.budget > 0, _("First the task group draws up the budget."))
    require(open_round(project) is None, _("First the prices of the round are opened."))
    require(
        not has_ties,
        _("Who has ties to one of the suppliers does not choose; another member of the group does."),
        field="has_ties",
    )
    quotations = list(project.quotations.all())
    require(quotation in quotations, _("This quotation is not of this project."), field="quotation")
    quotation = quotations[quotations.index(quotation)]
    require(
        any(one.collected_by_id != by.pk for one in quotations),
        _("Who collected all quotations does not choose; another member of the group does."),
    )
    _wait_for_neighbours(project)
    nearby = bought_nearby(project)
    cost = max(project.budget, quotation.price or 0) + nearby
    beside = not needs_round(cost) or quotation.round == newest_opened(project)
    enough = beside and enough_quotations(project, cost)
    fewer = _("Fewer than %(needed)d quotations: give the reason.") % {
        "needed": policy.number("quotes_needed")
    }
    if nearby:
        fewer += " " + _("Together with what was bought in this courtyard within a year, %(sum)s yuan.") % {
            "sum": f"{cost:.2f}"
        }
    require(enough or too_few_because.strip() != "", fewer, field="too_few_because")
    waits = not enough or quotation.ties != ""
    choice = SupplierChoice.objects.create(
        project=project,
        quotation=quotation,
        by=by,
        at=clock.now(),
        reasons=reasons,
        too_few_because="" if enough else too_few_because,
        approval=SupplierChoice.Approval.WAITING if waits else SupplierChoice.Approval.NOT_NEEDED,
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
    offers = [
        {"supplier": one.supplier, "price": f"{one.price:.2f}", "ties": one.ties}
        for one in project.quotations.filter(price__isnull=False)
    ]
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


# --- Contract -----------------------------------------------------------------------------------------------------
@transaction.atomic
def sign(
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
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    lifecycle.require_stage(project, Stage.IN_PROGRESS)
    require(contract_of(project) is None, _("The contract is on record already."))
    choice = choice_of(project)
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
    chain.link(contract, project)
    project.warranty_months = months
    project.save(update_fields=["warranty_months"])
    lifecycle.note_event(project, "sign_contract", by=by, note=f"{number} {amount:.2f}")
    audit.record("sign_contract", by=by, target=contract, area_code=project.area.code, amount=str(amount))
    return contract


def contract_of(project: Project) -> Contract | None:
    return Contract.objects.filter(project=project).select_related("choice__quotation").first()


def contract_with(payee: str, project: Project) -> Contract | None:
    """Return the contract of `project` when `payee` is its supplier, however the name is written; None otherwise.

    Refuse while its supplier is chosen and the contract can still be signed: what is paid before would come on top.
    """
    contract = contract_of(project)
    if contract is None:
        choice = choice_of(project) if project.stage == Stage.IN_PROGRESS else None
        require(
            choice is None or not choice.counts or not is_same(payee, choice.quotation.supplier),
            _("This supplier was chosen: first record the contract with it."),
            field="payee",
        )
        return None
    return contract if is_same(payee, contract.supplier) else None


def is_same(payee: str, other: str) -> bool:
    """Say whether two names of suppliers are one: spaces, signs, width and case do not tell them apart."""
    return _plain(payee) == _plain(other)


def _plain(name: str) -> str:
    """Return the letters and digits of `name`; what nobody sees (Unicode Cf, Mn) makes no other name either."""
    whole = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in whole if unicodedata.category(sign)[0] in "LN")
