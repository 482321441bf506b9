from http import HTTPStatus
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from deliberation import rules, voting
from deliberation.forms import BallotForm, OpenRoundForm
from deliberation.models import RollEntry, VotingRound
from panlong.areas.models import Area
from panlong.errors import NotYours, Refused, the_database_may_refuse


@require_GET
def rounds(request):
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
def round_page(request, pk: int):
    """The ballot while the round is open, the result afterwards. Two steps: choose, look again and cast."""
    round = get_object_or_404(VotingRound.objects.select_related("area", "notice", "result_notice"), pk=pk)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"/sign-in/?next={round.get_absolute_url()}")
        return _vote(request, round)
    entry = (
        RollEntry.objects.filter(round=round, voter=request.user).first()
        if request.user.is_authenticated
        else None
    )
    form = BallotForm(round=round, initial={"operation": uuid4()})
    return _show(request, round, form, entry)


def _show(request, round, form, entry, status=HTTPStatus.OK):
    candidates = round.candidates.select_related("project__area").order_by("-chosen", "-votes", "pk")
    chosen = set(form.data.getlist("candidates")) if form.is_bound else set()
    voters = RollEntry.objects.filter(round=round).aggregate(all=Count("id"), marked=Count("marked_at"))
    context = {
        "round": round,
        "form": form,
        "entry": entry,
        "candidates": candidates,
        "chosen": chosen,
        "voters": voters,
    }
    return render(request, "deliberation/round.html", context, status=status)


def _vote(request, round):
    entry = RollEntry.objects.filter(round=round, voter=request.user).first()
    form = BallotForm(request.POST, round=round)
    if not form.is_valid():
        return _show(request, round, form, entry, HTTPStatus.UNPROCESSABLE_ENTITY)
    chosen = form.cleaned_data["candidates"]
    if request.POST.get("step") != "cast":
        return render(
            request, "deliberation/look_again.html", {"round": round, "form": form, "chosen": chosen}
        )
    already = entry is not None and entry.marked_at is not None
    try:
        voting.cast(
            round,
            voter=request.user,
            candidates=[one.pk for one in chosen],
            operation=form.cleaned_data["operation"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return _show(request, round, form, entry, HTTPStatus.CONFLICT)
    if already:
        messages.info(request, _("You had voted already; your first ballot counts, and it counts once."))
    else:
        messages.success(request, _("Thank you. Your vote is in the box."))
    return redirect(round)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request, code: str):
    """Community staff open a round among the pooled projects of their area."""
    area = get_object_or_404(Area, code=code)
    if not rules.may_open_round(request.user, area):
        raise PermissionDenied
    form = OpenRoundForm(request.POST or None, area=area, initial={"operation": uuid4()})
    form.helper = FormHelper()
    form.helper.form_tag, form.helper.disable_csrf = False, True
    if request.method == "POST" and form.is_valid():
        facts = {**form.cleaned_data, "projects": list(form.cleaned_data["projects"])}
        try:
            with the_database_may_refuse():
                round = voting.open_round(area, by=request.user, **facts)
        except NotYours:
            raise PermissionDenied from None
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.reason))
        else:
            messages.success(
                request, _("The round is open and announced; nothing in it can be changed any more.")
            )
            return redirect(round)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "deliberation/open_round.html", {"form": form, "area": area}, status=status)
