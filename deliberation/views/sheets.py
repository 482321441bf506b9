"""Pages of the lists on paper of a support poll: print them, read what was signed, check what somebody read."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deliberation import rules
from deliberation.forms.households import SheetForm
from deliberation.households import polls, sheets
from deliberation.models import PollSheet
from panlong.accounts.requests import SignedInRequest
from panlong.errors import Refused, database_refusals_as_refused, show_refusal
from projects.models import Project


def _project(request: SignedInRequest, pk: int) -> Project:
    """Return the project for whoever takes down answers of its households; raise PermissionDenied for others."""
    of_helpers = Project.objects.select_related("area").prefetch_related("task_group")
    project = get_object_or_404(of_helpers, pk=pk)
    if not rules.may_help_households(request.user, project):
        raise PermissionDenied
    return project


def _sheet(request: SignedInRequest, pk: int, number: int) -> PollSheet:
    project = _project(request, pk)
    sheet = get_object_or_404(
        PollSheet.objects.select_related("area", "poll"), pk=number, poll__project=project
    )
    sheet.poll.project = project
    if not sheets.may_read_sheet(request.user, sheet):
        raise Http404
    return sheet


@never_cache
@login_required
@require_GET
def sheet_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The lists of one's own doors and how far each is."""
    project = _project(request, pk)
    context = {
        "project": project,
        "poll": polls.open_poll(project),
        "sheets": sheets.sheets_for(request.user, project),
    }
    return render(request, "deliberation/sheets.html", context)


@never_cache
@login_required
@require_POST
def print_sheets(request: SignedInRequest, pk: int) -> HttpResponse:
    """The PDF of the lists of one's own doors; printed again they are the same ones."""
    project = _project(request, pk)
    try:
        with database_refusals_as_refused():
            made = sheets.print_sheets(project, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("deliberation:sheets", pk)
    if not made:
        messages.error(request, _("No household with a voice lives in the places of your posts."))
        return redirect("deliberation:sheets", pk)
    answer = HttpResponse(sheets.as_pdf(project, made), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="lists-{pk}.pdf"'
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def read_sheet(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Read a signed list line by line: the first one with its photo, the next one against it."""
    sheet = _sheet(request, pk, number)
    readings = list(sheet.readings.select_related("by"))
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        lines=sheets.lines_to_read(sheet, readings),
        with_photo=not readings,
    )
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                sheets.read_sheet(sheet, by=request.user, **form.verb_kwargs())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _done(sheet, bool(readings)))
            return redirect("deliberation:sheets", pk)
    context = {
        "project": sheet.poll.project,
        "sheet": sheet,
        "form": form,
        "readings": readings,
        "mine": any(one.by_id == request.user.pk for one in readings),
        "is_closed": sheet.poll.closed_at is not None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "deliberation/sheet.html", context, status=status)


def _done(sheet: PollSheet, checked: bool) -> str:
    left = sheets.lines_to_read(sheet, list(sheet.readings.all()))
    if not checked:
        return _("List %(serial)s is entered. Another person checks it against the photo.") % {
            "serial": sheet
        }
    if left:
        return _("You two differ in some lines of list %(serial)s; a third person reads them.") % {
            "serial": sheet
        }
    return _("List %(serial)s is checked; its answers are counted.") % {"serial": sheet}


@never_cache
@login_required
@require_GET
def sheet_photo(request: SignedInRequest, pk: int, number: int) -> FileResponse:
    """The photo of a signed list, for those who read it."""
    sheet = _sheet(request, pk, number)
    reading = sheet.readings.exclude(scan_digest="").first()
    if reading is None:
        raise Http404
    return FileResponse(reading.scan.open("rb"), content_type="image/jpeg")
