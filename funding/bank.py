"""Statements of the bank: what it says that was paid, beside what we say that was paid."""

import hashlib
import re
import unicodedata
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, F, Func, Q
from django.utils.translation import gettext as _

from funding import rules, words
from funding.models import BankLine, BankStatement, Tranche
from panlong import audit, clock
from panlong.accounts import sheets
from panlong.accounts.faults import Unreadable
from panlong.accounts.models import User
from panlong.areas.models import Area, within
from panlong.errors import NotYours, Refused, require

# The heads of columns as banks write them, the first one ours; below them what stands in cells.
aliases = {
    "day": ("day", "date", "日期", "交易日期", "记账日期", "入账日期", "交易时间"),
    "reference": ("reference", "流水号", "交易流水号", "银行流水号", "凭证号", "业务编号"),
    "amount": ("amount", "支出", "支出金额", "借方金额", "借方发生额", "付款金额", "交易金额", "金额"),
    "payee": ("payee", "收款人", "收款单位", "收款人名称", "对方户名", "对方名称"),
    "side": ("side", "借贷标志", "借贷标识", "借贷方向", "借贷", "借/贷", "收支标志", "收支类型", "收支", "收/支"),
    "both ways": ("amount", "交易金额", "金额"),  # columns of what came in as well, with a sign or beside a side
    "out": ("借", "借方", "支", "支出", "付", "d", "dr", "debit"),
    "in": ("贷", "贷方", "收", "收入", "c", "cr", "credit"),
    "empty": ("-", "--", "—", "——", "－", "/"),
    "unit": r"\s|\((元|人民币|人民币元)\)",  # behind the name of a column
    "sum": r"(本页|本日|本月|本年)?(合计|总计|小计|累计)",  # at the beginning of a line
}  # fmt: skip
COLUMNS = ("day", "reference", "amount", "payee", "side")
NEEDED = ("day", "reference", "amount")
MOST_ROWS = 5000
DAY = re.compile(
    r"(\d{4})(?:(\d\d)(\d\d)(?:\d{6})?|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)(?:[t ].*)?", re.IGNORECASE
)
AMOUNT = re.compile(r"[+-]?\d{1,10}(\.\d{1,2})?")
NO_AMOUNT = re.compile(r"[¥,\s元]|rmb|cny", re.IGNORECASE)  # what may stand beside the digits
# As words.in_one_spelling writes it; references of payments made before that was so are kept as they were typed.
PLAIN_REFERENCE = Func(
    F("bank_reference"),
    template=r"regexp_replace(upper(normalize(%(expressions)s, NFKC)), '\s', '', 'g')",
    output_field=CharField(),
)


class Row(NamedTuple):
    """A payment as the bank tells it; amount in yuan."""

    day: date
    reference: str
    amount: Decimal
    payee: str


def read(name: str, data: bytes) -> list[Row]:
    """Return the payments in the file `name` (.xlsx, or .csv in UTF-8, UTF-16 or GB18030); what came in is left out.

    The columns are named within the first lines, sums below are passed over. Raises Refused with the line that cannot
    be read. Numbers of accounts are never taken over.
    """
    try:
        sheet = sheets.read(name, data, is_head=lambda cells: not _missing(_columns(cells)))
        columns = _columns(sheet.head)
        missing = [aliases[ours][2] for ours in _missing(columns)]
        told = _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}
        require(not missing, told, field="file")
        lines = [
            (line, _texts(sheet.head, cells, columns)) for line, cells in islice(sheet.rows, MOST_ROWS + 1)
        ]
        if len(lines) > MOST_ROWS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
    except Unreadable as error:
        raise Refused(str(error), field="file") from None
    day = ""
    for line, texts in lines:  # a merged day stands in the first of its lines
        texts["day"] = day = texts["day"] or (day if line in sheet.merged else "")
    rows = [_row(line, texts, amount) for line, texts, amount in _payments(lines, columns["amount"])]
    require(bool(rows), _("There is no payment in this file."), field="file")
    return rows


def _columns(head: list[str]) -> dict[str, str]:
    """Return which column of `head` is which of ours, '' for one that is not there."""
    known = {re.sub(aliases["unit"], "", unicodedata.normalize("NFKC", name)): name for name in head}
    return {ours: next((known[one] for one in aliases[ours] if one in known), "") for ours in COLUMNS}


def _missing(columns: dict[str, str]) -> list[str]:
    return [ours for ours in NEEDED if not columns[ours]]


def _texts(head: list[str], cells: list[str], columns: dict[str, str]) -> dict[str, str]:
    """Return what stands in our columns of a line, and in its `first` cell; a dash is an empty cell."""
    filled = ["" if cell in aliases["empty"] else cell for cell in cells]
    by_name = dict(zip(head, filled, strict=True))
    first = next((cell for cell in filled if cell), "")
    return {"first": first, **{ours: by_name[column] if column else "" for ours, column in columns.items()}}


def _payments(
    lines: list[tuple[int, dict[str, str]]], column: str
) -> list[tuple[int, dict[str, str], Decimal]]:
    """Return the lines that tell a payment, each with its amount in yuan, above zero."""
    moved = []
    for line, texts in lines:
        if (
            re.match(aliases["sum"], "".join(texts["first"].split()))
            or _side(line, texts["side"]) in aliases["in"]
        ):
            continue
        if amount := _amount(line, texts):
            moved.append((line, texts, amount))
    if any(amount < 0 for _line, _texts, amount in moved):
        if any(texts["side"] for _line, texts, _amount in moved):
            return [(line, texts, abs(amount)) for line, texts, amount in moved]
        # Without a side the sign tells it; below zero in a column of payments alone could be one that was undone.
        for line, texts, amount in moved:
            require(
                amount > 0 or column.startswith(aliases["both ways"]),
                _("Line %(line)d: this is no amount: %(text)s")
                % {"line": line, "text": texts["amount"][:20]},
                field="file",
            )
        return [(line, texts, -amount) for line, texts, amount in moved if amount < 0]
    return moved


def _side(line: int, text: str) -> str:
    """Return whether a line tells what was paid or what came in, as its bank says it; '' when it does not say it."""
    side = unicodedata.normalize("NFKC", text).lower()
    require(
        side in {"", *aliases["out"], *aliases["in"]},
        _("Line %(line)d says neither debit nor credit: %(text)s") % {"line": line, "text": text[:20]},
        field="file",
    )
    return side


def _amount(line: int, texts: dict[str, str]) -> Decimal:
    """Return the amount of a line in yuan, below zero with a minus, 0 for an empty cell."""
    text = NO_AMOUNT.sub("", unicodedata.normalize("NFKC", texts["amount"]))
    require(
        not text or AMOUNT.fullmatch(text) is not None,
        _("Line %(line)d: this is no amount: %(text)s") % {"line": line, "text": texts["amount"][:20]},
        field="file",
    )
    return Decimal(text or 0)


def _row(line: int, texts: dict[str, str], amount: Decimal) -> Row:
    if any(sheets.looks_like_formula(texts[ours]) for ours in ("day", "reference", "payee")):
        raise Refused(_("Line %(line)d holds a formula.") % {"line": line}, field="file")
    day = _day(texts["day"])
    if day is None:
        raise Refused(
            _("Line %(line)d: this is no day: %(text)s") % {"line": line, "text": texts["day"][:20]},
            field="file",
        )
    reference = texts["reference"]
    require(0 < len(reference) <= 60, _("Line %(line)d has no reference.") % {"line": line}, field="file")
    return Row(day, reference, amount, texts["payee"][:80])


def _day(text: str) -> date | None:
    """Return the day in `text`, however banks write it and whether or not a time follows it."""
    found = DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


class Compared(NamedTuple):
    """One payment, as the bank and as we tell it. `what`: matched, other_amount, twice, unknown, missing."""

    what: str
    row: Row | BankLine | None
    tranche: Tranche | None


def compare(rows, area: Area) -> list[Compared]:
    """Compare the bank's payments `rows` with ours of `area`; what does not match comes first.

    Ours are all parts of subsidies that were paid within the days of the statement.
    """
    rows = list(rows)
    days = [row.day for row in rows]
    ours = Tranche.objects.filter(within([area], field="grant__project__area__code"), paid_at__isnull=False)
    between = Q(paid_at__date__gte=min(days), paid_at__date__lte=max(days))
    named = Q(reference__in={words.in_one_spelling(row.reference) for row in rows})
    known = {
        words.in_one_spelling(tranche.bank_reference): tranche
        for tranche in ours.annotate(reference=PLAIN_REFERENCE)
        .filter(between | named)
        .select_related("grant__project")
    }
    found, seen = [], set()
    for row in rows:
        reference = words.in_one_spelling(row.reference)
        tranche = known.get(reference)
        what = "unknown" if tranche is None else "other_amount" if tranche.amount != row.amount else "matched"
        found.append(Compared("twice" if reference in seen else what, row, tranche))
        seen.add(reference)
    found += [
        Compared("missing", None, tranche) for reference, tranche in known.items() if reference not in seen
    ]
    return sorted(found, key=lambda one: one.what == "matched")


@transaction.atomic
def keep(area: Area, *, by: User, name: str, data: bytes) -> BankStatement:
    """Keep a statement of the bank; the same file again is the same statement."""
    if not rules.may_compare_bank(by, area):
        raise NotYours(_("This is not yours to do."))
    rows = read(name, data)
    digest = hashlib.sha256(data).hexdigest()
    statement, is_new = BankStatement.objects.get_or_create(
        area=area, digest=digest, defaults={"name": name[:120], "uploaded_by": by, "uploaded_at": clock.now()}
    )
    if is_new:
        BankLine.objects.bulk_create(BankLine(statement=statement, **row._asdict()) for row in rows)
        audit.record("compare_statement", by=by, target=statement, area_code=area.code, lines=len(rows))
    return statement
