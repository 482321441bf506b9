"""What a browser may keep: a stranger's pages until it asked again, nothing of somebody who is signed in."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from projects.models import Photo
from projects.stages import Stage
from tests.factories import Walk, draft, jpeg, sign_in

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


def kept(client, address: str) -> str:
    return client.get(address).headers["Cache-Control"]


def test_no_page_of_somebody_signed_in_is_kept(client, w):
    project = draft(w)
    sign_in(client, w.proposer)
    for address in (
        "/",
        "/projects/",
        "/money/",
        "/rounds/",
        "/me/",
        project.get_absolute_url(),
        "/nowhere/",
    ):
        assert "no-store" in kept(client, address), address
    assert "no-store" in client.post("/sign-out/").headers["Cache-Control"]


def test_a_stranger_asks_again_instead_of_loading_anew(client):
    page = client.get("/help/")
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert client.get("/help/", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_photos_of_public_projects_stay_kept_by_those_who_are_signed_in(client, w):
    project = Walk(w).to(Stage.IN_PROGRESS)
    photo = Photo.objects.create(
        project=project, image=ContentFile(jpeg(), "a.jpg"), width=40, height=30, by=w.proposer
    )
    sign_in(client, w.proposer)
    assert "public" in kept(client, photo.image.url)


def cookie_names(production: str) -> list[str]:
    """Return the names of both cookies, and what is said beside them, as settings of that kind have them."""
    code = (
        "import json; from panlong import settings as s; print(json.dumps([getattr(s, n, '') for n in"
        " ('SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'SESSION_COOKIE_DOMAIN')]))"
    )
    environment = {**os.environ, "PANLONG_PRODUCTION": production, "PANLONG_HOSTS": "localhost"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return json.loads(done.stdout)


def test_cookies_are_of_this_host_alone_in_production_and_plain_in_development():
    assert cookie_names("1") == ["__Host-sessionid", "__Host-csrftoken", True, True, ""]
    assert cookie_names("0") == ["", "", False, False, ""]


@pytest.mark.parametrize("name", ["session", "csrf"])
def test_a_cookie_of_that_name_is_one_that_browsers_take(client, w, settings, name):
    """RFC 6265bis: Secure, Path=/, no Domain; anything else they throw away, and nobody could sign in."""
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client.get("/sign-in/", secure=True)
    client.post("/sign-in/", {"phone": "13900000001", "agrees": "on"}, secure=True)
    cookie = client.cookies[{"session": "__Host-sessionid", "csrf": "__Host-csrftoken"}[name]]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
