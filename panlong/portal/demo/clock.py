"""The demo's clock: a visitor may let time pass, so that a road of months can be walked in ten minutes."""

from datetime import datetime, timedelta

from django.utils import timezone

from panlong import clock


def follow_demo_clock() -> None:
    """Set this thread's clock to the demo's."""
    from panlong.portal.demo.models import DemoClock  # noqa: PLC0415  (apps are not loaded yet)

    clock.set_offset(DemoClock.objects.values_list("offset", flat=True).first() or timedelta())


def let_time_pass(until: datetime) -> None:
    """Set the demo's clock ahead so that it is `until` now; it never goes back."""
    from panlong.portal.demo.models import DemoClock  # noqa: PLC0415  (apps are not loaded yet)

    ahead = max(until - timezone.now(), timedelta())
    DemoClock.objects.get_or_create(pk=1)
    DemoClock.objects.filter(pk=1, offset__lt=ahead).update(offset=ahead)
    follow_demo_clock()


class DemoClockMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path not in {"/livez", "/readyz", "/healthz"} and not request.path.startswith("/static/"):
            follow_demo_clock()
        return self.get_response(request)
