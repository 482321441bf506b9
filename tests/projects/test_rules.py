"""Who may do what with a project: every rule × every role, tie and place."""

import pytest
from django.contrib.auth.models import AnonymousUser

from panlong import clock
from panlong.accounts.models import Role, User
from projects import rules
from projects.models import Project
from projects.stages import Stage
from tests.standings import (
    ABOVE,
    BUILDING,
    COMMUNITY,
    DISTRICT_OFFICE,
    GROUP,
    NEXT_DOOR,
    ORGANISERS,
    PARTY,
    PLACE,
    STREET_OFFICE,
    RightsOfARoom,
    project_of,
    roles_that,
    someone,
    ties_against,
    ties_that,
)

STAFF, AUDITOR = {Role.COMMUNITY_STAFF}, {Role.AUDITOR}
HEADS = {Role.BUILDING_HEAD, Role.TEN_HOUSEHOLD_HEAD}
INTAKE = ORGANISERS | STAFF | {Role.VOLUNTEER}
AUTHORS = {"proposer", "taker_down"}
# rule: the roles that give the right, the ties that give it, the ties that take it from who holds such a role.
RIGHTS = {
    rules.may_edit: (set(), AUTHORS, set()),
    rules.may_take_back: (set(), {"proposer"}, set()),
    rules.may_correct_plan: (set(), {"proposer"} | GROUP, set()),
    rules.may_appeal: (set(), AUTHORS, set()),
    rules.may_decide_appeal: (
        STAFF | {Role.STREET_HANDLER, Role.STREET_REVIEWER},
        set(),
        AUTHORS | {"screener"},
    ),
    rules.may_comment: (ORGANISERS | STAFF, {"resident"}, set()),
    rules.may_organise: (ORGANISERS | STAFF, set(), set()),
    rules.may_help_at_level: (STAFF | {Role.STREET_HANDLER, Role.STREET_REVIEWER}, set(), PARTY),
    rules.may_merge: (ORGANISERS | STAFF, set(), PARTY | {"taker_down"}),
    rules.may_escalate: (ORGANISERS | STAFF, set(), set()),
    rules.may_lead_community: (STAFF, set(), set()),
    rules.may_hide_comments: (ORGANISERS | STAFF, set(), PARTY),
    rules.may_stand_for_task_group: (set(), {"resident"}, set()),
    rules.may_write_minutes: (ORGANISERS | STAFF, GROUP, set()),
    rules.may_report_progress: (set(), GROUP, set()),
    rules.may_accept: (STAFF | AUDITOR, set(), PARTY - {"proposer", "joint_proposer"}),
    rules.may_interrupt: ({Role.STREET_REVIEWER} | DISTRICT_OFFICE, set(), PARTY),
    rules.may_inspect: (STAFF | AUDITOR, GROUP, set()),
    rules.may_answer_objection: (STAFF | STREET_OFFICE, set(), PARTY | {"taker_down"}),
    rules.is_proposer: (set(), {"proposer"}, set()),
    rules.is_joint_proposer: (set(), {"joint_proposer"}, set()),
    rules.is_taker_down: (set(), {"taker_down"}, set()),
    rules.is_implementer: (set(), {"implementer"}, set()),
    rules.is_in_task_group: (set(), GROUP, set()),
    rules.is_party: (set(), PARTY, set()),
    rules.is_resident: (set(), {"resident"}, set()),
}


class TestRights(RightsOfARoom):
    RIGHTS = RIGHTS


@pytest.mark.parametrize("rule", [rules.is_resident, rules.may_comment, rules.may_stand_for_task_group])
def test_a_home_counts_in_the_place_and_in_its_buildings(rule):
    assert rule(someone(home=BUILDING), project_of())
    assert not rule(someone(home=NEXT_DOOR), project_of())


def test_who_is_not_stored_yet_is_nobodys_proposer_nor_implementer():
    assert not rules.is_proposer(User(), Project(area=PLACE))
    assert not rules.is_implementer(User(), Project(area=PLACE))
    assert not rules.is_taker_down(User(), Project(area=PLACE))


@pytest.mark.parametrize("stage", Stage)
def test_what_the_street_decided_the_street_answers_and_before_that_the_community_does_too(stage):
    decided = {Stage.PUBLICITY, Stage.IN_PROGRESS, Stage.ACCEPTANCE}
    may = {role for role in Role.values if rules.may_answer_objection(someone(role), project_of(stage=stage))}
    assert may == (STREET_OFFICE if stage in decided else STREET_OFFICE | STAFF)
    assert ties_against(rules.may_answer_objection, Role.STREET_HANDLER, stage) == PARTY | {"taker_down"}


@pytest.mark.parametrize("level, who", [(1, set()), (2, STAFF | {Role.STREET_HANDLER, Role.STREET_REVIEWER}), (3, DISTRICT_OFFICE)])  # fmt: skip
def test_each_level_has_those_who_help_at_it(level, who):
    project = project_of()
    project.level = level
    assert {role for role in Role.values if rules.may_help_at_level(someone(role), project)} == who


class TestReading:
    """What is not published is read by its proposer and by the posts of its place."""

    def test_what_is_published_is_everybodys(self):
        project = project_of()
        project.first_published_at = clock.now()
        assert rules.may_read(AnonymousUser(), project) is True

    def test_what_is_not_published_is_nothing_for_strangers_and_neighbours(self):
        assert not rules.may_read(AnonymousUser(), project_of())
        assert not rules.may_read(someone(), project_of())
        assert not rules.may_read(someone(home=PLACE), project_of())

    @pytest.mark.parametrize("tie", sorted(AUTHORS))
    def test_who_proposed_or_wrote_it_down_reads_it(self, tie):
        assert rules.may_read(someone(), project_of(tie, someone()))

    @pytest.mark.parametrize("role", Role.values)
    def test_every_post_of_the_place_reads_it_and_none_of_another(self, role):
        assert all(rules.may_read(someone(role, at=place), project_of()) for place in ABOVE)
        assert rules.may_read(someone(role, at=BUILDING), project_of()) == (role in HEADS)
        assert not rules.may_read(someone(role, at=NEXT_DOOR), project_of())

    @pytest.mark.parametrize("role", Role.values)
    def test_the_letter_behind_it_is_for_its_authors_and_whoever_checks_it_there_or_above(self, role):
        readers = ORGANISERS | STAFF | STREET_OFFICE | DISTRICT_OFFICE | AUDITOR
        assert all(rules.may_see_evidence(someone(role, at=place), project_of()) == (role in readers) for place in ABOVE)  # fmt: skip
        assert rules.may_see_evidence(someone(role, at=BUILDING), project_of()) == (role in HEADS)
        assert not rules.may_see_evidence(someone(role, at=NEXT_DOOR), project_of())

    def test_the_letter_is_neither_the_neighbours_nor_that_of_people_who_have_not_signed_in(self):
        assert ties_that(rules.may_see_evidence) == AUTHORS
        assert rules.may_see_evidence(AnonymousUser(), project_of()) is False


class TestProposing:
    def test_whoever_lives_somewhere_may_propose(self):
        assert rules.may_propose(someone(home=NEXT_DOOR))
        assert not rules.may_propose(someone())

    @pytest.mark.parametrize("role", Role.values)
    def test_without_a_home_organisers_and_community_staff_may(self, role):
        assert rules.may_propose(someone(role)) == (role in INTAKE)

    @pytest.mark.parametrize("role", Role.values)
    def test_for_a_place_its_residents_and_its_organisers_may_and_no_volunteer(self, role):
        assert rules.may_propose_for(someone(role), PLACE) == (role in ORGANISERS | STAFF)
        assert not rules.may_propose_for(someone(role, at=NEXT_DOOR), PLACE)
        assert rules.may_propose_for(someone(home=BUILDING), PLACE)
        assert not rules.may_propose_for(someone(home=NEXT_DOOR), PLACE)

    def test_a_draft_is_taken_back_by_who_wrote_it_down_by_mistake_too(self):
        for stage in Stage:
            given = {
                tie for tie in AUTHORS if rules.may_take_back(someone(), project_of(tie, someone(), stage))
            }
            assert given == (AUTHORS if stage == Stage.DRAFT else {"proposer"})
            assert not rules.may_take_back(someone(), project_of(stage=stage))


class TestChecking:
    def test_organisers_of_the_place_check_and_heads_of_its_households_do_too(self):
        assert roles_that(rules.may_screen) == ORGANISERS | STAFF
        for role in ORGANISERS | STAFF:
            assert all(rules.may_screen(someone(role, at=place), project_of()) for place in ABOVE)
            assert not rules.may_screen(someone(role, at=NEXT_DOOR), project_of())
            assert rules.may_screen(someone(role, at=BUILDING), project_of()) == (role in HEADS)

    def test_a_head_of_ten_households_does_not_check_what_the_whole_community_is_asked(self):
        project = project_of()
        project.area = COMMUNITY
        assert not rules.may_screen(someone(Role.BUILDING_HEAD, at=BUILDING), project)

    def test_neither_who_proposed_nor_who_wrote_it_down_checks_it(self):
        for role in ORGANISERS | STAFF:
            assert ties_against(rules.may_screen, role) == AUTHORS | {"joint_proposer"}

    def test_the_proposer_disowns_what_was_written_down_and_nothing_else(self):
        me = someone()
        own = project_of("proposer", me)
        assert not rules.may_disown(me, own)
        own.taken_down_by_id = 7
        assert rules.may_disown(me, own)
        assert not rules.may_disown(someone(Role.COMMUNITY_STAFF, pk=8), own)
        own.proposer_home_id = (
            1  # a proposer without an account says so to an organiser, not to who wrote it down
        )
        assert rules.may_disown(someone(Role.COMMUNITY_STAFF, pk=8), own)
        assert not rules.may_disown(someone(Role.COMMUNITY_STAFF, pk=7), own)
        assert not rules.may_disown(someone(Role.AUDITOR, pk=8), own)

    @pytest.mark.parametrize("role", Role.values)
    def test_organisers_and_volunteers_write_down_what_was_said(self, role):
        may = role in INTAKE
        assert rules.may_take_down(someone(role), PLACE) == may
        assert rules.may_take_down(someone(role, at=BUILDING), PLACE) == (role in HEADS)
        assert not rules.may_take_down(someone(role, at=NEXT_DOOR), PLACE)
        assert rules.places_served_by(someone(role)) == ([PLACE] if may else [])


@pytest.mark.parametrize("role", Role.values)
def test_organisers_and_staff_are_known_by_their_posts(role):
    assert rules.is_organiser(someone(role), PLACE) == (role in ORGANISERS | STAFF)
    assert rules.is_community_staff(someone(role), PLACE) == (role in STAFF)
    assert not rules.is_organiser(someone(role), COMMUNITY)  # the post is held in a courtyard only
    assert not rules.is_community_staff(someone(role), COMMUNITY)
