"""Templates in pieces, and the knowledge where no browser shows whitespace between two of them.

What is unknown counts as shown: a space that nobody meant, between two words of Chinese, shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

STYLES = Path(__file__).parent.parent / "static" / "panlong.css"


def read_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Elements that browsers lay out as boxes of their own, and the parts of drawings: whitespace round them is not shown.
BLOCKS = read_words(
    """!doctype html head body title meta link script style address article aside blockquote caption dd details dialog
    div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol optgroup option p
    pre section summary table tbody td tfoot th thead tr ul circle defs desc g line path polyline rect text"""
)
# Those that hold no words of their own, and those that show none at their inner edges.
WORDLESS = read_words("html head dl ol optgroup select svg table tbody tfoot thead tr ul")
EDGED = BLOCKS | {"button", "progress", "select"}
VOID = read_words("!doctype br circle hr img input line link meta path polyline rect use")
# Template tags that print nothing themselves, and those that print blocks.
QUIET = read_words(
    """autoescape block cache elif else empty endautoescape endblock endcache endfor endif endwith extends for
    get_current_language if include load regroup with"""
)
CHOICES = read_words("elif else empty endfor endif endwith for if with")
PRINTS_BLOCKS = read_words("chapter crispy csrf_token endchapter endtable flow help_picture table")

TOKEN = re.compile(
    r"""
    (?P<comment>\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{\#.*?\#\}|<!--.*?-->)
    |(?P<sentence>\{%\s*blocktranslate\b.*?\{%\s*endblocktranslate\s*%\})
    |(?P<raw><(?P<rawname>pre|textarea|script|style)\b.*?</(?P=rawname)\s*>)
    |(?P<tag>\{%.*?%\})
    |(?P<variable>\{\{.*?\}\})
    |(?P<element></?[a-zA-Z!](?:
        \{%.*?%\}|\{\{.*?\}\}
        |"(?:\{%.*?%\}|\{\{.*?\}\}|[^"])*"|'(?:\{%.*?%\}|\{\{.*?\}\}|[^'])*'
        |[^<>"'{}])*>)
    |(?P<space>\s+)
    |(?P<words>(?:(?!\{[%{#]|</?[a-zA-Z!])\S)+)
    """,
    re.VERBOSE | re.DOTALL,
)
# Classes that the style sheet lays out as rows or grids: no whitespace between their parts shows.
FLEX = frozenset(
    re.findall(r"^\.([\w-]+) \{[^}]*display: (?:inline-)?(?:flex|grid)", STYLES.read_text(), re.MULTILINE)
)


@dataclass
class Box:
    """What an element, a block of a template or a whole file holds directly."""

    is_wordless: bool = False
    is_flex: bool = False
    hides_edges: bool = False  # whitespace at its inner edges is never shown
    has_blocks: bool = False
    has_words: bool = False

    @property
    def is_loose(self) -> bool:
        """Say whether no whitespace between its children is ever shown."""
        return self.is_wordless or (self.has_blocks and not self.has_words)


@dataclass
class Token:
    kind: str
    text: str
    box: Box = field(default_factory=Box)  # the one that whatever follows this token stands in
    closed: Box = field(default_factory=Box)  # the one that this token ends

    @property
    def name(self) -> str:
        """Return the name of the element or template tag."""
        found = re.match(r"(?:</?|\{%\s*)(!?[\w-]+)", self.text)
        return found.group(1).lower() if found else ""

    @property
    def is_end(self) -> bool:
        return self.text.startswith("</") or (self.kind == "tag" and self.name.startswith("end"))

    @property
    def is_block(self) -> bool:
        if self.kind == "element":
            return self.name in BLOCKS
        return (self.kind == "raw" and self.name != "textarea") or (
            self.kind == "tag" and self.name in PRINTS_BLOCKS
        )

    @property
    def ends_line(self) -> bool:
        """Say whether no whitespace shows on either side of it."""
        return self.is_block or (self.kind == "element" and self.name == "br")

    @property
    def is_quiet(self) -> bool:
        if self.kind == "tag":
            return self.name in QUIET or bool(re.search(r"\sas\s+\w+\s*%\}$", self.text))
        return self.kind in {"comment", "space"} or (
            self.kind == "sentence" and " asvar " in self.text.split("%}")[0]
        )

    @property
    def opens_box(self) -> bool:
        if self.kind == "element":
            return not self.is_end and self.name not in VOID and not self.text.endswith("/>")
        return self.kind == "tag" and self.name in {"block", "chapter", "table"}

    def is_edge(self, is_forward: bool) -> bool:
        """Say whether it ends (or, looking back, begins) a box like a button, at whose edge no whitespace shows."""
        return self.closed.hides_edges if is_forward else (self.opens_box and self.box.hides_edges)

    @property
    def closes_box(self) -> bool:
        return self.is_end and (self.kind == "element" or self.name in {"endblock", "endchapter", "endtable"})

    @property
    def bare(self) -> str:
        """Return it without whitespace and without what formatters may put right: the case of names, labels."""
        if self.name in {"endblock", "!doctype"}:
            return self.name
        return re.sub(r"\s+", "", self.text)


def read_tokens(source: str) -> list[Token]:
    """Cut a template into pieces, each with the box that it leaves us in."""
    boxes, found = [Box()], []
    for match in TOKEN.finditer(source):
        token = Token("raw" if match.lastgroup == "rawname" else str(match.lastgroup), match.group())
        if token.closes_box:
            token.closed = boxes.pop()
        elif token.is_block or (boxes[-1].is_flex and token.kind == "element"):
            boxes[-1].has_blocks = True
        elif not token.is_quiet:
            boxes[-1].has_words = True
        if token.opens_box:
            boxes.append(open_box(token))
        token.box = boxes[-1]
        found.append(token)
    return found


def open_box(token: Token) -> Box:
    classes = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', token.text))))
    is_flex = bool(classes & FLEX)
    return Box(token.name in WORDLESS, is_flex, is_flex or token.name in EDGED)


def read_branches(tokens: list[Token]) -> list[list[int]]:
    """Return for each piece which pieces may be printed after it: `if` and `for` choose."""
    after = [[at + 1] for at in range(len(tokens))]
    open_at: list[list[int]] = []  # the tags of each unfinished `if` or `for`
    for at, token in enumerate(tokens):
        if token.kind != "tag":
            continue
        if token.name in {"if", "for"}:
            open_at.append([at])
        elif token.name in {"elif", "else", "empty"}:
            open_at[-1].append(at)
        elif token.name in {"endif", "endfor"}:
            first, *others = open_at.pop()
            after[first] += [other + 1 for other in others]
            if not others or tokens[others[-1]].name == "elif":
                after[first].append(at + 1)
            for other in others:
                after[other] = [at + 1]
            if token.name == "endfor":  # what ends the body leads back to its beginning
                after[others[0] if others else at].append(first + 1)
    return after


def read_sources(after: list[list[int]]) -> list[list[int]]:
    """Return for each piece which pieces may be printed before it."""
    before: list[list[int]] = [[] for _ in after]
    for at, targets in enumerate(after):
        for target in targets:
            if target < len(before):
                before[target].append(at)
    return before


class Page:
    """A template in pieces, and the knowledge where no browser shows whitespace."""

    def __init__(self, source: str):
        self.tokens = read_tokens(source)
        self.after = read_branches(self.tokens)
        self.before = read_sources(self.after)

    def is_hidden(self, at: int) -> bool:
        """Say whether whitespace between the pieces `at` and `at + 1` is never shown."""
        token, following = self.tokens[at], self.tokens[at + 1]
        if token.box.is_loose or token.ends_line or following.ends_line:
            return True
        return self.is_blank({at + 1}, self.after, is_forward=True) or self.is_blank(
            set(self.before[at + 1]), self.before, is_forward=False
        )

    def is_blank(self, starts: set[int], ways: list[list[int]], is_forward: bool) -> bool:
        """Say whether all that may be printed next, that way, is whitespace or the edge of a block."""
        seen: set[int] = set()
        while starts:
            at = starts.pop()
            seen.add(at)
            if at >= len(self.tokens):
                return False
            token = self.tokens[at]
            if token.kind == "space" or token.ends_line or token.is_edge(is_forward):
                continue
            if not token.is_quiet or token.name in {"block", "endblock", "include"} or not ways[at]:
                return False
            starts |= set(ways[at]) - seen
        return True

    def may_open(self, at: int) -> bool:
        """Say whether a line break between the pieces `at` and `at + 1` is never shown and helps to read."""
        token, following = self.tokens[at], self.tokens[at + 1]
        before = token.is_block and (token.is_end or not token.opens_box)
        after = following.is_block and not following.is_end
        return token.box.is_loose or before or after

    def read_pairs(self) -> Iterator[tuple[int, str, str]]:
        """Go through the pieces that are not whitespace: index, text and the whitespace after it."""
        for at, token in enumerate(self.tokens):
            if token.kind != "space":
                following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
                yield at, token.text, following.text if following and following.kind == "space" else ""


def leading_space(source: str) -> str:
    return source[: len(source) - len(source.lstrip())]
