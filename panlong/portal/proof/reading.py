"""What stands on a page, read as somebody reads it: the words that are shown, whatever program or cache they came from."""

from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client  # asks the whole portal, middleware and caches too, without a network
from django.test.client import ClientHandler

HIDDEN = {"script", "style", "template"}
READ = {"td", "th", "li", "strong", "text"}


class Unreadable(Exception):
    """A page does not answer."""


class Page(HTMLParser):
    """The visible words of a page, with single spaces.

    `rows`: the cells of each row of its tables; `items`: each item of its lists; `strong`: what is set in bold;
    `drawn`: the words in its drawings, in their order.
    """

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.items: list[str] = []
        self.strong: list[str] = []
        self.drawn: list[str] = []
        self._open: list[tuple[str, list[str]]] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs) -> None:
        self._hidden += tag in HIDDEN
        if tag == "tr":
            self.rows.append([])
        if tag in READ:
            self._open.append((tag, []))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            for _tag, words in self._open:
                words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN
        if not self._open or self._open[-1][0] != tag:
            return
        text = " ".join("".join(self._open.pop()[1]).split())
        if tag in {"td", "th"}:
            self.rows[-1].append(text)
        else:
            {"li": self.items, "strong": self.strong, "text": self.drawn}[tag].append(text)


def read_page(path: str) -> Page:
    """Return what a reader who has not signed in sees at `path`, in the portal's own language; raise Unreadable."""
    site = urlsplit(settings.SITE_URL)
    client = Client(SERVER_NAME=site.hostname or "localhost", raise_request_exception=False)
    client.handler = _portal()
    answer = client.get(path, secure=site.scheme == "https")
    if answer.status_code != 200:
        raise Unreadable(f"{path} answers {answer.status_code}")
    return Page(answer.content.decode())


@cache
def _portal() -> ClientHandler:
    """Return the portal with its middleware, which takes longer to set up than a page takes to answer."""
    return ClientHandler()
