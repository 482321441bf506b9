"""Disclosure as files: one row a booking, so that everybody can add up again what the pages show."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from openpyxl import Workbook

from funding.disclosure import ocds
from funding.ledger.queries import FIGURES
from funding.models import Source
from panlong.spreadsheets import MARK, kept, neutralised

if TYPE_CHECKING:
    from funding.ledger.queries import BookedPosting

MAX_ROWS = 50_000  # rows of one file; whoever wants more takes it year by year
COLUMNS = (
    "entry", "day", "figure", "amount", "source", "for", "paper", "reverses", "project", "title", "area_code", "area", "theme",
)  # fmt: skip


class Form(NamedTuple):
    """A kind of file: its ending, its content type, and what makes it of postings and the address they came from."""

    ending: str
    content_type: str
    make: Callable[[Iterable[BookedPosting], str], bytes]


def row_of(posting: BookedPosting) -> dict:
    """Return a booked posting (queries.booked) as a row; `amount` in yuan counts towards `figure`."""
    entry, project = posting.entry, posting.account.project
    assert project is not None, "only the money of projects is published"
    bill, voucher = getattr(entry, "bill", None), getattr(entry, "voucher", None)
    contribution = getattr(entry, "contribution", None)
    invoice = bill.invoice_number if bill else voucher.invoice if voucher else ""
    source = posting.money_source
    return {
        "entry": entry.pk,
        "day": timezone.localdate(entry.at).isoformat(),
        "figure": posting.figure,
        "amount": FIGURES[posting.figure][1] * posting.amount,
        "source": str(Source(source).label) if source else "",
        "for": entry.memo,
        "paper": contribution.number if contribution else invoice,
        "reverses": entry.reverses_id or "",
        "project": project.pk,
        "title": project.title,
        "area_code": project.area.code,
        "area": project.area.name,
        "theme": project.get_theme_display(),
    }


def as_csv(postings: Iterable[BookedPosting], address: str) -> bytes:
    """Return CSV with a byte order mark, as Excel in China opens it; long numbers stay texts (sheets.kept)."""
    text = io.StringIO(newline="")
    sheet = csv.DictWriter(text, COLUMNS)
    sheet.writeheader()
    for posting in postings:
        sheet.writerow({name: kept(cell) for name, cell in row_of(posting).items()})
    return (MARK + text.getvalue()).encode()


def as_xlsx(postings: Iterable[BookedPosting], address: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("money")
    sheet.append(COLUMNS)
    for posting in postings:
        sheet.append([neutralised(cell) for cell in row_of(posting).values()])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_json(postings: Iterable[BookedPosting], address: str) -> bytes:
    """Return {source, totals, rows}; amounts are texts, so that no reader makes binary fractions of them."""
    rows = [row_of(posting) for posting in postings]
    totals = {name: Decimal(0) for name in FIGURES}
    for row in rows:
        totals[row["figure"]] += row["amount"]
    data = {"source": address, "currency": "CNY", "totals": totals, "rows": rows}
    return json.dumps(data, ensure_ascii=False, default=str).encode()


FORMS = {
    "csv": Form("csv", "text/csv; charset=utf-8", as_csv),
    "xlsx": Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "json": Form("json", "application/json", as_json),
    "ocds": Form("ocds.json", "application/json", ocds.as_package),
}
