"""The residents' task group: who stands for it, who is put into it, and who of them carries the project out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from panlong import clock
from panlong.accounts.models import Household, Role
from panlong.errors import NotPermitted, Refused
from projects import task_group
from projects.models import TaskGroupMember
from projects.stages import Stage
from tests.factories import a_photo, area, choosing, person, placed, put, resident, sign_in, stages_but, world
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
    return task_group.form_task_group(
        project, by=by, members=members, **{"choosing": choosing(members), **roles}
    )


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


class TestPuttingForward:
    def forward(self, project, by, who=None, **words):
        home = who.current_memberships[0].household if who else None
        words = {"name": who.name if who else "老张", "room": home.room if home else "0101", **words}
        return task_group.put_forward(project, by=by, **words)

    def test_a_neighbour_is_asked_and_is_a_candidate_only_when_they_accept(self, w, project):
        member = self.forward(project, w.neighbours[1], w.neighbours[2])
        assert (member.is_asked, member.is_willing) == (True, False)
        assert told("put_forward") == {w.neighbours[2]}
        task_group.answer_candidacy(project, by=w.neighbours[2], accepts=True)
        member.refresh_from_db()
        assert (member.is_asked, member.is_willing) == (False, True)

    def test_who_declines_is_none_and_may_still_stand_later(self, w, project):
        member = self.forward(project, w.neighbours[1], w.neighbours[2])
        task_group.answer_candidacy(project, by=w.neighbours[2], accepts=False)
        member.refresh_from_db()
        assert not member.is_willing
        assert task_group.stand_for_task_group(project, by=w.neighbours[2]).is_willing

    def test_a_name_is_found_however_it_is_spelled_and_put_forward_once(self, w, project):
        first = self.forward(project, w.neighbours[1], w.neighbours[2])
        name = f" {w.neighbours[2].name[:1]}　{w.neighbours[2].name[1:]} "
        assert self.forward(project, w.organiser, w.neighbours[2], name=name) == first
        assert project.task_group.count() == 1

    def test_residents_and_organisers_put_forward_and_nobody_themselves(self, w, project):
        for other in (person(), w.handler, world("530103003").neighbours[1]):
            with pytest.raises(NotPermitted):
                self.forward(project, other, w.neighbours[2])
        with pytest.raises(Refused) as refusal:
            self.forward(project, w.neighbours[2], w.neighbours[2])
        assert refusal.value.field == "name"

    def test_somebody_without_an_account_is_put_forward_by_an_organiser_only(self, w, project):
        home = Household.objects.create(area=w.courtyard, room="0909")
        with pytest.raises(Refused) as refusal:
            self.forward(project, w.neighbours[1], name="张奶奶", room="909")
        assert refusal.value.field == "name"
        member = self.forward(project, w.organiser, name="张奶奶", room="909")
        assert (member.home, member.user.name, member.is_asked) == (home, "张奶奶", True)
        assert self.forward(project, w.organiser, name="张奶奶", room="0909") == member
        assert not told("put_forward")

    def test_the_building_tells_two_homes_of_one_number_apart(self, w, project):
        places = [area(f"{w.courtyard.code}-00{n}", f"{n}栋", "building", w.courtyard) for n in (1, 2)]
        homes = [Household.objects.create(area=place, room="0101") for place in places]
        with pytest.raises(Refused):
            self.forward(project, w.organiser, name="张奶奶", room="0101")
        member = self.forward(project, w.organiser, name="张奶奶", room="0101", building=places[1])
        assert member.home == homes[1]

    def test_acceptance_on_paper_is_recorded_by_somebody_else_with_a_photo(self, w, project):
        member = self.forward(project, w.neighbours[1], w.neighbours[2])
        w.neighbours[2].posts.create(role=Role.GRID_WORKER, area=w.courtyard, since=clock.now())
        with pytest.raises(Refused):
            task_group.accept_on_paper(project, by=w.neighbours[2], member=member, proof=a_photo())
        with pytest.raises(Refused) as refusal:
            task_group.accept_on_paper(project, by=w.organiser, member=member, proof=None)
        assert refusal.value.field == "proof"
        for other in (w.neighbours[3], w.handler):
            with pytest.raises(NotPermitted):
                task_group.accept_on_paper(project, by=other, member=member, proof=a_photo())
        member = task_group.accept_on_paper(project, by=w.organiser, member=member, proof=a_photo())
        assert (member.accepted_through, member.proof.about) == (w.organiser, "candidate")
        assert member.is_willing

    def test_who_was_not_heard_yet_is_not_chosen_also_not_past_the_verbs(self, w, project, stood):
        asked = self.forward(project, w.neighbours[1], w.neighbours[0])
        with pytest.raises(Refused) as refusal:
            form(project, w.organiser, [*stood[:2], asked])
        assert refusal.value.field == "members"
        with pytest.raises(DatabaseError), transaction.atomic():
            TaskGroupMember.objects.filter(pk=asked.pk).update(elected_at=clock.now())

    def test_the_candidate_answers_from_the_desk(self, client, w, project):
        self.forward(project, w.neighbours[1], w.neighbours[2])
        sign_in(client, w.neighbours[2])
        address = f"/projects/{project.pk}/do/answer-candidacy/"
        operation = client.get(address).context["form"]["operation"].value()
        assert client.post(address, {"operation": operation, "accepts": "yes"}).status_code == 302
        assert project.task_group.get().is_willing
        assert client.get(address).status_code == 409


class TestChoosing:
    def test_when_who_and_how_many_voices_are_on_record(self, w, project, stood):
        form(project, w.organiser, stood[:3])
        choice = project.group_choices.get()
        assert (choice.by, choice.present, choice.attendance) == (w.organiser, 6, "院里，各户一人")
        assert choice.voices == {str(one.user_id): 4 for one in stood[:3]}

    @pytest.mark.parametrize(
        ("voices", "field"), [((0, 4, 4), "present"), ((7, 4, 4), "present"), ((4, 4, 4, 5), "members")]
    )
    def test_voices_that_cannot_be_are_refused(self, w, project, stood, voices, field):
        counted = {one.pk: count for one, count in zip(stood, voices, strict=False)}
        how = task_group.Choosing(clock.today(), "院里", 6, counted)
        with pytest.raises(Refused) as refusal:
            form(project, w.organiser, stood[:3], choosing=how)
        assert refusal.value.field == field

    def test_not_on_a_day_to_come(self, w, project, stood):
        how = replace(choosing(stood), chosen_on=clock.today() + timedelta(days=1))
        with pytest.raises(Refused) as refusal:
            form(project, w.organiser, stood[:3], choosing=how)
        assert refusal.value.field == "chosen_on"

    def test_the_form_records_it_and_the_page_says_it(self, client, w, project, stood):
        sign_in(client, w.organiser)
        address = f"/projects/{project.pk}/do/form-task-group/"
        operation = client.get(address).context["form"]["operation"].value()
        sent = {
            "operation": operation, "chosen_on": clock.today().isoformat(), "attendance": "院里", "present": "9",
            "members": [one.pk for one in stood[:3]], "leader": stood[0].pk, "bookkeeper": stood[1].pk,
            **{f"voices_{one.pk}": "8" for one in stood[:3]},
        }  # fmt: skip
        assert client.post(address, sent).status_code == 302
        story = client.get(project.get_absolute_url())
        assert [voices for _member, voices in story.context["members"]] == [8, 8, 8]


class TestLeaving:
    @pytest.fixture
    def formed(self, w, project, stood):
        form(project, w.organiser, stood[:3])
        return put(project, Stage.IN_PROGRESS)

    def leave(self, w, project, by=2, taker=1):
        people = w.neighbours
        return task_group.resign(
            project, by=people[by], reason="搬家。", what_is_open="两张发票未报。", taker=people[taker]
        )

    def test_who_leaves_hands_over_and_the_taker_confirms(self, w, formed):
        given = self.leave(w, formed)
        assert duties(formed) == {"邻居1": "leader", "邻居3": "member"}
        assert (given.duty, told("take_over")) == ("bookkeeper", {w.neighbours[1]})
        assert w.organiser in told("member_left")
        assert last_of(formed) == ("resign", w.neighbours[2], "搬家。")
        task_group.confirm_handover(formed, by=w.neighbours[1])
        given.refresh_from_db()
        assert given.confirmed_at
        with pytest.raises(Refused):
            task_group.confirm_handover(formed, by=w.neighbours[1])

    def test_only_members_leave_and_hand_over_to_another_member(self, w, formed):
        with pytest.raises(NotPermitted):
            self.leave(w, formed, by=4)
        for taker in (2, 4):
            with pytest.raises(Refused) as refusal:
                self.leave(w, formed, taker=taker)
            assert refusal.value.field == "taker"

    def test_somebody_else_is_chosen_in_their_place_also_while_the_work_goes_on(self, w, formed, stood):
        with pytest.raises(Refused):
            form(formed, w.organiser, [stood[0], stood[1], stood[3]])
        self.leave(w, formed)
        new = task_group.stand_for_task_group(formed, by=w.neighbours[0])
        form(formed, w.organiser, [stood[0], stood[2], new])
        assert duties(formed) == {"邻居1": "leader", "邻居3": "bookkeeper", "邻居0": "member"}
        assert formed.group_choices.count() == 2
        with pytest.raises(Refused):
            form(formed, w.organiser, [stood[0], stood[2], stood[3]])

    def test_who_left_is_no_candidate_until_they_stand_again(self, w, formed, stood):
        self.leave(w, formed)
        stood[1].refresh_from_db()
        with pytest.raises(Refused) as refusal:
            form(formed, w.organiser, [stood[0], stood[2], stood[1]])
        assert refusal.value.field == "members"
