"""Deadlines: the first day is not counted, a last day on a holiday rolls forward, unknown years are refused."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from panlong.errors import Refused
from panlong.policy import workdays
from panlong.policy.models import CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(*parts):
    return datetime(*parts, tzinfo=SHANGHAI)


def test_the_first_day_is_not_counted():
    assert workdays.after_working_days(at(2026, 11, 2, 23, 59), 1) == at(2026, 11, 4)


def test_weekends_and_holidays_do_not_count_but_make_up_days_do():
    assert not workdays.is_working_day(date(2026, 10, 1))
    assert workdays.is_working_day(date(2026, 10, 10))  # a Saturday worked for the holiday
    assert workdays.after_working_days(at(2026, 9, 30, 9), 1) == at(2026, 10, 9)


def test_a_last_day_on_a_holiday_rolls_forward():
    assert workdays.after_days(at(2026, 9, 28, 9), 3) == at(2026, 10, 9)


def test_a_year_nobody_has_announced_is_refused_not_guessed():
    with pytest.raises(Refused):
        workdays.is_working_day(date(2031, 3, 3))
    year = CalendarYear.objects.create(year=2031, source="通知")
    CalendarDay.objects.create(year=year, day=date(2031, 3, 3), is_working=False, note="假")
    assert not workdays.is_working_day(date(2031, 3, 3))
    assert workdays.is_working_day(date(2031, 3, 4))


def test_months_end_on_the_same_day_or_the_months_last():
    assert workdays.after_months(at(2026, 1, 31, 9), 1) == at(2026, 3, 1)
    assert workdays.after_months(at(2026, 7, 31, 9), 12) == at(2027, 8, 1)
