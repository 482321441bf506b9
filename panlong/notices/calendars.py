"""Notices as a calendar (RFC 5545): a meeting is an hour on its day, any other notice the last day of its term."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from panlong.notices.models import Kind, Notice


def of(notices) -> bytes:
    """Return `notices` as an .ics file, titled in the active language."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.OTP_TOTP_ISSUER}//{urlsplit(settings.SITE_URL).hostname}//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", settings.OTP_TOTP_ISSUER)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    for notice in notices:
        calendar.add_component(_event(notice))
    return calendar.to_ical()


def _event(notice: Notice) -> Event:
    title, body = notice.in_readers_language()
    event = Event()
    event.add("uid", f"{notice.number}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", notice.published_at)
    event.add("url", f"{settings.SITE_URL}{notice.get_absolute_url()}")
    event.add("description", body)
    event.add("location", notice.facts.get("place") or notice.area.name)
    begins = _meeting_at(notice)
    if begins:
        event.add("summary", title)
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(hours=1))
    else:
        last_day = timezone.localdate(notice.ends_at - timedelta(seconds=1))
        event.add("summary", _("Last day: %(title)s") % {"title": title})
        event.add("dtstart", last_day)
        event.add("dtend", last_day + timedelta(days=1))
    return event


def _meeting_at(notice: Notice) -> datetime | None:
    when = notice.facts.get("when", "") if notice.kind == Kind.MEETING else ""
    try:
        return timezone.make_aware(datetime.fromisoformat(when))
    except ValueError:
        return None
