"""The demo's own pages. Outside demo mode these addresses do not exist."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from django_otp import login as remember_second_factor
from django_otp.plugins.otp_totp.models import TOTPDevice

import deliberation.tasks
import funding.tasks
import projects.tasks
from panlong import clock
from panlong.accounts.models import OutgoingSms, User
from panlong.notices.models import Delivery
from panlong.portal.demo.clock import let_time_pass
from panlong.portal.demo.personas import BY_KEY, OFFICIALS, PERSONAS
from projects.models import Project


@never_cache
@require_GET
def personas(request: HttpRequest) -> HttpResponse:
    """One button per person."""
    people = [{"key": one.key, "name": one.name, "what": _(one.what)} for one in PERSONAS]
    return render(request, "demo/personas.html", {"people": people})


@csrf_exempt  # scripts drive the demo too, and signing in as an invented person gives nothing away
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as ``persona``; officials with their second factor."""
    persona = BY_KEY.get(request.POST.get("persona", ""))
    if persona is None:
        return HttpResponseBadRequest("unknown persona\n", content_type="text/plain; charset=utf-8")
    user = User.objects.by_phone(persona.phone)
    if user is None:
        raise Http404
    login(request, user)
    if persona.key in OFFICIALS:
        device, _is_new = TOTPDevice.objects.get_or_create(
            user=user, confirmed=True, defaults={"name": "demo"}
        )
        remember_second_factor(request, device)
    return redirect(_back(request, "pages:desk" if persona.role else "pages:me"))


@require_POST
def pass_time(request: HttpRequest) -> HttpResponse:
    """Let time pass: a day, a week, or until the present term of ``project`` is over; then run the sweeps."""
    if pk := request.POST.get("project", ""):
        project = get_object_or_404(Project, pk=pk if pk.isascii() and pk.isdigit() and len(pk) < 10 else 0)
        times = [
            project.stage_due,
            *project.meetings.filter(minutes_at__isnull=True, called_off="").values_list(
                "starts_at", flat=True
            ),
            *project.quotation_rounds.filter(opened_at__isnull=True).values_list("closes_at", flat=True),
        ]
        ahead = sorted(moment for moment in times if moment and moment > clock.now())
        until = ahead[0] + timedelta(seconds=1) if ahead else None
    else:
        until = clock.now() + timedelta(days={"day": 1, "week": 7}.get(request.POST.get("by", ""), 0))
    if until is None:
        messages.info(request, _("Nothing of this project waits for a day to come."))
    else:
        let_time_pass(until)
        projects.tasks.sweep()
        deliberation.tasks.sweep()
        funding.tasks.open_due_rounds()
        messages.info(request, _("The demo's clock was set ahead."))
    return redirect(_back(request, "demo:personas"))


@never_cache
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """What was sent by text message: sign-in codes, and messages to people."""
    told = Delivery.objects.filter(channel="sms").select_related("message", "person")
    return render(request, "demo/outbox.html", {"rows": OutgoingSms.objects.all()[:50], "told": told[:50]})


def _back(request: HttpRequest, default: str) -> str:
    wanted = request.POST.get("next", "")
    return (
        wanted
        if wanted.startswith("/")
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
        else default
    )
