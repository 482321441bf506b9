"""What comes after the work: who answers for it, the looks at it, the accounts, the end."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Notice
from projects import progress
from projects.journey import caring
from projects.models import LIGHTS, Inspection
from projects.stages import WITH_WORK, Stage
from tests.factories import elect, placed, put, stages_but, world
from tests.traces import audited, last_of, object_to_something, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(w):
    """A project in aftercare with all lights on, whose warranty ends now."""
    lit = dict.fromkeys(LIGHTS, clock.now())
    project = placed(w, Stage.AFTERCARE, warranty_ends_at=clock.now(), **lit)
    elect(w, project)
    return project


def take_duty(project, by, who="邻居1", plan="每季检查。"):
    return caring.take_duty(project, by=by, responsible_person=who, plan=plan)


class TestDuty:
    def test_who_answers_for_it_is_published_and_the_light_goes_on(self, w, project):
        put(project, Stage.IN_PROGRESS, duty_taken_at=None)
        take_duty(project, w.neighbours[2])
        project.refresh_from_db()
        assert (project.responsible_person, project.aftercare_plan) == ("邻居1", "每季检查。")
        assert project.duty_taken_at is not None
        facts = Notice.objects.get().facts
        assert (facts["responsible"], facts["aftercare"]) == ("邻居1", "每季检查。")
        assert last_of(project)[:2] == ("take_duty", w.neighbours[2])

    def test_task_group_and_community_staff_name_them_and_nobody_else(self, w, project):
        take_duty(project, w.staff)
        for other in (w.proposer, w.neighbours[5], w.organiser, w.reviewer, world("530103003").staff):
            with pytest.raises(NotPermitted):
                take_duty(project, other, who="别人")

    def test_from_the_work_on_until_the_end(self, w, project):
        for stage in stages_but(Stage.SUSPENDED):
            put(project, stage)
            if stage in WITH_WORK:
                take_duty(project, w.staff)
            else:
                with pytest.raises(Refused):
                    take_duty(project, w.staff)

    def test_the_same_again_is_told_once_and_another_person_anew(self, w, project):
        for who in ("邻居1", "邻居1", "邻居2"):
            take_duty(project, w.staff, who=who)
        take_duty(project, w.staff, who="邻居2", plan="每月检查。")
        assert Notice.objects.filter(kind="aftercare").count() == 3


class TestInspections:
    def look(self, project, by, **facts):
        return progress.report_inspection(project, by=by, **{"text": "完好。", "operation": uuid4(), **facts})

    def test_what_was_found_stands_in_the_story(self, w, project):
        found = self.look(project, w.neighbours[1])
        assert (found.by, found.text) == (w.neighbours[1], "完好。")
        assert last_of(project) == ("inspect", w.neighbours[1], "完好。")
        assert audited("inspect").target_id == project.pk

    def test_group_staff_and_supervision_look_and_nobody_else(self, w, project):
        for who in (w.staff, w.auditor, w.neighbours[3]):
            self.look(project, who)
        for other in (w.neighbours[5], w.organiser, w.handler, world("530103003").staff):
            with pytest.raises(NotPermitted):
                self.look(project, other)

    def test_the_same_form_is_one_look(self, w, project):
        operation = uuid4()
        first = self.look(project, w.staff, operation=operation)
        assert self.look(project, w.staff, operation=operation, text="别的") == first
        assert Inspection.objects.count() == 1

    def test_it_is_looked_at_in_aftercare_only(self, w, project):
        for stage in stages_but(Stage.AFTERCARE, Stage.SUSPENDED):
            with pytest.raises(Refused):
                self.look(put(project, stage), w.staff)


class TestAccounts:
    FIGURES = dict.fromkeys(("received", "paid", "spent", "left", "kept"), Decimal(0))

    def test_they_are_published_and_put_the_light_of_money_on(self, w, project):
        put(project, Stage.AFTERCARE, accounts_public_at=None)
        caring.record_accounts(project, by=w.neighbours[2], **self.FIGURES)
        project.refresh_from_db()
        assert project.accounts_public_at is not None
        assert audited("publish_accounts").details == dict.fromkeys(self.FIGURES, "0.00")
        assert Notice.objects.get().kind == "final_accounts"

    def test_after_the_work_is_accepted_and_before_the_end(self, w, project):
        for stage in stages_but(Stage.SUSPENDED):
            put(project, stage)
            if stage in {Stage.SATISFACTION_REVIEW, Stage.AFTERCARE}:
                caring.record_accounts(project, by=w.neighbours[2], **self.FIGURES)
            else:
                with pytest.raises(Refused):
                    caring.record_accounts(project, by=w.neighbours[2], **self.FIGURES)


class TestClosing:
    def close(self, project, by, money_is_settled=True):
        return caring.record_closed(project, by=by, money_is_settled=money_is_settled)

    def test_with_all_lights_on_and_all_money_settled_it_is_complete(self, w, project):
        self.close(project, w.staff)
        project.refresh_from_db()
        assert (project.stage, project.has_ended) == (Stage.CLOSED, True)
        assert told("closed") == {w.proposer, *w.neighbours[1:4]}

    @pytest.mark.parametrize("light", LIGHTS)
    def test_with_a_light_missing_it_is_not(self, w, project, light):
        with pytest.raises(Refused):
            self.close(put(project, Stage.AFTERCARE, **{light: None}), w.staff)

    def test_nor_with_money_left_or_owed(self, w, project):
        with pytest.raises(Refused):
            self.close(project, w.staff, money_is_settled=False)

    def test_nor_a_moment_before_the_warranty_ends(self, w, project):
        with clock.at(project.warranty_ends_at - timedelta(microseconds=1)), pytest.raises(Refused):
            self.close(project, w.staff)
        with clock.at(project.warranty_ends_at):
            self.close(project, w.staff)

    def test_what_has_no_warranty_waits_for_none(self, w, project):
        self.close(put(project, Stage.AFTERCARE, warranty_ends_at=None), w.staff)

    def test_nor_while_an_objection_is_open(self, w, project):
        object_to_something(project, by=w.neighbours[4])
        with pytest.raises(Refused):
            self.close(project, w.staff)

    def test_the_communitys_staff_closes_it_and_nobody_else(self, w, project):
        for other in (w.neighbours[1], w.organiser, w.reviewer, w.leader, world("530103003").staff):
            with pytest.raises(NotPermitted):
                self.close(project, other)

    def test_it_closes_once(self, w, project):
        self.close(project, w.staff)
        with pytest.raises(Refused):
            self.close(project, w.staff)
