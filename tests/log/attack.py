"""What somebody with every right on the database may do to any table: each column altered, rows removed, doubled, swapped.

Columns and their types are read from pg_catalog, so a table or a column that is made tomorrow is attacked, too.
"""

from django.db import connection

COLUMNS = """
    SELECT quote_ident(a.attname), format_type(a.atttypid, NULL), a.attnotnull, a.atthasdef OR a.attidentity <> '', f.confrelid::regclass::text
    FROM pg_attribute a
    LEFT JOIN pg_constraint f ON f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
# Type: another value than the column has, and one where it has none.
OTHER = {
    "character varying": ("CASE WHEN left({0}, 1) = 'x' THEN 'y' ELSE 'x' END || substr({0}, 2)", "'x'"),
    "boolean": ("NOT {0}", "true"),
    "timestamp with time zone": ("{0} + interval '1 second'", "now()"),
    "date": ("{0} + 1", "current_date"),
    "uuid": ("gen_random_uuid()", "gen_random_uuid()"),
    "bytea": ("{0} || '\\x01'", "'\\x01'"),
    "jsonb": ("jsonb_build_array({0})", "'[]'::jsonb"),
    "bigint": ("{0} + 1", "1"),
    "integer": ("{0} + 1", "1"),
    "smallint": ("{0} + 1", "1"),
    "numeric": ("{0} + 1", "1"),
}  # fmt: skip
NAMED = {"round_id": "deliberation_votinground"}  # where a foreign key was left out for speed
OTHER["text"] = OTHER["character varying"]


def do(statement: str) -> None:
    """Do `statement` as somebody with every right, the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def columns_of(table: str) -> list[tuple]:
    """Return (name, type, must be given, has a default, table that it names) of each column of `table`."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        return cursor.fetchall()


def disarm(table: str) -> None:
    """Take every rule of `table` away but that of its key: the attacker has the right to."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'u', 'x')",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
        cursor.execute(
            "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


def fill(table: str) -> None:
    """Put an invented row into `table` if it has none, and into those that it names; no rule is asked."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
        if cursor.fetchone():
            return
        names, values = [], []
        for name, kind, is_needed, has_default, named in columns_of(table):
            named = named or NAMED.get(name)
            if named and named != table:
                fill(named)
                names.append(name)
                values.append(f"(SELECT min(id) FROM {named})")
            elif is_needed and not has_default:
                names.append(name)
                values.append(OTHER[kind][1])
        disarm(table)
        cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(values)})")


def alter(table: str, column: str, kind: str, key: str) -> None:
    """Give the first row of `table` another value of `column`."""
    other, where_none = OTHER[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = coalesce({other.format(column)}, {where_none})"
            f" WHERE {key} = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1)"
        )
        assert cursor.rowcount == 1


def remove(table: str, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE {key} = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1)"
        )


def double(table: str, key: str) -> None:
    """Add the first row once more, under a key of its own."""
    others = [name for name, *_rest in columns_of(table) if name != key]
    new = "'copied'" if key == "code" else f"(SELECT max({key}) + 1 FROM {table})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({key}, {', '.join(others)})"
            f" SELECT {new}, {', '.join(others)} FROM {table} ORDER BY {key} LIMIT 1"
        )


def swap(table: str, key: str) -> bool:
    """Let the first and the last row take each other's key; return False where they are one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min({key}), max({key}) FROM {table}")
        first, last = cursor.fetchone()
        if first == last:
            return False
        away = "'away'" if key == "code" else "-1"
        for new, old in ((away, "%(first)s"), ("%(first)s", "%(last)s"), ("%(last)s", away)):
            cursor.execute(
                f"UPDATE {table} SET {key} = {new} WHERE {key} = {old}", {"first": first, "last": last}
            )
        return True


def empty(table: str, _key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
