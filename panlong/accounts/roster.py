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

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts import faults, phones, sheets
from panlong.accounts import roster_sql as sql
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
    sealed = phones.seal(zlib.compress(data))
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
    sheet = sheets.read(file.name, zlib.decompress(phones.unseal(bytes(file.sealed or b""))))
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
        self.this_year = clock.today().year
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
        birth_year = check("birth_year", self._year)
        is_owner, is_head = check("is_owner", _yes_or_no, False), check("is_head", _yes_or_no, False)
        if not text["name"] and "name" not in said and (text["phone"] or birth_year or is_owner or is_head):
            wrong.append(["name", "no_name", {}])
        return (
            file.pk, number, text["area_code"], building, same_width(text["unit"]), room, floor_area, text["name"],
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
        name = same_width(name)
        if area is None or not name or area.level == Level.COURTYARD:
            return name
        if not area.name.endswith(name):
            raise Wrong("building_twice", {"area": area.name})
        return ""

    def _year(self, text: str) -> int | None:
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or not 1900 <= int(text) <= self.this_year:
            raise Wrong("birth_year", {"text": text})
        return int(text)


class Wrong(Exception):
    """A cell is wrong: (name of the fault, its facts)."""


def same_width(text: str) -> str:
    """Return the name of a building, unit or room with its full-width digits as plain ones: they are the same door."""
    return unicodedata.normalize("NFKC", text).strip()


def _room(text: str) -> str:
    if not text:
        raise Wrong("no_room", {})
    return same_width(text)


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


def _yes_or_no(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise Wrong("yes_or_no", {"text": text})


# --- Judging --------------------------------------------------------------------------------------------------
def _judge(file: RosterFile) -> None:
    """Hold the lines against each other and against the records, and say of each what it will do.

    Lines found wrong before stay wrong; so a file may be judged anew only while none is.
    """
    file.lines.filter(what=WHAT.MOVED_OUT).delete()
    with connection.cursor() as cursor:
        if file.lines.count() > BATCH:  # what came in a moment ago is not known to the planner yet
            cursor.execute(
                "ANALYZE accounts_rosterline, accounts_household, accounts_user, accounts_membership"
            )
        for statement in sql.JUDGING:
            cursor.execute(statement, _facts(file))
        is_clean = not file.lines.filter(what=WHAT.REFUSED).exists()
        if file.ends_absent and is_clean:
            cursor.execute(sql.FIND_ABSENT, _facts(file))
        cursor.execute(sql.DIGEST, _facts(file))
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
def _write(file: RosterFile) -> None:
    """Write into the records what the lines of a file say, inside the caller's transaction."""
    _make_buildings(file)
    facts = _facts(file)
    with connection.cursor() as cursor:
        for statement in sql.WRITING:
            cursor.execute(statement, facts)
        # Who stops to speak for a household before who begins: there is one at a time.
        for head in (False, True):
            cursor.execute(sql.CHANGE_STANDING, {**facts, "head": head})
        cursor.execute(sql.MOVE_IN, facts)


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
        # Building 3 of courtyard 2 is not building 23.
        space = " " if courtyard.name[-1].isdigit() and name[0].isdigit() else ""
        name = f"{courtyard.name}{space}{name}"[:80]
        Area.objects.create(code=number, name=name, level=Level.BUILDING, parent=courtyard)


def _door_to_door(named: tuple[str, str]) -> tuple:
    """Sort buildings as one walks past them: 2栋 before 10栋."""
    code, name = named
    number = re.search(r"\d+", name)
    return code, int(number[0]) if number else 0, name
