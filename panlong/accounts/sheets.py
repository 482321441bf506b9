"""Tables as Chinese offices make them: .xlsx, or .csv in UTF-8 or GB18030; read row by row, however long they are."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from panlong.accounts.faults import Unreadable

MOST_BYTES = 16 * 1024 * 1024
MOST_UNPACKED_BYTES = 160 * 1024 * 1024
MOST_SHARED_BYTES = (
    40 * 1024 * 1024
)  # of the words that a workbook keeps apart from its cells: they are read at once
MOST_PARTS = 200
MOST_COLUMNS = 60
MOST_LINES = 200_000
HEAD_WITHIN = 20  # lines: above the names of the columns stand a title, the owner of the account, the period
FORMULA = re.compile(r"^[\s\x00-\x1f'‘’]*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)*$")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+(\d+):[A-Z]+(\d+))"')


@dataclass
class Sheet:
    """A table: the names of its columns, and its rows as (line of the file, texts); blank lines are left out."""

    head: list[str]
    rows: Iterator[tuple[int, list[str]]]
    about: int = 0  # how many rows there seem to be, for the progress
    merged: dict[int, str] = field(default_factory=dict)  # line → the merged cells it has a part in


def looks_like_formula(text: str) -> bool:
    """Say whether a spreadsheet could take `text` for a formula (full-width signs count: Excel folds them)."""
    return bool(FORMULA.match(text)) and not NUMBER.match(text.strip())


def neutralised(cell):
    """Return `cell` so that no spreadsheet runs it; numbers and dates stay what they are."""
    return f"'{cell}" if isinstance(cell, str) and looks_like_formula(cell) else cell


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


def read(name: str, data: bytes, is_head: IsHead = _first) -> Sheet:
    """Return the table that the file `data` called `name` holds; raise Unreadable, also while its rows are read.

    Its first line names the columns, or the first one of the first few that `is_head` is true of.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    ending = name.rpartition(".")[2].lower()
    if ending not in READERS:
        raise Unreadable("ending")
    return READERS[ending](data, is_head)


def read_csv(data: bytes, is_head: IsHead = _first) -> Sheet:
    """Return the table of a CSV file, its columns set apart by comma, semicolon or tab."""
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable("no_csv")
    first = text.split("\n", HEAD_WITHIN)[: 1 if is_head is _first else HEAD_WITHIN]
    delimiter = max(",;\t", key=lambda sign: max(line.count(sign) for line in first))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    sheet = _sheet(rows, csv.Error, "no_csv", is_head)
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


def read_xlsx(data: bytes, is_head: IsHead = _first) -> Sheet:
    """Return the first sheet of an Excel file; a formula is read as its text. Refuses what unpacks to too much."""
    import openpyxl

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
        sheet = _sheet(table.iter_rows(values_only=True), Exception, "no_excel", is_head)
    except Unreadable:
        raise
    except Exception:
        raise Unreadable("no_excel") from None
    sheet.about, sheet.merged = about, merged
    return sheet


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    words = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES or words > MOST_SHARED_BYTES:
        raise Unreadable("too_large")


def _merged(part) -> dict[int, str]:
    """Return which lines have merged cells; these stand behind the rows, and openpyxl skips them when it reads row by row."""
    lines: dict[int, str] = {}
    kept = b""
    while chunk := part.read(1 << 20):
        kept += chunk
        for found in MERGED.finditer(kept):
            first, last = int(found[2]), min(int(found[3]), int(found[2]) + MOST_LINES)
            if len(lines) < MOST_LINES:
                lines |= dict.fromkeys(range(first, last + 1), found[1].decode())
        kept = kept[max(kept.rfind(b"<"), 0) :][-500:]
    return lines


def _sheet(rows: Iterable, broken: type[Exception], fault: str, is_head: IsHead) -> Sheet:
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
    if not head or len(head) > MOST_COLUMNS or len(set(head)) != len(head):
        raise Unreadable("head")
    return Sheet(head, _rows(rows, len(head), len(above) + 1, broken, fault))


def _rows(
    rows: Iterator, width: int, start: int, broken: type[Exception], fault: str
) -> Iterator[tuple[int, list[str]]]:
    try:
        for line, row in enumerate(rows, start=start):
            cells = [plain(cell) for cell in row]
            if any(cells[width:]):
                raise Unreadable("too_many_cells", line=line)
            if any(cells):
                yield line, (cells + [""] * width)[:width]
    except Unreadable:
        raise
    except broken:
        raise Unreadable(fault) from None


READERS = {"csv": read_csv, "xlsx": read_xlsx}
