"""What several pages of money share."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from funding.disclosure import exports
from funding.forms.receipts import MoneyFilterForm
from projects import rules as project_rules
from projects.models import Project


def read_filter(request: HttpRequest) -> tuple[MoneyFilterForm, dict, str]:
    """Return the form of the filters, what they ask for, and by what to put the figures together."""
    form = MoneyFilterForm(request.GET)
    wanted = form.wanted()
    by = wanted.pop("by", "") or "street"
    if "area" in wanted:
        wanted["areas"] = [wanted.pop("area")]
    return form, wanted, by


def download_links(page: str, query: str = "") -> list[dict]:
    """Return the files that `page` offers, with its filters."""
    question = f"?{query}" if query else ""
    return [
        {"name": form.ending.upper(), "address": f"{page}export.{name}{question}"}
        for name, form in exports.FORMS.items()
    ]


def readable_project(request: HttpRequest, pk: int) -> Project:
    project = get_object_or_404(Project.objects.select_related("area"), pk=pk)
    if not project_rules.may_read(request.user, project):
        raise Http404
    return project
