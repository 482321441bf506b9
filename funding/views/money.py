"""The page of all money and what it is put together from."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms import ChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from funding.forms.receipts import MoneyFilterForm
from funding.ledger import chain, queries
from funding.models import Link, Source
from funding.views.common import download_links, read_filter
from panlong import policy
from panlong.areas.models import Area

PAGE = 10
REMEMBERED = 600  # seconds
NOT_REVERSED = Q(receipts__entry__reversed_by__isnull=True)


# What narrows the page down to a group that it put together, and how its parts are put together then.
CLOSER = {"street": ("area", "community"), "community": ("area", ""), "year": ("year", ""), "source": ("source", ""), "theme": ("theme", "")}  # fmt: skip


def _bars(rows: list[dict], by: str, asked: dict) -> list[dict]:
    """Return `rows` with the length of their bar for what came in, 0 to 100, and the address that looks closer at each."""
    most = max((row["came"] for row in rows), default=0)
    name, next_by = CLOSER[by]
    return [
        {
            **row,
            "of_100": max(0, int(row["came"] * 100 / most)) if most > 0 else 0,
            "address": "?" + urlencode({**asked, name: row["group"], "by": next_by}),
        }
        for row in rows
    ]


@require_GET
def money(request: HttpRequest) -> HttpResponse:
    """All funds: where they come from, who got how much, what is left."""
    form, wanted, by = read_filter(request)
    page = request.GET.get("page", "")[:8]
    key = _remembered_as(wanted, by, page) if form.is_valid() and _is_plain(request, form) else ""
    shown = cache.get(key) if key else None
    if shown is None:
        shown = render_to_string(
            "funding/money_figures.html", _figures(request, form, wanted, by, page), request
        )
        if key:
            cache.set(key, shown, REMEMBERED)
    return render(request, "funding/money.html", {"shown": shown})


def _is_plain(request: HttpRequest, form: MoneyFilterForm) -> bool:
    """Say whether only what we know was asked for, each once: what else stands in an address goes into nobody's page."""
    return set(request.GET) <= {*form.fields, "page"} and all(
        len(one) == 1 for _name, one in request.GET.lists()
    )


def _remembered_as(wanted: dict, by: str, page: str) -> str:
    """Return under what the figures are remembered: another booking, language or question is another one."""
    newest = Link.objects.order_by("-pk").values_list("digest", flat=True).first()
    asked = {**wanted, "areas": [area.code for area in wanted.get("areas", ())]}
    parts = repr((newest, get_language(), sorted(asked.items()), by, page))
    return f"money:{hashlib.sha256(parts.encode()).hexdigest()}"


def _figures(request: HttpRequest, form: MoneyFilterForm, wanted: dict, by: str, page: str) -> dict:
    sums = queries.sums_of(**wanted)
    groups, by_source, total = queries.grouped_by_source_and_in_all(sums, by)
    in_order = [row for source in Source for row in by_source if row["group"] == source and row["came"]]
    asked = _asked(form)
    shown = _uncounted_page(queries.per_project(**wanted), page)
    for row in shown.object_list:
        row["came"] = row["received"] + row["paid"]
    return {
        "form": form,
        "by": by,
        "asked": [_in_words(form, name) for name in asked if name != "by"],
        "names": queries.NAMES,
        "asked_as": urlencode(asked),
        "total": total,
        "sources": _bars(in_order, "source", asked),
        "groups": _bars(groups, by, asked),
        "page": shown,
        "envelopes": queries.envelopes(),
        "by_label": _names_of(form, "by")["" if by == "street" else by],
        "files": download_links(reverse("funding:money"), urlencode(asked)),
    }


def _names_of(form: MoneyFilterForm, name: str) -> dict:
    """Return what can be chosen in filter `name`: {value: words}."""
    field = form.fields[name]
    assert isinstance(field, ChoiceField)
    # Pairs, in whatever way they were given.
    return dict(cast("Iterable[tuple[str, str]]", field.choices))


def _in_words(form: MoneyFilterForm, name: str) -> str:
    """Return what was chosen in filter `name` as people say it."""
    chosen = form.cleaned_data[name]
    return str(chosen if isinstance(chosen, Area) else _names_of(form, name)[chosen])


@dataclass(frozen=True)
class UncountedPage:
    """A page of rows that nobody counted: of tens of thousands, counting takes longer than the rest of the page."""

    object_list: list
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def _uncounted_page(rows: QuerySet, page: str) -> UncountedPage:
    """Return page `page` of `rows`, the last one when there are fewer, the first one when it is no number."""
    number = max(1, int(page)) if page.isascii() and page.isdecimal() else 1
    found = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    if number > 1 and not found:
        last = Paginator(rows, PAGE).get_page(number)
        return UncountedPage(list(last), last.number, has_next=False)
    return UncountedPage(found[:PAGE], number, has_next=len(found) > PAGE)


def _asked(form: MoneyFilterForm) -> dict:
    """Return the filters that were understood, as they stand in an address."""
    return {name: form.data[name] for name in form.fields if form.data.get(name) and name not in form.errors}


@require_GET
def overdue(request: HttpRequest) -> HttpResponse:
    """What small and medium suppliers wait for longer than the law allows."""
    return render(
        request, "funding/overdue.html", {"rows": queries.overdue(), "days": policy.number("payment_days")}
    )


@require_GET
def seals(request: HttpRequest) -> HttpResponse:
    """The seals of the ledger, to be kept by whoever wants to prove later that nothing was altered."""
    text = "".join(f"{line}\n" for line in chain.chain_lines())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
