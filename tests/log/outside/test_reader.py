"""The browser of somebody who signs in remembers the log and checks it alone; only a log that was changed makes it speak."""

import base64
import json
import mimetypes
import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders

from panlong.log import notes, tree
from tests.factories import resident, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
KEY = notes.make_key("localhost/log")
HONEST = [tree.hash_leaf(f"entry {index}".encode()) for index in range(700)]
REWRITTEN = [*HONEST[:5], tree.hash_leaf(b"another result"), *HONEST[6:]]
ADDRESS = "http://localhost:1"


class Server:
    """Stands in for the portal: its real page with its real headers and scripts, and whatever log a test wants to show."""

    def __init__(self, page: bytes, headers: dict):
        self.page, self.headers = page, headers
        self.show(HONEST, 1)

    def show(self, hashes, size: int, *, proof=None) -> None:
        self.hashes, self.size, self.proof = hashes, size, proof

    def answer(self, route) -> None:
        parts = urlsplit(route.request.url)
        if parts.path == "/log/checkpoint":
            head = notes.Checkpoint(KEY.name, self.size, tree.root_of(self.hashes[: self.size]))
            route.fulfill(body=notes.sign_note(str(head), [KEY]), content_type="text/plain")
        elif parts.path == "/log/proof":
            asked = {name: int(value) for name, (value,) in parse_qs(parts.query).items()}
            self.prove(route, asked["old"], asked["new"])
        elif parts.path.startswith("/static/"):
            file = Path(finders.find(parts.path.removeprefix("/static/")))
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "")
        else:
            route.fulfill(body=self.page, headers=self.headers)

    def prove(self, route, old: int, new: int) -> None:
        if self.proof == "none":
            return route.fulfill(status=404)
        hashes = self.proof or tree.prove_consistency(old, new, tree.read_from_hashes(self.hashes))
        lines = [base64.b64encode(one).decode() for one in hashes]
        route.fulfill(body=json.dumps({"proof": lines}), content_type="application/json")


@pytest.fixture
def server(client, w):
    sign_in(client, resident(w.courtyard))
    answer = client.get("/me/")
    page = answer.content.replace(b'data-pause="6000"', b'data-pause="10"')
    assert b"log.js" in page
    return Server(page, {name: value for name, value in answer.headers.items() if name != "Content-Length"})


@pytest.fixture
def visit(server):
    """Visit a page of the portal once more, as if ten minutes had passed; return the warning that is shown, or ''."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["PANLONG_CHROMIUM"], args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.route("**/*", server.answer)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))

        def visit(path: str = "/me/", *, later: bool = True) -> str:
            if later and page.url.startswith(ADDRESS):
                page.evaluate(
                    "for (const [key, text] of Object.entries(localStorage)) if (key.startsWith('panlong-log')) {"
                    " const kept = JSON.parse(text); kept.at = 0; localStorage.setItem(key, JSON.stringify(kept)); }"
                )
            page.goto(ADDRESS + path, wait_until="networkidle")
            page.wait_for_timeout(200)
            assert not wrong
            box = page.locator(".log-warning")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            return box.inner_text() if box.is_visible() else ""

        visit.page = page
        yield visit
        browser.close()


def remembered(visit) -> int:
    (text,) = visit.page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('panlong-log')).map(([, text]) => text)"
    )
    return int(json.loads(text)["note"].split("\n")[1])


def test_a_log_that_only_grows_says_nothing_whatever_its_size(server, visit):
    for size in (1, 2, 3, 4, 6, 7, 8, 15, 16, 17, 255, 256, 257, 257, 512, 700):
        server.show(HONEST, size)
        assert visit() == "" and remembered(visit) == size


def test_within_ten_minutes_nothing_is_asked(server, visit):
    server.show(HONEST, 5)
    visit()
    server.show(HONEST, 9)
    assert visit(later=False) == "" and remembered(visit) == 5


@pytest.mark.parametrize(("before", "now"), [(64, 64), (64, 65), (100, 300), (256, 257), (7, 700)])
def test_a_log_that_was_rewritten_makes_it_warn_with_what_to_do(server, visit, before, now):
    server.show(HONEST, before)
    visit()
    server.show(REWRITTEN, now)
    told = visit()
    assert "监督电话12345" in told and "公开日志" in told
    assert remembered(visit) == before  # the evidence stays
    link = visit.page.locator(".log-warning a").get_attribute("href")
    assert f"size={before}" in link and tree.root_of(HONEST[:before]).hex() in link
    assert visit("/projects/", later=False) != ""  # on every page, and until it is mended
    server.show(HONEST, 700)
    assert visit() == "" and remembered(visit) == 700


def test_a_log_that_was_cut_off_makes_it_warn(server, visit):
    server.show(HONEST, 300)
    visit()
    server.show(HONEST, 299)
    assert visit() != "" and remembered(visit) == 300


@pytest.mark.parametrize("proof", [[b"x" * 32], [b"short"], HONEST[:7], [tree.root_of(HONEST[:100])] * 8])
def test_a_proof_that_is_made_up_convinces_nobody(server, visit, proof):
    server.show(HONEST, 100)
    visit()
    server.show(REWRITTEN, 300, proof=proof)
    assert visit() != ""


def test_a_proof_of_the_honest_log_does_not_help_the_rewritten_one(server, visit):
    server.show(HONEST, 100)
    visit()
    honest = tree.prove_consistency(100, 300, tree.read_from_hashes(HONEST))
    server.show(REWRITTEN, 300, proof=honest)
    assert visit() != ""


def test_where_no_proof_is_given_it_warns_at_the_third_visit(server, visit):
    server.show(HONEST, 100)
    visit()
    server.show(HONEST, 300, proof="none")
    assert (visit(), visit()) == ("", "")
    assert visit() != ""


def test_who_is_not_signed_in_gets_no_script(client):
    assert b"log.js" not in client.get("/").content
