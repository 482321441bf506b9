"""The function that writes the roll of a round at its opening into the log. Frozen beside the migrations."""

# Who was on it and for which home, never who voted. Those whom a correction added later enter with the correction.
MAKE = """
CREATE FUNCTION log_roll_rows(round bigint) RETURNS TABLE (many bigint, told text)
LANGUAGE sql STABLE SET search_path TO public, pg_temp AS $$
  SELECT count(*), coalesce(string_agg(
      jsonb_build_array(id, voter_id, household_id, shares_vote_of_id, label)::text, E'\\n' ORDER BY id), '')
  FROM deliberation_rollentry WHERE round_id = round AND added_by_id IS NULL
$$;

CREATE FUNCTION log_roll(round bigint, act text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, pg_temp AS $$
DECLARE
  salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  roll record;
BEGIN
  SELECT * INTO roll FROM log_roll_rows(round);
  RETURN log_write('roll_at_opening', round, act, jsonb_build_object(
      'rows', roll.many, 'digest', encode(sha256(salt || convert_to(roll.told, 'UTF8')), 'hex')), salt);
END $$;

CREATE FUNCTION log_roll_opened() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, pg_temp AS $$
BEGIN
  PERFORM log_roll(NEW.id, 'opened');
  RETURN NULL;
END $$;

-- At the end of the transaction that opens the round, in which its roll was frozen.
CREATE CONSTRAINT TRIGGER log_roll_opened AFTER INSERT ON deliberation_votinground DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION log_roll_opened();

REVOKE EXECUTE ON FUNCTION log_roll(bigint, text) FROM PUBLIC;

SELECT count(log_roll(id, 'found')) FROM deliberation_votinground;
"""
DROP = """
DROP TRIGGER log_roll_opened ON deliberation_votinground;
DROP FUNCTION log_roll_opened();
DROP FUNCTION log_roll(bigint, text);
DROP FUNCTION log_roll_rows(bigint);
"""
