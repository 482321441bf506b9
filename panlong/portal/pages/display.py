"""How the reader wants the portal: its language and the size of its letters, remembered in two cookies for a year."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from panlong.portal.context import ELDER_STEPS

YEAR = 365 * 24 * 3600


@csrf_exempt
@require_POST
def save_display(request: HttpRequest) -> HttpResponse:
    """Remember a wish and go back to the page it came from.

    No token is asked for: another site could at most make the letters large, and without a token in every page's
    head the public pages are the same for everybody, so that a browser asks again only for what has changed.
    """
    back = request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = reverse("pages:home")
    response = redirect(back)
    if (step := request.POST.get("elder", "")) in ELDER_STEPS:
        _remember(response, "elder", step)
    if (language := request.POST.get("language", "")) in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def _remember(response: HttpResponse, cookie: str, wish: str) -> None:
    response.set_cookie(
        cookie, wish, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
