"""A called meeting is moved, cancelled, or was not held: with a reason, a notice and a word to all who were invited."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.council import meetings
from deliberation.models import CalledOff, Meeting, MeetingChange
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import require
from panlong.notices.facts import MeetingChangeFacts
from panlong.notices.messages import tell
from panlong.notices.publishing import last_word, publish
from projects import verbs

Change = Literal["moved", "cancelled", "not_held"]


@transaction.atomic
def move_meeting(
    meeting: Meeting, *, by: User, starts_at: datetime, place: str, reason: str, operation: UUID
) -> Meeting:
    """Move `meeting` to another time or place before it begins; another time is told as long ahead as a new meeting is."""
    meeting, change = _begin(meeting, by, operation)
    if change:
        return meeting
    require(not meeting.is_over, _("It has begun already. If it was not held, say so and call another one."))
    require(
        (starts_at, place) != (meeting.starts_at, meeting.place),
        _("It takes place then and there already."), field="starts_at",
    )  # fmt: skip
    if meeting.council:
        require(
            meeting.council.since <= timezone.localdate(starts_at) <= meeting.council.until,
            _("The term of “%(council)s” does not reach that day.") % {"council": meeting.council.name}, field="starts_at",
        )  # fmt: skip
    if starts_at != meeting.starts_at:
        meetings.require_notice_days(starts_at, meeting.project.area)
    return _record(
        meeting, "moved", by=by, reason=reason, operation=operation, starts_at=starts_at, place=place
    )


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, reason: str, operation: UUID) -> Meeting:
    """Cancel `meeting` before it begins."""
    meeting, change = _begin(meeting, by, operation)
    if change:
        return meeting
    require(not meeting.is_over, _("It has begun already. If it was not held, say so instead."))
    return _record(meeting, "cancelled", by=by, reason=reason, operation=operation)


@transaction.atomic
def record_not_held(meeting: Meeting, *, by: User, reason: str, operation: UUID) -> Meeting:
    """Record that `meeting`, whose hour has come, was not held: it gets no minutes."""
    meeting, change = _begin(meeting, by, operation)
    if change:
        return meeting
    require(meeting.is_over, _("Its time has not come yet. Move it or cancel it instead."))
    return _record(meeting, "not_held", by=by, reason=reason, operation=operation)


def _begin(meeting: Meeting, by: User, operation: UUID) -> tuple[Meeting, MeetingChange | None]:
    """Lock project and meeting and return the meeting, with the change that `operation` has made of it before."""
    meeting = meetings.lock_meeting(meeting)
    verbs.require_permission(rules.may_call_meeting(by, meeting.project))
    earlier = MeetingChange.objects.filter(operation=operation).first()
    require(earlier is None or earlier.meeting_id == meeting.pk, verbs.USED_ALREADY)
    if earlier is None:
        meetings.require_open(meeting)
    return meeting, earlier


def _record(
    meeting: Meeting,
    what: Change,
    *,
    by: User,
    reason: str,
    operation: UUID,
    starts_at: datetime | None = None,
    place: str | None = None,
) -> Meeting:
    project, before = meeting.project, (meeting.starts_at, meeting.place)
    if what == "moved":
        meeting.starts_at, meeting.place = starts_at or meeting.starts_at, place or meeting.place
    else:
        meeting.called_off = CalledOff(what)
    meeting.save(update_fields=["starts_at", "place", "called_off"])
    when = clock.minute(meeting.starts_at)
    facts = MeetingChangeFacts(
        about=verbs.notice_facts(project),
        of=meeting.notice.number if meeting.notice else "",
        platform=str(meeting.platform),
        change=what,
        was_when=clock.minute(before[0]),
        was_place=before[1],
        when=when,
        place=meeting.place,
        reason=reason,
    )
    notice = publish(
        facts, project.area, by=by, ends_at=max(meeting.starts_at, clock.now()) if what == "moved" else None,
        corrects=last_word(meeting.notice) if meeting.notice else None,
    )  # fmt: skip
    change = MeetingChange.objects.create(
        meeting=meeting,
        what=what,
        at=clock.now(),
        by=by,
        reason=reason,
        from_starts_at=before[0],
        from_place=before[1],
        notice=notice,
        operation=operation,
    )
    verbs.note_event(project, f"meeting_{what}", by=by, note=reason, notice=notice)
    audit.record(f"meeting_{what}", by=by, target=meeting, area_code=project.area.code, reason=reason)
    tell(
        meetings.invited(meeting),
        f"meeting_{what}",
        f"meeting-{meeting.pk}-{change.pk}",
        link=project.get_absolute_url(),
        project=project.title,
        when=when,
        place=meeting.place,
        reason=reason,
    )
    return meeting
