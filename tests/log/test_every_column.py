"""Whatever a superuser does to a table of facts with the triggers off is found, and the row and the column are named."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from panlong.log import rows
from panlong.log.facts import NO_FACTS, RECOMPUTED, ROWS, TOGETHER
from panlong.log.migrations import _sql
from projects.stages import Stage
from tests.factories import Walk
from tests.log import attack

TABLES, AT_ONCE = [*ROWS, *TOGETHER], 12


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.CLOSED)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return walk


@contextmanager
def taken_back():
    """Undo at the end what happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def key_of(table: str) -> str:
    return "code" if table == "deliberation_sealedballot" else "id"


def found(table: str) -> list[rows.Wrong]:
    if table in ROWS:
        return list(rows.verify_table(table, ROWS[table]))
    return list(rows.verify_together(table, TOGETHER[table]))


def enter_what_was_invented(table: str) -> None:
    """Write leaves of the rows that `attack.fill` put there, as a migration does for what it finds."""
    with connection.cursor() as cursor:
        if table in ROWS:
            left_out = ",".join(name for name, _why in ROWS[table].left_out)
            cursor.execute(_sql.snapshot_sql(table, ",".join(ROWS[table].clear), left_out))
        else:
            of = TOGETHER[table]
            if not of.at_opening:
                cursor.execute(f"UPDATE {of.parent} SET closed_at = now() WHERE closed_at IS NULL")
            cursor.execute(
                f"SELECT log_together(%s, %s, %s, id, 'found') FROM {of.parent}", [table, of.by, of.through]
            )


def undetected(table: str) -> list[str]:
    """Return what can be done to `table` without being found, column by column and deed by deed."""
    key, missed = key_of(table), []
    left_out = {name for name, _why in ROWS[table].left_out} if table in ROWS else set()
    for name, kind, *_rest in attack.columns_of(table):
        if name.strip('"') in left_out or name == key:
            continue
        with taken_back():
            attack.alter(table, name, kind, key)
            # A row that belongs to another parent now is missed at the first one.
            if not any(name.strip('"') in one.what or one.what == "deleted" for one in found(table)):
                missed.append(f"{table}.{name}")
    for deed in (attack.remove, attack.double, attack.swap, attack.empty):
        with taken_back():
            if deed(table, key) is not False and not found(table):
                missed.append(f"{deed.__name__} {table}")
    return missed


@pytest.mark.django_db
@pytest.mark.parametrize("first", range(0, len(TABLES), AT_ONCE))
def test_whatever_is_done_to_a_table_is_found(walk, first):
    """Some tables to a test, for one walk through a whole project takes longer than attacking a table."""
    for table in TABLES[first : first + AT_ONCE]:
        with taken_back():
            attack.fill(table)
            enter_what_was_invented(table)
            attack.disarm(table)
            assert found(table) == []
            assert undetected(table) == []


@pytest.mark.django_db
def test_every_table_of_the_database_is_declared_once():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        there = {name for (name,) in cursor.fetchall()}
    declared = [*ROWS, *TOGETHER, *RECOMPUTED, *NO_FACTS]
    assert len(declared) == len(set(declared))
    assert there == set(declared)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ROWS)
def test_the_trigger_of_a_table_writes_what_is_declared(table):
    """What is declared and what the migrations installed cannot drift apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(tgargs, 'escape') FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = 'log_row'",
            [table],
        )
        (arguments,) = cursor.fetchone()
    clear, left_out = arguments.split("\\000")[:2]
    assert clear == ",".join(ROWS[table].clear)
    assert left_out == ",".join(name for name, _why in ROWS[table].left_out)
    there = {name.strip('"') for name, *_rest in attack.columns_of(table)}
    assert {*ROWS[table].clear, *(name for name, _why in ROWS[table].left_out)} <= there


@pytest.mark.django_db
@pytest.mark.parametrize("table", TOGETHER)
def test_a_row_that_belongs_to_nothing_is_found(walk, table):
    attack.fill(table)
    attack.disarm(table)
    of = TOGETHER[table]
    own = {"": of.by, "deliberation_station": "station_id"}.get(of.through, "paper_id")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {own} = 1000000 + {own}")
    assert "belongs to nothing" in [one.what for one in found(table)]


@pytest.mark.django_db
def test_a_leaf_tells_nobody_what_is_personal(walk):
    """Of what is not declared clear only the salted digest is published, and another one in each leaf."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM log_leaf")
        whole = "\n".join(entry for (entry,) in cursor.fetchall())
    for person in walk.w.neighbours:
        assert person.name not in whole
    assert walk.project.problem not in whole
