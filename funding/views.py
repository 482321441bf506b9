from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from funding import chain, queries
from funding.forms import MoneyFilterForm

PAGE = 25


@require_GET
def money(request):
    """All funds: where they come from, who got how much, what is left."""
    form = MoneyFilterForm(request.GET)
    wanted = form.wanted()
    areas = [wanted.pop("area")] if "area" in wanted else []
    postings = queries.postings_of(areas=areas, **wanted)
    sources = queries.per_source(postings)
    most = max((row["amount"] for row in sources), default=0)
    for row in sources:
        row["of_100"] = int(row["amount"] * 100 / most) if most else 0
    context = {
        "form": form,
        "total": queries.summarise(postings),
        "sources": sources,
        "page": Paginator(queries.per_project(postings), PAGE).get_page(request.GET.get("page")),
        "envelopes": queries.envelopes(),
        "is_filtered": bool(areas or wanted),
    }
    return render(request, "funding/money.html", context)


@require_GET
def seals(request):
    """The seals of the ledger, to be kept by whoever wants to prove later that nothing was altered."""
    text = "".join(f"{line}\n" for line in chain.lines())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
