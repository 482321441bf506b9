"""What time it is, for every rule of the portal.

In production this is the machine's (and PostgreSQL's) clock. Tests and the demo may set it ahead or freeze it:
all rules ask here, so a demo can live through a year in a minute.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.db.models import DateTimeField, DurationField, Func, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_offset: ContextVar[timedelta] = ContextVar("offset", default=timedelta())


def now() -> datetime:
    """Return the portal's present moment, timezone-aware."""
    return _frozen.get() or timezone.now() + _offset.get()


def today() -> date:
    """Return today's date in the portal's time zone (Asia/Shanghai)."""
    return timezone.localdate(now())


def until(ends_at: datetime) -> str:
    """Return the end of a term as people read it: the last day (ISO) of one that ends at midnight, otherwise day and hour."""
    local = timezone.localtime(ends_at)
    if local.hour == local.minute == 0:
        return timezone.localdate(ends_at - timedelta(seconds=1)).isoformat()
    return minute(ends_at)


def minute(moment: datetime) -> str:
    """Return `moment` in the portal's time zone as people read it, e.g. 2026-05-01 18:00."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def db_now() -> Combinable:
    """Return an SQL expression for this very moment by PostgreSQL's clock.

    ``clock_timestamp()`` goes on during a transaction, so a deadline is judged when the row is written.
    """
    if frozen := _frozen.get():
        return Value(frozen, output_field=DateTimeField())
    return Func(function="clock_timestamp", output_field=DateTimeField()) + Value(
        _offset.get(), output_field=DurationField()
    )


def db_now_sql() -> tuple[str, list]:
    """Return `db_now` for a statement written by hand: its text and its parameters."""
    if frozen := _frozen.get():
        return "%s::timestamptz", [frozen]
    return "(clock_timestamp() + %s::interval)", [_offset.get()]


def set_offset(offset: timedelta) -> None:
    """Set the clock of this thread or request ahead by `offset`; only the demo does this."""
    _offset.set(offset)


@contextmanager
def at(moment: datetime):
    """Freeze the clock at `moment` inside the with block (demo data and tests)."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
