"""What readers notice while something goes wrong: slow clients, a restarted database, a killed worker, a hung Redis.

    .venv/bin/python benchmarks/rough_weather.py [--root OTHER_CHECKOUT] [--proxy CADDY] [slow64 database worker redis]

Starts a portal of its own on this machine (empty tables, its own PostgreSQL and Redis) in a folder that is thrown
away, asks it for pages with 16 readers, does the harm in the middle, and prints a line a scenario. Each takes
PERIOD seconds. --root measures the code of another checkout; --proxy puts deploy/Caddyfile in front, run by that Caddy.
"""

import argparse
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from panlong.server import servers
from panlong.server.environment import ROOT

READERS = 16
PERIOD = 40  # seconds
HARM_AFTER = 8
PAUSE = 1.0  # seconds between two pages of a reader
PATIENCE = 20  # seconds until a reader gives up
PAGES = ("/", "/money/", "/rounds/", "/notices/")
TOKEN = "a" * 32


class Weather:
    """A portal with its servers, and the readers in front of it."""

    def __init__(self, root: Path, folder: Path, proxy: str | None):
        self.root, self.folder, self.proxy = root, folder, proxy
        self.web_port = free_port()
        self.port = free_port() if proxy else self.web_port
        self.postgres, self.redis = servers.PostgreSQL(folder), servers.Redis(folder)

    @contextmanager
    def running(self):
        with ExitStack() as ends:
            for folder in (self.folder, self.folder / "run", self.folder / "log"):
                folder.mkdir(exist_ok=True)
            self.folder.chmod(0o755)
            self.redis.prepare()
            self.postgres.prepare()
            self.database = start_server(self.postgres)
            ends.callback(lambda: stop(self.database, self.postgres.stop_signal))
            queue = start_server(self.redis)
            self.queue = queue
            ends.callback(lambda: stop(queue))
            ends.callback(lambda: queue.send_signal(signal.SIGCONT))
            environment = {
                **os.environ, "PORT": str(self.web_port), "PANLONG_VAR": str(self.folder), "PANLONG_DEMO": "0",
                "DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url,
            }  # fmt: skip
            log = ends.enter_context(open(self.folder / "portal.log", "w", encoding="utf-8"))
            self.portal = subprocess.Popen(
                [sys.executable, "-m", "panlong.server.run"],
                cwd=self.root,
                env=environment,
                stdout=log,
                stderr=log,
            )
            ends.callback(lambda: stop(self.portal))
            if self.proxy:
                ends.callback(lambda: stop(self.caddy))
                self.caddy = start_proxy(self.proxy, self.folder, self.port, self.web_port)
            wait_for(self.port, self.portal)
            for page in PAGES * 4:  # the first ones of each process load everything
                ask(self.port, page)
            yield

    def read_on(self, until: float, answers: list) -> None:
        """Ask for one page after the other until the time is over, and note (moment, seconds, status)."""
        number = 0
        while time.monotonic() < until:
            began = time.monotonic()
            answers.append((began, *ask(self.port, PAGES[number % len(PAGES)])))
            number += 1
            time.sleep(PAUSE)

    def measure(self, name: str, harm) -> None:
        """Read for PERIOD seconds with `harm` in the middle, and print what the readers noticed."""
        answers: list = []
        began = time.monotonic()
        readers = [
            threading.Thread(target=self.read_on, args=(began + PERIOD, answers)) for _ in range(READERS)
        ]
        for reader in readers:
            reader.start()
        time.sleep(HARM_AFTER)
        started = time.monotonic()
        over = harm(self, began + PERIOD) or began + 2 * PERIOD  # most harm lasts
        for reader in readers:
            reader.join()
        print_line(name, "before", [one for one in answers if one[0] + one[1] < started])
        print_line(name, "during", [one for one in answers if one[0] + one[1] >= started and one[0] < over])
        print_line(name, "after", [one for one in answers if one[0] >= over])


# The harm


def slow_clients(count: int):
    """Return the harm of `count` clients that send a byte every 15 seconds, of a body or of headers."""

    def harm(weather: Weather, until: float) -> None:
        bodies = f"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={TOKEN}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\np"
        headers = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: a"
        clients = []
        for number in range(count):
            client = socket.create_connection(("127.0.0.1", weather.port))
            client.sendall((bodies if number % 4 else headers).encode())
            clients.append(client)
        while time.monotonic() + 15 < until:
            time.sleep(15)
            for client in clients:
                with suppress(OSError):
                    client.sendall(b"a")

        def leave() -> None:
            time.sleep(max(0, until - time.monotonic()))
            for client in clients:
                client.close()

        threading.Thread(target=leave).start()

    return harm


def restart_database(weather: Weather, until: float) -> float:
    """Kill PostgreSQL with all its processes, leave it away for a second, and start it again; return when it was back."""
    killed = time.monotonic()
    os.killpg(weather.database.pid, signal.SIGKILL)
    weather.database.wait()
    time.sleep(1)
    weather.postgres.prepare()
    weather.database = start_server(weather.postgres)
    print(f"the database was away for {time.monotonic() - killed:.1f} s")
    return time.monotonic()


def kill_worker(weather: Weather, until: float) -> None:
    """Kill one of the two processes that answer requests."""
    os.kill(max(workers_of(weather.portal.pid)), signal.SIGKILL)


def hang_redis(weather: Weather, until: float) -> None:
    """Stop Redis where it is: it takes calls and never answers."""
    weather.queue.send_signal(signal.SIGSTOP)

    def go_on() -> None:
        time.sleep(max(0, until - time.monotonic()))
        weather.queue.send_signal(signal.SIGCONT)

    threading.Thread(target=go_on).start()


SCENARIOS = {
    "slow16": slow_clients(16),
    "slow64": slow_clients(64),
    "database": restart_database,
    "redis": hang_redis,
    "worker": kill_worker,  # last: before it was replaced, it ended the whole portal
}


# Tools


def ask(port: int, path: str) -> tuple[float, int]:
    """Ask for a page; return the seconds it took and its status, 0 when there was no answer."""
    began = time.monotonic()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return time.monotonic() - began, answer.status
    except (OSError, http.client.HTTPException):
        return time.monotonic() - began, 0


def print_line(name: str, when: str, answers: list) -> None:
    if not answers:
        return
    seconds = sorted(one[1] for one in answers)
    failed = [one[2] for one in answers if one[2] != 200]
    kinds = ", ".join(f"{failed.count(kind)} × {kind or 'no answer'}" for kind in sorted(set(failed)))
    p50, p95 = statistics.median(seconds), seconds[int(len(seconds) * 0.95)]
    print(
        f"{name:9} {when:7} {len(answers):5} pages  p50 {p50 * 1000:6.0f} ms  p95 {p95 * 1000:6.0f} ms"
        f"  slowest {seconds[-1]:5.1f} s  failed {len(failed)} {kinds}",
        flush=True,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(server: servers.Server) -> subprocess.Popen:
    with open(server.log, "ab") as log:
        process = subprocess.Popen(
            server.command(), cwd=server.data, stdout=log, stderr=log, start_new_session=True
        )
    while not server.is_ready(process.pid):
        assert process.poll() is None, server.log.read_text()[-2000:]
        time.sleep(0.05)
    return process


def start_proxy(program: str, folder: Path, port: int, web_port: int) -> subprocess.Popen:
    """Run deploy/Caddyfile as it is, on loopback and without a certificate."""
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    file = folder / "Caddyfile"
    file.write_text(
        text.replace("{$PANLONG_DOMAIN} {", f"http://localhost:{port} {{", 1).replace(
            "{\n", "{\n\tadmin off\n", 1
        ),
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "PANLONG_WEBS": f"127.0.0.1:{web_port}",
        "PANLONG_DOMAIN": "localhost",
        "HOME": str(folder),
    }
    with open(folder / "caddy.log", "w", encoding="utf-8") as log:
        return subprocess.Popen(
            [program, "run", "--config", str(file), "--adapter", "caddyfile"],
            env=environment,
            stdout=log,
            stderr=log,
        )


def stop(process: subprocess.Popen, number: int = signal.SIGTERM) -> None:
    process.send_signal(number)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()


def wait_for(port: int, portal: subprocess.Popen) -> None:
    for _second in range(600):
        if ask(port, "/healthz")[1] == 200:
            return
        assert portal.poll() is None, "the portal did not start; see portal.log"
        time.sleep(1)
    raise SystemExit("the portal did not start in time")


def workers_of(supervisor: int) -> list[int]:
    """Return the worker processes of the web server that `supervisor` started."""
    tree: dict[int, list[int]] = {}
    web = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            tree.setdefault(parent, []).append(int(folder.name))
            if parent == supervisor and b"granian" in (folder / "cmdline").read_bytes():
                web = int(folder.name)
    return [pid for pid in tree[web] if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]


def main() -> None:
    reads = argparse.ArgumentParser()
    reads.add_argument("--root", type=Path, default=ROOT)
    reads.add_argument("--proxy", help="the path of a Caddy")
    reads.add_argument("--keep", type=Path, help="a folder to keep the empty database in, for the next time")
    reads.add_argument("scenarios", nargs="*")
    asked = reads.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        weather = Weather(asked.root.resolve(), asked.keep or Path(folder), asked.proxy)
        with weather.running():
            for name in asked.scenarios or SCENARIOS:
                weather.measure(name, SCENARIOS[name])
                time.sleep(5)


if __name__ == "__main__":
    main()
