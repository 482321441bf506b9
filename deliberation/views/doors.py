"""Pages for whoever goes from door to door, and what each household said once a poll is closed."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from deliberation import rules
from deliberation.forms.households import DoorForm
from deliberation.households import doors, named_results
from deliberation.models import SupportPoll
from panlong.accounts.requests import SignedInRequest
from panlong.errors import NotPermitted, Refused, database_refusals_as_refused
from projects import rules as project_rules
from projects.models import Project


def _project(request: SignedInRequest, pk: int) -> Project:
    project = get_object_or_404(Project.objects.select_related("area").prefetch_related("task_group"), pk=pk)
    if not project_rules.may_read(request.user, project):
        raise Http404
    return project


@never_cache
@login_required
@require_GET
def door_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The doors of one's own, who has answered and who not."""
    project = _project(request, pk)
    if not rules.may_help_households(request.user, project):
        raise PermissionDenied
    asked = doors.asked_now(project)
    mine = doors.doors_of(request.user, project, asked) if asked else []
    answered = sum(door.answer is not None for door in mine)
    context = {
        "project": project,
        "asked": asked,
        "asks_in_poll": asked is not None and isinstance(asked.parent, SupportPoll),
        "doors": mine,
        "answered": answered,
        "next": next((door for door in mine if door.answer is None), None),
    }
    return render(request, "deliberation/doors.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: SignedInRequest, pk: int, household: int) -> HttpResponse:
    """One door: a button for each answer, and behind it the next door."""
    project = _project(request, pk)
    if not rules.may_help_households(request.user, project):
        raise PermissionDenied
    asked = doors.asked_now(project)
    if asked is None:
        messages.error(request, _("This has closed meanwhile; no answer is taken down any more."))
        return redirect("deliberation:doors", pk)
    mine = doors.doors_of(request.user, project, asked)
    here = next((one for one in mine if one.household.pk == household), None)
    if here is None:
        raise Http404
    form = DoorForm(request.POST if request.method == "POST" else None, voices=asked.voices)
    if request.method == "POST" and form.is_valid():
        voice = form.cleaned_data["voice"]
        try:
            with database_refusals_as_refused():
                doors.say_at_the_door(project, by=request.user, household=here.household, **form.cleaned_data)
        except NotPermitted:
            raise PermissionDenied from None
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            said = {"door": here.name, "voice": dict(asked.voices)[voice]}
            messages.success(request, _("%(door)s: “%(voice)s” is on record.") % said)
            following = doors.next_door(mine, here.household)
            if following:
                return redirect("deliberation:door", pk, following.household.pk)
            return redirect("deliberation:doors", pk)
    context = {
        "project": project,
        "here": here,
        "form": form,
        "voices": asked.voices,
        "next": doors.next_door(mine, here.household),
        "answered": sum(one.answer is not None for one in mine),
        "number": len(mine),
    }
    status = HTTPStatus.CONFLICT if form.errors else HTTPStatus.OK
    return render(request, "deliberation/door.html", context, status=status)


@never_cache
@login_required
@require_GET
def named_result(request: SignedInRequest, pk: int) -> HttpResponse:
    """What each household answered in the last closed poll: for the households that had a voice in it, nobody else."""
    project = _project(request, pk)
    poll = named_results.last_closed_poll(project)
    if poll is None or not named_results.may_read_names(request.user, poll):
        raise PermissionDenied
    context = {"project": project, "poll": poll, "homes": named_results.answers_by_home(poll)}
    return render(request, "deliberation/named_result.html", context)
