"""Phone numbers: looked up by keyed hash, stored encrypted, shown masked (个人信息保护法 §51)."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAINLAND_MOBILE = re.compile(r"1[3-9]\d{9}")


def normalise_phone(text: str) -> str:
    """Return the 11 digits of a mainland mobile number however it was typed; raise ValidationError otherwise."""
    digits = re.sub(r"[\s\-‐–—()]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", digits)
    if not digits.isascii() or not MAINLAND_MOBILE.fullmatch(digits):
        raise ValidationError(_("Enter a mobile number of 11 digits, such as 13800000000."))
    return digits


def mask_phone(phone: str) -> str:
    """Return `phone` with its middle hidden: 138****0000."""
    return f"{phone[:3]}****{phone[-4:]}"
