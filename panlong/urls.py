"""Composition root: every address of the portal."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from panlong.portal.media import evidence, photo

urlpatterns = [
    path("", include("panlong.portal.urls")),
    path("", include("panlong.accounts.urls")),
    path("projects/", include("projects.urls")),
    path("rounds/", include("deliberation.urls")),
    path("money/", include("funding.urls")),
    path("notices/", include("panlong.notices.urls.notices")),
    path("", include("panlong.notices.urls.messages")),
    path("", include("panlong.jobs.urls")),
    path("log/", include("panlong.log.urls")),
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<path>evidence/[0-9]{4}/[0-9]{2}/[0-9a-zA-Z_]+\.jpg)$", evidence, name="evidence"),
    re_path(r"^media/(?P<path>photos/[0-9]{4}/[0-9]{2}/[0-9a-zA-Z_]+\.jpg)$", photo, name="photo"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("panlong.portal.demo.urls")))

handler400 = "panlong.portal.errors.bad_request"
handler403 = "panlong.portal.errors.forbidden"
handler404 = "panlong.portal.errors.not_found"
handler500 = "panlong.portal.errors.server_error"
