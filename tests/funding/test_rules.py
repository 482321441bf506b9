"""Who may do what with money: every rule × every role, tie and place."""

import pytest
from django.contrib.auth.models import AnonymousUser

from funding import rules
from panlong.accounts.models import Role
from tests.standings import (
    ABOVE,
    DISTRICT_OFFICE,
    ELSEWHERE,
    GROUP,
    ORGANISERS,
    PARTY,
    PLACE,
    STREET_OFFICE,
    project_of,
    roles_that,
    someone,
    ties_against,
    ties_that,
)

STAFF = {Role.COMMUNITY_STAFF}
HANDLER, REVIEWER, FINANCE = {Role.STREET_HANDLER}, {Role.STREET_REVIEWER}, {Role.STREET_FINANCE}
# rule: the roles that give the right, the ties that give it, the ties that take it from who holds such a role.
RIGHTS = {
    rules.may_draw_up_budget: (ORGANISERS | STAFF, GROUP, set()),
    rules.may_keep_books: (STAFF, {"leader", "bookkeeper"}, set()),
    rules.may_spend: (set(), GROUP, set()),
    rules.may_see_originals: (STAFF | STREET_OFFICE | DISTRICT_OFFICE | {Role.AUDITOR}, GROUP, set()),
    rules.may_handle: (HANDLER, set(), PARTY),
    rules.may_review: (REVIEWER, set(), PARTY | {"screener"}),
    rules.may_apply: (set(), GROUP, set()),
    rules.may_approve_grant: (REVIEWER | DISTRICT_OFFICE, set(), PARTY | {"screener"}),
    rules.may_consent_for_district: (DISTRICT_OFFICE, set(), PARTY),
    rules.may_approve_supplier: (HANDLER | REVIEWER, set(), PARTY),
    rules.may_request_tranche: (set(), GROUP, set()),
    rules.may_check_tranche: (HANDLER, set(), PARTY),
    rules.may_approve_tranche: (REVIEWER, set(), PARTY),
    rules.may_pay_tranche: (FINANCE, set(), PARTY),
    rules.may_question_tranche: (STREET_OFFICE, set(), PARTY),
}
OF_AREAS = {
    rules.may_appropriate: DISTRICT_OFFICE,
    rules.may_compare_bank: FINANCE,
    rules.may_read_bank: STREET_OFFICE | DISTRICT_OFFICE | {Role.AUDITOR},
}
MATRIX = pytest.mark.parametrize("rule", RIGHTS, ids=lambda rule: rule.__name__)


@MATRIX
def test_the_roles_that_give_a_right_are_these_and_no_other(rule):
    assert roles_that(rule) == RIGHTS[rule][0]


@MATRIX
def test_the_ties_that_give_a_right_are_these_and_no_other(rule):
    assert ties_that(rule) == RIGHTS[rule][1]


@MATRIX
def test_the_ties_that_take_a_right_away_are_these_and_no_other(rule):
    roles, _given, against = RIGHTS[rule]
    for role in roles:
        assert ties_against(rule, role) == against, role


@MATRIX
def test_a_post_counts_where_it_is_held_and_below_and_nowhere_else(rule):
    for role in RIGHTS[rule][0]:
        assert all(rule(someone(role, at=place), project_of()) for place in ABOVE)
        assert not any(rule(someone(role, at=place), project_of()) for place in ELSEWHERE)


@pytest.mark.parametrize("rule", OF_AREAS, ids=lambda rule: rule.__name__)
def test_what_is_done_with_an_area_is_for_these_roles_held_there_or_above(rule):
    assert {role for role in Role.values if rule(someone(role), PLACE)} == OF_AREAS[rule]
    for role in OF_AREAS[rule]:
        assert all(rule(someone(role, at=place), PLACE) for place in ABOVE)
        assert not any(rule(someone(role, at=place), PLACE) for place in ELSEWHERE)


def test_who_has_not_signed_in_sees_no_originals():
    assert rules.may_see_originals(AnonymousUser(), project_of()) is False


def test_a_keeper_of_books_who_was_not_elected_keeps_none():
    project = project_of("bookkeeper", someone())
    for member in project._prefetched_objects_cache["task_group"]:
        member.elected_at = None
    assert not rules.may_keep_books(someone(), project)
