"""What the environment gives the portal's processes: the data folder, secrets, and addresses that answer.

Nothing here imports Django: the settings read what this writes.
"""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from collections.abc import Callable, MutableMapping
from pathlib import Path

from panlong.server.files import write_secret_once
from panlong.server.servers import PlainError, one_line

ROOT = Path(__file__).resolve().parents[2]

Environment = MutableMapping[str, str]


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


def check_database(url: str) -> None:
    """Connect once to the database at a given address. Raises PlainError, without a password in it."""
    import psycopg  # noqa: PLC0415  (only where an address is given)

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
    import redis  # noqa: PLC0415  (only where an address is given)

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            client.ping()
    except ValueError:
        message = "REDIS_URL is not a Redis address like redis://:password@host:6379/0 or unix:///path?db=0."
        raise PlainError(message) from None
    except (redis.RedisError, OSError) as error:
        raise PlainError(f"The server of REDIS_URL cannot be reached: {one_line(str(error))}") from None


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
    write_secret_once(file, "".join(f"{name}={make()}\n" for name, make in NEW_SECRETS.items()))
