"""The web server and slow, odd or greedy clients, tried on a real one with two processes of two threads."""

import http.client
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.setup.conftest import LittlePortal, little_portal, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("front")]
SECONDS = 3  # that a body may take here: BODY_SECONDS of the little portal


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LittlePortal]:
    for portal in little_portal(tmp_path_factory.mktemp("front")):
        process = portal.run(PANLONG_DEMO="0")
        yield portal
        process.terminate()
        portal.finish(process)


def ask(
    server: LittlePortal, method: str, path: str, body=None, headers=(), chunked=False
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request(method, path, body, dict(headers), encode_chunked=chunked)
    answer = connection.getresponse()
    return answer.status, answer.read()


def echo(server: LittlePortal, *args, **kwargs) -> dict:
    status, body = ask(server, *args, **kwargs)
    assert status == 200, body
    return json.loads(body)


def begin(server: LittlePortal, length: int = 100_000, said: bytes = b"a") -> socket.socket:
    """Begin a request and leave it at that."""
    client = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    head = f"POST /echo/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
    client.sendall(head.encode() + said)
    return client


def slowest_page(server: LittlePortal, pages: int = 10) -> float:
    times = []
    for _page in range(pages):
        began = time.monotonic()
        assert ask(server, "GET", "/readyz")[0] == 200
        times.append(time.monotonic() - began)
    return max(times)


def test_sixty_four_clients_that_say_nothing_hold_nobody_up(server: LittlePortal) -> None:
    waiting = [begin(server) for _client in range(64)]
    assert slowest_page(server) < 2  # without the front nobody was answered at all
    for client in waiting:
        client.close()


def test_headers_that_never_end_hold_nobody_up(server: LittlePortal) -> None:
    waiting = [socket.create_connection(("127.0.0.1", server.port)) for _client in range(64)]
    for client in waiting:
        client.sendall(b"GET / HTTP/1.1\r\nX-A: ")
    assert slowest_page(server) < 2
    for client in waiting:
        client.close()


def test_a_body_that_is_too_slow_is_refused_and_its_connection_closed(server: LittlePortal) -> None:
    client, began = begin(server), time.monotonic()
    answer = client.recv(10_000)
    assert answer.startswith(b"HTTP/1.1 408") and SECONDS - 1 < time.monotonic() - began < SECONDS + 5
    assert b"too slowly" in answer
    client.settimeout(30)  # it is closed at once, but on a busy machine that takes its time
    assert client.recv(10_000) == b""


def test_a_slow_body_that_keeps_the_least_speed_is_taken(server: LittlePortal) -> None:
    client = begin(server, 5000, b"")
    for _piece in range(10):  # five seconds in all, longer than SECONDS, 1,000 bytes a second
        client.sendall(b"x" * 500)
        time.sleep(0.5)
    assert b'"length": 5000' in client.recv(10_000)


def test_a_body_that_breaks_off_changes_nothing_and_a_page_still_comes(server: LittlePortal) -> None:
    begin(server).close()
    assert slowest_page(server, 3) < 2


def test_bodies_of_every_size_and_kind_arrive_whole(server: LittlePortal) -> None:
    for size in (0, 1, 300_000, 2_000_000):
        assert echo(server, "POST", "/echo/", b"x" * size)["length"] == size
    assert echo(server, "POST", "/echo/", iter([b"abc", b"defg"]), chunked=True, headers=[("Transfer-Encoding", "chunked")])["length"] == 7  # fmt: skip


def test_a_body_that_is_too_long_is_refused_before_it_is_sent(server: LittlePortal) -> None:
    assert begin(server, 10**9).recv(10_000).startswith(b"HTTP/1.1 413")


def test_paths_queries_and_addresses_come_as_they_were_sent(server: LittlePortal) -> None:
    said = echo(server, "GET", "/echo/%E7%9B%98%20a%2541?q=%E7%9B%98&x=1", headers=[("Cookie", "a=1")])
    assert said["PATH_INFO"] == "/echo/盘 a%41"
    assert (said["QUERY_STRING"], said["REMOTE_ADDR"], said["HTTP_COOKIE"]) == (
        "q=%E7%9B%98&x=1",
        "127.0.0.1",
        "a=1",
    )


def send_raw(server: LittlePortal, target: bytes, header: bytes = b"Accept: a") -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        head = (b"GET " + target + b" HTTP/1.1", b"Host: localhost", b"Connection: close", header)
        client.sendall(b"\r\n".join(head) + b"\r\n\r\n")
        return b"".join(iter(lambda: client.recv(65536), b""))


def test_what_nobody_quoted_is_read_as_the_same_as_what_was_quoted(server: LittlePortal) -> None:
    """Some phones and scripts send Chinese in an address as it is: that was an error page."""
    said = json.loads(send_raw(server, "/echo/盘?q=電梯".encode()).partition(b"\r\n\r\n")[2])
    assert said["PATH_INFO"] == "/echo/盘"
    assert said["QUERY_STRING"].encode("latin-1").decode() == "q=電梯"


@pytest.mark.parametrize("odd", [b"\xff", b"\xe9\x9b", b"\xed\xa0\x80"])
def test_bytes_that_are_no_text_break_nothing(server: LittlePortal, odd: bytes) -> None:
    for target, header in ((b"/echo/?q=" + odd, b"Accept: a"), (b"/echo/", b"Cookie: a=" + odd)):
        assert send_raw(server, target, header).split(b" ")[1] in (b"200", b"400")


def test_a_header_with_an_underscore_passes_for_no_other(server: LittlePortal) -> None:
    assert (
        echo(server, "GET", "/echo/", headers=[("X_Forwarded_For", "1.2.3.4")])["HTTP_X_FORWARDED_FOR"]
        is None
    )


def test_long_answers_come_whole_and_slow_readers_hold_nobody_up(server: LittlePortal) -> None:
    assert len(ask(server, "GET", "/much")[1]) == 4_000_000
    readers = []
    for _reader in range(16):
        reader = socket.create_connection(("127.0.0.1", server.port))
        reader.sendall(b"GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n")
        readers.append(reader)
    time.sleep(1)
    assert slowest_page(server) < 3
    for reader in readers:
        reader.close()


def test_a_head_request_has_no_body(server: LittlePortal) -> None:
    assert ask(server, "HEAD", "/echo/") == (200, b"")


def workers(server: LittlePortal) -> set[int]:
    """Return the numbers of the web server's worker processes, without the one that started them."""
    web = {pid for pid, command in server.processes().items() if "granian" in command}
    return web - {server.process("-m granian")}


def test_a_killed_worker_of_the_web_server_is_replaced(server: LittlePortal) -> None:
    before = workers(server)
    killed = max(before)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len(workers(server) - before) == 1, 20)
    assert slowest_page(server, 3) < 5
    assert server.started[0].poll() is None


def test_what_is_under_way_is_finished_when_the_server_is_told_to_stop(server: LittlePortal) -> None:
    answers: list[tuple[int, bytes]] = []
    reader = threading.Thread(target=lambda: answers.append(ask(server, "GET", "/slow")))
    reader.start()
    time.sleep(0.5)
    os.kill(server.process("-m granian"), signal.SIGTERM)
    reader.join()
    assert answers == [(200, b"done")]
