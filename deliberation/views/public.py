from http import HTTPStatus
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from deliberation import rounds as deliberation_rounds
from deliberation import rules
from deliberation.forms.rounds import BallotForm, OpenRoundForm
from deliberation.models import Ballot, RollEntry, VotingRound
from deliberation.results import fragments
from deliberation.rounds import ballot_box, ballot_spec, signed_ballot
from deliberation.rounds.tally import NO
from panlong.accounts.models import User
from panlong.accounts.requests import SignedInRequest
from panlong.areas.models import Area
from panlong.errors import Refused, database_refusals_as_refused, show_refusal


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """All voting rounds, open ones first."""
    everything = (
        VotingRound.objects.select_related("area")
        .annotate(projects_count=Count("candidates"))
        .order_by("-closes_at", "-id")
    )
    return render(
        request,
        "deliberation/rounds.html",
        {"page": Paginator(everything, 12).get_page(request.GET.get("page"))},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The ballot while the round is open, the result afterwards. Two steps: choose, look again and cast."""
    round = get_object_or_404(VotingRound.objects.select_related("area", "notice", "result_notice"), pk=pk)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"/sign-in/?next={round.get_absolute_url()}")
        return _vote(request, request.user, round)
    entry = (
        RollEntry.objects.filter(round=round, voter=request.user, struck_by__isnull=True).first()
        if request.user.is_authenticated
        else None
    )
    form = BallotForm(round=round, initial={"operation": uuid4()})
    return _show(request, round, form, entry)


def _show(
    request: HttpRequest,
    round: VotingRound,
    form: BallotForm,
    entry: RollEntry | None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    parts = fragments.cached_fragments(round)
    if form.is_bound and round.is_open:
        parts = {**parts, "ballot": fragments.ballot_fragment(round, form)}
    context = {
        "round": round,
        "form": form,
        "entry": entry,
        "household_voted": entry is not None
        and not entry.marked_at
        and deliberation_rounds.household_has_voted(entry),
        "own": own_choice(round, entry),
        "own_code": own_code(round, entry),
        "runs_it": request.user.is_authenticated and desk_is_for(request.user, round),
        "parts": parts,
    }
    return render(request, "deliberation/round.html", context, status=status)


def own_choice(round: VotingRound, entry: RollEntry | None) -> dict | None:
    """Return what the voter of `entry` chose in a named round; None in a secret one, and when they have not voted."""
    cast = (
        Ballot.objects.filter(roll_entry=entry).first()
        if entry and entry.marked_at and not round.secret
        else None
    )
    if cast is None:
        return None
    form, marks = ballot_spec.ballot_spec(round.pk), bytes(cast.marks)
    on_ballot = round.candidates.in_bulk(form.keys)
    return {
        "chosen": [on_ballot[key] for key in form.read(marks)],
        "opposed": [on_ballot[key] for key in form.read(marks, NO)],
    }


def own_code(round: VotingRound, entry: RollEntry | None) -> str:
    """Return the code beside which the choice of the voter of `entry` stands in the file of a named round; '' for none."""
    if entry is None or not entry.operation or not entry.marked_at or not round.publishes_voices:
        return ""
    return ballot_box.code_of_named(entry.operation)


def desk_is_for(user: User, round: VotingRound) -> bool:
    """Say whether `user` has something to do at the round's desk."""
    return bool(user.current_posts) and any(
        may(user, round) for may in (rules.may_correct_roll, rules.may_run_stations, rules.may_hand_out_paper, rules.may_enter_papers, rules.may_open_box)
    )  # fmt: skip


def _vote(request: HttpRequest, voter: User, round: VotingRound) -> HttpResponse:
    entry = RollEntry.objects.filter(round=round, voter=voter, struck_by__isnull=True).first()
    form = BallotForm(request.POST, round=round)
    try:
        deliberation_rounds.require_may_vote(round, entry)
    except Refused as refusal:
        form.refusal = str(refusal.reason)
        return _show(request, round, form, entry, HTTPStatus.CONFLICT)
    if request.POST.get("step") == "change" or not form.is_valid():
        form.is_changed = request.POST.get("step") == "change"
        status = HTTPStatus.OK if form.is_changed else HTTPStatus.UNPROCESSABLE_ENTITY
        return _show(request, round, form, entry, status)
    paper = ballot_spec.ballot_spec(round.pk)
    content = deliberation_rounds.prepare_ballot(paper, form.marks)
    ballot = signed_ballot.SignedBallot(form.cleaned_data["operation"], content, form.shows_name)
    context = {
        "round": round,
        "form": form,
        "chosen": form.chosen,
        "opposed": form.opposed,
        "cost": sum(one.cost for one in form.chosen),
        "envelope": signed_ballot.sign_ballot(round.pk, voter, ballot),
        "code": deliberation_rounds.receipt_code(paper, content, ballot.operation),
    }
    return render(request, "deliberation/look_again.html", context)


@never_cache
@require_http_methods(["POST"])
def cast(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the ballot into the box that the voter looked at once more. The quickest page of the portal: see docs/voting.md."""
    if not request.user.is_authenticated:
        return redirect(f"/sign-in/?next=/rounds/{pk}/")
    try:
        form = ballot_spec.ballot_spec(pk)
        ballot = signed_ballot.read_signed_ballot(pk, request.user, request.POST.get("envelope", ""))
        receipt = deliberation_rounds.put_in_box(
            form, voter=request.user, content=ballot.content, operation=ballot.operation,
            published_name=request.user.name if ballot.shows_name else "",
        )  # fmt: skip
    except VotingRound.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        round = get_object_or_404(
            VotingRound.objects.select_related("area", "notice", "result_notice"), pk=pk
        )
        entry = RollEntry.objects.filter(round=round, voter=request.user).first()
        blank = BallotForm(round=round, initial={"operation": uuid4()})
        blank.refusal = str(refusal.reason)
        return _show(request, round, blank, entry, HTTPStatus.CONFLICT)
    response = redirect("deliberation:receipt", pk)
    signed_ballot.set_receipt_cookie(response, pk, receipt)
    return response


@never_cache
@login_required
@require_GET
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ballot is in the box: its receipt code, which the browser brings along and nobody else keeps."""
    round = get_object_or_404(VotingRound.objects.select_related("area"), pk=pk)
    entry = RollEntry.objects.filter(round=round, voter=request.user).first()
    if entry is None or not entry.marked_at:
        return redirect(round)
    code, is_new = signed_ballot.read_receipt_cookie(request, pk)
    context = {
        "round": round,
        "entry": entry,
        "code": code,
        "is_new": is_new,
        "own": own_choice(round, entry),
        "own_code": own_code(round, entry),
    }
    return render(request, "deliberation/receipt.html", context)


@never_cache
@login_required
@require_http_methods(["POST"])
def send_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the receipt code among the voter's messages, because they asked for it."""
    round = get_object_or_404(VotingRound.objects.select_related("area"), pk=pk)
    code, _is_new = signed_ballot.read_receipt_cookie(request, pk)
    if deliberation_rounds.send_receipt(round, code, by=request.user):
        messages.success(request, _("The code is among your messages now."))
    else:
        messages.error(
            request, _("The code is not at hand any more; the portal does not know which one is yours.")
        )
    return redirect("deliberation:receipt", pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: SignedInRequest, code: str) -> HttpResponse:
    """Community staff open a round among the pooled projects of their area."""
    area = get_object_or_404(Area, code=code)
    if not rules.may_open_round(request.user, area):
        raise PermissionDenied
    form = OpenRoundForm(request.POST or None, area=area, initial={"operation": uuid4()})
    form.helper = FormHelper()
    form.helper.form_tag, form.helper.disable_csrf = False, True
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                round = deliberation_rounds.open_round(area, by=request.user, **form.verb_kwargs())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("The round is open and announced; nothing in it can be changed any more.")
            )
            return redirect(round)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "deliberation/open_round.html", {"form": form, "area": area}, status=status)
