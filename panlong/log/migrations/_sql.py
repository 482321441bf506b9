"""The functions that write the log, and the operations with which a migration of any room lets them watch a table.

Frozen beside the migrations: whoever changes what is written makes new functions in a new migration.
"""

from collections.abc import Iterable

from django.db import migrations

# What a row looks like in the log. Long values that everybody may read enter as their digest: an entry has 65,535 bytes.
FUNCTIONS = """
CREATE FUNCTION log_sealed(whole jsonb, clear text[], left_out text[], salt bytea) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT jsonb_build_object(
    'facts', coalesce(jsonb_object_agg(key, CASE WHEN octet_length(value::text) > 6000
        THEN jsonb_build_object('sha256', encode(sha256(convert_to(value::text, 'UTF8')), 'hex')) ELSE value END)
        FILTER (WHERE key = ANY(clear)), '{}'),
    'sealed', coalesce(jsonb_object_agg(key, encode(sha256(salt || convert_to(key || '=' || value::text, 'UTF8')), 'hex'))
        FILTER (WHERE key <> ALL(clear)), '{}'))
  FROM jsonb_each(whole) WHERE key <> ALL(left_out)
$$;

CREATE FUNCTION log_write(kind text, row_id bigint, act text, told jsonb, salt bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, pg_temp SET TimeZone TO 'UTC' AS $$
DECLARE
  number bigint := nextval(pg_get_serial_sequence('log_leaf', 'id'));
  entry text := (told || jsonb_build_object('v', 1, 'number', number, 'kind', kind, 'row', row_id, 'act', act,
                                            'at', to_jsonb(date_trunc('second', clock_timestamp()))))::text;
BEGIN
  INSERT INTO log_leaf (id, kind, row, act, entry, salt, hash)
  VALUES (number, kind, row_id, act, entry, salt, sha256('\\x00'::bytea || convert_to(entry, 'UTF8')));
  RETURN number;
END $$;

CREATE FUNCTION log_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, pg_temp SET TimeZone TO 'UTC' AS $$
DECLARE
  left_out text[] := string_to_array(TG_ARGV[1], ',');
  salt bytea := uuid_send(gen_random_uuid());
  now_is jsonb;
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM log_write(TG_TABLE_NAME, OLD.id, 'removed', '{}', NULL);
    RETURN NULL;
  END IF;
  now_is := to_jsonb(NEW);
  IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) - left_out) = (now_is - left_out) THEN
    RETURN NULL;
  END IF;
  PERFORM log_write(TG_TABLE_NAME, NEW.id, CASE TG_OP WHEN 'INSERT' THEN 'made' ELSE 'changed' END,
                    log_sealed(now_is, string_to_array(TG_ARGV[0], ','), left_out, salt), salt);
  RETURN NULL;
END $$;

-- Which rows of `kind` belong to a parent: SQL that gives them as t, with the parent's number as $1.
CREATE FUNCTION log_members(kind text, parent_column text, through text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE through
    WHEN '' THEN format('SELECT t.* FROM %I t WHERE t.%I = $1', kind, parent_column)
    WHEN 'deliberation_station' THEN format('SELECT t.* FROM %I t JOIN deliberation_station s ON s.id = t.station_id WHERE s.round_id = $1', kind)
    ELSE format('SELECT t.* FROM %I t JOIN deliberation_paperballot p ON p.id = t.paper_id JOIN deliberation_station s ON s.id = p.station_id WHERE s.round_id = $1', kind)
  END
$$;

-- Write all rows of `kind` that belong to `parent` as one leaf: by their keys, never in the order in which they came.
CREATE FUNCTION log_together(kind text, parent_column text, through text, parent bigint, act text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, pg_temp SET TimeZone TO 'UTC' AS $$
DECLARE
  salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  rows_of text := format(
    'SELECT coalesce(j->>''code'', j->>''id'') AS row, j::text AS facts FROM (SELECT to_jsonb(t) AS j FROM (%s) t) every_row',
    log_members(kind, parent_column, through));
  digest bytea;
  many bigint;
  leaf bigint;
BEGIN
  EXECUTE format('SELECT count(*), sha256($2 || convert_to(coalesce(string_agg(facts, E''\\n'' ORDER BY row COLLATE "C"), ''''), ''UTF8'')) FROM (%s) r', rows_of)
    INTO many, digest USING parent, salt;
  leaf := log_write(kind, parent, act, jsonb_build_object('rows', many, 'digest', encode(digest, 'hex')), salt);
  EXECUTE format('INSERT INTO log_member (leaf_id, row, facts) SELECT $2, row, facts FROM (%s) r ORDER BY row COLLATE "C"', rows_of)
    USING parent, leaf;
  RETURN leaf;
END $$;

-- At the end of the transaction that opens or closes a parent. Arguments: 'at opening' or 'at closing', then kind:column:through.
CREATE FUNCTION log_parent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, pg_temp AS $$
DECLARE
  place int;
BEGIN
  FOR place IN 1 .. TG_NARGS - 1 LOOP
    PERFORM log_together(split_part(TG_ARGV[place], ':', 1), split_part(TG_ARGV[place], ':', 2),
                         split_part(TG_ARGV[place], ':', 3), NEW.id, TG_ARGV[0]);
  END LOOP;
  RETURN NULL;
END $$;

-- Give places to leaves that have none; one at a time, and nobody who writes a leaf waits for it.
CREATE FUNCTION log_give_places(most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, pg_temp AS $$
DECLARE
  first bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(20261129);
  SELECT coalesce(max(index) + 1, 0) INTO first FROM log_leaf;
  UPDATE log_leaf SET index = placed.index FROM (
    SELECT id, first + row_number() OVER (ORDER BY id) - 1 AS index
    FROM (SELECT id FROM log_leaf WHERE index IS NULL ORDER BY id LIMIT most) waiting
  ) placed WHERE log_leaf.id = placed.id;
  RETURN (SELECT coalesce(max(index) + 1, 0) FROM log_leaf);
END $$;

-- Only the triggers write leaves: whoever may write rows may not write leaves of rows that are not there.
REVOKE EXECUTE ON FUNCTION log_write(text, bigint, text, jsonb, bytea) FROM PUBLIC;
"""
NAMES = (
    "log_give_places(int)",
    "log_parent()",
    "log_together(text, text, text, bigint, text)",
    "log_members(text, text, text)",
    "log_row()",
    "log_write(text, bigint, text, jsonb, bytea)",
    "log_sealed(jsonb, text[], text[], bytea)",
)


def make_functions() -> migrations.RunSQL:
    return migrations.RunSQL(FUNCTIONS, "".join(f"DROP FUNCTION {name};" for name in NAMES))


def restrict_sql(role: str) -> str:
    """Return SQL that takes from `role`, if there is such a one, the right to touch the log otherwise than by facts."""
    return f"""
        DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
          REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON log_leaf, log_member FROM "{role}";
          REVOKE UPDATE, DELETE, TRUNCATE ON log_head FROM "{role}";
        END IF; END $$;
    """


def watch_rows(table: str, clear: Iterable[str] = (), left_out: Iterable[str] = ()) -> migrations.RunSQL:
    """Return the operation that lets each row of `table` enter the log from now on, and what is there now."""
    shown, hidden = ",".join(clear), ",".join(left_out)
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER log_row AFTER INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION log_row('{shown}', '{hidden}');
        {snapshot_sql(table, shown, hidden)}
        """,
        f"DROP TRIGGER log_row ON {table};",
    )


def watch_again(table: str, clear: Iterable[str] = (), left_out: Iterable[str] = ()) -> migrations.RunSQL:
    """Return the operation for a `table` that was given columns: they enter from now on, and what is there now anew."""
    shown, hidden = ",".join(clear), ",".join(left_out)
    return migrations.RunSQL(
        f"""
        DROP TRIGGER log_row ON {table};
        CREATE TRIGGER log_row AFTER INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION log_row('{shown}', '{hidden}');
        {snapshot_sql(table, shown, hidden)}
        """,
        migrations.RunSQL.noop,
    )


def snapshot_sql(table: str, shown: str, hidden: str) -> str:
    """Return SQL that writes a leaf of every row of `table` as it is now, e.g. after a migration gave it a column."""
    return f"""
        SET LOCAL TimeZone TO 'UTC';
        SELECT count(log_write('{table}', id, 'found', log_sealed(whole, string_to_array('{shown}', ','),
                                                                  string_to_array('{hidden}', ','), salt), salt))
        FROM (SELECT id, to_jsonb(t) AS whole, uuid_send(gen_random_uuid()) AS salt FROM {table} t ORDER BY id OFFSET 0) r;
    """


def watch_together(parent: str, at_opening: Iterable[str], at_closing: Iterable[str]) -> migrations.RunSQL:
    """Return the operation that lets rows enter the log together when their `parent` opens or closes, and those there are.

    Each is named kind:column:through (see panlong.log.facts.Together).
    """
    opened, closed = list(at_opening), list(at_closing)
    make, drop = [], []
    for name, when, condition, those in (
        ("log_opening", "AFTER INSERT", "", opened),
        ("log_closing", "AFTER UPDATE OF closed_at", "WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)", closed),
        ("log_closed_at_once", "AFTER INSERT", "WHEN (NEW.closed_at IS NOT NULL)", closed),
    ):  # fmt: skip
        if not those:
            continue
        act = "opened" if name == "log_opening" else "closed"
        listed = ", ".join(f"'{one}'" for one in those)
        make.append(
            f"CREATE CONSTRAINT TRIGGER {name} {when} ON {parent} DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW {condition} EXECUTE FUNCTION log_parent('{act}', {listed});"
        )
        drop.append(f"DROP TRIGGER {name} ON {parent};")
    for act, those, which in (("opened", opened, "true"), ("closed", closed, "closed_at IS NOT NULL")):
        for one in those:
            kind, column, through = one.split(":")
            make.append(
                f"SELECT count(log_together('{kind}', '{column}', '{through}', id, '{act}')) FROM {parent} WHERE {which};"
            )
    return migrations.RunSQL("\n".join(make), "\n".join(drop))
