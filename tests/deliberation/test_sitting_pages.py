"""The pages of a sitting: nobody reads a point before its time, and what is handed in is confirmed."""

import re

import pytest
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from deliberation.council import interests
from deliberation.models import Criterion, PointsDraft, Resolution, Score, Sitting
from panlong.accounts.models import OutgoingSms, Post
from panlong.notices.models import Message
from projects.models import Project
from projects.stages import Stage
from tests.deliberation.sittings import all_give, chosen_in_a_round
from tests.factories import give_points, placed, sign_in, text_message

pytestmark = pytest.mark.django_db
SEVENTEEN = 17  # a figure that nothing else on a page has


def points_for(*projects: Project, points: int = SEVENTEEN) -> dict[str, int]:
    return {f"{one.pk}-{name}": points for one in projects for name in Criterion.values}


@pytest.fixture
def project(w):
    project = placed(w, Stage.SELECTION)
    for member in w.committee:
        interests.declare_no_interest(project, by=member)
    return project


@pytest.fixture
def sitting(project):
    return Sitting.objects.get()


def page(name: str, sitting: Sitting) -> str:
    return reverse(f"deliberation:{name}", args=[sitting.pk])


class TestHandingIn:
    def hand_in(self, client, sitting, *projects):
        client.post(page("points", sitting), {**points_for(*projects), "do": "hand-in"})
        client.post(page("hand-in", sitting), {"do": "send"})
        code = re.search(r"\d{6}", text_message("sign-in:"))[0]
        return client.post(page("hand-in", sitting), {"code": code})

    def test_by_a_code_to_the_own_telephone(self, client, w, project, sitting):
        client.force_login(w.committee[0])
        assert client.get(reverse("pages:act", args=[project.pk, "score"])).url.endswith("/points/")
        self.hand_in(client, sitting, project)
        assert set(Score.objects.values_list("member", "points")) == {(w.committee[0].pk, SEVENTEEN)}
        assert "已提交评分" in client.get(page("points", sitting)).text

    def test_without_the_code_nothing_is_handed_in(self, client, w, project, sitting):
        client.force_login(w.committee[0])
        client.post(page("points", sitting), {**points_for(project), "do": "hand-in"})
        for code in ("000000", "", "x"):
            assert client.post(page("hand-in", sitting), {"code": code}).status_code in {409, 422}
        assert not Score.objects.exists()
        assert PointsDraft.objects.exists(), "what was typed is there still"

    def test_nobody_elses_code_will_do(self, client, w, project, sitting):
        client.force_login(w.committee[0])
        client.post(page("points", sitting), {**points_for(project), "do": "hand-in"})
        client.post(page("hand-in", sitting), {"do": "send"})
        wrong = OutgoingSms.objects.first()
        client.force_login(w.committee[1])
        client.post(page("points", sitting), {**points_for(project), "do": "hand-in"})
        code = re.search(r"\d{6}", wrong.text)[0]
        assert client.post(page("hand-in", sitting), {"code": code}).status_code in {409, 422}
        assert not Score.objects.exists()

    def test_who_has_an_app_needs_its_code(self, client, w, project, sitting):
        TOTPDevice.objects.create(user=w.committee[0], name="app")
        client.force_login(w.committee[0])
        client.post(page("points", sitting), {**points_for(project), "do": "hand-in"})
        assert "身份验证器" in client.get(page("hand-in", sitting)).text
        assert client.post(page("hand-in", sitting), {"code": "123456"}).status_code in {409, 422}
        assert not Score.objects.exists()

    def test_several_projects_on_one_page_each_by_itself_if_one_likes(self, client, w):
        first, second = chosen_in_a_round(w, 1000, 2000)
        sitting = Sitting.objects.get()
        for one in (first, second):
            interests.declare_no_interest(one, by=w.committee[0])
        client.force_login(w.committee[0])
        self.hand_in(client, sitting, first)
        assert set(Score.objects.values_list("project", flat=True)) == {first.pk}
        assert f"{second.pk}-reach" in client.get(page("points", sitting)).text

    def test_half_of_the_points_of_a_project_are_asked_for_and_kept(self, client, w, project, sitting):
        client.force_login(w.committee[0])
        half = {f"{project.pk}-reach": 9, "do": "hand-in"}
        answer = client.post(page("points", sitting), half)
        assert answer.status_code == 422 and "此项尚未评分" in answer.text
        assert 'value="9"' in client.get(page("points", sitting)).text

    @pytest.mark.parametrize("typed", ["21", "-1", "1.5", "很多", "9" * 40])
    def test_odd_points_say_what_is_wrong(self, client, w, project, sitting, typed):
        client.force_login(w.committee[0])
        answer = client.post(
            page("points", sitting), {**points_for(project), f"{project.pk}-reach": typed, "do": "keep"}
        )
        assert answer.status_code == 422
        assert not PointsDraft.objects.exists()


class TestBlindness:
    """Nobody reads a point before its time: not its giver's colleague, not the clerk, not the supervision."""

    def everybody(self, w):
        return {
            "nobody": None, "resident": w.neighbours[4], "proposer": w.proposer, "organiser": w.organiser, "staff": w.staff,
            "colleague": w.committee[1], "handler": w.handler, "reviewer": w.reviewer, "finance": w.finance,
            "district": w.leader, "auditor": w.auditor, "administrator": w.administrator,
        }  # fmt: skip

    def pages(self, sitting, project):
        return [
            page("sitting", sitting), page("points", sitting), page("hand-in", sitting), page("resolve", sitting),
            reverse("deliberation:sitting-of", args=[project.pk]), reverse("deliberation:points-of", args=[project.pk]),
            project.get_absolute_url(), "/desk/", "/me/", "/notices/", "/rounds/", "/district/", "/",
            reverse("pages:act", args=[project.pk, "resolve"]), reverse("pages:act", args=[project.pk, "score"]),
        ]  # fmt: skip

    def test_no_page_shows_a_point_to_anybody(self, client, w, project, sitting):
        odd = dict(zip(Criterion.values, (17, 13, 19, 11, 7), strict=True))
        for member in w.committee[:1]:
            give_points(project, member, **odd)
        total = sum(odd.values())
        for name, who in self.everybody(w).items():
            sign_in(client, who)
            for address in self.pages(sitting, project):
                answer = client.get(address, follow=True)
                assert answer.status_code < 500
                text = re.sub(r"<[^>]*>", " ", answer.text)
                assert not re.search(rf"(?<![\d:.年月-]){total}(?:\.00)? ?分", text), (name, address)
                assert "评分已揭晓" not in text and "得分排序" not in text, (name, address)
        assert not Message.objects.filter(facts__contains={"points": str(total)}).exists()

    def test_the_clerk_sees_who_has_handed_in_and_who_is_missing(self, client, w, project, sitting):
        give_points(project, w.committee[0])
        sign_in(client, w.staff)
        text = client.get(page("sitting", sitting)).text
        before, after = text.split("尚未提交")
        assert "委员0" in before and "委员1" in after and "委员0" not in after

    def test_ones_own_draft_is_ones_own(self, client, w, project, sitting):
        client.force_login(w.committee[0])
        client.post(page("points", sitting), {**points_for(project), "do": "keep"})
        assert f'value="{SEVENTEEN}"' in client.get(page("points", sitting)).text
        client.force_login(w.committee[1])
        assert f'value="{SEVENTEEN}"' not in client.get(page("points", sitting)).text

    @pytest.mark.parametrize(
        "who", ["resident", "organiser", "handler", "district", "auditor", "administrator"]
    )
    def test_the_sitting_is_the_committees_and_the_clerks(self, client, w, project, sitting, who):
        sign_in(client, self.everybody(w)[who])
        for name in ("sitting", "points", "resolve"):
            assert client.get(page(name, sitting)).status_code == 403, name

    def test_whose_post_ended_is_let_in_no_more(self, client, w, project, sitting):
        client.force_login(w.committee[0])
        assert client.get(page("points", sitting)).status_code == 200
        Post.objects.filter(user=w.committee[0]).update(until=sitting.begun_at)
        assert client.get(page("points", sitting)).status_code == 403


class TestResolving:
    def test_one_form_for_all_projects_in_their_order(self, client, w):
        chosen_in_a_round(w, 1000, 2000)
        all_give(w, 项目0=12, 项目1=16)
        sitting, (other, better) = Sitting.objects.get(), Project.objects.order_by("pk")
        sign_in(client, w.staff)
        text = client.get(page("sitting", sitting)).text
        assert text.index("项目1") < text.index("项目0") and "80.00" in text
        said = {f"{one.pk}-reasons": "受益面广。" for one in (better, other)}
        answer = client.post(
            page("resolve", sitting), {**said, f"{better.pk}-chosen": "no", f"{other.pk}-chosen": "yes"}
        )
        assert answer.status_code == 422 and "与得分排序不一致" in answer.text and "受益面广。" in answer.text
        assert not Resolution.objects.exists()
        client.post(
            page("resolve", sitting), {**said, f"{better.pk}-chosen": "yes", f"{other.pk}-chosen": "yes"}
        )
        assert Resolution.objects.count() == 2

    def test_not_before_the_points_are_open(self, client, w, project, sitting):
        sign_in(client, w.staff)
        assert client.get(page("resolve", sitting)).status_code == 302
        answer = client.post(
            page("resolve", sitting), {f"{project.pk}-chosen": "yes", f"{project.pk}-reasons": "x"}
        )
        assert answer.status_code == 302 and not Resolution.objects.exists()

    def test_a_talk_is_recorded_where_they_lie_far_apart(self, client, w, project, sitting):
        for member, points in zip(w.committee, (20, 4, 12), strict=True):
            give_points(project, member, points)
        sign_in(client, w.staff)
        again = reverse("deliberation:score-again", args=[sitting.pk, project.pk])
        assert again in client.get(page("sitting", sitting)).text
        assert client.post(again, {"talk": ""}).status_code == 422
        client.post(again, {"talk": "说的是排水。"})
        assert "说的是排水。" in client.get(page("sitting", sitting)).text
        assert "80.00" not in client.get(page("sitting", sitting)).text
