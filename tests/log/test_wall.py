"""The second wall: what the portal's own database role may do with the rows of facts is what is declared, and no more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.admin import site
from django.db import DatabaseError, connection, transaction

from deliberation.council import changes, meetings
from funding.cashbook import settlement
from panlong import clock
from panlong.admin.base import ReadOnlyInline
from panlong.log import rows
from panlong.log.facts import NO_FACTS, RECOMPUTED, ROWS, TOGETHER
from panlong.server import wall
from projects.stages import Stage
from tests.factories import Walk
from tests.log import attack

pytestmark = pytest.mark.django_db
RIGHTS = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
# What the wall and the triggers leave to the web role on a row that is decided, and why.
STILL_MOVES = {
    "accounts_post.until": "a post may end sooner, or later",
    "areas_area.name": "a street or a community is renamed",
    "areas_area.note": "words about a place",
    "policy_calendaryear.source": "where the free days of a year were read",
    "projects_project.implementer": "whoever leaves is named by a number",
    "projects_project.proposer_id": "an entry that was on record twice",
    "projects_project.proposer_home_id": "a home that was on record twice",
    "projects_project.implementing_person_id": "an entry that was on record twice",
    "projects_project.search_key": "made of the title for the search",
    "projects_taskgroupmember.accepted_at": "the group is put together anew",
    "projects_taskgroupmember.declined_at": "the group is put together anew",
    "projects_taskgroupmember.duty": "the group is put together anew",
    "projects_taskgroupmember.elected_at": "the group is put together anew",
    "projects_taskgroupmember.user_id": "an entry that was on record twice",
    "funding_grant.released_at": "what is left of a grant goes back",
} | {f"funding_supplier.{name}": "the register follows the firm; two people change it" for name in wall.MAY_CHANGE["funding_supplier"]}  # fmt: skip


def all_tables() -> set[str]:
    return set(connection.introspection.table_names())


def test_every_table_is_behind_it_or_holds_no_facts():
    assert all_tables() == {*wall.tables(), *NO_FACTS, *RECOMPUTED}


def test_the_rights_on_every_table_and_column_are_the_declared_ones(web_role):
    for table in wall.tables():
        web_role.execute(
            "SELECT " + ", ".join(f"has_table_privilege('{table}', '{right}')" for right in RIGHTS)
        )
        has = dict(zip(RIGHTS, web_role.fetchone(), strict=True))
        declared = {"INSERT": table not in wall.NEVER_ADDED, "DELETE": table in wall.MAY_DELETE}
        assert has == dict.fromkeys(RIGHTS, False) | declared, table
        web_role.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND has_column_privilege(attrelid, attnum, 'UPDATE')",
            [table],
        )
        assert {name for (name,) in web_role.fetchall()} == set(wall.MAY_CHANGE.get(table, ())), table


def test_nothing_is_declared_that_is_not_there():
    assert {*wall.MAY_CHANGE, *wall.MAY_DELETE, *wall.NEVER_ADDED} <= set(wall.tables())


def test_what_the_admin_may_change_and_delete_it_may():
    """The admin writes whole rows, except where it stores by itself what its form says."""
    admins = [
        one
        for one in site._registry.values()
        if getattr(one, "changers", ()) and "store" not in vars(type(one))
    ]
    inlines = [
        row for one in site._registry.values() for row in one.inlines if not issubclass(row, ReadOnlyInline)
    ]
    missing = [
        one.model._meta.db_table
        for one in (*admins, *inlines)
        if one.model._meta.db_table in wall.tables()
        and not {field.column for field in one.model._meta.concrete_fields if not field.primary_key}
        <= set(wall.MAY_CHANGE.get(one.model._meta.db_table, ()))
    ]
    missing += [
        one.model._meta.db_table
        for one in inlines
        if one.can_delete and one.model._meta.db_table not in wall.MAY_DELETE
    ]
    assert missing == []
    assert {one.model._meta.db_table for one in inlines} == {
        "policy_calendarday",
        "deliberation_councilmember",
    }


def test_it_is_raised_by_every_migration(db, monkeypatch):
    from django.core.management import call_command

    raised = []
    monkeypatch.setattr(wall, "raise_wall", lambda: raised.append(1))
    call_command("migrate", verbosity=0)
    assert raised == [1]


def test_without_the_role_there_is_no_wall():
    assert not wall.raise_wall("nobody_of_that_name")


@pytest.mark.parametrize(
    "statement", ["SET session_replication_role = replica", "ALTER TABLE notices_notice DISABLE TRIGGER ALL"]
)
def test_it_does_not_switch_the_triggers_off(web_role, statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        web_role.execute(statement)


# --- The portal works behind it -----------------------------------------------------------------------------------
def test_the_whole_road_is_walked_with_these_rights(w, web_role):
    walk = Walk(w)
    walk.to(Stage.DELIBERATION)
    with clock.at(walk.moment):
        moved = meetings.call_meeting(
            walk.project, by=w.organiser, platform="all_households", starts_at=clock.now() + timedelta(days=5), place="院里", agenda="x", operation=uuid4()
        )  # fmt: skip
        changes.cancel_meeting(moved, by=w.organiser, reason="雨天", operation=uuid4())
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.begin()
        voucher = walk.spend("100.00")
        settlement.reverse_entry(voucher.entry, by=w.neighbours[1], reason="记错", operation=uuid4())
    web_role.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_project_is_closed_with_these_rights(w, web_role):
    Walk(w).to(Stage.CLOSED)
    web_role.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert list(rows.verify_rows()) == []


# --- What is decided stays ----------------------------------------------------------------------------------------
def accepted(web_role, table: str) -> list[str]:
    """Return the columns of `table` that the web role may change, of those of its first row."""
    key, done = "code" if table == "deliberation_sealedballot" else "id", []
    for name, kind, *_rest in attack.columns_of(table):
        if name.strip('"') not in wall.MAY_CHANGE.get(table, ()):
            continue
        try:
            with transaction.atomic():
                attack.alter(table, name, kind, key)
                web_role.execute("SET CONSTRAINTS ALL IMMEDIATE")
                done.append(f"{table}.{name}")
                transaction.set_rollback(True)
        except DatabaseError:
            continue
    return done


def test_what_is_decided_cannot_be_changed_by_the_portal_itself(w, web_role):
    walk = Walk(w)
    walk.to(Stage.CLOSED)
    web_role.execute("SET CONSTRAINTS ALL IMMEDIATE")
    left = []
    for table in (*ROWS, *TOGETHER):
        web_role.execute(f"SELECT 1 FROM {table} LIMIT 1")
        if web_role.fetchone():
            left += accepted(web_role, table)
    assert set(left) <= set(STILL_MOVES)
