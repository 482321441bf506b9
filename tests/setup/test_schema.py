"""An empty database gets all tables at once, the same ones that the migrations make one after the other."""

import os
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from panlong.server import backup, schema

pytestmark = pytest.mark.slow
ONE_BY_ONE = "PANLONG_MIGRATE_ONE_BY_ONE"  # lets a test take the minute that laying down saves


@pytest.fixture
def empty(django_db_setup, django_db_blocker):
    """Be connected to an empty database of its own."""
    with django_db_blocker.unblock(), schema.empty_database():
        yield


def migrate() -> str:
    said = StringIO()
    call_command("migrate", interactive=False, stdout=said)
    return said.getvalue()


def test_an_empty_database_has_every_table_and_every_migration_after_one_step(empty):
    assert "all tables were made at once" in migrate()
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    tables = connection.introspection.table_names()
    assert {model._meta.db_table for model in apps.get_models()} <= set(tables)
    with connection.cursor() as cursor:
        counted = backup.count_rows(cursor)
    assert {name for name, rows in counted.items() if rows} == {
        "auth_permission", "django_content_type", "django_migrations",
    }  # fmt: skip


def test_a_database_with_tables_goes_the_usual_way(empty):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_somebody_else (id int)")
    assert not schema.lay_down("default")
    assert connection.introspection.table_names() == ["of_somebody_else"]


def test_what_is_laid_down_half_is_not_there(empty, monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "Migration", property(lambda self: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        schema.lay_down("default")
    assert connection.introspection.table_names() == []


def test_the_file_says_what_the_migrations_say_that_it_names():
    """`manage.py draw_schema` writes it anew."""
    assert list(schema.find_stale()) == []


@pytest.mark.skipif(
    not os.environ.get(ONE_BY_ONE), reason=f"{ONE_BY_ONE}=1 makes all migrations, which takes a minute"
)
def test_migrations_one_after_the_other_make_the_same(empty):
    assert schema.take_down() == schema.FILE.read_text(encoding="utf-8")
