"""Bad input and rough weather: a clear answer, nothing lost, never a 500."""

import pytest
from django.urls import reverse

from projects.models import Project
from projects.stages import Stage
from tests.factories import WORDS, Walk, draft, sign_in, world

pytestmark = pytest.mark.django_db


def test_a_post_in_another_charset_is_refused_early(client):
    client.cookies["csrftoken"] = "x" * 32
    assert (
        client.post(
            "/sign-in/", "phone=1", content_type="application/x-www-form-urlencoded; charset=gbk"
        ).status_code
        == 415
    )


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_unknown_methods_are_refused(client, method):
    assert client.generic(method, "/").status_code == 405


def test_what_was_typed_stays_in_the_form(client, w):
    sign_in(client, w.proposer)
    answer = client.post(
        "/projects/new/", {"title": "很长的话" * 30, "problem": "没有扶手", "beneficiaries": "很多"}
    )
    assert answer.status_code == 422
    assert "没有扶手" in answer.text
    assert not Project.objects.exists()


def test_a_double_click_makes_one_draft(client, w):
    sign_in(client, w.proposer)
    operation = client.get("/projects/new/", follow=True).context["form"].initial["operation"]
    form = {**WORDS, "area": w.courtyard.pk, "operation": operation, "level": "2"}
    answers = [client.post("/projects/new/", form) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Project.objects.count() == 1


def test_a_stale_page_is_refused_with_the_reason_and_changes_nothing(client, w):
    project = draft(w)
    sign_in(client, w.proposer)
    address = reverse("pages:act", args=[project.pk, "submit"])
    form = {"operation": client.get(address).context["form"]["operation"].value()}
    assert client.post(address, form).status_code == 302
    again = client.post(address, form)
    assert again.status_code == 409
    assert Project.objects.get().events.filter(act="submit").count() == 1


def test_another_persons_draft_is_404_and_its_acts_too(client, w):
    project = draft(w)
    for stranger in (None, w.neighbours[2], w.finance, world("530103003").staff):
        sign_in(client, stranger)
        expected = 200 if stranger == w.finance else 404
        assert client.get(project.get_absolute_url()).status_code == expected
        assert client.post(reverse("pages:act", args=[project.pk, "submit"]), {}).status_code in {
            302,
            403,
            404,
        }
    assert Project.objects.get().stage == Stage.DRAFT


def test_staff_of_another_community_may_do_nothing_here(client, w):
    project = Walk(w).to(Stage.SELECTION)
    sign_in(client, world("530103003").staff)
    answer = client.post(
        reverse("pages:act", args=[project.pk, "resolve"]), {"chosen": "yes", "reasons": "x"}
    )
    assert answer.status_code == 403


def test_an_ended_post_has_no_power_even_on_an_open_page(client, w):
    from panlong import clock

    project = Walk(w).to(Stage.SCREENING)
    sign_in(client, w.organiser)
    address = reverse("pages:act", args=[project.pk, "screen"])
    form = client.get(address).context["form"]
    w.organiser.posts.update(until=clock.now())
    facts = {
        "operation": form["operation"].value(),
        "verdict": "rejected",
        "ground": "few",
        "level": "2",
        "area": project.area_id,
        "seen": form["seen"].value(),
        "reason": "x",
    }
    assert client.post(address, facts).status_code == 404  # it is not even theirs to read any more
    assert Project.objects.get().stage == Stage.SCREENING


def test_the_demo_addresses_do_not_exist_outside_demo_mode(client, settings):
    assert not settings.DEMO
    for address in ("/demo/", "/demo/sign-in/", "/demo/outbox/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"persona": "admin"}).status_code == 404


def test_the_deployment_check_fails_in_demo_mode(settings):
    from django.core.checks import run_checks

    settings.DEMO = True
    assert "panlong.E001" in {message.id for message in run_checks(include_deployment_checks=True)}
    settings.DEMO = False
    assert "panlong.E001" not in {message.id for message in run_checks(include_deployment_checks=True)}


def test_healthz_says_503_when_the_database_is_away(client, monkeypatch):
    from panlong.portal import health

    def away():
        raise OSError

    monkeypatch.setattr(health, "_ask_database", away)
    assert client.get("/healthz").status_code == 503


def test_a_hostile_upload_is_refused_at_the_field(client, w):
    from django.core.files.uploadedfile import SimpleUploadedFile

    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    sign_in(client, w.neighbours[1])
    address = reverse("pages:act", args=[project.pk, "progress"])
    operation = client.get(address).context["form"]["operation"].value()
    for name, content in (
        ("a.jpg", b"<svg onload=alert(1)>"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
        ("a.jpg", b""),
    ):
        form = {
            "operation": operation,
            "percent": "10",
            "text": "做了",
            "photo": SimpleUploadedFile(name, content),
        }
        answer = client.post(address, form)
        assert answer.status_code == 422, name
        assert "做了" in answer.text
    assert not project.progress.exists()


def test_a_photo_keeps_no_metadata_and_gets_a_random_name(client, w):
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    project = Walk(w).to(Stage.IN_PROGRESS)
    sign_in(client, w.neighbours[1])
    exif = Image.Exif()
    exif[0x010E] = "home address"
    buffer = BytesIO()
    Image.new("RGB", (3000, 20), "red").save(buffer, "JPEG", exif=exif, comment=b"secret")
    address = reverse("pages:act", args=[project.pk, "progress"])
    operation = client.get(address).context["form"]["operation"].value()
    upload = SimpleUploadedFile("../../me.jpg", buffer.getvalue())
    assert (
        client.post(
            address, {"operation": operation, "percent": "10", "text": "做了", "photo": upload}
        ).status_code
        == 302
    )
    photo = project.photos.get()
    stored = photo.image.read()
    assert b"secret" not in stored and b"home address" not in stored
    assert photo.width == 1600
    assert "me" not in photo.image.name.rsplit("/", 1)[1].removesuffix(".jpg") or len(photo.image.name) > 40
    assert client.get(photo.image.url).status_code == 200


def test_pages_carry_a_strict_policy_and_no_inline_code(client, w):
    Walk(w).to(Stage.AFTERCARE)
    for address in ("/", "/projects/", "/money/"):
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "<style" not in answer.text and " style=" not in answer.text and "onclick" not in answer.text
