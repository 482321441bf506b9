"""What browsers, phones and search engines ask a site for."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deliberation.models import VotingRound
from panlong.areas.models import Area, Level
from panlong.notices.models import Notice
from panlong.tools.addresses import absolute
from panlong.tools.page_tags import html_lang
from projects.models import Project

PAGES = ("/", "/projects/", "/rounds/", "/money/", "/notices/", "/district/", "/help/")
MAX_ADDRESSES = 45_000  # a sitemap may hold 50,000 addresses


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    lines = ("/admin/", "/me/", "/desk/", "/demo/", "/design/", "/search/", "/money/offers/")
    closed = "".join(f"Disallow: {path}\n" for path in lines)
    return HttpResponse(
        f"User-agent: *\n{closed}Sitemap: {absolute('/sitemap.xml')}\n",
        content_type="text/plain; charset=utf-8",
    )


@require_GET
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page that lasts, with the day it changed where we know it."""
    pages: list[tuple[str, datetime | None]] = [(path, None) for path in PAGES]
    pages += [
        (one.get_absolute_url(), one.stage_since) for one in Project.objects.published()[:MAX_ADDRESSES]
    ]
    pages += [(one.get_absolute_url(), None) for one in VotingRound.objects.order_by("-id")[:1000]]
    levels = [Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.COURTYARD]
    pages += [(one.get_absolute_url(), None) for one in Area.objects.filter(level__in=levels)]
    room = max(MAX_ADDRESSES - len(pages), 0)
    pages += [(one.get_absolute_url(), one.published_at) for one in Notice.objects.all()[:room]]
    context = {"pages": pages, "address": settings.SITE_URL}
    return render(request, "pages/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to keep the portal on its first screen."""
    icons = [
        {"src": static(f"icons/{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    facts = {
        "name": _("Panlong small projects"),
        "short_name": _("Small projects"),
        "description": _("Residents of Panlong decide and follow the small projects of their neighbourhood."),
        "lang": html_lang(get_language()),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#07483a",
        "icons": [
            *icons,
            {"src": static("panlong.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return JsonResponse(
        facts, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("icons/32.png"), permanent=False)
