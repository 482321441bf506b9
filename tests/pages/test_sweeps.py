"""Deadlines move projects by themselves: twice, late, or with one row that cannot be moved."""

from datetime import timedelta
from uuid import uuid4

import pytest

import deliberation.tasks
import projects.tasks
from deliberation import pooling
from deliberation.households import polls
from panlong import clock
from panlong.notices import publishing
from panlong.notices.models import Message, Notice
from panlong.portal.automation.tasks import remind
from projects import progress
from projects.journey import implementing
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, reconfirm

pytestmark = pytest.mark.django_db


def stage(walk) -> str:
    return Project.objects.get(pk=walk.project.pk).stage


def test_work_begins_when_the_public_notice_has_run_its_time_and_not_before(w):
    walk = Walk(w)
    due = walk.to(Stage.PUBLICITY).stage_due
    with clock.at(due - timedelta(seconds=1)):
        assert projects.tasks.sweep() == 0
    assert stage(walk) == Stage.PUBLICITY
    with clock.at(due):
        assert projects.tasks.sweep() == 1
        assert projects.tasks.sweep() == 0
    assert stage(walk) == Stage.IN_PROGRESS


def test_an_open_objection_blocks_the_start_and_its_answer_lets_it_go(w):
    walk = Walk(w)
    due = walk.to(Stage.PUBLICITY).stage_due
    notice = Notice.objects.get(kind="approval")
    with clock.at(walk.moment):
        objection = publishing.object_to(notice, by=w.neighbours[5], text="太贵")
        assert publishing.object_to(notice, by=w.neighbours[5], text="太贵") == objection
    with clock.at(due):
        assert projects.tasks.sweep() == 0
        implementing.record_objection_answer(
            objection, walk.project, by=w.handler, upheld=False, text="三家比价后定的。"
        )
        assert projects.tasks.sweep() == 1


def test_an_upheld_objection_sends_the_project_back_and_releases_its_money(w):
    from funding import ledger
    from funding.subsidies import street_review
    from panlong.notices import publishing

    walk = Walk(w)
    walk.to(Stage.PUBLICITY)
    with clock.at(walk.moment):
        objection = publishing.object_to(
            Notice.objects.get(kind="approval"), by=w.neighbours[5], text="重复建设"
        )
        street_review.answer_objection(objection, walk.project, by=w.finance, upheld=True, text="属实")
        assert stage(walk) == Stage.STREET_REVIEW
        assert ledger.balance_of(ledger.granted_account(walk.project)) == 0
        walk.refresh()
        walk.approve()
    assert stage(walk) == Stage.PUBLICITY
    assert ledger.balance_of(ledger.granted_account(walk.project)) == 8000


def test_a_poll_without_two_thirds_ends_at_its_deadline_and_returns_the_proposal(w):
    walk = Walk(w)
    project = walk.to(Stage.SUPPORT_POLL)
    with clock.at(walk.moment):
        for neighbour in w.neighbours[:3]:
            polls.answer_poll(project, by=neighbour, agrees=True)
    with clock.at(project.stage_due + timedelta(days=3)):
        assert deliberation.tasks.sweep() == 1
        assert deliberation.tasks.sweep() == 0
    assert stage(walk) == Stage.RETURNED


def test_a_pooled_project_leaves_after_its_time_and_stays_when_confirmed_again(w):
    walk = Walk(w)
    due = walk.to(Stage.POOLED).stage_due
    other = Walk(w, title="另一个")
    other.to(Stage.POOLED)
    with clock.at(due - timedelta(days=9)):
        reconfirm(other)
    with clock.at(due + timedelta(hours=1)):
        assert deliberation.tasks.sweep() == 1
        assert projects.tasks.sweep() == 1
    assert (stage(walk), stage(other)) == (Stage.WITHDRAWN, Stage.POOLED)


def test_one_project_that_cannot_move_holds_up_no_other(w, monkeypatch):
    first, second = Walk(w, title="一"), Walk(w, title="二")
    due = max(first.to(Stage.PUBLICITY).stage_due, second.to(Stage.PUBLICITY).stage_due)
    whole = implementing.start_work

    def broken_for_the_first(project, *, by):
        if project.pk == first.project.pk:
            raise RuntimeError("broken")
        return whole(project, by=by)

    monkeypatch.setattr(implementing, "start_work", broken_for_the_first)
    with clock.at(due):
        assert projects.tasks.sweep() == 1
    assert (stage(first), stage(second)) == (Stage.PUBLICITY, Stage.IN_PROGRESS)


def test_with_too_few_ratings_the_review_goes_on(w):
    walk = Walk(w)
    project = walk.to(Stage.SATISFACTION_REVIEW)
    with clock.at(project.stage_due):
        deliberation.tasks.sweep()
    project.refresh_from_db()
    assert project.stage == Stage.SATISFACTION_REVIEW
    assert project.reviews.get().closes_at == project.stage_due > walk.moment


def test_dissatisfied_residents_send_the_work_back_to_be_put_right(w):
    from deliberation.households import reviews
    from projects.journey import implementing

    walk = Walk(w)
    project = walk.to(Stage.SATISFACTION_REVIEW)
    with clock.at(walk.moment):
        for number, neighbour in enumerate(w.neighbours[:5]):
            reviews.rate_project(project, by=neighbour, grade="satisfied" if number < 3 else "dissatisfied")
    with clock.at(project.stage_due):
        deliberation.tasks.sweep()
    assert stage(walk) == Stage.IN_PROGRESS
    with clock.at(project.stage_due + timedelta(days=1)):
        implementing.report_finished(project, by=w.neighbours[1], text="已整改")
        reviews.accept_work(project, by=w.staff, accepted=True, members="居民", remarks="好了")
    assert project.reviews.count() == 2


def test_reminders_are_told_once_however_often_the_sweep_runs(w):
    walk = Walk(w)
    due = walk.to(Stage.SCREENING).stage_due
    with clock.at(due + timedelta(days=1)):
        assert remind() > 0
        assert remind() == 0
    assert Message.objects.filter(person=w.organiser, topic="late", facts__task="screening").count() == 1


def test_a_silent_task_group_is_reminded_of_progress(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment + timedelta(days=8)):
        remind()
        assert (
            Message.objects.filter(person=w.neighbours[1], topic="late", facts__task="progress").count() == 1
        )
        progress.report_progress(walk.project, by=w.neighbours[1], percent=10, text="x", operation=uuid4())
        assert remind() == 0


def test_level_one_goes_straight_to_work_without_public_money(w):
    from decimal import Decimal

    from funding.subsidies import budgets

    walk = Walk(w, level=1)
    walk.to(Stage.DELIBERATION)
    with clock.at(walk.moment):
        walk.form_group()
        budgets.draw_up(
            walk.project, by=w.organiser, lines=[("扶手", Decimal(500))], shares={"self_raised": Decimal(500)}
        )
        walk.meet()
    with clock.at(walk.moment):
        pooling.solve_by_residents(walk.project, by=w.organiser, implementer="邻居们")
    project = Project.objects.get(pk=walk.project.pk)
    assert project.stage == Stage.IN_PROGRESS
    assert project.decided_at and not project.declared_at
