"""Suppliers hand in their prices themselves: an address for each, shown once; what comes in is sealed at once.

The address is as good as a key: it is random, the portal keeps its hash, and a new one makes the former void. What the
supplier sends becomes a quotation like any other (funding.suppliers), unreadable until all are opened.
"""

import hashlib
import re
import secrets
from decimal import Decimal
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from funding import chain, rules
from funding.models import Quotation, QuotationRound, SupplierInvitation
from funding.suppliers import (
    COLLECTING,
    checked_uscc,
    choice_of,
    require_none_yet,
    round_taking_prices,
    sealed,
)
from panlong import audit, clock
from panlong.accounts import phones
from panlong.accounts.models import User
from panlong.errors import Refused, require
from panlong.transitions import lock
from projects import lifecycle
from projects.models import Project

TOKEN = re.compile(r"[\w-]{32}", re.ASCII)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(project: Project, *, by: User, supplier: str, uscc: str) -> tuple[SupplierInvitation, str]:
    """Invite a supplier into the round that is open; return the invitation and the secret end of its address.

    The secret is shown this once and kept nowhere. Inviting the same supplier again gives a new one; the former is void.
    """
    project = lock(project)
    lifecycle.may(rules.may_spend(by, project))
    lifecycle.require_stage(project, *COLLECTING)
    round = round_taking_prices(project)
    if round is None:
        raise Refused(_("No round of quotations is taking prices."))
    code = checked_uscc(uscc)
    require_none_yet(project, supplier, code)
    former = SupplierInvitation.objects.filter(round=round, void_at__isnull=True, uscc=code).first()
    if former:
        former.void_at = clock.now()
        former.save(update_fields=["void_at"])
        chain.link(former, project)
    token = secrets.token_urlsafe(24)
    invitation = SupplierInvitation.objects.create(
        project=project, round=round, supplier=supplier, uscc=code, token_hash=_hash(token), invited_by=by, invited_at=clock.now()
    )  # fmt: skip
    chain.link(invitation, project)
    audit.record("invite_supplier", by=by, target=invitation, area_code=project.area.code)
    return invitation, token


def by_token(token: str) -> SupplierInvitation | None:
    """Return the invitation whose address ends with `token`, also a void one; None when there is none."""
    if not TOKEN.fullmatch(token):
        return None
    rows = SupplierInvitation.objects.select_related("project__area", "round", "quotation")
    return rows.filter(token_hash=_hash(token)).first()


def why_not(invitation: SupplierInvitation) -> str:
    """Say why no price is taken at this address now, '' when one is."""
    project, round = invitation.project, invitation.round
    if invitation.void_at:
        return _("This address is void: the task group gave out a new one. Ask them for it.")
    if round.opened_at or clock.now() >= round.closes_at:
        return _("The time for prices is over: it ended %(until)s.") % {
            "until": clock.minute(round.closes_at)
        }
    if project.stage not in COLLECTING or choice_of(project):
        return _("The project takes no prices now. Ask the task group.")
    return ""


@transaction.atomic
def hand_in(
    invitation: SupplierInvitation,
    *,
    price: Decimal,
    ties: str = "",
    note: str = "",
    photo: bytes | None = None,
) -> Quotation:
    """Seal the one, unchangeable price of the invited supplier, in yuan; handing in again changes nothing.

    `photo` is its offer, cleaned (panlong.photos.clean); it is sealed as well.
    """
    project = lock(invitation.project)
    invitation = SupplierInvitation.objects.select_related("round", "project").get(pk=invitation.pk)
    if earlier := Quotation.objects.filter(invitation=invitation).first():
        return earlier
    reason = why_not(invitation)
    require(not reason, reason)
    require_none_yet(project, invitation.supplier, invitation.uscc)
    file, digest = _sealed_photo(photo)
    quotation = Quotation.objects.create(
        project=project, round=invitation.round, invitation=invitation, supplier=invitation.supplier, uscc=invitation.uscc,
        ties=ties, note=note, at=clock.now(), sealed=sealed(price), offer=file, offer_digest=digest,
    )  # fmt: skip
    chain.link(quotation, project)
    audit.record("hand_in_quotation", by=None, target=quotation, area_code=project.area.code)
    return quotation


def _sealed_photo(photo: bytes | None) -> tuple[ContentFile | str, str]:
    if not photo:
        return "", ""
    content = phones.seal(photo)
    return ContentFile(content, name=f"{uuid4().hex}.sealed"), hashlib.sha256(content).hexdigest()


def photo_of(quotation: Quotation) -> bytes | None:
    """Return the photo of an offer whose price is open; None when there is none, or it is sealed still."""
    if not quotation.offer or quotation.price is None:
        return None
    with quotation.offer.open("rb") as file:
        return phones.unseal(file.read())


def invited(round: QuotationRound) -> list[SupplierInvitation]:
    """Return who is invited to `round`, each with its quotation if it has handed one in."""
    return list(round.invitations.filter(void_at__isnull=True).select_related("quotation"))
