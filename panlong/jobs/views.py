"""What I asked for, and how far it is."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from panlong.jobs.models import Job


@never_cache
@login_required
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job of mine; the page asks again by itself while the work goes on."""
    return render(request, "jobs/job.html", {"job": get_object_or_404(Job, pk=pk, by=request.user.pk)})


@never_cache
@login_required
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The last twenty jobs of mine."""
    return render(request, "jobs/jobs.html", {"jobs": Job.objects.filter(by=request.user.pk)[:20]})
