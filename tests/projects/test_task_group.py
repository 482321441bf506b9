"""The residents' task group: who stands for it, who is put into it, and who of them carries the project out."""

import pytest

from panlong import clock
from panlong.accounts.models import Role
from panlong.errors import NotPermitted, Refused
from projects import task_group
from projects.models import TaskGroupMember
from projects.stages import Stage
from tests.factories import person, placed, put, resident, stages_but, world
from tests.traces import audited, last_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(w):
    return placed(w, Stage.DELIBERATION)


@pytest.fixture
def stood(w, project):
    """Five who stood for it."""
    return [task_group.stand_for_task_group(project, by=one) for one in w.neighbours[1:6]]


def form(project, by, members, **facts):
    roles = {"leader": members[0], "bookkeeper": members[1], **facts} if len(members) > 1 else facts
    return task_group.form_task_group(project, by=by, members=members, **roles)


def duties(project) -> dict:
    return {one.user.name: one.duty for one in project.task_group.filter(elected_at__isnull=False)}


class TestStanding:
    def test_a_neighbour_stands_once_however_often_they_say_so(self, w, project):
        first = task_group.stand_for_task_group(project, by=w.neighbours[2])
        assert task_group.stand_for_task_group(project, by=w.neighbours[2]) == first
        assert project.task_group.count() == 1
        assert audited("stand_for_task_group").actor == w.neighbours[2]

    def test_standing_is_not_being_elected(self, w, project):
        member = task_group.stand_for_task_group(project, by=w.neighbours[2])
        assert (member.elected_at, member.duty) == (None, "member")

    def test_who_does_not_live_there_does_not_stand(self, w, project):
        for other in (person(), w.organiser, w.staff, world("530103003").neighbours[1]):
            with pytest.raises(NotPermitted):
                task_group.stand_for_task_group(project, by=other)

    def test_they_stand_during_the_poll_and_the_deliberation_only(self, w, project):
        for stage in stages_but(Stage.SUSPENDED):
            put(project, stage)
            if stage in {Stage.SUPPORT_POLL, Stage.DELIBERATION}:
                task_group.stand_for_task_group(project, by=w.neighbours[2])
            else:
                with pytest.raises(Refused):
                    task_group.stand_for_task_group(project, by=w.neighbours[2])


class TestForming:
    def test_three_are_put_into_it_with_their_duties_and_told(self, w, project, stood):
        form(project, w.organiser, stood[:3])
        assert duties(project) == {"邻居1": "leader", "邻居2": "bookkeeper", "邻居3": "member"}
        assert told("task_group") == set(w.neighbours[1:4])
        assert audited("form_task_group").details == {"members": [one.user_id for one in stood[:3]]}

    def test_the_timeline_names_them_by_number_so_that_a_name_can_go(self, w, project, stood):
        form(project, w.organiser, stood[:3])
        act, actor, note = last_of(project)
        assert (act, actor) == ("form_task_group", w.organiser)
        assert note == " ".join(f"#{one.user_id}" for one in stood[:3])

    @pytest.mark.parametrize("number", [1, 2, 4])
    def test_an_even_number_or_fewer_than_three_is_refused(self, w, project, stood, number):
        roles = {"leader": stood[0], "bookkeeper": stood[1]}
        with pytest.raises(Refused) as refusal:
            form(project, w.organiser, stood[:number], **roles)
        assert refusal.value.field == "members"

    @pytest.mark.parametrize("number", [3, 5])
    def test_three_and_five_are_taken(self, w, project, stood, number):
        form(project, w.organiser, stood[:number])
        assert len(duties(project)) == number

    def test_the_leader_is_one_of_them(self, w, project, stood):
        with pytest.raises(Refused) as refusal:
            form(project, w.organiser, stood[:3], leader=stood[4])
        assert refusal.value.field == "leader"

    @pytest.mark.parametrize("who", [0, 4])
    def test_the_bookkeeper_is_another_one_of_them(self, w, project, stood, who):
        with pytest.raises(Refused) as refusal:
            form(project, w.organiser, stood[:3], bookkeeper=stood[who])
        assert refusal.value.field == "bookkeeper"

    def test_nobody_records_themselves(self, w, project, stood):
        w.neighbours[1].posts.create(role=Role.GRID_WORKER, area=w.courtyard, since=clock.now())
        with pytest.raises(Refused) as refusal:
            form(project, w.neighbours[1], stood[:3])
        assert refusal.value.field == "members"

    def test_only_organisers_of_the_place_record_it(self, w, project, stood):
        for other in (w.neighbours[1], w.proposer, w.handler, world("530103003").organiser):
            with pytest.raises(NotPermitted):
                form(project, other, stood[:3])

    def test_it_is_formed_during_the_deliberation_only(self, w, project, stood):
        for stage in stages_but(Stage.DELIBERATION, Stage.SUSPENDED):
            put(project, stage)
            with pytest.raises(Refused):
                form(project, w.organiser, stood[:3])

    def test_one_who_is_replaced_is_out_and_who_stays_keeps_the_day(self, w, project, stood):
        form(project, w.organiser, stood[:3])
        since = TaskGroupMember.objects.get(pk=stood[0].pk).elected_at
        form(project, w.organiser, [stood[0], stood[1], stood[3]])
        assert duties(project) == {"邻居1": "leader", "邻居2": "bookkeeper", "邻居4": "member"}
        gone = TaskGroupMember.objects.get(pk=stood[2].pk)
        assert (gone.elected_at, gone.duty) == (None, "member")
        assert TaskGroupMember.objects.get(pk=stood[0].pk).elected_at == since

    def test_the_same_group_again_changes_and_tells_nothing(self, w, project, stood):
        form(project, w.organiser, stood[:3])
        form(project, w.organiser, stood[:3])
        assert audited("form_task_group")
        assert project.events.filter(act="form_task_group").count() == 1

    def test_a_change_of_duties_is_a_change(self, w, project, stood):
        form(project, w.organiser, stood[:3])
        form(project, w.organiser, stood[:3], leader=stood[2])
        assert duties(project)["邻居3"] == "leader"
        assert project.events.filter(act="form_task_group").count() == 2


class TestImplementer:
    """A capable resident (能人) may carry the project out: one who stood for the task group."""

    def test_those_who_stood_may_be_named_by_others(self, w, project, stood):
        assert list(task_group.those_who_stood(project)) == w.neighbours[1:6]
        task_group.require_possible_implementer(project, w.neighbours[1], by=w.organiser)

    def test_nobody_in_particular_always_may(self, w, project):
        task_group.require_possible_implementer(project, None, by=w.organiser)

    def test_somebody_who_did_not_stand_may_not(self, w, project, stood):
        with pytest.raises(Refused) as refusal:
            task_group.require_possible_implementer(project, w.neighbours[0], by=w.organiser)
        assert refusal.value.field == "implementing_person"

    def test_somebody_who_stood_and_moved_away_may_not(self, w, project):
        mover = resident(w.courtyard)
        task_group.stand_for_task_group(project, by=mover)
        mover.memberships.update(until=clock.now())
        assert not task_group.those_who_stood(project).exists()
        with pytest.raises(Refused):
            task_group.require_possible_implementer(project, mover, by=w.organiser)

    def test_nobody_names_themselves(self, w, project, stood):
        with pytest.raises(Refused) as refusal:
            task_group.require_possible_implementer(project, w.neighbours[1], by=w.neighbours[1])
        assert refusal.value.field == "implementing_person"

    def test_the_name_of_one_who_left_the_portal_goes_from_their_projects_alone(self, w, project):
        other = placed(w, Stage.IN_PROGRESS, implementer="施工队")
        put(project, Stage.IN_PROGRESS, implementer="李师傅", implementing_person=w.neighbours[1])
        task_group.forget_implementer(w.neighbours[1])
        project.refresh_from_db()
        other.refresh_from_db()
        assert (project.implementer, other.implementer) == (str(w.neighbours[1]), "施工队")
