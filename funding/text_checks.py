"""What people type on the papers of money: one spelling for each invoice, and nothing private in what everybody reads."""

import re
import unicodedata

from django.utils.translation import gettext as _

from panlong.errors import require

DAY = re.compile(r"(?<!\d)(?:19|20)\d\d ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12]\d|3[01])(?!\d)")
MOBILE = re.compile(r"(?<!\d)(?:(?:00)?86 ?)?1[3-9]\d(?: ?\d){8}(?!\d)")
# Sixteen to nineteen digits: a bank's card or account. Invoices have 20, rooms and houses begin with fewer than four.
ACCOUNT = re.compile(r"(?<!\d)\d{4}(?: ?\d){12,15}(?!\d)")
LONGEST_INVOICE = 40


def invoice_of(text: str) -> str:
    """Return the number of an invoice in its one spelling: no spaces, half-width, capitals; refuse one without any."""
    number = in_one_spelling(text)
    require(0 < len(number) <= LONGEST_INVOICE, _("This is not an invoice number."), field="invoice_number")
    return number


def reference_of(text: str) -> str:
    """Return a bank's reference in its one spelling, as invoice_of does; refuse one without any sign."""
    reference = in_one_spelling(text)
    require(reference != "", _("This is not a bank reference."), field="bank_reference")
    return reference


def in_one_spelling(text: str) -> str:
    """Return `text` in half-width capitals, without spaces and signs that nobody sees."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] not in "ZC")


def require_nothing_private(**texts: str) -> None:
    """Refuse a mobile number or an account number in `texts` (field=what was typed): everybody reads them (个人信息保护法 §6)."""
    for field, text in texts.items():
        require(
            not _is_private(text),
            _("Everybody reads this: leave out telephone and account numbers."),
            field=field,
        )


def _is_private(text: str) -> bool:
    """Say whether a number in `text` reads as that of a telephone or an account, however its digits are set apart."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    digits = re.sub(r"[\s\-‐-―−—]+", " ", seen)
    return any(pattern.search(DAY.sub("/", digits)) for pattern in (MOBILE, ACCOUNT))
