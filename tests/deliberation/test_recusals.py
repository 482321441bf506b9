"""Who has a part in it steps aside: declared before the first point, asked for by residents, replaced by lot."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from deliberation.council import committee, interests, sittings
from deliberation.models import Criterion, Interest, Recusal, RecusalRequest, Score, Sitting, Substitute
from panlong import clock
from panlong.accounts.models import Household, Membership, Role, User
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from projects.models import Project
from projects.stages import Stage
from tests.factories import area, elect, give_points, person, placed, resolve, sign_in
from tests.together import together

pytestmark = pytest.mark.django_db
POINTS = dict.fromkeys(Criterion.values, 15)


@pytest.fixture
def project(w):
    project = placed(w, Stage.SELECTION)
    sittings.begin_sitting(project)
    return project


class TestDeclaring:
    def test_no_points_before_it(self, w, project):
        with pytest.raises(Refused):
            committee.give_scores(project, by=w.committee[0], points=POINTS)
        with pytest.raises(DatabaseError, match="not declared"), transaction.atomic():
            Score.objects.create(
                project=project, sitting=1, member=w.committee[0], criterion="reach", points=1
            )
        for _ in range(2):  # none is a declaration too, and a repeat is harmless
            interests.declare_no_interest(project, by=w.committee[0])
        committee.give_scores(project, by=w.committee[0], points=POINTS)
        assert Interest.objects.count() == 1

    def test_by_the_server_out_are_parties_and_whoever_lives_with_one(self, w, project):
        group = elect(w, project)[0].user
        outsiders = [w.proposer, group]
        home = Household.objects.get(memberships__user=w.proposer)
        wife = person("妻", role=Role.COMMITTEE_MEMBER, where=w.community)
        Membership.objects.create(user=wife, household=home)
        for one in outsiders:
            one.posts.create(role=Role.COMMITTEE_MEMBER, area=w.community, since=clock.now())
        for one in (*outsiders, wife):
            fresh = User.objects.get(pk=one.pk)
            assert not sittings.members_of(project).filter(pk=one.pk).exists()
            with pytest.raises(NotPermitted):
                interests.declare_no_interest(project, by=fresh)

    def test_project_by_project_on_one_page(self, client, w, project):
        sitting = Sitting.objects.get()
        client.force_login(w.committee[0])
        points, declare = (reverse(f"deliberation:{one}", args=[sitting.pk]) for one in ("points", "declare"))
        assert client.get(points).url == declare
        assert client.post(declare, {f"{project.pk}-ground": "family"}).status_code == 422, "with its reason"
        assert not Interest.objects.exists() and not Recusal.objects.exists()
        client.post(declare, {f"{project.pk}-ground": "none"})
        assert client.get(points).status_code == 200

    def test_who_has_a_part_steps_aside_and_everybody_reads_it(self, client, w, project):
        client.force_login(w.committee[0])
        declare = reverse("deliberation:declare", args=[Sitting.objects.get().pk])
        client.post(declare, {f"{project.pk}-ground": "firm", f"{project.pk}-reason": "本人单位参与报价。"})
        client.logout()
        text = client.get(project.get_absolute_url()).text
        assert "本人单位参与报价。" in text and "单位" in text
        assert w.committee[0].name not in text, "the name by consent only"


class TestAskedFor:
    def ask(self, w, project, number=0):
        return interests.ask_for_recusal(
            project, by=w.neighbours[4], member=w.committee[number], reason="是他表弟的店。"
        )

    def test_the_others_decide_with_reasons_and_the_one_who_asked_is_told(self, w, project):
        asked = self.ask(w, project)
        assert Message.objects.filter(topic="recusal_asked").count() == 2
        for member in w.committee[1:]:
            interests.vote_on_recusal(asked, by=member, grants=True, reason="确有亲属关系。")
        recusal = Recusal.objects.get()
        assert (recusal.member, recusal.ground) == (w.committee[0], "asked")
        assert "确有亲属关系。" in Message.objects.get(topic="recusal_granted", person=w.neighbours[4]).text
        assert not sittings.members_of(project).filter(pk=w.committee[0].pk).exists()

    def test_without_a_ground_the_member_stays(self, w, project):
        asked = self.ask(w, project)
        for member in w.committee[1:]:
            interests.vote_on_recusal(asked, by=member, grants=False, reason="查无此事。")
        asked.refresh_from_db()
        assert asked.granted is False and not Recusal.objects.exists()
        with pytest.raises(Refused):
            interests.vote_on_recusal(asked, by=w.committee[1], grants=True, reason="改主意。")

    def test_points_that_are_handed_in_count_no_more(self, w, project):
        others = [person(f"委员{n}", role=Role.COMMITTEE_MEMBER, where=w.community) for n in (3, 4)]
        asked = self.ask(w, project)
        for member, points in zip((*w.committee, *others), (20, 15, 15, 15, 15), strict=True):
            give_points(project, member, points)
        assert sittings.current_item(project).opened_at is None, "the request waits for its decision"
        for member in (*w.committee[1:], others[0]):
            interests.vote_on_recusal(asked, by=member, grants=True, reason="属实。")
        resolution = resolve(project, w.staff)
        assert (resolution.points, resolution.members_scored) == (75, 4)

    def test_only_residents_of_the_place_about_who_decides_once_at_a_time(self, w, project):
        with pytest.raises(NotPermitted):
            interests.ask_for_recusal(project, by=w.staff, member=w.committee[0], reason="x")
        with pytest.raises(Refused):
            interests.ask_for_recusal(project, by=w.neighbours[4], member=w.handler, reason="x")
        asked = self.ask(w, project)
        with pytest.raises(Refused):
            self.ask(w, project)
        self.ask(w, project, 1)
        for stranger in (w.committee[0], w.staff, w.neighbours[4]):
            with pytest.raises(NotPermitted):
                interests.vote_on_recusal(asked, by=stranger, grants=False, reason="x")

    def test_after_the_points_are_open_it_is_too_late(self, w, project):
        for member in w.committee:
            give_points(project, member)
        with pytest.raises(Refused):
            self.ask(w, project)

    def test_from_the_page_to_the_decision(self, client, w, project):
        client.force_login(w.neighbours[4])
        act = reverse("pages:act", args=[project.pk, "ask-recusal"])
        form = client.get(act).context["form"]
        client.post(
            act,
            {"operation": form["operation"].value(), "member": w.committee[0].pk, "reason": "是他表弟的店。"},
        )
        asked = RecusalRequest.objects.get()
        act = reverse("pages:act", args=[project.pk, "decide-recusal"])
        for member in w.committee[1:]:
            client.force_login(member)
            form = client.get(act).context["form"]
            client.post(
                act,
                {
                    "operation": form["operation"].value(),
                    "asked": asked.pk,
                    "grants": "yes",
                    "reason": "属实。",
                },
            )
        assert Recusal.objects.get().member == w.committee[0]


class TestSubstitutes:
    @pytest.fixture
    def beside(self, w):
        """Four members of the committee of another community of the street."""
        other = area(f"{w.street.code}002", "邻社区", "community", w.street)
        return [person(f"邻委员{n}", role=Role.COMMITTEE_MEMBER, where=other) for n in range(4)]

    def step_aside(self, w, project, number=1):
        for member in w.committee[:number]:
            interests.recuse_member(project, by=member, reason="亲属。", ground="family")

    def test_as_many_as_are_missing_are_drawn_and_decide(self, w, project, beside):
        self.step_aside(w, project, 2)
        item = sittings.current_item(project)
        assert interests.lacks_members(item)
        called = interests.call_substitutes(item, by=w.staff)
        assert len(called) == 2 and {one.member for one in called} <= set(beside)
        for member in (w.committee[2], *(one.member for one in called)):
            give_points(project, member)
        assert resolve(project, w.staff).members_scored == 3

    def test_not_while_there_are_enough_nor_by_anybody_else(self, w, project, beside):
        item = sittings.current_item(project)
        with pytest.raises(Refused):
            interests.call_substitutes(item, by=w.staff)
        self.step_aside(w, project)
        with pytest.raises(NotPermitted):
            interests.call_substitutes(item, by=w.committee[2])

    def test_a_street_without_any_says_so(self, w, project):
        self.step_aside(w, project)
        with pytest.raises(Refused):
            interests.call_substitutes(sittings.current_item(project), by=w.staff)
        assert not Substitute.objects.exists()

    def test_a_substitute_steps_aside_too_and_another_one_is_drawn(self, w, project, beside):
        self.step_aside(w, project)
        item = sittings.current_item(project)
        (first,) = interests.call_substitutes(item, by=w.staff)
        interests.recuse_member(project, by=first.member, reason="供货。", ground="firm")
        (second,) = interests.call_substitutes(item, by=w.staff)
        assert second.member != first.member

    def test_the_clerk_presses_once(self, client, w, project, beside):
        self.step_aside(w, project)
        sign_in(client, w.staff)
        sitting = Sitting.objects.get()
        call = reverse("deliberation:call-substitutes", args=[sitting.pk, project.pk])
        assert call in client.get(sitting.get_absolute_url()).text
        for _ in range(2):
            client.post(call)
        assert Substitute.objects.count() == 1
        client.force_login(Substitute.objects.get().member)
        assert client.get(reverse("deliberation:declare", args=[sitting.pk])).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_members_decide_a_request_at_the_same_moment(w, project):
    asked = interests.ask_for_recusal(project, by=w.neighbours[4], member=w.committee[0], reason="亲属。")
    results = together(
        *(
            lambda m=m: interests.vote_on_recusal(asked, by=m, grants=True, reason="属实。")
            for m in w.committee[1:]
        )
    )
    assert not any(isinstance(one, Exception) for one in results)
    assert Recusal.objects.count() == 1 and Project.objects.get().recusals.count() == 1
