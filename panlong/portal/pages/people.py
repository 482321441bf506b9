"""Pages about people: what they ask of the roster, numbers that want a second person, who serves an area."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from deliberation import twins
from deliberation.models import Council
from panlong import clock
from panlong.accounts import people
from panlong.accounts.forms import DecisionForm, JoinDecisionForm, ReasonForm
from panlong.accounts.models import (
    OFFICIAL_ROLES,
    Household,
    Membership,
    PhoneChange,
    Post,
    Role,
    RosterRequest,
    RosterStep,
    User,
)
from panlong.accounts.requests import SignedInRequest
from panlong.accounts.roster import steps
from panlong.areas.models import Area, within
from panlong.errors import Refused, database_refusals_as_refused, show_refusal
from panlong.notices.messages import tell

MAX_SERVING = 200


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent by a form, None when the page is only looked at; a form of unticked boxes sends nothing else."""
    return request.POST if request.method == "POST" else None


def decide_request(
    asked: RosterRequest, *, by: User, accepted: bool, answer: str, same_person: bool | None = None
) -> None:
    """Decide what a resident asked of the roster, and tell them."""
    with transaction.atomic():
        people.decide_request(asked, by=by, accepted=accepted, answer=answer, same_person=same_person)
        topic = "roster_accepted" if accepted else "roster_refused"
        tell([asked.user], topic, f"request-{asked.pk}", link="/me/", answer=answer)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request of a resident, decided by those who know the place."""
    asked = get_object_or_404(RosterRequest.objects.select_related("area", "user"), pk=pk)
    if not people.may_decide(request.user, asked):
        raise Http404
    home = people.household_asked_for(asked)
    is_join = asked.kind == RosterRequest.Kind.JOIN and asked.decided_at is None
    namesakes = people.same_name_in(home, asked.user) if home and is_join else []
    form, status = JoinDecisionForm(posted(request), namesakes=namesakes), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            decide_request(asked, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            status = show_refusal(form, refusal)
        else:
            messages.success(request, _("Decided; the person has been told."))
            return redirect("pages:desk")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"asked": asked, "form": form, "home": home}
    return render(request, "pages/roster_request.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another number for somebody: a second person, or whom it concerns, says whether it is right."""
    change = get_object_or_404(PhoneChange.objects.select_related("area", "user", "asked_by"), pk=pk)
    if not people.may_decide(request.user, change):
        raise Http404
    form, status = DecisionForm(posted(request)), HTTPStatus.OK
    del form.fields["answer"]
    if request.method == "POST" and form.is_valid():
        try:
            people.decide_phone(change, by=request.user, accepted=form.cleaned_data["accepted"])
        except Refused as refusal:
            status = show_refusal(form, refusal)
        else:
            messages.success(request, _("Decided."))
            return redirect("pages:me" if change.user_id == request.user.pk else "pages:desk")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "pages/phone_change.html", {"change": change, "form": form}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """A change of the roster by hand, or two entries that are one: a second person says whether it is right."""
    people_of = ("person", "twin_person", "member__user", "asked_by", "decided_by")
    homes_of = ("home__area", "twin_home__area", "member__household__area")
    step = get_object_or_404(RosterStep.objects.select_related("area", *people_of, *homes_of), pk=pk)
    may = steps.may_decide(request.user, step)
    if not may and request.user.pk != step.asked_by_id:
        raise Http404
    form, status = DecisionForm(posted(request)), HTTPStatus.OK
    del form.fields["answer"]
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                twins.decide_merge(step, by=request.user, accepted=form.cleaned_data["accepted"])
        except Refused as refusal:
            status = show_refusal(form, refusal)
        else:
            messages.success(request, _("Decided."))
            return redirect("pages:roster-step", pk)
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"step": step, "form": form, "may": may, "found": twins.told(step), "changes": changes_of(step)}
    return render(request, "pages/roster_step.html", context, status=status)


def _name_of(model: type[Model], column: str) -> str:
    field = model._meta.get_field(column)
    assert isinstance(field, Field), "a change by hand writes columns"
    return str(field.verbose_name)


def changes_of(step: RosterStep) -> list[tuple[str, str, str]]:
    """Return what a change by hand would write, as (name of the field, before, after) in the reader's language."""
    tables: dict[str, type[Model]] = {RosterStep.Kind.HOME: Household, RosterStep.Kind.MEMBER: Membership}
    model = tables.get(step.kind, User)
    said = {True: _("yes"), False: _("no"), None: "–", "": "–"}

    def say(value: object) -> str:
        return said[value] if value is None or value == "" or isinstance(value, bool) else str(value)

    return [
        (_name_of(model, name), say(values[0]), say(values[1]))
        for name, values in step.changes.items()
        if values
    ]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole number of somebody, for those whose post needs it; a reason is asked and every look written down."""
    person = get_object_or_404(User, pk=pk, is_active=True)
    if not people.may_see_phone(request.user, person):
        raise Http404
    form, number, status = ReasonForm(posted(request)), "", HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            number = people.reveal_phone(person, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            status = show_refusal(form, refusal)
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"person": person, "form": form, "number": number}
    return render(request, "pages/phone.html", context, status=status)


@require_GET
def serving(request: HttpRequest, code: str) -> HttpResponse:
    """Who serves an area: posts held there and above, then those below. Officials by name, others as they agreed."""
    area = get_object_or_404(Area, code=code)
    now = (
        Post.objects.current()
        .exclude(role=Role.ADMINISTRATOR)
        .select_related("user", "area", "deputy_for__user")
    )
    here = list(now.serving(area).order_by("-area__code", "role", "id"))
    below = list(now.filter(within([area])).exclude(area=area)[:MAX_SERVING])
    context = {
        "area": area,
        "places": Area.objects.above(area),
        "here": map(card, here),
        "below": map(card, below),
        "councils": Council.objects.filter(area__code__in=area.codes_above()).in_term(clock.today()),
    }
    return render(request, "pages/serving.html", context)


def card(post: Post) -> dict:
    """Return what the public reads of a post."""
    is_public = post.role in OFFICIAL_ROLES
    stands_in = post.deputy_for
    return {
        "post": post,
        "name": str(post.user) if is_public else post.user.public_name,
        "stands_in_for": (str(stands_in.user) if is_public else stands_in.user.public_name)
        if stands_in
        else "",
    }
