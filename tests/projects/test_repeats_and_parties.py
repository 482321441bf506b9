"""What a second click, a stale page, or a second post of the same person must not do."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from deliberation.households import polls
from funding.subsidies import grants, street_review
from panlong import clock
from panlong.accounts.models import Post, Role
from panlong.audit.models import AuditEntry
from panlong.errors import NotPermitted, Refused
from panlong.notices import publishing
from panlong.notices.models import Notice
from projects import comments, progress, rules, task_group
from projects.journey import caring, implementing, levels, proposing
from projects.models import Comment, IssueLevel, Project, TaskGroupMember
from projects.stages import Stage
from tests.factories import WORDS, Walk, a_photo, choosing, draft, project_at, put, sign_in, world

pytestmark = pytest.mark.django_db


def then(project):
    """Let the clock stand a minute after `project` came to its stage: the road was walked into the future."""
    return clock.at(project.stage_since + timedelta(minutes=1))


def objection_to(project, kind, *, by):
    notice = Notice.objects.filter(events__project=project, kind=kind).latest("pk")
    return publishing.object_to(notice, by=by, text="不同意。")


# --- Repeats ----------------------------------------------------------------------------------------------------
def test_a_double_click_takes_an_issue_up_one_level_only(w):
    project = Walk(w, level=IssueLevel.RESIDENTS).to(Stage.DELIBERATION)
    levels.escalate_issue(project, by=w.organiser, proof="试过。", photo=a_photo(), from_level=1)
    with pytest.raises(Refused):
        levels.escalate_issue(project, by=w.organiser, proof="试过。", photo=a_photo(), from_level=1)
    project.refresh_from_db()
    assert project.level == IssueLevel.STREET


def test_nobody_begins_at_the_districts_level(w):
    with pytest.raises(Refused):
        draft(w, level=IssueLevel.DISTRICT)
    project = draft(w)
    with pytest.raises(Refused):
        proposing.edit_proposal(project, by=w.proposer, level=IssueLevel.DISTRICT)


def test_the_level_is_settled_with_the_draft(w):
    project = put(draft(w, level=IssueLevel.RESIDENTS), Stage.RETURNED)
    with pytest.raises(Refused):
        proposing.edit_proposal(project, by=w.proposer, level=IssueLevel.STREET)


def test_the_same_task_group_recorded_twice_is_one_line_of_the_story(w):
    walk = Walk(w)
    project = walk.to(Stage.DELIBERATION)
    stood = [task_group.stand_for_task_group(project, by=one) for one in w.neighbours[1:4]]
    for _again in range(2):
        task_group.form_task_group(
            project, by=w.organiser, members=stood, leader=stood[0], bookkeeper=stood[1], choosing=choosing(stood)
        )  # fmt: skip
    assert project.events.filter(act="form_task_group").count() == 1
    task_group.form_task_group(
        project, by=w.organiser, members=stood, leader=stood[1], bookkeeper=stood[0], choosing=choosing(stood)
    )  # fmt: skip
    assert project.events.filter(act="form_task_group").count() == 2
    assert TaskGroupMember.objects.get(pk=stood[1].pk).duty == "leader"


def test_duty_taken_twice_is_announced_once(w):
    project = put(project_at(w, Stage.DELIBERATION), Stage.IN_PROGRESS)
    for _again in range(2):
        caring.take_duty(project, by=w.staff, responsible_person="邻居1", plan="每季检查。")
    assert Notice.objects.filter(kind="aftercare").count() == 1


@pytest.mark.parametrize("act", ["report_progress", "report_inspection"])
def test_the_form_of_one_project_writes_nothing_on_another(w, act):
    stage, words = {
        "report_progress": (Stage.IN_PROGRESS, {"percent": 10, "text": "开工。"}),
        "report_inspection": (Stage.AFTERCARE, {"text": "完好。"}),
    }[act]
    one, other = (put(draft(w, title=title), stage) for title in ("甲", "乙"))
    for project in (one, other):
        TaskGroupMember.objects.create(project=project, user=w.neighbours[1], elected_at=clock.now())
    operation = uuid4()
    verb = getattr(progress, act)
    first = verb(one, by=w.neighbours[1], operation=operation, **words)
    assert verb(one, by=w.neighbours[1], operation=operation, **words) == first
    with pytest.raises(Refused):
        verb(other, by=w.neighbours[1], operation=operation, **words)


def test_a_comments_form_is_not_used_for_another_project(w):
    one, other = (put(draft(w, title=t), Stage.DELIBERATION, first_published_at=clock.now()) for t in "甲乙")
    operation = uuid4()
    comments.post_comment(one, by=w.neighbours[2], text="好。", operation=operation)
    with pytest.raises(Refused):
        comments.post_comment(other, by=w.neighbours[2], text="好。", operation=operation)
    assert other.comments.count() == 0


@pytest.mark.django_db(transaction=True)
def test_one_draft_comes_of_a_form_sent_many_times_at_once():
    w = world()
    operation, drafts, failures = uuid4(), [], []
    together = threading.Barrier(6)

    def send():
        together.wait()
        try:
            drafts.append(
                proposing.propose_project(by=w.proposer, area=w.courtyard, operation=operation, **WORDS).pk
            )
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _n in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert not failures
    assert len(set(drafts)) == 1 and len(drafts) == 6
    assert AuditEntry.objects.filter(act="propose").count() == 1


# --- Words that were published ----------------------------------------------------------------------------------
def test_new_words_of_a_returned_project_are_published_only_when_screened_again(w):
    walk = Walk(w)
    project = walk.to(Stage.SUPPORT_POLL)
    with clock.at(project.stage_due + timedelta(minutes=1)):
        polls.close_poll(project.support_polls.get(), by=None)
        project.refresh_from_db()
        assert project.stage == Stage.RETURNED
        proposing.edit_proposal(project, by=w.proposer, plan="改为两侧都装。", beneficiaries=90)
        project.refresh_from_db()
        assert project.plan == WORDS["plan"]
        assert [words for _name, words in project.revised_words] == ["改为两侧都装。", 90]
        proposing.submit_proposal(project, by=w.proposer)
        polls.screen_proposal(project, by=w.organiser, verdict="passed")
    project.refresh_from_db()
    assert (project.plan, project.beneficiaries, project.revision) == ("改为两侧都装。", 90, {})


def test_neighbours_do_not_read_words_that_wait_for_their_screening(w, client):
    project = put(draft(w), Stage.RETURNED, first_published_at=clock.now(), revision={"plan": "秘密的新方案"})
    assert "秘密的新方案" not in client.get(project.get_absolute_url()).content.decode()
    client.force_login(w.neighbours[3])
    assert "秘密的新方案" not in client.get(project.get_absolute_url()).content.decode()
    client.force_login(w.proposer)
    assert "秘密的新方案" in client.get(project.get_absolute_url()).content.decode()


# --- Objections -------------------------------------------------------------------------------------------------
def test_an_open_objection_keeps_finished_work_from_acceptance(w):
    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    with then(project):
        walk.choose_supplier()
        objection_to(project, "supplier", by=w.neighbours[5])
        with pytest.raises(Refused):
            implementing.report_finished(project, by=w.neighbours[1], text="完工。")


def test_an_objection_to_a_project_that_ended_is_answered(w, client):
    project = project_at(w, Stage.PUBLICITY)
    with then(project):
        grants.terminate_project(project, by=w.reviewer, reason="取消。")
        objection = objection_to(project, "termination", by=w.neighbours[5])
        sign_in(client, w.staff)
        page = client.get(f"/projects/{project.pk}/do/answer-objection/")
        assert page.status_code == 200
        implementing.record_objection_answer(objection, project, by=w.staff, upheld=False, text="已说明。")
        objection.refresh_from_db()
        assert objection.answered_at


def test_while_its_public_notice_is_suspended_an_objection_waits(w):
    project = project_at(w, Stage.PUBLICITY)
    with then(project):
        objection = objection_to(project, "approval", by=w.neighbours[5])
        implementing.suspend_project(project, by=w.reviewer, reason="核实。")
        with pytest.raises(Refused):
            street_review.answer_objection(objection, project, by=w.finance, upheld=True, text="有理。")
        implementing.resume_project(project, by=w.leader)
        project.refresh_from_db()
        street_review.answer_objection(objection, project, by=w.finance, upheld=True, text="有理。")
        project.refresh_from_db()
        assert project.stage == Stage.STREET_REVIEW


def test_an_upheld_objection_takes_the_approved_subsidy_back(w):
    project = project_at(w, Stage.PUBLICITY)
    with then(project):
        assert project.subsidy_approved == 8000
        objection = objection_to(project, "approval", by=w.neighbours[5])
        street_review.answer_objection(objection, project, by=w.finance, upheld=True, text="有理。")
        project.refresh_from_db()
        assert project.subsidy_approved == 0


def test_of_an_ended_projects_subsidy_only_what_was_paid_stays_approved(w):
    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.begin()
        walk.spend("1000.00")
        grants.terminate_project(walk.project, by=w.reviewer, reason="停工。")
    project.refresh_from_db()
    assert project.subsidy_approved == 2400


# --- Comments ---------------------------------------------------------------------------------------------------
def test_an_organiser_hides_a_comment_with_its_reason_in_its_place(w, client):
    project = put(draft(w), Stage.DELIBERATION, first_published_at=clock.now())
    comment = comments.post_comment(project, by=w.neighbours[2], text="骂人的话", operation=uuid4())
    sign_in(client, w.organiser)
    page = f"/projects/{project.pk}/do/hide-comment/"
    assert "骂人的话" in client.get(page).content.decode()
    facts = {"operation": uuid4(), "comment": comment.pk, "reason": "侮辱他人"}
    assert client.post(page, facts).status_code == 302
    story = client.get(project.get_absolute_url()).content.decode()
    assert "骂人的话" not in story and "侮辱他人" in story


def test_a_hidden_comment_keeps_its_first_reason(w):
    project = put(draft(w), Stage.DELIBERATION, first_published_at=clock.now())
    comment = comments.post_comment(project, by=w.neighbours[2], text="广告", operation=uuid4())
    comments.hide_comment(comment, by=w.organiser, reason="广告")
    comments.hide_comment(comment, by=w.staff, reason="别的")
    assert Comment.objects.get().hidden_reason == "广告"


def test_the_proposer_hides_no_comment_on_their_own_project(w):
    project = put(draft(w), Stage.DELIBERATION, first_published_at=clock.now())
    Post.objects.create(user=w.proposer, role=Role.GRID_WORKER, area=w.courtyard, since=clock.now())
    comment = comments.post_comment(project, by=w.neighbours[2], text="不好。", operation=uuid4())
    with pytest.raises(NotPermitted):
        comments.hide_comment(comment, by=w.proposer, reason="不喜欢")


# --- Parties ----------------------------------------------------------------------------------------------------
PARTIES = ("proposer", "implementer", "task group")


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize(
    "role, area, rule",
    [
        (Role.STREET_REVIEWER, "street", rules.may_interrupt),
        (Role.COMMUNITY_STAFF, "community", rules.may_answer_objection),
        (Role.COMMUNITY_STAFF, "community", rules.may_hide_comments),
    ],
)
def test_a_party_to_the_project_does_not_judge_it_by_another_post(w, party, role, area, rule):
    project = draft(w)
    somebody = w.neighbours[3]
    Post.objects.create(user=somebody, role=role, area=getattr(w, area), since=clock.now())
    assert rule(somebody, project)
    if party == "proposer":
        Project.objects.filter(pk=project.pk).update(proposer=somebody)
    elif party == "implementer":
        Project.objects.filter(pk=project.pk).update(implementing_person=somebody)
    else:
        TaskGroupMember.objects.create(project=project, user=somebody, elected_at=clock.now())
    assert not rule(somebody, Project.objects.get(pk=project.pk))
