"""明通巷47号院 厕所革命, with the figures of the article: 120 households, 8,600 + 10,000 yuan, committee and rules before it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from deliberation import pooling, rounds
from deliberation.council import meetings
from deliberation.households import polls
from deliberation.models import CourtyardCommittee, PartyOpinion
from deliberation.results import closing
from funding.subsidies import budgets
from panlong import clock
from panlong.errors import Refused
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, give_points, in_force, resolve, world

pytestmark = pytest.mark.django_db
RULES = "一、每户一人参加，半数以上到会方可议事。二、先议后决，逐项表决，结果当场宣布并张贴。"


@pytest.fixture
def lane(calendars):
    """The courtyard of 120 households, whose community asks for a committee."""
    w = world(households=120)
    in_force("committee_needed", 1, w.community, days_ago=30)
    walk = Walk(
        w,
        title="厕所革命",
        problem="120户只有一个公共厕所。",
        plan="改造公厕。",
        theme="environment",
        beneficiaries=360,
    )
    walk.to(Stage.SUPPORT_POLL)
    return walk


def hold(walk, platform: str, **voices) -> None:
    """Call a meeting for four days from now and write its minutes."""
    w, starts_at = walk.w, walk.moment + timedelta(days=4)
    with clock.at(walk.moment):
        meeting = meetings.call_meeting(
            walk.project, by=w.organiser, platform=platform, starts_at=starts_at, place="院内", agenda="厕所改造", operation=uuid4()
        )  # fmt: skip
    walk.moment = starts_at + timedelta(hours=2)
    with clock.at(walk.moment):
        meetings.write_minutes(
            meeting, by=w.neighbours[1], minutes="逐项讨论。", decision="见表决。", **voices
        )
    walk.refresh()


def draw_up(walk) -> None:
    with clock.at(walk.moment):
        budgets.draw_up(
            walk.project, by=walk.w.neighbours[1], lines=[("公厕改造", Decimal(18600))], aftercare="自管会轮值保洁。",
            shares={"self_raised": Decimal(8600), "public_unit": Decimal(10000)},
        )  # fmt: skip
    walk.refresh()


def test_the_toilet_revolution_has_its_committee_and_rules_before_it_is_resolved(lane):
    w = lane.w
    with clock.at(lane.moment):
        for neighbour in w.neighbours[:101]:
            polls.answer_poll(lane.project, by=neighbour, agrees=True)
        poll = polls.close_poll(polls.open_poll(lane.project), by=w.organiser)
        assert (poll.households, poll.agreed, poll.passed) == (120, 101, True)
        lane.refresh()
        lane.form_group()
    lane.refresh()
    draw_up(lane)
    opinions = [{"party": party, "attended": True, "words": "支持。"} for party in PartyOpinion.Party.values]
    hold(lane, "six_parties", present=6, in_favour=6, against=0, opinions=opinions)
    hold(lane, "all_households", present=79, in_favour=79, against=0)  # 80 would be two thirds
    assert not lane.project.meetings.get(platform="all_households").agreed
    hold(lane, "all_households", present=101, in_favour=98, against=3)
    with clock.at(lane.moment):
        assert [part.name for part in pooling.missing_parts(lane.project)] == ["committee"]
        with pytest.raises(Refused, match=r"committee|自管会"):
            pooling.pool_project(lane.project, by=w.organiser)
        committee = CourtyardCommittee.objects.create(
            area=w.courtyard, name="明通巷47号院院落自管会", founded_on=clock.today(), rules=RULES
        )
        pooling.pool_project(lane.project, by=w.organiser)
    lane.refresh()
    assert (lane.project.budget, lane.project.subsidy_planned) == (Decimal(18600), 0)
    with clock.at(lane.moment + timedelta(days=1)):
        round = rounds.open_round(
            w.community, by=w.staff, title="评选", projects=[lane.project], closes_at=clock.now() + timedelta(days=7),
            budget=Decimal(50000), operation=uuid4(), most_choices=1,
        )  # fmt: skip
        for neighbour in w.neighbours[:60]:
            rounds.cast(round, voter=neighbour, candidates=[round.candidates.get().pk], operation=uuid4())
    lane.moment = round.closes_at + timedelta(minutes=1)
    with clock.at(lane.moment):
        closing.close_round(round)
        lane.refresh()
        for member in w.committee:
            give_points(lane.project, member)
        resolve(lane.project, w.staff)
    lane.refresh()
    assert lane.project.stage == Stage.STREET_REVIEW
    assert committee.founded_on < lane.project.declared_at.date()


def test_a_project_keeps_the_rule_of_the_day_on_which_its_deliberation_began(lane):
    w = lane.w
    with clock.at(lane.moment):
        for neighbour in w.neighbours[:80]:
            polls.answer_poll(lane.project, by=neighbour, agrees=True)
        polls.close_poll(polls.open_poll(lane.project), by=w.organiser)
    assert "committee" in {part.name for part in pooling.missing_parts(lane.project)}
    Project.objects.update(stage_since=lane.moment - timedelta(days=31))
    lane.refresh()
    assert "committee" not in {one.part.name for one in pooling.parts_of(lane.project)}


def test_without_rules_of_procedure_a_committee_is_not_enough(lane):
    with clock.at(lane.moment):
        for neighbour in lane.w.neighbours[:80]:
            polls.answer_poll(lane.project, by=neighbour, agrees=True)
        polls.close_poll(polls.open_poll(lane.project), by=lane.w.organiser)
    CourtyardCommittee.objects.create(
        area=lane.w.courtyard, name="自管会", founded_on=lane.moment.date(), rules=""
    )
    assert "committee" in {part.name for part in pooling.missing_parts(lane.project)}
