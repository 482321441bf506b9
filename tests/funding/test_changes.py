"""After the vote: the budget does not grow, and nothing changes under the committee's hands."""

from decimal import Decimal

import pytest
from django.urls import reverse

from funding.forms.budget import BudgetForm
from funding.models import Check
from funding.subsidies import budgets, street_review
from panlong import clock
from panlong.errors import NotPermitted, Refused
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, give_points, resolve


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.SELECTION)
    return walk


def draw_up(walk, own, subsidy):
    return budgets.draw_up(
        walk.project, by=walk.w.neighbours[1], lines=[("扶手", Decimal(own) + Decimal(subsidy))],
        shares={"self_raised": Decimal(own), "district": Decimal(subsidy)}, reason="单价有变。",
    )  # fmt: skip


def one_scores(walk):
    give_points(walk.project, walk.w.committee[0])


def sent_back(walk):
    """The street asks for corrections."""
    walk.to(Stage.STREET_REVIEW)
    with clock.at(walk.moment):
        street_review.record_handler_check(
            walk.project, by=walk.w.handler, checks=Check.values, opinion="x", subsidy=Decimal(8000), implementer="x"
        )  # fmt: skip
        street_review.record_review(walk.project, by=walk.w.reviewer, verdict="returned", reason="补充")
    walk.refresh()
    assert walk.project.stage == Stage.SELECTION


@pytest.mark.django_db
class TestBudgetAfterTheVote:
    def test_the_subsidy_is_not_raised_above_what_was_voted_on(self, walk):
        with pytest.raises(Refused):
            draw_up(walk, "2000", "8000.01")
        draw_up(walk, "3000", "7000")
        draw_up(walk, "2000", "8000")  # what the residents voted on may be asked for again
        with pytest.raises(Refused):
            draw_up(walk, "20000", "9000")

    def test_it_does_not_change_once_a_member_has_scored(self, walk):
        one_scores(walk)
        with pytest.raises(Refused):
            draw_up(walk, "3000", "7000")

    def test_after_a_return_it_may_change_until_the_new_points(self, walk):
        sent_back(walk)
        draw_up(walk, "3000", "7000")
        one_scores(walk)
        with pytest.raises(Refused):
            draw_up(walk, "4000", "6000")

    def test_a_change_after_a_return_needs_points_anew(self, walk):
        sent_back(walk)
        with pytest.raises(Refused):
            resolve(walk.project, walk.w.staff)


@pytest.mark.django_db
class TestPlanAfterAReturn:
    def correct(self, walk, by):
        return budgets.correct_plan(walk.project, by=by, plan="装两侧扶手。", changes="改为两侧。")

    def test_only_the_street_opens_it(self, walk):
        with pytest.raises(Refused):
            self.correct(walk, walk.w.proposer)

    def test_proposer_and_group_correct_it_and_it_leaves_a_trace(self, walk):
        sent_back(walk)
        with pytest.raises(NotPermitted):
            self.correct(walk, walk.w.neighbours[5])
        self.correct(walk, walk.w.neighbours[2])
        self.correct(walk, walk.w.proposer)
        event = walk.project.events.filter(act="correct_plan").first()
        assert event.note == "改为两侧。"
        assert "装两侧扶手。" in event.notice.body
        assert Project.objects.get(pk=walk.project.pk).plan == "装两侧扶手。"

    def test_not_under_the_committees_hands(self, walk):
        sent_back(walk)
        one_scores(walk)
        with pytest.raises(Refused):
            self.correct(walk, walk.w.proposer)

    def test_the_page_offers_it_after_a_return_only(self, walk, client):
        client.force_login(walk.w.proposer)
        address = reverse("pages:act", args=[walk.project.pk, "correct-plan"])
        assert client.get(address).status_code == 409
        sent_back(walk)
        assert client.get(address).status_code == 200


@pytest.mark.django_db
class TestTooMuch:
    LINES = {"name_1": "a", "amount_1": "9999999999.99", "name_2": "b", "amount_2": "0.01"}

    def test_lines_beyond_what_can_be_written_down_are_refused_at_the_field(self, w, client):
        walk = Walk(w)
        walk.to(Stage.DELIBERATION)
        client.force_login(w.organiser)
        data = {**self.LINES, "share_self_raised": "9999999999.99", "share_other": "0.01",
                "operation": "9b0c9a52-21c3-4d0b-8f08-77f7be9ba4a6"}  # fmt: skip
        answer = client.post(reverse("pages:act", args=[walk.project.pk, "budget"]), data)
        assert answer.status_code == 422
        assert "amount_1" in answer.context["form"].errors
        assert not BudgetForm(data, project=walk.project, user=w.organiser).is_valid()

    def test_the_verb_refuses_them_too(self, w):
        walk = Walk(w)
        walk.to(Stage.DELIBERATION)
        most = Decimal("9999999999.99")
        with pytest.raises(Refused):
            budgets.draw_up(
                walk.project, by=w.organiser, lines=[("a", most), ("b", Decimal(1))], shares={"other": most + 1}
            )  # fmt: skip
