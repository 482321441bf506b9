from base64 import b32encode
from http import HTTPStatus
from time import time

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as remember_second_factor
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from panlong import audit, crypto
from panlong.accounts import phones, privacy, signin
from panlong.accounts.forms import CodeForm, OfficialForm, PhoneForm, SecondStepForm
from panlong.accounts.models import User
from panlong.errors import Refused

HALF_WAY_SECONDS = 600
AGREED = "privacy"  # the cookie that says which privacy notice was agreed to in this browser
AGREED_SECONDS = 365 * 24 * 3600
RECOVERY_CODES = 10


def _next(request: HttpRequest, default: str = "pages:me") -> str:
    """Return where to go after signing in: a path of our own, or `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted.startswith("/") and wanted.isprintable() and ours else resolve_url(default)


def _status(form: BaseForm, refusal: Refused | None = None) -> HTTPStatus:
    if isinstance(refusal, signin.TooMany):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Residents: the phone number. The answer is the same whether the portal knows it or not."""
    has_agreed = request.COOKIES.get(AGREED) == str(privacy.VERSION)
    form, refused = PhoneForm(request.POST or None, has_agreed=has_agreed), None
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            row = signin.send_code(phone, address=signin.client_address(request))
        except Refused as refusal:
            refused = refusal
            form.add_error("phone", str(refusal.reason))
        else:
            request.session["sign_in"] = {
                "code": row.pk,
                "phone": crypto.encrypt_text(phone),
                "next": _next(request),
                "agreed": privacy.VERSION if form.cleaned_data.get("agrees") else 0,
            }
            answer = redirect("accounts:code")
            answer.set_cookie(
                AGREED,
                str(privacy.VERSION),
                max_age=AGREED_SECONDS,
                secure=settings.REQUIRES_HTTPS,
                httponly=True,
                samesite="Lax",
            )
            return answer
    return render(
        request,
        "accounts/sign_in.html",
        {"form": form, "next": _next(request)},
        status=_status(form, refused),
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Residents: the code that was sent."""
    begun = request.session.get("sign_in")
    if not begun:
        return redirect("accounts:sign-in")
    phone = crypto.decrypt_text(begun["phone"])
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = signin.check_code(begun["code"], phone, form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal.reason))
        else:
            del request.session["sign_in"]
            if user.needs_guardian:
                return render(request, "accounts/guardian.html", status=HTTPStatus.FORBIDDEN)
            if begun["agreed"] == privacy.VERSION:
                privacy.record_agreement(user)
            if privacy.needs_to_agree(user):
                request.session["agreeing"] = {"user": user.pk, "at": int(time()), "next": begun["next"]}
                return redirect("accounts:agree")
            login(request, user)
            return redirect(begun["next"])
    context = {"form": form, "masked": phones.mask_phone(phone), "is_flooded": signin.site_limit_reached()}
    return render(request, "accounts/code.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD"])
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why, how long, and what people may ask."""
    return render(request, "accounts/privacy.html", {"version": privacy.VERSION, "kept": privacy.days_kept()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    """Ask somebody who has shown who they are, and is not signed in yet, to agree to the notice as it is now."""
    begun = request.session.get("agreeing") or request.session.get("half_way")
    if not begun or time() - begun["at"] > HALF_WAY_SECONDS:
        return redirect("accounts:sign-in")
    if request.method != "POST":
        context = {"version": privacy.VERSION, "kept": privacy.days_kept()}
        return render(request, "accounts/agree.html", context)
    user = User.objects.get(pk=begun["user"])
    privacy.record_agreement(user)
    if "agreeing" not in request.session:
        return redirect("accounts:second-step")
    del request.session["agreeing"]
    login(request, user)
    return redirect(begun["next"])


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def official(request: HttpRequest) -> HttpResponse:
    """Officials, first step: user name and password."""
    form, refused = OfficialForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            user = signin.check_password(
                request, form.cleaned_data["username"], form.cleaned_data["password"]
            )
        except Refused as refusal:
            refused = refusal
            form.add_error(None, str(refusal.reason))
        else:
            request.session.cycle_key()
            request.session["half_way"] = {
                "user": user.pk,
                "at": int(time()),
                "next": _next(request, "pages:desk"),
            }
            return redirect("accounts:second-step")
    return render(
        request,
        "accounts/official.html",
        {"form": form, "next": _next(request, "pages:desk")},
        status=_status(form, refused),
    )


@never_cache
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Officials, second step: the code of their app, or, the first time, setting the app up."""
    half_way = request.session.get("half_way")
    if not half_way or time() - half_way["at"] > HALF_WAY_SECONDS:
        return redirect("accounts:official")
    user = User.objects.get(pk=half_way["user"])
    if privacy.needs_to_agree(user):
        return redirect("accounts:agree")
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    new = (
        None
        if device
        else TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})[0]
    )
    form, refused = SecondStepForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            used = (
                _confirm(new, form.cleaned_data["token"])
                if new
                else signin.check_second_factor(request, user, form.cleaned_data["token"])
            )
        except Refused as refusal:
            refused = refusal
            form.add_error("token", str(refusal.reason))
        else:
            del request.session["half_way"]
            login(request, user)
            remember_second_factor(request, used)
            if new:
                return render(
                    request,
                    "accounts/recovery_codes.html",
                    {"codes": _recovery_codes(user), "next": half_way["next"]},
                )
            return redirect(half_way["next"])
    context = {
        "form": form,
        "new": new,
        "qr": segno.make(new.config_url).svg_inline(scale=5, border=2) if new else "",
        "secret": _secret(new) if new else "",
    }
    return render(request, "accounts/second_step.html", context, status=_status(form, refused))


def _confirm(device: TOTPDevice, token: str) -> TOTPDevice:
    if not device.verify_token(token):
        raise Refused(_("That code is not right. Wait for the next one and try again."), field="token")
    device.confirmed = True
    device.save()
    audit.record("set_up_second_factor", by=device.user, target=device.user)
    return device


def _secret(device: TOTPDevice) -> str:
    text = b32encode(device.bin_key).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def _recovery_codes(user: User) -> list[str]:
    """Make ten recovery codes, each good once; they are shown this one time."""
    device, _is_new = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery"})
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all sessions of this person, on every device."""
    if request.user.is_authenticated:
        privacy.sign_out_everywhere(request.user)
    logout(request)
    messages.info(request, _("You are signed out on every device."))
    return redirect(settings.LOGIN_URL)


@never_cache
@require_http_methods(["GET", "HEAD"])
def stay(request: HttpRequest) -> HttpResponse:
    """Say that somebody is still there; the middleware has noted it. 403 once they are signed out."""
    is_there = request.user.is_authenticated
    return HttpResponse(status=HTTPStatus.NO_CONTENT if is_there else HTTPStatus.FORBIDDEN)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; everything in it is gone."""
    if request.user.is_authenticated:
        audit.record("sign_out", by=request.user, target=request.user)
    logout(request)
    messages.info(request, _("You are signed out."))
    return redirect(settings.LOGIN_URL)
