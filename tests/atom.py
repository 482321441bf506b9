"""What RFC 4287 demands of an Atom feed, as far as a feed of ours can break it."""

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339
ONCE = {"id", "title", "updated"}  # in feed and entry, 4.1.1 and 4.1.2
AT_MOST_ONCE = {
    "feed": {"subtitle", "generator", "icon", "logo", "rights"},
    "entry": {"published", "summary", "content", "rights", "source"},
}
REPEATED = {"feed": {"author", "category", "contributor", "link", "entry"}, "entry": {"author", "category", "contributor", "link"}}  # fmt: skip
TEXTS = ("title", "subtitle", "summary", "rights")  # 3.1
VOID = {"br", "hr", "img"}


def faults_of(data: bytes) -> list[str]:
    """Return what is wrong with the feed `data`, [] when nothing is."""
    try:
        feed = ElementTree.fromstring(data)
    except ElementTree.ParseError as wrong:
        return [f"not well-formed: {wrong}"]
    if feed.tag != f"{ATOM}feed":
        return [f"the root is {feed.tag}"]
    entries = feed.findall(f"{ATOM}entry")
    faults = list(_faults_of_one(feed, "feed"))
    if not feed.findall(f"{ATOM}link[@rel='self']"):
        faults.append("feed: no link to itself")
    if not feed.findall(f"{ATOM}author") and not all(one.findall(f"{ATOM}author") for one in entries):
        faults.append("neither the feed nor each entry has an author")
    for entry in entries:
        faults += _faults_of_one(entry, "entry")
        if entry.find(f"{ATOM}content") is None and not entry.findall(f"{ATOM}link[@rel='alternate']"):
            faults.append("entry: neither content nor a link to its page")
    ids = Counter((one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}updated")) for one in entries)
    return faults + [f"two entries are {one[0]} of {one[1]}" for one, times in ids.items() if times > 1]


def _faults_of_one(one: Element, name: str):
    """Yield what is wrong with a feed or an entry by itself."""
    times = Counter(child.tag.removeprefix(ATOM) for child in one if child.tag.startswith(ATOM))
    yield from (f"{name}: {times[key]} × {key}" for key in sorted(ONCE) if times[key] != 1)
    yield from (f"{name}: {times[key]} × {key}" for key in sorted(AT_MOST_ONCE[name]) if times[key] > 1)
    known = ONCE | AT_MOST_ONCE[name] | REPEATED[name]
    yield from (f"{name}: {key} has no place there" for key in sorted(set(times) - known))
    for key in ("updated", "published"):
        for date in one.findall(f"{ATOM}{key}"):
            if not DATE.fullmatch(date.text or ""):
                yield f"{name}: {key} is {date.text!r}"
    address = urlsplit((one.findtext(f"{ATOM}id") or "").strip())
    if not address.scheme or not (address.netloc or address.path):
        yield f"{name}: the id is no address"
    yield from _faults_of_links(one, name)
    for author in one.findall(f"{ATOM}author"):
        if len(author.findall(f"{ATOM}name")) != 1 or not author.findtext(f"{ATOM}name"):
            yield f"{name}: an author without a name"
    for key in TEXTS:
        for text in one.findall(f"{ATOM}{key}"):
            yield from _faults_of_text(text, f"{name}: {key}")


def _faults_of_links(one: Element, name: str):
    alternates: Counter[tuple] = Counter()
    for link in one.findall(f"{ATOM}link"):
        if not link.get("href"):
            yield f"{name}: a link without href"
        if link.get("rel", "alternate") == "alternate":
            alternates[link.get("type"), link.get("hreflang")] += 1
    if any(times > 1 for times in alternates.values()):
        yield f"{name}: two alternates of one type and language"


def _faults_of_text(text: Element, where: str):
    """Yield what is wrong with a text construct: what says that it is HTML must be."""
    kind = text.get("type", "text")
    if kind not in {"text", "html", "xhtml"}:
        yield f"{where}: type {kind}"
    if kind != "xhtml" and len(text):
        yield f"{where}: an element in a text"
    if kind == "html":
        reader = _Html()
        reader.feed(text.text or "")
        reader.close()
        yield from (
            f"{where}: {fault}" for fault in [*reader.faults, *(f"<{tag}> stays open" for tag in reader.open)]
        )


class _Html(HTMLParser):
    """Notes what a piece of HTML of ours has no business with: bare signs, scripts, tags that do not close."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in {"p", "br", "a"} or any(name.startswith("on") for name, _value in attrs):
            self.faults.append(f"<{tag}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if "&" in data or "<" in data:
            self.faults.append(f"a bare sign in {data[:40]!r}")
