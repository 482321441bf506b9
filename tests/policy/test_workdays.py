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


@pytest.mark.parametrize("day, works", [
    (date(2026, 11, 6), True), (date(2026, 11, 7), False), (date(2026, 11, 8), False), (date(2026, 11, 9), True),
    (date(2026, 10, 7), False), (date(2026, 10, 8), True), (date(2026, 9, 20), True),  # a Sunday made up for
])  # fmt: skip
def test_monday_to_friday_is_worked_but_for_what_the_country_announces(day, works):
    assert workdays.is_working_day(day) is works


def test_what_the_portal_enters_goes_before_what_the_package_knows():
    year = CalendarYear.objects.create(year=2026, source="通知")
    CalendarDay.objects.create(year=year, day=date(2026, 11, 9), is_working=False)
    CalendarDay.objects.create(year=year, day=date(2026, 11, 7), is_working=True)
    assert not workdays.is_working_day(date(2026, 11, 9))
    assert workdays.is_working_day(date(2026, 11, 7))
    assert workdays.after_working_days(at(2026, 11, 6, 9), 2) == at(2026, 11, 11)


def test_an_entered_year_has_its_weekends():
    CalendarYear.objects.create(year=2031, source="通知")
    days = [workdays.is_working_day(date(2031, 3, day)) for day in range(3, 10)]  # Monday to Sunday
    assert days == [True] * 5 + [False] * 2


def test_a_day_is_over_at_midnight_where_the_portal_stands():
    assert workdays.end_of(date(2026, 12, 31)) == at(2027, 1, 1)


def test_no_days_are_over_with_the_day_itself():
    assert workdays.after_working_days(at(2026, 11, 7, 9), 0) == at(2026, 11, 8)


@pytest.mark.parametrize("days, end", [(1, at(2026, 11, 4)), (3, at(2026, 11, 6)), (4, at(2026, 11, 7)), (5, at(2026, 11, 10)), (6, at(2026, 11, 10))])  # fmt: skip
def test_calendar_days_roll_forward_over_a_weekend(days, end):
    assert workdays.after_days(at(2026, 11, 2, 9), days) == end


@pytest.mark.parametrize("months, end", [(0, at(2026, 11, 28)), (1, at(2026, 12, 28)), (2, at(2027, 1, 28)), (13, at(2027, 12, 28)), (14, at(2028, 1, 28)), (24, at(2028, 11, 28))])  # fmt: skip
def test_months_are_counted_over_the_turn_of_the_year(months, end):
    assert workdays.after_months(at(2026, 11, 27, 9), months) == end


@pytest.mark.parametrize("start, months, end", [(at(2028, 2, 29, 9), 12, at(2029, 3, 1)), (at(2027, 2, 28, 9), 12, at(2028, 2, 29)), (at(2026, 10, 31, 9), 1, at(2026, 12, 1)), (at(2026, 12, 31, 9), 2, at(2027, 3, 1))])  # fmt: skip
def test_a_shorter_month_ends_with_its_last_day(start, months, end):
    assert workdays.after_months(start, months) == end


def test_the_day_is_that_of_the_portals_time_zone():
    evening_in_london = datetime(
        2026, 11, 2, 17, tzinfo=ZoneInfo("Europe/London")
    )  # 1:00 on the 3rd in Kunming
    assert workdays.after_working_days(evening_in_london, 1) == at(2026, 11, 5)
    assert workdays.after_months(evening_in_london, 1) == at(2026, 12, 4)
