"""Who may do what with votes: every rule × every role, tie and place."""

from uuid import uuid4

import pytest

from deliberation import rules
from deliberation.models import VotingRound
from panlong import clock
from panlong.accounts.models import Household, Role
from projects.stages import Stage
from tests.deliberation.rounds import open_secret
from tests.standings import (
    ABOVE,
    BUILDING,
    COMMUNITY,
    DELEGATES,
    ELSEWHERE,
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
)

STAFF, AUDITOR, MEMBER = {Role.COMMUNITY_STAFF}, {Role.AUDITOR}, {Role.COMMITTEE_MEMBER}
# rule: the roles that give the right, the ties that give it, the ties that take it from who holds such a role.
RIGHTS = {
    rules.may_answer_poll: (set(), {"resident"}, set()),
    rules.may_rate: (set(), {"resident"}, set()),
    rules.may_close_poll: (ORGANISERS | STAFF, set(), PARTY),
    rules.may_call_meeting: (ORGANISERS | STAFF, GROUP, set()),
    rules.may_score: (MEMBER, set(), PARTY | {"recused"}),
    rules.may_recuse: (MEMBER, set(), set()),
    rules.may_resolve: (STAFF, set(), PARTY),
    rules.may_run_owners_vote: (STAFF | {Role.STREET_HANDLER, Role.STREET_REVIEWER}, set(), PARTY),
}
OF_ROUNDS = {
    rules.may_confirm_giving_up: STAFF | AUDITOR | STREET_OFFICE,
    rules.may_correct_roll: STAFF | AUDITOR | STREET_OFFICE,
    rules.may_run_stations: STAFF,
}
# Those who serve a part of the area count too.
OF_PARTS = {
    rules.may_hand_out_paper: (ORGANISERS - DELEGATES) | STAFF | {Role.VOLUNTEER},
    rules.may_enter_papers: (ORGANISERS - DELEGATES) | STAFF | {Role.VOLUNTEER} | MEMBER | AUDITOR,
}


def round_in(area) -> VotingRound:
    return VotingRound(
        pk=1, area=area, title="评选", opens_at=clock.now(), closes_at=clock.now(), operation=uuid4()
    )


class TestRights(RightsOfARoom):
    RIGHTS = RIGHTS


@pytest.mark.parametrize("rule", [rules.may_answer_poll, rules.may_rate])
def test_a_household_speaks_through_those_of_18_or_over(rule):
    year = clock.today().year
    assert rule(someone(home=BUILDING, birth_year=year - 18), project_of())
    assert not rule(someone(home=PLACE, birth_year=year - 17), project_of())
    assert not rule(someone(home=NEXT_DOOR, birth_year=year - 40), project_of())


def test_who_carries_a_project_out_does_not_rate_it():
    neighbour = someone(home=PLACE)
    assert not rules.may_rate(neighbour, project_of("implementer", neighbour, Stage.SATISFACTION_REVIEW))
    assert rules.may_rate(neighbour, project_of("proposer", neighbour, Stage.SATISFACTION_REVIEW))


@pytest.mark.parametrize("rule", OF_ROUNDS, ids=lambda rule: rule.__name__)
def test_a_round_is_looked_after_by_these_roles_held_there_or_above(rule):
    assert {role for role in Role.values if rule(someone(role), round_in(PLACE))} == OF_ROUNDS[rule]
    for role in OF_ROUNDS[rule]:
        assert all(rule(someone(role, at=place), round_in(PLACE)) for place in ABOVE)
        assert not any(rule(someone(role, at=place), round_in(PLACE)) for place in ELSEWHERE)


@pytest.mark.parametrize("rule", OF_PARTS, ids=lambda rule: rule.__name__)
def test_at_the_urn_those_of_a_part_of_the_area_serve_too(rule):
    assert {role for role in Role.values if rule(someone(role), round_in(COMMUNITY))} == OF_PARTS[rule]
    for role in OF_PARTS[rule]:
        assert all(rule(someone(role, at=place), round_in(PLACE)) for place in (*ABOVE, BUILDING))
        assert not rule(someone(role, at=NEXT_DOOR), round_in(PLACE))


@pytest.mark.parametrize("role", Role.values)
def test_a_round_is_opened_by_the_communitys_staff(role):
    assert rules.may_open_round(someone(role, at=COMMUNITY), COMMUNITY) == (role in STAFF)
    assert not rules.may_open_round(someone(role, at=PLACE), COMMUNITY)


class TestKeys:
    @pytest.mark.parametrize("role", Role.values)
    def test_a_key_is_kept_by_who_serves_the_area_or_a_part_of_it(self, role):
        keepers = (ORGANISERS - DELEGATES) | STAFF | MEMBER | AUDITOR
        assert rules.may_keep_key(someone(role, at=PLACE), COMMUNITY) == (role in keepers)
        assert not rules.may_keep_key(someone(role, at=NEXT_DOOR), PLACE)

    def test_never_by_who_runs_the_system_whatever_else_they_are(self):
        assert not rules.may_keep_key(someone(Role.AUDITOR, is_superuser=True), PLACE)
        both = someone(Role.AUDITOR)
        both.current_posts += someone(Role.ADMINISTRATOR).current_posts
        assert not rules.may_keep_key(both, PLACE)


@pytest.mark.django_db
class TestBox:
    def test_the_staff_and_the_custodians_bring_the_box_to_be_opened(self, w):
        round = open_secret(w).round
        for who in (w.staff, *w.committee):
            assert rules.may_open_box(who, round)
        for who in (w.neighbours[0], w.organiser, w.auditor, w.administrator):
            assert not rules.may_open_box(who, round)

    def test_a_named_round_has_no_box_to_open(self, w):
        round = open_secret(w).round
        round.secret = False
        assert not rules.may_open_box(w.staff, round)


def test_answers_are_taken_down_by_those_who_serve_the_place_or_a_part_of_it_never_by_delegates_or_parties():
    helpers = (ORGANISERS - DELEGATES) | STAFF | {Role.VOLUNTEER}
    assert roles_that(rules.may_help_households) == helpers
    for role in helpers:
        assert all(
            rules.may_help_households(someone(role, at=place), project_of()) for place in (*ABOVE, BUILDING)
        )
        assert not rules.may_help_households(someone(role, at=NEXT_DOOR), project_of())
        assert ties_against(rules.may_help_households, role) == PARTY | {"taker_down"}


def test_each_takes_down_answers_at_their_own_doors_only():
    head = someone(Role.BUILDING_HEAD, at=BUILDING)
    assert rules.may_help_household(head, project_of(), Household(area=BUILDING, room="1"))
    assert not rules.may_help_household(head, project_of(), Household(area=PLACE, room="1"))
    assert not rules.may_help_household(head, project_of(), Household(area=NEXT_DOOR, room="1"))
