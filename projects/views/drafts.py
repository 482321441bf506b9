"""The pages on which a proposal is written, a step at a time."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panlong.accounts.requests import SignedInRequest
from panlong.errors import Refused, database_refusals_as_refused, show_refusal
from projects import heard, rules
from projects.forms.drafts import PhotosForm, StepForm, TakeDownForm, WhatForm, WhereForm
from projects.journey import proposing
from projects.journey.drafting import households_asked
from projects.journey.duplicates import finding
from projects.models import Photo, Project
from projects.stages import Stage

STEPS = 3


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedInRequest, operation: UUID | None = None) -> HttpResponse:
    """Step 1 of a new proposal, at an address of its own: whoever comes back to it finds the draft that it made.

    So the way back makes no second one. Whoever left a draft after its first step finds the words again.
    """
    if not rules.may_propose(request.user):
        return render(request, "projects/may_not_propose.html", status=HTTPStatus.FORBIDDEN)
    if request.method != "POST":
        own = Project.objects.filter(proposer=request.user)
        unfinished = (
            own.filter(stage=Stage.DRAFT, beneficiaries=None) if "new" not in request.GET else own.none()
        )
        if begun := (own.filter(operation=operation) if operation else unfinished).last():
            return redirect("projects:draft-what", begun.pk)
        if not operation:
            return redirect("projects:begin", uuid4())
    form = WhatForm(request.POST or None, user=request.user, initial={"operation": operation})
    return _take_step(request, form, 1, "projects:draft-where")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: SignedInRequest) -> HttpResponse:
    """Write down what a resident said, in one form."""
    if not rules.places_served_by(request.user):
        raise PermissionDenied
    initial = {"operation": uuid4(), **heard.begin_of_proposal(request.user, request.GET.getlist("note"))}
    form = TakeDownForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
    return _take_step(request, form, 0, "projects:draft")


def of_own_draft(view: Callable[[SignedInRequest, Project], HttpResponse]):
    """Give `view` the draft; to others it is not there, and after it was handed in its own page is."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def inner(request: SignedInRequest, pk: int) -> HttpResponse:
        project = get_object_or_404(Project.objects.select_related("area"), pk=pk)
        if not rules.may_edit(request.user, project):
            raise Http404
        if project.stage != Stage.DRAFT:
            messages.info(request, _("This proposal is handed in already."))
            return redirect(project)
        return view(request, project)

    return inner


@of_own_draft
def draft(request: SignedInRequest, project: Project) -> HttpResponse:
    """Go on where the draft was left."""
    step = "projects:draft-where" if project.beneficiaries is None else "projects:draft-photos"
    return redirect(step, project.pk)


@of_own_draft
def what(request: SignedInRequest, project: Project) -> HttpResponse:
    """Step 1 of a draft that is there already."""
    form = WhatForm(request.POST or None, user=request.user, project=project)
    return _take_step(request, form, 1, "projects:draft-where")


@of_own_draft
def where(request: SignedInRequest, project: Project) -> HttpResponse:
    """Step 2, with what neighbours ask for already."""
    form = WhereForm(request.POST or None, user=request.user, project=project)
    similar = finding.similar_projects(project, reader=request.user)
    return _take_step(request, form, 2, "projects:draft-photos", similar=similar)


@of_own_draft
def photos(request: SignedInRequest, project: Project) -> HttpResponse:
    """Step 3: photos, everything once more, and handing it in."""
    if project.beneficiaries is None:
        return redirect("projects:draft-where", project.pk)
    form = PhotosForm(request.POST or None, request.FILES or None, user=request.user, project=project)
    shown = project.photos.filter(moment=Photo.Moment.BEFORE)
    asked = households_asked(project).count()
    return _take_step(request, form, 3, "projects:draft-photos", photos=shown, asked=asked)


def _take_step(request: HttpRequest, form: StepForm, number: int, onward: str, **shown) -> HttpResponse:
    """Show step `number`, or keep it and lead `onward`; the button of the last one hands the proposal in."""
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                project = form.save()
                if "hand-in" in request.POST:
                    project = proposing.submit_proposal(project, by=form.user)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            if project.stage == Stage.DRAFT:
                return redirect(onward, project.pk)
            messages.success(request, _("Handed in. You are told when it has been checked."))
            return redirect(project)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    facts = {"form": form, "project": form.project, "number": number, "steps": STEPS, **shown}
    return render(request, "projects/draft.html", facts, status=status)
