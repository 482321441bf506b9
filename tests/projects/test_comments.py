"""What neighbours say to a project, and how a comment that breaks the house rules is hidden."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from panlong import clock
from panlong.accounts.models import Role
from panlong.errors import NotPermitted, Refused
from panlong.policy.models import Parameter
from projects import comments
from projects.models import Comment, TaskGroupMember
from projects.stages import ENDED, Stage
from tests.factories import draft, person, placed, put, resident, stages_but, world
from tests.traces import audited

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(w):
    return placed(w, Stage.DELIBERATION)


def say(project, by, text="好主意。", **facts):
    return comments.post_comment(project, by=by, text=text, **{"operation": uuid4(), **facts})


class TestSaying:
    def test_neighbours_and_organisers_say_something_and_nobody_else(self, w, project):
        for who in (w.neighbours[3], w.proposer, w.organiser, w.staff):
            say(project, who)
        for other in (person(), w.handler, w.auditor, world("530103003").neighbours[0]):
            with pytest.raises(NotPermitted):
                say(project, other)
        assert project.comments.count() == 4

    def test_it_is_kept_with_who_said_it(self, w, project):
        said = say(project, w.neighbours[3])
        assert (said.by, said.text, said.hidden_by) == (w.neighbours[3], "好主意。", None)
        assert audited("comment").target_id == said.pk

    def test_the_same_form_says_it_once(self, w, project):
        operation = uuid4()
        first = say(project, w.neighbours[3], operation=operation)
        assert say(project, w.neighbours[3], "别的", operation=operation) == first
        assert Comment.objects.get().text == "好主意。"
        assert audited("comment")

    def test_another_person_does_not_use_it(self, w, project):
        operation = uuid4()
        say(project, w.neighbours[3], operation=operation)
        with pytest.raises(Refused):
            say(project, w.neighbours[4], operation=operation)

    def test_nothing_is_said_to_what_is_not_public(self, w):
        with pytest.raises(Refused):
            say(draft(w), w.neighbours[3])

    def test_a_person_says_five_things_a_day_about_a_project_and_more_the_next_day(self, w, project):
        operation = uuid4()
        say(project, w.neighbours[3], operation=operation)
        for _n in range(4):
            say(project, w.neighbours[3])
        with pytest.raises(Refused) as refusal:
            say(project, w.neighbours[3])
        assert refusal.value.field == "text"
        say(project, w.neighbours[3], operation=operation)  # the same form once more
        say(project, w.neighbours[4])
        say(placed(w, Stage.DELIBERATION), w.neighbours[3])
        with clock.at(clock.now() + timedelta(days=1)):
            say(project, w.neighbours[3])

    def test_nor_to_what_has_ended(self, w, project):
        Parameter.objects.create(key="comments_a_day", value=100, effective_from=clock.today(), basis="x")
        for stage in stages_but(Stage.SUSPENDED):
            put(project, stage)
            if stage in ENDED:
                with pytest.raises(Refused):
                    say(project, w.neighbours[3])
            else:
                say(project, w.neighbours[3])


class TestHiding:
    @pytest.fixture
    def insult(self, w, project):
        return say(project, w.neighbours[3], "骂人的话")

    def hide(self, comment, by, reason="侮辱他人"):
        return comments.hide_comment(comment, by=by, reason=reason)

    def test_the_reason_stands_in_its_place_and_the_words_are_kept(self, w, insult):
        self.hide(insult, w.organiser)
        insult.refresh_from_db()
        assert (insult.hidden_by, insult.hidden_reason, insult.text) == (w.organiser, "侮辱他人", "骂人的话")
        assert audited("hide_comment").details == {"reason": "侮辱他人"}

    def test_once_hidden_it_stays_so_for_the_first_reason(self, w, insult):
        self.hide(insult, w.organiser)
        self.hide(insult, w.staff, "别的")
        insult.refresh_from_db()
        assert (insult.hidden_by, insult.hidden_reason) == (w.organiser, "侮辱他人")

    def test_only_organisers_of_the_place_hide(self, w, insult):
        for other in (
            w.neighbours[3],
            w.neighbours[1],
            w.handler,
            w.administrator,
            world("530103003").organiser,
        ):
            with pytest.raises(NotPermitted):
                self.hide(insult, other)

    @pytest.mark.parametrize("party", ["proposer", "implementer", "task group"])
    def test_never_a_party_to_the_project(self, w, project, insult, party):
        somebody = resident(w.courtyard)
        somebody.posts.create(role=Role.GRID_WORKER, area=w.courtyard, since=clock.now())
        if party == "task group":
            TaskGroupMember.objects.create(project=project, user=somebody, elected_at=clock.now())
        else:
            field = {"proposer": "proposer", "implementer": "implementing_person"}[party]
            put(project, Stage.DELIBERATION, **{field: somebody})
        with pytest.raises(NotPermitted):
            self.hide(insult, somebody)


class TestPages:
    def say(self, w, project, number: int):
        return Comment.objects.create(
            project=project, by=w.neighbours[1], text=f"第{number}句", operation=uuid4()
        )

    def test_the_newest_page_is_shown_first_and_each_comment_keeps_its_answers(self, w, client):
        project = placed(w, Stage.DELIBERATION)
        said = [self.say(w, project, number) for number in range(comments.THREADS + 1)]
        Comment.objects.create(
            project=project, by=w.neighbours[2], text="答", parent=said[0], operation=uuid4()
        )
        newest = client.get(project.get_absolute_url())
        assert [one for one, _replies in newest.context["threads"]] == said[-1:]
        first = client.get(project.get_absolute_url(), {"page": 1})
        assert [one for one, _replies in first.context["threads"]] == said[:-1]
        assert len(first.context["threads"][0][1]) == 1
        for odd in ("x", "0", "99999999999999999999"):
            assert client.get(project.get_absolute_url(), {"page": odd}).status_code == 200

    def test_more_comments_cost_no_more_queries(self, w, client, django_assert_max_num_queries):
        project = placed(w, Stage.DELIBERATION)
        self.say(w, project, 0)
        client.get(project.get_absolute_url())
        with CaptureQueriesContext(connection) as one:
            client.get(project.get_absolute_url())
        for number in range(30):
            self.say(w, project, number)
        with django_assert_max_num_queries(len(one)):
            client.get(project.get_absolute_url())
