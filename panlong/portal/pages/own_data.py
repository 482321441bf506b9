"""My page's further pages: my home, my data, what I agree to, and goodbye."""

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import models, transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.procurement import traces
from panlong import audit, clock
from panlong.accounts import people, privacy
from panlong.accounts.forms import CloseForm, JoinForm, NameForm, WordsForm
from panlong.accounts.models import Membership, User
from panlong.accounts.requests import SignedInRequest
from panlong.areas.models import Area, Level
from panlong.errors import Refused, show_refusal
from panlong.notices import preferences
from panlong.notices.messages import tell
from panlong.notices.models import Message
from panlong.portal.pages.people import posted
from panlong.tools import pinyin, spelling
from projects import task_group

SECRET = (
    "password",
    "_hash",
    "_cipher",
    "token",
    "key",
    "sealed",
    "sign_in_round",
    "seal",
    "operation",
    "code",
)
SHOWN_ROWS = 20
MAX_PLACES = 50


# --- My home ------------------------------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: SignedInRequest) -> HttpResponse:
    """Ask to be taken into a household: first the courtyard is found, then the door is named."""
    yards = Area.objects.filter(level=Level.COURTYARD).select_related("parent")
    if not request.GET.get("area"):
        words = spelling.words_of(request.GET.get("q", "").replace("\x00", "")[:60])
        found = [yard for yard in yards if words and pinyin.matches(pinyin.key_of(yard.name), words)]
        context = {"words": " ".join(words), "places": found[:MAX_PLACES]}
        return render(request, "pages/join_where.html", context)
    area = get_object_or_404(yards, code=request.GET["area"].replace("\x00", ""))
    form, status = JoinForm(posted(request), user=request.user), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                asked = people.ask_to_join(area, by=request.user, **form.cleaned_data)
                keepers = people.serving(area, people.KEEPERS).exclude(pk=request.user.pk)
                tell(
                    keepers,
                    "roster_request",
                    f"request-{asked.pk}",
                    link=f"/desk/requests/{asked.pk}/",
                    area=area.name,
                )
        except Refused as refusal:
            status = show_refusal(form, refusal)
        else:
            messages.success(
                request, _("Asked. Your building head or the community looks at it; you will be told.")
            )
            return redirect("pages:me")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "pages/join.html", {"area": area, "form": form}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the community to put right what the roster says."""
    membership = get_object_or_404(mine(request.user), pk=pk)
    form, status = WordsForm(posted(request)), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            people.ask_for_correction(membership.household, by=request.user, text=form.cleaned_data["text"])
        except Refused as refusal:
            status = show_refusal(form, refusal)
        else:
            messages.success(request, _("Asked. The community looks at it; you will be told."))
            return redirect("pages:me")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "pages/correct.html", {"membership": membership, "form": form}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that I have moved out."""
    membership = get_object_or_404(mine(request.user), pk=pk)
    if request.method == "POST":
        people.leave_household(membership, by=request.user)
        messages.success(
            request, _("You have moved out there; what you did as a member of that household stays.")
        )
        return redirect("pages:me")
    return render(request, "pages/leave.html", {"membership": membership})


def mine(user: User) -> models.QuerySet[Membership]:
    return Membership.objects.filter(user=user).select_related("household__area")


@login_required
@require_POST
def guard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to a child's use of the portal, or take that back."""
    child = get_object_or_404(User, pk=pk)
    if child not in privacy.children_of(request.user):
        raise Http404
    privacy.guard(child, by=request.user, agrees=request.POST.get("agrees") == "1")
    messages.success(request, _("Written down."))
    return redirect("pages:me")


# --- My data ------------------------------------------------------------------------------------------------------
def records_of(user: User) -> list[tuple[str, list[dict]]]:
    """Return everything that is kept about `user`: (what, rows), the person first, then every table that points at them.

    Read from the tables' own description, so that what is added tomorrow is in it. Secrets are left out, and of
    other people there are only numbers.
    """
    found = [(str(User._meta.verbose_name), [{**facts_of(user), _("phone"): user.phone}])]
    for relation in User._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel):
            continue
        model = relation.related_model
        if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created or _is_inner(model):
            continue
        rows = [
            facts_of(row) for row in model._base_manager.filter(**{relation.field.name: user}).order_by("pk")
        ]
        if rows:
            what = _("Messages") if model is Message else model._meta.verbose_name
            found.append((f"{what}: {relation.field.verbose_name}", rows))
    return found


def _is_inner(model: type[models.Model]) -> bool:
    """Say whether a table belongs to Django or the second factor: nothing but keys and links."""
    return not model.__module__.startswith(("panlong", "projects", "deliberation", "funding"))


def facts_of(row: models.Model) -> dict[str, object]:
    """Return {name of the column: value} of a row, without secrets."""
    found: dict[str, object] = {}
    for field in row._meta.concrete_fields:
        if any(word in field.name for word in SECRET):
            continue
        value = field.value_from_object(row)
        if field.choices:
            value = dict(field.flatchoices).get(value, value)
        if value not in (None, "", [], {}):
            found[str(field.verbose_name)] = readable_value(value)
    return found


def readable_value(value: object) -> object:
    """Return a value as the page and the file show it: moments in the portal's time zone, yes and no in words."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value if isinstance(value, int | list | dict) else str(value)


@never_cache
@login_required
@require_GET
def data(request: SignedInRequest) -> HttpResponse:
    """Everything the portal keeps about me, to be read."""
    sections = [
        {"name": name, "rows": rows[-SHOWN_ROWS:], "more": max(len(rows) - SHOWN_ROWS, 0)}
        for name, rows in records_of(request.user)
    ]
    return render(request, "pages/my_data.html", {"sections": sections})


@never_cache
@login_required
@require_GET
def data_file(request: SignedInRequest) -> HttpResponse:
    """Everything the portal keeps about me, as a file; that it was fetched is written down."""
    facts = {
        "made_at": timezone.localtime(clock.now()).isoformat(timespec="seconds"),
        "records": [{"what": name, "rows": rows} for name, rows in records_of(request.user)],
    }
    audit.record("export_own_data", by=request.user, target=request.user)
    answer = JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 1, "default": str})
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: SignedInRequest) -> HttpResponse:
    """My name, and whether it may be published."""
    form = NameForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            privacy.publish_name(request.user, agrees=form.cleaned_data["name_is_public"])
            if "name" in form.cleaned_data:
                people.rename_person(request.user, form.cleaned_data["name"])
        messages.success(request, _("Written down."))
        return redirect("pages:me")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "pages/my_name.html", {"form": form}, status=status)


def close_account(user: User) -> None:
    """Forget who `user` is, everywhere; what they decided and paid stays without a name."""
    with transaction.atomic():
        privacy.require_may_close(user)
        preferences.delete_preferences(user)
        traces.forget_person(user)
        task_group.forget_implementer(privacy.forget_person(user))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest) -> HttpResponse:
    """Close my account."""
    form, status = CloseForm(posted(request)), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            close_account(request.user)
        except Refused as refusal:
            status = show_refusal(form, refusal)
        else:
            logout(request)
            messages.success(
                request,
                _("Your account is closed. Your name and number are gone; thank you for what you did."),
            )
            return redirect("pages:home")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "pages/close.html", {"form": form}, status=status)
