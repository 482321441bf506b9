"""Statements of the bank: what it says that was paid, beside what we say that was paid."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, F, Func, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding import rules, text_checks
from funding.cashbook.bank_columns import Columns, columns_of, side_of
from funding.models import BankLine, BankStatement, Tranche
from panlong import audit, clock, spreadsheets
from panlong.accounts.models import User
from panlong.areas.models import Area, within
from panlong.errors import NotPermitted, Refused, require
from panlong.file_errors import Unreadable

EMPTY = {"-", "--", "—", "——", "－", "/"}
SUM = re.compile(
    r"(本页|本日|本月|本年|本期)?(合计|总计|小计|累计)|(期初|期末|上日|上期)余额|承前页|过次页"
)  # how a line begins
MAX_ROWS = 5000
DAY = re.compile(
    r"(\d{4})(?:(\d\d)(\d\d)(?:\d{6})?|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)(?:[t ].*)?", re.IGNORECASE
)
SERIAL = re.compile(r"([3-6]\d{4})(\.\d+)?")  # a day in a cell of numbers: days since the end of 1899
AMOUNT = re.compile(r"[+-]?\d{1,10}(\.\d{1,2})?")
IN_BRACKETS = re.compile(r"\(([^()+-]+)\)")  # how book-keepers write below zero
NO_AMOUNT = re.compile(r"[¥,\s元]|rmb|cny", re.IGNORECASE)  # what may stand beside the digits
LONG_NUMBER = re.compile(r"\d{9,}")  # could be that of an account
LONGEST_REFERENCE = 60
# As words.in_one_spelling writes it; references of payments made before that was so are kept as they were typed.
PLAIN_REFERENCE = Func(
    F("bank_reference"),
    template=r"regexp_replace(upper(normalize(%(expressions)s, NFKC)), '\s', '', 'g')",
    output_field=CharField(),
)
ODD = {
    "amount": gettext_noop("this is no amount"),
    "day": gettext_noop("this is no day"),
    "side": gettext_noop("it says neither debit nor credit"),
    "reference": gettext_noop("the reference is too long"),
    "formula": gettext_noop("it holds a formula"),
}


class Row(NamedTuple):
    """A payment as the bank tells it; amount in yuan, below zero what came back. `odd` (of ODD): it could not be read."""

    day: date | None
    reference: str
    amount: Decimal | None
    payee: str
    line: int = 0
    odd: str = ""
    text: str = ""  # of an odd line

    @property
    def why(self) -> str:
        """Say what is odd in the active language."""
        return _(ODD[self.odd]) if self.odd in ODD else ""


class Line(NamedTuple):
    """A line of the file: what stands in the columns that we read, nothing of accounts."""

    number: int
    first: str
    days: list[str]
    reference: str
    amount: str
    payee: str
    side: str


def read_statement(name: str, data: bytes) -> list[Row]:
    """Return the payments in the file `name` (.xlsx, .xls, or .csv in UTF-8, UTF-16 or GB18030); what came in is left out.

    The columns are named within the first lines, sums below are passed over; a line that cannot be read is an odd row.
    Raises Refused when no line is a payment. Numbers of accounts are never taken over.
    """
    try:
        sheet = spreadsheets.read_sheet(
            name, data, is_head=lambda cells: not columns_of(cells).missing, is_strict=False
        )
        columns = columns_of(sheet.head)
        told = _("These columns are missing: %(names)s.") % {"names": ", ".join(columns.missing)}
        require(not columns.missing, told, field="file")
        found = list(islice(sheet.rows, MAX_ROWS + 1))
        if len(found) > MAX_ROWS:
            raise Unreadable("too_many_rows", most=MAX_ROWS)
    except Unreadable as error:
        raise Refused(str(error), field="file") from None
    sides = columns.sides or _told_by_content(columns.maybe_sides, found)
    lines = [_line(number, cells, columns, sides) for number, cells in found]
    rows = _signed(_payments(lines, sheet.merged), lines, columns)
    _require_a_payment(rows)
    return rows


def _require_a_payment(rows: list[Row]) -> None:
    if all(row.odd for row in rows):
        odd = next((_line_told(row) for row in rows), "")
        raise Refused(odd or _("There is no payment in this file."), field="file")


def _line_told(row: Row) -> str:
    return _("Line %(line)d: %(why)s: %(text)s") % {"line": row.line, "why": row.why, "text": row.text[:60]}


def _told_by_content(places: tuple[int, ...], lines: list[tuple[int, list[str]]]) -> tuple[int, ...]:
    """Return those of `places` in which every line says what was paid or what came in."""
    return tuple(
        place
        for place in places
        if {side_of(_filled(cells[place])) for _number, cells in lines} - {""}
        and all(side_of(_filled(cells[place])) != "?" for _number, cells in lines)
    )


def _filled(cell: str) -> str:
    return "" if cell in EMPTY else cell


def _line(number: int, cells: list[str], columns: Columns, sides: tuple[int, ...]) -> Line:
    """Return what stands in our columns; of several of one meaning the first that is filled."""

    def first(places) -> str:
        return next((_filled(cells[place]) for place in places if _filled(cells[place])), "")

    return Line(
        number=number,
        first=first(range(len(cells))),
        days=[_filled(cells[place]) for place in columns.days],
        reference=first(columns.references),
        amount=first(columns.paid or columns.amounts),
        payee=first(columns.payees),
        side=first(sides),
    )


def _payments(lines: list[Line], merged: dict[int, str]) -> list[Row]:
    """Return the lines that tell a payment, with the amounts as they stand there; a merged day is that of all its lines."""
    rows, day = [], None
    for line in lines:
        day = _day_of(line.days) or (day if line.number in merged and not any(line.days) else None)
        is_sum = SUM.match("".join(line.first.split()))
        amount = _amount(line.amount)
        if is_sum or amount == 0 or side_of(line.side) == "in":
            continue
        odd = _oddity(line, day, amount)
        text = (
            LONG_NUMBER.sub("…", " · ".join(part for part in (*line.days, *line[3:]) if part)) if odd else ""
        )
        rows.append(
            Row(
                day,
                "" if odd else line.reference,
                None if odd else amount,
                line.payee[:80],
                line.number,
                odd,
                text,
            )
        )
    return rows  # fmt: skip


def _oddity(line: Line, day: date | None, amount: Decimal | None) -> str:
    """Return the reason (of ODD) why a line cannot be compared, '' when it can."""
    if any(spreadsheets.looks_like_formula(text) for text in (*line.days, line.reference, line.payee)):
        return "formula"
    if side_of(line.side) == "?":
        return "side"
    if amount is None:
        return "amount"
    if day is None:
        return "day"
    return "reference" if len(line.reference) > LONGEST_REFERENCE else ""


def _signed(rows: list[Row], lines: list[Line], columns: Columns) -> list[Row]:
    """Return the payments above zero, and below zero what was paid and came back.

    Where one column has both ways and no line says which, the sign does. Elsewhere a bank writes all payments with a
    minus or none; one with a minus among others was undone, and in a column of 借 each one (红字).
    """
    amounts = [row.amount for row in rows if row.amount is not None]
    if not any(amount < 0 for amount in amounts):
        return rows
    by_sign = not columns.paid and not any(line.side for line in lines)
    if by_sign:
        rows = [row for row in rows if row.amount is None or row.amount < 0]
    is_turned = by_sign or (
        all(amount < 0 for amount in amounts) and not (columns.paid and columns.are_accounting)
    )
    if not is_turned:
        return rows
    return [row if row.amount is None else row._replace(amount=-row.amount) for row in rows]


def _amount(text: str) -> Decimal | None:
    """Return the amount in yuan, below zero with a minus or in brackets, 0 for an empty cell, None for no amount."""
    plain = NO_AMOUNT.sub("", unicodedata.normalize("NFKC", text).replace("−", "-"))
    plain = IN_BRACKETS.sub(r"-\1", plain)
    if plain and not AMOUNT.fullmatch(plain):
        return None
    return Decimal(plain or 0)


def _day_of(texts: list[str]) -> date | None:
    return next((day for text in texts if (day := _day(text))), None)


def _day(text: str) -> date | None:
    """Return the day in `text`, however banks write it and whether or not a time follows it."""
    text = unicodedata.normalize("NFKC", text)
    if serial := SERIAL.fullmatch(text):
        return date(1899, 12, 30) + timedelta(days=int(serial[1]))
    found = DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


class Compared(NamedTuple):
    """One payment, as the bank and as we tell it. `what`: matched, other_amount, returned, twice, unknown, missing."""

    what: str
    row: Row | None
    tranche: Tranche | None


def compare_statement(rows: Iterable[Row], area: Area) -> list[Compared]:
    """Compare the bank's payments `rows` with ours of `area`; what does not match comes first.

    Ours are all parts of subsidies that were paid within the days of the statement.
    """
    rows = list(rows)
    days = [row.day for row in rows if row.day]
    ours = Tranche.objects.filter(within([area], field="grant__project__area__code"), paid_at__isnull=False)
    between = Q(paid_at__date__gte=min(days), paid_at__date__lte=max(days)) if days else Q(pk=None)
    named = Q(reference__in={name for row in rows for name in _names(row.reference)})
    known = {
        text_checks.in_one_spelling(tranche.bank_reference): tranche
        for tranche in ours.annotate(reference=PLAIN_REFERENCE)
        .filter(between | named)
        .select_related("grant__project")
    }
    found: list[Compared] = []
    told: set[str] = set()
    paid: set[str] = set()
    for row in rows:
        reference = next((name for name in _names(row.reference) if name in known), "")
        tranche = known.get(reference)
        found.append(Compared(_what(row, tranche, reference in paid), row, tranche))
        told.add(reference)
        if (row.amount or 0) > 0:
            paid.add(reference)
    found += [
        Compared("missing", None, tranche) for reference, tranche in known.items() if reference not in told
    ]
    return sorted(found, key=lambda one: one.what == "matched")


def _names(reference: str) -> list[str]:
    """Return under which references of ours a payment may be known: 建行 writes the number of the line before it."""
    whole = text_checks.in_one_spelling(reference)
    return [name for name in (whole, whole.partition("-")[2]) if name]


def _what(row: Row, tranche: Tranche | None, is_seen: bool) -> str:
    if row.amount is not None and row.amount < 0:
        return "returned"
    if tranche is None:
        return "unknown"
    if is_seen:
        return "twice"
    return "matched" if tranche.amount == row.amount else "other_amount"


@transaction.atomic
def keep_statement(area: Area, *, by: User, name: str, data: bytes) -> BankStatement:
    """Keep a statement of the bank; the same file again is the same statement."""
    if not rules.may_compare_bank(by, area):
        raise NotPermitted(_("This is not yours to do."))
    rows = read_statement(name, data)
    odd = [{"line": row.line, "odd": row.odd, "text": row.text[:200]} for row in rows if row.odd]
    facts = {"name": name[:120], "uploaded_by": by, "uploaded_at": clock.now(), "odd_lines": odd}
    digest = hashlib.sha256(data).hexdigest()
    statement, is_new = BankStatement.objects.get_or_create(area=area, digest=digest, defaults=facts)
    if is_new:
        BankLine.objects.bulk_create(_line_of(statement, row) for row in rows if not row.odd)
        audit.record("compare_statement", by=by, target=statement, area_code=area.code, lines=len(rows))
    return statement


def _line_of(statement: BankStatement, row: Row) -> BankLine:
    assert row.day is not None and row.amount is not None, "only an odd line lacks these"
    return BankLine(
        statement=statement, day=row.day, reference=row.reference, amount=row.amount, payee=row.payee
    )


def rows_of(statement: BankStatement) -> list[Row]:
    """Return what a kept `statement` says, with the lines that could not be read."""
    odd = [Row(None, "", None, "", one["line"], one["odd"], one["text"]) for one in statement.odd_lines]
    return odd + [Row(one.day, one.reference, one.amount, one.payee) for one in statement.lines.all()]
