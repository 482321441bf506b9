"""How a ballot travels: from the second look to the box, and its receipt code back to the voter.

The second look hands the voter's browser a closed envelope: the ballot as it will be stored (in a secret round
sealed already), signed by us, good for this voter and this round only. Casting needs nothing else, so the choice is
not sent again, and whoever sends the same envelope twice has the same ballot and the same code. The code comes back
in a cookie of a few minutes: in no address, no log, no session and no message.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from deliberation.rounds.casting import Receipt
from panlong.accounts.models import User
from panlong.errors import Refused

COOKIE_SECONDS = 15 * 60


def _signer(round_id: int, voter: User) -> signing.Signer:
    return signing.Signer(salt=f"ballot of round {round_id} and voter {voter.pk}")


class SignedBallot(NamedTuple):
    """What an envelope holds: the form's key, what is put into the box, whether the voter's name is published with it."""

    operation: UUID
    content: bytes
    shows_name: bool


def sign_ballot(round_id: int, voter: User, ballot: SignedBallot) -> str:
    """Return the envelope of a ballot."""
    content = urlsafe_b64encode(ballot.content).decode()
    name = ".name" if ballot.shows_name else ""
    return _signer(round_id, voter).sign(f"{ballot.operation.hex}.{content}{name}")


def read_signed_ballot(round_id: int, voter: User, envelope: str) -> SignedBallot:
    """Return what an envelope of this voter and round holds; raise Refused for any other."""
    try:
        operation, content, *name = _signer(round_id, voter).unsign(envelope).split(".")
        return SignedBallot(UUID(hex=operation), urlsafe_b64decode(content), name == ["name"])
    except (signing.BadSignature, ValueError):
        raise Refused(_("This form was not complete. Load the page anew.")) from None


def set_receipt_cookie(response, round_id: int, receipt: Receipt) -> None:
    """Give the voter's browser the receipt, for the page that shows it."""
    response.set_cookie(
        f"receipt_{round_id}",
        f"{'new' if receipt.is_new else 'again'}.{receipt.code}",
        max_age=COOKIE_SECONDS,
        path=f"/rounds/{round_id}/",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def read_receipt_cookie(request: HttpRequest, round_id: int) -> tuple[str, bool]:
    """Return (code, whether it was cast just now) as the browser brought it along."""
    word, _dot, code = request.COOKIES.get(f"receipt_{round_id}", "").partition(".")
    is_code = len(code) <= 24 and set(code) <= set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ-")
    return (code if is_code else ""), word == "new"
