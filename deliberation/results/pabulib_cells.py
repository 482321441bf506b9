"""The cells of a Pabulib file: names, counts and amounts, read or refused with the line they stand in."""

import re
from decimal import Decimal, DecimalException

from django.utils.translation import gettext as _

from panlong.fields import without_hidden

LONGEST_NAME = 100  # of projects' and voters' numbers
MAX_MONEY = Decimal(10) ** 13
NOISE = Decimal("0.000001")  # 7200.330000000001 is 7200.33


class NotAnElection(Exception):
    """What is wrong with a file, in one sentence that names the line."""

    def __init__(self, reason: str, line: int | None = None):
        super().__init__(
            _("line %(line)d: %(reason)s") % {"line": line, "reason": reason} if line else reason
        )


def name_of(text: str, column: str, line: int) -> str:
    text = text.strip()
    if not text:
        raise NotAnElection(_("%(column)s is empty.") % {"column": column}, line)
    if len(text) > LONGEST_NAME or text != without_hidden(text):
        raise NotAnElection(_("%(column)s is too long or has hidden characters.") % {"column": column}, line)
    return text


def count_of(text: str, column: str, line: int) -> int:
    """Return a whole number ≥ 0 such as 12 or 12.0."""
    if not re.fullmatch(r"\d{1,9}(\.0{1,6})?", text.strip(), re.ASCII):
        raise NotAnElection(
            _("%(column)s should be a whole number, not “%(text)s”.")
            % {"column": column, "text": text.strip()[:30]},
            line,
        )
    return int(text.strip().split(".")[0])


def selected_of(text: str, line: int) -> int:
    """Return 0 or 1 as the votes chose, 2 or 3 for what was paid out of other money (Pabulib's own marks)."""
    selected = count_of(text, "selected", line)
    if selected > 3:
        raise NotAnElection(_("selected should be 0, 1, 2 or 3, not %(n)d.") % {"n": selected}, line)
    return selected


def money_of(text: str, column: str, line: int) -> Decimal:
    """Return an amount ≥ 0 with at most two decimals; what a computer's arithmetic left behind them does not count."""
    text = text.strip()
    try:
        amount = (
            Decimal(text)
            if len(text) <= 40 and re.fullmatch(r"-?[\d.]+([eE]\+?\d{1,2})?", text, re.ASCII)
            else None
        )
    except DecimalException:
        amount = None
    if amount is None:
        raise NotAnElection(
            _("%(column)s should be an amount, not “%(text)s”.") % {"column": column, "text": text[:30]}, line
        )
    if amount < 0:
        raise NotAnElection(_("%(column)s is negative.") % {"column": column}, line)
    if amount >= MAX_MONEY:
        raise NotAnElection(_("%(column)s is too large.") % {"column": column}, line)
    exact = amount.quantize(Decimal("0.01"))
    if abs(exact - amount) > NOISE:
        raise NotAnElection(_("%(column)s has more than two decimals.") % {"column": column}, line)
    return exact
