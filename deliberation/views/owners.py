"""Pages of an owners' vote for owners and for those who go to their doors."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deliberation import rules
from deliberation.forms.owners import BallotForm, DeliveryForm, VoiceForm
from deliberation.households.doors import AGREES
from deliberation.models import MARKS, Delivery, Owner, OwnersSale, OwnersVote
from deliberation.owners import ballots, counting, doors, papers, words
from panlong import clock
from panlong.accounts.models import User
from panlong.accounts.requests import SignedInRequest
from panlong.errors import NotPermitted, Refused, database_refusals_as_refused, show_refusal
from projects import rules as project_rules
from projects.models import Project

FORM_METHODS = ["GET", "HEAD", "POST"]


def project_of(request: HttpRequest, pk: int) -> Project:
    """Return the project; raise Http404 for one that this person may not read."""
    project = get_object_or_404(Project.objects.select_related("area").prefetch_related("task_group"), pk=pk)
    if not project_rules.may_read(request.user, project):
        raise Http404
    return project


def open_vote_or_404(project: Project) -> OwnersVote:
    vote = words.open_vote_of(project)
    if vote is None:
        raise Http404
    vote.project = project
    return vote


@never_cache
@require_GET
def owners_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the owners are asked and what they decided; one's own word; for workers what there is to do."""
    project = project_of(request, pk)
    user = request.user if isinstance(request.user, User) else None
    votes = list(
        project.owners_votes.select_related(
            "roll__by", "roll__taken_by", "notice", "result_notice", "version"
        )
    )
    vote = next((one for one in votes if one.closed_at is None), None)
    runs = user is not None and rules.may_run_owners_vote(user, project)
    watches = runs or (user is not None and rules.may_watch_vote(user, project.area))
    context = {
        "project": project,
        "vote": vote,
        "rule": papers.rule_of(vote) if vote else "",
        "closed": [_closed(one, user) for one in votes if one.closed_at is not None],
        "mine": [_own(entry, vote) for entry in words.owner_as(user, vote)] if user and vote else [],
        "voices": MARKS,
        "runs": runs,
        "serves": user is not None and vote is not None and rules.may_serve_owners(user, project),
        "count": _figures(vote) if vote and watches else None,
        "decides": rules.owners_decide_by_vote(project),
        "waiting": project.owners_rolls.filter(state="ready").select_related("by").first() if runs else None,
        "sales": _open_sales(vote) if vote and runs else [],
        "missing": counting.missing_for_closing(vote) if vote and runs else {},
    }
    return render(request, "deliberation/owners/page.html", context)


def _own(entry, vote: OwnersVote) -> dict:
    said = list(entry.owner.words.select_related("by"))
    return {
        "entry": entry,
        "flats": entry.owner.flats.all(),
        "others": entry.owner.people.exclude(pk=entry.pk),
        "word": words.common_word(said),
        "said": said,
        "own": next((one for one in said if one.person_id == entry.pk), None),
    }


def _closed(vote: OwnersVote, user: User | None) -> dict:
    own = [_own(entry, vote) for entry in words.owner_as(user, vote)] if user else []
    return {"vote": vote, "figures": _figures(vote), "rule": papers.rule_of(vote), "mine": own}


def _figures(vote: OwnersVote) -> dict:
    count = counting.count_vote(vote)
    return {
        "count": count,
        "heads_part": papers.per_cent(count.owners_voting, count.owners),
        "area_part": papers.per_cent(count.area_voting, count.exclusive_area),
        "heads_for": papers.per_cent(count.owners_for, count.owners_voting),
        "area_for": papers.per_cent(count.area_for, count.area_voting),
    }


def _open_sales(vote: OwnersVote):
    return OwnersSale.objects.filter(flat__vote=vote, confirmed_at__isnull=True).select_related(
        "flat", "proposed_by"
    )


@never_cache
@login_required
@require_POST
def say_as_owner(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    """Say one's word, for everybody who owns the flat together."""
    project = project_of(request, pk)
    vote = words.open_vote_of(project)
    mine = (
        next((one for one in words.owner_as(request.user, vote) if one.pk == entry), None) if vote else None
    )
    form = VoiceForm(request.POST)
    if vote is None:
        messages.error(request, _("The owners' vote is closed."))
    elif mine is None:
        raise PermissionDenied
    elif not form.is_valid():
        messages.error(request, _("Please choose."))
    else:
        agrees = AGREES[form.cleaned_data["voice"]]
        press(
            request,
            lambda: words.answer_as_owner(mine, by=request.user, agrees=agrees),
            _("Your word is on record; you can change it until the vote closes."),
        )
    return redirect("deliberation:owners", pk)


def press(request: SignedInRequest, run: Callable[[], object], done: str) -> None:
    """Do `run` by a button and say what came of it."""
    try:
        with database_refusals_as_refused():
            run()
    except NotPermitted:
        raise PermissionDenied from None
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, done)


# --- Doors ---------------------------------------------------------------------------------------------------------
def _require_serving(request: SignedInRequest, project: Project) -> None:
    if not rules.may_serve_owners(request.user, project):
        raise PermissionDenied


@never_cache
@login_required
@require_GET
def owner_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The owners of one's own doors, who was handed the ballot, who has spoken."""
    project = project_of(request, pk)
    _require_serving(request, project)
    vote = words.open_vote_of(project)
    entries = doors.entries_of(vote, request.user) if vote else []
    context = {
        "project": project,
        "vote": vote,
        "entries": entries,
        "spoken": sum(bool(one.words) for one in entries),
        "delivered": sum(one.is_delivered for one in entries),
        "next": next((one for one in entries if not one.words), None),
    }
    return render(request, "deliberation/owners/doors.html", context)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def owner_door(request: SignedInRequest, pk: int, owner: int) -> HttpResponse:
    """One owner at the door: the ballot is handed over, or the word is taken down, each by one button."""
    project = project_of(request, pk)
    _require_serving(request, project)
    vote = open_vote_or_404(project)
    entries = doors.entries_of(vote, request.user)
    here = next((one for one in entries if one.owner.pk == owner), None)
    if here is None:
        raise Http404
    problem, following = "", doors.next_entry(entries, here.owner)
    if request.method == "POST":
        try:
            with database_refusals_as_refused():
                said = _do_at_the_door(request, here.owner)
        except NotPermitted:
            raise PermissionDenied from None
        except Refused as refusal:
            problem = str(refusal.reason)
        else:
            messages.success(request, _("%(door)s: %(what)s") % {"door": here.place, "what": said})
            if following:
                return redirect("deliberation:owner-door", pk, following.owner.pk)
            return redirect("deliberation:owner-doors", pk)
    context = {
        "project": project, "vote": vote, "here": here, "voices": MARKS, "next": following, "problem": problem, "operation": uuid4(),
        "spoken": sum(bool(one.words) for one in entries), "number": len(entries), "deliveries": here.deliveries,
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return render(request, "deliberation/owners/door.html", context, status=status)


def _do_at_the_door(request: SignedInRequest, owner: Owner) -> str:
    """Do what the pressed button says and return what is on record now."""
    if "delivered" in request.POST:
        delivery = DeliveryForm({**request.POST.dict(), "how": Delivery.How.IN_PERSON, "at": _now()})
        if not delivery.is_valid():
            raise Refused(_("This form was not complete. Load the page anew."))
        words.record_delivery(owner, by=request.user, **delivery.verb_kwargs())
        return _("the ballot was handed over")
    form = VoiceForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Please choose."))
    voice = form.cleaned_data["voice"]
    words.answer_at_the_door(owner, by=request.user, agrees=AGREES[voice])
    return _("“%(voice)s” is on record.") % {"voice": dict(MARKS)[voice]}


def _now() -> str:
    return timezone.localtime(clock.now()).strftime("%Y-%m-%dT%H:%M")


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def deliver(request: SignedInRequest, pk: int, owner: int) -> HttpResponse:
    """How an owner was handed the ballot otherwise: by post, through the family, posted at the door."""
    head = _served(request, pk, owner)
    form = DeliveryForm(request.POST or None, request.FILES or None, initial={"operation": uuid4()})
    return run_form(
        request, form, lambda: words.record_delivery(head, by=request.user, **form.verb_kwargs()), project=head.vote.project,
        title=_("The ballot was handed over"), label=_("Record it"), back=f"/rounds/owners/{pk}/doors/{owner}/", done=_("On record."),
        lead=f"{head.serial} · {_place_of(head)}",
    )  # fmt: skip


def _served(request: SignedInRequest, pk: int, owner: int) -> Owner:
    """Return a head of the open vote that this person serves; raise Http404 otherwise."""
    project = project_of(request, pk)
    _require_serving(request, project)
    vote = open_vote_or_404(project)
    head = vote.heads.filter(pk=owner, flats__isnull=False).first()
    if head is None:
        raise Http404
    head.vote = vote
    if not words.may_serve(request.user, head):
        raise Http404
    return head


def _place_of(head: Owner) -> str:
    flat = head.flats.first()
    return flat.place if flat else ""


def run_form(request, form, run, *, project: Project, title: str, label: str, back: "str | Callable[[Any], str]", done: str, lead: str = "", **more) -> HttpResponse:  # fmt: skip
    """Show a form about an owners' vote; when it is sent, `run()` and go `back`, or say beside the field what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                result = run()
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back(result) if callable(back) else back)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "project": project, "title": title, "label": label, "lead": lead, **more}
    return render(request, "deliberation/owners/form.html", context, status=status)


# --- Paper ---------------------------------------------------------------------------------------------------------
@never_cache
@login_required
@require_POST
def print_ballots(request: SignedInRequest, pk: int) -> HttpResponse:
    """The PDF of the ballots of one's own doors."""
    project = project_of(request, pk)
    _require_serving(request, project)
    made = papers.print_ballots(open_vote_or_404(project), by=request.user)
    if made is None:
        messages.error(request, _("No owner lives or owns in the places of your posts."))
        return redirect("deliberation:owner-doors", pk)
    return _pdf(made, f"ballots-{pk}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def read_ballot(request: SignedInRequest, pk: int, owner: int) -> HttpResponse:
    """Read a signed ballot: the first one with its photo, the next one against it."""
    head = _served(request, pk, owner)
    readings = list(head.readings.select_related("by"))
    form = BallotForm(request.POST or None, request.FILES or None, with_photo=not readings)
    settled = ballots.settled_mark(readings)
    return run_form(
        request, form, lambda: ballots.read_ballot(head, by=request.user, **form.verb_kwargs()), project=head.vote.project,
        title=_("Ballot %(serial)s") % {"serial": head.serial}, label=_("Hand in this reading"), back=f"/rounds/owners/{pk}/doors/",
        done=_("Read. A ballot counts when two people read the same on it."), lead=f"{head.number} · {_place_of(head)}",
        readings=readings, head=head, is_settled=settled is not None, mine=any(one.by_id == request.user.pk for one in readings),
    )  # fmt: skip


@never_cache
@login_required
@require_GET
def ballot_photo(request: SignedInRequest, pk: int, owner: int) -> FileResponse:
    """The photo of a signed ballot, for those who read it."""
    reading = _served(request, pk, owner).readings.exclude(scan_digest="").first()
    if reading is None:
        raise Http404
    return FileResponse(reading.scan.open("rb"), content_type="image/jpeg")


# --- The form for the authority --------------------------------------------------------------------------------------
@never_cache
@login_required
@require_GET
def authority_form(request: SignedInRequest, pk: int, vote: int) -> HttpResponse:
    """The form for the authority as PDF, with every owner by name: for those who run the vote."""
    project = project_of(request, pk)
    if not rules.may_run_owners_vote(request.user, project):
        raise PermissionDenied
    found = get_object_or_404(project.owners_votes.select_related("roll__by", "roll__taken_by"), pk=vote)
    found.project = project
    opening_day = f"{found.opens_at:%Y%m%d}"
    return _pdf(papers.print_form(found), f"owners-{pk}-{opening_day}.pdf")
