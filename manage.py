#!/usr/bin/env python3
"""Django's command line for the portal.

Works from any Python: it changes to the one in .venv. Without DATABASE_URL and REDIS_URL in the environment
it uses the embedded servers under the data folder: those of a running `make run`, or its own while it runs.
"""

import importlib.util
import os
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parent / ".venv"

# These never touch the data, so they need no server (the image is built with them).
WITHOUT_DATA = {"help", "version", "collectstatic", "compile_translations", "makemessages", "diffsettings"}


def main() -> None:
    """Run the command given on the command line; a foreseeable failure is one line and exit code 1."""
    enter_venv()
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  (what it needs is checked first)

    from panlong.server.servers import PlainError  # noqa: PLC0415  (what it needs is checked first)

    try:
        run(sys.argv)
    except (PlainError, ImproperlyConfigured) as error:
        sys.exit(f"manage.py: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def enter_venv() -> None:
    """Start again with the Python of .venv, unless this is it or another one that has Django."""
    if VENV.exists() and Path(sys.prefix).resolve() != VENV.resolve():
        python = VENV / "bin" / "python"
        try:
            os.execv(python, [str(python), *sys.argv])
        except OSError:
            sys.exit(f"manage.py: {VENV} is broken; remove it and run `make setup`.")
    if importlib.util.find_spec("django") is None:
        sys.exit("manage.py: the portal is not set up yet; run `make setup` first.")


def run(arguments: list[str]) -> None:
    """Give the environment what the settings read, then hand over to Django. Raises PlainError."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (what it needs is checked first)

    from panlong.server import environment, holds  # noqa: PLC0415  (what it needs is checked first)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panlong.settings")
    if not needs_data(arguments):
        holds.name_services(os.environ)
        environment.random_secrets(os.environ)
        execute_from_command_line(arguments)
        return
    if not environment.is_on(os.environ, "PANLONG_PRODUCTION"):
        os.environ.setdefault("PANLONG_DEMO", "1")  # as `make run` does: both see the same portal
        environment.provide_secrets(os.environ)
    if given := os.environ.get("DATABASE_URL"):
        environment.check_database(given)
    with holds.services(os.environ):
        try:
            execute_from_command_line(arguments)
        finally:
            close_pools()


def close_pools() -> None:
    """Connect to no database any more: a pool that was just making a connection would complain of a server that stops."""
    from django.db import connections  # noqa: PLC0415  (what it needs is checked first)

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def needs_data(arguments: list[str]) -> bool:
    """Whether the command may touch the database or Redis: all do that are not known not to."""
    asks_for_help = {"-h", "--help", "--version"} & set(arguments)
    return len(arguments) > 1 and arguments[1] not in WITHOUT_DATA and not asks_for_help


if __name__ == "__main__":
    main()
