"""Votes cast as residents do: some in Chromium, each in a way of its own, the others over plain HTTP."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from random import Random
from uuid import uuid4

from playwright.sync_api import Page

from benchmarks.visitors import Portal, Web, must, press, send

BY_CODE = 6  # of those in Chromium, who sign in with a code
CONNECTIONS = 8


class Choices:
    """What is voted for, by the place of the project on the ballot; known here only to check the count."""

    def __init__(self, projects: int):
        self.dice, self.projects, self.votes = Random(5000), projects, Counter[int]()
        self.lock = threading.Lock()

    def make(self) -> list[int]:
        """Return a choice of one to three: the first projects are the dearest to people."""
        with self.lock:
            weights = range(self.projects + 3, 3, -1)
            return sorted({*self.dice.choices(range(self.projects), weights, k=self.dice.randint(1, 3))})

    def cast(self, chosen: Iterable[int]) -> None:
        with self.lock:
            self.votes.update(chosen)


def choose(page: Page, places: list[int]) -> None:
    """Mark the projects at `places` of the ballot and go on to the second look."""
    boxes = page.locator("main [name=candidates]")
    for place in range(boxes.count()):
        boxes.nth(place).set_checked(place in places)
    send(page)


def receipt(page: Page) -> str:
    """Put the ballot into the box; return the code that the receipt shows."""
    send(page)
    must(page.url.endswith("/receipt/"), "no receipt:", page.url)
    return page.locator(".receipt").inner_text().strip()


def sign_in_by_code(portal: Portal, page: Page, voter: dict, pk: int) -> None:
    """Sign in as residents do, with the code that was sent to the phone."""
    page.goto(f"/rounds/{pk}/")
    press(page, page.locator("main a[href*='sign-in']").first)
    page.locator("[name=phone]").fill(voter["phone"].removeprefix("+86"))
    if page.locator("[name=agrees]").count():
        page.locator("[name=agrees]").check()
    send(page)
    for _second in range(20):
        sent = re.search(
            rf"{voter['phone'][-4:]}.*?(\d{{6}})", Web(portal.port).ask("/demo/outbox/")[1], re.S
        )
        if sent:
            break
        time.sleep(1)
    must(sent, "no code was sent to", voter["phone"])
    page.locator("[name=code]").fill(sent[1])
    send(page)
    must(page.url.endswith(f"/rounds/{pk}/"), "signing in led to", page.url)


def vote_in_browsers(portal: Portal, pk: int, voters: list[dict], choices: Choices) -> list[str]:
    """Let each of `voters` vote on a phone, some of them in ways of their own; return the receipt codes."""
    codes, pictures = [], portal.pictures
    for turn, voter in enumerate(voters):
        chosen, options = choices.make(), {}
        if turn == 1:
            options["java_script_enabled"] = False
        by_code = 2 <= turn < 2 + BY_CODE
        with portal.visitor(session="" if by_code else voter["session"], **options) as page:
            if by_code:
                sign_in_by_code(portal, page, voter, pk)
            page.goto(f"/rounds/{pk}/")
            if turn == 0:
                pictures.of(page, "ballot")
                choose(page, [])
                must(
                    "form-card" in page.content() or page.locator("[role=alert]").count(), "nothing was said"
                )
                pictures.of(page, "ballot-empty-choice")
                choose(page, [0])
                press(page, page.locator("main .btn-side").first)  # change it
                must(page.locator("[name=candidates]:checked").count() == 1, "the choice was lost")
                page.locator("[name=candidates]").nth(1).check()
                must(page.locator(".ballot-sum").is_visible(), "the sum of the choice is not told")
                pictures.of(page, "ballot-with-a-choice")
            choose(page, chosen)
            if turn == 0:
                pictures.of(page, "look-again")
            if turn == 1:
                pictures.of(page, "look-again-without-javascript")
            if turn == 10:  # a double click
                with page.expect_navigation(url="**/receipt/"):
                    page.locator("main form .btn-main").first.dblclick()
                code = page.locator(".receipt").inner_text().strip()
                pictures.of(page, "receipt-double-click")
            elif turn == 11:  # two devices look, the first one casts, then the other
                with portal.visitor(session=voter["session"]) as second:
                    second.goto(f"/rounds/{pk}/")
                    choose(second, [8])
                    code = receipt(page)
                    send(second)
                    must(second.locator(".receipt").count() == 0, "the second device got a code")
                    pictures.of(second, "receipt-second-device")
            else:
                code = receipt(page)
            if turn == 0:
                pictures.of(page, "receipt")
            if turn == 12:  # back, and the same once more
                page.go_back(wait_until="load")
                pictures.of(page, "back-after-voting")
                must(page.locator("[name=candidates]").count() == 0, "the ballot is offered again")
            codes.append(code)
            choices.cast(chosen)
    return codes


def vote_over_http(port: int, pk: int, voters: list[dict], choices: Choices) -> tuple[list[str], list[float]]:
    """Let `voters` read the page, choose, look, cast and read their receipts; every tenth sends twice. Return codes and seconds of casting."""
    codes, seconds, waiting, lock = [], [], iter(voters), threading.Lock()

    def run() -> None:
        web = Web(port)
        while True:
            with lock:
                voter = next(waiting, None)
            if voter is None:
                return
            web.sign_in(voter["session"])
            code, took = one(web, choices.make(), again=voter["name"].endswith("0甲"))
            with lock:
                codes.append(code)
                seconds.append(took)

    def one(web: Web, chosen: list[int], again: bool) -> tuple[str, float]:
        status, page = web.ask(f"/rounds/{pk}/")
        keys = re.findall(r'name="candidates" value="(\d+)"', page)
        must(status == 200 and keys, "no ballot:", status)
        facts = {"operation": uuid4(), "candidates": [keys[place] for place in chosen]}
        status, page = web.ask(f"/rounds/{pk}/", **facts)
        envelope = re.search(r'name="envelope" value="([^"]+)"', page)
        must(status == 200 and envelope, "no second look:", status)
        start = time.perf_counter()
        status, leads_to = web.ask(f"/rounds/{pk}/cast/", envelope=envelope[1])
        took = time.perf_counter() - start
        must((status, leads_to) == (302, f"/rounds/{pk}/receipt/"), "not cast:", status)
        if again:
            web.ask(f"/rounds/{pk}/cast/", envelope=envelope[1])
        code = re.search(r'class="receipt">([^<]+)<', web.ask(leads_to)[1])
        must(code, "no code")
        choices.cast(chosen)
        return code[1], took

    in_threads(run)
    return codes, seconds


def in_threads(run: Callable) -> None:
    failed = []

    def guarded():
        try:
            run()
        except SystemExit as stopped:
            failed.append(stopped)

    threads = [threading.Thread(target=guarded) for _n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    must(not failed, *failed[:1])
