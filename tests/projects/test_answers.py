"""Neighbours answer each other one level deep; a question to the task group is open until one of its members answers it."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from panlong.errors import NotPermitted, Refused
from projects import comments
from projects.models import Comment
from projects.stages import Stage
from tests.factories import elect, placed, sign_in
from tests.traces import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(w):
    """A project of neighbours 1 (leader), 2 and 3."""
    project = placed(w, Stage.IN_PROGRESS)
    elect(w, project)
    return project


def say(project, by, text="什么时候完工？", **facts) -> Comment:
    return comments.post_comment(project, by=by, text=text, operation=uuid4(), **facts)


def threads(project):
    return [
        (one.text, [reply.text for reply in replies])
        for one, replies in comments.threads_of(project)["threads"]
    ]


class TestAnswers:
    def test_stand_below_what_they_answer(self, w, project):
        first = say(project, w.neighbours[4], "一")
        say(project, w.neighbours[5], "二")
        say(project, w.neighbours[5], "答一", parent=first)
        assert threads(project) == [("一", ["答一"]), ("二", [])]

    def test_are_one_level_deep_and_of_the_same_project(self, w, project):
        answer = say(project, w.neighbours[5], parent=say(project, w.neighbours[4]))
        other = say(placed(w, Stage.IN_PROGRESS, title="别的"), w.neighbours[4])
        for parent in (answer, other):
            with pytest.raises(Refused):
                say(project, w.neighbours[4], parent=parent)
            with pytest.raises(DatabaseError, match="one level deep"), transaction.atomic():
                Comment.objects.create(
                    project=project, by=w.proposer, text="x", operation=uuid4(), parent=parent
                )

    def test_what_was_hidden_takes_none(self, w, project):
        hidden = comments.hide_comment(say(project, w.neighbours[4]), by=w.staff, reason="骂人")
        with pytest.raises(Refused):
            say(project, w.neighbours[5], parent=hidden)

    def test_count_as_words_of_the_day(self, w, project):
        first = say(project, w.neighbours[5])
        for _n in range(5):
            say(project, w.neighbours[4], parent=first)
        with pytest.raises(Refused) as refusal:
            say(project, w.neighbours[4], parent=first)
        assert refusal.value.field == "text"


class TestQuestions:
    def test_are_told_to_the_group_and_answered_by_one_of_it(self, w, project):
        asked = say(project, w.neighbours[4], is_question=True)
        assert told("asked") == set(w.neighbours[1:4])
        assert list(comments.open_questions(project)) == [asked]
        say(project, w.neighbours[5], "我也想知道", parent=asked)
        assert comments.open_questions(project).exists() and told("answered") == set()
        answer = say(project, w.neighbours[2], "下周三", parent=asked)
        assert answer.is_answer and not comments.open_questions(project).exists()
        assert told("answered") == {w.neighbours[4]}
        assert comments.threads_of(project)["answered"] == {asked.pk}

    def test_a_hidden_answer_is_none_and_a_hidden_question_asks_nothing(self, w, project):
        asked = say(project, w.neighbours[4], is_question=True)
        comments.hide_comment(say(project, w.neighbours[2], parent=asked), by=w.staff, reason="x")
        assert comments.open_questions(project).exists()
        comments.hide_comment(asked, by=w.staff, reason="x")
        assert not comments.open_questions(project).exists()

    def test_an_answer_asks_nothing_new(self, w, project):
        first = say(project, w.neighbours[4])
        assert not say(project, w.neighbours[5], parent=first, is_question=True).is_question

    def test_strangers_neither_ask_nor_answer(self, w, project):
        asked = say(project, w.neighbours[4], is_question=True)
        for facts in ({"is_question": True}, {"parent": asked}):
            with pytest.raises(NotPermitted):
                say(project, w.finance, **facts)

    def test_what_was_said_stays(self, w, project):
        asked = say(project, w.neighbours[4], is_question=True)
        for change in ({"text": "别的"}, {"is_answer": True}, {"is_question": False}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Comment.objects.filter(pk=asked.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            asked.delete()


class TestPages:
    def test_a_neighbour_answers_below_the_comment_and_a_mistake_leaves_the_words(self, client, w, project):
        first = say(project, w.neighbours[4])
        sign_in(client, w.neighbours[5])
        page = client.get(project.get_absolute_url()).text
        assert f'name="parent" value="{first.pk}"' in page
        address = f"/projects/{project.pk}/do/comment/"
        form = {"operation": str(uuid4()), "parent": str(first.pk), "text": " "}
        wrong = client.post(address, form)
        assert wrong.status_code == 422 and f'value="{first.pk}"' in wrong.text
        assert client.post(address, {**form, "text": "谢谢"}).status_code == 302
        assert threads(project)[0][1] == ["谢谢"]

    @pytest.mark.parametrize("parent", ["0", "x", "9" * 30])
    def test_an_odd_number_is_refused_and_says_nothing(self, client, w, project, parent):
        sign_in(client, w.neighbours[5])
        form = {"operation": str(uuid4()), "parent": parent, "text": "谢谢"}
        assert client.post(f"/projects/{project.pk}/do/comment/", form).status_code == 422
        assert not Comment.objects.exists()

    def test_a_question_waits_on_the_desk_of_the_group_until_it_is_answered(self, client, w, project):
        asked = say(project, w.neighbours[4], is_question=True)
        sign_in(client, w.neighbours[1])
        address = f"/projects/{project.pk}/do/answer-question/"
        assert address in client.get("/desk/").text
        form = {"operation": str(uuid4()), "parent": asked.pk, "text": "下周三"}
        assert client.post(address, form).status_code == 302
        assert address not in client.get("/desk/").text
        assert client.post(address, {**form, "operation": str(uuid4())}).status_code in {409, 422}
