"""Pages of those who run an owners' vote: its roll, sales of flats, more time, its end."""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deliberation import rules
from deliberation.forms.owners import ProlongForm, ReasonForm, RollForm, SaleForm
from deliberation.models import OwnersRollFile, OwnersSale
from deliberation.owners import counting, opening, sales
from deliberation.owners.heads import group_heads
from deliberation.views.owners import FORM_METHODS, open_vote_or_404, press, project_of, run_form
from panlong.accounts import people
from panlong.accounts.requests import SignedInRequest
from projects.models import Project

HEADS_A_PAGE = 100


def _project(request: SignedInRequest, pk: int) -> Project:
    project = project_of(request, pk)
    if not rules.may_run_owners_vote(request.user, project):
        raise PermissionDenied
    return project


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def hand_in_roll(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the owners are asked, and hand in who they are."""
    project = _project(request, pk)
    form = RollForm(request.POST or None, request.FILES or None, initial={"operation": uuid4()})
    return run_form(
        request, form, lambda: opening.hand_in_roll(project, by=request.user, **form.verb_kwargs()), project=project,
        title=_("Ask the owners"), label=_("Hand in the roll"), back=lambda file: f"/rounds/owners/{pk}/roll/{file.pk}/",
        done=_("The roll was read; look at it."),
        lead=_("Nobody is asked yet: first you look at the roll, then a second person confirms it, and the vote begins."),
    )  # fmt: skip


def _file(request: SignedInRequest, pk: int, file: int) -> OwnersRollFile:
    project = _project(request, pk)
    found = get_object_or_404(project.owners_rolls.select_related("by", "taken_by"), pk=file)
    found.project = project
    return found


@never_cache
@login_required
@require_GET
def see_roll(request: SignedInRequest, pk: int, file: int) -> HttpResponse:
    """What a roll says before it is taken: heads with their flats, what is missing, what is wrong."""
    found = _file(request, pk, file)
    rows = opening.rows_of(found)
    heads = group_heads(rows)
    named = {row.household for row in rows if row.household}
    absent = people.households_in(found.project.area).exclude(pk__in=named).select_related("area")
    context = {
        "project": found.project,
        "file": found,
        "faults": opening.told_faults(found),
        "page": Paginator(list(enumerate(heads, 1)), HEADS_A_PAGE).get_page(request.GET.get("p")),
        "heads": len(heads),
        "flats": len(rows),
        "area": sum((head.area for head in heads), 0),
        "known": sum(any(one["user"] for one in head.people) for head in heads),
        "elsewhere": [row.place for row in rows if row.household is None][:50],
        "absent": list(absent[:50]) if rows else [],
        "absent_number": absent.count() if rows else 0,
        "is_mine": found.by_id == request.user.pk,
        "is_ready": found.state == OwnersRollFile.State.READY,
    }
    return render(request, "deliberation/owners/roll.html", context)


@login_required
@require_POST
def confirm_roll(request: SignedInRequest, pk: int, file: int) -> HttpResponse:
    found = _file(request, pk, file)
    seen = request.POST.get("seen", "")[:64]
    press(request, lambda: opening.open_vote(found, by=request.user, seen=seen), _("The roll is confirmed and the owners' vote has begun."))  # fmt: skip
    return redirect("deliberation:owners", pk)


@login_required
@require_POST
def put_away_roll(request: SignedInRequest, pk: int, file: int) -> HttpResponse:
    found = _file(request, pk, file)
    press(request, lambda: opening.put_away(found, by=request.user), _("The roll was put away."))
    return redirect("deliberation:owners", pk)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def record_sale(request: SignedInRequest, pk: int) -> HttpResponse:
    """A flat was sold: who has it now."""
    project = _project(request, pk)
    form = SaleForm(request.POST or None, vote=open_vote_or_404(project))

    def run() -> None:
        facts = form.verb_kwargs()
        sales.propose_sale(facts.pop("flat"), by=request.user, **facts)

    return run_form(
        request, form, run, project=project, title=_("A flat was sold"), label=_("Propose it"), back=f"/rounds/owners/{pk}/",
        done=_("Proposed. Somebody else must confirm it."),
        lead=_("From the confirmation on the new owner has the word. What the seller said goes with the flat."),
    )  # fmt: skip


@login_required
@require_POST
def decide_sale(request: SignedInRequest, pk: int, sale: int) -> HttpResponse:
    project = _project(request, pk)
    found = get_object_or_404(
        OwnersSale.objects.select_related("flat__vote"), pk=sale, flat__vote__project=project
    )
    accepted = request.POST.get("accepted") == "yes"
    press(request, lambda: sales.decide_sale(found, by=request.user, accepted=accepted), _("Decided."))
    return redirect("deliberation:owners", pk)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def prolong(request: SignedInRequest, pk: int) -> HttpResponse:
    project = _project(request, pk)
    vote, form = open_vote_or_404(project), ProlongForm(request.POST or None)
    return run_form(
        request, form, lambda: opening.prolong_vote(vote, by=request.user, **form.verb_kwargs()), project=project,
        title=_("Give the owners more time"), label=_("Prolong the vote"), back=f"/rounds/owners/{pk}/", done=_("The vote is prolonged, and the owners are told."),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def give_up(request: SignedInRequest, pk: int) -> HttpResponse:
    project = _project(request, pk)
    vote, form = open_vote_or_404(project), ReasonForm(request.POST or None)
    return run_form(
        request, form, lambda: counting.give_up_vote(vote, by=request.user, **form.verb_kwargs()), project=project,
        title=_("End the vote without a decision"), label=_("End it"), back=f"/rounds/owners/{pk}/", done=_("The vote has ended without a decision."),
        lead=_("Nothing that was said counts. Another vote may be called, with a new roll."),
    )  # fmt: skip


@login_required
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    project = _project(request, pk)
    vote = open_vote_or_404(project)
    press(
        request,
        lambda: counting.close_vote(vote, by=request.user),
        _("The vote is closed and its result published."),
    )
    return redirect("deliberation:owners", pk)
