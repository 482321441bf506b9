"""Lists on paper: printed by building, signed at the doors, photographed and read by one person, checked by another.

A line counts when two people read the same on it; where they differ a third one reads that line. A household has one
answer however often its sheet is printed, photographed or read, and its own word online stands above what it signed.
"""

from dataclasses import dataclass
from itertools import groupby

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.households import doors, polls
from deliberation.models import PollSheet, SheetLine, SheetReading
from deliberation.readings import read_alike, require_new_photo
from panlong import audit, clock
from panlong.accounts.groups import walking_order
from panlong.accounts.models import Household, User
from panlong.errors import require
from panlong.tools import addresses, pdf, spelling
from projects import verbs
from projects.models import Project

LINES = 20  # on one sheet
NOTHING = "nothing"  # what a line says that nobody signed
MARKS = {**doors.AGREES, NOTHING: None}


# --- Printing ------------------------------------------------------------------------------------------------------
@transaction.atomic
def print_sheets(project: Project, *, by: User) -> list[PollSheet]:
    """Return the sheets of the doors of `by` in the open poll of `project`, made at the first time; print them with `as_pdf`."""
    verbs.require_permission(rules.may_help_households(by, project))
    poll = polls.lock_open_poll(project)
    asked = doors.asked_now(project)
    assert asked is not None
    served = (door.household.area for door in doors.doors_of(by, project, asked))
    mine = {area.pk for area in served if by.holds(rules.HELPERS, area)}
    on_roll = Household.objects.filter(pk__in=poll.roll.values("household"), area__in=mine)
    homes = sorted(on_roll.select_related("area"), key=walking_order)
    known = {(one.area_id, one.number): one for one in poll.sheets.filter(area__in=mine)}
    for area, of_area in groupby(homes, key=lambda home: home.area):
        there = list(of_area)
        for start in range(0, len(there), LINES):
            number = start // LINES + 1
            if (area.pk, number) not in known:
                sheet = PollSheet.objects.create(
                    poll=poll, area=area, number=number, serial=spelling.draw_code(8, 4), printed_by=by, printed_at=clock.now()
                )  # fmt: skip
                SheetLine.objects.bulk_create(
                    SheetLine(sheet=sheet, number=place, household=home)
                    for place, home in enumerate(there[start : start + LINES], 1)
                )
                known[area.pk, number] = sheet
    audit.record("print_sheets", by=by, target=project, area_code=project.area.code, number=len(known))
    return sorted(known.values(), key=lambda one: (one.area.code, one.number))


def as_pdf(project: Project, sheets: list[PollSheet]) -> bytes:
    """Return the PDF of `sheets`, each on a page of its own, to be signed at the doors."""
    lines: dict[int, list] = {sheet.pk: [] for sheet in sheets}
    for line in SheetLine.objects.filter(sheet__in=sheets).select_related("household"):
        lines[line.sheet_id].append(
            {"number": str(line.number), "door": f"{line.household.unit} {line.household.room}".strip()}
        )
    facts = {
        "title": _("Say whether your household wants it"),
        "project": project.title,
        "closes": _("Until %(due)s") % {"due": clock.until(sheets[0].poll.closes_at)},
        "words": _("One answer for each household. Tick one box and sign. What you say online yourself stands above this list."),
        "head": [_("No."), _("Room"), _("In favour"), _("Against"), _("Abstains"), _("Signature"), _("Date")],
        "foot": [_("Went from door to door"), _("Date")],
        "sheets": [
            {
                "area": sheet.area.name, "serial": sheet.serial, "lines": lines[sheet.pk],
                "qr": pdf.make_qr_code(addresses.absolute(f"/rounds/lists/{project.pk}/{sheet.pk}/")),
            }
            for sheet in sheets
        ],
    }  # fmt: skip
    return pdf.make_pdf("sheets", facts, language=translation.get_language() or "zh-hans")


# --- Reading -------------------------------------------------------------------------------------------------------
def may_read_sheet(user: User, sheet: PollSheet) -> bool:
    """Say whether `user` may enter or check `sheet`: who goes to its doors, and those who serve above them."""
    return rules.may_help_households(user, sheet.poll.project) and user.holds(rules.HELPERS, sheet.area)


def agreed_marks(readings) -> dict[str, str]:
    """Return what two people read alike, by the number of the line."""
    lines = {line for one in readings for line in one.marks}
    alike = {line: read_alike(one.marks[line] for one in readings if line in one.marks) for line in lines}
    return {line: mark for line, mark in alike.items() if mark is not None}


def lines_to_read(sheet: PollSheet, readings) -> list[SheetLine]:
    """Return the lines that another person must read: all of them, then those on which the first two differ."""
    settled = agreed_marks(readings)
    return [line for line in sheet.lines.select_related("household__area") if str(line.number) not in settled]


@transaction.atomic
def read_sheet(
    sheet: PollSheet, *, by: User, marks: dict[str, str], scan: ContentFile | None = None
) -> SheetReading:
    """Write down what `by` reads on a signed `sheet`; once a person. What two read alike becomes the households' answer.

    The first one adds the photo `scan` of it. Raises Refused for a second photo of the same sheet, and for a photo of another one.
    """
    verbs.require_permission(may_read_sheet(by, sheet))
    poll = polls.lock_open_poll(sheet.poll.project)
    sheet = PollSheet.objects.select_for_update(of=("self",), no_key=True).get(pk=sheet.pk)
    require(sheet.poll_id == poll.pk, _("The support poll is closed."))
    readings = list(sheet.readings.all())
    own = next((one for one in readings if one.by_id == by.pk), None)
    if own is not None:
        require(own.marks == marks, _("You have read this list already; another person checks it."))
        return own
    wanted = lines_to_read(sheet, readings)
    require(bool(wanted), _("Two people have read this list already, and they agree."))
    require(
        set(marks) == {str(line.number) for line in wanted} and set(marks.values()) <= set(MARKS),
        _("Somebody else read this list at the same moment. Please look at the lines that are left."),
    )
    kept = {} if readings else _photo_of(scan)
    reading = SheetReading.objects.create(sheet=sheet, by=by, marks=marks, at=clock.now(), **kept)
    audit.record(
        "read_sheet", by=by, target=sheet.poll.project, area_code=sheet.area.code, sheet=sheet.serial
    )
    if readings:
        _take_over(sheet, wanted, agreed_marks([*readings, reading]), by)
    return reading


def _photo_of(scan: ContentFile | None) -> dict:
    return require_new_photo(
        scan, SheetReading, "sheet", missing=_("Add the photo of the signed list; who checks it needs it."),
        known=_("This photo was handed in for list %(serial)s already."),
    )  # fmt: skip


def _take_over(sheet: PollSheet, lines: list[SheetLine], settled: dict[str, str], by: User) -> None:
    """Let what two read alike on `lines` be the answers of the households, unless they spoke for themselves."""
    for line in lines:
        mark = settled.get(str(line.number), NOTHING)
        if mark == NOTHING:
            continue
        home = line.household if line.household.merged_at is None else line.household.twin_of
        assert home is not None, "what was merged says into which"
        polls.record_signed_answer(sheet, home, agrees=MARKS[mark], by=by)


@dataclass(frozen=True)
class Progress:
    """How far a sheet is, and whether the person who asks has read it."""

    sheet: PollSheet
    state: str  # printed, read (once), differs, settled
    is_mine: bool


def sheets_for(user: User, project: Project) -> list[Progress]:
    """Return how far each sheet of the last poll of `project` is that `user` may read."""
    poll = project.support_polls.first()
    if poll is None or not rules.may_help_households(user, project):
        return []
    found = []
    for sheet in poll.sheets.select_related("area").prefetch_related("readings", "lines"):
        if user.holds(rules.HELPERS, sheet.area):
            readings = list(sheet.readings.all())
            left = len(sheet.lines.all()) - len(agreed_marks(readings))
            state = ("printed", "read", "differs")[min(len(readings), 2)] if left else "settled"
            found.append(Progress(sheet, state, any(one.by_id == user.pk for one in readings)))
    return found
