"""Holding PostgreSQL and Redis on one machine, their data under the data folder.

Whoever needs them first starts them, all share them, and the last one out stops them: `make run`, a manage.py
command, the tests. Each stays connected to the keeper of each server (see servers.py) for as long as it needs it.

Nothing here imports Django: web, worker and beat only see DATABASE_URL and REDIS_URL.
"""

from __future__ import annotations

import fcntl
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from panlong.server import servers
from panlong.server.environment import Environment, data_folder, is_on, make_data_folder
from panlong.server.servers import SERVERS, START_TIMEOUT, STOP_TIMEOUT, PlainError, Server


@contextmanager
def services(environ: Environment) -> Iterator[list[Hold]]:
    """Hold the embedded servers for every address that the environment lacks, and add the addresses to it.

    Yields the holds, PostgreSQL first. They are let go in reverse order. Raises PlainError.
    """
    folder = data_folder(environ)
    if is_on(environ, "PANLONG_PRODUCTION") and not all(environ.get(variable) for variable in SERVERS):
        raise PlainError(f"PANLONG_PRODUCTION=1 needs {' and '.join(SERVERS)}.")
    with ExitStack() as stack:
        holds = []
        for variable, kind in SERVERS.items():
            if not environ.get(variable):
                server = kind(folder)
                hold = join(server)
                stack.callback(hold.let_go)
                holds.append(hold)
                environ[variable] = server.url
        yield holds


def name_services(environ: Environment) -> None:
    """Fill in the addresses that the servers would have, not starting them: enough to load the settings."""
    folder = data_folder(environ)
    for variable, kind in SERVERS.items():
        if not environ.get(variable):
            environ[variable] = kind(folder).url


class Hold:
    """A user's share in a running server: while it lasts, the server runs."""

    def __init__(self, server: Server, connection: socket.socket) -> None:
        self.server = server
        self._connection = connection

    def trouble(self) -> str | None:
        """Return why the server is gone, or None while it is there."""
        readable, _, _ = select.select([self._connection], [], [], 0)
        if not readable:
            return None
        return self._hear() or f"the keeper of {self.server.title} was killed"

    def let_go(self) -> None:
        """Give up the share. If it was the last one, wait until the server has stopped."""
        with suppress(OSError):
            self._connection.settimeout(STOP_TIMEOUT)
            self._connection.shutdown(socket.SHUT_WR)
            while self._hear():
                pass
        self._connection.close()

    def wait(self, seconds: float) -> bool:
        """Wait until the server is ready. Returns False if its keeper was just leaving; raises PlainError."""
        self._connection.settimeout(seconds)
        try:
            answer = self._hear()
        except TimeoutError:
            answer = f"{self.server.title} did not start in time: see {self.server.log}"
        except ConnectionError:
            answer = ""
        except BaseException:  # told to stop meanwhile: do not leave the server behind
            self.let_go()
            raise
        if answer == "ready":
            return True
        self.let_go()
        if answer:
            raise PlainError(answer)
        return False

    def _hear(self) -> str:
        return self._connection.recv(4096).decode().strip()


def join(server: Server) -> Hold:
    """Return a hold on the running server, starting it if nobody has. Raises PlainError."""
    make_data_folder(server.data.parent)
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if found := _knock(server):
            hold = Hold(server, found)
            if hold.wait(deadline - time.monotonic()):
                return hold
        elif started := _start_keeper(server):
            hold = Hold(server, started)
            if hold.wait(deadline - time.monotonic()):
                return hold
            raise PlainError(f"{server.title} did not start: see {server.log}")
        time.sleep(0.05)  # another command is just starting it, or the last one just stopping it
    holder = server.lock.read_text().strip()
    raise PlainError(f"{server.title} in {server.data} is held by process {holder}, which does not answer.")


def _knock(server: Server) -> socket.socket | None:
    """Return a connection to the server's keeper, or None if it has none."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(server.door))
        return connection
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None


def _start_keeper(server: Server) -> socket.socket | None:
    """Start a keeper and return the first connection to it, or None if another process holds its lock.

    The lock is inherited by the keeper and by the server, so it is free only when both are gone: two servers
    never run on the same data, whichever process was killed.
    """
    with open(server.lock, "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        ours, theirs = socket.socketpair()
        with theirs:
            inherited = (lock.fileno(), theirs.fileno())
            # -P: the folder of that file holds no libraries
            arguments = [server.name, str(server.data.parent), *map(str, inherited)]
            with open(server.log, "ab") as log:
                subprocess.Popen(
                    [sys.executable, "-P", servers.__file__, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=inherited,
                    start_new_session=True,  # Ctrl-C is for the users, not for the server
                )
        return ours
