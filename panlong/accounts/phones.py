"""Phone numbers: looked up by keyed hash, stored encrypted, shown masked (个人信息保护法 §51)."""

import hashlib
import hmac
import re
import unicodedata

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAINLAND_MOBILE = re.compile(r"1[3-9]\d{9}")


def normalise(text: str) -> str:
    """Return the 11 digits of a mainland mobile number however it was typed; raise ValidationError otherwise."""
    digits = re.sub(r"[\s\-‐–—()]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", digits)
    if not digits.isascii() or not MAINLAND_MOBILE.fullmatch(digits):
        raise ValidationError(_("Enter a mobile number of 11 digits, such as 13800000000."))
    return digits


def keyed_hash(text: str) -> str:
    """Return the hex HMAC-SHA256 by which a phone number (or a network address) is looked up."""
    return hmac.new(f"lookup:{settings.PHONE_KEY}".encode(), text.encode(), hashlib.sha256).hexdigest()


def seal(data: bytes) -> bytes:
    """Return `data` encrypted with the portal's key."""
    return Fernet(settings.PHONE_KEY).encrypt(data)


def unseal(cipher: bytes) -> bytes:
    return Fernet(settings.PHONE_KEY).decrypt(cipher)


def encrypt(text: str) -> str:
    return seal(text.encode()).decode()


def decrypt(cipher: str) -> str:
    return unseal(cipher.encode()).decode()


def mask(phone: str) -> str:
    """Return `phone` with its middle hidden: 138****0000."""
    return f"{phone[:3]}****{phone[-4:]}"
