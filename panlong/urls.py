"""Composition root: every address of the portal."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from panlong.pages.media import photo

urlpatterns = [
    path("", include("panlong.pages.urls")),
    path("", include("panlong.accounts.urls")),
    path("projects/", include("projects.urls")),
    path("rounds/", include("deliberation.urls")),
    path("money/", include("funding.urls")),
    path("notices/", include("panlong.notices.urls")),
    path("", include("panlong.notices.message_urls")),
    path("", include("panlong.jobs.urls")),
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<path>photos/[0-9]{4}/[0-9]{2}/[0-9a-zA-Z_]+\.jpg)$", photo, name="photo"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("panlong.demo.urls")))

handler400 = "panlong.pages.errors.bad_request"
handler403 = "panlong.pages.errors.forbidden"
handler404 = "panlong.pages.errors.not_found"
handler500 = "panlong.pages.errors.server_error"
