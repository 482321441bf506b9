"""Which characters the fonts of printed papers have, read from the fonts themselves (OpenType, table cmap, format 12)."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

JOINERS = {"Cf", "Mn", "Me"}  # they stand on or between other characters; alone they show nothing
SUBSTITUTE = "〔U+%04X〕"


@cache
def characters_of(font: Path) -> frozenset[int]:
    """Return the code points that `font` has a glyph for; raise ValueError when it has no table of format 12."""
    data = font.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    places = {
        data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)
    }
    cmap = places[b"cmap"]
    for number in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * number)[0]
        if struct.unpack_from(">H", data, table)[0] == 12:
            return frozenset(_of_format_12(data, table))
    raise ValueError(f"{font.name}: no table of all its characters")


def _of_format_12(data: bytes, table: int):
    for group in range(struct.unpack_from(">I", data, table + 12)[0]):
        first, last, _glyph = struct.unpack_from(">III", data, table + 16 + 12 * group)
        yield from range(first, last + 1)


def lacking(text: str, known: frozenset[int]) -> list[str]:
    """Return the characters of `text` that are not `known` and show something, each once, in their order."""
    return [
        sign
        for sign in dict.fromkeys(text)
        if ord(sign) not in known and sign.isprintable() and unicodedata.category(sign) not in JOINERS
    ]


def printable(text: str, known: frozenset[int]) -> str:
    """Return `text` with the number in place of each character that is not `known`: 〔U+20BB7〕; nobody takes it for the sign."""
    missing: dict[int, str | None] = {ord(sign): SUBSTITUTE % ord(sign) for sign in lacking(text, known)}
    alone: dict[int, str | None] = {
        ord(sign): None
        for sign in text
        if ord(sign) not in known and ord(sign) not in missing and sign not in "\n\t"
    }
    return text.translate(missing | alone)  # fmt: skip
