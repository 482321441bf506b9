"""The plan of a project, version by version: what each says, what it changed, and who agreed to which."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from funding.ledger import queries
from funding.models import Source
from funding.views.common import readable_project
from projects.models import PlanVersion
from projects.models.plan_changes import differences


@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the plan as it is now with its sources, and below every version with its differences in words."""
    project = readable_project(request, pk)
    versions = list(
        project.plan_versions.select_related("area", "by", "notice").prefetch_related(
            "support_polls", "meetings", "candidacies"
        )
    )
    before: PlanVersion | None = None
    shown = []
    for version in versions:
        shown.append({"version": version, "differences": differences(before, version) if before else []})
        before = version
    promised = queries.promised_by_source(project)
    sources = [
        {"source": source.label, "planned": before.shares[source], "promised": promised.get(source, 0)}
        for source in Source
        if before and source in before.shares
    ]
    context = {"project": project, "current": before, "versions": shown[::-1], "sources": sources}
    return render(request, "funding/plan.html", context)
