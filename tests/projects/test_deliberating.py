"""From the talk among neighbours into the pool, or straight to work: budget, levels, minutes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Notice
from projects.journey import deliberating, levels, planning
from projects.models import GivingUpWord, IssueLevel, Regulation, SolvedByRule
from projects.stages import Stage
from tests.factories import a_photo, elect, placed, put, sign_in, stages_but, world
from tests.traces import BUDGET, audited, in_months, in_working_days, last_of, object_to_something, told

pytestmark = pytest.mark.django_db
RULE = levels.NewRule(
    "老旧院落公厕改造办法", "全区老旧院落公厕逐年改造。", date(2026, 5, 6), "https://example.org/rule"
)


@pytest.fixture
def project(w):
    """A project that has a task group and a budget."""
    project = placed(w, Stage.DELIBERATION, **BUDGET)
    elect(w, project)
    return project


def pool(project, by, minutes_agree=True):
    return deliberating.record_pooled(project, by=by, minutes_agree=minutes_agree)


def solve(project, by, **facts):
    return deliberating.record_solved_by_residents(
        project, by=by, **{"minutes_agree": True, "implementer": "邻居们", **facts}
    )


class TestPool:
    def test_it_is_pooled_for_twenty_four_months_with_a_notice(self, w, project):
        pool(project, w.organiser)
        project.refresh_from_db()
        assert (project.stage, told("pooled")) == (Stage.POOLED, {w.proposer})
        assert project.stage_due == in_months(24)
        assert Notice.objects.get().kind == "pool"

    def test_only_an_organiser_of_the_place_does_it(self, w, project):
        for other in (w.neighbours[1], w.proposer, w.handler, world("530103003").staff):
            with pytest.raises(NotPermitted):
                pool(project, other)

    def test_it_comes_from_the_deliberation_only(self, w, project):
        for stage in stages_but(Stage.DELIBERATION, Stage.SUSPENDED):
            with pytest.raises(Refused):
                pool(put(project, stage), w.organiser)

    def test_without_minutes_that_agree_it_stays(self, w, project):
        with pytest.raises(Refused):
            pool(project, w.organiser, minutes_agree=False)

    def test_without_a_task_group_it_stays_though_some_stood(self, w, project):
        project.task_group.update(elected_at=None)
        with pytest.raises(Refused):
            pool(project, w.organiser)

    def test_without_a_budget_it_stays(self, w, project):
        with pytest.raises(Refused):
            pool(put(project, Stage.DELIBERATION, budget=0, subsidy_planned=0), w.organiser)
        pool(put(project, Stage.DELIBERATION, budget=Decimal("0.01")), w.organiser)

    def test_what_the_residents_solve_themselves_needs_no_pool(self, w, project):
        with pytest.raises(Refused):
            pool(put(project, Stage.DELIBERATION, level=IssueLevel.RESIDENTS), w.organiser)

    def test_an_open_objection_holds_it(self, w, project):
        object_to_something(project, by=w.neighbours[4])
        with pytest.raises(Refused):
            pool(project, w.organiser)


class TestWithoutAGroup:
    """Wanted by the households, but nobody is in a task group: it does not wait for ever."""

    def end(self, project, by):
        return deliberating.end_without_group(project, by=by, reason="两次征集，无人报名。")

    def test_the_community_ends_it_with_a_reason_that_everybody_reads(self, w):
        project = placed(w, Stage.DELIBERATION)
        self.end(project, w.staff)
        project.refresh_from_db()
        assert project.stage == Stage.WITHDRAWN
        assert last_of(project) == ("end_without_group", w.staff, "两次征集，无人报名。")
        assert Notice.objects.get().facts["reason"] == "两次征集，无人报名。"
        assert w.proposer in told("withdrawn")

    def test_nobody_else_does_and_no_group_is_passed_over(self, w):
        project = placed(w, Stage.DELIBERATION)
        for other in (w.organiser, w.proposer, w.reviewer):
            with pytest.raises(NotPermitted):
                self.end(project, other)
        elect(w, project)
        with pytest.raises(Refused):
            self.end(project, w.staff)

    def test_nothing_but_what_is_talked_through_is_ended_like_that(self, w):
        with pytest.raises(Refused):
            self.end(placed(w, Stage.POOLED), w.staff)


class TestGivingUp:
    """Out of deliberation and out of the pool the task group decides, nobody alone."""

    @pytest.fixture(params=[Stage.DELIBERATION, Stage.POOLED])
    def agreed(self, w, request):
        project = placed(w, request.param)
        elect(w, project)
        return project

    def give_up(self, project, by, reason="已另行解决。"):
        return deliberating.give_up_project(project, by=by, reason=reason)

    def test_it_ends_when_more_than_half_of_the_members_have_said_so_with_all_their_reasons(self, w, agreed):
        self.give_up(agreed, w.neighbours[1], "太贵。")
        agreed.refresh_from_db()
        assert agreed.stage != Stage.WITHDRAWN
        assert told("give_up_asked") == set(w.neighbours[2:4])
        self.give_up(agreed, w.neighbours[3], "不急。")
        agreed.refresh_from_db()
        assert agreed.stage == Stage.WITHDRAWN
        assert last_of(agreed) == ("give_up", w.neighbours[3], "太贵。\n不急。")
        notice = Notice.objects.get()
        assert (notice.facts["change"], notice.facts["reason"]) == ("give_up", "太贵。\n不急。")
        assert told("withdrawn") == {w.proposer, w.organiser, w.staff}

    def test_half_of_them_is_not_more_than_half(self, w, agreed):
        agreed.task_group.filter(user=w.neighbours[3]).update(elected_at=None)
        self.give_up(agreed, w.neighbours[1])
        agreed.refresh_from_db()
        assert agreed.stage != Stage.WITHDRAWN

    def test_a_member_counts_once_however_often_they_say_it(self, w, agreed):
        for _again in range(2):
            self.give_up(agreed, w.neighbours[1])
        agreed.refresh_from_db()
        assert agreed.stage != Stage.WITHDRAWN
        assert audited("say_give_up").actor == w.neighbours[1]

    def test_neither_the_proposer_nor_an_office_ends_it(self, w, agreed):
        for other in (w.proposer, w.staff, w.organiser, w.neighbours[4], w.reviewer):
            with pytest.raises(NotPermitted):
                self.give_up(agreed, other)

    def test_what_was_said_about_an_earlier_stay_in_the_pool_does_not_count(self, w, agreed):
        self.give_up(agreed, w.neighbours[1])
        put(agreed, agreed.stage, stage_since=clock.now())
        self.give_up(agreed, w.neighbours[2])
        agreed.refresh_from_db()
        assert agreed.stage != Stage.WITHDRAWN

    def test_once_it_is_put_to_the_vote_the_group_cannot(self, w):
        for stage in stages_but(Stage.DELIBERATION, Stage.POOLED, Stage.SUSPENDED):
            project = placed(w, stage)
            elect(w, project)
            with pytest.raises(Refused):
                self.give_up(project, w.neighbours[1])

    def test_the_database_takes_no_word_of_somebody_else_and_keeps_what_was_said(self, w, agreed):
        with pytest.raises(DatabaseError), transaction.atomic():
            GivingUpWord.objects.create(
                project=agreed, by=w.staff, reason="x", stage_since=agreed.stage_since
            )
        self.give_up(agreed, w.neighbours[1])
        with pytest.raises(DatabaseError), transaction.atomic():
            GivingUpWord.objects.update(reason="y")


class TestSolvingByThemselves:
    @pytest.fixture
    def small(self, project):
        """A level 1 issue without public money."""
        return put(project, Stage.DELIBERATION, level=IssueLevel.RESIDENTS, budget=0, subsidy_planned=0)

    def test_work_begins_at_once_and_the_neighbours_are_told(self, w, small):
        solve(small, w.organiser)
        small.refresh_from_db()
        assert (small.stage, small.implementer) == (Stage.IN_PROGRESS, "邻居们")
        assert small.decided_at and small.work_started_at == small.last_progress_at
        assert told("in_progress") == set(w.neighbours)

    def test_a_capable_resident_carries_it_out_under_their_public_name(self, w, small):
        solve(small, w.organiser, implementer="", implementing_person=w.neighbours[1])
        small.refresh_from_db()
        assert small.implementing_person == w.neighbours[1]
        assert small.implementer == w.neighbours[1].public_name

    def test_somebody_must_carry_it_out(self, w, small):
        with pytest.raises(Refused) as refusal:
            solve(small, w.organiser, implementer="")
        assert refusal.value.field == "implementer"

    def test_a_higher_level_is_not_solved_so(self, w, small):
        with pytest.raises(Refused):
            solve(put(small, Stage.DELIBERATION, level=IssueLevel.STREET), w.organiser)

    def test_nor_with_public_money(self, w, small):
        with pytest.raises(Refused):
            solve(put(small, Stage.DELIBERATION, budget=1, subsidy_planned=Decimal("0.01")), w.organiser)

    @pytest.mark.parametrize("lacking", ["minutes", "group", "answer"])
    def test_it_needs_group_minutes_and_no_open_objection_all_the_same(self, w, small, lacking):
        if lacking == "group":
            small.task_group.update(elected_at=None)
        if lacking == "answer":
            object_to_something(small, by=w.neighbours[4])
        with pytest.raises(Refused):
            solve(small, w.organiser, minutes_agree=lacking != "minutes")

    def test_only_organisers_begin_it_and_only_once(self, w, small):
        for other in (w.neighbours[1], w.handler):
            with pytest.raises(NotPermitted):
                solve(small, other)
        solve(small, w.organiser)
        with pytest.raises(Refused):
            solve(small, w.organiser)


class TestLevels:
    def test_an_issue_climbs_one_level_with_proof_and_time_to_solve_it(self, w, project):
        put(project, Stage.DELIBERATION, level=IssueLevel.RESIDENTS)
        levels.escalate_issue(project, by=w.organiser, proof="物业不管。", photo=a_photo(), from_level=1)
        project.refresh_from_db()
        assert project.level == IssueLevel.STREET
        assert project.stage_due > clock.now()
        assert last_of(project) == ("escalate", w.organiser, "物业不管。")
        assert audited("escalate").details == {"level": 2}

    def test_the_highest_level_is_the_last(self, w, project):
        put(project, Stage.DELIBERATION, level=IssueLevel.DISTRICT)
        with pytest.raises(Refused):
            levels.escalate_issue(project, by=w.organiser, proof="x", photo=a_photo(), from_level=3)

    @pytest.mark.parametrize("said", [1, 3])
    def test_a_stale_page_climbs_nothing(self, w, project, said):
        with pytest.raises(Refused):
            levels.escalate_issue(project, by=w.organiser, proof="x", photo=a_photo(), from_level=said)
        project.refresh_from_db()
        assert project.level == IssueLevel.STREET

    def test_only_organisers_and_only_during_the_deliberation(self, w, project):
        for other in (w.neighbours[1], w.handler, w.leader):
            with pytest.raises(NotPermitted):
                levels.escalate_issue(project, by=other, proof="x", photo=a_photo(), from_level=2)
        with pytest.raises(Refused):
            levels.escalate_issue(
                put(project, Stage.POOLED), by=w.organiser, proof="x", photo=a_photo(), from_level=2
            )

    def test_without_a_photo_that_proves_it_nothing_climbs(self, w, project):
        with pytest.raises(Refused) as refusal:
            levels.escalate_issue(project, by=w.organiser, proof="x", photo=None, from_level=2)
        assert refusal.value.field == "photo"
        levels.escalate_issue(project, by=w.organiser, proof="x", photo=a_photo(), from_level=2)
        assert project.proofs.get().about == "effort"

    def test_those_who_must_act_now_are_told_until_when_and_the_proposer_that_it_moved(self, w, project):
        levels.escalate_issue(project, by=w.organiser, proof="x", photo=a_photo(), from_level=2)
        assert told("level_asks") == {w.leader}
        assert told("level_changed") == {w.proposer, *w.neighbours[1:4]}
        levels.hand_back_issue(project, by=w.leader, reason="街道可以解决。", from_level=3)
        project.refresh_from_db()
        assert (project.level, project.stage_due) == (IssueLevel.STREET, in_working_days(20))
        assert told("level_asks") == {w.leader, w.staff, w.handler, w.reviewer}
        assert last_of(project) == ("hand_back", w.leader, "街道可以解决。")

    def test_it_is_handed_back_by_those_of_its_level_only_and_once(self, w, project):
        for other in (w.organiser, w.leader, w.finance, w.neighbours[1]):
            with pytest.raises(NotPermitted):
                levels.hand_back_issue(project, by=other, reason="x", from_level=2)
        levels.hand_back_issue(project, by=w.handler, reason="居民可以解决。", from_level=2)
        project.refresh_from_db()
        assert project.level == IssueLevel.RESIDENTS
        with pytest.raises(Refused):
            levels.hand_back_issue(project, by=w.handler, reason="居民可以解决。", from_level=2)

    def test_the_answer_of_the_district_names_the_rule_it_led_to_and_is_said_once(self, w, project):
        put(project, Stage.DELIBERATION, level=IssueLevel.DISTRICT)
        for _click in range(2):
            levels.answer_at_level(project, by=w.leader, words="区里已出台办法。", new_rule=RULE)
        assert last_of(project) == ("answer_level", w.leader, "区里已出台办法。\n老旧院落公厕改造办法")
        assert project.events.filter(act="answer_level").count() == 1
        rule = Regulation.objects.get()
        assert (rule.area, rule.by, rule.address) == (w.district, w.leader, RULE.address)
        assert project.rules.get().rule == rule
        assert told("level_answered") == {w.proposer, *w.neighbours[1:4]}

    def test_the_street_makes_no_rule(self, w, project):
        with pytest.raises(Refused) as refusal:
            levels.answer_at_level(project, by=w.handler, words="x", new_rule=RULE)
        assert refusal.value.field == "rule"

    def test_what_came_up_stands_on_the_desk_until_somebody_answers(self, client, w, project):
        address = f"/projects/{project.pk}/do/answer-level/"
        sign_in(client, w.leader)
        assert address not in client.get("/desk/").text
        levels.escalate_issue(project, by=w.organiser, proof="x", photo=a_photo(), from_level=2)
        assert address in client.get("/desk/").text
        operation = client.get(address).context["form"]["operation"].value()
        sent = {"operation": operation, "words": "区里协调。", "title": RULE.title}
        refused = client.post(address, sent)
        assert set(refused.context["form"].errors) == {"summary", "issued_on"}
        sent |= {"summary": RULE.summary, "issued_on": "2026-05-06"}
        assert client.post(address, sent).status_code == 302
        assert address not in client.get("/desk/").text
        assert RULE.title in client.get(project.get_absolute_url()).text

    def test_a_rule_has_a_public_page_with_all_that_it_solved(self, client, w, project):
        other = placed(w, Stage.DELIBERATION, title="另一个院的公厕", level=IssueLevel.RESIDENTS)
        for one in (project, other):
            put(one, Stage.DELIBERATION, level=IssueLevel.DISTRICT)
        levels.answer_at_level(project, by=w.leader, words="出台办法。", new_rule=RULE)
        rule = Regulation.objects.get()
        levels.answer_at_level(other, by=w.leader, words="照此办理。", rule=rule)
        page = client.get(rule.get_absolute_url())
        assert set(page.context["projects"]) == {project, other}
        for address in ("/district/", "/projects/rules/"):
            assert rule.get_absolute_url() in client.get(address).text

    def test_the_database_lets_a_rule_answer_level_three_only(self, w, project):
        facts = {"summary": "x", "issued_on": clock.today(), "by": w.leader}
        rule = Regulation.objects.create(area=w.district, title="办法", **facts)
        with pytest.raises(DatabaseError), transaction.atomic():
            SolvedByRule.objects.create(rule=rule, project=project, by=w.leader)
        with pytest.raises(DatabaseError), transaction.atomic():
            Regulation.objects.update(title="别的")


class TestCorrectingThePlan:
    def correct(self, project, by):
        return planning.record_plan_correction(project, by=by, plan="两侧都装。", changes="改为两侧。")

    @pytest.fixture
    def returned(self, project):
        return put(project, Stage.SELECTION, times_street_returned=1)

    def test_everybody_reads_what_changed_and_the_audit_keeps_both(self, w, returned):
        before = returned.plan
        self.correct(returned, w.proposer)
        returned.refresh_from_db()
        assert returned.plan == "两侧都装。"
        assert audited("correct_plan").details == {"before": before, "after": "两侧都装。"}
        assert Notice.objects.get().facts["reason"] == "改为两侧。"
        assert last_of(returned) == ("correct_plan", w.proposer, "改为两侧。")

    def test_proposer_and_task_group_correct_it_and_nobody_else(self, w, returned):
        self.correct(returned, w.neighbours[3])
        for other in (w.neighbours[4], w.staff, w.handler):
            with pytest.raises(NotPermitted):
                self.correct(returned, other)

    def test_only_when_the_street_asked_and_before_the_committee(self, w, returned):
        with pytest.raises(Refused), transaction.atomic():
            self.correct(put(returned, Stage.SELECTION, times_street_returned=0), w.proposer)
        with pytest.raises(Refused):
            self.correct(put(returned, Stage.STREET_REVIEW, times_street_returned=1), w.proposer)
