"""The roster: one row of a file is one person in one household, or a household nobody is known of.

A file is read into lines, and every line is judged against the records: new, changed, unchanged, or refused and
why. Then one confirmation takes over the whole file or nothing. All that is done by a few statements over the table
of lines, so that a hundred thousand rows need seconds and little memory.

A row that repeats what is on record changes nothing; a later row corrects. A phone number that is on record is the
same person. Another number for somebody on record waits for a second person (:class:`PhoneChange`).
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from itertools import islice
from json import dumps
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts import faults, phones, sheets
from panlong.accounts.faults import Unreadable
from panlong.accounts.models import OFFICIAL_ROLES, Membership, Role, RosterFile, RosterLine, User
from panlong.areas.models import Area, Level, next_code, within
from panlong.errors import Refused, require
from panlong.fields import hidden_near

COLUMNS = (
    "area_code", "building", "unit", "room", "floor_area", "name", "phone", "birth_year", "is_owner", "is_head",
)  # fmt: skip
NEEDED = ("area_code", "room")
aliases = {
    "区划代码": "area_code", "区域代码": "area_code", "楼栋": "building", "栋": "building", "幢": "building",
    "单元": "unit", "房号": "room", "室": "room", "建筑面积": "floor_area", "面积": "floor_area", "姓名": "name",
    "手机号": "phone", "手机": "phone", "电话": "phone", "出生年份": "birth_year", "出生年": "birth_year",
    "是否业主": "is_owner", "业主": "is_owner", "是否户主": "is_head", "户主": "is_head",
}  # fmt: skip
LONGEST = {"area_code": 24, "building": 40, "unit": 20, "room": 20, "name": 40}
LIVED_IN = {Level.COURTYARD, Level.BUILDING, Level.GROUP}
MOST_ROWS = 100_000
BATCH = 5000
KEPT = timedelta(days=1)  # how long a file waits for its confirmation
EVERYWHERE = ("",)  # every area code begins with it
YES = {"1", "1.0", "true", "yes", "y", "是", "√", "✓", "x"}
NO = {"", "0", "0.0", "false", "no", "n", "否"}
STATE, WHAT = RosterFile.State, RosterLine.What
Step = Callable[[int, int], None]


def receive(
    name: str, data: bytes, *, by: User | None, codes: Iterable[str], ends_absent: bool = False
) -> RosterFile:
    """Keep the file `data` called `name`, encrypted, to be read; it may change what lies in the areas of `codes`.

    `by` is None at the server's command line. `ends_absent`: who lives in a household of the file and is not in
    it has moved out.
    """
    sealed = Fernet(settings.PHONE_KEY).encrypt(zlib.compress(data))
    return RosterFile.objects.create(
        name=name[-200:], sealed=sealed, by=by, codes=list(codes), ends_absent=ends_absent
    )


def read(file: RosterFile, step: Step = lambda done, total: None) -> RosterFile:
    """Read a file into its lines and judge them; it is READY then, or REFUSED. Reading it once more does no harm."""
    if file.state != STATE.READING:
        return file
    file.lines.all().delete()
    try:
        _write_lines(file, step)
    except Unreadable as unreadable:
        file.lines.all().delete()
        file.faults, file.counts = [unreadable.fault], {}
        file.state = STATE.REFUSED
    else:
        with transaction.atomic():
            _judge(file)
    file.sealed = None
    file.save()
    return file


def take(file: RosterFile, *, by: User | None) -> dict[str, int]:
    """Take over all lines of a file that was read, or none, and return how many were new, changed, …

    Raises Refused when it may not be taken (any more), and when the records have changed since the lines were
    shown: they are judged anew then, to be looked at once more. Taking it twice does no harm.
    """
    with transaction.atomic():
        file = RosterFile.objects.select_for_update().get(pk=file.pk)
        if file.state == STATE.TAKEN:
            return file.counts
        require(
            file.state in {STATE.READY, STATE.TAKING}, _("This file cannot be taken over; hand it in anew.")
        )
        _require_power(file, by)
        _one_roster_at_a_time()
        shown = file.digest
        _judge(file)
        is_as_shown = file.state == STATE.READY and file.digest == shown
        if is_as_shown:
            _write(file)
            file.state, file.taken_at = STATE.TAKEN, clock.now()
            area_code = file.codes[0] if len(file.codes) == 1 else ""
            audit.record("import", by=by, area_code=area_code, model="household", **file.counts)
            file.lines.all().delete()
        file.save()
    require(
        is_as_shown,
        _("The records have changed since the file was read; please look at its lines once more."),
    )
    return file.counts


def put_away(file: RosterFile) -> None:
    """Forget a file that is not going to be taken over, and everything that stood in it."""
    with transaction.atomic():
        file = RosterFile.objects.select_for_update().get(pk=file.pk)
        if file.state == STATE.TAKEN:
            return
        file.lines.all().delete()
        file.state, file.sealed, file.faults = STATE.DROPPED, None, []
        file.save()


def put_away_stale() -> int:
    """Forget the files that nobody confirmed within a day; return how many."""
    waiting = RosterFile.objects.exclude(state__in=[STATE.TAKEN, STATE.DROPPED])
    stale = list(waiting.filter(received_at__lt=clock.now() - KEPT))
    for file in stale:
        put_away(file)
    return len(stale)


def told(file: RosterFile) -> list[str]:
    """Return what has become of a file, in sentences of the active language."""
    number = {what: file.counts.get(what, 0) for what in WHAT.values}
    if file.faults:
        return [faults.sentence(*fault) for fault in file.faults]
    if file.state == STATE.REFUSED:
        return [_("%(refused)s lines cannot be taken over; nothing was changed. Each one says why.") % number]
    sentences = [_("%(new)s lines new, %(changed)s changed, %(unchanged)s as they were.") % number]
    if number[WHAT.MOVED_OUT]:
        sentences.append(_("%(moved_out)s people have moved out.") % number)
    if file.counts.get("phones_wait"):
        sentences.append(
            _("%(count)s changed numbers wait for a second person, on the desk.")
            % {"count": file.counts["phones_wait"]}
        )
    return sentences


def enter(row: dict[str, Any], *, by: User, codes: Iterable[str]) -> Membership | None:
    """Take over one row that was typed into a form; None when a household nobody is known of was meant.

    Raises ValidationError, by column, when it is refused or says nothing new.
    """
    with transaction.atomic():
        file = RosterFile.objects.create(by=by, codes=list(codes))
        _copy([Reader(file.codes).line(file, 1, {name: sheets.plain(row.get(name)) for name in COLUMNS})])
        _judge(file)
        line = file.lines.get()
        if line.faults:
            raise ValidationError(
                {column: [faults.sentence("", name, facts)] for column, name, facts in line.faults}
            )
        if line.what == WHAT.UNCHANGED:
            raise ValidationError(_("This person is on record in this household already."))
        _write(file)
        line.refresh_from_db()
        file.lines.all().delete()
        file.delete()
        return Membership.objects.current().filter(user=line.person, household=line.home).first()


def _require_power(file: RosterFile, by: User | None) -> None:
    if by is None:
        return
    mine = [area.code for area in by.areas_of({Role.COMMUNITY_STAFF})]
    require(
        all(any(code.startswith(one) for one in mine) for code in file.codes),
        _("Your post there has ended, so nothing was taken over."),
    )


def _one_roster_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('roster'))")


# --- Reading --------------------------------------------------------------------------------------------------
def _write_lines(file: RosterFile, step: Step) -> None:
    sheet = sheets.read(
        file.name, zlib.decompress(Fernet(settings.PHONE_KEY).decrypt(bytes(file.sealed or b"")))
    )
    head = [aliases.get(name, name) for name in sheet.head]
    _check_head(head)
    reader, done = Reader(file.codes, sheet.merged), 0
    lines = (reader.line(file, number, dict(zip(head, cells, strict=True))) for number, cells in sheet.rows)
    while batch := list(islice(lines, BATCH)):
        done += len(batch)
        if done > MOST_ROWS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        _copy(batch)
        step(done, max(done, sheet.about))
    if not done:
        raise Unreadable("empty")


def _check_head(head: list[str]) -> None:
    if len(set(head)) != len(head):
        raise Unreadable("head")
    if missing := [name for name in NEEDED if name not in head]:
        raise Unreadable("missing_columns", columns=", ".join(missing))
    if unknown := [name for name in head if name not in COLUMNS]:
        raise Unreadable("unknown_columns", columns=", ".join(unknown)[:200])


WRITTEN = (
    "file_id", "number", "area_code", "building", "unit", "room", "floor_area", "name", "phone_hash", "phone_cipher",
    "birth_year", "is_owner", "is_head", "new_phone", "what", "faults", "changes",
)  # fmt: skip


def _copy(lines: list[tuple]) -> None:
    statement = f"COPY accounts_rosterline ({', '.join(WRITTEN)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in lines:
            copy.write_row(line)


class Reader:
    """Makes lines of rows, each checked by itself; knows the areas in `codes`."""

    def __init__(self, codes: Iterable[str], merged: dict[int, str] | None = None):
        self.codes, self.merged = list(codes), merged or {}
        self.areas = {area.code: area for area in Area.objects.filter(within(self.codes, field="code"))}

    def line(self, file: RosterFile, number: int, row: dict[str, str]) -> tuple:
        """Return one row of the table of lines, in the order of WRITTEN."""
        wrong: list[list] = []
        text = {name: row.get(name, "") for name in COLUMNS}
        if number in self.merged:
            wrong.append(["", "merged", {"cells": self.merged[number]}])
        for name, value in text.items():
            if not value:
                continue
            if sheets.looks_like_formula(value):
                wrong.append([name, "formula", {"text": value[:40]}])
                text[name] = ""
            elif (near := hidden_near(value)) is not None:
                wrong.append([name, "hidden", {"near": near}])
                text[name] = ""
            elif len(value) > LONGEST.get(name, 40):
                wrong.append([name, "too_long", {}])
                text[name] = ""
        said = {name for name, *_rest in wrong}

        def check(name: str, convert: Callable[[str], Any], otherwise: Any = None) -> Any:
            """Return the value of a column, or `otherwise` when it is wrong; what was said of it is not said again."""
            try:
                return convert(text[name]) if name not in said else otherwise
            except Wrong as fault:
                wrong.append([name, *fault.args])
                return otherwise

        area = check("area_code", self._area)
        building = check("building", lambda value: self._building(area, value), "")
        room = check("room", _room, "")
        floor_area = check("floor_area", _square_metres)
        phone = check("phone", _phone, "")
        birth_year = check("birth_year", _year)
        is_owner, is_head = check("is_owner", _yes_or_no, False), check("is_head", _yes_or_no, False)
        if not text["name"] and "name" not in said and (text["phone"] or birth_year or is_owner or is_head):
            wrong.append(["name", "no_name", {}])
        return (
            file.pk, number, text["area_code"], building, _same_width(text["unit"]), room, floor_area, text["name"],
            phones.keyed_hash(phone) if phone else "", phones.encrypt(phone) if phone else "", birth_year, is_owner,
            is_head, False, "", dumps(wrong), "{}",
        )  # fmt: skip

    def _area(self, code: str) -> Area:
        if not code:
            raise Wrong("no_code", {})
        if not any(code.startswith(mine) for mine in self.codes):
            raise Wrong("not_your_area", {"code": code})
        area = self.areas.get(code)
        if area is None:
            raise Wrong("no_such_area", {"code": code})
        if area.level not in LIVED_IN:
            raise Wrong("area_too_large", {"area": area.name})
        return area

    def _building(self, area: Area | None, name: str) -> str:
        """Return the building below courtyard `area`; '' where the code names the building itself."""
        name = _same_width(name)
        if area is None or not name or area.level == Level.COURTYARD:
            return name
        if not area.name.endswith(name):
            raise Wrong("building_twice", {"area": area.name})
        return ""


class Wrong(Exception):
    """A cell is wrong: (name of the fault, its facts)."""


def _same_width(text: str) -> str:
    """Return the name of a building, unit or room with its full-width digits as plain ones: they are the same door."""
    return unicodedata.normalize("NFKC", text).strip()


def _room(text: str) -> str:
    if not text:
        raise Wrong("no_room", {})
    return _same_width(text)


def _phone(text: str) -> str:
    try:
        return phones.normalise(text) if text else ""
    except ValidationError:
        raise Wrong("phone", {}) from None


def _square_metres(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text).quantize(Decimal("0.01"))
        sensible = 0 < number < 1_000_000
    except InvalidOperation:
        raise Wrong("no_number", {}) from None
    if not sensible:
        raise Wrong("floor_area", {})
    return number


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or not 1900 <= int(text) <= clock.today().year:
        raise Wrong("birth_year", {"text": text})
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise Wrong("yes_or_no", {"text": text})


# --- Judging --------------------------------------------------------------------------------------------------
# Parameters: %(file)s its number, %(now)s, %(by)s who hands it in, %(codes)s its areas, %(officials)s the official roles.
IN_FORCE = "m.since <= %(now)s AND (m.until IS NULL OR m.until > %(now)s)"
# Lines of one household: by its area once that is known, by what the file calls it otherwise.
HOME = "coalesce(l.area::text, l.area_code || '/' || l.building), l.unit, l.room"

FORGET = """
UPDATE accounts_rosterline SET area = NULL, home = NULL, person = NULL, membership = NULL, new_phone = false
WHERE file_id = %(file)s
"""
FIND_AREAS = """
UPDATE accounts_rosterline l SET area = c.id
FROM areas_area c
WHERE l.file_id = %(file)s AND l.building = '' AND c.code = l.area_code
"""
FIND_BUILDINGS = """
UPDATE accounts_rosterline l SET area = b.id
FROM areas_area c JOIN areas_area b ON b.parent_id = c.id
WHERE l.file_id = %(file)s AND l.building <> '' AND c.code = l.area_code AND b.level = 'building'
  AND b.name IN (l.building, c.name || l.building)
"""
FIND_HOMES = """
UPDATE accounts_rosterline l SET home = h.id
FROM accounts_household h
WHERE l.file_id = %(file)s AND h.area_id = l.area AND h.unit = l.unit AND h.room = l.room
"""
FIND_PEOPLE_BY_PHONE = """
UPDATE accounts_rosterline l SET person = u.id
FROM accounts_user u
WHERE l.file_id = %(file)s AND l.person IS NULL AND l.phone_hash <> '' AND u.phone_hash = l.phone_hash
"""
# Somebody of the same name in the same household, unless another line names them by their own number.
FIND_NAMESAKES = f"""
UPDATE accounts_rosterline l SET person = k.user_id, new_phone = l.phone_hash <> '' AND k.phone_hash IS NOT NULL
FROM (
    SELECT DISTINCT ON (m.household_id, u.name) m.household_id, u.name, m.user_id, u.phone_hash,
        EXISTS (SELECT 1 FROM accounts_rosterline o WHERE o.file_id = %(file)s AND o.person = m.user_id) AS is_named
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE {IN_FORCE} AND m.household_id IN (SELECT home FROM accounts_rosterline WHERE file_id = %(file)s)
    ORDER BY m.household_id, u.name, m.id
) k
WHERE l.file_id = %(file)s AND l.person IS NULL AND l.name <> '' AND l.home = k.household_id AND l.name = k.name
  AND (l.phone_hash = '' OR NOT k.is_named)
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
WHERE l.file_id = %(file)s AND m.user_id = l.person AND m.household_id = l.home AND {IN_FORCE}
"""


def _fault(condition: str, column: str, name: str, facts: str = "") -> str:
    """Return the SQL for a list that holds the fault where `condition` is met, and is empty elsewhere."""
    fault = f"jsonb_build_array(jsonb_build_array('{column}', '{name}', jsonb_build_object({facts})))"
    return f"CASE WHEN {condition} THEN {fault} ELSE '[]'::jsonb END"


IS_PERSON = "(w.name <> '' OR w.phone_hash <> '')"
CONTRADICTIONS = f"""
UPDATE accounts_rosterline l SET faults = l.faults || f.found
FROM (
    SELECT w.id,
        {
    _fault(
        "w.name <> '' AND w.name_line < w.number AND (w.name_phone = w.phone_hash OR w.one_has_no_phone)",
        "name",
        "person_twice",
        "'line', w.name_line",
    )
}
        || {
    _fault(
        "w.phone_hash <> '' AND w.phone_name <> w.name",
        "phone",
        "phone_twice",
        "'line', w.phone_line, 'name', w.phone_name",
    )
}
        || {
    _fault(
        "w.phone_hash <> '' AND w.phone_name = w.name AND w.phone_year <> w.birth_year",
        "birth_year",
        "year_twice",
        "'line', w.phone_line, 'year', w.phone_year::text",
    )
}
        || {
    _fault(
        "w.home_floor <> w.floor_area",
        "floor_area",
        "room_twice",
        "'line', w.floor_line, 'area', w.home_floor::text",
    )
}
        || {
    _fault(
        f"NOT {IS_PERSON} AND w.name_line < w.number AND w.room <> ''",
        "room",
        "room_again",
        "'line', w.name_line",
    )
}
        || {
    _fault(
        "w.is_head AND w.head_line <> w.number",
        "is_head",
        "two_heads",
        "'line', w.head_line, 'name', w.head_name",
    )
}
        AS found
    FROM (
        SELECT l.id, l.number, l.name, l.phone_hash, l.birth_year, l.floor_area, l.is_head, l.room,
            first_value(l.number) OVER by_name AS name_line, first_value(l.phone_hash) OVER by_name AS name_phone,
            bool_or(l.phone_hash = '') OVER (PARTITION BY {HOME}, l.name) AS one_has_no_phone,
            first_value(l.number) OVER by_phone AS phone_line, first_value(l.name) OVER by_phone AS phone_name,
            first_value(l.birth_year) OVER by_phone AS phone_year,
            first_value(l.floor_area) OVER by_floor AS home_floor, first_value(l.number) OVER by_floor AS floor_line,
            first_value(l.number) OVER by_head AS head_line, first_value(l.name) OVER by_head AS head_name
        FROM accounts_rosterline l
        WHERE l.file_id = %(file)s
        WINDOW by_name AS (PARTITION BY {HOME}, l.name ORDER BY l.number),
            by_phone AS (PARTITION BY l.phone_hash ORDER BY l.number),
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
OTHER_NAME = "u.name <> '' AND l.name <> '' AND u.name <> l.name"
OTHER_YEAR = "u.birth_year <> l.birth_year"
AGAINST_THE_RECORDS = f"""
UPDATE accounts_rosterline l SET faults = l.faults
    || {
    _fault(
        f"({OTHER_NAME} OR {OTHER_YEAR} OR l.new_phone) AND NOT ({CORRECTABLE})",
        "phone",
        "otherwise_elsewhere",
    )
}
    || {
    _fault(
        "l.new_phone AND EXISTS (SELECT 1 FROM accounts_phonechange c WHERE c.user_id = u.id AND c.decided_at IS NULL)",
        "phone",
        "change_waits",
    )
}
FROM accounts_user u
WHERE l.file_id = %(file)s AND u.id = l.person AND ({OTHER_NAME} OR {OTHER_YEAR} OR l.new_phone)
"""


def _change(condition: str, column: str, before: str, after: str) -> str:
    return f"'{column}', CASE WHEN {condition} THEN jsonb_build_array({before}, {after}) END"


JUDGE = f"""
UPDATE accounts_rosterline l SET changes = f.changes, what = CASE
    WHEN l.faults <> '[]' THEN 'refused'
    WHEN l.home IS NULL OR (l.membership IS NULL AND l.name <> '') THEN 'new'
    WHEN f.changes <> '{{}}' THEN 'changed'
    ELSE 'unchanged' END
FROM (
    SELECT l.id, jsonb_strip_nulls(jsonb_build_object(
        {
    _change(
        "h.id IS NOT NULL AND l.floor_area IS DISTINCT FROM h.floor_area AND l.floor_area IS NOT NULL",
        "floor_area",
        "h.floor_area::text",
        "l.floor_area::text",
    )
},
        {_change("l.name <> '' AND u.name <> l.name", "name", "u.name", "l.name")},
        {
    _change(
        "l.birth_year IS DISTINCT FROM u.birth_year AND l.birth_year IS NOT NULL AND u.id IS NOT NULL",
        "birth_year",
        "u.birth_year::text",
        "l.birth_year::text",
    )
},
        {
    _change("l.phone_hash <> '' AND u.id IS NOT NULL AND u.phone_hash IS NULL", "phone", "''", "'added'")
},
        {_change("l.new_phone", "phone_waits", "''", "''")},
        {_change("m.is_owner <> l.is_owner", "is_owner", "m.is_owner", "l.is_owner")},
        {_change("m.is_head <> l.is_head", "is_head", "m.is_head", "l.is_head")}
    )) AS changes
    FROM accounts_rosterline l
    LEFT JOIN accounts_household h ON h.id = l.home
    LEFT JOIN accounts_user u ON u.id = l.person
    LEFT JOIN accounts_membership m ON m.id = l.membership
    WHERE l.file_id = %(file)s
) f
WHERE l.id = f.id
"""
FIND_ABSENT = f"""
INSERT INTO accounts_rosterline (file_id, number, area_code, building, unit, room, name, phone_hash, phone_cipher,
    is_owner, is_head, area, home, person, membership, new_phone, what, faults, changes)
SELECT %(file)s, 0, a.code, '', h.unit, h.room, u.name, coalesce(u.phone_hash, ''), u.phone_cipher,
    m.is_owner, m.is_head, a.id, h.id, u.id, m.id, false, 'moved_out', '[]', '{{}}'
FROM accounts_membership m
JOIN accounts_household h ON h.id = m.household_id JOIN areas_area a ON a.id = h.area_id JOIN accounts_user u ON u.id = m.user_id
WHERE {IN_FORCE} AND h.id IN (SELECT home FROM accounts_rosterline WHERE file_id = %(file)s)
  AND NOT EXISTS (SELECT 1 FROM accounts_rosterline l WHERE l.file_id = %(file)s AND l.home = h.id AND l.person = u.id)
"""
DIGEST = """
SELECT encode(sha256(string_agg(concat_ws('|', number, what, area, home, person, membership, changes), E'\n'
    ORDER BY number, id)::bytea), 'hex')
FROM accounts_rosterline WHERE file_id = %(file)s
"""
MATCHES = (
    FORGET, FIND_AREAS, FIND_BUILDINGS, FIND_HOMES, FIND_PEOPLE_BY_PHONE, FIND_NAMESAKES, FIND_WAITING_PHONES, FIND_MEMBERSHIPS,
    CONTRADICTIONS, AGAINST_THE_RECORDS, JUDGE,
)  # fmt: skip


def _judge(file: RosterFile) -> None:
    """Hold the lines against each other and against the records, and say of each what it will do.

    Lines found wrong before stay wrong; so a file may be judged anew only while none is.
    """
    file.lines.filter(what=WHAT.MOVED_OUT).delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_rosterline")
        for statement in MATCHES:
            cursor.execute(statement, _facts(file))
        is_clean = not file.lines.filter(what=WHAT.REFUSED).exists()
        if file.ends_absent and is_clean:
            cursor.execute(FIND_ABSENT, _facts(file))
        cursor.execute(DIGEST, _facts(file))
        file.digest = cursor.fetchone()[0] or ""
    file.counts = dict(file.lines.order_by().values_list("what").annotate(Count("id")))
    file.counts["rows"] = sum(file.counts.values()) - file.counts.get(WHAT.MOVED_OUT, 0)
    file.counts["phones_wait"] = file.lines.filter(new_phone=True).count()
    file.state = STATE.READY if is_clean else STATE.REFUSED


def _facts(file: RosterFile) -> dict[str, Any]:
    return {
        "file": file.pk,
        "now": clock.now(),
        "by": file.by_id,
        "codes": file.codes,
        "officials": [str(role) for role in OFFICIAL_ROLES],
    }


# --- Writing --------------------------------------------------------------------------------------------------
MAKE_HOMES = """
INSERT INTO accounts_household (area_id, unit, room, floor_area)
SELECT area, unit, room, max(floor_area) FROM accounts_rosterline WHERE file_id = %(file)s AND home IS NULL
GROUP BY area, unit, room
"""
MEASURE_HOMES = """
UPDATE accounts_household h SET floor_area = l.floor_area
FROM accounts_rosterline l WHERE l.file_id = %(file)s AND h.id = l.home AND jsonb_exists(l.changes, 'floor_area')
"""
PERSON = """INSERT INTO accounts_user (id, password, is_superuser, name, name_is_public, phone_hash, phone_cipher, birth_year,
    wants_sms, is_active, notice_version, sign_in_round, joined_at)"""
# "!": no password fits; the rest is what Django adds, so that no two are alike.
AS_RESIDENT = "true, true, 0, 0, %(now)s"
NEXT_PERSON = "nextval(pg_get_serial_sequence('accounts_user', 'id'))"
MAKE_PEOPLE_WITH_PHONE = f"""
{PERSON}
SELECT {NEXT_PERSON}, '!' || gen_random_uuid(), false, f.name, false, f.phone_hash, f.phone_cipher, f.birth_year, {AS_RESIDENT}
FROM (
    SELECT phone_hash, min(name) AS name, min(phone_cipher) AS phone_cipher, max(birth_year) AS birth_year
    FROM accounts_rosterline WHERE file_id = %(file)s AND person IS NULL AND phone_hash <> ''
    GROUP BY phone_hash ORDER BY min(number)
) f
"""
MAKE_PEOPLE_WITHOUT = f"""
WITH fresh AS (
    UPDATE accounts_rosterline SET person = {NEXT_PERSON}
    WHERE file_id = %(file)s AND person IS NULL AND name <> ''
    RETURNING person, name, birth_year
)
{PERSON}
SELECT person, '!' || gen_random_uuid(), false, name, false, NULL, '', birth_year, {AS_RESIDENT} FROM fresh
"""
CORRECT_PEOPLE = """
UPDATE accounts_user u SET name = CASE WHEN l.name <> '' THEN l.name ELSE u.name END,
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
CHANGE_STANDING = """
UPDATE accounts_membership m SET is_owner = l.is_owner, is_head = l.is_head
FROM accounts_rosterline l
WHERE l.file_id = %(file)s AND l.what = 'changed' AND m.id = l.membership AND l.is_head = %(head)s
"""
MOVE_IN = """
INSERT INTO accounts_membership (user_id, household_id, is_owner, is_head, since)
SELECT person, home, is_owner, is_head, %(now)s
FROM accounts_rosterline WHERE file_id = %(file)s AND membership IS NULL AND person IS NOT NULL
ORDER BY number
"""


def _write(file: RosterFile) -> None:
    """Write into the records what the lines of a file say, inside the caller's transaction."""
    _make_buildings(file)
    facts = _facts(file)
    with connection.cursor() as cursor:
        for statement in (
            FIND_BUILDINGS, MAKE_HOMES, FIND_HOMES, MEASURE_HOMES, MAKE_PEOPLE_WITH_PHONE, FIND_PEOPLE_BY_PHONE, MAKE_PEOPLE_WITHOUT,
            CORRECT_PEOPLE, ADD_PHONES, ASK_FOR_PHONES, END_ABSENT, DEPOSE_HEADS,
        ):  # fmt: skip
            cursor.execute(statement, facts)
        for head in (
            False,
            True,
        ):  # who stops to speak for a household before who begins: there is one at a time
            cursor.execute(CHANGE_STANDING, {**facts, "head": head})
        cursor.execute(MOVE_IN, facts)


def _make_buildings(file: RosterFile) -> None:
    """Lay out the buildings that the file names and the portal does not know, with the next free codes."""
    missing = file.lines.filter(area__isnull=True).exclude(building="").order_by()
    named = {
        (line["area_code"], line["building"]) for line in missing.values("area_code", "building").distinct()
    }
    for code, name in sorted(named, key=_door_to_door):
        courtyard = Area.objects.get(code=code)
        number = next_code(courtyard)
        if len(number) > len(f"{code}-000"):
            raise Refused(_("%(area)s has no free code for another building.") % {"area": courtyard})
        Area.objects.create(
            code=number, name=f"{courtyard.name}{name}"[:80], level=Level.BUILDING, parent=courtyard
        )


def _door_to_door(named: tuple[str, str]) -> tuple:
    """Sort buildings as one walks past them: 2栋 before 10栋."""
    code, name = named
    number = re.search(r"\d+", name)
    return code, int(number[0]) if number else 0, name
