"""The page on which somebody acts."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from panlong.accounts.requests import SignedInRequest
from panlong.acts import Act, ActForm
from panlong.errors import Refused, database_refusals_as_refused, show_refusal
from panlong.portal.acts import ACTS, CONFIDENTIAL_ACTS, is_due, with_facts
from projects import rules
from projects.models import Project


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take one act with one project: its form, and the verb behind it."""
    project = get_object_or_404(with_facts(Project.objects.all()), pk=pk)
    act = ACTS.get(name)
    if act is None or not rules.may_read(request.user, project):
        raise Http404
    if not act.may(request.user, project):
        raise PermissionDenied
    if project.stage not in act.stages:
        stage = {"stage": project.get_stage_display()}
        return _not_now(
            request, project, act, _("The project is at “%(stage)s” now; this is not open.") % stage
        )
    if act.page:
        return redirect(act.page, pk)
    if request.method != "POST":
        if not is_due(act, project, request.user):
            reason = _("There is nothing to do here for you now: it is done, or a step before it is missing.")
            return _not_now(request, project, act, reason, act.lacks(project) if act.lacks else [])
        form = act.form(project=project, user=request.user)
        return _act_page(request, project, act, form)
    form = act.form(request.POST, request.FILES, project=project, user=request.user)
    if not form.is_valid():
        return _act_page(request, project, act, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if "confirmed" not in request.POST and (words := form.look_again()):
        context = {"project": project, "act": act, "form": form, "words": words}
        return render(request, "projects/look_again.html", context)
    if act.watch:
        act.watch(request, project)
    try:
        with database_refusals_as_refused():
            assert act.run is not None, "an act without a page of its own has a verb"
            act.run(project, request.user, form)
    except Refused as refusal:
        status = show_refusal(form, refusal)
        fresh = Project.objects.select_related("area").get(pk=pk)
        return _act_page(request, fresh, act, form, status)
    messages.success(request, str(act.success_message))
    return redirect(project)


def _act_page(
    request: SignedInRequest, project: Project, act: Act, form: ActForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {"project": project, "act": act, "form": form, "is_confidential": act.name in CONFIDENTIAL_ACTS}
    return render(request, "projects/act.html", context, status=status)


def _not_now(
    request: SignedInRequest, project: Project, act: Act, reason: str, lacks: list[str] | None = None
) -> HttpResponse:
    return render(
        request,
        "projects/not_now.html",
        {"project": project, "act": act, "reason": reason, "lacks": lacks},
        status=HTTPStatus.CONFLICT,
    )
