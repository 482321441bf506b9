"""Halts, ends and objections: what stops a project, and how it goes on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Notice
from projects import verbs
from projects.journey import implementing
from projects.models import Project
from projects.stages import SUSPENDABLE, Stage
from tests.factories import elect, placed, put, stages_but, world
from tests.traces import BUDGET, audited, in_working_days, last_of, object_to_something, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(w):
    """A project at work, of whose subsidy all is approved."""
    project = placed(w, Stage.IN_PROGRESS, **BUDGET, subsidy_approved=Decimal(8000))
    elect(w, project)
    return project


def concerned(w) -> set:
    return {w.proposer, *w.neighbours[1:4], w.staff, w.handler, w.reviewer, w.finance}


class TestSuspending:
    def test_what_is_approved_is_halted_until_the_residents_judge_it(self, w, project):
        for stage in stages_but(Stage.SUSPENDED):
            put(project, stage)
            if stage in SUSPENDABLE:
                implementing.suspend_project(project, by=w.reviewer, reason="核实。")
                project.refresh_from_db()
                assert (project.stage, project.suspended_from) == (Stage.SUSPENDED, stage)
            else:
                with pytest.raises(Refused):
                    implementing.suspend_project(project, by=w.reviewer, reason="核实。")

    def test_everybody_concerned_reads_why(self, w, project):
        implementing.suspend_project(project, by=w.leader, reason="核实。")
        assert told("suspended") == concerned(w)
        assert (Notice.objects.get().facts["change"], Notice.objects.get().facts["reason"]) == (
            "suspend",
            "核实。",
        )
        assert last_of(project) == ("suspend", w.leader, "核实。")

    def test_only_the_streets_reviewer_and_the_district_halt_let_go_on_and_end(self, w, project):
        for other in (w.staff, w.handler, w.finance, w.organiser, w.auditor, world("530103003").reviewer):
            for act in (implementing.suspend_project, implementing.record_termination):
                with pytest.raises(NotPermitted):
                    act(project, by=other, reason="x")
            with pytest.raises(NotPermitted):
                implementing.resume_project(project, by=other)

    def test_never_a_party_to_it(self, w, project):
        put(project, Stage.IN_PROGRESS, proposer=w.reviewer)
        with pytest.raises(NotPermitted):
            implementing.suspend_project(project, by=w.reviewer, reason="x")


class TestResuming:
    @pytest.mark.parametrize("stage", SUSPENDABLE)
    def test_it_goes_on_where_it_was_and_a_public_notice_starts_anew(self, w, project, stage):
        put(project, stage)
        implementing.suspend_project(project, by=w.reviewer, reason="核实。")
        implementing.resume_project(project, by=w.leader)
        project.refresh_from_db()
        assert (project.stage, project.suspended_from) == (stage, "")
        assert (project.stage_due is not None) == (stage == Stage.PUBLICITY)
        assert told("resumed") == concerned(w)

    def test_the_new_term_of_the_notice_is_five_working_days(self, w, project):
        put(project, Stage.SUSPENDED, suspended_from=Stage.PUBLICITY)
        implementing.resume_project(project, by=w.leader)
        project.refresh_from_db()
        assert project.stage_due == in_working_days(5)
        assert Notice.objects.get().ends_at == project.stage_due

    def test_a_report_is_not_overdue_on_the_first_day(self, w, project):
        put(project, Stage.SUSPENDED, suspended_from=Stage.IN_PROGRESS, last_progress_at=None)
        with clock.at(clock.now()):
            implementing.resume_project(project, by=w.leader)
            project.refresh_from_db()
            assert project.last_progress_at == clock.now()

    def test_what_is_not_halted_does_not_go_on(self, w, project):
        with pytest.raises(Refused):
            implementing.resume_project(project, by=w.leader)


class TestEnding:
    def test_of_the_subsidy_only_what_was_paid_stays_approved(self, w, project):
        implementing.record_termination(project, by=w.reviewer, reason="停工。", subsidy_kept=Decimal(2400))
        project.refresh_from_db()
        assert (project.stage, project.subsidy_approved) == (Stage.TERMINATED, 2400)
        assert told("terminated") == concerned(w)
        assert Notice.objects.get().facts["change"] == "terminate"

    def test_a_halted_one_can_be_ended_and_remembers_nothing(self, w, project):
        put(project, Stage.SUSPENDED, suspended_from=Stage.ACCEPTANCE)
        implementing.record_termination(project, by=w.leader, reason="停工。")
        project.refresh_from_db()
        assert (project.stage, project.suspended_from, project.subsidy_approved) == (Stage.TERMINATED, "", 0)

    def test_nothing_else_can_be(self, w, project):
        for stage in stages_but(*SUSPENDABLE, Stage.SUSPENDED):
            with pytest.raises(Refused):
                implementing.record_termination(put(project, stage), by=w.leader, reason="停工。")

    def test_it_ends_once(self, w, project):
        implementing.record_termination(project, by=w.leader, reason="停工。")
        with pytest.raises(Refused):
            implementing.record_termination(project, by=w.leader, reason="停工。")
        assert audited("terminate").actor == w.leader

    def test_more_than_the_budget_never_stays_approved(self, w, project):
        with pytest.raises(DatabaseError), transaction.atomic():
            Project.objects.filter(pk=project.pk).update(subsidy_approved=Decimal("10000.01"))


class TestObjections:
    def answer(self, objection, project, by, upheld=False):
        return implementing.record_objection_answer(objection, project, by=by, upheld=upheld, text="已说明。")

    def test_answered_it_holds_nothing_any_more_and_its_author_is_told(self, w, project):
        objection = object_to_something(project, by=w.neighbours[4])
        assert verbs.open_objections(project).get() == objection
        self.answer(objection, project, w.reviewer)
        verbs.require_no_open_objection(project)
        assert told("objection_answered") == {w.neighbours[4]}

    def test_an_open_one_is_named_as_the_reason(self, w, project):
        object_to_something(project, by=w.neighbours[4])
        with pytest.raises(Refused):
            verbs.require_no_open_objection(project)
        verbs.require_no_open_objection(placed(w, Stage.POOLED))

    def test_it_is_answered_once(self, w, project):
        objection = object_to_something(project, by=w.neighbours[4])
        self.answer(objection, project, w.reviewer)
        with pytest.raises(Refused):
            self.answer(objection, project, w.handler)

    def test_one_about_another_project_is_not_answered_here(self, w, project):
        objection = object_to_something(placed(w, Stage.IN_PROGRESS), by=w.neighbours[4])
        with pytest.raises(Refused):
            self.answer(objection, project, w.reviewer)

    def test_at_work_the_street_answers_and_the_community_does_not(self, w, project):
        objection = object_to_something(project, by=w.neighbours[4])
        for other in (w.staff, w.organiser, w.neighbours[1], w.leader):
            with pytest.raises(NotPermitted):
                self.answer(objection, project, other)
        self.answer(objection, project, w.finance)

    @pytest.mark.parametrize("upheld", [True, False])
    def test_an_upheld_one_to_a_public_notice_sends_it_back_to_the_street(self, w, project, upheld):
        put(project, Stage.PUBLICITY)
        self.answer(object_to_something(project, by=w.neighbours[4]), project, w.reviewer, upheld)
        project.refresh_from_db()
        assert project.stage == (Stage.STREET_REVIEW if upheld else Stage.PUBLICITY)
        assert project.subsidy_approved == (0 if upheld else 8000)

    def test_elsewhere_an_upheld_one_moves_nothing(self, w, project):
        self.answer(object_to_something(project, by=w.neighbours[4]), project, w.reviewer, upheld=True)
        project.refresh_from_db()
        assert (project.stage, project.subsidy_approved) == (Stage.IN_PROGRESS, 8000)

    def test_while_a_public_notice_is_halted_its_objections_wait(self, w, project):
        objection = object_to_something(project, by=w.neighbours[4])
        put(project, Stage.SUSPENDED, suspended_from=Stage.PUBLICITY)
        with pytest.raises(Refused):
            self.answer(objection, project, w.reviewer)
        put(project, Stage.SUSPENDED, suspended_from=Stage.IN_PROGRESS)
        self.answer(objection, project, w.staff)

    def test_back_at_the_street_it_is_checked_within_ten_working_days(self, w, project):
        put(project, Stage.PUBLICITY, stage_due=clock.now() + timedelta(days=1))
        self.answer(object_to_something(project, by=w.neighbours[4]), project, w.reviewer, upheld=True)
        project.refresh_from_db()
        assert project.stage_due == in_working_days(10)
        assert last_of(project) == ("reopen_review", w.reviewer, "已说明。")
