"""Two ways to a running portal, as people take them: Chromium and plain HTTP."""

import http.client
import secrets
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

WIDTHS = {"360": (360, 740), "1280": (1280, 900)}


def tell(*words) -> None:
    print(f"{time.strftime('%H:%M:%S')} ", *words, flush=True)


def must(holds, *words) -> None:
    """Stop with `words` unless `holds`."""
    if not holds:
        sys.exit(" ".join(map(str, words)))


class Web:
    """Somebody's session over plain HTTP."""

    def __init__(self, port: int, session: str = ""):
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.sign_in(session)

    def sign_in(self, session: str) -> None:
        self.cookies = {"csrftoken": secrets.token_hex(16), "sessionid": session}

    def ask(self, path: str, **facts) -> tuple[int, str]:
        """GET `path`, or POST `facts` to it; return the status and the page, or where it leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)}
        body = None
        if facts:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], **facts}, doseq=True)
        self.link.request("POST" if facts else "GET", path, body, headers)
        answer = self.link.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _is, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        return answer.status, answer.headers["Location"] or text

    def become(self, persona: str) -> "Web":
        must(self.ask("/demo/sign-in/", persona=persona)[0] == 302, "no persona", persona)
        return self


class Pictures:
    """Takes a picture of a page at both widths."""

    def __init__(self, folder: Path):
        self.folder, self.number = folder, 0

    def of(self, page: Page, name: str) -> None:
        self.number += 1
        before = page.viewport_size
        for width, (across, down) in WIDTHS.items():
            page.set_viewport_size({"width": across, "height": down})
            file = self.folder / f"{self.number:02d}-{name}-{width}.png"
            page.screenshot(path=file, full_page=True)
            wide = Image.open(file).width
            must(wide <= across, name, "scrolls sideways at", across, ":", wide)
        page.set_viewport_size(before)


class Portal:
    def __init__(self, port: int, browser: Browser, pictures: Pictures):
        self.port, self.browser, self.pictures = port, browser, pictures
        self.address = f"http://127.0.0.1:{port}"

    @contextmanager
    def visitor(self, *, session: str = "", persona: str = "", width: str = "360", **options):
        """Open a browser for somebody; the value is its page."""
        across, down = WIDTHS[width]
        context = self.browser.new_context(
            viewport={"width": across, "height": down}, locale="zh-CN", base_url=self.address, **options
        )
        page = context.new_page()
        if session:
            _sign_in(context, self.address, session)
        if persona:
            page.goto("/demo/")
            press(page, page.locator(f"form:has(input[value='{persona}']) button"))
        try:
            yield page
        finally:
            context.close()


def _sign_in(context: BrowserContext, address: str, session: str) -> None:
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def press(page: Page, place) -> None:
    with page.expect_navigation(wait_until="load"):
        place.click()


def send(page: Page) -> None:
    """Send the form of the page."""
    press(page, page.locator("main form[method='post'] .btn-main").first)
