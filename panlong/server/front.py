"""What the web server calls for each request: it takes a thread only for who has said all that they want to say.

Granian's own WSGI side gives a thread to a request as soon as its headers are there, and has no limit of time for
the body (its issue 728, "wontfix"): sixteen phones that send a byte now and then hold all threads, and the portal
stands still. So bodies are read here, in the event loop, where a waiting client costs a few kilobytes: with a time, a
least speed and a most size. Then Django runs in one of a few threads, and its whole answer is taken from it before
the first byte is sent, so that slow readers hold none either.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from panlong.wsgi import application as portal

MAX_BYTES = 40 * 1024 * 1024  # of one body, as in deploy/Caddyfile: three photos, as phones make them
MAX_SECONDS = 600  # for one body, however fast it comes
IN_MEMORY = 256 * 1024  # what is longer waits on the disk
PIECE = 64 * 1024
MAX_HELD = 512 * 1024 * 1024  # of all bodies of this process together; those of a form always find room
SEND_SECONDS = 60  # for one piece of an answer


class Unreadable(Exception):
    """A request's body that is not taken, and why."""

    def __init__(self, status: HTTPStatus):
        super().__init__(status)
        self.status = status


class Front:
    """Reads requests, has `app`, any WSGI application, answer them in `threads` threads, and sends the answers."""

    def __init__(self, app, *, threads: int, seconds: float, speed: float):
        """`seconds` is how long a body may take whatever its size, `speed` how many bytes a second it must have after that."""
        self.app = app
        self.seconds, self.speed = seconds, speed
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self.held = 0

    async def __rsgi__(self, scope, protocol) -> None:
        try:
            # A task of its own: what granian calls us in cannot be cancelled, so no time limit would hold.
            body = await asyncio.ensure_future(self.read(scope, protocol))
        except Unreadable as refusal:
            protocol.response_bytes(*_refusal(refusal.status))
            return
        loop = asyncio.get_running_loop()
        try:
            status, headers, answer = await loop.run_in_executor(self.threads, self.call, scope, body)
        finally:
            self.held -= body.length
        await asyncio.ensure_future(send(protocol, status, headers, answer))

    async def read(self, scope, protocol) -> Body:
        """Return the whole body of a request; raise Unreadable when it is too slow, too long, or breaks off."""
        body, declared = Body(), _declared_length(scope.headers)
        if declared == 0:
            return body
        if declared and declared > MAX_BYTES:
            raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            await self._fill(body, protocol)
            if declared is not None and body.length < declared:
                raise Unreadable(HTTPStatus.BAD_REQUEST)
        except BaseException as failure:
            self.held -= body.length
            if isinstance(failure, TimeoutError):
                raise Unreadable(HTTPStatus.REQUEST_TIMEOUT) from None
            raise
        body.file.seek(0)
        return body

    async def _fill(self, body: Body, protocol) -> None:
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout_at(began + self.seconds) as limit:
            async for piece in protocol:
                body.add(piece)
                self.held += len(piece)
                self._require_room(body)
                allowed = min(self.seconds + body.length / self.speed, MAX_SECONDS)
                limit.reschedule(began + allowed)

    def _require_room(self, body: Body) -> None:
        if body.length > MAX_BYTES:
            raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self.held > MAX_HELD and body.length > PIECE:
            raise Unreadable(HTTPStatus.SERVICE_UNAVAILABLE)

    def call(self, scope, body: Body) -> tuple[int, list[tuple[str, str]], IO[bytes]]:
        """Have the application answer, in a thread; return status, headers and the answer as a file."""
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info=None) -> None:
            said[:] = [int(status.split(" ", 1)[0]), [(name, str(value)) for name, value in headers]]

        with body.file:
            pieces = self.app(environ(scope, body), start_response)
            return said[0], said[1], _taken(pieces)


class Body:
    """The body of a request as far as it has come."""

    def __init__(self) -> None:
        self.file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed by who reads it)
        self.length = 0

    def add(self, piece: bytes) -> None:
        self.file.write(piece)
        self.length += len(piece)


def _declared_length(headers) -> int | None:
    """Return how long the body says it is, None when it does not (chunked)."""
    if headers.get("transfer-encoding"):
        return None
    length = headers.get("content-length") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def _taken(pieces: Iterable[bytes]) -> IO[bytes]:
    """Return all of an answer, so that nobody waits in a thread until a slow client has read it."""
    taken = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed when it is sent)
    try:
        for piece in pieces:
            taken.write(piece)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    taken.seek(0)
    return taken


async def send(protocol, status: int, headers: list[tuple[str, str]], answer: IO[bytes]) -> None:
    """Send an answer: a page at once, what is long piece by piece; whoever does not read on is left alone."""
    with answer:
        first = answer.read(IN_MEMORY)
        if len(first) < IN_MEMORY:
            protocol.response_bytes(status, headers, first)
            return
        way = protocol.response_stream(status, headers)
        while first:
            try:
                await asyncio.wait_for(way.send_bytes(first), SEND_SECONDS)
            except (TimeoutError, RuntimeError):  # too slow, or gone
                return
            first = answer.read(PIECE)


def environ(scope, body: Body) -> dict[str, Any]:
    """Return a request as WSGI wants it (PEP 3333): text is bytes spelled as Latin-1."""
    server, client = _host_and_port(scope.server), _host_and_port(scope.client)
    said = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _spell_bytes(scope.path),  # unquoted by granian
        "QUERY_STRING": _spell_bytes(scope.query_string),
        "SERVER_NAME": server[0],
        "SERVER_PORT": server[1],
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": client[1],
        "CONTENT_LENGTH": str(body.length or ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body.file,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        _add_header(said, name, _spell_bytes(value))
    if scope.authority:
        said.setdefault("HTTP_HOST", _spell_bytes(scope.authority))
    return said


def _spell_bytes(text: str) -> str:
    """Return the bytes of `text` (UTF-8) spelled as Latin-1; granian reads as UTF-8 what should have been quoted."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")


def _add_header(said: dict[str, Any], name: str, value: str) -> None:
    """Add one header. Names with an underscore are left out: they would pass for those that a proxy vouches for."""
    if "_" in name or name in {"content-length", "transfer-encoding", "proxy"}:
        return
    key = name.upper().replace("-", "_")
    if key != "CONTENT_TYPE":
        key = f"HTTP_{key}"
    separator = "; " if name == "cookie" else ","
    said[key] = f"{said[key]}{separator}{value}" if key in said else value


def _host_and_port(address: str) -> tuple[str, str]:
    host, _colon, port = address.rpartition(":")
    return host.strip("[]"), port


def _refusal(status: HTTPStatus) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return the short answer to a body that is not taken, in the portal's language."""
    with translation.override(settings.LANGUAGE_CODE):
        reason = {
            HTTPStatus.REQUEST_TIMEOUT: _("That came too slowly. Nothing was changed; please send it again."),
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Go back and send shorter text or a smaller photo. Nothing was changed."),
            HTTPStatus.SERVICE_UNAVAILABLE: _("Nothing was lost or half done. Please try again in a minute."),
        }.get(status, status.phrase)  # fmt: skip
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close"), ("Retry-After", "60")]
    return status, headers, f"{reason}\n".encode()


application = Front(
    portal,
    threads=settings.WEB_THREADS,
    seconds=settings.BODY_SECONDS,
    speed=settings.BODY_BYTES_A_SECOND,
)
