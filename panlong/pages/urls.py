from django.conf import settings
from django.urls import path, register_converter

from panlong.pages import design, finding, front, guide, views, wishes


class AreaCode:
    regex = r"\d{6}(?:\d{3}(?:\d{3}(?:-\d{3}){0,3})?)?"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(AreaCode, "area_code")

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("desk/", views.desk, name="desk"),
    path("district/", views.district, name="district"),
    path("search/", finding.search, name="search"),
    path("areas/<area_code:code>/", finding.area, name="area"),
    path("help/", guide.contents, name="help"),
    path("help/<slug:name>/", guide.chapter, name="help-chapter"),
    path("wishes/", wishes.wishes, name="wishes"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", front.robots),
    path("sitemap.xml", front.sitemap, name="sitemap"),
    path("manifest.webmanifest", front.manifest, name="manifest"),
    path("favicon.ico", front.favicon),
    path("projects/<int:pk>/", views.story, name="story"),
    path("projects/<int:pk>/do/<slug:name>/", views.act, name="act"),
]
if settings.DEBUG:
    urlpatterns.append(path("design/", design.living_page, name="design"))
