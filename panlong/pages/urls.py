from django.conf import settings
from django.urls import path, register_converter

from panlong.pages import design, finding, front, guide, me, people, views, wishes


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
    path("me/join/", me.join, name="join"),
    path("me/homes/<int:pk>/correct/", me.correct, name="correct"),
    path("me/homes/<int:pk>/leave/", me.leave, name="leave"),
    path("me/children/<int:pk>/", me.guard, name="guard"),
    path("me/data/", me.data, name="my-data"),
    path("me/data.json", me.data_file, name="my-data-file"),
    path("me/name/", me.name, name="my-name"),
    path("me/close/", me.close, name="close"),
    path("desk/", views.desk, name="desk"),
    path("desk/requests/<int:pk>/", people.request, name="roster-request"),
    path("desk/numbers/<int:pk>/", people.phone_change, name="phone-change"),
    path("people/<int:pk>/phone/", people.phone, name="phone"),
    path("district/", views.district, name="district"),
    path("search/", finding.search, name="search"),
    path("areas/<area_code:code>/", finding.area, name="area"),
    path("areas/<area_code:code>/people/", people.serving, name="serving"),
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
