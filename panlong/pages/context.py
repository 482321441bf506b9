from django.conf import settings

from panlong import clock
from panlong.accounts.middleware import idle_seconds
from panlong.pages.wishes import elder_step


def site(request):
    """What every page knows: demo mode, the portal's clock and address, the reader's wishes."""
    step = elder_step(request)
    return {
        "demo": settings.DEMO,
        "now": clock.now,
        "elder_mode": step > 0,
        "elder_step": step,
        "languages": settings.LANGUAGES,
        "site_url": settings.SITE_URL,
        "idle_seconds": idle_seconds(request.user)
        if hasattr(request, "user") and request.user.is_authenticated
        else 0,
    }
