"""deploy/Caddyfile as it is, run by a real Caddy in front of real web servers; PANLONG_CADDY names another one."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.conftest import ROOT, LittlePortal, free_port, little_portal, wait_until

BESIDE_PYTHON = Path(sys.executable).with_name(
    "caddy"
)  # of the tests' own environment; that of Debian 12 is too old
CADDY = (
    os.environ.get("PANLONG_CADDY")
    or (str(BESIDE_PYTHON) if BESIDE_PYTHON.exists() else shutil.which("caddy"))
    or ""
)


def version() -> tuple[int, ...]:
    """Return the version of the Caddy that is there, nothing when there is none."""
    said = subprocess.run([CADDY, "version"], capture_output=True, text=True).stdout if CADDY else ""
    return tuple(int(number) for number in re.findall(r"\d+", said)[:2])


pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("front"),
    pytest.mark.skipif(version() < (2, 11), reason="no Caddy 2.11 found: the proxy's file was not tried"),
]


class Proxy:
    """A Caddy in front of the web servers at `ports`."""

    def __init__(self, folder: Path, ports: list[int]) -> None:
        self.port, self.log = free_port(), folder / "caddy.log"
        text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
        text = text.replace("{$PANLONG_DOMAIN} {", f"http://localhost:{self.port} {{", 1)
        (folder / "Caddyfile").write_text(text.replace("{\n", "{\n\tadmin off\n", 1), encoding="utf-8")
        webs = " ".join(f"127.0.0.1:{port}" for port in ports)
        environment = {**os.environ, "PANLONG_WEBS": webs, "PANLONG_DOMAIN": "localhost", "HOME": str(folder)}
        command = [CADDY, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def ask(self, path: str = "/echo/", **headers: str) -> tuple[int, str, float]:
        """Return status, text and seconds of an answer."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), time.monotonic() - began

    def is_up(self) -> bool:
        try:
            return self.ask("/readyz")[0] == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LittlePortal]:
    for portal in little_portal(tmp_path_factory.mktemp("web")):
        process = portal.run(PANLONG_DEMO="0")
        yield portal
        process.terminate()
        portal.finish(process)


@pytest.fixture(scope="module")
def proxy(web: LittlePortal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The proxy knows of two web servers; one of them is dead from the beginning."""
    proxy = Proxy(tmp_path_factory.mktemp("proxy"), [free_port(), web.port])
    wait_until(proxy.is_up, 20)
    yield proxy
    proxy.process.send_signal(signal.SIGTERM)
    proxy.process.wait(20)


def test_nobody_is_sent_to_a_web_server_that_is_dead(proxy: Proxy) -> None:
    time.sleep(12)  # what was remembered of its failure is forgotten; it is asked for again
    answers = [proxy.ask() for _page in range(30)]
    assert {status for status, _text, _seconds in answers} == {200}
    assert max(seconds for *_answer, seconds in answers) < 4


def test_sixty_four_slow_clients_hold_nobody_up_behind_it(proxy: Proxy) -> None:
    clients = []
    for _client in range(64):
        client = socket.create_connection(("localhost", proxy.port))
        client.sendall(b"POST /echo/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\na")
        clients.append(client)
    assert max(proxy.ask()[2] for _page in range(10)) < 2
    for client in clients:
        client.close()


def test_the_portal_hears_the_visitors_address_and_none_that_they_made_up(proxy: Proxy) -> None:
    assert '"HTTP_X_FORWARDED_FOR": "127.0.0.1"' in proxy.ask(**{"X-Forwarded-For": "6.6.6.6"})[1]


def test_no_key_no_question_and_no_header_stands_in_its_log(proxy: Proxy) -> None:
    secret = {"Cookie": "sessionid=SECRET1", "Referer": "http://localhost/me/messages/confirm/SECRET2"}
    proxy.ask("/money/offers/SECRET3/?q=SECRET4", **secret)
    proxy.ask("/search/?q=SECRET5", **secret)
    wait_until(lambda: "/search/" in proxy.log.read_text(), 10)
    assert "SECRET" not in proxy.log.read_text()
    assert "/money/offers/…" in proxy.log.read_text()
