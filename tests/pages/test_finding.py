"""What a reader types leads to projects, notices and places: words, pinyin, initials, traditional characters."""

from uuid import uuid4

import pytest

from panlong.tools import pinyin
from projects.journey import proposing
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, draft, sign_in

pytestmark = pytest.mark.django_db
TITLE = "睦邻驿站"


def found(client, text: str) -> list[str]:
    answer = client.get("/search/", {"q": text})
    assert answer.status_code == 200
    return [project.title for project in answer.context.get("projects", [])]


def test_a_key_holds_words_sound_and_initials():
    assert pinyin.key_of("睦邻驿站ABC 14号") == "睦邻驿站abc 14号 mulinyizhanabc14hao mlyzabc14h"


def test_of_a_single_character_the_sound_is_not_asked():
    assert pinyin.ways_to_say("院") == ["院"]


@pytest.mark.parametrize("text", ["睦邻", "驿站 睦邻", "mulin", "MLYZ", "睦鄰驛站"])
def test_a_project_is_found_by_words_sound_initials_and_in_traditional_characters(client, w, text):
    Walk(w, title=TITLE).to(Stage.SUPPORT_POLL)
    Walk(w, title="路灯更换").to(Stage.SUPPORT_POLL)
    assert found(client, text) == [TITLE]


def test_every_word_must_fit(client, w):
    Walk(w, title=TITLE).to(Stage.SUPPORT_POLL)
    assert found(client, "睦邻 电梯") == []


def test_a_draft_is_found_by_its_proposer_only(client, w):
    draft(w, title=TITLE)
    assert found(client, "mlyz") == []
    sign_in(client, w.proposer)
    assert found(client, "mlyz") == [TITLE]


def test_a_reworded_title_is_found_and_the_old_one_is_not(client, w):
    project = draft(w, title=TITLE)
    proposing.edit_proposal(project, by=w.proposer, title="路灯更换")
    assert Project.objects.get().search_key == pinyin.key_of("路灯更换")
    sign_in(client, w.proposer)
    assert (found(client, "ldgh"), found(client, "mlyz")) == (["路灯更换"], [])


def test_the_notices_of_a_project_are_found_by_its_initials(client, w):
    Walk(w, title=TITLE).to(Stage.SUPPORT_POLL)
    notices = client.get("/search/", {"q": "mlyz"}).context["notices"]
    assert notices and all(TITLE in notice.title for notice in notices)


def test_a_place_is_found_and_has_a_page_with_its_projects(client, w):
    Walk(w, title=TITLE).to(Stage.SUPPORT_POLL)
    places = client.get("/search/", {"q": "shequ"}).context["places"]
    assert w.community in places
    page = client.get(w.community.get_absolute_url())
    assert TITLE in page.text and w.courtyard.get_absolute_url() in page.text


def test_the_plan_counts_the_public_projects_below_and_no_drafts(client, w):
    Walk(w, title=TITLE).to(Stage.SUPPORT_POLL)
    draft(w, title="草稿")
    stations = client.get(w.district.get_absolute_url()).context["plan"].stations
    assert [(one.area, one.projects) for one in stations] == [(w.street, 1)]


@pytest.mark.parametrize("address", ["/areas/1/", "/areas/530103999/", "/areas/530103002001-001-001/", "/areas/x/"])  # fmt: skip
def test_an_unknown_or_too_small_place_has_no_page(client, w, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("text", ["", " ", "%", "_", "\x00", "'\"<script>", "睦" * 500, "a " * 60, "\\"])
def test_odd_words_are_answered(client, w, text):
    Walk(w, title=TITLE).to(Stage.SUPPORT_POLL)
    assert client.get("/search/", {"q": text}).status_code == 200


def test_a_search_costs_the_same_queries_for_one_and_for_ten(client, w, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    Walk(w, title=f"{TITLE}0").to(Stage.SUPPORT_POLL)
    with CaptureQueriesContext(connection) as for_one:
        client.get("/search/", {"q": "mlyz"})
    for number in range(9):
        proposing.propose_project(
            by=w.proposer,
            area=w.courtyard,
            operation=uuid4(),
            title=f"{TITLE}{number + 1}",
            problem="x",
            plan="y",
            kind="works",
            theme="care",
            beneficiaries=3,
        )
    sign_in(client, None)
    with django_assert_num_queries(len(for_one)):
        client.get("/search/", {"q": "mlyz"})
