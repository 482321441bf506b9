from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panlong.tools import spelling
from panlong.tools.searching import plain_columns, says
from projects.forms import FilterForm, PlaceFilterForm
from projects.models import Project, ProjectQuerySet
from projects.stages import Stage

PAGE = 12
TEXTS = ("title", "problem", "plan", "area__name")  # in which words are looked for


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All public projects, by filter and text, a page at a time."""
    projects = Project.objects.readable_by(request.user)
    return _list(request, FilterForm(request.GET), projects, {"title": _("Projects"), "proposes": True})


@require_GET
def reserve(request: HttpRequest) -> HttpResponse:
    """The projects in reserve (储备): those in the pool today, by place, theme and kind."""
    about = {
        "title": _("Projects in reserve"),
        "words": _("Talked through and agreed; they wait in the pool to be put to the vote."),
        "shows_due": True,
    }
    projects = Project.objects.published().filter(stage=Stage.POOLED)
    return _list(request, PlaceFilterForm(request.GET), projects, about)


@require_GET
def declared(request: HttpRequest) -> HttpResponse:
    """The declared projects (申报): those that the community reported to the street office, whatever became of them."""
    about = {
        "title": _("Declared projects"),
        "words": _("Chosen by the residents and reported to the street office, whatever became of them."),
    }
    projects = Project.objects.published().filter(declared_at__isnull=False)
    return _list(request, PlaceFilterForm(request.GET), projects, about)


def _list(
    request: HttpRequest, form: PlaceFilterForm, projects: ProjectQuerySet, about: dict
) -> HttpResponse:
    wanted = form.wanted()
    projects = projects.for_cards()
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
    return render(request, "projects/list.html", {**about, "page": page, "form": form, "wanted": wanted})
