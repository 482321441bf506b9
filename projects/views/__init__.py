from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from panlong.tools import spelling
from panlong.tools.searching import plain_columns, says
from projects.forms import FilterForm
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
