"""Is every row as it entered the log? The database against its own leaves, table by table.

Nothing here trusts what it checks: a superuser may have altered any column of any table with the triggers off.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from panlong.log.facts import ROWS, TOGETHER, Rows, Together


@dataclass(frozen=True)
class Wrong:
    """Something that is not as it was written: in which table, which row (0: of the whole table), and what."""

    table: str
    row: object
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}"


# What the row `now_is` is in the log, sealed with `salt`, as the triggers write it (panlong.log.migrations._sql, log_sealed).
# Written out once more: whoever may alter rows may also replace that function, and a call of it for each row takes twice as long.
SEALED = """(
    SELECT jsonb_build_object(
        'facts', coalesce(jsonb_object_agg(key, CASE WHEN octet_length(value::text) > 6000
            THEN jsonb_build_object('sha256', encode(sha256(convert_to(value::text, 'UTF8')), 'hex')) ELSE value END)
            FILTER (WHERE key = ANY(%(clear)s)), '{{}}'),
        'sealed', coalesce(jsonb_object_agg(key, encode(sha256({salt} || convert_to(key || '=' || value::text, 'UTF8')), 'hex'))
            FILTER (WHERE key <> ALL(%(clear)s)), '{{}}'))
    FROM jsonb_each({now_is}) WHERE key <> ALL(%(left_out)s))"""
OF_THE_LEAF = "{v,number,kind,row,act,at}"  # the keys of an entry that tell of the leaf and not of its row


def verify_rows() -> Iterator[Wrong]:
    """Yield what differs between every table that enters the log and its leaves, at one moment of the database."""
    with transaction.atomic():
        for table, rows in ROWS.items():
            yield from verify_table(table, rows)
        for table, together in TOGETHER.items():
            yield from verify_together(table, together)


def verify_table(table: str, rows: Rows) -> Iterator[Wrong]:
    """Yield each row of `table` that is not as its newest leaf says, has none, or is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone TO 'UTC'")
        cursor.execute(
            f"""
            SELECT coalesce(l.row, t.id), l.act, l.salt IS NULL, l.entry, t.now_is FROM (
                SELECT DISTINCT ON (row) id, row, act, salt, entry FROM log_leaf WHERE kind = %(table)s ORDER BY row, id DESC
            ) l FULL JOIN (
                SELECT id, to_jsonb({table}) AS now_is, count(*) OVER (PARTITION BY id) AS times FROM {table}
            ) t ON t.id = l.row
            WHERE l.row IS NULL OR (t.id IS NULL) <> (l.act = 'removed') OR t.times > 1 OR (t.id IS NOT NULL AND (
                CASE WHEN l.salt IS NULL THEN NOT EXISTS (  -- erased with its person: what it was then was kept
                    SELECT FROM log_erased e WHERE e.kind = %(table)s AND e.row = l.row AND e.leaf_id > l.id
                    AND e.facts::jsonb = t.now_is - %(left_out)s::text[])
                ELSE {SEALED.format(now_is="t.now_is", salt="l.salt")}
                    IS DISTINCT FROM l.entry::jsonb - '{OF_THE_LEAF}'::text[] END))
            ORDER BY 1
            """,
            {"table": table, **_named(rows)},
        )
        found = cursor.fetchall()
        for row, act, has_no_salt, entry, now_is in found:
            yield Wrong(table, row, _difference(cursor, act, has_no_salt, entry, now_is, rows))


def _named(rows: Rows) -> dict[str, list[str]]:
    return {"clear": list(rows.clear), "left_out": [name for name, _why in rows.left_out]}


def _difference(cursor, act, has_no_salt: bool, entry, now_is, rows: Rows) -> str:
    """Say how a row differs from its newest leaf."""
    if entry is None:
        return "never entered the log"
    if now_is is None:
        return "deleted"
    if act == "removed":
        return "is back, although it was removed"
    if has_no_salt:
        return "cannot be proven: the salt of its newest leaf is gone, and it is not what entered when a person was erased"
    was = json.loads(entry)
    cursor.execute(
        f"SELECT {SEALED.format(now_is='%(now_is)s::jsonb', salt='salt')} FROM log_leaf WHERE id = %(number)s",
        {
            "now_is": now_is if isinstance(now_is, str) else json.dumps(now_is),
            "number": was["number"],
            **_named(rows),
        },
    )
    (sealed,) = cursor.fetchone() or ("{}",)
    is_now = json.loads(sealed) if isinstance(sealed, str) else sealed
    names = [
        name
        for part in ("facts", "sealed")
        for name in {**was.get(part, {}), **is_now.get(part, {})}
        if was.get(part, {}).get(name) != is_now.get(part, {}).get(name)
    ]
    return f"altered: {', '.join(sorted(names))}" if names else "stands there twice"


# --- Rows that entered together ---------------------------------------------------------------------------------
# By way of which table: the column that names a row of it.
OWNERS = {
    "deliberation_station": ("station_id", "deliberation_station"),
    "deliberation_paperballot": ("paper_id", "deliberation_paperballot"),
}
MEMBERS = "SELECT coalesce(j->>'code', j->>'id') AS row, j::text AS facts FROM (SELECT to_jsonb(t) AS j FROM ({}) t) every_row"


def verify_together(table: str, together: Together) -> Iterator[Wrong]:
    """Yield each row of `table` that differs from those that entered with its parent, and parents without a leaf."""
    due = "true" if together.at_opening else "closed_at IS NOT NULL"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone TO 'UTC'")
        cursor.execute(
            f"""
            SELECT p.id, l.id, l.salt, l.entry FROM {together.parent} p LEFT JOIN LATERAL (
                SELECT id, salt, entry FROM log_leaf WHERE kind = %s AND row = p.id ORDER BY id DESC LIMIT 1
            ) l ON true WHERE {due} ORDER BY p.id
            """,
            [table],
        )
        for parent, leaf, salt, entry in cursor.fetchall():
            if leaf is None:
                yield Wrong(together.parent, parent, f"{table} never entered the log")
                continue
            yield from _members(cursor, table, together, parent, leaf, salt, json.loads(entry))
        own, above = OWNERS.get(together.through, (together.by, together.parent))
        cursor.execute(
            f"SELECT to_jsonb(t) FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM {above} a WHERE a.id = t.{own})"
        )
        for (lost,) in cursor.fetchall():
            row = lost if isinstance(lost, dict) else json.loads(lost)
            yield Wrong(table, row.get("code") or row["id"], "belongs to nothing")


def _members(cursor, table: str, together: Together, parent: int, leaf: int, salt, entry) -> Iterator[Wrong]:
    cursor.execute("SELECT log_members(%s, %s, %s)", [table, together.by, together.through])
    those = MEMBERS.format(cursor.fetchone()[0].replace("$1", "%(parent)s"))
    cursor.execute(
        f"""
        SELECT coalesce(m.row, n.row), m.facts, n.facts FROM (SELECT row, facts FROM log_member WHERE leaf_id = %(leaf)s) m
        FULL JOIN ({those}) n ON n.row = m.row WHERE m.facts IS DISTINCT FROM n.facts ORDER BY 1
        """,
        {"leaf": leaf, "parent": parent},
    )
    for row, was, is_now in cursor.fetchall():
        yield Wrong(table, row, _member_difference(was, is_now))
    cursor.execute(
        r"""SELECT count(*), encode(sha256(%s::bytea || convert_to(coalesce(string_agg(facts, E'\n' ORDER BY row COLLATE "C"), ''), 'UTF8')), 'hex')
            FROM log_member WHERE leaf_id = %s""",
        [salt, leaf],
    )
    if cursor.fetchone() != (entry["rows"], entry["digest"]):
        yield Wrong(
            table,
            0,
            f"what is kept of those that entered with {together.parent} {parent} is not what entered",
        )


def _member_difference(was: str | None, is_now: str | None) -> str:
    if was is None:
        return "was not there when they entered the log"
    if is_now is None:
        return "deleted"
    before, after = json.loads(was), json.loads(is_now)
    return f"altered: {', '.join(sorted(name for name in after if before.get(name) != after[name]))}"
