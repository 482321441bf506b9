"""Statements of the bank: what it says that was paid, beside what we say that was paid."""

import hashlib
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from funding import rules
from funding.models import BankLine, BankStatement, Tranche
from panlong import audit, clock
from panlong.accounts import sheets
from panlong.accounts.faults import Unreadable
from panlong.accounts.models import User
from panlong.areas.models import Area, within
from panlong.errors import NotYours, Refused, require

# The heads of columns as banks write them, the first one ours.
aliases = {
    "day": ("day", "date", "日期", "交易日期", "记账日期", "交易时间"),
    "reference": ("reference", "流水号", "交易流水号", "银行流水号", "凭证号", "业务编号"),
    "amount": ("amount", "支出", "支出金额", "借方金额", "借方发生额", "付款金额", "交易金额", "金额"),
    "payee": ("payee", "收款人", "收款单位", "收款人名称", "对方户名", "对方名称"),
}
MOST_ROWS = 5000
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")


class Row(NamedTuple):
    """A payment as the bank tells it; amount in yuan."""

    day: date
    reference: str
    amount: Decimal
    payee: str


def read(name: str, data: bytes) -> list[Row]:
    """Return the payments in the file `name` (.xlsx, or .csv in UTF-8 or GB18030); what came in is left out.

    Raises Refused with the line that cannot be read. Numbers of accounts are never taken over.
    """
    try:
        sheet = sheets.read(name, data)
        lines = [
            (line, dict(zip(sheet.head, cells, strict=True)))
            for line, cells in islice(sheet.rows, MOST_ROWS + 1)
        ]
        if len(lines) > MOST_ROWS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
    except Unreadable as error:
        raise Refused(str(error), field="file") from None
    columns = {ours: next((one for one in names if one in sheet.head), "") for ours, names in aliases.items()}
    missing = [names[1] for ours, names in aliases.items() if ours != "payee" and not columns[ours]]
    require(
        not missing, _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}, field="file"
    )
    rows = [row for line, cells in lines if (row := _row(line, cells, columns)) is not None]
    require(bool(rows), _("There is no payment in this file."), field="file")
    return rows


def _row(line: int, cells: dict[str, str], columns: dict[str, str]) -> Row | None:
    texts = {ours: cells[column] if column else "" for ours, column in columns.items()}
    if any(sheets.looks_like_formula(text) for text in texts.values()):
        raise Refused(_("Line %(line)d holds a formula.") % {"line": line}, field="file")
    try:
        amount = Decimal(unicodedata.normalize("NFKC", texts["amount"]).replace(",", "") or 0)
        unit = amount == amount.quantize(Decimal("0.01")) and 0 <= amount < 10**10
    except InvalidOperation:
        unit = False
    require(
        unit,
        _("Line %(line)d: this is no amount: %(text)s") % {"line": line, "text": texts["amount"][:20]},
        field="file",
    )
    if amount == 0:
        return None
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
    for pattern in DAYS:
        try:
            return datetime.strptime(text.partition(" ")[0], pattern).date()
        except ValueError:
            continue
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
    references = [row.reference for row in rows]
    ours = Tranche.objects.filter(within([area], field="grant__project__area__code"), paid_at__isnull=False)
    between = Q(paid_at__date__gte=min(days), paid_at__date__lte=max(days))
    known = {
        tranche.bank_reference: tranche
        for tranche in ours.filter(between | Q(bank_reference__in=references)).select_related(
            "grant__project"
        )
    }
    found, seen = [], set()
    for row in rows:
        tranche = known.get(row.reference)
        what = "unknown" if tranche is None else "other_amount" if tranche.amount != row.amount else "matched"
        found.append(Compared("twice" if row.reference in seen else what, row, tranche))
        seen.add(row.reference)
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
