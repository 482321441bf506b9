"""The one way in which a salt goes: with a person whose account is closed. Frozen beside the migrations."""

ERASE = r"""
-- Erase the salts of all leaves of rows about `person`. What these rows are now enters as one salted digest, so that they stay
-- proven, and nobody outside learns which rows belong together. Return how many rows that were; 0 when it was done before.
CREATE FUNCTION log_erase_person(person bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, pg_temp SET TimeZone TO 'UTC' AS $$
DECLARE
  salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  people bigint[];
  place record;
  digest bytea;
  many bigint;
  leaf bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(20261201);
  IF NOT EXISTS (SELECT FROM accounts_user u JOIN audit_auditentry a ON a.act = 'close_account' AND a.target_type = 'user' AND a.target_id = u.id
                 WHERE u.id = person AND NOT u.is_active AND u.name = '' AND u.phone_hash IS NULL) THEN
    RAISE EXCEPTION 'only who closed the account is erased' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM log_leaf WHERE kind = 'accounts_user' AND row = person AND act = 'erased') THEN
    RETURN 0;
  END IF;
  people := ARRAY(SELECT id FROM accounts_user WHERE person IN (id, merged_into_id));
  DROP TABLE IF EXISTS pg_temp.erase_row;
  CREATE TEMP TABLE erase_row (kind text, row bigint, facts text, newest bigint, differs bool DEFAULT false, PRIMARY KEY (kind, row)) ON COMMIT DROP;

  -- Rows that name the person, and rows that did so once: only who has the salt can tell.
  FOR place IN
    SELECT c.conrelid::regclass::text AS kind, a.attname AS name FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'accounts_user'::regclass AND array_length(c.conkey, 1) = 1
      AND EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.conrelid AND g.tgname = 'log_row')
  LOOP
    EXECUTE format('INSERT INTO pg_temp.erase_row (kind, row) SELECT %L, id FROM %I WHERE %I = ANY($1) ON CONFLICT DO NOTHING',
                   place.kind, place.kind, place.name) USING people;
    INSERT INTO pg_temp.erase_row (kind, row)
      SELECT DISTINCT l.kind, l.row FROM log_leaf l, unnest(people) one
      WHERE l.kind = place.kind AND l.salt IS NOT NULL AND l.entry::jsonb->'sealed'->>place.name
            = encode(sha256(l.salt || convert_to(place.name || '=' || one, 'UTF8')), 'hex')
      ON CONFLICT DO NOTHING;
  END LOOP;
  INSERT INTO pg_temp.erase_row (kind, row)
    SELECT 'audit_auditentry', id FROM audit_auditentry WHERE target_type = 'user' AND target_id = ANY(people)
    ON CONFLICT DO NOTHING;

  -- What they are now; where that is not what the newest leaf says, its salt stays: verify finds the row as before.
  FOR place IN
    SELECT e.kind, string_to_array(split_part(encode(g.tgargs, 'escape'), '\000', 1), ',') AS clear,
           string_to_array(split_part(encode(g.tgargs, 'escape'), '\000', 2), ',') AS left_out
    FROM (SELECT DISTINCT kind FROM pg_temp.erase_row) e
    JOIN pg_trigger g ON g.tgrelid = e.kind::regclass AND g.tgname = 'log_row'
  LOOP
    EXECUTE format('UPDATE pg_temp.erase_row e SET facts = (to_jsonb(t) - $1)::text FROM %I t WHERE e.kind = %L AND t.id = e.row',
                   place.kind, place.kind) USING place.left_out;
    UPDATE pg_temp.erase_row e SET newest = n.id, differs = coalesce(
        (e.facts IS NULL) <> (n.act = 'removed') OR (e.facts IS NOT NULL AND CASE
          WHEN n.salt IS NULL THEN NOT EXISTS (SELECT FROM log_erased x WHERE x.kind = e.kind AND x.row = e.row
                                               AND x.leaf_id > n.id AND x.facts = e.facts)
          ELSE log_sealed(e.facts::jsonb, place.clear, place.left_out, n.salt)
               IS DISTINCT FROM jsonb_build_object('facts', n.entry::jsonb->'facts', 'sealed', n.entry::jsonb->'sealed') END), true)
    FROM (SELECT DISTINCT ON (l.row) l.row, l.id, l.act, l.salt, l.entry FROM log_leaf l
          JOIN pg_temp.erase_row r ON r.kind = l.kind AND r.row = l.row
          WHERE l.kind = place.kind ORDER BY l.row, l.id DESC) n
    WHERE e.kind = place.kind AND e.row = n.row;
  END LOOP;

  SELECT count(*), sha256(salt || convert_to(coalesce(string_agg(kind || ' ' || row || ' ' || coalesce(facts, ''), E'\n'
         ORDER BY kind COLLATE "C", row), ''), 'UTF8')) INTO many, digest FROM pg_temp.erase_row;
  leaf := log_write('accounts_user', person, 'erased',
                    jsonb_build_object('rows', many, 'digest', encode(digest, 'hex')), salt);
  INSERT INTO log_erased (leaf_id, kind, row, facts, differs)
    SELECT leaf, kind, row, facts, differs FROM pg_temp.erase_row ORDER BY kind COLLATE "C", row;
  UPDATE log_leaf l SET salt = NULL FROM pg_temp.erase_row e
    WHERE l.kind = e.kind AND l.row = e.row AND l.salt IS NOT NULL AND NOT (e.differs AND l.id = e.newest);
  RETURN many;
END $$;

DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'panlong_web') THEN
  REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON log_erased FROM panlong_web;
END IF; END $$;
"""
FORGET = "DROP FUNCTION log_erase_person(bigint);"
