import pytest
from django.db import connection

from panlong.log import publishing
from projects.stages import Stage
from tests.factories import Walk


@pytest.fixture
def folder(settings, tmp_path):
    """Where the log is published."""
    settings.MEDIA_ROOT, settings.LOG_KEY_FILE, settings.LOG_KEYS = tmp_path, tmp_path / "log.key", []
    return tmp_path / "log"


@pytest.fixture
def walk(w, folder):
    """A project whose poll is open, and a log that tells of it."""
    walk = Walk(w)
    walk.to(Stage.SUPPORT_POLL)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    publishing.grow_log()
    return walk


@pytest.fixture
def grow(w):
    """Let more happen, and let the log grow by it."""

    def grow() -> int:
        Walk(w).to(Stage.SUPPORT_POLL)
        return publishing.grow_log()

    return grow


@pytest.fixture
def rewrite(folder):
    """Rewrite an early entry as somebody with every right would: database, tiles, heads and signature agree again."""

    def rewrite() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "UPDATE log_leaf SET entry = replace(entry, '\"made\"', '\"made\" ') WHERE index = 3"
            )
            cursor.execute(
                r"UPDATE log_leaf SET hash = sha256('\x00'::bytea || convert_to(entry, 'UTF8')) WHERE index = 3"
            )
            cursor.execute("DELETE FROM log_head")
            cursor.execute("SET LOCAL session_replication_role = origin")
        for file in sorted(folder.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()
        publishing.grow_log()

    return rewrite
