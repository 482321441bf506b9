"""Deadlines. The first day is not counted and a last day on a holiday rolls forward (民法典 §201, §203).

Working days follow the national calendar with its make-up weekends. A year that is announced neither in the
`holidays` package nor in the portal's own table is refused, never guessed.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone
from django.utils.translation import gettext as _

from panlong.errors import Refused


@lru_cache(maxsize=64)
def _published(year: int) -> tuple[frozenset[date], frozenset[date]] | None:
    """Return (holidays, make-up working days) of `year` as the package knows them, None if not announced yet."""
    calendar = holidays.CN(years=year)
    made_up = frozenset(day for day in calendar.weekend_workdays if day.year == year)
    return (frozenset(calendar), made_up) if made_up else None


def is_working_day(day: date) -> bool:
    """Say whether `day` is a working day in China; raise Refused for a year whose calendar is not known."""
    return _is_working(day, _own_days(day))


def _own_days(first: date) -> dict[date, bool]:
    """Return the portal's own entries from `first` on, a few dozen a year: one query for a whole term."""
    from panlong.policy.models import CalendarDay  # noqa: PLC0415  (apps are not loaded yet)

    return dict(CalendarDay.objects.filter(day__gte=first).values_list("day", "is_working"))


def _is_working(day: date, own: dict[date, bool]) -> bool:
    from panlong.policy.models import CalendarYear  # noqa: PLC0415  (apps are not loaded yet)

    if day in own:
        return own[day]
    if published := _published(day.year):
        free, made_up = published
        return day in made_up or (day.weekday() < 5 and day not in free)
    if CalendarYear.objects.filter(year=day.year).exists():
        return day.weekday() < 5
    raise Refused(
        _(
            "The working days of %(year)d have not been announced to the portal. An administrator enters them under “Calendar years”."
        )
        % {"year": day.year}
    )


def end_of(day: date) -> datetime:
    """Return the moment at which `day` is over in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def after_working_days(start: datetime, days: int) -> datetime:
    """Return the end of the `days`-th working day after the day of `start`."""
    day = timezone.localdate(start)
    own = _own_days(day)
    while days:
        day += timedelta(days=1)
        days -= _is_working(day, own)
    return end_of(day)


def after_days(start: datetime, days: int) -> datetime:
    """Return the end of the `days`-th day after the day of `start`, rolled forward to a working day."""
    day = timezone.localdate(start) + timedelta(days=days)
    own = _own_days(day)
    while not _is_working(day, own):
        day += timedelta(days=1)
    return end_of(day)


def after_months(start: datetime, months: int) -> datetime:
    """Return the end of the same day `months` later (the month's last day where it is shorter).

    Not rolled forward: such terms run a year or two ahead, where no calendar is announced.
    """
    local = timezone.localdate(start)
    index = local.year * 12 + local.month - 1 + months
    year, month = divmod(index, 12)
    day = local.day
    while True:
        try:
            return end_of(date(year, month + 1, day))
        except ValueError:
            day -= 1
