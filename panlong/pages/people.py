"""Pages about people: what they ask of the roster, numbers that want a second person, who serves an area."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from panlong.accounts import people
from panlong.accounts.forms import DecisionForm, ReasonForm
from panlong.accounts.models import OFFICIAL_ROLES, PhoneChange, Post, Role, RosterRequest, User
from panlong.areas.models import Area, within
from panlong.errors import NotYours, Refused
from panlong.notices.messages import tell

MOST_SERVING = 200


def posted(request):
    """Return what was sent by a form, None when the page is only looked at; a form of unticked boxes sends nothing else."""
    return request.POST if request.method == "POST" else None


def refused_at(form, refusal: Refused) -> int:
    """Show `refusal` at the form and return the status of the answer; what is not yours is 403."""
    if isinstance(refusal, NotYours):
        raise PermissionDenied
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.reason))
    return HTTPStatus.CONFLICT


def decide_request(asked: RosterRequest, *, by: User, accepted: bool, answer: str) -> None:
    """Decide what a resident asked of the roster, and tell them."""
    with transaction.atomic():
        people.decide(asked, by=by, accepted=accepted, answer=answer)
        topic = "roster_accepted" if accepted else "roster_refused"
        tell([asked.user], topic, f"request-{asked.pk}", link="/me/", answer=answer)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request(request, pk: int):
    """One request of a resident, decided by those who know the place."""
    asked = get_object_or_404(RosterRequest.objects.select_related("area", "user"), pk=pk)
    if not people.may_decide(request.user, asked):
        raise Http404
    form, status = DecisionForm(posted(request)), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            decide_request(asked, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            status = refused_at(form, refusal)
        else:
            messages.success(request, _("Decided; the person has been told."))
            return redirect("pages:desk")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"asked": asked, "form": form, "home": people.household_asked_for(asked)}
    return render(request, "pages/roster_request.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone_change(request, pk: int):
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
            status = refused_at(form, refusal)
        else:
            messages.success(request, _("Decided."))
            return redirect("pages:me" if change.user_id == request.user.pk else "pages:desk")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "pages/phone_change.html", {"change": change, "form": form}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request, pk: int):
    """The whole number of somebody, for those whose post needs it; a reason is asked and every look written down."""
    person = get_object_or_404(User, pk=pk, is_active=True)
    if not people.may_see_phone(request.user, person):
        raise Http404
    form, number, status = ReasonForm(posted(request)), "", HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            number = people.reveal_phone(person, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            status = refused_at(form, refusal)
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"person": person, "form": form, "number": number}
    return render(request, "pages/phone.html", context, status=status)


@require_GET
def serving(request, code: str):
    """Who serves an area: posts held there and above, then those below. Officials by name, others as they agreed."""
    area = get_object_or_404(Area, code=code)
    now = (
        Post.objects.current()
        .exclude(role=Role.ADMINISTRATOR)
        .select_related("user", "area", "deputy_for__user")
    )
    here = list(now.serving(area).order_by("-area__code", "role", "id"))
    below = list(now.filter(within([area])).exclude(area=area)[:MOST_SERVING])
    context = {
        "area": area,
        "places": Area.objects.above(area),
        "here": map(card, here),
        "below": map(card, below),
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
