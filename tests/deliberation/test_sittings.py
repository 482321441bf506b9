"""The committee decides, not a clerk: all projects of a round together, blind, by the order of the points."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from deliberation.council import committee, interests, sittings
from deliberation.council.committee import Decision
from deliberation.models import Criterion, PointsDraft, Resolution, Score, Sitting
from panlong import clock
from panlong.accounts.models import Role
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message, Notice
from projects.models import Project
from projects.stages import Stage
from tests.deliberation.sittings import all_give, chosen_in_a_round, decide
from tests.factories import give_points, in_force, person, placed, put, resolve
from tests.together import together

pytestmark = pytest.mark.django_db


class TestBeginning:
    def test_all_that_a_round_chose_come_before_one_sitting(self, w):
        chosen = chosen_in_a_round(w, 1000, 2000)
        sitting = Sitting.objects.get()
        assert {one.project_id for one in sitting.items.all()} == {one.pk for one in chosen}
        assert (sitting.seats, sitting.budget, sitting.seed) == (3, 50_000, sitting.round.draw_seed)

    def test_it_keeps_what_it_counts_by(self, w):
        chosen_in_a_round(w, 1000)
        in_force("resolution_pass_points", 90, days_ago=0)
        assert sittings.terms_of(Sitting.objects.get()).least_points == 60
        assert sittings.terms_in_force().least_points == 90

    def test_what_came_back_by_itself_has_a_sitting_of_its_own(self, w):
        first, second = (sittings.begin_sitting(placed(w, Stage.SELECTION)) for _ in range(2))
        assert first.sitting_id != second.sitting_id
        assert sittings.begin_sitting(first.project).pk == first.pk

    def test_only_what_stands_before_the_committee(self, w):
        with pytest.raises(Refused):
            sittings.begin_sitting(placed(w, Stage.POOLED))


class TestPoints:
    def test_a_draft_is_changed_until_it_is_handed_in(self, w):
        item = sittings.begin_sitting(placed(w, Stage.SELECTION))
        interests.declare_no_interest(item.project, by=w.committee[0])
        for points in (3, 9):
            committee.keep_draft(item, by=w.committee[0], points={"reach": points})
        assert PointsDraft.objects.get().points == {"reach": 9}
        assert not Score.objects.exists()
        give_points(item.project, w.committee[0])
        assert not PointsDraft.objects.exists()
        with pytest.raises(Refused):
            committee.keep_draft(item, by=w.committee[0], points={"reach": 3})

    def test_a_second_handing_in_is_refused(self, w):
        project = placed(w, Stage.SELECTION)
        give_points(project, w.committee[0])
        with pytest.raises(Refused):
            give_points(project, w.committee[0], 20)
        assert set(Score.objects.values_list("points", flat=True)) == {15}

    @pytest.mark.parametrize("points", [{"reach": 5}, dict.fromkeys(Criterion.values, 21), {}])
    def test_all_five_from_none_to_the_most(self, w, points):
        project = placed(w, Stage.SELECTION)
        interests.declare_no_interest(project, by=w.committee[0])
        with pytest.raises(Refused):
            committee.give_scores(project, by=w.committee[0], points=points)
        assert not Score.objects.exists()

    def test_all_of_what_is_handed_in_or_none_of_it(self, w):
        first, second = chosen_in_a_round(w, 1000, 2000)
        give_points(second, w.committee[0])
        whole = dict.fromkeys(Criterion.values, 10)
        with pytest.raises(Refused):
            committee.hand_in_points(
                Sitting.objects.get(), by=w.committee[0], points={first.pk: whole, second.pk: whole}
            )
        assert not Score.objects.filter(project=first).exists()

    def test_whose_post_ended_gives_none_and_is_not_waited_for(self, w):
        project = placed(w, Stage.SELECTION)
        extra = person("委员丁", role=Role.COMMITTEE_MEMBER, where=w.community)
        sittings.begin_sitting(project)
        extra.posts.update(until=clock.now())
        with pytest.raises(NotPermitted):
            give_points(project, type(extra).objects.get(pk=extra.pk))
        for member in w.committee:
            give_points(project, member)
        assert sittings.current_item(project).opened_at is not None
        assert sittings.seats_of(sittings.current_item(project)) == 4


class TestOpening:
    def test_the_last_one_opens_those_of_all_projects(self, w):
        first, second = chosen_in_a_round(w, 1000, 2000)
        for member in w.committee:
            give_points(first, member)
        assert sittings.current_item(first).opened_at is None
        for member in w.committee:
            give_points(second, member)
        assert {one.opened_at is None for one in Sitting.objects.get().items.all()} == {False}

    def test_when_the_time_is_over_those_who_are_there_decide_if_they_are_enough(self, w):
        person("委员丁", role=Role.COMMITTEE_MEMBER, where=w.community)
        project = placed(w, Stage.SELECTION)
        item = sittings.begin_sitting(project)
        for member in w.committee[:2]:
            give_points(project, member)
        with clock.at(item.due_at):
            assert not sittings.open_points_now(item.sitting), "two are too few"
            give_points(project, w.committee[2])
        assert sittings.current_item(project).opened_at == item.due_at

    def test_the_sweep_opens_them(self, w):
        late = person("委员丁", role=Role.COMMITTEE_MEMBER, where=w.community)
        project = placed(w, Stage.SELECTION)
        for member in w.committee:
            give_points(project, member)
        item = sittings.current_item(project)
        assert item.opened_at is None and sittings.open_due() == 0
        with clock.at(item.due_at):
            assert sittings.open_due() == 1
            with pytest.raises(Refused):
                give_points(project, late)

    def test_nobody_adds_points_behind_the_back_of_the_rules(self, w):
        project = placed(w, Stage.SELECTION)
        for member in w.committee:
            give_points(project, member)
        late = person("委员丁", role=Role.COMMITTEE_MEMBER, where=w.community)
        with pytest.raises(DatabaseError, match="points are open"), transaction.atomic():
            Score.objects.create(project=project, sitting=1, member=late, criterion="reach", points=20)

    def test_the_order_is_refused_while_they_are_shut(self, w):
        item = sittings.begin_sitting(placed(w, Stage.SELECTION))
        with pytest.raises(Refused):
            committee.standing_of(item.sitting)

    def test_a_project_that_leaves_the_committee_holds_the_others_up_no_more(self, w):
        first, second = chosen_in_a_round(w, 1000, 2000)
        for member in w.committee:
            give_points(first, member)
        Project.objects.filter(pk=second.pk).update(stage=Stage.DELIBERATION)
        sitting = Sitting.objects.get()
        assert sittings.open_points_now(sitting)
        assert decide(sitting, w.staff)[0].project_id == first.pk


class TestResolution:
    def test_the_better_one_is_chosen_and_the_line_is_where_the_money_ends(self, w):
        chosen_in_a_round(w, 6000, 6000, budget=12_000)
        in_the_meantime = Sitting.objects.get()
        assert in_the_meantime.budget == 12_000
        all_give(w, 项目0=12, 项目1=16)
        better, other = decide(in_the_meantime, w.staff)
        assert (better.project.title, better.points) == ("项目1", 80)
        assert (other.chosen, other.points) == (True, 60)
        assert [one.place for one in in_the_meantime.items.order_by("place")] == [1, 2]

    def test_one_clerk_cannot_turn_the_order_around(self, w):
        chosen_in_a_round(w, 6000, 6000)
        all_give(w, 项目0=12, 项目1=16)
        sitting = Sitting.objects.get()
        with pytest.raises(Refused) as refusal:
            decide(sitting, w.staff, 项目1=False)
        assert refusal.value.field == f"{Project.objects.get(title='项目1').pk}-departure"
        assert not Resolution.objects.exists()
        decide(sitting, w.staff, 项目1=False, departure="水管改造先行，明年再做。")
        told = Notice.objects.get(kind="resolution", facts__project="项目1")
        assert "水管改造先行，明年再做。" in told.body
        assert Project.objects.get(title="项目1").stage == Stage.POOLED

    def test_too_few_points_are_never_chosen_whatever_is_said(self, w):
        project = placed(w, Stage.SELECTION)
        for member in w.committee:
            give_points(project, member, 11)
        with pytest.raises(Refused):
            resolve(project, w.staff, departure="因为。")
        assert not resolve(project, w.staff, chosen=False).chosen

    def test_nothing_is_chosen_that_the_money_does_not_pay(self, w):
        chosen_in_a_round(w, 6000, 6000)
        all_give(w, 项目0=12, 项目1=16)
        sitting = Sitting.objects.get()
        put(Project.objects.get(title="项目0"), Stage.SELECTION, budget=45_000, subsidy_planned=45_000)
        with pytest.raises(Refused):
            decide(sitting, w.staff, 项目0=True, departure="都要。")

    def test_one_member_makes_no_resolution(self, w):
        """Tried in the old portal: four stepped aside, one gave points, and that was the resolution."""
        project = placed(w, Stage.SELECTION)
        for member in w.committee[1:]:
            interests.recuse_member(project, by=member, reason="亲属。")
        give_points(project, w.committee[0], 20)
        with clock.at(sittings.current_item(project).due_at + timedelta(days=30)), pytest.raises(Refused):
            resolve(project, w.staff)
        assert not Resolution.objects.exists()

    def test_who_stepped_aside_never_counts(self, w):
        others = [person(f"委员{n}", role=Role.COMMITTEE_MEMBER, where=w.community) for n in range(3, 5)]
        project = placed(w, Stage.SELECTION)
        interests.recuse_member(project, by=others[0], reason="亲属。")
        with pytest.raises(NotPermitted):
            give_points(project, others[0], 0)
        for member in (*w.committee, others[1]):
            give_points(project, member)
        assert resolve(project, w.staff).members_scored == 4

    def test_the_one_who_is_waited_for_steps_aside_and_the_points_open(self, w):
        last = person("委员丁", role=Role.COMMITTEE_MEMBER, where=w.community)
        project = placed(w, Stage.SELECTION)
        for member in w.committee:
            give_points(project, member)
        interests.recuse_member(project, by=last, reason="亲属。")
        assert sittings.current_item(project).opened_at is not None

    def test_a_resolution_is_written_once(self, w):
        project = placed(w, Stage.SELECTION)
        for member in w.committee:
            give_points(project, member)
        sitting = sittings.current_item(project).sitting
        decide(sitting, w.staff)
        with pytest.raises(Refused):
            committee.resolve_sitting(sitting, by=w.staff, decisions={project.pk: Decision(True, "x")})
        assert Resolution.objects.count() == 1


class TestFarApart:
    @pytest.fixture
    def project(self, w):
        project = placed(w, Stage.SELECTION)
        for member, points in zip(w.committee, (20, 4, 12), strict=True):
            give_points(project, member, points)
        return project

    def test_they_talk_and_score_once_more(self, w, project):
        with pytest.raises(Refused):
            resolve(project, w.staff)
        committee.score_again(project, by=w.staff, talk="说的是排水，不是路面。")
        item = sittings.current_item(project)
        assert (item.turn, item.opened_at) == (2, None)
        assert Message.objects.filter(topic="to_score", person__in=w.committee).count() >= 3
        with pytest.raises(Refused):
            resolve(project, w.staff)
        for member in w.committee:
            give_points(project, member, 16)
        assert resolve(project, w.staff).points == 80
        assert Score.objects.count() == 30, "the points of before stay on record"

    def test_after_the_second_time_it_stands(self, w, project):
        committee.score_again(project, by=w.staff, talk="谈过。")
        for member, points in zip(w.committee, (20, 4, 12), strict=True):
            give_points(project, member, points)
        with pytest.raises(Refused):
            committee.score_again(project, by=w.staff, talk="再来。")
        assert resolve(project, w.staff).points == 60

    def test_not_where_they_agree_nor_by_anybody_else(self, w, project):
        with pytest.raises(NotPermitted):
            committee.score_again(project, by=w.committee[0], talk="再来。")
        agreed = placed(w, Stage.SELECTION)
        for member in w.committee:
            give_points(agreed, member)
        with pytest.raises(Refused):
            committee.score_again(agreed, by=w.staff, talk="再来。")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def project(self, w):
        return placed(w, Stage.SELECTION)

    def test_a_second_handing_in_at_the_same_moment(self, w, project):
        results = together(*(lambda: give_points(project, w.committee[0]) for _ in range(4)))
        assert sorted(isinstance(one, Refused) for one in results) == [False, True, True, True]
        assert Score.objects.count() == 5

    def test_all_members_at_the_same_moment_open_the_points_once(self, w, project):
        assert together(*(lambda m=m: give_points(project, m) for m in w.committee)) == [None] * 3
        assert sittings.current_item(project).opened_at is not None
        assert Sitting.objects.count() == 1

    def test_two_clerks_write_the_resolution(self, w, project):
        for member in w.committee:
            give_points(project, member)
        sitting = sittings.current_item(project).sitting
        other = person("社区乙", role=Role.COMMUNITY_STAFF, where=w.community)
        results = together(*(lambda by=by: decide(sitting, by) for by in (w.staff, other)))
        assert sorted(isinstance(one, Refused) for one in results) == [False, True]
        assert Resolution.objects.count() == 1

    def test_the_last_one_steps_aside_at_the_moment_of_the_resolution(self, w, project):
        last = person("委员丁", role=Role.COMMITTEE_MEMBER, where=w.community)
        for member in w.committee:
            give_points(project, member)
        aside, written = together(
            lambda: interests.recuse_member(project, by=last, reason="亲属。"),
            lambda: resolve(project, w.staff),
        )
        assert not isinstance(aside, Exception)
        written_now = isinstance(written, Resolution)
        assert written_now or isinstance(written, Refused)
        assert Resolution.objects.count() == int(written_now)
