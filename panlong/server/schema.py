"""The tables of an empty database, laid down at once instead of by ninety migrations one after the other.

`schema.sql` is what the migrations that it names at its top make, taken down by `manage.py draw_schema`. A first start
takes a minute less that way; migrations that are newer, and databases with tables, go the usual way.
"""

import hashlib
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

FILE = Path(__file__).with_name("schema.sql")
NAMED = re.compile(r"^-- made by (\w+)\.(\w+) ([0-9a-f]{64})$", re.MULTILINE)
# What pg_dump writes around the statements: settings of its session, headings, lines for psql alone.
NOISE = re.compile(
    r"^(SET \w+ = \S+;|SELECT pg_catalog\.set_config\(.*\);|\\(un)?restrict \w+|--|-- (Name|Dumped|PostgreSQL database dump).*)\n",
    re.MULTILINE,
)


def migrations_in_file() -> dict[tuple[str, str], str]:
    """Return (app, name) of each migration whose work is in the file, with the digest its source had then, in their order."""
    return {(app, name): digest for app, name, digest in NAMED.findall(FILE.read_text(encoding="utf-8"))}


def digest_of(app_label: str, name: str) -> str:
    """Return the SHA-256 of the source of a migration and of the SQL that is frozen beside it."""
    package, _is_set = MigrationLoader.migrations_module(app_label)
    source = Path(import_module(f"{package}.{name}").__file__ or "")
    frozen = sorted(source.parent.glob("_*sql.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in (source, *frozen))).hexdigest()


def lay_down(alias: str) -> bool:
    """Make all tables of the file in the database `alias` if it has none yet; return whether that was done.

    All or nothing: an interrupted start finds the database empty again.
    """
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            return False
        cursor.execute("SET LOCAL check_function_bodies = off")  # some name tables that come later
        cursor.execute(FILE.read_text(encoding="utf-8"))
        recorder = MigrationRecorder(connection)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name) for app, name in migrations_in_file()
        )
    return True


def write_down(dumped: str, applied: list[tuple[str, str]]) -> str:
    """Return what the file should say: `dumped` is the schema as pg_dump writes it, `applied` what made it."""
    named = "".join(f"-- made by {app}.{name} {digest_of(app, name)}\n" for app, name in applied)
    return f"{named}\n{_without_noise(dumped)}"


def _without_noise(dumped: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", NOISE.sub("", dumped)).strip() + "\n"


def find_stale() -> Iterator[tuple[str, str]]:
    """Yield the migrations of the file that are gone or say something else today."""
    known = MigrationLoader(None).disk_migrations
    for (app, name), digest in migrations_in_file().items():
        if (app, name) not in known or digest_of(app, name) != digest:
            yield app, name
