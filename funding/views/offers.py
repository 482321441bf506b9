"""Suppliers hand in their prices: the task group invites, the supplier opens its own address without signing in."""

import re
from http import HTTPStatus
from typing import TypedDict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from funding import rules
from funding.forms.procurement import InviteForm, OfferCodeForm, OfferForm
from funding.models import Quotation, SupplierInvitation
from funding.procurement import invitations, records, register, traces
from panlong import audit, crypto
from panlong.accounts.requests import SignedInRequest
from panlong.accounts.signin import client_address
from panlong.admin.spreadsheets import SealedStorage
from panlong.errors import Refused
from projects import rules as project_rules
from projects.models import Project

STAGED = re.compile(r"[0-9a-f]{32}")
MAX_FORMS, WITHIN = 60, 3600  # forms and wrong addresses from one network address, within so many seconds


# --- The task group ---------------------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """Invite firms of the register into the open round; the address of each goes to its telephone and is shown nowhere."""
    project = get_object_or_404(Project.objects.select_related("area"), pk=pk)
    if not project_rules.may_read(request.user, project):
        raise Http404
    if not rules.may_spend(request.user, project):
        raise PermissionDenied
    at = traces.seen(request)
    traces.note(at, project, traces.What.GROUP)
    firms = register.firms_for(project)
    form, status = InviteForm(request.POST or None, firms=firms), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                invitation = invitations.invite_supplier(project, by=request.user, **form.cleaned_data)
                told = _("The address was sent to the telephone on record of %(supplier)s.")
                messages.success(request, told % {"supplier": invitation.supplier})
                return traces.keep_device(request, redirect("funding:invite", pk))
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
                status = HTTPStatus.CONFLICT
    round = records.current_round(project)
    context = {
        "project": project,
        "round": round,
        "takes_prices": records.round_taking_prices(project) is not None
        and project.stage in records.COLLECTING,
        "invited": invitations.invited_suppliers(round) if round else [],
        "firms": firms.count(),
        "form": form,
    }
    return traces.keep_device(request, render(request, "funding/invite.html", context, status=status))


# --- The supplier -----------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked for, the supplier's price, a second look, and then the receipt; no sign-in, no script."""
    invitation = invitations.by_token(token)
    if (invitation is None or request.method == "POST") and _too_many(request):
        return _told(
            request, None, HTTPStatus.TOO_MANY_REQUESTS, why=_("Too many tries from here; wait an hour.")
        )
    if invitation is None:
        return _told(request, None, HTTPStatus.NOT_FOUND, why=_("There is no invitation at this address."))
    at = traces.seen(request)
    if request.method != "HEAD":
        traces.note(at, invitation.project, traces.What.OPENED, invitation)
    return traces.keep_device(request, _answered(request, invitation, at))


class Typed(TypedDict):
    """What a supplier has typed, and the photo that is kept meanwhile."""

    form: OfferForm
    staged: SealedStorage | None
    look: bool


def _answered(request: HttpRequest, invitation: SupplierInvitation, at: traces.Seen) -> HttpResponse:
    quotation = getattr(invitation, "quotation", None)
    if why := invitations.why_not_for(at, invitation.project):
        audit.record(
            "group_at_offer", by=at.person, target=invitation, area_code=invitation.project.area.code
        )
        return _told(request, None, HTTPStatus.FORBIDDEN, why=why)
    if quotation:
        return _told(request, invitation, HTTPStatus.OK, quotation=quotation)
    if why := invitations.why_not(invitation):
        return _told(request, invitation, HTTPStatus.GONE, why=why)
    if request.method != "POST":
        return _told(request, invitation, HTTPStatus.OK, form=OfferForm())
    return _taken(request, invitation, at)


def _taken(request: HttpRequest, invitation: SupplierInvitation, at: traces.Seen) -> HttpResponse:
    """Look at what was typed, show it once more, let the supplier confirm it with a code, and seal it."""
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
    typed: Typed = {"form": form, "staged": kept, "look": True}
    if step == "code":
        return _code_asked(request, invitation, at, typed)
    if step != "send":
        return _told(request, invitation, HTTPStatus.OK, **typed)
    return _sent(request, invitation, at, typed, photo)


def _code_asked(
    request: HttpRequest, invitation: SupplierInvitation, at: traces.Seen, typed: Typed
) -> HttpResponse:
    """Send a code to the telephone on record and ask for it."""
    code_form = OfferCodeForm()
    try:
        invitations.send_code(invitation, seen=at)
    except Refused as refusal:
        code_form = OfferCodeForm({"code": ""})
        code_form.errors["code"] = code_form.error_class([refusal.reason])
        return _told(request, invitation, HTTPStatus.CONFLICT, code_form=code_form, **typed)
    return _told(request, invitation, HTTPStatus.OK, code_form=code_form, **typed)


def _sent(
    request: HttpRequest, invitation: SupplierInvitation, at: traces.Seen, typed: Typed, photo: bytes | None
) -> HttpResponse:
    """Check the code and seal what was typed; a wrong code loses nothing."""
    form, kept = typed["form"], typed["staged"]
    if invitation.firm:
        code_form = OfferCodeForm(request.POST)
        if code_form.is_valid() and not invitations.check_code(invitation, code_form.cleaned_data["code"]):
            code_form.add_error(
                "code", _("That code is not right or no longer holds. Check it, or ask for a new one.")
            )
        if not code_form.is_valid():
            return _told(request, invitation, HTTPStatus.UNPROCESSABLE_ENTITY, code_form=code_form, **typed)
    facts = {"price": form.cleaned_data["price"], "note": form.cleaned_data["note"], "ties": form.told_ties}
    try:
        quotation = invitations.hand_in(invitation, **facts, photo=photo, seen=at)
    except Refused as refusal:
        return _told(request, invitation, HTTPStatus.CONFLICT, why=refusal.reason)
    if kept:
        kept.remove()
    return _told(request, invitation, HTTPStatus.OK, quotation=quotation)


def _told(
    request: HttpRequest, invitation: SupplierInvitation | None, status: HTTPStatus, **context
) -> HttpResponse:
    """Show the supplier's page; search engines are told to leave it alone."""
    context |= {"invitation": invitation, "project": invitation and invitation.project}
    if invitation is not None and invitation.firm is not None:
        context["history"] = register.history_of(invitation.firm)
    response = render(request, "funding/offer.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _too_many(request: HttpRequest) -> bool:
    key = f"offers:{crypto.keyed_hash(client_address(request))}"
    try:
        cache.add(key, 0, WITHIN)
        return cache.incr(key) > MAX_FORMS
    except ValueError:  # it ran out in between; or Redis is away, and guessing an address stays hopeless
        return False


# --- Afterwards -------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """The photo of an offer once the prices are open: for those who see originals, each look on record."""
    quotation = get_object_or_404(Quotation.objects.select_related("project__area"), pk=pk)
    if not project_rules.may_read(request.user, quotation.project):
        raise Http404
    if not rules.may_see_originals(request.user, quotation.project):
        raise PermissionDenied
    content = invitations.photo_of(quotation)
    if content is None:
        raise Http404
    audit.record("see_original", by=request.user, target=quotation, area_code=quotation.project.area.code)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(ContentFile(content), content_type="image/jpeg", headers=headers)
