"""The acts of this room: every role × act × stage × place, written out here and not read from the rules."""

import pytest

from panlong.accounts.models import Role
from projects import acts, rules
from projects.stages import Stage
from tests.standings import ABOVE, DISTRICT_OFFICE, ELSEWHERE, GROUP, ORGANISERS, PLACE, project_of, someone

STAFF, AUDITOR = {Role.COMMUNITY_STAFF}, {Role.AUDITOR}
WRITTEN = {"draft", "returned"}
OPEN = {
    "support_poll", "deliberation", "pooled", "voting", "selection", "street_review", "publicity", "in_progress", "acceptance",
    "satisfaction_review", "aftercare", "suspended",
}  # fmt: skip
WITH_GROUP = {
    "deliberation", "pooled", "voting", "selection", "street_review", "publicity", "in_progress", "acceptance", "satisfaction_review",
    "aftercare",
}  # fmt: skip
WORK = {"in_progress", "acceptance", "satisfaction_review", "aftercare"}
# act: the stages at which it is possible, the roles and the ties that give the right to it.
TABLE = {
    "revise": ({"returned"}, set(), {"proposer"}),
    "draft": ({"draft"}, set(), {"proposer"}),
    "edit": ({"screening"}, set(), {"proposer"}),
    "appeal": ({"rejected"}, set(), {"proposer"}),
    "decide-appeal": ({"rejected"}, STAFF | {Role.STREET_HANDLER, Role.STREET_REVIEWER}, set()),
    "submit": (WRITTEN, set(), {"proposer"}),
    "stand": ({"support_poll"} | WITH_GROUP, set(), {"resident"}),
    "put-forward": ({"support_poll"} | WITH_GROUP, ORGANISERS | STAFF, {"resident"}),
    "answer-candidacy": ({"support_poll"} | WITH_GROUP, set(), {"resident"}),
    "accept-on-paper": ({"support_poll"} | WITH_GROUP, ORGANISERS | STAFF | {Role.VOLUNTEER}, set()),
    "resign": (WITH_GROUP, set(), GROUP),
    "take-over": (WITH_GROUP, set(), GROUP),
    "form-task-group": (WITH_GROUP, ORGANISERS | STAFF, set()),
    "answer-level": ({"deliberation"}, STAFF | {Role.STREET_HANDLER, Role.STREET_REVIEWER}, set()),
    "hand-back": ({"deliberation"}, STAFF | {Role.STREET_HANDLER, Role.STREET_REVIEWER}, set()),
    "escalate": ({"deliberation"}, ORGANISERS | STAFF, set()),
    "give-up": ({"deliberation", "pooled"}, set(), GROUP),
    "end-without-group": ({"deliberation"}, STAFF, set()),
    "progress": ({"in_progress"}, set(), GROUP),
    "finished": ({"in_progress"}, set(), GROUP),
    "take-duty": (WORK, STAFF, GROUP),
    "inspect": ({"aftercare"}, STAFF | AUDITOR, GROUP),
    "suspend": ({"publicity", "in_progress", "acceptance"}, {Role.STREET_REVIEWER} | DISTRICT_OFFICE, set()),
    "resume": ({"suspended"}, {Role.STREET_REVIEWER} | DISTRICT_OFFICE, set()),
    "start-work": ({"publicity"}, STAFF, set()),
    "answer-question": (OPEN, set(), GROUP),
    "comment": (OPEN, ORGANISERS | STAFF, {"resident"}),
    "hide-comment": (set(Stage), ORGANISERS | STAFF, set()),
}
EVERY_ACT = pytest.mark.parametrize("act", acts.ACTS, ids=lambda act: act.name)


def test_the_table_names_every_act():
    assert {act.name for act in acts.ACTS} == set(TABLE)


@EVERY_ACT
def test_it_is_possible_at_these_stages_and_at_no_other(act):
    assert {str(stage) for stage in act.stages} == {str(stage) for stage in TABLE[act.name][0]}


@EVERY_ACT
@pytest.mark.parametrize("role", Role.values)
def test_these_roles_may_in_the_place_and_from_above_and_never_from_beside(act, role):
    may = role in TABLE[act.name][1]
    for stage in Stage:
        project = project_of(stage=stage)
        assert all(bool(act.may(someone(role, at=place), project)) == may for place in ABOVE), stage
        assert not any(act.may(someone(role, at=place), project) for place in ELSEWHERE), stage


@EVERY_ACT
def test_these_ties_give_the_right_and_no_other(act):
    ties = ("proposer", "implementer", "screener", "recused", "stood", *GROUP)
    given = {tie for tie in ties if act.may(someone(), project_of(tie, someone()))}
    given |= {"resident"} if act.may(someone(home=PLACE), project_of()) else set()
    assert given == TABLE[act.name][2]


def test_who_took_a_proposal_down_corrects_and_hands_it_in_too():
    project = project_of()
    project.taken_down_by_id = someone().pk
    assert rules.may_edit(someone(), project)
    assert not rules.may_edit(someone(pk=2), project)
    assert not rules.may_edit(someone(pk=None), project_of())
