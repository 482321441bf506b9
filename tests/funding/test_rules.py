"""Who may do what with money: every rule × every role, tie and place."""

import pytest
from django.contrib.auth.models import AnonymousUser

from funding import rules
from funding.models import Supplier
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
    RightsOfARoom,
    project_of,
    someone,
)

STAFF = {Role.COMMUNITY_STAFF}
HANDLER, REVIEWER, FINANCE = {Role.STREET_HANDLER}, {Role.STREET_REVIEWER}, {Role.STREET_FINANCE}


def may_keep_a_firm_asked_for_it(user, project) -> bool:
    return rules.may_keep_register(user, Supplier(area=PLACE, asked_for=project))


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
    rules.may_confirm_firms: (STREET_OFFICE, set(), PARTY),
    rules.may_take_down_offers: (STREET_OFFICE, set(), PARTY),
    may_keep_a_firm_asked_for_it: (STREET_OFFICE, set(), PARTY),
    rules.may_request_tranche: (set(), GROUP, set()),
    rules.may_check_tranche: (HANDLER, set(), PARTY),
    rules.may_approve_tranche: (REVIEWER, set(), PARTY),
    rules.may_pay_tranche: (FINANCE, set(), PARTY),
    rules.may_question_tranche: (STREET_OFFICE, set(), PARTY),
}


def may_keep_a_firm_of_it(user, area) -> bool:
    return rules.may_keep_register(user, Supplier(area=area))


OF_AREAS = {
    rules.may_appropriate: DISTRICT_OFFICE,
    may_keep_a_firm_of_it: STREET_OFFICE,
    rules.may_compare_bank: FINANCE,
    rules.may_read_bank: STREET_OFFICE | DISTRICT_OFFICE | {Role.AUDITOR},
}


def test_no_rule_is_without_its_row():
    written = {rule.__name__ for rule in (*RIGHTS, *OF_AREAS)} | {"may_keep_register"}
    assert {name for name in vars(rules) if name.startswith("may_")} <= written


class TestRights(RightsOfARoom):
    RIGHTS = RIGHTS


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
