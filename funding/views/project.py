"""The money of one project, its entries, receipts and scans."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db.models import Sum
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_safe

from funding import rules
from funding.ledger import queries
from funding.models import Bill, Contribution, Entry, Link, Posting, Voucher
from funding.procurement import records
from funding.subsidies.grants import current_grant
from funding.subsidies.tranches import own_share
from funding.views.common import download_links, readable_project
from funding.views.money import NOT_REVERSED
from panlong import audit
from panlong.log.outside import shown
from panlong.tools import pdf, photos
from panlong.tools.addresses import absolute
from projects import rules as project_rules


@require_GET
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """The money of one project as a story: received, approved, paid, spent, left; each figure with its papers."""
    project = readable_project(request, pk)
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
        "grant": current_grant(project),
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
        "contract": records.current_contract(project),
        "may_invite": request.user.is_authenticated
        and rules.may_spend(request.user, project)
        and records.round_taking_prices(project) is not None,
        "sees_originals": rules.may_see_originals(request.user, project),
        "changes": project.grant_changes.all(),
        "overdue": queries.overdue(project=project),
        "pledges": project.pledges.annotate(
            kept=Sum("receipts__amount", filter=NOT_REVERSED, default=queries.ZERO)
        ),
        "gifts": project.gifts_in_kind.all(),
        "worth": project.gifts_in_kind.aggregate(sum=Sum("worth", default=queries.ZERO))["sum"],
        "files": download_links(reverse("funding:project", args=[pk])),
        "head": Link.objects.filter(chain=project.pk).last(),
    }
    return render(request, "funding/project.html", context)


@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One booking with its paper, as it stands in the chain."""
    entry = get_object_or_404(
        Entry.objects.select_related(
            "project__area", "reverses", "voucher__line", "voucher__bill", "contribution", "tranche"
        ),
        pk=pk,
        project__isnull=False,
    )
    assert entry.project is not None
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
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
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
        "code": pdf.make_qr_code(absolute(reverse("funding:entry", args=[contribution.entry_id]))),
        "log": shown.foot(shown.newest_head()),
    }
    paper = pdf.make_pdf("receipt", facts, language=get_language() or settings.LANGUAGE_CODE)
    headers = {"Content-Disposition": f'inline; filename="{contribution.number}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


@require_safe
def scan(
    request: HttpRequest, pk: int, copy: str, papers: type[Voucher] | type[Bill] = Voucher
) -> FileResponse:
    """The photo of an invoice: the public copy (also small) for everybody, the original for those entitled, each look on record."""
    paper = get_object_or_404(papers.objects.select_related("project__area"), pk=pk)
    if not project_rules.may_read(request.user, paper.project):
        raise Http404
    if copy == "original":
        if not rules.may_see_originals(request.user, paper.project):
            raise PermissionDenied
        audit.record("see_original", by=request.user, target=paper, area_code=paper.project.area.code)
    photo = {"original": paper.scan, "public": paper.public_scan, "small": paper.public_scan}.get(copy)
    file = _open(photo, is_small=copy == "small") if photo else None
    if file is None:
        raise Http404
    for_all = copy != "original" and paper.project.is_public
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if for_all else "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(file, content_type="image/jpeg", headers=headers)


def _open(photo: FieldFile, *, is_small: bool) -> File | None:
    """Return the file of `photo` or its small version, itself too where there is no small one; None if neither is there."""
    name = photo.name
    assert name is not None, "a photo that is there has a name"
    for one in dict.fromkeys((photos.small_name(name) if is_small else name, name)):
        try:
            return photo.storage.open(one, "rb")
        except OSError:
            continue
    return None
