"""A budget adds up, keeps to the limits, and is not changed behind anybody's back."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from deliberation import rounds
from deliberation.results import closing
from funding.models import SupplierChoice
from funding.subsidies import budgets
from panlong import clock
from panlong.areas.models import Level
from panlong.errors import NotPermitted, Refused
from panlong.policy.models import Parameter
from projects.models import IssueLevel
from projects.stages import Stage
from tests.factories import area, elect, give_points, placed, put, resolve, world

pytestmark = pytest.mark.django_db
MAX_SUM = Decimal("9999999999.99")


@pytest.fixture
def project(w):
    project = placed(w, Stage.DELIBERATION)
    elect(w, project)
    return project


def draw_up(project, by, *lines, words=None, **shares):
    """Draw up a budget of `lines` in yuan; `words` are those of the plan that change, too."""
    named = [(f"第{number}项", Decimal(amount)) for number, amount in enumerate(lines, 1)]
    return budgets.draw_up(
        project,
        by=by,
        lines=named,
        shares={source: Decimal(yuan) for source, yuan in shares.items()},
        reason="单价有变。",
        **(words or {}),
    )


def refused_at(project, by, *lines, **more) -> str | None:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        draw_up(project, by, *lines, **more)
    return refusal.value.field


class TestDrawingUp:
    def test_lines_and_shares_are_written_and_the_sums_stand_on_the_project(self, w, project):
        draw_up(
            project,
            w.neighbours[1],
            "60.50",
            "39.50",
            self_raised="20",
            district="50",
            street="30",
            other="0",
        )
        project.refresh_from_db()
        assert (project.budget, project.subsidy_planned) == (100, 80)
        assert list(project.budget_lines.values_list("name", "amount")) == [
            ("第1项", Decimal("60.50")),
            ("第2项", Decimal("39.50")),
        ]
        assert dict(project.planned_shares.values_list("source", "amount")) == {
            "self_raised": 20,
            "district": 50,
            "street": 30,
        }

    def test_drawn_up_anew_the_older_one_is_gone(self, w, project):
        draw_up(project, w.neighbours[1], "100", self_raised="100")
        assert draw_up(project, w.neighbours[1], "50", other="50") == project
        project.refresh_from_db()
        assert project.budget == 50
        assert project.budget_lines.count() == project.planned_shares.count() == 1

    def test_what_bookings_refer_to_stays_while_lines_and_shares_do(self, w, project):
        draw_up(project, w.organiser, "60", "40", self_raised="100")
        lines, shares = [list(rows.values_list("pk", flat=True)) for rows in (project.budget_lines, project.planned_shares)]  # fmt: skip
        draw_up(project, w.organiser, "60", "40", self_raised="100", words={"plan": "两侧都装扶手。"})
        assert list(project.budget_lines.values_list("pk", flat=True)) == lines
        assert list(project.planned_shares.values_list("pk", flat=True)) == shares
        draw_up(project, w.organiser, "50", "50", self_raised="100")
        assert list(project.budget_lines.values_list("amount", flat=True)) == [50, 50]
        draw_up(project, w.organiser, "50", "50", self_raised="70", other="30")
        assert dict(project.planned_shares.values_list("source", "amount")) == {
            "self_raised": 70,
            "other": 30,
        }

    def test_the_place_may_change_within_the_community_whose_organisers_stay(self, w, project):
        next_door = area(f"{w.community.code}-002", "邻院", Level.COURTYARD, w.community)
        elsewhere = world("530103003")
        hundred = {"self_raised": "100"}
        for other in (elsewhere.courtyard, elsewhere.community, w.street):
            assert refused_at(project, w.organiser, "100", words={"area": other}, **hundred) == "area"
        draw_up(project, w.organiser, "100", words={"area": next_door}, **hundred)
        project.refresh_from_db()
        assert project.area == next_door
        assert set(budgets.places_for(project)) == {w.community, w.courtyard, next_door}

    def test_what_is_larger_than_a_community_stays_where_it_is(self, w, project):
        assert list(budgets.places_for(put(project, project.stage, area=w.street))) == [w.street]

    def test_task_group_and_organisers_draw_it_up(self, w, project):
        for who in (w.neighbours[3], w.organiser, w.staff):
            draw_up(project, who, "100", self_raised="100")
        for other in (w.proposer, w.neighbours[5], w.handler, world("530103003").staff):
            with pytest.raises(NotPermitted):
                draw_up(project, other, "100", self_raised="100")

    def test_what_does_not_add_up_is_refused(self, w, project):
        refused_at(project, w.organiser, "100", self_raised="99.99")
        refused_at(project, w.organiser, "100", self_raised="100.01")
        refused_at(project, w.organiser)
        refused_at(project, w.organiser, "0")
        draw_up(project, w.organiser, "0.01", self_raised="0.01")

    def test_no_more_than_can_be_written_down(self, w, project):
        assert (
            refused_at(project, w.organiser, MAX_SUM, "0.01", self_raised=MAX_SUM, other="0.01") == "amount_1"
        )
        draw_up(project, w.organiser, MAX_SUM, self_raised=MAX_SUM)

    def test_no_private_number_is_written_into_a_line(self, w, project):
        lines = [("扶手", Decimal(50)), ("电话13812345678", Decimal(50))]
        with pytest.raises(Refused) as refusal:
            budgets.draw_up(project, by=w.organiser, lines=lines, shares={"self_raised": Decimal(100)})
        assert refusal.value.field == "name_2"

    def test_the_maintenance_fund_pays_for_what_is_owned_in_common_only(self, w, project):
        assert refused_at(project, w.organiser, "100", maintenance="100") == "share_maintenance"
        draw_up(
            put(project, Stage.DELIBERATION, touches_common_parts=True), w.organiser, "100", maintenance="100"
        )
        draw_up(project, w.organiser, "100", self_raised="100")


class TestLimits:
    def check(self, project, total, subsidy):
        budgets.require_within_limits(project, Decimal(total), Decimal(subsidy))

    @pytest.mark.parametrize("total, subsidy, possible", [("100", "90", True), ("100", "90.01", False), ("333333.34", "300000", True), ("400000", "300000.01", False), ("1", "0", True)])  # fmt: skip
    def test_ninety_percent_and_the_cap_of_the_kind_include_their_number(
        self, project, total, subsidy, possible
    ):
        if possible:
            self.check(project, total, subsidy)
        else:
            with pytest.raises(Refused):
                self.check(project, total, subsidy)

    def test_a_budget_above_its_limits_is_not_drawn_up(self, w, project):
        refused_at(project, w.organiser, "100", self_raised="9.99", district="90.01")
        draw_up(project, w.organiser, "100", self_raised="10", district="90")

    def test_the_cap_is_that_of_the_kind_that_the_plan_will_have(self, w, project):
        costs = {"self_raised": "50000", "district": "250000"}
        refused_at(project, w.organiser, "300000", words={"kind": "goods"}, **costs)
        draw_up(project, w.organiser, "300000", **costs)
        draw_up(
            put(project, project.stage, kind="goods"), w.organiser, "300000", words={"kind": "works"}, **costs
        )

    def test_the_limits_are_parameters(self, project):
        Parameter.objects.create(key="subsidy_percent", value=50, effective_from=clock.today(), basis="x")
        self.check(project, "100", "50")
        with pytest.raises(Refused):
            self.check(project, "100", "50.01")
        Parameter.objects.create(key="cap_works", value=40, effective_from=clock.today(), basis="x")
        with pytest.raises(Refused):
            self.check(project, "100", "40.01")

    def test_what_residents_solve_themselves_asks_for_nothing(self, project):
        project.level = IssueLevel.RESIDENTS
        self.check(project, "100", "0")
        for subsidy in ("0.01", "1"):
            with pytest.raises(Refused):
                self.check(project, "100", subsidy)


class TestBeforeTheCommittee:
    @pytest.fixture
    def selected(self, w, project):
        """The residents chose it for a subsidy of 80 yuan."""
        draw_up(project, w.organiser, "100", self_raised="20", district="80")
        return put(project, Stage.SELECTION)

    def score(self, w, project):
        give_points(project, w.committee[0])

    def put_to_vote(self, w, project):
        put(project, Stage.POOLED)
        round = rounds.open_round(
            w.community, by=w.staff, title="评选", projects=[project], closes_at=clock.now() + timedelta(days=7), budget=Decimal(50000), operation=uuid4(), most_choices=1,
        )  # fmt: skip
        rounds.cast(round, voter=w.neighbours[0], candidates=[round.candidates.get().pk], operation=uuid4())
        with clock.at(round.closes_at):
            closing.close_round(round)
        project.refresh_from_db()

    def test_not_more_than_the_residents_voted_on(self, w, selected):
        self.put_to_vote(w, selected)
        draw_up(selected, w.organiser, "100", self_raised="20", district="80")
        draw_up(selected, w.organiser, "100", self_raised="30", district="70")
        with pytest.raises(Refused, match=r"80\.00"):
            draw_up(selected, w.organiser, "200", self_raised="119.99", district="80.01")

    def test_what_was_never_voted_on_has_no_such_limit(self, w, selected):
        draw_up(selected, w.organiser, "1000", self_raised="200", district="800")

    def test_raised_in_the_pool_it_goes_back_to_deliberation(self, w, selected):
        self.put_to_vote(w, selected)
        draw_up(put(selected, Stage.POOLED), w.organiser, "1000", self_raised="200", district="800")
        selected.refresh_from_db()
        assert (selected.stage, selected.budget) == (Stage.DELIBERATION, 1000)

    def test_from_the_first_points_on_nothing_is_changed(self, w, selected):
        self.score(w, selected)
        refused_at(selected, w.organiser, "100", self_raised="20", district="80")
        with pytest.raises(Refused):
            budgets.correct_plan(
                put(selected, Stage.SELECTION, times_street_returned=1), by=w.proposer, plan="x", changes="x"
            )

    def test_the_points_of_an_earlier_sitting_hold_nothing(self, w, selected):
        self.score(w, selected)
        for member in w.committee[1:]:
            give_points(selected, member)
        resolve(selected, w.staff)
        put(selected, Stage.SELECTION, times_street_returned=1)
        draw_up(selected, w.organiser, "100", self_raised="30", district="70")
        corrected = budgets.correct_plan(selected, by=w.proposer, plan="两侧都装。", changes="两侧。")
        assert corrected.plan == "两侧都装。"


class TestChosenSupplier:
    """Who was chosen freely for little is no way around the three prices that more money asks for."""

    def chosen(self, monkeypatch, approval):
        choice = SupplierChoice(approval=approval) if approval else None
        monkeypatch.setattr(budgets.records, "current_choice", lambda project: choice)

    @pytest.mark.parametrize("approval, possible", [("not_needed", False), ("approved", True), ("", True)])
    def test_a_larger_budget_asks_how_the_supplier_was_chosen(
        self, w, project, monkeypatch, approval, possible
    ):
        self.chosen(monkeypatch, approval)
        if possible:
            draw_up(project, w.organiser, "5000", self_raised="5000")
        else:
            refused_at(project, w.organiser, "5000", self_raised="5000")

    @pytest.mark.parametrize("approval", ["not_needed", "approved"])
    def test_one_that_stays_small_does_not(self, w, project, monkeypatch, approval):
        self.chosen(monkeypatch, approval)
        draw_up(project, w.organiser, "4999.99", self_raised="4999.99")
