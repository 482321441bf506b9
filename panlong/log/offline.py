"""Verify a downloaded copy of the log without Django, without a database and without a network.

    python -m panlong.log.offline FOLDER --key VKEY [--witness VKEY …] [--older CHECKPOINT …]

Or without this project: copy `offline.py`, `notes.py`, `tiles.py` and `tree.py` into one folder, `pip install pynacl`, and
run `python offline.py FOLDER …`. FOLDER holds `checkpoint` and `tile/…` as the log publishes them (C2SP tlog-tiles).

One line for each check; 0 if everything that was checked is right, 1 if not, 2 if the call is wrong. The files are read
one after the other, so a log of any length needs the same memory.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

if __package__:
    from panlong.log import notes, tiles, tree
else:  # copied out of the house: the files lie beside each other
    import notes  # type: ignore
    import tiles  # type: ignore
    import tree  # type: ignore

PARTS = 64  # temporary files: few enough to be open at once, enough to keep each short
RECORD = tree.HASH_SIZE + 8  # bytes: hash and number of an entry
LARGEST_CHECKPOINT = 1024 * 1024  # bytes


class Report:
    """Says one line for each check and counts what is wrong."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self.wrong_lines = 0

    def right(self, text: str) -> None:
        """Say that a check passed."""
        self._say(f"OK           {text}")

    def wrong(self, text: str) -> None:
        """Say that a check failed."""
        self.wrong_lines += 1
        self._say(f"WRONG        {text}")

    def unchecked(self, text: str) -> None:
        """Say what nobody can tell from these files."""
        self._say(f"NOT CHECKED  {text}")


class Folder:
    """The public files of a log. Every method returns None for what is missing or broken and keeps the reason."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.broken: list[str] = []

    def hashes(self, level: int, index: int, width: int) -> list[bytes] | None:
        """Return the first `width` hashes of a tile, from the partial tile or else from the full one."""
        name, full = tiles.name_tile(level, index, width), tiles.name_tile(level, index)
        return self._first(name, full, width, tiles.parse_tile)

    def entries(self, index: int, width: int) -> list[bytes] | None:
        """Return the first `width` entries of a bundle, from the partial bundle or else from the full one."""
        name, full = tiles.name_bundle(index, width), tiles.name_bundle(index)
        return self._first(name, full, width, tiles.parse_bundle)

    def partials(self, full_name: str) -> Iterator[tuple[int, str, bytes]]:
        """Return width, path and bytes of the partial files beside a file, the narrow ones first."""
        names = [one.name for one in (self.root / f"{full_name}.p").glob("*")]
        for width in sorted(int(name) for name in names if name.isascii() and name.isdigit()):
            path = f"{full_name}.p/{width}"
            yield width, path, read_limited(self.root / path, tiles.LARGEST_BUNDLE) or b""

    def goes_beyond(self, size: int) -> bool:
        """Return whether there are bundles with entries after the first `size`."""
        index, width = divmod(size, tiles.TILE_WIDTH)
        following = self.root / tiles.name_bundle(index)
        wider = following.with_name(f"{following.name}.p").glob("*")
        return following.exists() or any(one.name.isdigit() and int(one.name) > width for one in wider)

    def _first(
        self, name: str, full: str, width: int, parse: Callable[[bytes], list[bytes]]
    ) -> list[bytes] | None:
        for path in dict.fromkeys((name, full)):
            data = read_limited(self.root / path, tiles.LARGEST_BUNDLE)
            if data is None:
                continue
            try:
                parts = parse(data)
            except tiles.TileError as error:
                self.broken.append(f"{path} is broken. {error}")
                return None
            if len(parts) < width or (path == name and len(parts) != width):
                self.broken.append(f"{path} holds {len(parts)} instead of {width}.")
                return None
            return parts[:width]
        self.broken.append(f"{name} is missing.")
        return None


class Doubles:
    """Finds entries that stand in the log twice. The hashes lie in temporary files, so memory stays small."""

    def __init__(self, folder: str) -> None:
        self._files: list[BinaryIO] = [(Path(folder) / str(part)).open("w+b") for part in range(PARTS)]

    def add(self, leaf_hash: bytes, index: int) -> None:
        """Remember the hash of entry `index`."""
        self._files[leaf_hash[0] % PARTS].write(leaf_hash + index.to_bytes(8, "big"))

    def first(self) -> tuple[int, int] | None:
        """Return the first entry that stands there again and where it stood before: (before, again)."""
        found: tuple[int, int] | None = None
        for file in self._files:
            file.seek(0)
            seen: dict[bytes, bytes] = {}
            while record := file.read(RECORD):
                leaf_hash, index = record[: tree.HASH_SIZE], record[tree.HASH_SIZE :]
                before = seen.setdefault(leaf_hash, index)
                again = int.from_bytes(index, "big")
                if before != index and (found is None or again < found[1]):
                    found = int.from_bytes(before, "big"), again
        return found

    def close(self) -> None:
        """Close the temporary files."""
        for file in self._files:
            file.close()


class Walk:
    """Reads all tiles and bundles of a log once, from its first entry to its last, and remembers what does not agree."""

    def __init__(self, folder: Folder, size: int, marks: Iterable[int], doubles: Doubles) -> None:
        self.folder, self.size, self.doubles = folder, size, doubles
        self.marks = set(marks)
        self.roots: dict[int, bytes] = {0: tree.EMPTY_ROOT}  # roots of the entries, for each size in marks
        self.by_entries, self.by_tiles = tree.RootBuilder(), tree.RootBuilder()
        self.wrong_entry: int | None = None  # the first where bundle and tile differ
        self.wrong_tiles: list[str] = []
        self._rows: dict[int, list[bytes]] = {}
        self._done: dict[int, int] = {}

    def run(self) -> bool:
        """Read everything. Returns False if a stretch has neither tile nor bundle, so that no root can be computed."""
        for index in range(-(-self.size // tiles.TILE_WIDTH)):
            width = min(tiles.TILE_WIDTH, self.size - index * tiles.TILE_WIDTH)
            if not self._read_stretch(index, width):
                return False
        for level in sorted(self._rows):  # what is left are the partial tiles of the right edge
            if self._rows[level]:
                self._finish(level)
        return True

    def _read_stretch(self, index: int, width: int) -> bool:
        """Read one tile of level 0 and its bundle."""
        entries, stored = self.folder.entries(index, width), self.folder.hashes(0, index, width)
        hashes = [tree.hash_leaf(one) for one in entries] if entries else stored
        if not hashes:
            return False
        stored = stored or hashes
        start = index * tiles.TILE_WIDTH
        for at, (by_entry, by_tile) in enumerate(zip(hashes, stored, strict=True), start):
            self.by_entries.add(by_entry)
            self.by_tiles.add(by_tile)
            self.doubles.add(by_entry, at)
            if by_entry != by_tile and self.wrong_entry is None:
                self.wrong_entry = at
            if at + 1 in self.marks:
                self.roots[at + 1] = self.by_entries.root()
        self._compare_partials(tiles.name_tile(0, index), stored, b"".join)
        self._compare_partials(tiles.name_bundle(index), entries or [], tiles.pack_entries)
        if width == tiles.TILE_WIDTH:
            self._push(1, tree.root_of(stored))
        return True

    def _push(self, level: int, root: bytes) -> None:
        """Add the root of a full tile to the row above it."""
        self._rows.setdefault(level, []).append(root)
        if len(self._rows[level]) == tiles.TILE_WIDTH:
            self._finish(level)

    def _finish(self, level: int) -> None:
        """Compare a tile with the tiles below it. What it says itself goes up, so that one wrong tile is told once."""
        computed, index = self._rows[level], self._done.get(level, 0)
        self._rows[level], self._done[level] = [], index + 1
        stored = self.folder.hashes(level, index, len(computed)) or computed
        for at, (found, expected) in enumerate(zip(stored, computed, strict=True)):
            if found != expected:
                below = index * tiles.TILE_WIDTH + at
                first, count = below << (tiles.TILE_HEIGHT * level), 1 << (tiles.TILE_HEIGHT * level)
                name = tiles.name_tile(level, index, len(computed))
                self.wrong_tiles.append(
                    f"{name}: hash {at} does not agree with {tiles.name_tile(level - 1, below)}, "
                    f"entries {first} to {first + count - 1}."
                )
        self._compare_partials(tiles.name_tile(level, index), stored, b"".join)
        if len(stored) == tiles.TILE_WIDTH:
            self._push(level + 1, tree.root_of(stored))

    def _compare_partials(
        self, name: str, parts: Sequence[bytes], pack: Callable[[Iterable[bytes]], bytes]
    ) -> None:
        """Compare the partial files that an earlier, smaller log left behind."""
        for width, path, data in self.folder.partials(name):
            if 1 <= width <= len(parts) and data != pack(parts[:width]):
                self.wrong_tiles.append(f"{path} does not agree with what stands there today.")


def read_limited(path: Path, most: int) -> bytes | None:
    """Return the bytes of a file, or None if it is not there or longer than `most`."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError:
        return None
    return data if len(data) <= most else None


def check_folder(
    root: Path,
    message: bytes,
    *,
    keys: Sequence[notes.VerifierKey] = (),
    witnesses: Sequence[notes.VerifierKey] = (),
    older: Sequence[tuple[str, bytes]] = (),
    say: Callable[[str], object] = print,
) -> bool:
    """Check a folder of public files against a checkpoint, and return whether everything that was checked is right.

    `message` is the signed checkpoint, `keys` those of the log, `witnesses` those who must have cosigned, `older` names and
    bytes of checkpoints that somebody kept; `say` takes one line for each check.
    """
    report = Report(say)
    checkpoint = _check_signatures(report, message, keys, witnesses)
    if checkpoint is None:
        return False
    kept = _check_older(report, checkpoint, keys, older)
    folder = Folder(root)
    with tempfile.TemporaryDirectory() as temporary:
        doubles = Doubles(temporary)
        try:
            walk = Walk(folder, checkpoint.size, [one.size for _name, one in kept], doubles)
            _report_walk(report, walk, checkpoint, whole=walk.run())
            _report_older(report, walk, kept)
            _report_doubles(report, doubles)
        finally:
            doubles.close()
    if folder.goes_beyond(checkpoint.size):
        report.unchecked(
            "The folder holds entries after this checkpoint. Take the newest checkpoint to check them."
        )
    report.unchecked("Whether an entry tells the truth, and whether everything that happened has an entry.")
    if not witnesses:
        report.unchecked("Whether others were shown another log. Witnesses say so (--witness).")
    if not older:
        report.unchecked(
            "Whether the log was rewritten or cut since you last saw it. Keep checkpoints (--older)."
        )
    return not report.wrong_lines


def _check_signatures(
    report: Report,
    message: bytes,
    keys: Sequence[notes.VerifierKey],
    witnesses: Sequence[notes.VerifierKey],
) -> notes.Checkpoint | None:
    """Report who signed, and return the checkpoint, or None if it is malformed or not signed by the log."""
    try:
        checkpoint = notes.parse_checkpoint(notes.split_note(message)[0])
        if keys:
            signed = notes.open_checkpoint(message, keys).by_log
            report.right(f"The checkpoint is signed by {signed[0].name} ({len(signed)} of {len(keys)} keys).")
        else:
            report.unchecked("Who signed the checkpoint. Give the log's public key (--key).")
    except notes.NoteError as error:
        report.wrong(f"The checkpoint: {error}")
        return None
    report.right(f"The checkpoint of {checkpoint.origin} counts {checkpoint.size} entries.")
    for witness in witnesses:
        try:
            time = notes.open_note(message, [witness]).verified[0].time
            when = f", {datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M} UTC" if time else ""
            report.right(f"The witness {witness.name} cosigned it{when}.")
        except (notes.NoteError, OverflowError, OSError, ValueError) as error:
            report.wrong(f"The witness {witness.name} did not cosign it. {error}")
    return checkpoint


def _check_older(
    report: Report,
    checkpoint: notes.Checkpoint,
    keys: Sequence[notes.VerifierKey],
    older: Sequence[tuple[str, bytes]],
) -> list[tuple[str, notes.Checkpoint]]:
    """Return the older checkpoints whose roots can be compared with the files."""
    kept = []
    for name, message in older:
        try:
            before = notes.parse_checkpoint(notes.split_note(message)[0])
            if keys:
                notes.open_checkpoint(message, keys)
        except notes.NoteError as error:
            report.wrong(f"{name}: {error}")
            continue
        if before.origin != checkpoint.origin:
            report.wrong(f"{name} is a checkpoint of another log: {before.origin}")
        elif before.size > checkpoint.size:
            report.wrong(
                f"The log was rolled back: {name} counts {before.size} entries, this checkpoint {checkpoint.size}."
            )
        else:
            kept.append((name, before))
    return kept


def _report_walk(report: Report, walk: Walk, checkpoint: notes.Checkpoint, *, whole: bool) -> None:
    """Report files that are missing, entries and tiles that do not agree, and the root."""
    for text in walk.folder.broken[:10]:
        report.wrong(text)
    if len(walk.folder.broken) > 10:
        report.wrong(f"{len(walk.folder.broken) - 10} more files are missing or broken.")
    by_entries, by_tiles = walk.by_entries.root(), walk.by_tiles.root()
    if (index := walk.wrong_entry) is not None:
        guilty = "Either was altered."
        if whole and by_tiles == checkpoint.root:
            guilty = "The entry was altered: with the tile, the root is that of the checkpoint."
        elif whole and by_entries == checkpoint.root:
            guilty = "The tile was altered: with the entries, the root is that of the checkpoint."
        tile = tiles.name_tile(0, index // tiles.TILE_WIDTH)
        report.wrong(f"Entry {index} is the first that does not agree with its tile ({tile}). {guilty}")
    for text in walk.wrong_tiles[:10]:
        report.wrong(text)
    if not (walk.folder.broken or walk.wrong_entry is not None or walk.wrong_tiles):
        report.right("All tiles agree with the entries and with each other.")
    if not whole:
        report.wrong(f"The root cannot be computed: files stop before entry {walk.by_entries.size}.")
    elif by_entries == checkpoint.root:
        what = "tiles" if walk.folder.broken else f"{checkpoint.size} entries"
        report.right(f"The {what} have the root of the checkpoint.")
    else:
        report.wrong(
            f"The {checkpoint.size} entries do not have the root of the checkpoint: entries were altered."
        )


def _report_older(report: Report, walk: Walk, kept: Sequence[tuple[str, notes.Checkpoint]]) -> None:
    """Report whether the entries still begin with what older checkpoints counted."""
    for name, before in kept:
        found = walk.roots.get(before.size)
        if found is None:
            report.wrong(f"{name} cannot be compared: the files stop before its {before.size} entries.")
        elif found == before.root:
            report.right(f"The log begins with the {before.size} entries of {name}.")
        else:
            report.wrong(f"The log was rewritten: its first {before.size} entries are not those of {name}.")


def _report_doubles(report: Report, doubles: Doubles) -> None:
    if found := doubles.first():
        report.wrong(f"Entry {found[1]} stands there twice: it is entry {found[0]} again.")
    else:
        report.right("No entry stands there twice.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with the arguments of the command line. Returns 0 if all is right and 1 if not."""
    parser = argparse.ArgumentParser(
        prog="offline", description="Verify a copy of the public log of decisions."
    )
    parser.add_argument("folder", type=Path, help="the copy: checkpoint and tile/…")
    parser.add_argument("--checkpoint", type=Path, help="the signed checkpoint (FOLDER/checkpoint)")
    parser.add_argument(
        "--key", action="append", default=[], type=notes.parse_verifier_key, help="key of the log"
    )
    parser.add_argument("--witness", action="append", default=[], type=notes.parse_verifier_key)
    parser.add_argument("--older", action="append", default=[], type=Path, help="a checkpoint you kept")
    given = parser.parse_args(arguments)
    files = [given.checkpoint or given.folder / "checkpoint", *given.older]
    contents = [read_limited(path, LARGEST_CHECKPOINT) for path in files]
    for path, content in zip(files, contents, strict=True):
        if content is None:
            print(f"WRONG        {path} cannot be read.")
    if None in contents:
        return 1
    message, *older = [content for content in contents if content is not None]
    named = [(path.name, content) for path, content in zip(given.older, older, strict=True)]
    right = check_folder(given.folder, message, keys=given.key, witnesses=given.witness, older=named)
    print("Everything that was checked is right." if right else "Something is wrong.")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
