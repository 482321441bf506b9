"""Pages of those who run a round: its desk, the roll, stations and papers, the custodians and their box."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deliberation import rounds, rules, tasks
from deliberation.forms import desk as desk_forms
from deliberation.models import GivingUp, RollCorrection, Station, VotingRound
from deliberation.results import closing, result_files
from deliberation.rounds import ballot_box, ballot_spec, paper, printing, roll
from panlong import jobs
from panlong.accounts.models import User
from panlong.accounts.requests import SignedInRequest
from panlong.areas.models import Area
from panlong.errors import NotPermitted, Refused, database_refusals_as_refused, show_refusal
from panlong.jobs.models import Job
from panlong.tools import spelling

FORM_METHODS = ["GET", "HEAD", "POST"]
DeskForm = TypeVar("DeskForm", bound=desk_forms.RoundForm)


def _round(pk: int) -> VotingRound:
    return get_object_or_404(VotingRound.objects.select_related("area"), pk=pk)


def _may(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _form_page(
    request: SignedInRequest, form_class: type[DeskForm], run: Callable[[DeskForm], object], *,
    round: VotingRound, title: str, label: str, done: str, back: str, lead: str = "", station: Station | None = None,
) -> HttpResponse:  # fmt: skip
    """Show a form of a round's desk; when it is sent, `run(form)` and go `back`, or say beside the field what is wrong."""
    form = form_class(
        request.POST or None, request.FILES or None, round=round, initial={"operation": uuid4()}
    )
    form.helper = FormHelper()
    form.helper.form_tag, form.helper.disable_csrf = False, True
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                result = run(form)
        except Refused as refusal:
            refusal.field = {"voter": "who", "person": "who"}.get(refusal.field or "", refusal.field)
            show_refusal(form, refusal)
        else:
            if isinstance(result, HttpResponse):
                return result
            messages.success(request, done)
            return redirect(back)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "form": form,
        "round": round,
        "title": title,
        "label": label,
        "lead": lead,
        "back": back,
        "station": station,
    }
    return render(request, "deliberation/desk_form.html", context, status=status)


# --- The desk of a round -------------------------------------------------------------------------------------------
@never_cache
@login_required
@require_GET
def desk(request: SignedInRequest, pk: int) -> HttpResponse:
    """Roll, stations, papers and box of a round, for those who run it."""
    round = _round(pk)
    user = request.user
    duties = {
        "corrects": rules.may_correct_roll(user, round),
        "runs": rules.may_run_stations(user, round),
        "hands_out": rules.may_hand_out_paper(user, round),
        "enters": rules.may_enter_papers(user, round),
        "opens": rules.may_open_box(user, round),
    }
    _may(any(duties.values()))
    stations = round.stations.annotate(
        printed=Count("papers", distinct=True), handed_out=Count("marks", distinct=True)
    )
    context = {
        "round": round,
        **duties,
        "corrections": round.corrections.select_related("person", "proposed_by", "confirmed_by"),
        "stations": stations.prefetch_related("protocols"),
        "unsettled": paper.unsettled_papers(round) if round.secret and not round.is_open else [],
        "voters": roll.roll_size(round),
        "half_set_aside": paper.half_set_aside(round),
        "givings_up": round.givings_up.select_related("proposed_by", "confirmed_by"),
        "gives_up": rules.may_open_round(user, round.area) and round.waits_for_custodians,
    }
    return render(request, "deliberation/desk.html", context)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def correct_roll(request: SignedInRequest, pk: int) -> HttpResponse:
    round = _round(pk)
    _may(rules.may_correct_roll(request.user, round))
    return _form_page(
        request, desk_forms.CorrectionForm, lambda form: roll.propose_correction(round, by=request.user, **form.verb_kwargs()),
        round=round, title=_("Correct the roll"), label=_("Propose it"), back=f"{round.get_absolute_url()}desk/",
        done=_("Proposed. Somebody else must confirm it."), lead=_("The roll was frozen at the opening. Two people correct it, with a reason; it is recorded."),
    )  # fmt: skip


@login_required
@require_POST
def confirm_correction(request: SignedInRequest, pk: int) -> HttpResponse:
    correction = get_object_or_404(RollCorrection.objects.select_related("round__area", "person"), pk=pk)
    return _confirm(request, correction, roll.confirm_correction, _("The roll is corrected."))


def _confirm(
    request: SignedInRequest, proposed: RollCorrection | GivingUp, verb: Callable[..., object], done: str
) -> HttpResponse:
    """Confirm by `verb` what somebody else proposed about a round, and go back to the round's desk."""
    try:
        with database_refusals_as_refused():
            verb(proposed, by=request.user)
    except NotPermitted:
        raise PermissionDenied from None
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, done)
    return redirect(f"{proposed.round.get_absolute_url()}desk/")


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def propose_giving_up(request: SignedInRequest, pk: int) -> HttpResponse:
    round = _round(pk)
    _may(rules.may_open_round(request.user, round.area))
    return _form_page(
        request, desk_forms.GivingUpForm, lambda form: rounds.propose_annulment(round, by=request.user, **form.verb_kwargs()),
        round=round, title=_("Propose to give up this vote"), label=_("Propose it"), back=f"{round.get_absolute_url()}desk/",
        done=_("Proposed. Somebody else must confirm it."),
        lead=_("Only when too few custodians can come or know their passphrases. Nothing is counted, the shares are wiped for good, and the projects go back into the pool for a new vote."),
    )  # fmt: skip


@login_required
@require_POST
def confirm_giving_up(request: SignedInRequest, pk: int) -> HttpResponse:
    giving_up = get_object_or_404(GivingUp.objects.select_related("round__area"), pk=pk)
    done = _("The vote is given up and announced; its projects are back in the pool.")
    return _confirm(request, giving_up, rounds.annul_round, done)


# --- Stations and papers -------------------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def new_station(request: SignedInRequest, pk: int) -> HttpResponse:
    round = _round(pk)
    _may(rules.may_run_stations(request.user, round))
    return _form_page(
        request, desk_forms.StationForm, lambda form: paper.set_up_station(round, by=request.user, **form.verb_kwargs()),
        round=round, title=_("Set up a station"), label=_("Set it up"), back=f"{round.get_absolute_url()}desk/", done=_("The station is set up."),
    )  # fmt: skip


def _station(pk: int) -> Station:
    return get_object_or_404(Station.objects.select_related("round__area"), pk=pk)


@never_cache
@login_required
@require_GET
def station(request: SignedInRequest, pk: int) -> HttpResponse:
    """One station: its shifts, its papers, its protocol."""
    station = _station(pk)
    _may(
        rules.may_hand_out_paper(request.user, station.round)
        or rules.may_run_stations(request.user, station.round)
    )
    context = {
        "station": station,
        "round": station.round,
        "runs": rules.may_run_stations(request.user, station.round),
        "shifts": station.shifts.select_related("officer"),
        "printed": station.papers.count(),
        "handed_out": station.marks.count(),
        "protocol": paper.protocol_of(station),
    }
    return render(request, "deliberation/station.html", context)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def new_shift(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(pk)
    _may(rules.may_run_stations(request.user, station.round))
    return _form_page(
        request, desk_forms.ShiftForm, lambda form: paper.give_shift(station, by=request.user, **form.verb_kwargs()), station=station,
        round=station.round, title=_("Give somebody a shift"), label=_("Give the shift"), back=f"/rounds/stations/{pk}/", done=_("The shift is given."),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def print_papers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make papers and answer with them, four a page."""
    station = _station(pk)
    _may(rules.may_run_stations(request.user, station.round))

    def run(form: desk_forms.PrintForm) -> HttpResponse:
        papers = paper.print_papers(station, by=request.user, **form.verb_kwargs())
        return _pdf(printing.print_ballots(station, papers), f"ballots-{station.round_id}-{station.pk}.pdf")

    return _form_page(
        request, desk_forms.PrintForm, run, station=station, round=station.round, title=_("Print papers"), label=_("Make the PDF"),
        back=f"/rounds/stations/{pk}/", done="", lead=_("Every click makes new papers with new numbers. Mix them well before the first is handed out."),
    )  # fmt: skip


@never_cache
@login_required
@require_GET
def protocol_form(request: SignedInRequest, pk: int) -> HttpResponse:
    """The protocol of a station to be filled in by hand and signed."""
    station = _station(pk)
    _may(
        rules.may_hand_out_paper(request.user, station.round)
        or rules.may_run_stations(request.user, station.round)
    )
    return _pdf(printing.print_count_sheet(station), f"protocol-{station.pk}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def hand_out(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(pk)
    _may(rules.may_hand_out_paper(request.user, station.round))
    return _form_page(
        request, desk_forms.HandOutForm, lambda form: paper.hand_out(station, by=request.user, **form.verb_kwargs()), station=station,
        round=station.round, title=_("Hand out a paper"), label=_("Mark the roll and hand out a paper"), back=f"/rounds/stations/{pk}/hand-out/",
        done=_("The roll is marked. Hand out any paper of the mixed heap."), lead=_("From this moment this person cannot vote online."),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def enter_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    round = _round(pk)
    _may(rules.may_enter_papers(request.user, round))
    form_of = ballot_spec.ballot_spec(round.pk)

    def run(form: desk_forms.EntryForm) -> None:
        choice = form.choice()
        marks = form_of.blank if choice is None else form_of.mark(*choice)
        paper.enter_ballot(round, by=request.user, serial=form.cleaned_data["serial"], marks=marks)

    return _form_page(
        request, desk_forms.EntryForm, run, round=round, title=_("Enter a paper"), label=_("Enter it"), back=f"{round.get_absolute_url()}enter/",
        done=_("Entered."), lead=_("Each paper from the urn is entered by two people; where they differ, a third one reads it."),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def set_paper_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    round = _round(pk)
    _may(rules.may_enter_papers(request.user, round))
    return _form_page(
        request, desk_forms.SetAsideForm, lambda form: paper.set_aside(round, by=request.user, **form.verb_kwargs()), round=round,
        title=_("A paper was not in the urn"), label=_("Set it aside"), back=f"{round.get_absolute_url()}desk/", done=_("On record. It is not counted when two people say so."),
        lead=_("A paper that was spoilt or never used was entered by mistake. Two people who looked at it set it aside."),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def write_protocol(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(pk)
    _may(
        rules.may_hand_out_paper(request.user, station.round)
        or rules.may_run_stations(request.user, station.round)
    )
    return _form_page(
        request, desk_forms.ProtocolForm, lambda form: paper.write_protocol(station, by=request.user, **form.verb_kwargs()), station=station,
        round=station.round, title=_("Count sheet of the station"), label=_("Sign off the count sheet"), back=f"/rounds/stations/{pk}/", done=_("The count sheet is on record."),
        lead=_("Every printed paper is accounted for: in the urn, spoilt, unused, or taken away."),
    )  # fmt: skip


@never_cache
@login_required
@require_GET
def scan(request: SignedInRequest, pk: int) -> FileResponse:
    """The scan of a station's protocol."""
    station = _station(pk)
    _may(
        rules.may_run_stations(request.user, station.round)
        or rules.may_enter_papers(request.user, station.round)
    )
    protocol = paper.protocol_of(station)
    if protocol is None:
        raise Http404
    return FileResponse(protocol.scan.open("rb"), content_type="image/jpeg")


# --- Custodians ----------------------------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def custodian_key(request: SignedInRequest, code: str) -> HttpResponse:
    """A custodian makes the key for the next secret round; its passphrase is on this one answer and nowhere else."""
    area = get_object_or_404(Area, code=code)
    _may(rules.may_keep_key(request.user, area))
    passphrase = ""
    if request.method == "POST":
        _key, passphrase = ballot_box.make_key(area, by=request.user)
    ready = ballot_box.ready_keys(area)
    context = {
        "area": area,
        "passphrase": passphrase,
        "ready": ready,
        "own": any(key.custodian_id == request.user.pk for key in ready),
    }
    return render(request, "deliberation/custodian.html", context)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def open_box(request: SignedInRequest, pk: int) -> HttpResponse:
    """The custodians type their passphrases; the box is opened, counted and published in one go."""
    round = _round(pk)
    opens = rules.may_open_box(request.user, round)
    _may(
        opens
        or (request.method != "POST" and round.secret and rules.may_watch_vote(request.user, round.area))
    )
    if round.closed_at or round.given_up_at or round.is_being_counted:
        return redirect(round)
    form = desk_forms.BoxForm(request.POST or None, round=round)
    form.helper = FormHelper()
    form.helper.form_tag, form.helper.disable_csrf = False, True
    trouble = ""
    try:
        paper.require_complete(round)
    except Refused as refusal:
        trouble = str(refusal.reason)
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                round, job = _open_and_count(round, request.user, form.passphrases())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            if job:
                return redirect(job)
            result_files.write_file(round)
            messages.success(request, _("The box is opened and counted; everything is published."))
            return redirect(round)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    shown = {"form": form if opens else None, "turnout": roll.turnout_of(round)}
    context = {"round": round, "trouble": trouble, **shown}
    return render(request, "deliberation/box.html", context, status=status)


@transaction.atomic
def _open_and_count(
    round: VotingRound, user: User, passphrases: dict[int, str]
) -> tuple[VotingRound, Job | None]:
    """Open the box; where counting takes long, start a job for it in the same transaction, so that it is never forgotten."""
    round = closing.open_box(round, by=user, passphrases=passphrases)
    if not round.is_being_counted:
        return round, None
    title = _("Count of “%(round)s”") % {"round": round.title}
    link = round.get_absolute_url()
    return round, jobs.start_job(
        title, tasks.count_round.name, by=user, area=round.area, link=link, round=round.pk
    )


# --- What is published ---------------------------------------------------------------------------------------------
@require_GET
def published_file(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """A file of a counted round, for everybody."""
    round = get_object_or_404(VotingRound.objects.select_related("area"), pk=pk, closed_at__isnull=False)
    if name not in result_files.file_names(round):
        raise Http404
    with translation.override("zh-hans"):
        folder = result_files.write_file(round)
    kind = {"json": "application/json", "csv": "text/csv; charset=utf-8", "pb": "text/plain; charset=utf-8"}[
        name.split(".")[1]
    ]
    return FileResponse(
        open(folder / name, "rb"),
        content_type=kind,
        as_attachment=True,
        filename=f"round-{pk}-{name.removeprefix('round.')}",
    )


@never_cache
@require_http_methods(FORM_METHODS)
def find_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Is my code among the published ones? Asked by POST: no address, so no log, says whose code it is."""
    round = _round(pk)
    letters = "".join(one for one in request.POST.get("code", "").upper() if one in spelling.LETTERS)
    code = spelling.group_letters(letters[:24], 4)
    found = result_files.is_published(round, code) if code and round.closed_at else None
    return render(request, "deliberation/find_code.html", {"round": round, "code": code, "found": found})
