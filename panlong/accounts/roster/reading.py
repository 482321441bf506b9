"""The roster: one row of a file is one person in one household, or a household nobody is known of.

A file is read into lines, and every line is judged against the records: new, changed, unchanged, or refused and
why. Then one confirmation takes over the whole file or nothing. All that is done by a few statements over the table
of lines, so that a hundred thousand rows need seconds and little memory.

A row that repeats what is on record changes nothing; a later row corrects. A phone number that is on record is the
same person. Another number for somebody on record waits for a second person (:class:`PhoneChange`).
"""

import re
import zlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from panlong import audit, clock, crypto, file_errors, spreadsheets
from panlong.accounts.models import OFFICIAL_ROLES, RosterFile, RosterLine, User
from panlong.accounts.roster import buildings, confirming, heads, near
from panlong.accounts.roster import sql as sql
from panlong.accounts.roster.heads import COLUMNS
from panlong.accounts.roster.lines import WRITTEN, Reader
from panlong.areas.models import Area, Level, next_code
from panlong.errors import Refused, require
from panlong.file_errors import Unreadable

MAX_ROWS = 100_000
BATCH = 5000
PLANNED_BLIND = 200  # lines that are joined badly at little cost; of thousands the planner has to know
KEPT = timedelta(days=3)  # how long a file waits for its second person
EVERYWHERE = ("",)  # every area code begins with it
STATE, WHAT = RosterFile.State, RosterLine.What
Step = Callable[[int, int], None]


def receive_file(
    name: str, data: bytes, *, by: User | None, codes: Iterable[str], ends_absent: bool = False
) -> RosterFile:
    """Keep the file `data` called `name`, encrypted, to be read; it may change what lies in the areas of `codes`.

    `by` is None at the server's command line. `ends_absent`: who lives in a household of the file and is not in
    it has moved out.
    """
    sealed = crypto.seal_bytes(zlib.compress(data))
    return RosterFile.objects.create(
        name=name[-200:], sealed=sealed, by=by, codes=list(codes), ends_absent=ends_absent
    )


def read_file(file: RosterFile, step: Step = lambda done, total: None) -> RosterFile:
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


def take_over(file: RosterFile, *, by: User | None, seen: str = "") -> dict[str, int]:
    """Take over all lines of a file that was read, or none, and return how many were new, changed, …

    `by` is a second person: what a worker handed in, another one confirms; None at the server's command line for a
    file that was handed in there. `seen` is the digest of the lines as that person saw them, where that is known.
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
        confirming.require_second_person(file, by)
        require(
            not near.unanswered(file),
            _(
                "Some lines may mean somebody who is on record in another spelling; answer these questions first."
            ),
        )
        _one_roster_at_a_time()
        shown = seen or file.digest
        _judge(file)
        is_as_shown = file.state == STATE.READY and file.digest == shown
        if is_as_shown:
            _write(file)
            file.state, file.taken_at, file.taken_by = STATE.TAKEN, clock.now(), by
            area_code = file.codes[0] if len(file.codes) == 1 else ""
            audit.record(
                "import",
                by=by,
                area_code=area_code,
                model="household",
                handed_in_by=file.by_id,
                **file.counts,
            )
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
        return [file_errors.sentence(*fault) for fault in file.faults]
    if file.state == STATE.REFUSED:
        return [_("%(refused)s lines cannot be taken over; nothing was changed. Each one says why.") % number]
    if file.counts.get("questions"):
        return [
            _(
                "%(count)s questions wait for an answer: some lines may mean somebody on record in another spelling."
            )
            % {"count": file.counts["questions"]}
        ]
    sentences = [_("%(new)s lines new, %(changed)s changed, %(unchanged)s as they were.") % number]
    if number[WHAT.MOVED_OUT]:
        sentences.append(_("%(moved_out)s people have moved out.") % number)
    if file.counts.get("phones_wait"):
        sentences.append(
            _("%(count)s changed numbers wait for a second person, on the desk.")
            % {"count": file.counts["phones_wait"]}
        )
    return sentences


def stage(row: dict[str, Any], *, by: User, codes: Iterable[str]) -> RosterFile:
    """Judge one row that was typed into a form, and let it wait for a second person like a file of one line.

    Raises ValidationError, by column, when it is refused or says nothing new.
    """
    with transaction.atomic():
        file = RosterFile.objects.create(by=by, codes=list(codes), name=_("By hand"))
        _copy(
            [Reader(file.codes).line(file, 1, {name: spreadsheets.plain(row.get(name)) for name in COLUMNS})]
        )
        _judge(file)
        line = file.lines.get()
        if line.faults:
            raise ValidationError(
                {column: [file_errors.sentence("", name, facts)] for column, name, facts in line.faults}
            )
        if line.what == WHAT.UNCHANGED:
            raise ValidationError(_("This is on record already."))
        file.save()
        audit.record("stage_roster_row", by=by, area_code=line.area_code, file=file.pk)
        return file


@transaction.atomic
def answer_all(file: RosterFile, *, by: User | None, answers: Iterable[tuple[int, str, bool]]) -> RosterFile:
    """Answer questions about lines as (line, what, same), see panlong.accounts.roster.near, and judge the file anew.

    Raises Refused when one is not asked (any more).
    """
    for pk, what, same in answers:
        near.answer(file, pk, by=by, what=what, same=same)
    file = RosterFile.objects.select_for_update().get(pk=file.pk)
    if file.state == STATE.READY:
        _judge(file)
        file.save()
    return file


def _one_roster_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('roster'))")


# --- Reading --------------------------------------------------------------------------------------------------
def _write_lines(file: RosterFile, step: Step) -> None:
    sheet = spreadsheets.read_sheet(
        file.name, zlib.decompress(crypto.unseal_bytes(bytes(file.sealed or b""))), heads.is_head
    )
    head = [heads.column(name) for name in sheet.head]
    heads.check_head(head)
    reader, done = Reader(file.codes, sheet.merged), 0
    rows = ((number, dict(zip(head, cells, strict=True))) for number, cells in sheet.rows)
    lines = (reader.line(file, number, row) for number, row in rows if not row.get(heads.ENDED))
    while batch := list(islice(lines, BATCH)):
        done += len(batch)
        if done > MAX_ROWS:
            raise Unreadable("too_many_rows", most=MAX_ROWS)
        _copy(batch)
        step(done, max(done, sheet.about))
    if not done:
        raise Unreadable("empty")


def _copy(lines: list[tuple]) -> None:
    statement = f"COPY accounts_rosterline ({', '.join(WRITTEN)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in lines:
            copy.write_row(line)


# --- Judging --------------------------------------------------------------------------------------------------
def _judge(file: RosterFile) -> None:
    """Hold the lines against each other and against the records, and say of each what it will do.

    Lines found wrong before stay wrong; so a file may be judged anew only while none is.
    """
    file.lines.filter(what=WHAT.MOVED_OUT).delete()
    buildings.name_buildings(file)
    with connection.cursor() as cursor:
        if file.lines.count() > PLANNED_BLIND:  # what came in a moment ago is not known to the planner yet
            cursor.execute(
                "ANALYZE accounts_rosterline, accounts_household, accounts_user, accounts_membership"
            )
        for statement in sql.FINDING:
            cursor.execute(statement, _facts(file))
        near.ask_about_near_names(file)
        for statement in sql.JUDGING:
            cursor.execute(statement, _facts(file))
        is_clean = not file.lines.filter(what=WHAT.REFUSED).exists()
        if file.ends_absent and is_clean:
            cursor.execute(sql.FIND_ABSENT, _facts(file))
        cursor.execute(sql.DIGEST, _facts(file))
        file.digest = cursor.fetchone()[0] or ""
    file.counts = dict(file.lines.order_by().values_list("what").annotate(Count("id")))
    file.counts["rows"] = sum(file.counts.values()) - file.counts.get(WHAT.MOVED_OUT, 0)
    file.counts["questions"] = near.unanswered(file)
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
