"""Every page in every language, on a phone and a desk, in normal and large letters: nothing that hinders anybody.

axe finds no violation of WCAG 2.2 AA, no page scrolls sideways, every target is large enough for a thumb, and in
长者模式 the contrast is that of AAA. PANLONG_SCREENSHOTS names a folder that takes a picture of every face.
PANLONG_EVERY_FACE=1 tries each language in both sizes of letters, and asks axe at both widths: the wording decides
how wide a page is, and hardly ever what axe finds, so the usual run asks that once a page in the other modes.
"""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]

WIDTHS = (360, 1280)
NORMAL, ELDER = "0", "1"
IS_WHOLE = os.environ.get("PANLONG_EVERY_FACE") == "1"
MODES = [("zh-hans", NORMAL), ("en", ELDER)]  # English words are the longest
if IS_WHOLE:
    MODES += [
        ("zh-hans", ELDER),
        ("zh-hant", NORMAL),
        ("zh-hant", ELDER),
        ("en", NORMAL),
    ]  # 繁體 is as wide as 简体
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# "" is a stranger. A path ending in * stands for the first link that begins so on the page named before it.
FACES = {
    "": (
        "/", "/projects/", "/projects/*", "/projects/?stage=closed", "/projects/*", "/money/projects/*", "/money/entries/*", "/rounds/", "/rounds/*",
        "/rounds/15/", "/rounds/*/find/", "/money/", "/money/?by=year", "/money/overdue/", "/notices/", "/notices/*", "/notices/?kind=resolution",
        "/district/", "/areas/530103/", "/areas/*/people/", "/search/?q=yd", "/help/", "/help/residents/", "/help/organisers/", "/help/staff/",
        "/help/street/", "/sign-in/", "/sign-in/official/", "/privacy/", "/demo/", "/demo/outbox/", "/nowhere/",
    ),
    "resident": (
        "/", "/me/", "/me/data/", "/me/messages/", "/me/name/", "/me/join/", "/me/close/", "/desk/", "/projects/new/", "/rounds/", "/rounds/*",
    ),
    "neighbour": ("/projects/?stage=support_poll", "/projects/*", "/projects/*/do/support/", "/projects/?stage=satisfaction_review", "/projects/*", "/projects/*/do/rate/"),
    "organiser": ("/desk/", "/projects/*/do/screen/", "/projects/new/taken-down/"),
    "community_staff": (
        "/desk/", "/desk/jobs/", "/desk/messages/", "/desk/messages/new/", "/notices/drafts/", "/rounds/", "/rounds/*", "/rounds/*/desk/",
        "/rounds/new/530103002999/", "/admin/", "/admin/projects/project/", "/admin/projects/project/*", "/admin/accounts/household/",
        "/admin/accounts/household/import/",
    ),
    "committee_1": ("/desk/", "/projects/*/do/score/"),
    "street_handler": ("/desk/", "/projects/*/do/handle/"),
    "street_reviewer": ("/desk/", "/projects/*/do/decide/"),
    "street_finance": ("/desk/", "/money/bank/"),
    "auditor": ("/admin/audit/auditentry/",),
}  # fmt: skip
AXE = Axe().axe_script
SMALL_TARGETS = """
() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => one.offsetParent && !one.closest('.visually-hidden') && !one.matches('.skip'))
  .filter(one => !one.closest('p, dd, td, th, li, dt') || one.matches('.btn, .plain, summary'))
  .filter(one => !one.matches('[type=checkbox], [type=radio]') && !one.closest('h3'))
  .filter(one => { const box = one.getBoundingClientRect(); return box.height < 43.5 })
  .map(one => one.outerHTML.slice(0, 90))
"""


class Watch:
    """A browser of one person, and everything found wrong."""

    def __init__(self, chromium, portal, step, language):
        self.context = chromium.new_context(viewport={"width": min(WIDTHS), "height": 800}, locale="zh-CN")
        self.context.add_cookies(
            [
                {"name": "django_language", "value": language, "url": portal},
                {"name": "elder", "value": step, "url": portal},
            ]
        )
        self.page, self.portal = self.context.new_page(), portal
        self.is_elder, self.faults = step == ELDER, []
        self.mode = f"{language}-{'elder' if self.is_elder else 'normal'}"
        self.asked_at = WIDTHS if IS_WHOLE or (language, step) == MODES[0] else WIDTHS[:1]

    def become(self, persona: str) -> None:
        if persona:
            self.page.goto(f"{self.portal}/demo/")
            with self.page.expect_navigation():
                self.page.locator(f"form:has(input[value='{persona}']) button").first.click()

    def look_at(self, path: str, who: str) -> None:
        if "*" in path:
            pattern = re.compile("^" + re.escape(path).replace(r"\*", r"\d+"))
            links = self.page.eval_on_selector_all(
                "main a[href]", "all => all.map(one => one.getAttribute('href'))"
            )
            path = next((link for link in links if pattern.match(link)), "")
            if not path:
                return
        self.page.goto(self.portal + path)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.judge(path, width, f"{who or 'stranger'}-{self.mode}-{width}")

    def judge(self, path: str, width: int, name: str) -> None:
        if width in self.asked_at:
            self.ask_axe(path, name)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self.faults.append(f"{name} {path}: {wide} px wide")
        if width == min(WIDTHS) and "/admin/" not in path:
            self.faults += [f"{name} {path}: too small {one}" for one in self.page.evaluate(SMALL_TARGETS)]
        if folder := os.environ.get("PANLONG_SCREENSHOTS"):
            place = re.sub(r"\W+", "-", path).strip("-") or "home"
            self.page.screenshot(path=Path(folder) / f"{place}-{name}.png", full_page=True)

    def ask_axe(self, path: str, name: str) -> None:
        options: dict = {"runOnly": RULES, "resultTypes": ["violations"]}
        if self.is_elder and "/admin/" not in path:
            options["rules"] = {"color-contrast-enhanced": {"enabled": True}}
        self.page.evaluate("window.axe || (() => {" + AXE + "})()")
        found = self.page.evaluate("options => axe.run(options)", options)["violations"]
        for fault in found:
            nodes = [node["html"][:150] for node in fault["nodes"][:3]]
            self.faults.append(f"{name} {path}: {fault['id']} {nodes}")


@pytest.mark.parametrize(("language", "step"), MODES)
def test_no_page_hinders_anybody(portal, chromium, language, step):
    watch = Watch(chromium, portal, step, language)
    for who, paths in FACES.items():
        watch.become(who)
        for path in paths:
            watch.look_at(path, who)
    watch.context.close()
    assert not watch.faults, "\n".join(watch.faults)
