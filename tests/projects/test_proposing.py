"""A proposal is written down once, changed while it may be, and handed in to be checked."""

from uuid import uuid4

import pytest

from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.server import wall
from projects.forms import words_of_a_proposal
from projects.journey import proposing
from projects.models import IssueLevel, Project
from projects.stages import Stage
from tests.factories import WORDS, draft, person, placed, put, stages_but, world
from tests.traces import audited, in_working_days, last_of, later, told

pytestmark = pytest.mark.django_db


def propose(by, area, **words) -> Project:
    return proposing.propose_project(**{"by": by, "area": area, "operation": uuid4(), **WORDS, **words})


def test_every_word_of_a_proposal_is_what_a_check_looks_at_and_the_web_role_may_change_it():
    """The level is settled with the draft; who checks looks at the digest of all others."""
    words = set(words_of_a_proposal())
    assert words - {"level"} == set(proposing.WORDS)
    assert words <= set(wall.MAY_CHANGE["projects_project"])


class TestProposing:
    def test_it_begins_as_a_draft_of_its_author_and_is_nobody_elses_to_read(self, w):
        project = propose(w.proposer, w.courtyard)
        assert (project.stage, project.proposer, project.area) == (Stage.DRAFT, w.proposer, w.courtyard)
        assert (project.is_public, project.level) == (False, IssueLevel.STREET)

    def test_it_stands_in_timeline_and_audit_under_its_authors_name(self, w):
        project = propose(w.proposer, w.courtyard)
        assert last_of(project) == ("propose", w.proposer, "")
        entry = audited("propose")
        assert (entry.actor, entry.target_id, entry.details) == (
            w.proposer,
            project.pk,
            {"channel": "online"},
        )

    def test_the_moment_is_the_portals(self, w):
        with later(days=3):
            project = propose(w.proposer, w.courtyard)
            assert project.created_at == project.stage_since == clock.now()

    def test_the_same_form_writes_one_draft(self, w):
        operation = uuid4()
        first = propose(w.proposer, w.courtyard, operation=operation)
        assert propose(w.proposer, w.courtyard, operation=operation, title="别的") == first
        assert Project.objects.count() == 1
        assert audited("propose")

    def test_anothers_form_is_not_used_again(self, w):
        operation = uuid4()
        propose(w.proposer, w.courtyard, operation=operation)
        with pytest.raises(Refused):
            propose(w.neighbours[1], w.courtyard, operation=operation)

    def test_strangers_propose_nothing_here(self, w):
        other = world("530103003")
        for stranger in (person(), other.proposer, other.organiser, w.handler, w.auditor):
            with pytest.raises(NotPermitted):
                propose(stranger, w.courtyard)
        assert not Project.objects.exists()

    def test_an_organiser_proposes_for_the_place_they_serve_though_they_live_elsewhere(self, w):
        assert propose(w.organiser, w.courtyard).taken_down_by is None
        assert propose(w.staff, w.community).proposer == w.staff

    @pytest.mark.parametrize("level", [IssueLevel.RESIDENTS, IssueLevel.STREET])
    def test_it_begins_at_the_residents_or_the_streets_level(self, w, level):
        assert propose(w.proposer, w.courtyard, level=level).level == level

    def test_it_is_found_by_pinyin(self, w):
        assert "loudao" in propose(w.proposer, w.courtyard, title="楼道扶手").search_key.replace(" ", "")


class TestChanging:
    def test_a_draft_takes_new_words_at_once(self, w):
        project = draft(w)
        proposing.edit_proposal(project, by=w.proposer, title="坡道", beneficiaries=90)
        project.refresh_from_db()
        assert (project.title, project.beneficiaries, project.plan) == ("坡道", 90, WORDS["plan"])
        assert "podao" in project.search_key.replace(" ", "")
        assert audited("edit").details == {"fields": ["beneficiaries", "title"]}

    def test_only_its_proposer_changes_it(self, w):
        project = draft(w)
        for other in (w.neighbours[1], w.organiser, w.staff, w.administrator):
            with pytest.raises(NotPermitted):
                proposing.edit_proposal(project, by=other, title="坡道")

    def test_it_is_changed_until_it_is_checked_or_when_it_came_back_and_never_else(self, w):
        for stage in stages_but(Stage.DRAFT, Stage.SCREENING, Stage.RETURNED, Stage.SUSPENDED):
            project = put(draft(w), stage)
            with pytest.raises(Refused):
                proposing.edit_proposal(project, by=w.proposer, title="坡道")

    def test_a_returned_one_that_nobody_saw_takes_them_at_once_too(self, w):
        project = put(draft(w), Stage.RETURNED)
        proposing.edit_proposal(project, by=w.proposer, plan="两侧都装。")
        project.refresh_from_db()
        assert (project.plan, project.revision) == ("两侧都装。", {})

    def test_what_the_households_saw_stays_until_the_new_words_are_checked(self, w):
        project = placed(w, Stage.RETURNED, revision={"title": "坡道"})
        proposing.edit_proposal(project, by=w.proposer, plan="两侧都装。")
        project.refresh_from_db()
        assert (project.title, project.plan) == (WORDS["title"], WORDS["plan"])
        assert project.revision == {"title": "坡道", "plan": "两侧都装。"}

    def test_the_level_of_a_draft_may_change_and_that_of_a_returned_one_may_not(self, w):
        project = draft(w)
        proposing.edit_proposal(project, by=w.proposer, level=IssueLevel.RESIDENTS)
        put(project, Stage.RETURNED)
        with pytest.raises(Refused) as refusal:
            proposing.edit_proposal(project, by=w.proposer, level=IssueLevel.RESIDENTS)
        assert refusal.value.field == "level"

    def test_a_published_photo_stays(self, w):
        with pytest.raises(Refused) as refusal:
            proposing.edit_proposal(placed(w, Stage.RETURNED), by=w.proposer, photo=object())
        assert refusal.value.field == "photo"


class TestHandingIn:
    def test_the_organisers_of_the_place_are_told_and_have_five_working_days(self, w):
        project = draft(w)
        proposing.submit_proposal(project, by=w.proposer)
        project.refresh_from_db()
        assert project.stage_due == in_working_days(5)
        assert told("to_screen") == {w.organiser, w.staff}
        assert last_of(project) == ("submit", w.proposer, "")

    def test_an_organiser_is_not_asked_to_check_their_own(self, w):
        project = propose(w.organiser, w.courtyard)
        proposing.submit_proposal(project, by=w.organiser)
        assert told("to_screen") == {w.staff}

    def test_only_who_wrote_it_or_took_it_down_hands_it_in(self, w):
        project = draft(w)
        for other in (w.neighbours[1], w.organiser, w.staff):
            with pytest.raises(NotPermitted):
                proposing.submit_proposal(project, by=other)

    def test_a_second_click_finds_it_handed_in(self, w):
        project = draft(w)
        proposing.submit_proposal(project, by=w.proposer)
        with pytest.raises(Refused):
            proposing.submit_proposal(project, by=w.proposer)
        assert project.events.filter(act="submit").count() == 1

    def test_a_returned_one_is_handed_in_again(self, w):
        project = put(draft(w), Stage.RETURNED)
        proposing.submit_proposal(project, by=w.proposer)
        assert Project.objects.get().stage == Stage.SCREENING
