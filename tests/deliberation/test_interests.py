"""Nobody decides on a project of their own: every stake times every decision of this room."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from deliberation import rules
from deliberation.council import interests, sittings
from deliberation.models import Criterion, Resolution, Score
from panlong import clock
from panlong.accounts.models import Post, Role, User
from panlong.errors import NotPermitted
from projects import rules as project_rules
from projects.models import Project, TaskGroupMember
from projects.stages import Stage
from tests.factories import Walk, give_points, resolve

pytestmark = pytest.mark.django_db

POINTS = {criterion: 15 for criterion in Criterion.values}
STAKES = ("none", "stood", "proposer", "implementer", "task_group")


def at_the_committee(w, stake: str, role: Role) -> tuple[Walk, Project, User]:
    """Return a walk at the committee's table and somebody of `role` who has `stake` in it."""
    walk = Walk(w)
    project = walk.to(Stage.SELECTION)
    person = {"proposer": w.proposer, "task_group": w.neighbours[1]}.get(stake, w.neighbours[5])
    Post.objects.create(user=person, role=role, area=w.community, since=clock.now() - timedelta(days=1))
    if stake == "implementer":
        Project.objects.filter(pk=project.pk).update(implementing_person=person)
    if stake == "stood":
        TaskGroupMember.objects.create(project=project, user=person)
    return walk, Project.objects.get(pk=project.pk), User.objects.get(pk=person.pk)


@pytest.mark.parametrize("stake", STAKES)
class TestMatrix:
    def test_scoring(self, w, stake):
        walk, project, member = at_the_committee(w, stake, Role.COMMITTEE_MEMBER)
        free = stake in {"none", "stood"}
        assert rules.may_score(member, project) is free
        assert sittings.members_of(project).filter(pk=member.pk).exists() is free
        with clock.at(walk.moment):
            if free:
                give_points(project, member)
            else:
                with pytest.raises(NotPermitted):
                    give_points(project, member)
        assert Score.objects.filter(member=member).exists() is free

    def test_scoring_by_raw_sql(self, w, stake):
        _walk, project, member = at_the_committee(w, stake, Role.COMMITTEE_MEMBER)
        if stake in {"none", "stood"}:
            interests.declare_no_interest(project, by=member)
        row = Score(project=project, sitting=1, member=member, criterion=Criterion.REACH, points=20)
        if stake in {"none", "stood"}:
            row.save()
        else:
            with pytest.raises(DatabaseError, match="project of their own"), transaction.atomic():
                row.save()

    def test_resolving(self, w, stake):
        walk, project, staff = at_the_committee(w, stake, Role.COMMUNITY_STAFF)
        free = stake in {"none", "stood"}
        assert rules.may_resolve(staff, project) is free
        with clock.at(walk.moment):
            for member in w.committee:
                give_points(project, member)
            if free:
                resolve(project, staff)
            else:
                with pytest.raises(NotPermitted):
                    resolve(project, staff)
        assert Resolution.objects.filter(by=staff).exists() is free

    def test_resolving_by_raw_sql(self, w, stake):
        _walk, project, staff = at_the_committee(w, stake, Role.COMMUNITY_STAFF)
        row = Resolution(project=project, sitting=1, by=staff, chosen=True, points=99, members_scored=3)
        if stake in {"none", "stood"}:
            row.save()
        else:
            with pytest.raises(DatabaseError, match="project of their own"), transaction.atomic():
                row.save()

    def test_helping_at_the_door_and_closing_the_poll(self, w, stake):
        _walk, project, organiser = at_the_committee(w, stake, Role.BUILDING_HEAD)
        free = stake in {"none", "stood"}
        assert rules.may_help_households(organiser, project) is free
        assert rules.may_close_poll(organiser, project) is free
        assert project_rules.is_party(organiser, project) is not free


def test_a_member_with_a_stake_is_not_waited_for(w):
    """The points open once all have given theirs who may; the seat of a party still counts for how many are needed."""
    walk, project, _member = at_the_committee(w, "task_group", Role.COMMITTEE_MEMBER)
    with clock.at(walk.moment):
        for member in w.committee:
            give_points(project, member)
        item = sittings.current_item(project)
        assert item is not None and item.opened_at is not None
        assert sittings.seats_of(item) == 4
        resolve(project, w.staff)
    project.refresh_from_db()
    assert project.stage == Stage.STREET_REVIEW
