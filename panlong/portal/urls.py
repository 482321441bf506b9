from django.conf import settings
from django.urls import path, register_converter

from panlong.portal import health
from panlong.portal.pages import (
    act,
    design,
    desk,
    display,
    district,
    groups,
    help,
    home,
    own_data,
    people,
    search,
    site_files,
    story,
)


class AreaCode:
    regex = r"\d{6}(?:\d{3}(?:\d{3}(?:-\d{3}){0,3})?)?"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(AreaCode, "area_code")

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("me/", desk.me, name="me"),
    path("me/join/", own_data.join, name="join"),
    path("me/homes/<int:pk>/correct/", own_data.correct, name="correct"),
    path("me/homes/<int:pk>/leave/", own_data.leave, name="leave"),
    path("me/children/<int:pk>/", own_data.guard, name="guard"),
    path("me/data/", own_data.data, name="my-data"),
    path("me/data.json", own_data.data_file, name="my-data-file"),
    path("me/name/", own_data.name, name="my-name"),
    path("me/close/", own_data.close, name="close"),
    path("desk/", desk.desk, name="desk"),
    path("desk/groups/", groups.group_places, name="group-places"),
    path("desk/groups/<area_code:code>/", groups.group_list, name="groups"),
    path("desk/requests/<int:pk>/", people.request, name="roster-request"),
    path("desk/numbers/<int:pk>/", people.phone_change, name="phone-change"),
    path("desk/roster/<int:pk>/", people.roster_step, name="roster-step"),
    path("people/<int:pk>/phone/", people.phone, name="phone"),
    path("district/", district.district, name="district"),
    path("search/", search.search, name="search"),
    path("areas/<area_code:code>/", search.area, name="area"),
    path("areas/<area_code:code>/people/", people.serving, name="serving"),
    path("help/", help.contents, name="help"),
    path("help/<slug:name>/", help.chapter, name="help-chapter"),
    path("wishes/", display.save_display, name="wishes"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("healthz", health.readyz, name="healthz"),  # what it was called first
    path("robots.txt", site_files.robots),
    path("sitemap.xml", site_files.sitemap, name="sitemap"),
    path("manifest.webmanifest", site_files.manifest, name="manifest"),
    path("favicon.ico", site_files.favicon),
    path("projects/<int:pk>/", story.story, name="story"),
    path("projects/<int:pk>/do/<slug:name>/", act.act, name="act"),
]
if settings.DEBUG:
    urlpatterns.append(path("design/", design.living_page, name="design"))
