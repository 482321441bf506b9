"""A backup is made, everything is destroyed, and the backup brings all of it back: tried with the commands themselves."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as site
from django.db import connection
from psycopg.conninfo import make_conninfo

from deliberation.models import VotingRound
from panlong.server import backup, wall
from projects.stages import Stage
from tests.factories import Walk, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROOT = Path(__file__).parents[2]


def address(database: str) -> str:
    known = connection.settings_dict
    return make_conninfo(
        dbname=database, user=known["USER"], host=known["OPTIONS"].get("host") or known["HOST"]
    )


def manage(var: Path, database: str, *arguments: str, **more: str) -> tuple[int, str]:
    """Run a manage.py command on another database and data folder; return its exit code and what it said."""
    environment = {
        **os.environ,
        "PANLONG_VAR": str(var),
        "DATABASE_URL": address(database),
        "REDIS_URL": site.REDIS_URL,
        **more,
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def empty():
    """An empty database, as after a disaster; the value is its name."""
    name = f"restored_{uuid4().hex[:12]}"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def web_role():
    """A role with the rights that deploy/postgres/roles.sh gives to the web server, and the wall."""
    role = f"panlong_web_{uuid4().hex[:12]}"  # roles are one for all databases that are tested at once
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    wall.raise_wall(role)
    yield role
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {role}")
        cursor.execute(f"DROP ROLE {role}")


@pytest.fixture
def portal(calendars, tmp_path, settings):
    """A portal in which much happened; the value is its data folder."""
    settings.VAR, settings.MEDIA_ROOT, settings.SEALS_FILE = (
        tmp_path,
        tmp_path / "media",
        tmp_path / "seals.txt",
    )
    walk = Walk(world())
    walk.to(Stage.AFTERCARE)
    return tmp_path


def all_rows(database: str) -> dict[str, list]:
    """Return all rows by table; what a restore adds is left out: that it was verified, and the places of waiting leaves."""
    with psycopg.connect(address(database)) as link:
        tables = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: sorted(link.execute(f'SELECT (to_jsonb(t) - %s)::text FROM "{name}" t', [left]).fetchall())
            for (name,) in tables
            if name not in {"log_verification", "log_head"}
            for left in ("index" if name == "log_leaf" else "",)
        }


def files_of(var: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(var)): one.read_bytes() for one in (var / "media").rglob("*") if one.is_file()
    }


def test_what_was_destroyed_comes_back_row_by_row_file_by_file_and_is_verified(
    portal, web_role, empty, tmp_path
):
    kept, new = tmp_path / "kept", tmp_path / "new"
    code, said = manage(portal, connection.settings_dict["NAME"], "backup", str(kept))
    assert (code, "keep them apart: the keys" in said) == (0, True), said
    code, said = manage(new, empty, "restore", str(kept))
    assert code == 0 and "The portal is back" in said and "Nothing is wrong" in said, said
    (round,) = VotingRound.objects.filter(closed_at__isnull=False)
    assert any(name.startswith(f"media/rounds/{round.pk}") for name in files_of(new)), list(files_of(new))
    assert all_rows(empty) == all_rows(connection.settings_dict["NAME"])
    assert files_of(new).items() >= files_of(portal).items() and files_of(portal)
    waited = "SELECT count(*) FILTER (WHERE index IS NULL), count(*) > 100 FROM log_leaf"
    with psycopg.connect(address(connection.settings_dict["NAME"])) as link:
        assert (
            link.execute(waited).fetchone()[0] > 0
        )  # as on every portal that is in use when its backup is made
    with psycopg.connect(address(empty)) as link:
        assert link.execute(waited).fetchone() == (0, True)
    with psycopg.connect(address(empty)) as link:
        kept_result = link.execute("SELECT occasion, wrong FROM log_verification").fetchall()
        assert kept_result == [("restore", [])]
        may = "SELECT has_table_privilege(%s, 'funding_entry', %s)"
        rights = [
            link.execute(may, [web_role, right]).fetchone()[0]
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE")
        ]
    assert rights == [True, True, False, False]
    code, said = manage(new, empty, "restore", str(kept))
    assert code == 1 and "nothing is overwritten" in said  # not even by itself


def test_no_key_and_no_phone_number_is_in_it(portal, tmp_path):
    assert manage(portal, connection.settings_dict["NAME"], "backup", str(tmp_path / "kept"))[0] == 0
    for file in (tmp_path / "kept").rglob("*"):
        if file.is_file():
            assert (
                site.PHONE_KEY.encode() not in file.read_bytes()
                and site.SECRET_KEY.encode() not in file.read_bytes()
            )


def test_it_is_refused_under_another_key_and_without_its_roles_and_when_damaged(
    portal, web_role, empty, tmp_path
):
    kept, new = tmp_path / "kept", tmp_path / "new"
    assert manage(portal, connection.settings_dict["NAME"], "backup", str(kept))[0] == 0
    other = "A" * 43 + "="
    code, said = manage(new, empty, "restore", str(kept), PANLONG_PHONE_KEY=other)
    assert code == 1 and "another PANLONG_PHONE_KEY" in said
    manifest = kept / backup.MANIFEST
    written = manifest.read_text(encoding="utf-8")
    manifest.write_text(json.dumps({**json.loads(written), "roles": ["nobody_here"]}), encoding="utf-8")
    code, said = manage(new, empty, "restore", str(kept))
    assert code == 1 and "no role nobody_here" in said
    manifest.write_text(json.dumps({**json.loads(written), "postgresql": 99}), encoding="utf-8")
    code, said = manage(new, empty, "restore", str(kept))
    assert code == 1 and "is of PostgreSQL 99" in said
    manifest.write_text(written, encoding="utf-8")
    (kept / backup.DUMP).write_bytes((kept / backup.DUMP).read_bytes()[:-1])
    code, said = manage(new, empty, "restore", str(kept))
    assert code == 1 and "is damaged: database.dump" in said
    assert all_rows(empty) == {}


def test_a_backup_is_never_written_over_and_half_a_one_is_none(portal, tmp_path):
    (tmp_path / "kept").mkdir()
    code, said = manage(portal, connection.settings_dict["NAME"], "backup", str(tmp_path / "kept"))
    assert code == 1 and "nothing is overwritten" in said
    shutil.rmtree(tmp_path / "kept")
    code, said = manage(portal, "no_such_database", "backup", str(tmp_path / "kept"))
    assert code != 0 and not (tmp_path / "kept").exists()
    code, said = manage(portal, connection.settings_dict["NAME"], "restore", str(tmp_path / "nowhere"))
    assert code == 1 and "no whole backup" in said
