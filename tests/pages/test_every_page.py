"""Every page opens for everybody who may open it, at every stage; nobody gets a 500."""

import pytest
from django.urls import reverse

from panlong.portal.acts import ACTS, acts_for
from projects.models import Project
from projects.stages import PRIVATE, Stage
from tests.factories import ON_THE_ROAD, Walk, fill_envelope, sign_in

pytestmark = pytest.mark.django_db
PUBLIC = ("/", "/projects/", "/rounds/", "/money/", "/notices/", "/notices/feed.atom", "/district/", "/sign-in/", "/sign-in/official/", "/healthz", "/robots.txt")  # fmt: skip
LANGUAGES = ("zh-hans", "zh-hant", "en")


def everybody(w):
    return {
        "nobody": None, "proposer": w.proposer, "neighbour": w.neighbours[2], "organiser": w.organiser, "staff": w.staff,
        "committee": w.committee[0], "handler": w.handler, "reviewer": w.reviewer, "finance": w.finance, "district": w.leader,
        "auditor": w.auditor, "administrator": w.administrator,
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_open_in_every_language(client, w, language):
    Walk(w).to(Stage.AFTERCARE)
    client.cookies["django_language"] = language
    for address in (*PUBLIC, *(notice_address() for notice_address in notice_addresses())):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Language"] == language


def notice_addresses():
    from panlong.notices.models import Notice

    return [notice.get_absolute_url for notice in Notice.objects.all()]


@pytest.mark.parametrize("stage", ON_THE_ROAD)
def test_story_acts_desk_and_own_page_open_for_everybody_at_every_stage(client, w, stage):
    project = Walk(w).to(stage)
    for name, user in everybody(w).items():
        sign_in(client, user)
        answer = client.get(project.get_absolute_url())
        hidden = stage in PRIVATE and name in {"nobody", "neighbour"}
        assert answer.status_code == (404 if hidden else 200), (name, stage)
        for act in acts_for(user, Project.objects.get(pk=project.pk)) if user else []:
            form = client.get(reverse("pages:act", args=[project.pk, act.name]), follow=bool(act.page))
            assert form.status_code == 200, (name, stage, act.name)
        if user:
            assert client.get("/desk/").status_code == 200
            assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("stage", [Stage.SUPPORT_POLL, Stage.IN_PROGRESS, Stage.SATISFACTION_REVIEW])
def test_every_act_by_everybody_is_either_open_or_refused_with_a_page(client, w, stage):
    project = Walk(w).to(stage)
    for name, user in everybody(w).items():
        sign_in(client, user)
        for act in ACTS:
            for answer in (
                client.get(reverse("pages:act", args=[project.pk, act])),
                client.post(reverse("pages:act", args=[project.pk, act]), {}),
            ):
                elsewhere = {302} if ACTS[act].page else set()
                allowed = {302} if user is None else {200, 403, 409, 422} | elsewhere
                assert answer.status_code in allowed, (name, act, answer.status_code)
    assert Project.objects.get(pk=project.pk).stage == stage


def test_a_round_page_opens_before_during_and_after(client, w):
    walk = Walk(w)
    walk.to(Stage.VOTING)
    for user in everybody(w).values():
        sign_in(client, user)
        assert client.get(walk.round.get_absolute_url()).status_code == 200
    walk.to(Stage.SELECTION)
    assert client.get(walk.round.get_absolute_url()).status_code == 200


def test_staff_can_open_the_page_that_opens_a_round_and_others_cannot(client, w):
    Walk(w).to(Stage.POOLED)
    fill_envelope(w)
    address = reverse("deliberation:open-round", args=[w.community.code])
    for name, user in everybody(w).items():
        sign_in(client, user)
        expected = {"nobody": 302, "staff": 200}.get(name, 403)
        assert client.get(address).status_code == expected, name


def test_unknown_addresses_give_404_and_strange_ones_never_500(client, w):
    strange = (
        "/projects/999/", "/projects/99999999999999999999999/", "/notices/0/", "/rounds/7/", "/projects/?page=zz&area=%00&stage=no&q=%00",
        "/projects/?page=99999999999999999999", "/notices/?area=1&kind=zz", "/money/?year=99999999999&area=x", "/media/photos/../../x",
        "/projects/1/do/nothing/", "/rounds/new/xx/", "/notices/feed.atom?area=%00", "/nope/",
    )  # fmt: skip
    for address in strange:
        assert client.get(address).status_code in {200, 302, 404}, address
