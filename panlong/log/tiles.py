"""Tiles and bundles of entries: the public files of the log (C2SP tlog-tiles, https://c2sp.org/tlog-tiles).

A tile of level L is up to 256 hashes side by side. Level 0 holds the hashes of entries; each hash above is the root of a
full tile below. A bundle holds the same 256 entries themselves. A partial tile has its width in its name (`.p/17`).

Like `tree`, this module has no import of Django: `verify --offline` works with a plain copy of it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

if __package__:
    from panlong.log.tree import HASH_SIZE, TILE_HEIGHT, TILE_WIDTH, ReadTile, hash_leaf, root_of
else:  # copied out of the house: the files lie beside each other
    from tree import HASH_SIZE, TILE_HEIGHT, TILE_WIDTH, ReadTile, hash_leaf, root_of  # type: ignore

LONGEST_ENTRY = 0xFFFF  # bytes: the length of an entry in a bundle is a uint16
HIGHEST_LEVEL = 63
LARGEST_BUNDLE = TILE_WIDTH * (2 + LONGEST_ENTRY)  # bytes

ReadEntries = Callable[[int, int], Iterable[bytes]]
Write = Callable[[str, bytes], object]

_NUMBER = r"(?:x[0-9]{3}/)*[0-9]{3}"
_PATH = re.compile(rf"tile/(entries|0|[1-9][0-9]?)/({_NUMBER})(?:\.p/([1-9][0-9]{{0,2}}))?")


class TileError(ValueError):
    """A tile, a bundle or an entry is not as the standard says, or differs from what is published."""


@dataclass(frozen=True)
class TileName:
    """What the path of a public file says. A bundle has no level."""

    level: int | None
    index: int
    width: int


def name_tile(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a tile, such as `tile/1/x001/234.p/17`; `width` is its number of hashes, 1 to 256.

    Raises TileError if level, index or width cannot be.
    """
    if not 0 <= level <= HIGHEST_LEVEL:
        raise TileError(f"There are no tiles of level {level}.")
    return f"tile/{level}/{_number(index, width)}"


def name_bundle(index: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a bundle of entries, such as `tile/entries/x001/234.p/17`. Raises TileError like `name_tile`."""
    return f"tile/entries/{_number(index, width)}"


def parse_name(path: str) -> TileName:
    """Return what the path of a tile or bundle says. Raises TileError if it is not spelled as the standard says."""
    found = _PATH.fullmatch(path)
    if not found:
        raise TileError(f"{path} is not the name of a tile.")
    level, number, width = found.groups()
    name = TileName(
        None if level == "entries" else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width or TILE_WIDTH),
    )
    spelled = name_bundle(name.index, name.width)
    if name.level is not None:
        spelled = name_tile(name.level, name.index, name.width)
    if spelled != path:
        raise TileError(f"{path} is not the name of a tile.")
    return name


def _number(index: int, width: int) -> str:
    """Return 1234067 as `x001/x234/067`, so that no folder has more than a thousand files."""
    if index < 0 or not 1 <= width <= TILE_WIDTH:
        raise TileError(f"There is no tile {index} with {width} hashes.")
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([f"x{one}" for one in groups[:-1]] + groups[-1:])
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def pack_entries(entries: Iterable[bytes]) -> bytes:
    """Return a bundle: each entry after its length as two bytes, the high one first.

    Raises TileError for an entry of more than 65535 bytes.
    """
    bundle = bytearray()
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise TileError(f"An entry has {len(entry)} bytes, more than {LONGEST_ENTRY}.")
        bundle += len(entry).to_bytes(2, "big") + entry
    return bytes(bundle)


def parse_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle. Raises TileError if it is empty, cut short or holds more than 256."""
    entries = []
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if at + 2 > len(data) or len(entry) != length:
            raise TileError("The bundle ends in the middle of an entry.")
        entries.append(entry)
        at += 2 + length
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise TileError(f"A bundle has 1 to {TILE_WIDTH} entries, not {len(entries)}.")
    return entries


def parse_tile(data: bytes) -> list[bytes]:
    """Return the hashes of a tile. Raises TileError if it is not 1 to 256 hashes of 32 bytes."""
    if not 1 <= len(data) // HASH_SIZE <= TILE_WIDTH or len(data) % HASH_SIZE:
        raise TileError(f"A tile has 1 to {TILE_WIDTH} hashes of {HASH_SIZE} bytes, not {len(data)} bytes.")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def widths_at(size: int) -> list[tuple[int, int, int]]:
    """Return (level, number of full tiles, width of the partial tile or 0) of a tree of `size` entries, from level 0 up."""
    rows = []
    level, count = 0, size
    while count:
        rows.append((level, *divmod(count, TILE_WIDTH)))
        level, count = level + 1, count >> TILE_HEIGHT
    return rows


def write_tiles(
    size_before: int, size_after: int, *, read_entries: ReadEntries, read_tile: ReadTile, write: Write
) -> None:
    """Write every tile and bundle, full or partial, that a log has at `size_after` and did not have at `size_before`.

    `read_entries(start, end)` returns the entries from start up to end, `read_tile(level, index, width)` the bytes of a
    tile that was written for `size_before`, `write(path, data)` stores one file. Only the right edge is read: at most 255
    old entries and one old tile on each level. The checkpoint of `size_after` may be published when this has returned.
    After a failure it may simply be called again: the same call writes the same bytes.

    Raises TileError if the log would shrink, an entry is too long or missing, or an old entry differs from what is
    published: nothing that was published is ever written anew.
    """
    if not 0 <= size_before <= size_after:
        raise TileError(f"A log of {size_before} entries cannot become one of {size_after}.")
    if size_before == size_after:
        return
    roots = _write_entries(size_before, size_after, read_entries, read_tile, write)
    for level, _full, _width in widths_at(size_after)[1:]:
        before, after = (one >> (TILE_HEIGHT * level) for one in (size_before, size_after))
        if before == after:
            return
        tile, width = divmod(before, TILE_WIDTH)
        old = _read_hashes(level, tile, width, read_tile)
        roots = _write_row(level, tile, old + roots, write)


def _write_entries(
    before: int, after: int, read_entries: ReadEntries, read_tile: ReadTile, write: Write
) -> list[bytes]:
    """Write the bundles and the tiles of level 0, one after the other, and return the roots of the full tiles."""
    roots = []
    for tile in range(before // TILE_WIDTH, -(-after // TILE_WIDTH)):
        start, end = tile * TILE_WIDTH, min((tile + 1) * TILE_WIDTH, after)
        entries = list(read_entries(start, end))
        if len(entries) != end - start:
            raise TileError(f"{len(entries)} entries came for {start} to {end - 1}.")
        hashes = [hash_leaf(entry) for entry in entries]
        old = _read_hashes(0, tile, before - start, read_tile) if start < before else []
        for index, (published, computed) in enumerate(zip(old, hashes, strict=False), start):
            if published != computed:
                raise TileError(f"Entry {index} differs from the one that is published.")
        write(name_bundle(tile, len(entries)), pack_entries(entries))
        roots += _write_row(0, tile, hashes, write)
    return roots


def _write_row(level: int, tile: int, hashes: Sequence[bytes], write: Write) -> list[bytes]:
    """Write hashes as tiles of one level from `tile` on, and return the roots of the full ones."""
    roots = []
    for at in range(0, len(hashes), TILE_WIDTH):
        part = hashes[at : at + TILE_WIDTH]
        write(name_tile(level, tile + at // TILE_WIDTH, len(part)), b"".join(part))
        if len(part) == TILE_WIDTH:
            roots.append(root_of(part))
    return roots


def _read_hashes(level: int, tile: int, width: int, read_tile: ReadTile) -> list[bytes]:
    """Return the first `width` hashes of a tile that stands already. Raises TileError if it holds fewer."""
    hashes = parse_tile(read_tile(level, tile, width))[:width] if width else []
    if len(hashes) != width:
        raise TileError(f"{name_tile(level, tile, width)} holds {len(hashes)} hashes, not {width}.")
    return hashes
