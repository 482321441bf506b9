"""The lines of a Pabulib file: its size and every line bounded, all of it UTF-8."""

import os
import stat
from collections.abc import Iterator

from django.utils.translation import gettext as _

from deliberation.results.pabulib_cells import NotAnElection

MAX_BYTES = 50 * 1024 * 1024  # the largest published election has a third of it
LONGEST_LINE = 256 * 1024  # bytes


def read_lines(path: str) -> Iterator[str]:
    """Yield the lines of a file, its size and every line bounded; raise NotAnElection."""
    try:
        kind = os.stat(path)
        if not stat.S_ISREG(kind.st_mode):
            raise NotAnElection(_("this is not a file."))
        if kind.st_size > MAX_BYTES:
            size = {"size": round(kind.st_size / 1024**2), "most": MAX_BYTES // 1024**2}
            raise NotAnElection(_("the file has %(size)d MB; at most %(most)d MB are read.") % size, 1)
        with open(path, "rb") as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                yield decode_line(line, number)
    except FileNotFoundError:
        raise NotAnElection(_("there is no such file.")) from None
    except (OSError, ValueError):
        raise NotAnElection(_("the file cannot be read.")) from None


def decode_line(line: bytes, number: int) -> str:
    """Return line `number` of a file as text; raise NotAnElection when it is none."""
    if b"\0" in line:
        raise NotAnElection(_("a byte of zero; this is not a text file."), number)
    if len(line) > LONGEST_LINE:
        raise NotAnElection(_("longer than %(most)d KB.") % {"most": LONGEST_LINE // 1024}, number)
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise NotAnElection(_("this is not UTF-8."), number) from None
