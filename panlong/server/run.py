"""The whole portal under one process, for one machine: what `make run` starts.

In order: PostgreSQL and Redis, migrations, translations, demo data; then web, worker and beat side by side.
Any of them ending ends the rest, because half a portal misleads. Ctrl-C or SIGTERM ends all in reverse order.
The parts ask the kernel for SIGTERM when this process dies, so that not even a kill -9 leaves orphans.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from panlong.server import environment, servers
from panlong.server.environment import ROOT
from panlong.server.holds import Hold, services
from panlong.server.servers import PlainError

HOST = "127.0.0.1"  # the demo lets anybody sign in as anybody: this machine only
COLOURS = {"setup": 32, "web": 36, "worker": 33, "beat": 35}
HEALTH_TIMEOUT = 240  # seconds: a busy or old machine is slow, and a part that ends is noticed at once
STOP_TIMEOUT = 10  # for each part; a worker finishes its running tasks meanwhile

_print_lock = threading.Lock()

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asked us to stop. Not an Exception: no handler on the way may take it for a failure."""


def main() -> int:
    """Run the portal until it is told to stop or a part of it ends; return the exit code."""
    for number in STOP_SIGNALS:
        signal.signal(number, ask_to_stop)
    with ExitStack() as started:  # left in reverse order, after the reason was told
        try:
            run(started)
        except Stop:
            say("setup", "Stopping …")
            code = 0
        except PlainError as error:
            do_not_interrupt()
            say("setup", str(error))
            code = 1
    if code == 0:
        say("setup", "Stopped. The data is kept: `make run` starts again.")
    return code


def ask_to_stop(number: int, frame: FrameType | None) -> None:
    """Break off whatever runs."""
    do_not_interrupt()
    raise Stop


def do_not_interrupt() -> None:
    """From now on finish stopping, however often we are asked to stop."""
    for number in STOP_SIGNALS:
        signal.signal(number, lambda number, frame: None)


def run(started: ExitStack) -> NoReturn:
    """Start everything in order, each with its end noted in `started`, and watch it.

    Raises PlainError when something fails or ends, Stop when told to stop.
    """
    environ = os.environ
    environ.setdefault("PANLONG_DEMO", "1")
    environ.setdefault("PYTHONUNBUFFERED", "1")  # log lines appear as they are written
    port = read_port(environ.get("PORT") or "8000")
    check_port_is_free(port)
    environ["PORT"] = str(port)
    folder = environment.data_folder(environ)
    environment.make_data_folder(folder)
    started.enter_context(only_one(folder))
    if not environment.is_on(environ, "PANLONG_PRODUCTION"):
        environment.provide_secrets(environ)
    check_given_servers()
    holds = started.enter_context(services(environ))
    set_up(folder)
    parts = []
    for name, command in part_commands(port).items():
        part = Part(name, command)
        started.callback(part.stop)
        parts.append(part)
    wait_for_health(port, parts, holds)
    announce(port, folder)
    while True:
        check_all_run(parts, holds)
        time.sleep(0.2)


# Before anything starts


def read_port(text: str) -> int:
    """Return PORT as a number. Raises PlainError."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise PlainError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_port_is_free(port: int) -> None:
    """Raises PlainError if the web server could not listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise PlainError(f"Port {port} needs root; choose another: `PORT=8001 make run`.") from None
        except OSError:
            other = port + 1 if port < 65535 else port - 1
            advice = f"choose another: `PORT={other} make run`"
            raise PlainError(f"Port {port} is taken, perhaps by another `make run`; {advice}.") from None


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Be the only supervisor of the data folder. Raises PlainError if there is one already."""
    with open(folder / "run" / "supervisor.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            message = f"The portal with the data in {folder} runs already, as process {lock.read().strip()}."
            raise PlainError(message) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def check_given_servers() -> None:
    """Raises PlainError if a server named in the environment cannot be reached."""
    if database := os.environ.get("DATABASE_URL"):
        environment.check_database(database)
    if redis := os.environ.get("REDIS_URL"):
        environment.check_redis(redis)


# Setting up


def set_up(folder: Path) -> None:
    """Bring database, translations and demo data up to date. Raises PlainError if a step fails."""
    manage("migrate", "--noinput", "--verbosity=1")
    if translations_are_old():
        manage("compile_translations")
    if environment.is_on(os.environ, "PANLONG_DEMO"):
        load_demo_once(folder)


def manage(*arguments: str) -> None:
    """Run a manage.py command to its end. Raises PlainError if it fails."""
    step = Part("setup", [sys.executable, str(ROOT / "manage.py"), *arguments])
    try:
        code = step.process.wait()
    finally:
        step.stop()
    if code:
        raise PlainError(f"`manage.py {arguments[0]}` failed, {servers.describe_end(code)}. Stopping …")


def translations_are_old() -> bool:
    """Whether a .po file is newer than the .mo file compiled from it."""
    sources = [*ROOT.glob("locale/*/LC_MESSAGES/*.po"), *ROOT.glob("*/locale/*/LC_MESSAGES/*.po")]
    compiled = [(source, source.with_suffix(".mo")) for source in sources]
    return any(not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime for po, mo in compiled)


def load_demo_once(folder: Path) -> None:
    """Load the demo data unless that was finished before for this database. Raises PlainError.

    The mark is written last, so an interrupted load is done again; load_demo may run twice.
    """
    mark = folder / "demo-loaded"
    database = hashlib.sha256(os.environ["DATABASE_URL"].encode()).hexdigest()
    if mark.exists() and mark.read_text() == database:
        return
    say("setup", "Loading the demo data, this first time only …")
    manage("load_demo")
    mark.write_text(database)


# The parts


class Part:
    """A child process in a session of its own, whose log lines are shown under its name."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig=TERM", *command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches only us: we stop the parts in order
        )
        self._reader = threading.Thread(target=self._show_lines, daemon=True)
        self._reader.start()

    def _show_lines(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            say(self.name, line.rstrip())

    def stop(self) -> None:
        """End the process and all that it started: kindly, then by force."""
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            say("setup", f"{self.name} does not stop; killing it.")
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(timeout=1)


def part_commands(port: int) -> dict[str, list[str]]:
    """Return the commands of beat, worker and web: they start in this order and stop in the reverse one."""
    commands = {
        "beat": "celery --app=panlong --quiet beat --loglevel=INFO --pidfile=",
        "worker": "celery --app=panlong --quiet worker --loglevel=INFO --concurrency=3 --queues=urgent,celery,bulk"
        " --without-gossip --without-mingle",
        # Why these: docs/architecture.md. The kill timeout is for a granian worker that is told to stop while it
        # starts: it does not hear that.
        "web": f"granian --interface=rsgi --http=1 --host={HOST} --port={port} --workers=2 --no-ws --access-log"
        " --backlog=4096 --http1-header-read-timeout=15000 --respawn-failed-workers --respawn-interval=0.5"
        " --workers-kill-timeout=5 panlong.server.front:application",
    }
    return {name: [sys.executable, "-m", *command.split()] for name, command in commands.items()}


def check_all_run(parts: list[Part], holds: list[Hold]) -> None:
    """Raises PlainError if a part or an embedded server has ended."""
    for hold in holds:
        if reason := hold.trouble():
            raise PlainError(f"{reason}. Stopping the rest …")
    for part in parts:
        if (code := part.process.poll()) is not None:
            end = servers.describe_end(code)
            raise PlainError(f"{part.name} ended by itself, {end}. Stopping the rest …")


def wait_for_health(port: int, parts: list[Part], holds: list[Hold]) -> None:
    """Return when the portal answers that it is well. Raises PlainError if it does not in time."""
    address = f"http://{HOST}:{port}/readyz"
    deadline = time.monotonic() + HEALTH_TIMEOUT
    answer = "no answer"
    while time.monotonic() < deadline:
        check_all_run(parts, holds)
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            answer = f"status {error.code}"
        except OSError:
            pass
        time.sleep(0.1)
    raise PlainError(f"The portal is not well after {HEALTH_TIMEOUT} s ({answer} at {address}).")


# What the person at the terminal reads


def announce(port: int, folder: Path) -> None:
    """Say where the portal is and how to sign in."""
    address = f"http://localhost:{port}/"
    say("setup", f"盘龙民生小实事 is ready: {address}")
    if environment.is_on(os.environ, "PANLONG_DEMO"):
        say("setup", f"Sign in as one of the demo's people: {address}demo/")
    else:
        say("setup", "Sign in with your phone number; the code appears in this log.")
    say("setup", f"The data is in {folder}. Ctrl-C stops everything.")


def say(name: str, line: str) -> None:
    """Print a line under the name of the part that it comes from, in colour on a terminal."""
    label = f"{name:>6} |"
    if sys.stdout.isatty():
        label = f"\033[{COLOURS[name]}m{label}\033[0m"
    with _print_lock, suppress(OSError):  # nobody reading any more is no reason to stop
        print(label, line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
