"""The public pages of the rules that issues led to."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from projects.models import Project, Regulation


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """All rules, the newest first, with how many projects each solved."""
    rows = Regulation.objects.select_related("area").annotate(cases=Count("solved"))
    return render(request, "projects/rules.html", {"rules": rows})


@require_GET
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule, and the public projects that it solved."""
    found = get_object_or_404(Regulation.objects.select_related("area"), pk=pk)
    solved = Project.objects.published().filter(rules__rule=found).for_cards()
    return render(request, "projects/rule.html", {"rule": found, "projects": solved})
