"""The tables of an empty database, laid down at once instead of by ninety migrations one after the other.

`schema.sql` is what the migrations that it names at its top make, taken down by `manage.py draw_schema`. A first start
takes a minute less that way; migrations that are newer, and databases with tables, go the usual way.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from panlong.server import backup

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
    database = connections[alias]
    with transaction.atomic(using=alias), database.cursor() as cursor:
        if database.introspection.table_names(cursor):
            return False
        cursor.execute("SET LOCAL check_function_bodies = off")  # some name tables that come later
        cursor.execute(FILE.read_text(encoding="utf-8"))
        recorder = MigrationRecorder(database)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name) for app, name in migrations_in_file()
        )
    return True


def take_down() -> str:
    """Make all migrations one after the other in the empty database that is connected; return what the file should say."""
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    executor.migrate(targets, plan)
    named = "".join(
        f"-- made by {one.app_label}.{one.name} {digest_of(one.app_label, one.name)}\n" for one, _back in plan
    )
    statements = re.sub(r"\n{3,}", "\n\n", NOISE.sub("", backup.dump_schema()))
    return f"{named}\n{statements.strip()}\n"


@contextmanager
def empty_database() -> Iterator[None]:
    """Be connected to an empty database of one's own beside the portal's; it goes at the end."""
    ours, scratch = connection.settings_dict["NAME"], f"empty_{uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {scratch} TEMPLATE template0")
    try:
        _connect_to(scratch)
        yield
    finally:
        _connect_to(ours)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {scratch} WITH (FORCE)")


def _connect_to(database: str) -> None:
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    connection.settings_dict["NAME"] = database


def find_stale() -> Iterator[tuple[str, str]]:
    """Yield the migrations of the file that are gone or say something else today."""
    known = MigrationLoader(None).disk_migrations
    for (app, name), digest in migrations_in_file().items():
        if (app, name) not in known or digest_of(app, name) != digest:
            yield app, name
