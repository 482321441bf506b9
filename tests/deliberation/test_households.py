"""What households say: frozen at the opening, their own words above a helper's, no helper with a stake."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from deliberation.households import polls, reviews
from deliberation.models import Rating, Support, VoteChannel
from panlong import clock
from panlong.accounts.models import Household, Membership, Post, Role
from panlong.audit.models import AuditEntry
from panlong.errors import NotPermitted, Refused
from projects import task_group
from projects.models import Project, TaskGroupMember
from projects.stages import Stage
from tests.factories import Walk, choosing, resident

pytestmark = pytest.mark.django_db


def home_of(user) -> Household:
    return user.memberships.get().household


def make_organiser(user, w):
    Post.objects.create(
        user=user, role=Role.BUILDING_HEAD, area=w.courtyard, since=clock.now() - timedelta(days=1)
    )
    return type(user).objects.get(pk=user.pk)


def answer(project, by, agrees=True, at_the_door_of=None):
    household = home_of(at_the_door_of) if at_the_door_of else None
    return polls.answer_poll(project, by=by, agrees=agrees, household=household)


def grade(project, by, grade="satisfied", at_the_door_of=None):
    household = home_of(at_the_door_of) if at_the_door_of else None
    return reviews.rate_project(project, by=by, grade=grade, household=household)


# Both are said by a household, at the same kind of door.
SAYINGS = pytest.mark.parametrize(
    ("stage", "say", "model"),
    [(Stage.SUPPORT_POLL, answer, Support), (Stage.SATISFACTION_REVIEW, grade, Rating)],
)


@SAYINGS
class TestAtTheDoor:
    def test_a_helper_does_not_replace_what_the_household_said_itself(self, w, stage, say, model):
        walk = Walk(w)
        project = walk.to(stage)
        with clock.at(walk.moment):
            own = say(project, w.neighbours[5])
            with pytest.raises(Refused) as refused:
                say(project, w.organiser, at_the_door_of=w.neighbours[5])
        assert refused.value.field == "household"
        own.refresh_from_db()
        assert (own.way, own.by, own.helper) == (VoteChannel.ONLINE, w.neighbours[5], None)

    def test_raw_sql_does_not_turn_it_into_a_helpers_either(self, w, stage, say, model):
        walk = Walk(w)
        project = walk.to(stage)
        with clock.at(walk.moment):
            own = say(project, w.neighbours[5])
        with (
            pytest.raises(DatabaseError, match="its own answer"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET way = 'assisted', helper_id = %s WHERE id = %s",
                [w.organiser.pk, own.pk],
            )

    def test_the_household_corrects_its_helper_and_the_audit_keeps_who_helped(self, w, stage, say, model):
        walk = Walk(w)
        project = walk.to(stage)
        with clock.at(walk.moment):
            say(project, w.organiser, at_the_door_of=w.neighbours[5])
            own = say(project, w.neighbours[5])
        own.refresh_from_db()
        assert (own.way, own.helper) == (VoteChannel.ONLINE, None)
        entries = AuditEntry.objects.filter(details__household=home_of(w.neighbours[5]).pk).order_by("id")
        assert [entry.details["way"] for entry in entries] == ["assisted", "online"]
        assert entries[0].actor == w.organiser
        assert entries[1].details["replaced_helper"] == w.organiser.pk

    @pytest.mark.parametrize("stake", ["proposer", "implementer", "task_group"])
    def test_nobody_with_a_stake_takes_down_answers(self, w, stage, say, model, stake):
        walk = Walk(w)
        project = walk.to(stage)
        helper = make_organiser(w.proposer if stake == "proposer" else w.neighbours[2], w)
        give_stake(project, helper, stake)
        with clock.at(walk.moment), pytest.raises(NotPermitted):
            say(
                Project.objects.get(pk=project.pk),
                type(helper).objects.get(pk=helper.pk),
                at_the_door_of=w.neighbours[5],
            )
        with (
            pytest.raises(DatabaseError, match=r"party|implementer"),
            transaction.atomic(),
            clock.at(walk.moment),
        ):
            parent = project.support_polls.first() if model is Support else reviews.current_review(project)
            words = (
                {"agrees": True, "poll": parent}
                if model is Support
                else {"grade": "mostly", "review": parent}
            )
            model.objects.create(
                    household=home_of(w.neighbours[5]), by=helper, helper=helper, way=VoteChannel.ASSISTED, **words
                )  # fmt: skip


def give_stake(project, user, stake):
    if stake == "implementer":
        Project.objects.filter(pk=project.pk).update(implementing_person=user)
    if stake == "task_group":
        TaskGroupMember.objects.get_or_create(
            project=project, user=user, defaults={"elected_at": clock.now()}
        )


@SAYINGS
class TestFrozen:
    def test_a_household_of_later_neither_counts_nor_answers(self, w, stage, say, model):
        walk = Walk(w)
        project = walk.to(stage)
        parent = project.support_polls.first() if model is Support else reviews.current_review(project)
        with clock.at(walk.moment):
            newcomer = resident(w.courtyard)
            with pytest.raises(Refused):
                say(project, newcomer)
            with pytest.raises(Refused):
                say(project, w.organiser, at_the_door_of=newcomer)
        assert parent.households == 6 == parent.roll.count()

    def test_raw_sql_answers_for_no_household_of_later(self, w, stage, say, model):
        walk = Walk(w)
        project = walk.to(stage)
        with clock.at(walk.moment):
            own = say(project, w.neighbours[5])
            later = resident(w.courtyard)
        with pytest.raises(DatabaseError, match="roll"), transaction.atomic():
            model.objects.filter(pk=own.pk).update(household=home_of(later))

    def test_the_roll_stays(self, w, stage, say, model):
        project = Walk(w).to(stage)
        parent = project.support_polls.first() if model is Support else reviews.current_review(project)
        with pytest.raises(DatabaseError), transaction.atomic():
            parent.roll.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            parent.roll.update(household=home_of(w.neighbours[0]))

    def test_an_empty_dwelling_does_not_count_one_nobody_is_known_of_does(self, w, stage, say, model):
        """Whose people all moved out is empty; who is not on the roster yet is asked at the door."""
        gone = resident(w.courtyard)
        Membership.objects.filter(user=gone).update(until=clock.now())
        unknown = Household.objects.create(area=w.courtyard, room="unknown")
        for _n in range(2):  # the walk needs two thirds
            w.neighbours.insert(0, resident(w.courtyard))
        w.proposer = w.neighbours[2]
        walk = Walk(w)
        walk.submit()
        with clock.at(clock.now() + timedelta(minutes=1)):
            polls.screen_proposal(walk.project, by=w.organiser, verdict="passed")
        poll = polls.open_poll(walk.project)
        assert poll.households == 9
        assert poll.roll.filter(household=unknown).exists()
        assert not poll.roll.filter(household=home_of(gone)).exists()


class TestWhoMaySpeak:
    def test_children_do_not_speak_for_their_household(self, w):
        child = resident(w.courtyard, birth_year=clock.today().year - 17)
        project = Walk(w).to(Stage.SUPPORT_POLL)
        with pytest.raises(NotPermitted):
            polls.answer_poll(project, by=child, agrees=True)
        assert not Support.objects.filter(by=child).exists()


class TestClosing:
    def test_closing_a_poll_that_is_not_there_is_refused_in_words(self, w):
        project = Walk(w).to(Stage.SCREENING)
        with pytest.raises(Refused):
            polls.close_now(project, by=w.organiser)

    def test_who_gathered_no_support_yet_does_not_close_it(self, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        with pytest.raises(Refused):
            polls.close_now(project, by=w.organiser)

    def test_a_person_with_a_stake_does_not_close_it(self, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        organiser = make_organiser(w.neighbours[3], w)
        give_stake(project, organiser, "implementer")
        with pytest.raises(NotPermitted):
            polls.close_now(Project.objects.get(pk=project.pk), by=organiser)


class TestTaskGroup:
    def test_nobody_records_themselves_into_the_task_group(self, w):
        walk = Walk(w)
        project = walk.to(Stage.DELIBERATION)
        organiser = make_organiser(w.neighbours[1], w)
        with clock.at(walk.moment):
            stood = [task_group.stand_for_task_group(project, by=one) for one in w.neighbours[1:4]]
            with pytest.raises(Refused) as refused:
                task_group.form_task_group(
                    project,
                    by=organiser,
                    members=stood,
                    leader=stood[0],
                    bookkeeper=stood[1],
                    choosing=choosing(stood),
                )
        assert refused.value.field == "members"
        assert not project.task_group.filter(elected_at__isnull=False).exists()
