"""An objection is kept, answered by somebody who had no part in it, and what is upheld undoes the decision."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from deliberation.council import sittings
from funding.models import Check
from funding.subsidies import street_review
from panlong import clock
from panlong.accounts.models import Role
from panlong.errors import Refused
from panlong.notices import publishing
from panlong.notices.models import Message, Notice, Objection
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, give_points, person, resolve, sign_in
from tests.together import together

pytestmark = pytest.mark.django_db


def notice_of(project, kind: str) -> Notice:
    return Notice.objects.filter(events__project=project, kind=kind).latest("pk")


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.STREET_REVIEW)
    return walk


@pytest.fixture
def now(walk):
    with clock.at(walk.moment):
        yield


class TestFiling:
    def test_two_by_one_person_are_two_and_a_double_click_is_one(self, w, walk, now):
        notice = notice_of(walk.project, "resolution")
        first = publishing.object_to(notice, by=w.neighbours[5], text="分数呢？")
        second = publishing.object_to(notice, by=w.neighbours[5], text="还有，预算太高。")
        again = publishing.object_to(notice, by=w.neighbours[5], text="分数呢？")
        assert first != second and again == first
        assert Objection.objects.count() == 2
        with pytest.raises(DatabaseError), transaction.atomic():
            Objection.objects.create(notice=notice, by=w.neighbours[5], text="分数呢？", due_at=clock.now())

    def test_a_receipt_with_its_number_comes_at_once(self, client, w, walk, now):
        notice = notice_of(walk.project, "resolution")
        client.force_login(w.neighbours[5])
        answer = client.post(reverse("notices:object", args=[notice.pk]), {"text": "分数呢？"}, follow=True)
        number = Objection.objects.get().number
        assert number in answer.text and number.startswith(notice.number)
        assert Message.objects.filter(topic="objection_filed", person=w.neighbours[5]).count() == 1


class TestWhoAnswers:
    def test_never_who_wrote_the_resolution(self, w, walk, now):
        objection = publishing.object_to(
            notice_of(walk.project, "resolution"), by=w.neighbours[5], text="分数呢？"
        )
        with pytest.raises(Refused):
            street_review.answer_objection(objection, walk.project, by=w.staff, upheld=False, text="没错。")
        other = person("社区乙", role=Role.COMMUNITY_STAFF, where=w.community)
        assert street_review.answer_objection(
            objection, walk.project, by=other, upheld=False, text="分数已公布。"
        )

    def test_never_who_checked_decided_or_approved(self, w, walk):
        walk.to(Stage.PUBLICITY)
        with clock.at(walk.moment):
            objection = publishing.object_to(
                notice_of(walk.project, "approval"), by=w.neighbours[5], text="太贵。"
            )
            for one in (w.handler, w.reviewer):
                with pytest.raises(Refused):
                    street_review.answer_objection(
                        objection, walk.project, by=one, upheld=False, text="不贵。"
                    )
            street_review.answer_objection(objection, walk.project, by=w.finance, upheld=False, text="不贵。")
        assert Objection.objects.get().answered_by == w.finance

    def test_the_form_offers_it_to_others_only(self, client, w, walk, now):
        publishing.object_to(notice_of(walk.project, "resolution"), by=w.neighbours[5], text="分数呢？")
        act = reverse("pages:act", args=[walk.project.pk, "answer-objection"])
        for one, offered in ((w.staff, False), (w.finance, True)):
            sign_in(client, one)
            assert ("分数呢？" in client.get(act).text) is offered


class TestOutcome:
    def upheld(self, w, project, kind):
        objection = publishing.object_to(notice_of(project, kind), by=w.neighbours[5], text="不对。")
        street_review.answer_objection(objection, project, by=w.finance, upheld=True, text="异议属实。")
        return Project.objects.get(pk=project.pk)

    def check(self, w, project):
        return street_review.record_handler_check(
            project, by=w.handler, checks=Check.values, opinion="可行。", subsidy=project.subsidy_planned, implementer="x"
        )  # fmt: skip

    def test_a_resolution_is_undone_and_the_committee_decides_again(self, w, walk, now):
        self.check(w, walk.project)
        project = self.upheld(w, walk.project, "resolution")
        assert project.stage == Stage.SELECTION
        assert street_review.current_review(project) is None, "the check that was under way ended"
        for member in w.committee:
            give_points(project, member, 18)
        assert resolve(project, w.staff).points == 90
        project.refresh_from_db()
        assert self.check(w, project)

    def test_that_it_was_not_chosen_is_undone_too(self, w):
        walk = Walk(w)
        project = walk.to(Stage.SELECTION)
        with clock.at(walk.moment):
            for member in w.committee:
                give_points(project, member, 5)
            resolve(project, w.staff, chosen=False)
            project = self.upheld(w, Project.objects.get(pk=project.pk), "resolution")
            assert project.stage == Stage.SELECTION
            assert sittings.begin_sitting(project).number == 2

    def test_a_refusal_is_undone_and_the_street_checks_again(self, w, walk, now):
        self.check(w, walk.project)
        street_review.record_review(walk.project, by=w.reviewer, verdict="refused", reason="重复。")
        project = self.upheld(w, walk.project, "refusal")
        assert (project.stage, project.stage_due is None) == (Stage.STREET_REVIEW, False)
        assert self.check(w, project)
        assert project.events.filter(act="undo_refusal", notice__kind="change").exists()

    def test_a_corrected_notice_stands_on_the_projects_page_and_undoes_nothing(self, client, w, walk, now):
        notice = notice_of(walk.project, "resolution")
        objection = publishing.object_to(notice, by=w.neighbours[5], text="户数写错了。")
        sign_in(client, w.finance)
        act = reverse("pages:act", args=[walk.project.pk, "answer-objection"])
        sent = {
            "operation": client.get(act).context["form"]["operation"].value(),
            "objection": objection.pk,
            "text": "确有笔误。",
        }
        assert client.post(act, {**sent, "finding": "corrected"}).status_code == 422
        client.post(act, {**sent, "finding": "corrected", "correction": "受益人数应为60人。"})
        objection.refresh_from_db()
        assert objection.upheld is False and objection.correction.corrects == notice
        assert Project.objects.get(pk=walk.project.pk).stage == Stage.STREET_REVIEW
        assert objection.correction.get_absolute_url() in client.get(walk.project.get_absolute_url()).text

    def test_a_newer_decision_is_not_undone_by_an_objection_to_the_older_one(self, w, walk, now):
        old = publishing.object_to(notice_of(walk.project, "resolution"), by=w.neighbours[5], text="旧的。")
        newer = publishing.object_to(notice_of(walk.project, "resolution"), by=w.neighbours[4], text="新的。")
        street_review.answer_objection(newer, walk.project, by=w.finance, upheld=True, text="属实。")
        project = Project.objects.get(pk=walk.project.pk)
        for member in w.committee:
            give_points(project, member)
        with pytest.raises(Refused):
            resolve(project, w.staff)  # while an objection is open
        street_review.answer_objection(old, project, by=w.finance, upheld=True, text="已重新评审。")
        assert Project.objects.get(pk=project.pk).stage == Stage.SELECTION
        resolve(project, w.staff)
        assert Project.objects.get(pk=project.pk).stage == Stage.STREET_REVIEW


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_the_same_moment_are_one(w):
    walk = Walk(w)
    project = walk.to(Stage.STREET_REVIEW)
    with clock.at(walk.moment):
        objection = publishing.object_to(notice_of(project, "resolution"), by=w.neighbours[5], text="不对。")
        other = person("财务乙", role=Role.STREET_FINANCE, where=w.street)
        results = together(
            *(
                lambda by=by: street_review.answer_objection(
                    objection, project, by=by, upheld=True, text="属实。"
                )
                for by in (w.finance, other)
            )
        )
    assert sorted(isinstance(one, Refused) for one in results) == [False, True]
    assert Project.objects.get().events.filter(act="undo_resolution").count() == 1
