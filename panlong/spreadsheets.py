"""Tables as Chinese offices make them: .xlsx, .xls, or .csv in UTF-8 or GB18030; read row by row, however long they are."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong.file_errors import Unreadable

MAX_BYTES = 16 * 1024 * 1024
MAX_UNPACKED_BYTES = 160 * 1024 * 1024
MAX_SHARED_BYTES = (
    40 * 1024 * 1024
)  # of the words that a workbook keeps apart from its cells: they are read at once
MAX_PARTS = 200
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_COLUMNS = 60
MAX_LINES = 200_000
HEAD_WITHIN = 20  # lines: above the names of the columns stand a title, the owner of the account, the period
MARK = "\ufeff"  # the byte order mark: without it Excel takes UTF-8 for the local code page
FORMULA = re.compile(r"^[\s\x00-\x1f'‘’]*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)*$")
# Texts that a spreadsheet would alter when it opens a CSV file; a whole date as 2026-11-30 is one for it too.
SPOILED = re.compile(
    r"0\d+|\d{12,}|\d+(?:\.\d+)?[eE][+-]?\d+|(?!\d{4}-\d\d-\d\d)\d{1,4}[-/]\d{1,4}(?:[-/]\d{1,4})?"
)
MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+(\d+):[A-Z]+(\d+))"')


@dataclass
class Sheet:
    """A table: the names of its columns, and its rows as (line of the file, texts); blank lines are left out."""

    head: list[str]
    rows: Iterator[tuple[int, list[str]]]
    about: int = 0  # how many rows there seem to be, for the progress
    merged: dict[int, str] = field(default_factory=dict)  # line → the merged cells it has a part in


@lru_cache(maxsize=1024)  # whole columns say the same few things
def looks_like_formula(text: str) -> bool:
    """Say whether a spreadsheet could take `text` for a formula (full-width signs count: Excel folds them)."""
    return bool(FORMULA.match(text)) and not NUMBER.match(text.strip())


def neutralised(cell):
    """Return `cell` so that no spreadsheet runs it; numbers and dates stay what they are."""
    return f"'{cell}" if isinstance(cell, str) and looks_like_formula(cell) else cell


def kept(cell):
    """Return `cell` for a CSV file: neutralised, and ended by a tab where a spreadsheet would make a number or a day of it.

    Excel turns room 0107 into 107, unit 3-1 into the first of March, and an invoice of twenty digits into its first
    fifteen. With a tab at the end it stays text, as in the files of banks and payment services; `plain` takes it off.
    """
    if isinstance(cell, str) and SPOILED.fullmatch(cell):
        return f"{cell}\t"
    return neutralised(cell)


def plain(value) -> str:
    """Return a cell as the text that a person sees in it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value)).strip()


IsHead = Callable[[list[str]], bool]


def _first(head: list[str]) -> bool:
    return True


def read_sheet(name: str, data: bytes, is_head: IsHead = _first, *, is_strict: bool = True) -> Sheet:
    """Return the table that the file `data` called `name` holds; raise Unreadable, also while its rows are read.

    Its first line names the columns, or the first one of the first few that `is_head` is true of. Unless `is_strict`,
    a name may head two columns, and what stands beside the last column is passed over.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large")
    ending = ending_of(name)
    if ending not in READERS:
        raise Unreadable("ending")
    return READERS[_content(data, ending)](data, is_head, is_strict)


def _content(data: bytes, ending: str) -> str:
    """Return what `data` is: systems of banks call a .xls what is a workbook of today, a web page or a text."""
    if data.startswith(OLD_EXCEL):
        return "xls"
    if data.startswith(b"PK\x03\x04"):
        return "xlsx"
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|head|meta|\?xml)", data[:200], re.IGNORECASE):
        raise Unreadable("web_page")
    return "csv" if ending == "xls" else ending


def read_csv(data: bytes, is_head: IsHead = _first, is_strict: bool = True) -> Sheet:
    """Return the table of a CSV file, its columns set apart by comma, semicolon or tab."""
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable("no_csv")
    first = text.split("\n", HEAD_WITHIN)[: 1 if is_head is _first else HEAD_WITHIN]
    delimiter = max(",;\t", key=lambda sign: max(line.count(sign) for line in first))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    sheet = _sheet(rows, csv.Error, "no_csv", is_head, is_strict)
    sheet.about = text.count("\n")
    return sheet


def _decoded(data: bytes) -> str:
    with_mark = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ()
    for encoding in (*with_mark, "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")


def read_xls(data: bytes, is_head: IsHead = _first, is_strict: bool = True) -> Sheet:
    """Return the first sheet of a workbook of Excel 97 to 2003, which banks and WPS still write."""
    import xlrd  # noqa: PLC0415  (slow to load, seldom needed)

    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True)
        table = book.sheet_by_index(0)
        rows = [[_old_cell(cell, book.datemode) for cell in row] for row in table.get_rows()]
    except Exception:  # a file that was made to break the reader ends in any of them
        raise Unreadable("no_excel") from None
    if len(rows) > MAX_LINES:
        raise Unreadable("too_many_rows", most=MAX_LINES)
    sheet = _sheet(iter(rows), Exception, "no_excel", is_head, is_strict)
    sheet.about = len(rows)
    return sheet


def _old_cell(cell, datemode: int):
    """Return the value of a cell of an old workbook, a day as a datetime, an error as nothing."""
    import xlrd  # noqa: PLC0415  (slow to load, seldom needed)

    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    return None if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def read_xlsx(data: bytes, is_head: IsHead = _first, is_strict: bool = True) -> Sheet:
    """Return the first sheet of an Excel file; a formula is read as its text. Refuses what unpacks to too much."""
    import openpyxl  # noqa: PLC0415  (slow to load, seldom needed)

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _refuse_bombs(parts.infolist())
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
            table: Any = book.worksheets[0]
            about = table.max_row or 0
            # The file's own word on its size is not believed: rows would be filled up with cells to that width.
            table.reset_dimensions()
            with parts.open(table._worksheet_path) as part:
                merged = _merged(part)
        sheet = _sheet(table.iter_rows(values_only=True), Exception, "no_excel", is_head, is_strict)
    except Unreadable:
        raise
    except Exception:
        raise Unreadable("no_excel") from None
    sheet.about, sheet.merged = about, merged
    return sheet


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    words = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or words > MAX_SHARED_BYTES:
        raise Unreadable("too_large")


def _merged(part) -> dict[int, str]:
    """Return which lines have merged cells; these stand behind the rows, and openpyxl skips them when it reads row by row."""
    lines: dict[int, str] = {}
    kept = b""
    while chunk := part.read(1 << 20):
        kept += chunk
        for found in MERGED.finditer(kept):
            first, last = int(found[2]), min(int(found[3]), int(found[2]) + MAX_LINES)
            if len(lines) < MAX_LINES:
                lines |= dict.fromkeys(range(first, last + 1), found[1].decode())
        kept = kept[max(kept.rfind(b"<"), 0) :][-500:]
    return lines


def _sheet(
    rows: Iterable, broken: type[Exception], fault: str, is_head: IsHead, is_strict: bool = True
) -> Sheet:
    """Return the table below its head; `broken` is what reading raises, told as `fault`."""
    rows = iter(rows)
    try:
        above: list[list[str]] = []
        for row in islice(rows, HEAD_WITHIN):
            above.append([plain(cell).lower() for cell in row])
            if is_head(above[-1]):
                break
    except broken:
        raise Unreadable(fault) from None
    head = next((line for line in reversed(above) if is_head(line)), above[0] if above else [])
    while head and not head[-1]:
        head.pop()
    if not head or len(head) > MAX_COLUMNS or (is_strict and len(set(head)) != len(head)):
        raise Unreadable("head")
    return Sheet(head, _rows(rows, len(head), len(above) + 1, broken, fault, is_strict))


def _rows(
    rows: Iterator, width: int, start: int, broken: type[Exception], fault: str, is_strict: bool
) -> Iterator[tuple[int, list[str]]]:
    try:
        for line, row in enumerate(rows, start=start):
            cells = [plain(cell) for cell in row]
            if is_strict and any(cells[width:]):
                raise Unreadable("too_many_cells", line=line)
            if any(cells[:width]):
                yield line, (cells + [""] * width)[:width]
    except Unreadable:
        raise
    except broken:
        raise Unreadable(fault) from None


READERS = {"csv": read_csv, "xlsx": read_xlsx, "xls": read_xls}
ENDINGS = gettext_lazy(".xlsx, .xls or .csv")  # of READERS, in words: whatever asks for a table says this


def ending_of(name: str) -> str:
    """Return the ending of the file called `name`, such as "xlsx"."""
    return name.rpartition(".")[2].lower()


class TableField(forms.FileField):
    """A file with a table: its label, the chooser of the browser and the refusal name what is read (`READERS`)."""

    def __init__(self, *, label, **options):
        accepted = ",".join(f".{ending}" for ending in READERS)
        options.setdefault("widget", forms.ClearableFileInput(attrs={"accept": accepted}))
        super().__init__(label=lazy(_with_endings, str)(label), **options)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload and ending_of(upload.name) not in READERS:
            raise forms.ValidationError(str(Unreadable("ending")))
        if upload and upload.size > MAX_BYTES:
            raise forms.ValidationError(str(Unreadable("too_large")))
        return upload


def _with_endings(label) -> str:
    return _("%(file)s (%(endings)s)") % {"file": label, "endings": ENDINGS}
