"""Suppliers hand in their prices: the task group gives out addresses, the supplier opens its own without signing in."""

import re
from http import HTTPStatus

import segno
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from redis.exceptions import RedisError

from funding import offers, rules, suppliers
from funding.forms import InviteForm, OfferForm
from funding.models import Quotation
from panlong import audit
from panlong.accounts import phones
from panlong.accounts.admin_spreadsheets import SealedStorage
from panlong.accounts.signin import client_address
from panlong.errors import Refused
from projects import rules as project_rules
from projects.models import Project

STAGED = re.compile(r"[0-9a-f]{32}")
MOST, WITHIN = 60, 3600  # forms and wrong addresses from one network address, within so many seconds


# --- The task group ---------------------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, pk: int):
    """Invite suppliers into the open round; the address of each is shown this once."""
    project = get_object_or_404(Project.objects.select_related("area"), pk=pk)
    if not project_rules.may_read(request.user, project):
        raise Http404
    if not rules.may_spend(request.user, project):
        raise PermissionDenied
    form, context, status = InviteForm(request.POST or None), {}, HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                invitation, token = offers.invite(project, by=request.user, **form.cleaned_data)
                address = request.build_absolute_uri(reverse("funding:offer", args=[token]))
                context = {
                    "invitation": invitation,
                    "address": address,
                    "qr": segno.make(address, error="m").svg_inline(scale=5, border=2),
                }
                form, status = InviteForm(), HTTPStatus.OK
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
                status = HTTPStatus.CONFLICT
    round = suppliers.open_round(project)
    context |= {
        "project": project,
        "round": round,
        "takes_prices": suppliers.round_taking_prices(project) is not None,
        "invited": offers.invited(round) if round else [],
        "form": form,
    }
    return render(request, "funding/invite.html", context, status=status)


# --- The supplier -----------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, token: str):
    """What is asked for, the supplier's price, a second look, and then the receipt; no sign-in, no script."""
    invitation = offers.by_token(token)
    if (invitation is None or request.method == "POST") and _too_many(request):
        return _told(
            request, None, HTTPStatus.TOO_MANY_REQUESTS, why=_("Too many tries from here; wait an hour.")
        )
    if invitation is None:
        return _told(request, None, HTTPStatus.NOT_FOUND, why=_("There is no invitation at this address."))
    quotation = getattr(invitation, "quotation", None)
    if quotation:
        return _told(request, invitation, HTTPStatus.OK, quotation=quotation)
    if why := offers.why_not(invitation):
        return _told(request, invitation, HTTPStatus.GONE, why=why)
    if request.method != "POST":
        return _told(request, invitation, HTTPStatus.OK, form=OfferForm())
    return _taken(request, invitation)


def _taken(request, invitation):
    """Look at what was typed, show it once more, and seal it when the supplier says so."""
    form, staged = OfferForm(request.POST, request.FILES), request.POST.get("staged", "")
    kept = SealedStorage(staged) if STAGED.fullmatch(staged) else None
    if not form.is_valid():
        return _told(request, invitation, HTTPStatus.UNPROCESSABLE_ENTITY, form=form, staged=kept)
    if form.cleaned_data["photo"]:
        kept = SealedStorage()
        kept.save(form.cleaned_data["photo"].read())
    step = request.POST.get("step")
    photo = kept.read() if kept else None
    if kept and photo is None:
        form.add_error("photo", _("The photo is not kept any more; choose it again."))
        return _told(request, invitation, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    if step == "change":
        return _told(request, invitation, HTTPStatus.OK, form=form, staged=kept)
    if step != "send":
        return _told(request, invitation, HTTPStatus.OK, form=form, staged=kept, look=True)
    facts = {"price": form.cleaned_data["price"], "note": form.cleaned_data["note"], "ties": form.told_ties}
    try:
        quotation = offers.hand_in(invitation, **facts, photo=photo)
    except Refused as refusal:
        return _told(request, invitation, HTTPStatus.CONFLICT, why=refusal.reason)
    if kept:
        kept.remove()
    return _told(request, invitation, HTTPStatus.OK, quotation=quotation)


def _told(request, invitation, status, **context):
    """Show the supplier's page; search engines are told to leave it alone."""
    context |= {"invitation": invitation, "project": invitation and invitation.project}
    response = render(request, "funding/offer.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _too_many(request) -> bool:
    key = f"offers:{phones.keyed_hash(client_address(request))}"
    try:
        cache.add(key, 0, WITHIN)
        return cache.incr(key) > MOST
    except (
        ValueError,
        RedisError,
    ):  # it ran out in between; or Redis is away, and guessing an address stays hopeless
        return False


# --- Afterwards -------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def photo(request, pk: int):
    """The photo of an offer once the prices are open: for those who see originals, each look on record."""
    quotation = get_object_or_404(Quotation.objects.select_related("project__area"), pk=pk)
    if not project_rules.may_read(request.user, quotation.project):
        raise Http404
    if not rules.may_see_originals(request.user, quotation.project):
        raise PermissionDenied
    content = offers.photo_of(quotation)
    if content is None:
        raise Http404
    audit.record("see_original", by=request.user, target=quotation, area_code=quotation.project.area.code)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(ContentFile(content), content_type="image/jpeg", headers=headers)
