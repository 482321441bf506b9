"""Downloads of the books."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from funding.disclosure import exports
from funding.ledger import queries
from funding.models import Posting
from funding.views.common import read_filter, readable_project
from panlong.tools.addresses import absolute


@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """What `/money/` shows, booking by booking, as csv, xlsx, json or OCDS; the sums are the page's to the cent."""
    _form, wanted, _by = read_filter(request)
    return _file(request, queries.postings_of(**wanted), form, "money")


@require_GET
def export_project(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The same of one project."""
    project = readable_project(request, pk)
    return _file(request, Posting.objects.filter(account__project=project), form, f"money-{pk}")


def _file(request: HttpRequest, postings: QuerySet[Posting], form: str, name: str) -> HttpResponse:
    maker = exports.FORMS.get(form)
    if maker is None:
        raise Http404
    rows = queries.booked(postings)
    if rows.count() > exports.MAX_ROWS:
        refusal = gettext("These are too many bookings for one file; choose a year or an area.")
        return HttpResponse(refusal, status=413, content_type="text/plain; charset=utf-8")
    content = maker.make(rows, absolute(request.get_full_path()))
    response = HttpResponse(content, content_type=maker.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{maker.ending}"'
    return response
