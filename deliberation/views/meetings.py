"""Pages of meetings and of those who sit in them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from deliberation.models import Council
from panlong import clock
from panlong.areas.models import Area


@require_GET
def council(request: HttpRequest, pk: int) -> HttpResponse:
    """A residents' council: who sits in it, how they were chosen, until when, and what it met about."""
    body = get_object_or_404(Council.objects.select_related("area"), pk=pk)
    context = {
        "council": body,
        "places": Area.objects.above(body.area),
        "members": body.members_on(clock.today()) if body.is_in_term else body.members.all(),
        "meetings": body.meetings.select_related("project").order_by("-starts_at")[:20],
    }
    return render(request, "deliberation/council.html", context)
