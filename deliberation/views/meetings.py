"""Pages of meetings and of those who sit in them."""

from http import HTTPStatus

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deliberation.council import attending, minutes, sixparties
from deliberation.forms.minutes import CheckInForm, DraftForm, PaperForm, SheetForm
from deliberation.models import Council, Meeting, MinutesDraft, PaperMinutes, SignInSheet, Unit
from panlong import clock
from panlong.accounts.models import User
from panlong.accounts.requests import SignedInRequest
from panlong.areas.models import Area
from panlong.errors import Refused, database_refusals_as_refused, show_refusal
from panlong.tools.addresses import absolute
from projects import rules as project_rules
from projects.models import Project


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    """Return a meeting about a project that the reader may read; Http404 otherwise."""
    rows = Meeting.objects.select_related("project__area", "council", "notice", "minutes_notice", "called_by")
    meeting = get_object_or_404(rows, pk=pk)
    if not project_rules.may_read(request.user, meeting.project):
        raise Http404
    return meeting


def _for_writers(request: SignedInRequest, pk: int) -> Meeting:
    meeting = _meeting(request, pk)
    if not project_rules.may_write_minutes(request.user, meeting.project):
        raise PermissionDenied
    return meeting


def _go_back(request: HttpRequest, meeting: Meeting, refusal: Refused) -> HttpResponse:
    messages.error(request, str(refusal.reason))
    return redirect(meeting)


@require_GET
def council(request: HttpRequest, pk: int) -> HttpResponse:
    """A residents' council: who sits in it, how they were chosen, until when, and what it met about."""
    body = get_object_or_404(Council.objects.select_related("area"), pk=pk)
    context = {
        "council": body,
        "places": Area.objects.above(body.area),
        "members": body.members_on(clock.today()) if body.is_in_term else body.members.all(),
        "meetings": body.meetings.select_related("project").order_by("-starts_at")[:20],
    }
    return render(request, "deliberation/council.html", context)


@never_cache
@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one meeting: who sits, when and where, what came of it; and for those who hold it what is to do."""
    one = _meeting(request, pk)
    draft = MinutesDraft.objects.select_related("chair", "by").filter(meeting=one).first()
    context = {
        "meeting": one,
        "project": one.project,
        "changes": one.changes.all(),
        "motions": one.motions.select_related("project"),
        "opinions": one.opinions.all(),
        "seats": sixparties.seats_of(one) if one.unit == Unit.PARTIES else [],
        "came": one.attendances.count(),
        **_to_do(request.user, one, draft),
    }
    return render(request, "deliberation/meetings/meeting.html", context)


def _to_do(user, one: Meeting, draft: MinutesDraft | None) -> dict:
    """Return what the reader may do about the meeting; nothing for the public."""
    is_open = one.minutes_at is None and not one.called_off
    if not isinstance(user, User):
        return {"may_check_in": False}
    writes = project_rules.may_write_minutes(user, one.project)
    signs = is_open and one.is_over and draft is not None and minutes.may_sign(user, one)
    context: dict = {
        "is_open": is_open,
        "writes": writes,
        "holds": writes and is_open and attending.has_begun(one),
        "may_check_in": is_open and attending.door_is_open(one) and attending.place_of(one, user) is not None,
        "sheets": one.sheets.all() if writes else [],
    }
    if draft is not None and (writes or signs):
        signatures = minutes.signatures_of(draft)
        context |= {
            "draft": draft,
            "signatures": signatures,
            "may_sign": signs and all(row.by_id != user.pk for row in signatures),
            "papers": draft.papers.filter(revision=draft.revision).select_related("by"),
            "paper_form": PaperForm(initial={"seen": draft.revision}) if writes and is_open else None,
        }
    return context


@never_cache
@login_required
@require_GET
def minutes_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """The minutes that are to be written about a project: the one meeting, or the list of several."""
    project = get_object_or_404(Project.objects.select_related("area"), pk=pk)
    if not project_rules.may_write_minutes(request.user, project):
        raise PermissionDenied
    rows = list(Meeting.objects.without_minutes().filter(project=project))
    if len(rows) == 1:
        return redirect("deliberation:draft", rows[0].pk)
    return redirect(f"{project.get_absolute_url()}#meetings")


# --- Who came -----------------------------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one is there, by the code on the door; whoever scans it has the code filled in already."""
    one = _meeting(request, pk)
    posted = request.POST if request.method == "POST" else None
    form, status = CheckInForm(posted, initial={"code": request.GET.get("code", "")[:20]}), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                attending.check_in(one, by=request.user, code=form.cleaned_data["code"])
        except Refused as refusal:
            status = show_refusal(form, refusal)
        else:
            messages.success(request, _("Welcome. It is on record that you are there."))
            return redirect(one)
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"meeting": one, "form": form, "place": attending.place_of(one, request.user)}
    return render(request, "deliberation/meetings/check_in.html", context, status=status)


@never_cache
@login_required
@require_GET
def door(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheet for the door: what meets here, and the code to check in."""
    one = _for_writers(request, pk)
    code = attending.code_of(one)
    address = absolute(f"{reverse('deliberation:check-in', args=[pk])}?code={code}")
    return render(
        request,
        "deliberation/meetings/door.html",
        {"meeting": one, "code": code, "qr": segno.make(address, error="m").svg_inline(scale=7, border=2)},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list of those who are entitled, to tick who came, and the photo of the sheet that they signed."""
    one = _for_writers(request, pk)
    form = SheetForm(request.POST if "sheet" in request.POST else None, request.FILES or None)
    status, problem = HTTPStatus.OK, ""
    if request.method == "POST":
        try:
            with database_refusals_as_refused():
                if "sheet" not in request.POST:
                    came = attending.keep_list(one, by=request.user, seats=request.POST.getlist("seats"))
                    messages.success(request, _("The list is kept: %(n)d came.") % {"n": came})
                    return redirect(one)
                if form.is_valid():
                    attending.keep_sheet(one, by=request.user, photo=form.cleaned_data["photo"])
                    messages.success(request, _("The photo is kept."))
                    return redirect(one)
                status = HTTPStatus.UNPROCESSABLE_ENTITY
        except Refused as refusal:
            problem, status = str(refusal.reason), HTTPStatus.CONFLICT
    ticked = set(request.POST.getlist("seats")) if request.method == "POST" else attending.seats_taken(one)
    context = {
        "meeting": one,
        "places": attending.places_of(one),
        "taken": ticked,
        "form": form,
        "problem": problem,
    }
    return render(request, "deliberation/meetings/attendance.html", context, status=status)


@never_cache
@login_required
@require_GET
def sheet(request: SignedInRequest, pk: int, sheet: int) -> FileResponse:
    """The photo of a signed sheet, for those who write the minutes."""
    kept = get_object_or_404(SignInSheet, pk=sheet, meeting=_for_writers(request, pk))
    return FileResponse(kept.photo.open("rb"), content_type="image/jpeg")


@never_cache
@login_required
@require_GET
def letters(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letters of invitation to a six-party talk, one on a page, to print and take there."""
    one = _for_writers(request, pk)
    return render(
        request, "deliberation/meetings/letters.html", {"meeting": one, "seats": sixparties.seats_of(one)}
    )


# --- Minutes --------------------------------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draft the minutes, from the agenda at first; each saving is a revision that is signed then."""
    one = _for_writers(request, pk)
    known = MinutesDraft.objects.filter(meeting=one).first()
    form = DraftForm(
        request.POST if request.method == "POST" else None, project=one.project, user=request.user, meeting=one, draft=known,
        came=one.attendances.count(),
    )  # fmt: skip
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                minutes.draft_minutes(one, by=request.user, **form.verb_kwargs())
        except Refused as refusal:
            status = show_refusal(form, refusal)
            known = MinutesDraft.objects.filter(meeting=one).first()
        else:
            messages.success(request, _("The draft is kept. Now the chair and one more person sign it."))
            return redirect(one)
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"meeting": one, "form": form, "draft": known, "conflict": status == HTTPStatus.CONFLICT}
    if status == HTTPStatus.CONFLICT and known is not None:
        sent = request.POST.copy()
        sent["seen"] = str(
            known.revision
        )  # the draft on record stands beside it: whoever saves again has read it
        form.data = sent
    return render(request, "deliberation/meetings/draft.html", context, status=status)


@never_cache
@login_required
@require_POST
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign the revision of the minutes that was read."""
    one = _meeting(request, pk)
    seen = request.POST.get("seen", "")
    try:
        with database_refusals_as_refused():
            signed = minutes.sign_minutes(
                one, by=request.user, seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0
            )
    except Refused as refusal:
        return _go_back(request, one, refusal)
    if signed.minutes_at:
        messages.success(request, _("The minutes are signed by two and published."))
    else:
        messages.success(request, _("Signed. They are published when a second person has signed, too."))
    return redirect(one)


@never_cache
@login_required
@require_POST
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter minutes that were signed by hand; somebody else confirms them."""
    one = _for_writers(request, pk)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        faults = [
            f"{form.fields[name].label}: {error}" for name, found in form.errors.items() for error in found
        ]
        messages.error(request, " ".join(faults))
        return redirect(one)
    try:
        with database_refusals_as_refused():
            minutes.hand_in_paper(one, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _go_back(request, one, refusal)
    messages.success(
        request, _("The signed paper is on record. Somebody else compares it with the draft and confirms it.")
    )
    return redirect(one)


@never_cache
@login_required
@require_POST
def confirm_paper(request: SignedInRequest, pk: int, paper: int) -> HttpResponse:
    """Confirm that the signed paper says what the draft says."""
    one = _meeting(request, pk)
    handed_in = get_object_or_404(
        PaperMinutes.objects.select_related("draft__meeting__project__area"), pk=paper, draft__meeting=one
    )
    try:
        with database_refusals_as_refused():
            minutes.confirm_paper(handed_in, by=request.user)
    except Refused as refusal:
        return _go_back(request, one, refusal)
    messages.success(request, _("The minutes are signed by two and published."))
    return redirect(one)


@never_cache
@login_required
@require_GET
def paper_photo(request: SignedInRequest, pk: int, paper: int) -> FileResponse:
    """The photo of the signed paper, for those who sign or write the minutes."""
    one = _meeting(request, pk)
    if not (
        project_rules.may_write_minutes(request.user, one.project) or minutes.may_sign(request.user, one)
    ):
        raise PermissionDenied
    kept = get_object_or_404(PaperMinutes, pk=paper, draft__meeting=one)
    return FileResponse(kept.photo.open("rb"), content_type="image/jpeg")
