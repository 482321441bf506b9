"""How the reader wants the portal: its language and the size of its letters, remembered in two cookies for a year."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

YEAR = 365 * 24 * 3600
ELDER_STEPS = ("0", "1", "2", "3")  # normal letters; 20, 24 and 28 px (static/panlong.css)


def elder_step(request: HttpRequest) -> int:
    """Return how large the reader wants the letters: 0 normal, 1 to 3 长者模式."""
    wanted = request.COOKIES.get("elder", "0")
    return int(wanted) if wanted in ELDER_STEPS else 0


@csrf_exempt
@require_POST
def wishes(request):
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
    options = {"max_age": YEAR, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE, "httponly": True}
    if (step := request.POST.get("elder")) in ELDER_STEPS:
        response.set_cookie("elder", step, **options)
    if (language := request.POST.get("language")) in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **options)
    return response
