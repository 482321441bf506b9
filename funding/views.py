import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet, Sum
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from funding import bank as bank_statements
from funding import chain, exports, queries, rules, suppliers
from funding.forms import BankForm, MoneyFilterForm
from funding.grants import grant_in_force, own_share
from funding.models import BankStatement, Contribution, Entry, Link, Posting, Source, Voucher
from panlong import audit, pdf, photos, policy
from panlong.accounts import sheets
from panlong.accounts.admin_spreadsheets import SealedStorage
from panlong.accounts.models import Role
from panlong.areas.models import Area, within
from panlong.errors import Refused, require
from projects import rules as project_rules
from projects.models import Project

PAGE = 10
REMEMBERED = 600  # seconds
NOT_REVERSED = Q(receipts__entry__reversed_by__isnull=True)


def _understood(request) -> tuple[MoneyFilterForm, dict, str]:
    """Return the form of the filters, what they ask for, and by what to put the figures together."""
    form = MoneyFilterForm(request.GET)
    wanted = form.wanted()
    by = wanted.pop("by", "") or "street"
    if "area" in wanted:
        wanted["areas"] = [wanted.pop("area")]
    return form, wanted, by


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
def money(request):
    """All funds: where they come from, who got how much, what is left."""
    form, wanted, by = _understood(request)
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


def _is_plain(request, form: MoneyFilterForm) -> bool:
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


def _figures(request, form: MoneyFilterForm, wanted: dict, by: str, page: str) -> dict:
    sums = queries.sums_of(**wanted)
    groups, by_source, total = queries.grouped_by_source_and_in_all(sums, by)
    in_order = [row for source in Source for row in by_source if row["group"] == source and row["came"]]
    asked = _asked(form)
    shown = _few(queries.per_project(**wanted), page)
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
        "by_label": dict(form.fields["by"].choices)["" if by == "street" else by],
        "files": _files(reverse("funding:money"), urlencode(asked)),
    }


def _in_words(form: MoneyFilterForm, name: str) -> str:
    """Return what was chosen in filter `name` as people say it."""
    chosen = form.cleaned_data[name]
    return str(chosen if isinstance(chosen, Area) else dict(form.fields[name].choices)[chosen])


@dataclass(frozen=True)
class Few:
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


def _few(rows: QuerySet, page: str) -> Few:
    """Return page `page` of `rows`, the last one when there are fewer, the first one when it is no number."""
    number = max(1, int(page)) if page.isascii() and page.isdecimal() else 1
    found = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    if number > 1 and not found:
        last = Paginator(rows, PAGE).get_page(number)
        return Few(list(last), last.number, has_next=False)
    return Few(found[:PAGE], number, has_next=len(found) > PAGE)


def _asked(form: MoneyFilterForm) -> dict:
    """Return the filters that were understood, as they stand in an address."""
    return {name: form.data[name] for name in form.fields if form.data.get(name) and name not in form.errors}


@require_GET
def project(request, pk: int):
    """The money of one project as a story: received, approved, paid, spent, left; each figure with its papers."""
    project = _readable(request, pk)
    entries = list(queries.booked(Posting.objects.filter(account__project=project)))
    undone = {posting.entry.reverses_id for posting in entries}
    for posting in entries:
        posting.shown = queries.FIGURES[posting.figure][1] * posting.amount
        posting.is_undone = posting.entry_id in undone
    money = queries.money_of(project)
    spent_by_line = {
        line: sum(v.amount for v in line.vouchers.all() if not v.is_reversed)
        for line in project.budget_lines.prefetch_related("vouchers")
    }
    context = {
        "project": project,
        "money": money,
        "names": queries.NAMES,
        "has_minus": any(one.shown < 0 and one.figure not in queries.OWING for one in entries),
        "chapters": [
            {
                "name": name,
                "label": queries.NAMES[name],
                "entries": [one for one in entries if one.figure == name],
                "always": name not in queries.SELDOM,
            }
            for name in queries.FIGURES
        ],
        "sources": queries.by_source(project),
        "lines": spent_by_line.items(),
        "own_share": own_share(project),
        "grant": grant_in_force(project),
        "reviews": project.street_reviews.exclude(verdict="").select_related(
            "handler", "reviewer", "approval__by"
        ),
        "tranches": queries.parts_of(project).select_related(
            "requested_by", "checked_by", "approved_by", "paid_by"
        ),
        "application": project.applications.last(),
        "rounds": project.quotation_rounds.all(),
        "quotations": project.quotations.all(),
        "choices": project.supplier_choices.select_related("quotation"),
        "bills": queries.bills(project=project),
        "contract": suppliers.contract_of(project),
        "may_invite": request.user.is_authenticated
        and rules.may_spend(request.user, project)
        and suppliers.round_taking_prices(project) is not None,
        "sees_originals": rules.may_see_originals(request.user, project),
        "changes": project.grant_changes.all(),
        "overdue": queries.overdue(project=project),
        "pledges": project.pledges.annotate(
            kept=Sum("receipts__amount", filter=NOT_REVERSED, default=queries.ZERO)
        ),
        "gifts": project.gifts_in_kind.all(),
        "worth": project.gifts_in_kind.aggregate(sum=Sum("worth", default=queries.ZERO))["sum"],
        "files": _files(reverse("funding:project", args=[pk])),
        "head": Link.objects.filter(chain=project.pk).last(),
    }
    return render(request, "funding/project.html", context)


def _files(page: str, query: str = "") -> list[dict]:
    """Return the files that `page` offers, with its filters."""
    question = f"?{query}" if query else ""
    return [
        {"name": form.ending.upper(), "address": f"{page}export.{name}{question}"}
        for name, form in exports.FORMS.items()
    ]


def _readable(request, pk: int) -> Project:
    project = get_object_or_404(Project.objects.select_related("area"), pk=pk)
    if not project_rules.may_read(request.user, project):
        raise Http404
    return project


@require_GET
def export(request, form: str):
    """What `/money/` shows, booking by booking, as csv, xlsx, json or OCDS; the sums are the page's to the cent."""
    _form, wanted, _by = _understood(request)
    return _file(request, queries.postings_of(**wanted), form, "money")


@require_GET
def export_project(request, pk: int, form: str):
    """The same of one project."""
    project = _readable(request, pk)
    return _file(request, Posting.objects.filter(account__project=project), form, f"money-{pk}")


def _file(request, postings, form: str, name: str) -> HttpResponse:
    maker = exports.FORMS.get(form)
    if maker is None:
        raise Http404
    rows = queries.booked(postings)
    if rows.count() > exports.MOST:
        refusal = gettext("These are too many bookings for one file; choose a year or an area.")
        return HttpResponse(refusal, status=413, content_type="text/plain; charset=utf-8")
    content = maker.make(rows, request.build_absolute_uri())
    response = HttpResponse(content, content_type=maker.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{maker.ending}"'
    return response


@require_GET
def entry(request, pk: int):
    """One booking with its paper, as it stands in the chain."""
    entry = get_object_or_404(
        Entry.objects.select_related(
            "project__area", "reverses", "voucher__line", "voucher__bill", "contribution", "tranche"
        ),
        pk=pk,
        project__isnull=False,
    )
    if not project_rules.may_read(request.user, entry.project):
        raise Http404
    postings = list(entry.postings.select_related("account__area", "account__project"))
    context = {
        "entry": entry,
        "project": entry.project,
        "amount": sum(posting.amount for posting in postings if posting.amount > 0),
        "postings": [
            {
                "account": one.account,
                "out": -one.amount if one.amount < 0 else None,
                "into": max(one.amount, 0) or None,
            }
            for one in postings
        ],
        "link": Link.objects.filter(kind="entry", row_id=entry.pk).last(),
        "voucher": getattr(entry, "voucher", None),
        "bill": queries.bills(entry=entry).select_related("line").first(),
        "contribution": getattr(entry, "contribution", None),
        "tranche": getattr(entry, "tranche", None),
        "reversed_by": getattr(entry, "reversed_by", None),
        "sees_originals": rules.may_see_originals(request.user, entry.project),
    }
    return render(request, "funding/entry.html", context)


@require_safe
def receipt(request, pk: int):
    """A receipt to print; the name of the giver by consent only."""
    contribution = get_object_or_404(Contribution.objects.select_related("project__area", "entry"), pk=pk)
    if not project_rules.may_read(request.user, contribution.project):
        raise Http404
    link = Link.objects.filter(kind="contribution", row_id=pk).last()
    facts = {
        "title": gettext("Receipt"),
        "number": contribution.number,
        "issuer": contribution.project.area.name,
        "amount": f"¥{contribution.amount:,.2f}",
        "rows": [
            [gettext("Received for"), contribution.project.title],
            [gettext("From"), contribution.public_giver or gettext("name not published")],
            [gettext("Source"), contribution.get_source_display()],
            [gettext("Received on"), contribution.received_on.isoformat()],
        ],
        "is_reversed": gettext("This booking was reversed.") if contribution.is_reversed else "",
        "told": gettext("The portal records money; it collects none."),
        "digest": link.digest if link else "",
        "code": pdf.qr(request.build_absolute_uri(reverse("funding:entry", args=[contribution.entry_id]))),
    }
    paper = pdf.make("receipt", facts, language=get_language() or settings.LANGUAGE_CODE)
    headers = {"Content-Disposition": f'inline; filename="{contribution.number}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


@require_GET
def overdue(request):
    """What small and medium suppliers wait for longer than the law allows."""
    return render(
        request, "funding/overdue.html", {"rows": queries.overdue(), "days": policy.number("payment_days")}
    )


# --- Statements of the bank ---------------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request):
    """The statements of the bank: choose a file, look at what it would say, keep it."""
    areas = request.user.areas_of(rules.BANK_READERS)
    if not areas:
        raise Http404
    own = request.user.areas_of({Role.STREET_FINANCE})
    context: dict = {
        "statements": BankStatement.objects.filter(within(areas, field="area__code")).select_related("area")[
            :50
        ],
        "form": BankForm(areas=own) if own else None,
    }
    if request.method == "POST" and own:
        staged = SealedStorage(request.POST.get("staged") or None)
        try:
            if request.POST.get("staged"):
                area, name = _area_of(request, own), request.POST.get("name", "")[:120]
                data = staged.read() if re.fullmatch("[0-9a-f]{32}", staged.name) else None
                require(data is not None, gettext("The file is not kept any more; choose it again."))
                kept = bank_statements.keep(area, by=request.user, name=name, data=data)
                staged.remove()
                return redirect("funding:statement", kept.pk)
            context["form"] = form = BankForm(request.POST, request.FILES, areas=own)
            if form.is_valid():
                file, area = form.cleaned_data["file"], form.cleaned_data["area"]
                require(file.size <= sheets.MOST_BYTES, gettext("The file is too large."), field="file")
                data = file.read()
                context |= _told(bank_statements.compare(bank_statements.read(file.name, data), area))
                staged.save(data)
                context |= {"staged": staged.name, "name": file.name, "area": area}
        except Refused as refusal:
            context["form"] = form = BankForm(request.POST, request.FILES, areas=own)
            form.add_error(refusal.field, refusal.reason)
    return render(
        request, "funding/bank.html", context, status=400 if getattr(context["form"], "errors", None) else 200
    )


def _area_of(request, areas: list[Area]) -> Area:
    return next((area for area in areas if str(area.pk) == request.POST.get("area")), areas[0])


def _told(compared: list) -> dict:
    """Return the payments that were compared, and how many match."""
    return {"compared": compared, "matched": sum(one.what == "matched" for one in compared)}


@never_cache
@login_required
@require_GET
def statement(request, pk: int):
    """One statement of the bank beside our payments, as both are now."""
    areas = request.user.areas_of(rules.BANK_READERS)
    kept = get_object_or_404(BankStatement.objects.filter(within(areas, field="area__code")), pk=pk)
    context = {"statement": kept, **_told(bank_statements.compare(kept.lines.all(), kept.area))}
    return render(request, "funding/statement.html", context)


@require_safe
def scan(request, pk: int, copy: str, papers: type[Model] = Voucher):
    """The photo of an invoice: the public copy (also small) for everybody, the original for those entitled, each look on record."""
    paper = get_object_or_404(papers._default_manager.select_related("project__area"), pk=pk)
    if not project_rules.may_read(request.user, paper.project):
        raise Http404
    if copy == "original":
        if not rules.may_see_originals(request.user, paper.project):
            raise PermissionDenied
        audit.record("see_original", by=request.user, target=paper, area_code=paper.project.area.code)
    photo = {"original": paper.scan, "public": paper.public_scan, "small": paper.public_scan}.get(copy)
    file = _open(photo, photos.small_name(photo.name) if copy == "small" else photo.name) if photo else None
    if file is None:
        raise Http404
    for_all = copy != "original" and paper.project.is_public
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if for_all else "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(file, content_type="image/jpeg", headers=headers)


def _open(photo, name: str):
    """Return the file `name` of the field file `photo`, or the photo itself where there is no small version; None if neither is there."""
    for one in dict.fromkeys((name, photo.name)):
        try:
            return photo.storage.open(one, "rb")
        except OSError:
            continue
    return None


@require_GET
def seals(request):
    """The seals of the ledger, to be kept by whoever wants to prove later that nothing was altered."""
    text = "".join(f"{line}\n" for line in chain.lines())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
