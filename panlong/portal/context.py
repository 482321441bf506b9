from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from panlong import clock
from panlong.accounts.sessions import idle_seconds

ELDER_STEPS = ("0", "1", "2", "3")  # normal letters; 20, 24 and 28 px (static/panlong.css)


def site(request: HttpRequest) -> dict:
    """What every page knows: demo mode, the portal's clock and address, the reader's wishes."""
    step = text_size(request)
    return {
        "demo": settings.DEMO,
        "now": clock.now,
        "elder_mode": step > 0,
        "text_size": step,
        "languages": settings.LANGUAGES,
        "site_url": settings.SITE_URL,
        "log_name": _log_name(),
        "idle_seconds": idle_seconds(request.user)
        if hasattr(request, "user") and request.user.is_authenticated
        else 0,
    }


def _log_name() -> str:
    """Tell logs apart that follow each other at one address: every demonstration begins another one."""
    return salted_hmac("log", "name").hexdigest()[:8] if settings.DEMO else "log"


def text_size(request: HttpRequest) -> int:
    """Return how large the reader wants the letters: 0 normal, 1 to 3 长者模式."""
    wanted = request.COOKIES.get("elder", "0")
    return int(wanted) if wanted in ELDER_STEPS else 0
