"""The real portal, as `make run` starts it, with demo data; and people in it with a browser each."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
OWN = ("DATABASE_URL", "REDIS_URL", "PANLONG_SECRET_KEY", "PANLONG_PHONE_KEY", "PYTEST_XDIST_WORKER")


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """Start the portal with a data folder of its own; the value is its address.

    PANLONG_JOURNEY_ADDRESS names a portal in demo mode that is up already, to try a test quickly.
    """
    if given := os.environ.get("PANLONG_JOURNEY_ADDRESS"):
        yield given
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    var, log_path = tmp_path_factory.mktemp("portal"), tmp_path_factory.mktemp("log") / "portal.log"
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    environment |= {"PORT": str(port), "PANLONG_VAR": str(var), "PANLONG_DEMO": "1"}
    with open(log_path, "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "panlong.server.run"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process, log_path)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, (log_path).read_text(encoding="utf-8")[-3000:]


def wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    for _second in range(400):
        try:
            with urlopen(f"{address}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(1)
        assert process.poll() is None, log.read_text(encoding="utf-8")[-3000:]
    pytest.fail(log.read_text(encoding="utf-8")[-3000:])


@pytest.fixture(scope="module")
def chromium():
    """A browser. It goes with its module: while it is there, Django takes its worker for asynchronous and asks no database."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["PANLONG_CHROMIUM"],
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ],
        )
        yield browser
        browser.close()


class Visitor:
    """Somebody at a phone in front of the portal."""

    def __init__(self, page, address: str):
        self.page, self.address, self.project = page, address, ""
        self.errors: list[str] = []
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def hear(self, message) -> None:
        """Note what the browser complains of, except that a wrong turn is answered with 4xx."""
        if message.type == "error" and "status of 4" not in message.text:
            self.errors.append(message.text)

    def open(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer.status == 200, (path, answer.status, self.page.inner_text("main")[:500])
        self.check()

    def check(self) -> None:
        """No page scrolls sideways, none speaks of an error on our side."""
        width = self.page.evaluate("document.documentElement.scrollWidth") if self.scripts else 0
        assert width <= self.page.viewport_size["width"], (self.page.url, width)
        assert not self.errors, self.errors

    scripts = True

    def become(self, persona: str) -> "Visitor":
        self.open("/demo/")
        self.go(self.page.locator(f"form:has(input[value='{persona}']) button"))
        return self

    def go(self, place) -> None:
        """Press a button or link and wait for the page it leads to."""
        with self.page.expect_navigation(wait_until="load"):
            place.click()
        self.check()

    def leave(self) -> None:
        """Sign out."""
        self.open("/me/")
        self.go(self.page.locator("main form[action*='sign-out'] button").first)

    def code_for(self, supplier: str) -> str:
        """Read the newest code that the telephone of `supplier` got, from the demo's outbox in a page beside this one."""
        beside = self.page.context.new_page()
        beside.goto(f"{self.address}/demo/outbox/")
        code = re.search(rf"(\d{{6}}) ?是{supplier}", beside.inner_text("main"))[1]
        beside.close()
        return code

    def own_code(self) -> str:
        """Read the newest code that anybody's telephone got to show who they are, from the demo's outbox."""
        beside = self.page.context.new_page()
        beside.goto(f"{self.address}/demo/outbox/")
        code = re.search(r"验证码\D*(\d{6})", beside.inner_text("main"))[1]
        beside.close()
        return code

    def fill(self, **fields) -> None:
        for name, value in fields.items():
            places = self.page.locator(f"main [name='{name}']")
            kind = places.first.evaluate("one => one.type") if self.scripts else self.kind_of(name)
            if kind in {"radio", "checkbox"}:
                for one in value if isinstance(value, list) else [value]:
                    self.page.locator(f"main [name='{name}'][value='{one}']").check()
            elif kind.startswith("select"):
                places.first.select_option(value)
            elif kind == "file":
                places.first.set_input_files(value)
            else:
                places.first.fill(value)

    def kind_of(self, name: str) -> str:
        place = self.page.locator(f"main [name='{name}']").first
        return place.get_attribute("type") or (
            "select-one" if self.page.locator(f"main select[name='{name}']").count() else "text"
        )

    def press(self) -> None:
        """Send the page's form."""
        self.go(self.page.locator("main form[method='post'] .btn").first)

    def act(self, name: str, /, **fields) -> None:
        """Take one act with the project, through its form."""
        self.open(f"/projects/{self.project}/do/{name}/")
        self.fill(**fields)
        self.press()
        assert re.search(r"/projects/\d+/$", self.page.url), (name, self.page.inner_text("main")[:800])

    def names_on_page(self, beginning: str) -> list[str]:
        """Return the names of the page's fields that have this `beginning`."""
        fields = self.page.locator(f"main [name^='{beginning}']").all()
        return sorted({one.get_attribute("name") for one in fields})

    def let_time_pass(self) -> None:
        """Let the demo's clock run to the project's next date."""
        self.open(f"/projects/{self.project}/")
        self.go(self.page.locator("form[action='/demo/time/'] button"))

    def stage(self) -> str:
        self.open(f"/projects/{self.project}/")
        return self.page.locator("main .tag").first.inner_text()

    def all_checks(self, name: str) -> list[str]:
        return [one.get_attribute("value") for one in self.page.locator(f"main [name='{name}']").all()]


@pytest.fixture
def visitor(portal, chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    yield Visitor(context.new_page(), portal)
    context.close()


@pytest.fixture
def visitor_without_javascript(portal, chromium):
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", java_script_enabled=False
    )
    visitor = Visitor(context.new_page(), portal)
    visitor.scripts = False
    yield visitor
    context.close()
