"""Who came to a meeting: the code at the door, the list, a photo of the signed sheet."""

import base64
import hashlib
import hmac
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.council import meetings, sixparties
from deliberation.models import Attendance, Meeting, SignInSheet, Unit
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.accounts.people import households_at
from panlong.errors import Refused, require
from projects import rules as project_rules
from projects import verbs

# The code at the door opens a little before the meeting, for those who come early, and ends with the evening.
DOOR_OPENS = timedelta(minutes=30)
DOOR_CLOSES = timedelta(hours=4)
CODE_LETTERS = 8


class Place(NamedTuple):
    """A seat that can be taken: the column of Attendance that names it, its row, what it is called."""

    column: str
    row: Model
    name: str

    @property
    def key(self) -> str:
        return f"{self.column}-{self.row.pk}"


def code_of(meeting: Meeting) -> str:
    """Return the code on the door of `meeting`; another time of the meeting has another code."""
    said = f"meeting:{meeting.pk}:{meeting.starts_at.isoformat()}"
    digest = hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:CODE_LETTERS]


def has_begun(meeting: Meeting) -> bool:
    """Say whether people come in already: a little before the hour of `meeting`."""
    return meeting.starts_at - DOOR_OPENS <= clock.now()


def door_is_open(meeting: Meeting) -> bool:
    return has_begun(meeting) and clock.now() <= meeting.starts_at + DOOR_CLOSES


def places_of(meeting: Meeting) -> list[Place]:
    """Return the seats of `meeting` in the order of its list; of a neighbours' hour there is no list."""
    return list(_places(meeting))


def _places(meeting: Meeting) -> Iterator[Place]:
    if meeting.unit == Unit.HOUSEHOLDS:
        homes = households_at(meeting.project.area, moment=meeting.starts_at).select_related("area")
        for home in homes.order_by("area__code", "room"):
            yield Place("household", home, str(home))
    elif meeting.council:
        for member in meeting.council.members_on(timezone.localdate(meeting.starts_at)):
            yield Place("member", member, member.name)
    elif meeting.unit == Unit.PARTIES:
        for seat in sixparties.seats_of(meeting):
            if seat.invitation is not None and seat.is_there:
                yield Place("invitation", seat.invitation, seat.named)


def place_of(meeting: Meeting, user: User) -> Place | None:
    """Return the seat of `user` at `meeting`, None when it is not theirs to sit in."""
    if meeting.unit == Unit.PEOPLE:
        lives_there = user.household_in(meeting.project.area) is not None
        return Place("person", user, str(user)) if lives_there else None
    if meeting.unit == Unit.HOUSEHOLDS:
        home = user.household_in(meeting.project.area)
        return next((one for one in _places(meeting) if home and one.row.pk == home.pk), None)
    return next((one for one in _places(meeting) if one.row.user_id == user.pk), None)  # type: ignore[attr-defined]


def seats_taken(meeting: Meeting) -> set[str]:
    """Return the keys of the seats of those who came."""
    rows = meeting.attendances.values_list("household", "member", "invitation", "person")
    columns = ("household", "member", "invitation", "person")
    return {f"{column}-{pk}" for row in rows for column, pk in zip(columns, row, strict=True) if pk}


def _lock_open(meeting: Meeting) -> Meeting:
    meeting = meetings.lock_meeting(meeting)
    meetings.require_open(meeting)
    return meeting


@transaction.atomic
def check_in(meeting: Meeting, *, by: User, code: str) -> Attendance:
    """Write down that `by` came, by the code at the door, which holds only while the meeting is held; twice is once."""
    meeting = _lock_open(meeting)
    require(
        has_begun(meeting), _("The door is not open yet. Use the code when the meeting begins."), field="code"
    )
    require(door_is_open(meeting), _("The meeting is over; its code does not count any more."), field="code")
    given = code.strip().upper().replace("0", "O").replace("1", "I")
    require(
        hmac.compare_digest(given.encode(), code_of(meeting).encode()),
        _("This is not the code of this meeting. Look at the door."),
        field="code",
    )
    place = place_of(meeting, by)
    if place is None:
        raise Refused(_("You have no seat in this meeting; you are welcome to listen."))
    seat: dict[str, Any] = {place.column: place.row}
    row, is_new = Attendance.objects.get_or_create(
        meeting=meeting, **seat, defaults={"way": Attendance.Way.CODE, "by": by, "at": clock.now()}
    )
    if is_new:
        audit.record("check_in", by=by, target=meeting, area_code=meeting.project.area.code)
    return row


@transaction.atomic
def keep_list(meeting: Meeting, *, by: User, seats: Collection[str]) -> int:
    """Write down from the list who came: `seats` are the keys of all who did; return how many. Who checked in at the door stays."""
    meeting = _lock_open(meeting)
    verbs.require_permission(project_rules.may_write_minutes(by, meeting.project))
    require(has_begun(meeting), _("This meeting has not been held yet."))
    places = {place.key: place for place in _places(meeting)}
    require(set(seats) <= set(places), _("The list has changed meanwhile; tick it again."), field="seats")
    taken, now = seats_taken(meeting), clock.now()
    new: list[Attendance] = []
    for key in sorted(set(seats) - taken):
        seat: dict[str, Any] = {places[key].column: places[key].row}
        new.append(Attendance(meeting=meeting, **seat, way=Attendance.Way.LIST, by=by, at=now))
    Attendance.objects.bulk_create(new)
    for key in (taken & set(places)) - set(seats):
        gone: dict[str, Any] = {places[key].column: places[key].row}
        meeting.attendances.filter(way=Attendance.Way.LIST, **gone).delete()
    audit.record(
        "keep_attendance", by=by, target=meeting, area_code=meeting.project.area.code, came=len(seats)
    )
    return meeting.attendances.count()


@transaction.atomic
def keep_sheet(meeting: Meeting, *, by: User, photo: ContentFile) -> SignInSheet:
    """Keep the photo of the sheet that those who came have signed."""
    meeting = _lock_open(meeting)
    verbs.require_permission(project_rules.may_write_minutes(by, meeting.project))
    require(has_begun(meeting), _("This meeting has not been held yet."))
    sheet = SignInSheet.objects.create(meeting=meeting, photo=photo, by=by, at=clock.now())
    audit.record("keep_sheet", by=by, target=meeting, area_code=meeting.project.area.code)
    return sheet
