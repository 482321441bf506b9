"""What browsers, phones and search engines are told; how readers' wishes and their weak lines are served."""

import ast
import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from panlong import clock
from panlong.notices.wording import word_message
from panlong.portal import errors
from panlong.portal.audit_labels import WORDS
from panlong.portal.pages import design, help
from panlong.tools.page_tags import said, time_left
from panlong.tools.translations import sources
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, draft, sign_in

pytestmark = pytest.mark.django_db


# --- For machines ---------------------------------------------------------------------------------------------
def test_the_sitemap_names_public_projects_and_no_drafts(client, w):
    public, private = Walk(w).to(Stage.SUPPORT_POLL), draft(w)
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    named = {element.text.removeprefix(settings.SITE_URL) for element in tree.iter() if "loc" in element.tag}
    assert public.get_absolute_url() in named and private.get_absolute_url() not in named
    assert all(client.get(path).status_code == 200 for path in named)


def test_the_manifest_names_pictures_that_are_there(client):
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert manifest["lang"] == "zh-CN"
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon


def test_a_shared_link_shows_title_words_and_a_picture(client, w):
    project = Walk(w, title="睦邻驿站").to(Stage.SUPPORT_POLL)
    page = client.get(project.get_absolute_url()).text
    card = dict(re.findall(r'<meta\s+property="og:(\w+)"\s+content="([^"]*)"', page))
    assert card["title"].startswith("睦邻驿站") and card["url"].endswith(project.get_absolute_url())
    assert card["image"].startswith(settings.SITE_URL) and card["image"].endswith("icons/card.png")


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_living_page_of_the_design_is_there_in_debug_mode_only(client, rf, w, language):
    assert client.get("/design/").status_code == 404
    Walk(w).to(Stage.CLOSED)
    request = rf.get("/design/")
    request.user, request.session = AnonymousUser(), {}
    with override(language):
        page = design.living_page(request).text
    assert all(
        f'class="{part}' in page
        for part in ("figures", "road", "lights", "flow", "items", "plan", "form-card")
    )


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_chapter_of_the_help_opens_and_its_pictures_are_there(client, language):
    client.cookies["django_language"] = language
    for chapter in help.CHAPTERS:
        page = client.get(f"/help/{chapter.name}/")
        assert page.status_code == 200
        for picture in re.findall(r'src="/static/(help/[^"]+)"', page.text):
            assert finders.find(picture), picture
    assert client.get("/help/nothing/").status_code == 404


# --- Over the wire --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/", "/projects/", "/money/", "/district/", "/help/"])
def test_a_page_that_did_not_change_is_not_sent_twice(client, w, address):
    Walk(w).to(Stage.SUPPORT_POLL)
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Walk(w, title="新的项目").to(Stage.SUPPORT_POLL)
    client.cookies["django_language"] = "en"
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_pages_and_styles_are_compressed(client):
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert {"Cookie", "Accept-Encoding"} <= set(page.headers["Vary"].replace(" ", "").split(","))


def test_the_first_visit_stays_small(client, w):
    """Style sheets, script, drawing and the page itself, as sent: below 150 kB, without photos."""
    Walk(w).to(Stage.SUPPORT_POLL)
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    size = len(page.content)
    for path in re.findall(r'(?:src|href)="/static/([^"]+)"', client.get("/").text):
        with open(finders.find(path), "rb") as file:
            size += len(file.read())  # not even compressed
    assert size < 150_000


# --- For readers ----------------------------------------------------------------------------------------------
def test_a_wish_is_remembered_and_leads_back_to_the_same_page(client):
    answer = client.post("/wishes/", {"language": "en", "next": "/projects/?theme=care&page=1"})
    assert (answer.status_code, answer.url) == (302, "/projects/?theme=care&page=1")
    assert '<html lang="en"' in client.get("/").text


@pytest.mark.parametrize(("wish", "mark"), [("1", "elder elder-1"), ("3", "elder elder-3")])
def test_large_letters_come_in_steps_and_make_the_first_page_simpler(client, wish, mark):
    client.post("/wishes/", {"elder": wish, "next": "/"})
    page = client.get("/")
    assert f'class="{mark}"' in page.text
    assert "pages/home_simple.html" in [template.name for template in page.templates]


@pytest.mark.parametrize("wish", ["4", "-1", "x", ""])
def test_an_odd_wish_changes_nothing(client, wish):
    client.post("/wishes/", {"elder": wish, "language": wish})
    assert not client.cookies
    client.cookies["elder"] = wish
    assert client.get("/").status_code == 200


def test_chinese_words_are_marked_as_such_in_another_language():
    with override("en"):
        assert said("睦邻<b>") == '<span lang="zh-CN">睦邻&lt;b&gt;</span>'
        assert said("12345") == "12345"
    with override("zh-hans"):
        assert said("睦邻") == "睦邻"


@pytest.mark.parametrize(
    ("hours", "words_"), [(-48, "time is over"), (72, "3 days left"), (24, "1 day left")]
)
def test_time_left_counts_days(hours, words_):
    with override("en"):
        assert time_left(clock.now() + timedelta(hours=hours)) == words_
        assert time_left(None) == ""


@pytest.mark.parametrize(("language", "day"), [("en", "30 November 2026"), ("zh-hans", "2026年11月30日")])
def test_a_message_writes_its_days_as_its_language_does(language, day):
    with override(language):
        assert day in word_message("rate", {"project": "x", "due": "2026-11-30"})
        assert "2026-13-99" in word_message("rate", {"project": "x", "due": "2026-13-99"})


def test_a_photo_has_a_small_version_for_phones_of_public_projects_only(client, w):
    from io import BytesIO

    from django.core.files.base import ContentFile
    from PIL import Image

    import projects.tasks
    from panlong.tools import photos
    from projects import progress

    buffer = BytesIO()
    Image.new("RGB", (1500, 900), "green").save(buffer, "PNG")
    for project, status in ((Walk(w).to(Stage.IN_PROGRESS), 200), (draft(w), 404)):
        upload = photos.clean_photo(ContentFile(buffer.getvalue(), name="x.png"))
        photo = progress.add_photo(project, by=w.staff, photo=upload, moment="before", caption="x")
        answer = client.get(photo.small_url)
        assert answer.status_code == status
        if (
            status == 200
        ):  # until a worker has come to it, the photo itself is shown, and kept by nobody for long
            assert Image.open(BytesIO(b"".join(answer))).width == 1500
            assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert projects.tasks.make_left_photos_small() == 2
    assert projects.tasks.make_left_photos_small() == 0
    assert Image.open(BytesIO(b"".join(client.get(Project.objects.get(stage=Stage.IN_PROGRESS).photos.get().small_url)))).width == photos.SMALL  # fmt: skip


# --- Errors ---------------------------------------------------------------------------------------------------
def test_what_is_too_large_is_answered_with_413():
    request = RequestFactory().get("/")
    request.COOKIES = {}
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    assert errors.bad_request(request, RequestDataTooBig()).status_code == 413
    assert errors.bad_request(request).status_code == 400


def test_a_post_that_is_too_large_gets_the_page(w):
    client = Client(raise_request_exception=False)
    sign_in(client, w.proposer)
    answer = client.post(reverse("projects:propose"), {"problem": "长" * 3_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize(("fault", "status"), [(OperationalError("away"), 503), (KeyError("x"), 500)])
def test_when_the_database_is_away_the_page_says_so(monkeypatch, fault, status):
    from panlong.portal.pages import home

    def broken():
        raise fault

    monkeypatch.setattr(home, "district_figures", broken)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)


# --- Staff ----------------------------------------------------------------------------------------------------
def test_every_act_of_the_audit_has_words():
    acts = set()
    for path in sources():
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record" and node.args:
                    acts |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    assert acts - set(WORDS) == set()


def test_a_list_of_the_admin_comes_back_as_it_was_left(client, w):
    sign_in(client, w.staff)
    address = reverse("admin:projects_project_changelist")
    assert client.get(address).status_code == 200
    assert client.get(address, {"theme": "care"}).status_code == 200
    back = client.get(address, headers={"Referer": "http://testserver/desk/"})
    assert (back.status_code, back.url) == (302, f"{address}?theme=care")
    assert (
        client.get(address, headers={"Referer": f"http://testserver{address}?theme=care"}).status_code == 200
    )
    assert client.get(address).status_code == 200  # shown whole once, it stays whole


def test_the_desk_tells_what_waits_for_others(client, w):
    project = Walk(w).to(Stage.STREET_REVIEW)
    sign_in(client, w.staff)
    page = client.get("/desk/")
    assert list(page.context["others"]) == [project] and page.context["asked"] == 0
