"""Does the log still begin with what an old paper, feed or message said? Asked by anybody who kept a head."""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import Enum

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from panlong.fields import CountField
from panlong.log import notes, publishing, tree
from panlong.log.outside.shown import CODE_LETTERS, ShownHead, code_of
from panlong.tools import spelling

HEX = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class Said:
    """What stands on a paper: the whole root (32 bytes), or only its eight letters."""

    root: bytes | None = None
    code: str = ""


class Outcome(Enum):
    """What became of an old head: still there, rewritten, cut off, or nobody can say (nothing is published)."""

    KEPT = "kept"
    REWRITTEN = "rewritten"
    CUT_OFF = "cut_off"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """The outcome, the head of today, what the log says now about the old size, and the proof between both."""

    outcome: Outcome
    now: ShownHead | None = None
    then: ShownHead | None = None
    proof: tuple[bytes, ...] = ()

    @property
    def proof_lines(self) -> list[str]:
        """The proof as it is written everywhere: base64, one hash a line."""
        return [base64.b64encode(one).decode() for one in self.proof]


class HeadField(forms.CharField):
    """A root as 64 hexadecimal digits or in base64, or the eight letters of a paper; its clean value is `Said`."""

    def __init__(self, **options):
        super().__init__(max_length=200, **options)

    def widget_attrs(self, widget):
        return {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}

    def clean(self, value):
        text = spelling.tidy_code(super().clean(value))
        if HEX.fullmatch(text):
            return Said(root=bytes.fromhex(text))
        letters = text.replace("-", "").upper()
        if len(letters) == CODE_LETTERS and set(letters) <= set(spelling.LETTERS):
            return Said(code=spelling.group_letters(letters, 4))
        try:
            root = base64.b64decode(str(value).strip(), validate=True)
        except (binascii.Error, ValueError):
            root = b""
        if len(root) == tree.HASH_SIZE:
            return Said(root=root)
        raise ValidationError(
            _(
                "This is no check code: it has eight letters and digits, like K7PM-2QXD. Look at the paper again."
            )
        )


class CheckForm(forms.Form):
    """The two things that stand at the foot of a paper."""

    size = CountField(
        label=_("Up to which entry?"),
        min_value=1,
        max_value=notes.LATEST,
        help_text=_("The number at the foot of the paper, after “Public log up to entry”."),
    )
    root = HeadField(label=_("Check code"), help_text=_("Eight letters and digits, or the long fingerprint."))


def check_head(size: int, said: Said) -> Finding:
    """Compare what was said about the first `size` entries with the log as it is published now.

    The whole root is compared by the consistency proof of RFC 6962; the eight letters with the root that the log has now
    at that size, whose proof is given as well.
    """
    try:
        head = publishing.published_head()
    except publishing.Forked:
        head = None
    if head is None:
        return Finding(Outcome.UNKNOWN)
    now = ShownHead(head.size, head.root)
    if size > head.size:
        return Finding(Outcome.CUT_OFF, now)
    try:
        root, proof = prove(size, head.size)
    except (publishing.Forked, ValueError):
        return Finding(Outcome.UNKNOWN, now)
    then = ShownHead(size, root)
    old = said.root if said.root is not None else root
    is_same = said.root is not None or code_of(root) == said.code
    holds = is_same and tree.verify_consistency(size, old, head.size, head.root, proof)
    return Finding(Outcome.KEPT if holds else Outcome.REWRITTEN, now, then, tuple(proof))


def prove(old: int, new: int) -> tuple[bytes, list[bytes]]:
    """Return the root that the published log has at `old`, and the proof that the log of `new` begins with it.

    Reads a few dozen tiles. Raises Forked when a tile is missing and ValueError when there is no such size.
    """
    read = tree.read_from_tiles(new, publishing.read_tile)
    return tree.root_at(old, read), tree.prove_consistency(old, new, read)
