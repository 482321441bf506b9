"""The portal's own database role may add to the tables of money, and neither change nor delete nor empty them."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from funding import books, second_wall, verification
from panlong import clock
from projects.stages import Stage
from tests.factories import Walk

ROLE = "panlong_web_of_the_tests"


@pytest.fixture
def web_role(db):
    """Make a second role with the rights that deploy/postgres/roles.sh gives, and raise the wall."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        assert second_wall.raise_wall(ROLE)
        cursor.execute(f"SET ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


def refused(cursor, statement: str) -> bool:
    """Say whether the database refuses `statement` for lack of the right, before any trigger."""
    try:
        with transaction.atomic():
            cursor.execute(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


def test_the_whole_road_can_be_walked_with_these_rights(w, web_role):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.choose_supplier()
        walk.refresh()
        walk.receive()
        walk.pay_next()
        voucher = walk.spend("100.00")
        books.reverse_entry(voucher.entry, by=w.neighbours[1], reason="记错", operation=uuid4())
    web_role.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert list(verification.verify()) == []


@pytest.mark.parametrize("table", second_wall.MAY_CHANGE)
def test_it_neither_deletes_nor_empties(web_role, table):
    assert refused(web_role, f"DELETE FROM funding_{table}")
    assert refused(web_role, f"TRUNCATE funding_{table} CASCADE")
    assert refused(web_role, f"ALTER TABLE funding_{table} DISABLE TRIGGER ALL")


@pytest.mark.parametrize("table", second_wall.MAY_CHANGE)
def test_it_changes_no_column_but_those_that_move_on(web_role, table):
    columns = [
        column.name for column in connection.introspection.get_table_description(web_role, f"funding_{table}")
    ]
    kept = [name for name in columns if name not in second_wall.MAY_CHANGE[table]]
    assert [
        name for name in kept if not refused(web_role, f"UPDATE funding_{table} SET {name} = {name}")
    ] == []


def test_it_does_not_switch_the_triggers_off(web_role):
    assert refused(web_role, "SET session_replication_role = replica")


def test_without_the_role_there_is_no_wall(db):
    assert not second_wall.raise_wall("nobody_of_that_name")


def test_every_table_of_the_chain_is_behind_it():
    from funding import chain

    tables = {model._meta.model_name for model in chain.LINKED} | {"account", "posting", "link", "seal"}
    assert tables <= set(second_wall.MAY_CHANGE)
