"""Suppliers hand in their prices themselves, each at an address that only its telephone is told; what comes in is sealed at once.

Nobody who chooses can make an offer: the address goes by text message to the number that the street has on record for the
firm, no page shows it, and a code sent to the same number confirms the price. The portal keeps hashes of both. What the
supplier sends becomes a quotation like any other (funding.procurement.tenders), unreadable until all are opened. A supplier
without internet brings its offer on paper to the street office, where somebody who does not decide takes it down.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from funding import rules
from funding.ledger import chain
from funding.models import Quotation, QuotationRound, SupplierInvitation
from funding.models.suppliers import OfferCode, Supplier
from funding.procurement import register, traces
from funding.procurement.records import BEGUN_BEFORE, COLLECTING, current_choice, round_taking_prices
from funding.procurement.tenders import require_none_yet, seal_price
from panlong import audit, clock, crypto
from panlong.accounts.models import OutgoingSms, User
from panlong.accounts.sms import sending
from panlong.errors import Refused, require
from projects import verbs
from projects.models import Project
from projects.transitions import lock_row

TOKEN = re.compile(r"[\w-]{32}", re.ASCII)
MAX_INVITATIONS = 5  # addresses for one firm in one round: each costs a text message
CODE_MINUTES = 10
CODE_TRIES = 5
CODE_PAUSE = timedelta(seconds=45)
MAX_CODES = 5  # an hour


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# --- Inviting ---------------------------------------------------------------------------------------------------
@transaction.atomic
def invite_supplier(project: Project, *, by: User, firm: Supplier) -> SupplierInvitation:
    """Invite a firm of the register into the round that is open: its telephone on record is told the secret address.

    Nobody else ever sees it. Inviting the same firm again sends a new one; the former is void.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_spend(by, project))
    verbs.require_stage(project, *COLLECTING)
    verbs.require_no_open_objection(project)
    round = round_taking_prices(project)
    if round is None:
        raise Refused(_("No round of quotations is taking prices."))
    firm = _invitable(project, firm)
    sent = SupplierInvitation.objects.filter(round=round, uscc=firm.uscc)
    require(
        sent.count() < MAX_INVITATIONS,
        _("This firm was sent %(most)d addresses; the street office helps on.") % {"most": MAX_INVITATIONS},
        field="firm",
    )
    former = sent.filter(void_at__isnull=True).first()
    if former:
        former.void_at = clock.now()
        former.save(update_fields=["void_at"])
        chain.link_rows(former, project)
    token = secrets.token_urlsafe(24)
    invitation = SupplierInvitation.objects.create(
        project=project, round=round, supplier=firm.name, uscc=firm.uscc, firm=firm, token_hash=_hash(token), invited_by=by,
        invited_at=clock.now(),
    )  # fmt: skip
    chain.link_rows(invitation, project)
    _send_address(invitation, token)
    audit.record("invite_supplier", by=by, target=invitation, area_code=project.area.code)
    return invitation


def _invitable(project: Project, firm: Supplier) -> Supplier:
    """Return `firm` locked when a price of it can be taken; raise Refused otherwise."""
    found = register.firms_for(project).select_for_update(of=("self",)).filter(pk=firm.pk).first()
    if found is None:
        raise Refused(
            _("This firm is not in the register of the street; ask the street for it first."), field="firm"
        )
    register.require_not_of_group(project, found.phone_hash, field="firm")
    require_none_yet(project, found.name, found.uscc, field="firm")
    return found


def _send_address(invitation: SupplierInvitation, token: str) -> None:
    """Send the secret end of its address to the telephone on record, in the portal's own language, whoever invited."""
    facts = {
        "supplier": invitation.supplier,
        "until": clock.minute(invitation.round.closes_at),
        "token": token,
    }
    with translation.override(settings.LANGUAGE_CODE):
        sending.queue_message(_phone_of(invitation), "supplier_invitation", facts, key=_key(invitation))


def _phone_of(invitation: SupplierInvitation) -> str:
    assert invitation.firm is not None, "those from before the register are long over"
    return invitation.firm.phone


def _key(invitation: SupplierInvitation) -> str:
    """Return the key under which the text message with the address of `invitation` lies in the outbox."""
    return f"invitation:{invitation.pk}"


def by_token(token: str) -> SupplierInvitation | None:
    """Return the invitation whose address ends with `token`, also a void one; None when there is none."""
    if not TOKEN.fullmatch(token):
        return None
    rows = SupplierInvitation.objects.select_related("project__area", "round", "quotation", "firm")
    return rows.filter(token_hash=_hash(token)).first()


def why_not(invitation: SupplierInvitation) -> str:
    """Say why no price is taken at this address now, '' when one is."""
    project, round = invitation.project, invitation.round
    if invitation.void_at:
        return _("This address is void: a new one was sent by text message.")
    if round.opened_at or clock.now() >= round.closes_at:
        return _("The time for prices is over: it ended %(until)s.") % {
            "until": clock.minute(round.closes_at)
        }
    if invitation.firm and invitation.firm.status != Supplier.Status.ACTIVE:
        return _("This firm is not in the register of suppliers any more. Ask the street office.")
    if project.stage not in BEGUN_BEFORE or current_choice(project):
        return _("The project takes no prices now. Ask the task group.")
    return ""


# --- The code by telephone --------------------------------------------------------------------------------------
@transaction.atomic
def send_code(invitation: SupplierInvitation, *, seen: traces.Seen) -> None:
    """Send a code to the telephone on record, with which the supplier confirms its price; raise Refused when too often."""
    project = lock_row(invitation.project)
    reason = why_not(invitation)
    require(not reason, reason)
    codes, now = OfferCode.objects.filter(invitation=invitation), clock.now()
    wait = _("A code was just sent. Wait for it, or ask for another one in a while.")
    require(not codes.filter(created_at__gt=now - CODE_PAUSE).exists(), wait, field="code")
    require(codes.filter(created_at__gt=now - timedelta(hours=1)).count() < MAX_CODES, wait, field="code")
    code, phone = f"{secrets.randbelow(10**6):06d}", _phone_of(invitation)
    row = OfferCode.objects.create(
        invitation=invitation, code_hash=_code_hash(invitation, code), created_at=now, expires_at=now + timedelta(minutes=CODE_MINUTES)
    )  # fmt: skip
    facts = {"code": code, "supplier": invitation.supplier}
    sending.queue_message(phone, "supplier_code", facts, key=f"offer-code:{row.pk}")
    traces.note(seen, project, traces.What.ASKED_CODE, invitation)


def _code_hash(invitation: SupplierInvitation, code: str) -> str:
    return crypto.keyed_hash(f"offer:{invitation.pk}:{code}")


@transaction.atomic
def check_code(invitation: SupplierInvitation, code: str) -> bool:
    """Say whether `code` is the newest one sent for `invitation` and still holds; a wrong try counts, five kill it."""
    row = OfferCode.objects.select_for_update().filter(invitation=invitation).order_by("pk").last()
    if row is None or row.tries >= CODE_TRIES or row.expires_at <= clock.now():
        return False
    right = secrets.compare_digest(row.code_hash, _code_hash(invitation, code))
    row.tries += 1
    row.used_at = row.used_at or (clock.now() if right else None)
    row.save(update_fields=["tries", "used_at"])
    return right


# --- Handing in -------------------------------------------------------------------------------------------------
@transaction.atomic
def hand_in(
    invitation: SupplierInvitation,
    *,
    price: Decimal,
    seen: traces.Seen,
    ties: str = "",
    note: str = "",
    photo: bytes | None = None,
) -> Quotation:
    """Seal the one, unchangeable price of the invited supplier, in yuan; handing in again changes nothing.

    The supplier has confirmed it with a code (`check_code`), unless it was invited before there was a register. `seen`
    is from where it came; a member of the group or of their household is refused. `photo` is its offer, cleaned
    (panlong.tools.photos.clean_photo); it is sealed as well.
    """
    project = lock_row(invitation.project)
    invitation = SupplierInvitation.objects.select_related("round", "project", "firm").get(pk=invitation.pk)
    if earlier := Quotation.objects.filter(invitation=invitation).first():
        return earlier
    reason = why_not(invitation) or why_not_for(seen, project)
    require(not reason, reason)
    confirmed = invitation.codes.filter(used_at__gt=clock.now() - timedelta(minutes=CODE_MINUTES)).exists()
    require(
        invitation.firm is None or confirmed, _("Type the code that was sent by text message."), field="code"
    )
    require_none_yet(project, invitation.supplier, invitation.uscc)
    file, digest = _sealed_photo(photo)
    quotation = Quotation.objects.create(
        project=project, round=invitation.round, invitation=invitation, supplier=invitation.supplier, uscc=invitation.uscc,
        firm=invitation.firm, ties=ties, note=note, at=clock.now(), sealed=seal_price(price), offer=file, offer_digest=digest,
    )  # fmt: skip
    chain.link_rows(quotation, project)
    traces.note(seen, project, traces.What.HANDED_IN, invitation)
    audit.record("hand_in_quotation", by=None, target=quotation, area_code=project.area.code)
    return quotation


def why_not_for(seen: traces.Seen, project: Project) -> str:
    """Say why whoever is signed in may not use the page of a supplier, '' when they may."""
    if seen.person is not None and traces.people_of_group(project).filter(pk=seen.person.pk).exists():
        return _(
            "This page is for the supplier. Who belongs to the task group, or to a household of theirs, makes no offers."
        )
    return ""


@transaction.atomic
def take_down(
    project: Project,
    *,
    by: User,
    firm: Supplier,
    price: Decimal,
    ties: str = "",
    note: str = "",
    photo: bytes | None = None,
) -> Quotation:
    """Seal the price that a supplier without internet brought on paper; `by` is of the street and does not decide on it."""
    project = lock_row(project)
    verbs.require_permission(rules.may_take_down_offers(by, project))
    round = round_taking_prices(project)
    if round is None:
        raise Refused(_("No round of quotations is taking prices."))
    firm = _invitable(project, firm)
    file, digest = _sealed_photo(photo)
    quotation = Quotation.objects.create(
        project=project, round=round, supplier=firm.name, uscc=firm.uscc, firm=firm, ties=ties, note=note, collected_by=by,
        at=clock.now(), sealed=seal_price(price), offer=file, offer_digest=digest,
    )  # fmt: skip
    chain.link_rows(quotation, project)
    audit.record("take_down_quotation", by=by, target=quotation, area_code=project.area.code)
    return quotation


def _sealed_photo(photo: bytes | None) -> tuple[ContentFile | str, str]:
    if not photo:
        return "", ""
    content = crypto.seal_bytes(photo)
    return ContentFile(content, name=f"{uuid4().hex}.sealed"), hashlib.sha256(content).hexdigest()


def photo_of(quotation: Quotation) -> bytes | None:
    """Return the photo of an offer whose price is open; None when there is none, or it is sealed still."""
    if not quotation.offer or quotation.price is None:
        return None
    with quotation.offer.open("rb") as file:
        return crypto.unseal_bytes(file.read())


def invited_suppliers(round: QuotationRound) -> list[SupplierInvitation]:
    """Return who is invited to `round`, each with its quotation if it has handed one in, and the fate of its message."""
    rows = list(round.invitations.filter(void_at__isnull=True).select_related("quotation"))
    fates = {one.key: one for one in OutgoingSms.objects.filter(key__in=[_key(row) for row in rows])}
    for row in rows:
        row.sms = fates.get(_key(row))
    return rows
