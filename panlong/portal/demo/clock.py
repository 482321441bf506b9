"""The demo's clock: a visitor may let time pass, so that a road of months can be walked in ten minutes."""

from datetime import datetime, timedelta

import holidays
from django.utils import timezone

from panlong import clock
from panlong.policy.models import CalendarYear
from panlong.portal.demo.models import DemoClock

YEARS_AHEAD = 3  # the longest term of a road that begins today: the warranty


def follow_demo_clock() -> None:
    """Set this thread's clock to the demo's."""
    clock.set_offset(DemoClock.objects.values_list("offset", flat=True).first() or timedelta())


def let_time_pass(until: datetime) -> None:
    """Set the demo's clock ahead so that it is `until` now; it never goes back."""
    ahead = max(until - timezone.now(), timedelta())
    DemoClock.objects.get_or_create(pk=1)
    DemoClock.objects.filter(pk=1, offset__lt=ahead).update(offset=ahead)
    know_the_years(until)
    follow_demo_clock()


def know_the_years(now: datetime) -> None:
    """Let the demo count working days in years that the State Council has not announced: Monday to Friday."""
    for year in range(now.year, now.year + YEARS_AHEAD):
        announced = any(day.year == year for day in holidays.CN(years=year).weekend_workdays)
        if not announced:
            CalendarYear.objects.get_or_create(
                year=year, defaults={"source": f"演示：{year}年放假安排尚未公布"}
            )


class DemoClockMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path not in {"/livez", "/readyz", "/healthz"} and not request.path.startswith("/static/"):
            follow_demo_clock()
        return self.get_response(request)
