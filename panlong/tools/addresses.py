"""The portal's public address (PANLONG_SITE_URL): what is kept, printed or sent never depends on how it was asked for."""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """Return the public address of `path`, which begins with a slash; '' stays ''."""
    return f"{settings.SITE_URL}{path}" if path else ""


def host() -> str:
    """Return the name of the portal's host, without a port: the part behind the @ of what has an id of its own."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"
