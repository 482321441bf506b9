"""Pages for one's own doors, whatever is asked there."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from deliberation import rules
from deliberation.forms.households import DoorForm
from deliberation.households import doors
from deliberation.households.own_doors import OwnDoor, next_own_door, own_doors
from panlong.accounts.requests import SignedInRequest
from panlong.errors import NotPermitted, Refused, database_refusals_as_refused


def _mine(request: SignedInRequest) -> list[OwnDoor]:
    if not request.user.areas_of(rules.HELPERS):
        raise PermissionDenied
    return own_doors(request.user)


@never_cache
@login_required
@require_GET
def own_door_list(request: SignedInRequest) -> HttpResponse:
    """The doors of one's own over all open polls and reviews."""
    mine = _mine(request)
    projects = {question.project.pk: question.project for one in mine for question in one.questions}
    context = {
        "doors": mine,
        "projects": projects.values(),
        "questions": sum(len(one.questions) for one in mine),
        "waiting": sum(one.waiting for one in mine),
        "next": next((one for one in mine if one.waiting), None),
    }
    return render(request, "deliberation/own_doors.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_door(request: SignedInRequest, household: int) -> HttpResponse:
    """One door with every question that is open there: each answer is a button, behind the last one comes the next door."""
    mine = _mine(request)
    here = next((one for one in mine if one.household.pk == household), None)
    if here is None and request.method == "POST":
        messages.error(request, _("This has closed meanwhile; no answer is taken down any more."))
        return redirect("deliberation:own-doors")
    if here is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            problem = _take_down(request, here)
        except NotPermitted:
            raise PermissionDenied from None
        except Refused as refusal:
            problem = str(refusal.reason)
        if not problem:
            return _go_on(request, household)
    context = {
        "here": here, "problem": problem, "next": next_own_door(mine, here.household),
        "answered": sum(not one.waiting for one in mine), "number": len(mine),
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return render(request, "deliberation/own_door.html", context, status=status)


def _take_down(request: SignedInRequest, here: OwnDoor) -> str:
    """Take down what was pressed; return why not, '' when it is on record."""
    asked = request.POST.get("project", "")
    question = next((one for one in here.questions if str(one.project.pk) == asked), None)
    if question is None:
        return _("This has closed meanwhile; no answer is taken down any more.")
    form = DoorForm(request.POST, voices=question.voices)
    if not form.is_valid():
        return " ".join(str(error) for errors in form.errors.values() for error in errors)
    with database_refusals_as_refused():
        doors.say_at_the_door(
            question.project, by=request.user, household=here.household, **form.cleaned_data
        )
    voice = dict(question.voices)[form.cleaned_data["voice"]]
    messages.success(request, _("%(door)s: “%(voice)s” is on record.") % {"door": here.name, "voice": voice})
    return ""


def _go_on(request: SignedInRequest, household: int) -> HttpResponse:
    """Stay at the door while something is left to ask there, else go to the next one."""
    mine = own_doors(request.user)
    here = next((one for one in mine if one.household.pk == household), None)
    if here is not None and here.waiting:
        return redirect("deliberation:own-door", household)
    following = next_own_door(mine, here.household) if here else None
    if following:
        return redirect("deliberation:own-door", following.household.pk)
    return redirect("deliberation:own-doors")
