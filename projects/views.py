from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from panlong.accounts.requests import SignedInRequest
from panlong.errors import NotPermitted, Refused, database_refusals_as_refused
from panlong.tools import spelling
from panlong.tools.searching import plain_columns, says
from projects import rules
from projects.forms import FilterForm, ProposeForm
from projects.models import Project

PAGE = 12
TEXTS = ("title", "problem", "plan", "area__name")  # in which words are looked for


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All public projects, by filter and text, a page at a time."""
    form = FilterForm(request.GET)
    wanted = form.wanted()
    projects = Project.objects.readable_by(request.user).for_cards()
    if area := wanted.get("area"):
        projects = projects.within(area)
    if text := wanted.get("q"):
        projects = projects.alias(**plain_columns(*TEXTS))
        for word in spelling.words_of(text):
            projects = projects.filter(says(word, TEXTS))
    for name in ("stage", "theme", "kind"):
        if name in wanted:
            projects = projects.filter(**{name: wanted[name]})
    page = Paginator(projects, PAGE).get_page(request.GET.get("page"))
    return render(request, "projects/list.html", {"page": page, "form": form, "wanted": wanted})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedInRequest) -> HttpResponse:
    """Write down a proposal."""
    if not rules.may_propose(request.user):
        return render(request, "projects/may_not_propose.html", status=HTTPStatus.FORBIDDEN)
    form = ProposeForm(
        request.POST or None, request.FILES or None, user=request.user, initial={"operation": uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                project = form.propose()
        except NotPermitted:
            raise PermissionDenied from None
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.reason))
        else:
            messages.success(request, _("Your draft is saved. Read it once more, then hand it in."))
            return redirect(project)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "projects/propose.html", {"form": form}, status=status)
