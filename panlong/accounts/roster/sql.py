"""The statements that judge the lines of a roster file and write them into the records.

Parameters: %(file)s its number, %(now)s, %(by)s who hands it in, %(codes)s its areas, %(officials)s the official roles.
A statement that answers anew writes only the lines whose answer is another one, so judging a file once more before it
is taken costs little.
"""

# fmt: off

IN_FORCE = "m.since <= %(now)s AND (m.until IS NULL OR m.until > %(now)s)"
# Lines of one household: by its area once that is known, by what the file calls it otherwise.
HOME = "coalesce(l.home::text, l.area::text, l.area_code || '/' || l.building), CASE WHEN l.home IS NULL THEN l.door_key END"


# --- Judging --------------------------------------------------------------------------------------------------
# A door that has twins on record is the one of the same spelling, else the first; one that was merged is the other.
FIND = f"""
UPDATE accounts_rosterline l
SET area = f.area, home = f.home, person = f.person, membership = f.membership, new_phone = false
FROM (
    SELECT l.id, coalesce(h.area_id, CASE WHEN l.building = '' THEN c.id ELSE b.id END) AS area, h.id AS home,
        u.id AS person, m.id AS membership
    FROM accounts_rosterline l
    LEFT JOIN areas_area c ON c.code = l.area_code
    LEFT JOIN areas_area b ON b.parent_id = c.id AND b.level = 'building' AND l.building <> ''
        AND b.name IN (l.building, c.name || l.building, c.name || ' ' || l.building)
    LEFT JOIN LATERAL (
        SELECT CASE WHEN h.merged_at IS NULL THEN h.id ELSE h.twin_of_id END AS id FROM accounts_household h
        WHERE h.area_id = CASE WHEN l.building = '' THEN c.id ELSE b.id END AND h.door_key = l.door_key
        ORDER BY (h.unit = l.unit AND h.room = l.room) DESC, h.twin_of_id IS NOT NULL, h.id LIMIT 1
    ) k ON true
    LEFT JOIN accounts_household h ON h.id = coalesce(k.id, CASE WHEN l.same_home THEN l.near_home END) AND h.merged_at IS NULL
    LEFT JOIN accounts_user u ON u.phone_hash = l.phone_hash
    LEFT JOIN accounts_membership m ON m.user_id = u.id AND m.household_id = h.id AND {IN_FORCE}
    WHERE l.file_id = %(file)s
) f
WHERE l.id = f.id AND (l.area, l.home, l.person, l.membership, l.new_phone)
    IS DISTINCT FROM (f.area, f.home, f.person, f.membership, false)
"""
# Somebody of the same name in the same household, unless another line names them by their own number.
FIND_NAMESAKES = f"""
UPDATE accounts_rosterline l SET person = k.user_id, new_phone = l.phone_hash <> '' AND k.phone_hash IS NOT NULL
FROM (
    SELECT DISTINCT ON (m.household_id, u.name_key) m.household_id, u.name_key, m.user_id, u.phone_hash,
        m.user_id IN (SELECT person FROM accounts_rosterline WHERE file_id = %(file)s AND person IS NOT NULL) AS is_named
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE {IN_FORCE} AND m.household_id IN (
        SELECT home FROM accounts_rosterline
        WHERE file_id = %(file)s AND home IS NOT NULL AND person IS NULL AND name <> '')
    ORDER BY m.household_id, u.name_key, u.phone_hash IS NULL, m.id
) k
WHERE l.file_id = %(file)s AND l.person IS NULL AND l.name <> '' AND l.home = k.household_id AND l.name_key = k.name_key
  AND (l.phone_hash = '' OR NOT k.is_named)
"""
# Whom the worker has said a line to mean (panlong.accounts.roster.near).
FIND_ANSWERED = """
UPDATE accounts_rosterline l SET person = u.id, new_phone = l.phone_hash <> '' AND u.phone_hash IS NOT NULL
FROM accounts_user u
WHERE l.file_id = %(file)s AND l.person IS NULL AND l.same_person AND u.id = l.near_person AND u.is_active
"""
# A number that waits for its second person already is no news.
FIND_WAITING_PHONES = """
UPDATE accounts_rosterline l SET new_phone = false
FROM accounts_phonechange c
WHERE l.file_id = %(file)s AND l.new_phone AND c.user_id = l.person AND c.decided_at IS NULL AND c.phone_hash = l.phone_hash
"""
FIND_MEMBERSHIPS = f"""
UPDATE accounts_rosterline l SET membership = m.id
FROM accounts_membership m
WHERE l.file_id = %(file)s AND l.membership IS NULL AND m.user_id = l.person AND m.household_id = l.home AND {IN_FORCE}
"""


def _fault(condition: str, column: str, name: str, facts: str = "") -> str:
    """Return the SQL for a list that holds the fault where `condition` is met, and is empty elsewhere."""
    fault = f"jsonb_build_array(jsonb_build_array('{column}', '{name}', jsonb_build_object({facts})))"
    return f"CASE WHEN {condition} THEN {fault} ELSE '[]'::jsonb END"


IS_NOBODY = "w.name = '' AND w.phone_hash = ''"
CONTRADICTION = " || ".join((
    _fault("w.name <> '' AND w.name_line < w.number AND (w.name_phone = w.phone_hash OR w.one_has_no_phone)",
           "name", "person_twice", "'line', w.name_line"),
    _fault("w.person IS NOT NULL AND w.person_line < w.number AND w.name_line = w.number",
           "name", "person_twice", "'line', w.person_line"),
    _fault("w.phone_hash <> '' AND w.phone_key <> w.name_key",
           "phone", "phone_twice", "'line', w.phone_line, 'name', w.phone_name"),
    _fault("w.phone_hash <> '' AND w.phone_key = w.name_key AND w.phone_year <> w.birth_year",
           "birth_year", "year_twice", "'line', w.phone_line, 'year', w.phone_year::text"),
    _fault("w.home_floor <> w.floor_area",
           "floor_area", "room_twice", "'line', w.floor_line, 'area', w.home_floor::text"),
    _fault(f"{IS_NOBODY} AND w.name_line < w.number AND w.room <> ''", "room", "room_again", "'line', w.name_line"),
    _fault("w.is_head AND w.head_line <> w.number",
           "is_head", "two_heads", "'line', w.head_line, 'name', w.head_name"),
))
CONTRADICTIONS = f"""
UPDATE accounts_rosterline l SET faults = l.faults || f.found
FROM (
    SELECT w.id, {CONTRADICTION} AS found
    FROM (
        SELECT l.id, l.number, l.name, l.person, l.phone_hash, l.birth_year, l.floor_area, l.is_head, l.room,
            first_value(l.number) OVER by_name AS name_line, first_value(l.phone_hash) OVER by_name AS name_phone,
            bool_or(l.phone_hash = '') OVER (PARTITION BY {HOME}, l.name_key) AS one_has_no_phone,
            first_value(l.number) OVER by_phone AS phone_line, first_value(l.name) OVER by_phone AS phone_name,
            first_value(l.name_key) OVER by_phone AS phone_key, l.name_key,
            first_value(l.birth_year) OVER by_phone AS phone_year, first_value(l.number) OVER by_person AS person_line,
            first_value(l.floor_area) OVER by_floor AS home_floor, first_value(l.number) OVER by_floor AS floor_line,
            first_value(l.number) OVER by_head AS head_line, first_value(l.name) OVER by_head AS head_name
        FROM accounts_rosterline l
        WHERE l.file_id = %(file)s
        WINDOW by_name AS (PARTITION BY {HOME}, l.name_key ORDER BY l.number),
            by_phone AS (PARTITION BY l.phone_hash ORDER BY l.number),
            by_person AS (PARTITION BY {HOME}, l.person ORDER BY l.number),
            by_floor AS (PARTITION BY {HOME} ORDER BY l.floor_area IS NULL, l.number),
            by_head AS (PARTITION BY {HOME} ORDER BY NOT l.is_head, l.number)
    ) w
) f
WHERE l.id = f.id AND f.found <> '[]'
"""
# Only people of one's own area who hold no office are corrected by a file, and never oneself.
CORRECTABLE = f"""
u.id IS DISTINCT FROM %(by)s::bigint AND u.username IS NULL AND NOT u.is_superuser
AND NOT EXISTS (SELECT 1 FROM accounts_post m WHERE m.user_id = u.id AND m.role = ANY(%(officials)s) AND {IN_FORCE})
AND NOT EXISTS (
    SELECT 1 FROM accounts_membership m
    JOIN accounts_household h ON h.id = m.household_id JOIN areas_area a ON a.id = h.area_id
    WHERE m.user_id = u.id AND {IN_FORCE}
      AND NOT EXISTS (SELECT 1 FROM unnest(%(codes)s::text[]) AS code WHERE starts_with(a.code, code)))
"""
OTHER_NAME = "u.name_key <> '' AND l.name_key <> '' AND u.name_key <> l.name_key"
OTHER_YEAR = "u.birth_year <> l.birth_year"
OTHERWISE = f"({OTHER_NAME} OR {OTHER_YEAR} OR l.new_phone)"
CHANGE_WAITS = """l.new_phone AND EXISTS (
    SELECT 1 FROM accounts_phonechange c WHERE c.user_id = u.id AND c.decided_at IS NULL)"""
AGAINST_THE_RECORDS = f"""
UPDATE accounts_rosterline l SET faults = l.faults
    || {_fault(f"{OTHERWISE} AND NOT ({CORRECTABLE})", "phone", "otherwise_elsewhere")}
    || {_fault(CHANGE_WAITS, "phone", "change_waits")}
FROM accounts_user u
WHERE l.file_id = %(file)s AND u.id = l.person AND {OTHERWISE}
"""


def _change(condition: str, column: str, before: str, after: str) -> str:
    return f"'{column}', CASE WHEN {condition} THEN jsonb_build_array({before}, {after}) END"


CHANGES = ", ".join((
    _change("h.id IS NOT NULL AND l.floor_area IS DISTINCT FROM h.floor_area AND l.floor_area IS NOT NULL",
            "floor_area", "h.floor_area::text", "l.floor_area::text"),
    _change("l.name_key <> '' AND u.name_key <> l.name_key", "name", "u.name", "l.name"),
    _change("u.id IS NOT NULL AND l.birth_year IS DISTINCT FROM u.birth_year AND l.birth_year IS NOT NULL",
            "birth_year", "u.birth_year::text", "l.birth_year::text"),
    _change("u.id IS NOT NULL AND l.phone_hash <> '' AND u.phone_hash IS NULL", "phone", "''", "''"),
    _change("l.new_phone", "phone_waits", "''", "''"),
    _change("m.is_owner <> l.is_owner", "is_owner", "m.is_owner", "l.is_owner"),
    _change("m.is_head <> l.is_head", "is_head", "m.is_head", "l.is_head"),
))
JUDGE = f"""
UPDATE accounts_rosterline l SET changes = f.changes, what = f.what
FROM (
    SELECT l.id, k.changes, CASE
        WHEN l.faults <> '[]' THEN 'refused'
        WHEN l.home IS NULL OR (l.membership IS NULL AND l.name <> '') THEN 'new'
        WHEN k.changes <> '{{}}' THEN 'changed'
        ELSE 'unchanged' END AS what
    FROM accounts_rosterline l
    LEFT JOIN accounts_household h ON h.id = l.home
    LEFT JOIN accounts_user u ON u.id = l.person
    LEFT JOIN accounts_membership m ON m.id = l.membership
    CROSS JOIN LATERAL (SELECT jsonb_strip_nulls(jsonb_build_object({CHANGES})) AS changes) k
    WHERE l.file_id = %(file)s
) f
WHERE l.id = f.id AND (l.what, l.changes) IS DISTINCT FROM (f.what, f.changes)
"""
FINDING = (FIND, FIND_NAMESAKES, FIND_ANSWERED)
JUDGING = (FIND_WAITING_PHONES, FIND_MEMBERSHIPS, CONTRADICTIONS, AGAINST_THE_RECORDS, JUDGE)
FIND_ABSENT = f"""
INSERT INTO accounts_rosterline (file_id, number, area_code, building, unit, room, name, phone_hash, phone_cipher,
    is_owner, is_head, area, home, person, membership, new_phone, what, faults, changes, name_key, door_key, near_words)
SELECT %(file)s, 0, a.code, '', h.unit, h.room, u.name, coalesce(u.phone_hash, ''), u.phone_cipher,
    m.is_owner, m.is_head, a.id, h.id, u.id, m.id, false, 'moved_out', '[]', '{{}}', u.name_key, h.door_key, '{{}}'
FROM accounts_membership m
JOIN accounts_household h ON h.id = m.household_id JOIN areas_area a ON a.id = h.area_id JOIN accounts_user u ON u.id = m.user_id
WHERE {IN_FORCE} AND h.id IN (SELECT home FROM accounts_rosterline WHERE file_id = %(file)s)
  AND NOT EXISTS (SELECT 1 FROM accounts_rosterline l WHERE l.file_id = %(file)s AND l.home = h.id AND l.person = u.id)
  AND NOT EXISTS (SELECT 1 FROM accounts_rosterline l
      WHERE l.file_id = %(file)s AND l.near_person = u.id AND l.same_person IS NULL AND l.person IS NULL)
"""
DIGEST = """
SELECT encode(sha256(string_agg(concat_ws('|', number, what, area, home, person, membership, changes), E'\n'
    ORDER BY number, id)::bytea), 'hex')
FROM accounts_rosterline WHERE file_id = %(file)s
"""


# --- Near matches: what is asked of the worker, see panlong.accounts.roster.near ----------------------------------------------
# Homes near a door that the records do not have: in the same area, in its courtyard, or in a building of it.
NEAR_HOMES = """
SELECT DISTINCT l.id, h.id, a.name, h.unit, h.room, l.unit, l.room
FROM accounts_rosterline l
JOIN areas_area c ON c.code = l.area_code
JOIN LATERAL (
    SELECT id, name FROM areas_area WHERE id IN (l.area, c.id)
    UNION SELECT id, name FROM areas_area WHERE l.building = '' AND parent_id = c.id
) a ON true
JOIN accounts_household h ON h.area_id = a.id AND h.merged_at IS NULL AND h.twin_of_id IS NULL
WHERE l.file_id = %(file)s AND l.home IS NULL AND l.faults = '[]' AND h.door_key <> '/'
  AND (split_part(h.door_key, '/', 2) = split_part(l.door_key, '/', 2)
    OR ltrim(replace(h.door_key, '/', '-'), '-') = ltrim(replace(l.door_key, '/', '-'), '-'))
  AND NOT EXISTS (SELECT 1 FROM accounts_rosterline o WHERE o.file_id = %(file)s AND o.home = h.id)
ORDER BY l.id, h.id
"""
# People of a home, and of its twins, whom no line of the file names.
NEAR_PEOPLE = f"""
SELECT l.id, u.id, l.name, u.name, coalesce(l.birth_year = u.birth_year, false)
FROM accounts_rosterline l
JOIN accounts_household h ON h.id = l.home
JOIN LATERAL (  -- two indexes; with OR every line would be compared with every home of the town
    SELECT id FROM accounts_household WHERE id = coalesce(h.twin_of_id, h.id)
    UNION ALL SELECT id FROM accounts_household WHERE twin_of_id = coalesce(h.twin_of_id, h.id)
) t ON true
JOIN accounts_membership m ON m.household_id = t.id AND {IN_FORCE}
JOIN accounts_user u ON u.id = m.user_id AND u.name_key <> '' AND u.is_active
WHERE l.file_id = %(file)s AND l.name_key <> '' AND l.faults = '[]'
  AND (l.person IS NULL OR l.same_person)
  AND NOT EXISTS (SELECT 1 FROM accounts_rosterline o
      WHERE o.file_id = %(file)s AND o.person = u.id AND o.same_person IS NOT TRUE)
ORDER BY l.id, u.id
"""
# New people of one home in one file; of the same year are twins by birth too, so that is no reason to ask.
NEAR_LINES = """
SELECT l.id, -o.number, l.name, o.name, false
FROM accounts_rosterline l
JOIN accounts_rosterline o ON o.file_id = l.file_id AND o.number < l.number AND o.person IS NULL AND o.name_key <> ''
  AND o.area_code = l.area_code AND o.building = l.building AND o.door_key = l.door_key
WHERE l.file_id = %(file)s AND l.person IS NULL AND l.name_key <> '' AND l.faults = '[]' AND o.name_key <> l.name_key
ORDER BY l.id, o.number
"""
ASK = """
UPDATE accounts_rosterline l SET near_home = f.home, near_person = f.person, near_words = f.words::jsonb,
    same_home = CASE WHEN l.near_home = f.home THEN l.same_home END,
    same_person = CASE WHEN l.near_person = f.person THEN l.same_person END
FROM unnest(%(lines)s::bigint[], %(homes)s::bigint[], %(people)s::bigint[], %(words)s::text[]) AS f(id, home, person, words)
WHERE l.id = f.id
"""
ASK_NO_MORE = """
UPDATE accounts_rosterline SET near_home = NULL, near_person = NULL, same_home = NULL, same_person = NULL, near_words = '{}'
WHERE file_id = %(file)s AND (near_home IS NOT NULL OR near_person IS NOT NULL) AND NOT id = ANY(%(lines)s::bigint[])
"""
LINE_SAID_TWICE = """
UPDATE accounts_rosterline SET faults = faults || jsonb_build_array(
    jsonb_build_array('name', 'person_twice', jsonb_build_object('line', -near_person)))
WHERE file_id = %(file)s AND near_person < 0 AND same_person
"""


# --- Writing --------------------------------------------------------------------------------------------------
FIND_BUILDINGS = """
UPDATE accounts_rosterline l SET area = b.id
FROM areas_area c JOIN areas_area b ON b.parent_id = c.id
WHERE l.file_id = %(file)s AND l.area IS NULL AND c.code = l.area_code AND b.level = 'building'
  AND b.name IN (l.building, c.name || l.building, c.name || ' ' || l.building)
"""
MAKE_HOMES = """
INSERT INTO accounts_household (area_id, unit, room, floor_area, door_key)
SELECT area, (array_agg(unit ORDER BY number))[1], (array_agg(room ORDER BY number))[1], max(floor_area), door_key
FROM accounts_rosterline WHERE file_id = %(file)s AND home IS NULL
GROUP BY area, door_key
"""
MEASURE_HOMES = """
UPDATE accounts_household h SET floor_area = l.floor_area
FROM accounts_rosterline l WHERE l.file_id = %(file)s AND h.id = l.home AND jsonb_exists(l.changes, 'floor_area')
"""
PERSON = """INSERT INTO accounts_user (id, password, is_superuser, name, name_key, name_is_public, phone_hash, phone_cipher, birth_year,
    wants_sms, is_active, notice_version, sign_in_round, joined_at)"""
# "!": no password fits; the rest is what Django adds, so that no two are alike.
AS_RESIDENT = "true, true, 0, 0, %(now)s"
NEXT_PERSON = "nextval(pg_get_serial_sequence('accounts_user', 'id'))"
MAKE_PEOPLE_WITH_PHONE = f"""
{PERSON}
SELECT {NEXT_PERSON}, '!' || gen_random_uuid(), false, f.name, f.name_key, false, f.phone_hash, f.phone_cipher, f.birth_year, {AS_RESIDENT}
FROM (
    SELECT phone_hash, min(name) AS name, min(name_key) AS name_key, min(phone_cipher) AS phone_cipher, max(birth_year) AS birth_year
    FROM accounts_rosterline WHERE file_id = %(file)s AND person IS NULL AND phone_hash <> ''
    GROUP BY phone_hash ORDER BY min(number)
) f
"""
FIND_MADE = """
UPDATE accounts_rosterline l SET home = f.home, person = f.person
FROM (
    SELECT l.id, coalesce(l.home, h.id) AS home, coalesce(l.person, u.id) AS person
    FROM accounts_rosterline l
    LEFT JOIN accounts_household h ON h.area_id = l.area AND h.door_key = l.door_key AND h.twin_of_id IS NULL
    LEFT JOIN accounts_user u ON u.phone_hash = l.phone_hash
    WHERE l.file_id = %(file)s AND (l.home IS NULL OR l.person IS NULL)
) f
WHERE l.id = f.id
"""
MAKE_PEOPLE_WITHOUT = f"""
WITH fresh AS (
    UPDATE accounts_rosterline SET person = {NEXT_PERSON}
    WHERE file_id = %(file)s AND person IS NULL AND name <> ''
    RETURNING person, name, name_key, birth_year
)
{PERSON}
SELECT person, '!' || gen_random_uuid(), false, name, name_key, false, NULL, '', birth_year, {AS_RESIDENT} FROM fresh
"""
CORRECT_PEOPLE = """
UPDATE accounts_user u SET
    name = CASE WHEN jsonb_exists(l.changes, 'name') THEN l.name ELSE u.name END,
    name_key = CASE WHEN jsonb_exists(l.changes, 'name') THEN l.name_key ELSE u.name_key END,
    birth_year = coalesce(l.birth_year, u.birth_year)
FROM accounts_rosterline l
WHERE l.file_id = %(file)s AND u.id = l.person AND (jsonb_exists(l.changes, 'name') OR jsonb_exists(l.changes, 'birth_year'))
"""
ADD_PHONES = """
UPDATE accounts_user u SET phone_hash = l.phone_hash, phone_cipher = l.phone_cipher
FROM accounts_rosterline l
WHERE l.file_id = %(file)s AND u.id = l.person AND u.phone_hash IS NULL AND l.phone_hash <> '' AND l.what <> 'moved_out'
"""
ASK_FOR_PHONES = """
INSERT INTO accounts_phonechange (user_id, phone_hash, phone_cipher, area_id, asked_by_id, asked_at)
SELECT person, phone_hash, phone_cipher, area, %(by)s::bigint, %(now)s
FROM accounts_rosterline WHERE file_id = %(file)s AND new_phone
"""
END_ABSENT = """
UPDATE accounts_membership m SET until = %(now)s
FROM accounts_rosterline l WHERE l.file_id = %(file)s AND l.what = 'moved_out' AND m.id = l.membership
"""
DEPOSE_HEADS = """
UPDATE accounts_membership m SET is_head = false
FROM accounts_rosterline l
WHERE l.file_id = %(file)s AND l.is_head AND l.what <> 'moved_out' AND m.household_id = l.home AND m.is_head AND m.until IS NULL
  AND m.id IS DISTINCT FROM l.membership
"""
WRITING = (
    FIND_BUILDINGS, MAKE_HOMES, MAKE_PEOPLE_WITH_PHONE, FIND_MADE, MAKE_PEOPLE_WITHOUT, MEASURE_HOMES, CORRECT_PEOPLE,
    ADD_PHONES, ASK_FOR_PHONES, END_ABSENT, DEPOSE_HEADS,
)
CHANGE_STANDING = """
UPDATE accounts_membership m SET is_owner = l.is_owner, is_head = l.is_head
FROM accounts_rosterline l
WHERE l.file_id = %(file)s AND l.what = 'changed' AND m.id = l.membership AND l.is_head = %(head)s
"""
# Two of one name whom the file told apart, by their numbers or the worker's word, are counted.
MOVE_IN = """
INSERT INTO accounts_membership (user_id, household_id, is_owner, is_head, since, name_key, namesake)
SELECT l.person, l.home, l.is_owner, l.is_head, %(now)s, l.name_key,
    row_number() OVER (PARTITION BY l.home, l.name_key ORDER BY l.number) - 1 + (
        SELECT coalesce(max(m.namesake) + 1, 0) FROM accounts_membership m
        WHERE m.household_id = l.home AND m.name_key = l.name_key AND m.until IS NULL)
FROM accounts_rosterline l WHERE l.file_id = %(file)s AND l.membership IS NULL AND l.person IS NOT NULL
ORDER BY l.number
"""
