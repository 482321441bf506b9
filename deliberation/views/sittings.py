"""Pages of a sitting of the committee: who has handed in, one's own points, the order, the resolution."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deliberation import rules
from deliberation.council import committee, interests, ranking, records, scoring, sittings
from deliberation.forms.sittings import ConfirmForm, InterestsForm, PointsForm, ResolutionForm, TalkForm
from deliberation.models import Criterion, PointsDraft, Recusal, Sitting, SittingItem
from panlong.accounts import signin
from panlong.accounts.models import User
from panlong.accounts.requests import SignedInRequest
from panlong.errors import Refused, database_refusals_as_refused, show_refusal
from projects.models import Project

FORM_METHODS = ["GET", "HEAD", "POST"]
SENT = "points_code"  # in the session: the number of the code that was sent to confirm the handing in


def _sitting(pk: int) -> Sitting:
    return get_object_or_404(Sitting.objects.select_related("area", "round"), pk=pk)


def _begun(pk: int) -> Sitting:
    """Return the sitting on the project, which begins with it when there is none."""
    project = get_object_or_404(Project.objects.select_related("area"), pk=pk)
    try:
        return sittings.begin_sitting(project).sitting
    except Refused:
        raise Http404 from None


@never_cache
@login_required
@require_GET
def sitting_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead from a project to its sitting: who writes the resolution."""
    if not rules.may_resolve(request.user, get_object_or_404(Project, pk=pk)):
        raise PermissionDenied
    return redirect(_begun(pk))


@never_cache
@login_required
@require_GET
def points_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead from a project to its sitting: a member."""
    if not sittings.may_give_points(
        request.user, get_object_or_404(Project.objects.select_related("area"), pk=pk)
    ):
        raise PermissionDenied
    return redirect("deliberation:points", _begun(pk).pk)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def declare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Declare project by project whether one has a part in it, before the first point."""
    sitting = _sitting(pk)
    if not any(sittings.may_give_points(request.user, one.project) for one in sittings.open_items(sitting)):
        raise PermissionDenied
    items = interests.undeclared_items(request.user, sitting)
    if not items:
        return redirect("deliberation:points", pk)
    form = InterestsForm(request.POST or None, items=items)
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused(), transaction.atomic():
                for item, ground, reason in form.said():
                    if ground == InterestsForm.NONE:
                        interests.declare_no_interest(item.project, by=request.user)
                    else:
                        interests.recuse_member(item.project, by=request.user, ground=ground, reason=reason)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your declaration is on record."))
            return redirect("deliberation:sitting", pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"sitting": sitting, "form": form, "rows": list(form.rows())}
    return render(request, "deliberation/sittings/declare.html", context, status=status)


@never_cache
@login_required
@require_POST
def call_substitutes(request: SignedInRequest, pk: int, project: int) -> HttpResponse:
    """Draw members of the other committees of the street where too few may decide."""
    sitting = _sitting(pk)
    item = get_object_or_404(
        sitting.items.select_related("project__area", "sitting"), project=project, settled_at__isnull=True
    )
    if not rules.may_resolve(request.user, item.project):
        raise PermissionDenied
    try:
        with database_refusals_as_refused():
            called = interests.call_substitutes(item, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        names = ", ".join(str(one.member) for one in called)
        messages.success(request, _("Drawn and told: %(names)s") % {"names": names})
    return redirect(sitting)


# --- The sitting ------------------------------------------------------------------------------------------------
@never_cache
@require_GET
def sitting_page(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody the resolution with every point. Before it, for those who attend, who has handed in and what it comes to."""
    sitting = _sitting(pk)
    if sitting.record is not None:
        return render(request, "deliberation/sittings/resolution.html", _resolution(sitting))
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    return _attended_page(request, request.user, sitting)


def _resolution(sitting: Sitting) -> dict:
    record = sitting.record or {}
    people = User.objects.in_bulk(record["members"].values())
    names = {
        number: people[pk].public_name
        for number, pk in record["members"].items()
        if pk in people and people[pk].name_is_public
    }
    projects = Project.objects.in_bulk([one["key"] for one in record["projects"]])
    return {
        "sitting": sitting,
        "record": record,
        "terms": terms_for_reading(sittings.terms_of(sitting)),
        "projects": [
            {
                **one,
                "project": projects[one["key"]],
                "scores": [_score_row(row, names) for row in one["scores"]],
                "before_the_talk": [_score_row(row, names) for row in one["before_the_talk"]],
                "recusals": [
                    (Recusal.Ground(recusal["ground"]).label, recusal["reason"]) for recusal in one["recusals"]
                ],
            }
            for one in record["projects"]
        ],
        "decisive_seats": [_name_of_seat(seat, names) for seat in record["decisive_seats"]],
        "files": records.FILES,
    }  # fmt: skip


def _score_row(row: dict, names: dict[str, str]) -> dict:
    given = [(Criterion(name).label, row[name]) for name in Criterion.values]
    return {"who": _name_of_seat(row["seat"], names), "given": given}


def _name_of_seat(seat: int, names: dict[str, str]) -> str:
    """Return the name of whoever sits there, if they let it be told, else which seat it is."""
    return names.get(str(seat)) or _("seat %(number)s") % {"number": seat}


@require_GET
def published_file(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """A file of a published resolution, for everybody."""
    sitting = _sitting(pk)
    if sitting.record is None or name not in records.FILES:
        raise Http404
    kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    return FileResponse(
        open(records.store_files(sitting) / name, "rb"),
        content_type=kind,
        as_attachment=True,
        filename=f"sitting-{pk}-{name}",
    )


def _attended_page(request: HttpRequest, user: User, sitting: Sitting) -> HttpResponse:
    if not sittings.may_attend(user, sitting):
        raise PermissionDenied
    items = sittings.open_items(sitting)
    are_open = bool(items) and all(one.opened_at for one in items)
    context = {
        "sitting": sitting,
        "terms": terms_for_reading(sittings.terms_of(sitting)),
        "items": [_attendance(one) for one in items],
        "are_open": are_open,
        "resolves": bool(items) and all(rules.may_resolve(user, one.project) for one in items),
        "scores": any(sittings.may_give_points(user, one.project) for one in items),
    }
    if are_open:
        context |= _standing(sitting)
    return render(request, "deliberation/sittings/sitting.html", context)


def terms_for_reading(terms: scoring.Terms) -> dict:
    """Return by what a sitting counts, in figures for a page."""
    return {
        "weights": [(Criterion(name).label, scoring.write_points(weight)) for name, weight in terms.weights.items()],
        "trimmed_from": terms.trimmed_from,
        "spread": scoring.write_points(terms.most_spread),
        "least": scoring.write_points(terms.least_points),
    }  # fmt: skip


def _attendance(item: SittingItem) -> dict:
    seats = sittings.seats_of(item)
    handed_in = sittings.scorers_of(item)
    return {
        "item": item,
        "handed_in": User.objects.filter(pk__in=handed_in).order_by("name"),
        "missing": sittings.missing_members(item).order_by("name"),
        "aside": item.project.recusals.select_related("member"),
        "seats": seats,
        "needed": sittings.needed_of(item),
        "is_full": sittings.is_full(item),
        "lacks_members": item.opened_at is None and interests.lacks_members(item),
        "requests": item.recusal_requests.select_related("member"),
        "substitutes": item.substitutes.select_related("member"),
    }


def _standing(sitting: Sitting) -> dict:
    contest, items, placed = committee.standing_of(sitting)
    firmness = ranking.measure_firmness(contest)
    people = {one.pk: str(one) for one in User.objects.filter(pk__in=firmness.members)}
    return {
        "standing": [
            {
                "item": item,
                "place": at.place,
                "mean": scoring.write_points(at.mean),
                "spread": scoring.write_points(at.spread),
                "outcome": at.outcome,
                "needs_talk": sittings.needs_talk(item, at, contest.terms),
            }
            for item, at in zip(items, placed, strict=True)
        ],
        "firmness": firmness,
        "decisive_members": [people[int(one)] for one in firmness.members],
        "talks": any(
            sittings.needs_talk(item, at, contest.terms) for item, at in zip(items, placed, strict=True)
        ),
    }


# --- Points -----------------------------------------------------------------------------------------------------
def _items_for(user: User, sitting: Sitting) -> list[SittingItem]:
    """Return what of `sitting` still waits for the points of `user`."""
    return [
        one
        for one in sittings.open_items(sitting)
        if one.opened_at is None
        and sittings.may_give_points(user, one.project)
        and user.pk not in sittings.scorers_of(one)
    ]


def _drafts_of(user: User, items: list[SittingItem]) -> dict[int, dict[str, int]]:
    turns = {one.pk: one.turn for one in items}
    rows = PointsDraft.objects.filter(member=user, item__in=turns)
    return {row.item_id: row.points for row in rows if row.turn == turns[row.item_id]}


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def points(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own points for every project of the sitting: kept as long as one likes, handed in at the end."""
    sitting = _sitting(pk)
    if not any(sittings.may_give_points(request.user, one.project) for one in sittings.open_items(sitting)):
        raise PermissionDenied
    if interests.undeclared_items(request.user, sitting):
        return redirect("deliberation:declare", pk)
    items = _items_for(request.user, sitting)
    form = PointsForm(request.POST or None, items=items, drafts=_drafts_of(request.user, items))
    hands_in = request.POST.get("do") == "hand-in"
    if request.method == "POST" and form.is_valid():
        given = form.points()
        if hands_in:
            form.require_whole(given)
        try:
            with database_refusals_as_refused(), transaction.atomic():
                for one in items:
                    committee.keep_draft(one, by=request.user, points=given[one.project_id])
        except Refused as refusal:
            show_refusal(form, refusal)
        if form.is_valid():
            if hands_in:
                return redirect("deliberation:hand-in", pk)
            messages.success(request, _("Kept. Nobody else reads it before you hand it in."))
            return redirect("deliberation:points", pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"sitting": sitting, "form": form, "rows": list(form.rows()) if items else []}
    return render(request, "deliberation/sittings/points.html", context, status=status)


@never_cache
@login_required
@sensitive_post_parameters("code")
@require_http_methods(FORM_METHODS)
def hand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look once more at what is handed in for good, and confirm with a code that it is oneself."""
    sitting = _sitting(pk)
    items = _items_for(request.user, sitting)
    drafts = _drafts_of(request.user, items)
    whole = [one for one in items if set(drafts.get(one.pk, ())) == set(Criterion.values)]
    if not whole:
        return redirect("deliberation:points", pk)
    if request.POST.get("do") == "send":
        return _send_code(request, pk)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signin.check_again(
                request, request.user, form.cleaned_data["code"], sent=request.session.get(SENT)
            )
            with database_refusals_as_refused():
                given = {one.project_id: drafts[one.pk] for one in whole}
                committee.hand_in_points(sitting, by=request.user, points=given)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            request.session.pop(SENT, None)
            messages.success(request, _("Your points are on record."))
            return redirect("deliberation:points", pk)
    terms = sittings.terms_of(sitting)
    context = {
        "sitting": sitting,
        "form": form,
        "rows": [
            (
                one,
                [(Criterion(name).label, drafts[one.pk][name]) for name in Criterion.values],
                scoring.write_points(scoring.total_of(drafts[one.pk], terms)),
            )
            for one in whole
        ],
        "left": len(items) - len(whole),
        "has_device": signin.has_second_factor(request.user),
        "sent": SENT in request.session,
        "masked": request.user.masked_phone,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "deliberation/sittings/hand_in.html", context, status=status)


def _send_code(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        row = signin.send_code(request.user.phone, address=signin.client_address(request))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        request.session[SENT] = row.pk
    return redirect("deliberation:hand-in", pk)


# --- Talk and resolution ----------------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def score_again(request: SignedInRequest, pk: int, project: int) -> HttpResponse:
    """Write down what was talked about a project on which the members lie far apart, and let them score it once more."""
    sitting = _sitting(pk)
    item = get_object_or_404(
        sitting.items.select_related("project__area"), project=project, settled_at__isnull=True
    )
    if not rules.may_resolve(request.user, item.project):
        raise PermissionDenied
    form = TalkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                committee.score_again(item.project, by=request.user, talk=form.cleaned_data["talk"])
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The members are told. They give their points once more."))
            return redirect(sitting)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"sitting": sitting, "item": item, "form": form}
    return render(request, "deliberation/sittings/talk.html", context, status=status)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def resolve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the resolution on all projects of the sitting."""
    sitting = _sitting(pk)
    items = sittings.open_items(sitting)
    if not all(rules.may_resolve(request.user, one.project) for one in items):
        raise PermissionDenied
    if not items or any(one.opened_at is None for one in items):
        return _nothing_to_resolve(request, sitting)
    _contest, items, placed = committee.standing_of(sitting)
    form = ResolutionForm(request.POST or None, standing=list(zip(items, placed, strict=True)))
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                committee.resolve_sitting(sitting, by=request.user, decisions=form.decisions())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The resolution is published."))
            return redirect(sitting)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "sitting": sitting,
        "form": form,
        "rows": [(item, at, scoring.write_points(at.mean), fields) for item, at, fields in form.rows()],
    }
    return render(request, "deliberation/sittings/resolve.html", context, status=status)


def _nothing_to_resolve(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    messages.error(request, _("The points are not open yet: members are missing, or too few have given any."))
    return redirect(sitting)
