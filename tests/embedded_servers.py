"""pytest plugin: real PostgreSQL and Redis for the tests, and a browser if there is one.

Loaded with `-p tests.embedded_servers`, so that it runs before pytest-django reads the settings. The servers
live in var/test, away from anybody's data; DATABASE_URL and REDIS_URL name others. Tests marked `browser` are
skipped, loudly, where no Chromium is found; PANLONG_REQUIRE_BROWSER=1 makes that an error.
"""

import base64
import fcntl
import itertools
import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from panlong.server import environment, holds, servers

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FIXED = {
    "PANLONG_SECRET_KEY": "only-for-tests",
    "PANLONG_PHONE_KEY": base64.urlsafe_b64encode(bytes(range(32))).decode(),
    "PANLONG_PRODUCTION": "0",
    "PANLONG_DEBUG": "0",
}
STARTED = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Prepare the environment. The workers of pytest-xdist find it prepared by their controller."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        give_own_redis_database(worker)
    elif not asks_for_information(early_config):
        prepare()


def asks_for_information(config: pytest.Config) -> bool:
    known = config.known_args_namespace
    return bool(known.help or known.version)


def prepare() -> None:
    """Set what the settings read and start the servers that nobody named."""
    os.environ.update(FIXED)
    folder = take_folder(environment.ROOT / "var")
    os.environ["PANLONG_VAR"] = str(folder)
    shutil.rmtree(folder / "media", ignore_errors=True)
    shutil.rmtree(folder / "redis", ignore_errors=True)  # the last run's queue and counters are nobody's
    if not os.environ.get("REDIS_URL"):
        os.environ["PANLONG_TEST_OWNS_REDIS"] = "1"
    try:
        if given := os.environ.get("DATABASE_URL"):
            environment.check_database(given)
        STARTED.enter_context(holds.services(os.environ))
        if not given:
            wait_for_no_disk(os.environ["DATABASE_URL"])
    except servers.PlainError as error:
        raise pytest.UsageError(str(error)) from None


def wait_for_no_disk(address: str) -> None:
    """Let our PostgreSQL answer before the disk does: what a power cut could take from var/test is made anew."""
    with psycopg.connect(address, autocommit=True) as server:
        for name in ("fsync", "full_page_writes"):
            server.execute(f"ALTER SYSTEM SET {name} = off")
        server.execute("SELECT pg_reload_conf()")


def take_folder(parent: Path) -> Path:
    """Return var/test, or var/test-2 and so on while other test runs use those."""
    for number in itertools.count(1):
        folder = parent / ("test" if number == 1 else f"test-{number}")
        environment.make_data_folder(folder)
        lock = os.open(folder / "run" / "tests.lock", os.O_RDWR | os.O_CREAT)  # ours until we end
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return folder
        except BlockingIOError:
            continue
    raise AssertionError("unreachable")


def give_own_redis_database(worker: str) -> None:
    """Keep the counters of parallel workers apart, as pytest-django does with their PostgreSQL databases."""
    if os.environ.get("PANLONG_TEST_OWNS_REDIS"):
        number = 1 + int(worker.removeprefix("gw")) % 15
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("?db=0", f"?db={number}")


def pytest_unconfigure() -> None:
    STARTED.close()


# The browser


def find_browser() -> str | None:
    """Return the path of a Chromium: PANLONG_CHROMIUM, or the first one installed."""
    candidates = [os.environ.get("PANLONG_CHROMIUM"), *BROWSERS]
    return next((path for name in candidates if name and (path := shutil.which(name))), None)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs a Chromium; its path is in PANLONG_CHROMIUM.")
    config.addinivalue_line("markers", "slow: takes more than 5 seconds.")
    browser = find_browser()
    if browser:
        os.environ["PANLONG_CHROMIUM"] = browser
    elif os.environ.get("PANLONG_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError("PANLONG_REQUIRE_BROWSER=1, but no Chromium was found.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_browser():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium found"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum("no Chromium found" in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.section("BROWSER TESTS WERE SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.line(f"{count} tests need a Chromium: install one (Debian: `apt install chromium`),")
        terminalreporter.line("or name it in PANLONG_CHROMIUM. No page was tried in a browser.")
