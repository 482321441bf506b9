"""What a project says of itself: its road, its lights, whether it waits too long, the words that wait."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from panlong import clock
from projects import tasks
from projects.models import LIGHTS, IssueLevel, Project
from projects.stages import ENDED, PRIVATE, ROAD, ROAD_OF_RESIDENTS, Stage
from tests.factories import draft, person, placed, put, world

pytestmark = pytest.mark.django_db


class TestRoad:
    @pytest.mark.parametrize("stage", ROAD)
    def test_what_is_left_behind_is_past_and_the_rest_is_ahead(self, stage):
        road = Project(stage=stage).road
        here = [place for place, (_stage, when) in enumerate(road) if when == "here"]
        assert here == [ROAD.index(stage)]
        assert {when for _stage, when in road[: here[0]]} <= {"past"}
        assert {when for _stage, when in road[here[0] + 1 :]} <= {"ahead"}

    @pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.RETURNED])
    def test_before_it_is_checked_it_stands_at_the_beginning(self, stage):
        assert Project(stage=stage).road[0] == (Stage.SCREENING, "here")

    @pytest.mark.parametrize("stage", [Stage.REJECTED, Stage.WITHDRAWN, Stage.TERMINATED])
    def test_what_left_the_road_is_nowhere_on_it(self, stage):
        assert {when for _stage, when in Project(stage=stage).road} == {"ahead"}

    def test_a_halted_one_stands_where_it_was_halted(self):
        road = dict(Project(stage=Stage.SUSPENDED, suspended_from=Stage.ACCEPTANCE).road)
        assert road[Stage.ACCEPTANCE] == "here"

    def test_what_residents_solve_themselves_goes_round_pool_vote_and_street(self):
        own = Project(stage=Stage.IN_PROGRESS, level=IssueLevel.RESIDENTS)
        assert own.is_solved_by_residents
        assert [stage for stage, _when in own.road] == list(ROAD_OF_RESIDENTS)
        assert not set(ROAD_OF_RESIDENTS) & {Stage.POOLED, Stage.VOTING, Stage.SELECTION, Stage.STREET_REVIEW}
        assert len(Project(stage=Stage.IN_PROGRESS).road) == len(ROAD)


class TestWaiting:
    def test_it_is_overdue_from_the_moment_it_was_due(self):
        now = clock.now()
        with clock.at(now):
            assert Project(stage=Stage.SCREENING, stage_due=now).is_overdue
            assert not Project(stage=Stage.SCREENING, stage_due=now + timedelta(microseconds=1)).is_overdue
            assert not Project(stage=Stage.SCREENING).is_overdue

    @pytest.mark.parametrize("stage", Stage)
    def test_what_has_ended_is_never_overdue(self, stage):
        project = Project(stage=stage, stage_due=clock.now() - timedelta(days=1))
        assert project.has_ended == (stage in ENDED)
        assert project.is_overdue == (stage not in ENDED)

    @pytest.mark.parametrize("stage", Stage)
    def test_what_nobody_has_seen_yet_is_private(self, stage):
        assert Project(stage=stage).is_private == (stage in PRIVATE)
        assert not Project(stage=stage, first_published_at=clock.now()).is_private


class TestWords:
    def test_the_five_lights_are_named_in_their_order(self):
        lit = Project(discussed_at=clock.now()).lights
        assert [when is not None for _name, when in lit] == [True, False, False, False, False]
        assert [name for name, _when in lit] == [Project().name_of(light) for light in LIGHTS]

    def test_words_that_wait_are_shown_as_people_read_them_when_they_differ(self, w):
        project = draft(w)
        project.revision = {"touches_common_parts": True, "kind": "service", "title": project.title}
        shown = dict(project.revised_words)
        assert set(shown) == {project.name_of("touches_common_parts"), project.name_of("kind")}
        assert str(shown[project.name_of("kind")]) == str(Project(kind="service").get_kind_display())
        assert project.kind == "works"

    def test_nothing_waits_where_nothing_was_changed(self, w):
        assert draft(w).revised_words == []


class TestReading:
    def test_everybody_finds_what_is_published_and_its_people_the_rest(self, w):
        hidden, shown = draft(w), placed(w, Stage.POOLED)
        readers = {AnonymousUser(): {shown}, person(): {shown}, w.neighbours[1]: {shown}}
        readers |= {who: {shown, hidden} for who in (w.proposer, w.organiser, w.handler, w.auditor)}
        readers[world("530103003").staff] = {shown}
        for who, projects in readers.items():
            assert set(Project.objects.readable_by(who)) == projects, who

    def test_what_lies_below_an_area_is_within_it(self, w):
        project = draft(w)
        other = draft(world("530103003"))
        assert set(Project.objects.within(w.community)) == {project}
        assert set(Project.objects.within(w.district)) == {project, other}
        assert set(Project.objects.within()) == set()


class TestSweep:
    """What is due moves by itself, once, however often it is swept."""

    def test_work_begins_and_the_pool_is_left(self, w):
        begins = placed(w, Stage.PUBLICITY, stage_due=clock.now())
        leaves = placed(w, Stage.POOLED, stage_due=clock.now())
        assert tasks.sweep() == 2
        assert tasks.sweep() == 0
        begins.refresh_from_db()
        leaves.refresh_from_db()
        assert (begins.stage, leaves.stage) == (Stage.IN_PROGRESS, Stage.WITHDRAWN)

    def test_what_is_not_due_or_stands_elsewhere_stays(self, w):
        placed(w, Stage.PUBLICITY, stage_due=clock.now() + timedelta(hours=1))
        placed(w, Stage.POOLED)
        for stage in (Stage.SCREENING, Stage.DELIBERATION, Stage.VOTING, Stage.AFTERCARE):
            put(placed(w, stage), stage, stage_due=clock.now())
        assert tasks.sweep() == 0
