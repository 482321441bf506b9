"""Notices as a calendar (RFC 5545): a meeting is an hour on its day, any other notice the last day of its term."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from panlong.notices.kinds import Kind
from panlong.notices.models import Notice
from panlong.tools.addresses import absolute, host


def calendar_of(notices) -> bytes:
    """Return `notices` as an .ics file, titled in the active language."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.OTP_TOTP_ISSUER}//{host()}//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", settings.OTP_TOTP_ISSUER)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    notices = list(notices)
    changes = _changes_of(notices)
    drawn = set()
    for notice in notices:
        called = _called_by(notice)
        if called and called in drawn:
            continue  # an earlier word about the same meeting
        drawn.add(called)
        calendar.add_component(_event(notice, changes.get(called, [])))
    calendar.add_missing_timezones()  # RFC 5545 3.2.19: each TZID has its VTIMEZONE
    return calendar.to_ical()


def term(notice: Notice) -> str:
    """Say from when to when `notice` holds, with the zone: phones and readers of feeds are not all in ours."""
    moments = [
        date_format(timezone.localtime(at), "DATETIME_FORMAT") for at in (notice.starts_at, notice.ends_at)
    ]
    return _("In force from %(begin)s to %(end)s, Beijing time (UTC+8).") % {
        "begin": moments[0], "end": moments[1],
    }  # fmt: skip


def _called_by(notice: Notice) -> str:
    """Return the number of the notice that called the meeting which `notice` is about, '' when it is about none."""
    if notice.kind == Kind.MEETING:
        return notice.number
    return notice.facts["of"] if notice.kind == Kind.MEETING_CHANGE else ""


def _changes_of(notices: list[Notice]) -> dict[str, list[Notice]]:
    """Return what became of the meetings in `notices`: the changes in their order, by the number that called each."""
    numbers = {called for notice in notices if (called := _called_by(notice))}
    found: dict[str, list[Notice]] = {}
    rows = Notice.objects.filter(kind=Kind.MEETING_CHANGE, facts__of__in=sorted(numbers)).select_related(
        "area"
    )
    for change in rows.order_by("pk"):
        found.setdefault(change.facts["of"], []).append(change)
    return found


def _event(notice: Notice, changes: list[Notice]) -> Event:
    """Return the entry of `notice`; of a meeting the last word counts, under the number by which phones know it already."""
    called, notice = _called_by(notice), changes[-1] if changes else notice
    title, body = notice.in_readers_language()
    event = Event()
    event.add("uid", f"{called or notice.number}@{host()}")
    event.add("dtstamp", notice.published_at)
    event.add("url", absolute(notice.get_absolute_url()))
    event.add("description", f"{body}\n\n{term(notice)}")
    event.add("location", notice.facts.get("place") or notice.area.name)
    begins = _meeting_at(notice)
    if begins:
        event.add("summary", title)
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(hours=1))
        event.add("sequence", len(changes))
        if notice.facts.get("change") in {"cancelled", "not_held"}:
            event.add("status", "CANCELLED")
    else:
        last_day = timezone.localdate(notice.ends_at - timedelta(seconds=1))
        event.add("summary", _("Last day: %(title)s") % {"title": title})
        event.add("dtstart", last_day)
        event.add("dtend", last_day + timedelta(days=1))
    return event


def _meeting_at(notice: Notice) -> datetime | None:
    when = notice.facts.get("when", "") if _called_by(notice) else ""
    try:
        return timezone.make_aware(datetime.fromisoformat(when))
    except ValueError:
        return None
