"""The register of suppliers: each street keeps its own, and every entry and every telephone takes two people.

A task group asks for a firm, or somebody of the street enters it; another one of the street confirms it. The telephone on
record is where invitations and codes go: whoever could change it alone could make offers for anybody.
"""

import unicodedata

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding import rules
from funding.models import Supplier
from funding.procurement.records import COLLECTING
from funding.procurement.tenders import checked_uscc
from funding.procurement.traces import belongs_to_group
from panlong import audit, clock, crypto
from panlong.accounts.models import User
from panlong.accounts.people import serving
from panlong.areas.models import CODE_LENGTHS, Area, Level
from panlong.errors import Refused, require
from panlong.notices.messages import tell
from projects import verbs
from projects.models import Project
from projects.transitions import lock_row

OUT = (Supplier.Status.REFUSED, Supplier.Status.BARRED)
HISTORY = {
    "enter_firm": gettext_noop("entered"),
    "decide_firm": "",  # its status says it
    "propose_firm_again": gettext_noop("proposed again"),
    "leave_firm_out": gettext_noop("still left out"),
    "ask_phone_of_firm": gettext_noop("another telephone asked for"),
    "confirm_phone_of_firm": gettext_noop("another telephone on record"),
}
BRACKETS = str.maketrans("()", "\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}")


def normal_name(text: str) -> str:
    """Return the name of a firm in its normal form: one width, no space at the ends or in a row, Chinese brackets."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return plain.translate(BRACKETS)


def street_of(area: Area) -> Area:
    """Return the street that `area` lies in; raise Refused for the district itself."""
    code = area.code[: CODE_LENGTHS[Level.STREET]]
    street = Area.objects.filter(code=code, level=Level.STREET).first()
    if street is None:
        raise Refused(_("A firm is registered with a street."))
    return street


def firms_for(project: Project):
    """Return the firms that can be invited for `project`: those in the register of its street (a queryset)."""
    street = project.area.code[: CODE_LENGTHS[Level.STREET]]
    return Supplier.objects.filter(area__code=street, status=Supplier.Status.ACTIVE)


def waiting_for(project: Project):
    """Return the firms that were asked for and wait to be confirmed by the street (a queryset)."""
    return Supplier.objects.filter(asked_for=project, status=Supplier.Status.WAITING)


# --- Entering ---------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_supplier(
    project: Project, *, by: User, name: str, uscc: str, legal_person: str, phone: str
) -> Supplier:
    """Ask the street to take a firm into its register, for the task group of `project`.

    `phone` is its number (11 digits); the street finds it out for itself (`confirm`). Raises Refused when the firm is
    known, or its number is that of a member of the group or of their household.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_spend(by, project))
    verbs.require_stage(project, *COLLECTING)
    require_not_of_group(project, crypto.keyed_hash(phone))
    facts = {"name": name, "uscc": uscc, "legal_person": legal_person, "phone": phone}
    firm = _enter(street_of(project.area), by, asked_for=project, **facts)
    keepers = serving(project.area, rules.KEEPERS)
    link = project.get_absolute_url()
    tell(keepers, "firm_to_confirm", f"firm-{firm.pk}", link=link, project=project.title)
    return firm


@transaction.atomic
def enter(area: Area, *, by: User, name: str, uscc: str, legal_person: str, phone: str) -> Supplier:
    """Enter a firm into the register of the street `area`; another person of the street confirms it."""
    verbs.require_permission(by.holds(rules.KEEPERS, area))
    return _enter(area, by, name=name, uscc=uscc, legal_person=legal_person, phone=phone)


def _enter(
    area: Area, by: User, *, name: str, uscc: str, legal_person: str, phone: str, asked_for=None
) -> Supplier:
    code = checked_uscc(uscc)
    known = Supplier.objects.filter(area=area, uscc=code).first()
    if known is not None:
        told = {"status": known.get_status_display()}
        raise Refused(
            _("The register of the street knows this firm already: %(status)s.") % told, field="uscc"
        )
    firm = Supplier.objects.create(
        area=area, name=normal_name(name), uscc=code, legal_person=legal_person, entered_by=by, asked_for=asked_for,
        entered_at=clock.now(), phone_cipher=crypto.encrypt_text(phone), phone_hash=crypto.keyed_hash(phone),
    )  # fmt: skip
    audit.record("enter_firm", by=by, target=firm, area_code=area.code, uscc=code)
    return firm


def require_not_of_group(project: Project, phone_hash: str, *, field: str = "phone") -> None:
    """Refuse a telephone that belongs to the task group of `project` or to a household of theirs."""
    require(
        not belongs_to_group(project, phone_hash),
        _("This number belongs to a member of the task group or of their household."),
        field=field,
    )


# --- Confirming -------------------------------------------------------------------------------------------------
def locked(firm: Supplier, *, by: User) -> Supplier:
    """Return `firm` locked for a change by `by`, who keeps the register; refuse others and parties to its project."""
    firm = (
        Supplier.objects.select_for_update(of=("self",)).select_related("area", "asked_for").get(pk=firm.pk)
    )
    verbs.require_permission(rules.may_keep_register(by, firm))
    return firm


@transaction.atomic
def confirm_supplier(firm: Supplier, *, by: User, phone: str | None = None) -> Supplier:
    """Take a firm that waits into the register; `by` is another person than who entered it.

    `phone` is the number that `by` found out without asking who entered it; it must be the same. For a firm that a
    task group asked for it is needed.
    """
    firm = locked(firm, by=by)
    require(
        firm.status not in OUT,
        _("This firm was left out or struck; on its page one proposes it again, and another one confirms."),
    )
    require(firm.status == Supplier.Status.WAITING, _("This firm does not wait to be confirmed."))
    return _take_in(firm, by, phone)


def _take_in(firm: Supplier, by: User, phone: str | None, because: str = "") -> Supplier:
    require(firm.entered_by_id != by.pk, _("Another person confirms what you entered."))
    require(
        phone is not None or firm.asked_for_id is None,
        _("Type the telephone that you found out."),
        field="phone",
    )
    require(
        phone is None or crypto.keyed_hash(phone) == firm.phone_hash,
        _(
            "This is not the number that was given for the firm; find out which one is right, or refuse the firm."
        ),
        field="phone",
    )
    if firm.asked_for:
        require_not_of_group(firm.asked_for, firm.phone_hash)
    firm.phone_confirmed_by = by
    return _decide(firm, by, Supplier.Status.ACTIVE, because)


@transaction.atomic
def refuse(firm: Supplier, *, by: User, reason: str) -> Supplier:
    """Leave a firm that waits out of the register, with the reason."""
    firm = locked(firm, by=by)
    require(firm.status == Supplier.Status.WAITING, _("This firm does not wait to be confirmed."))
    require(reason.strip() != "", _("Give the reason."), field="reason")
    return _decide(firm, by, Supplier.Status.REFUSED, reason)


@transaction.atomic
def bar(firm: Supplier, *, by: User, reason: str) -> Supplier:
    """Strike a firm from the register, with the reason: nobody invites it any more."""
    firm = locked(firm, by=by)
    require(firm.status == Supplier.Status.ACTIVE, _("This firm is not in the register."))
    require(firm.entered_by_id != by.pk, _("Another person strikes what you entered."))
    require(reason.strip() != "", _("Give the reason."), field="reason")
    return _decide(firm, by, Supplier.Status.BARRED, reason)


def _decide(firm: Supplier, by: User, status: str, reason: str) -> Supplier:
    firm.status, firm.reason, firm.confirmed_by, firm.confirmed_at = status, reason, by, clock.now()
    firm.again_by, firm.again_reason = None, ""
    firm.save(
        update_fields=[
            "status", "reason", "confirmed_by", "confirmed_at", "phone_confirmed_by", "again_by", "again_reason"
        ]
    )  # fmt: skip
    audit.record("decide_firm", by=by, target=firm, area_code=firm.area.code, status=status, reason=reason)
    return firm


# --- Coming back --------------------------------------------------------------------------------------------------
@transaction.atomic
def propose_again(firm: Supplier, *, by: User, reason: str) -> Supplier:
    """Propose to take a firm back that was left out or struck, with the reason; another person of the street decides."""
    firm = locked(firm, by=by)
    require(firm.status in OUT, _("This firm is not left out of the register."))
    require(firm.again_by_id is None, _("It is proposed already; another person of the street decides."))
    require(reason.strip() != "", _("Give the reason."), field="reason")
    firm.again_by, firm.again_reason = by, reason
    firm.save(update_fields=["again_by", "again_reason"])
    audit.record("propose_firm_again", by=by, target=firm, area_code=firm.area.code, reason=reason)
    others = serving(firm.area, rules.KEEPERS).exclude(pk=by.pk)
    occasion = f"firm-{firm.pk}-{clock.now():%Y%m%d%H%M%S}"
    tell(others, "firm_again", occasion, link=firm.get_absolute_url(), firm=firm.name)
    return firm


@transaction.atomic
def decide_again(
    firm: Supplier, *, by: User, taken: bool, phone: str | None = None, reason: str = ""
) -> Supplier:
    """Take a firm back that somebody else proposed, or leave it out with the reason; then it may be proposed anew.

    For a firm that a task group asked for, `phone` is the number that `by` found out, as when it was first confirmed.
    """
    firm = locked(firm, by=by)
    require(firm.again_by_id is not None, _("Nobody has proposed to take this firm back."))
    require(firm.again_by_id != by.pk, _("Another person of the street decides what you proposed."))
    if taken:
        return _take_in(firm, by, phone or None, firm.again_reason)
    require(reason.strip() != "", _("Give the reason."), field="reason")
    firm.again_by, firm.again_reason = None, ""
    firm.save(update_fields=["again_by", "again_reason"])
    audit.record("leave_firm_out", by=by, target=firm, area_code=firm.area.code, reason=reason)
    return firm


def history_of(firm: Supplier) -> list[dict]:
    """Return what happened to `firm` in the register, oldest first: {"at", "what", "reason", "by"}, out of the audit."""
    told = []
    for row in audit.entries_about(firm).filter(act__in=HISTORY):
        status = row.details.get("status", "")
        label = Supplier.Status(status).label if status else _(HISTORY[row.act])
        told.append({"at": row.at, "what": label, "reason": row.details.get("reason", ""), "by": row.actor})
    return told


# --- The telephone on record --------------------------------------------------------------------------------------
@transaction.atomic
def ask_phone(firm: Supplier, *, by: User, phone: str) -> Supplier:
    """Ask for another telephone of `firm`; it holds once another person of the street confirms it."""
    firm = locked(firm, by=by)
    hashed = crypto.keyed_hash(phone)
    require(hashed != firm.phone_hash, _("This is the number on record."), field="phone")
    firm.next_phone_cipher, firm.next_phone_hash, firm.next_phone_by = crypto.encrypt_text(phone), hashed, by
    firm.save(update_fields=["next_phone_cipher", "next_phone_hash", "next_phone_by"])
    audit.record("ask_phone_of_firm", by=by, target=firm, area_code=firm.area.code)
    return firm


@transaction.atomic
def confirm_phone(firm: Supplier, *, by: User) -> Supplier:
    """Put the telephone that was asked for on record; `by` is another person than who asked."""
    firm = locked(firm, by=by)
    require(firm.next_phone_hash != "", _("No other telephone waits to be confirmed."))
    require(firm.next_phone_by_id != by.pk, _("Another person confirms what you entered."))
    firm.phone_cipher, firm.phone_hash, firm.phone_confirmed_by = (
        firm.next_phone_cipher,
        firm.next_phone_hash,
        by,
    )
    firm.next_phone_cipher = firm.next_phone_hash = ""
    firm.save(
        update_fields=[
            "phone_cipher",
            "phone_hash",
            "phone_confirmed_by",
            "next_phone_cipher",
            "next_phone_hash",
        ]
    )
    audit.record("confirm_phone_of_firm", by=by, target=firm, area_code=firm.area.code)
    return firm


def judge(
    project: Project, *, by: User, firm: Supplier, taken: bool, phone: str = "", reason: str = ""
) -> Supplier:
    """Say for the street whether the firm that the task group of `project` asked for comes into the register."""
    require(firm.asked_for_id == project.pk, _("This firm was not asked for here."), field="firm")
    if not taken:
        return refuse(firm, by=by, reason=reason)
    require(phone != "", _("Type the telephone that you found out."), field="phone")
    return confirm_supplier(firm, by=by, phone=phone)
