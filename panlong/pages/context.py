from django.conf import settings

from panlong import clock


def site(request):
    """What every page knows: demo mode, the portal's clock, the reader's wishes."""
    return {
        "demo": settings.DEMO,
        "now": clock.now,
        "elder_mode": request.COOKIES.get("elder") == "1",
        "languages": settings.LANGUAGES,
    }
