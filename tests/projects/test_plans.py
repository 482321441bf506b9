"""What was agreed is what is pooled: the plan in versions, and what a change of it asks for."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from deliberation import pooling
from deliberation.households import polls
from deliberation.models import Candidate
from funding.subsidies import budgets
from panlong import clock
from panlong.areas.models import Level
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Notice
from panlong.policy.models import Parameter
from projects.journey import planning
from projects.models import Line, PlanVersion, Project
from projects.models.plan_changes import differences
from projects.stages import Stage
from tests.factories import Walk, area, past_triggers, resident, sign_in
from tests.traces import told

pytestmark = pytest.mark.django_db
AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"


def rewrite(walk, own, subsidy, *, lines=None, reason="涨价了。", **words):
    """Let the task group write another version."""
    with clock.at(walk.moment):
        budgets.draw_up(
            walk.project, by=walk.w.neighbours[1], lines=lines or [("扶手", Decimal(own) + Decimal(subsidy))],
            shares={"self_raised": Decimal(own), "district": Decimal(subsidy)}, reason=reason, **words,
        )  # fmt: skip
    walk.refresh()
    return walk.project


@pytest.fixture
def pooled(w):
    """In the pool with 10,000 yuan, 8,000 of them subsidy."""
    walk = Walk(w)
    walk.to(Stage.POOLED)
    return walk


@pytest.fixture
def deliberated(w):
    walk = Walk(w)
    walk.to(Stage.DELIBERATION)
    with clock.at(walk.moment):
        walk.form_group()
    walk.refresh()
    return walk


def missing(project) -> set[str]:
    return {part.name for part in pooling.missing_parts(project)}


def refused_by_the_database(text: str, *sql: str) -> None:
    with pytest.raises(DatabaseError, match=text), transaction.atomic(), connection.cursor() as cursor:
        for one in (*sql, AT_ONCE):
            cursor.execute(one)


class TestVersions:
    def test_the_households_see_the_first_and_the_vote_the_newest(self, pooled):
        poll, versions = pooled.project.support_polls.get(), list(pooled.project.plan_versions.all())
        assert [version.number for version in versions] == [1, 2]
        assert (poll.version, versions[0].total, versions[1].total) == (versions[0], 0, 10000)
        pooled.to(Stage.VOTING)
        assert Candidate.objects.get().version == versions[1]

    def test_a_version_has_lines_with_quantity_and_price(self, deliberated):
        lines = [Line("扶手", Decimal(9000), Decimal(30), "米", Decimal(300)), Line("人工", Decimal(1000))]
        rewrite(
            deliberated, 2000, 8000, lines=lines, duration_days=20, implementer="邻居", aftercare="每季检查。"
        )
        version = planning.current_version(deliberated.project)
        assert version.lines[0] == {
            "item": "扶手",
            "quantity": "30",
            "unit": "米",
            "price": "300.00",
            "sum": "9000.00",
        }
        assert (version.duration_days, version.implementer, version.aftercare) == (20, "邻居", "每季检查。")
        assert list(deliberated.project.budget_lines.values_list("name", "amount")) == [
            ("扶手", 9000),
            ("人工", 1000),
        ]

    def test_the_same_plan_makes_no_version(self, pooled):
        rewrite(pooled, 2000, 8000)
        assert pooled.project.plan_versions.count() == 2
        assert Notice.objects.filter(kind="change").count() == 0

    def test_a_change_is_told_with_its_reason(self, pooled):
        with pytest.raises(Refused) as refusal:
            rewrite(pooled, 3000, 7000, reason=" ")
        assert refusal.value.field == "reason"

    def test_what_differs_is_said_line_by_line(self, pooled):
        lines = [Line("扶手", Decimal(9500)), Line("灯", Decimal(500))]
        rewrite(pooled, 2000, 8000, lines=lines)
        before, after = pooled.project.plan_versions.all()[1:]
        assert {(one["what"], one["item"], one["before"], one["after"]) for one in differences(before, after)} == {
            ("line_changed", "扶手", "10000.00", "9500.00"), ("line_added", "灯", "", "500.00"),
        }  # fmt: skip

    def test_the_page_tells_every_version_and_what_it_changed(self, pooled, client):
        rewrite(pooled, 3000, 8000, lines=[Line("扶手", Decimal(11000), Decimal(44), "米", Decimal(250))])
        page = client.get(reverse("funding:plan", args=[pooled.project.pk])).content.decode()
        for words in (
            "第3版",
            "第2版",
            "第1版",
            "涨价了。",
            "44 米 × 250.00 = 11000.00",
            "原为10000.00元，现为11000.00元",
        ):
            assert words in page

    def test_the_page_of_the_form_works_out_the_sum_and_keeps_what_was_typed(self, pooled, client):
        sign_in(client, pooled.w.neighbours[1])
        address = reverse("pages:act", args=[pooled.project.pk, "budget"])
        with clock.at(pooled.moment):
            form = client.get(address).context["form"]
            typed = {
                name: field.initial for name, field in form.fields.items() if field.initial not in (None, "")
            }
            typed |= {
                "operation": "9b0c9a52-21c3-4d0b-8f08-77f7be9ba4a6", "area": pooled.project.area_id, "reason": "量过了。",
                "name_1": "扶手", "quantity_1": "40", "unit_1": "米", "price_1": "250", "amount_1": "9999",
                "share_self_raised": "2000", "share_district": "8000",
            }  # fmt: skip
            wrong = client.post(address, typed)
            assert "amount_1" in wrong.context["form"].errors
            assert wrong.context["form"]["reason"].value() == "量过了。"
            assert client.post(address, typed | {"amount_1": ""}).status_code == 302
        assert planning.current_version(pooled.project).lines[0]["price"] == "250.00"


class TestAgreeing:
    def test_a_meeting_agrees_to_the_plan_that_lay_before_it(self, deliberated):
        rewrite(deliberated, 2000, 8000)
        with clock.at(deliberated.moment):
            deliberated.talk()
            deliberated.meet()
        assert "council" not in missing(deliberated.project)
        rewrite(deliberated, 2001, 8000, aftercare="轮流看管。")
        assert missing(deliberated.project) == {"council"}
        with pytest.raises(Refused), clock.at(deliberated.moment):
            pooling.pool_project(deliberated.project, by=deliberated.w.organiser)

    def test_not_to_one_that_has_no_budget(self, deliberated):
        with clock.at(deliberated.moment):
            deliberated.meet()
        assert "council" in missing(deliberated.project)


class TestMaterialChanges:
    @pytest.mark.parametrize("own, subsidy, asks", [("3999.99", "8000", False), ("4000", "8000", True), ("1999.99", "8000.01", True), ("5000", "5000", False)])  # fmt: skip
    def test_twenty_percent_more_or_a_higher_subsidy_asks_again(self, pooled, own, subsidy, asks):
        project = rewrite(pooled, own, subsidy)
        assert project.stage == (Stage.DELIBERATION if asks else Stage.POOLED)
        assert bool(told("plan_asks_again")) == asks
        assert bool(told("plan_changed")) == (not asks)

    def test_many_small_steps_are_one_large_one(self, pooled):
        assert rewrite(pooled, 3500, 8000).stage == Stage.POOLED
        assert rewrite(pooled, 4500, 8000).stage == Stage.DELIBERATION

    def test_how_much_it_is_is_a_parameter(self, pooled):
        Parameter.objects.create(
            key="material_change_percent", value=10, effective_from=clock.today(), basis="x"
        )
        assert rewrite(pooled, 3000, 8000).stage == Stage.DELIBERATION

    def test_any_change_corrects_the_notice_in_force(self, pooled):
        pool = Notice.objects.get(kind="pool")
        rewrite(pooled, 3000, 8000)
        rewrite(pooled, 3100, 8000)
        first, second = Notice.objects.filter(kind="change").order_by("pk")
        assert (first.corrects, second.corrects) == (pool, first)
        assert first.title.startswith("更正公告") and pool.number in first.body
        assert "预算合计：原为10000.00元，现为11000.00元" in first.body
        assert second.facts["budget"] == "11100.00"

    def test_another_place_or_kind_asks_the_households_too(self, pooled):
        w = pooled.w
        next_door = area(f"{w.community.code}-002", "邻院", Level.COURTYARD, w.community)
        project = rewrite(pooled, 2000, 8000, area=next_door)
        assert (project.stage, project.area) == (Stage.DELIBERATION, next_door)
        with clock.at(pooled.moment):
            with pytest.raises(Refused):
                pooling.pool_project(project, by=w.staff)
            with pytest.raises(Refused):
                polls.ask_households_again(project, by=w.staff)  # nobody lives there yet
            resident(next_door)
            with pytest.raises(NotPermitted):
                polls.ask_households_again(project, by=w.neighbours[1])
            polls.ask_households_again(project, by=w.staff)
        project.refresh_from_db()
        assert project.stage == Stage.SUPPORT_POLL
        poll = polls.open_poll(project)
        assert (poll.version, poll.households) == (planning.current_version(project), 1)

    def test_no_place_outside_of_the_community(self, pooled):
        with pytest.raises(Refused) as refusal:
            rewrite(pooled, 2000, 8000, area=pooled.w.street)
        assert refusal.value.field == "area"

    def test_the_households_are_not_asked_again_for_nothing(self, deliberated):
        with pytest.raises(Refused), clock.at(deliberated.moment):
            polls.ask_households_again(deliberated.project, by=deliberated.w.staff)


class TestTheDatabase:
    def test_no_version_is_changed_or_removed(self, pooled):
        for sql in ("UPDATE projects_planversion SET total = 1", "DELETE FROM projects_planversion"):
            refused_by_the_database("annot", sql)

    def test_a_budget_after_pooling_times_a_hundred_is_impossible(self, pooled):
        refused_by_the_database("budget of a project", "UPDATE projects_project SET budget = budget * 100")
        refused_by_the_database("newest version", "UPDATE projects_project SET plan = '别的'")
        copy = (
            "INSERT INTO projects_planversion (project_id, number, at, reason, area_id, kind, touches_common_parts, plan, lines, shares,"
            " total, subsidy, implementer, aftercare, notice_id) SELECT project_id, number + 1, at, '', area_id, kind,"
            " touches_common_parts, plan, %s, %s, %s, subsidy, '', '', %s FROM projects_planversion WHERE number = 2"
        )
        dearer = (
            """'[{"item": "x", "sum": "1000000.00"}]'""",
            """'{"district": "8000.00", "other": "992000.00"}'""",
            "1000000",
        )
        refused_by_the_database("with a notice", copy % (*dearer, "NULL"))
        notice = Notice.objects.get(kind="pool").pk
        refused_by_the_database("with a notice", copy % (*dearer, notice))
        refused_by_the_database("come to its total", copy % (*dearer[:2], "1000001", notice))

    def test_a_material_change_does_not_stay_in_the_pool(self, pooled):
        rewrite(pooled, 6000, 8000)
        refused_by_the_database(
            "asks those who agreed again", "UPDATE projects_project SET stage = 'pooled', stage_since = now()"
        )
        refused_by_the_database("Cannot update", "UPDATE projects_project SET stage = 'pooled'", "UPDATE projects_project SET agreed_version = 3")  # fmt: skip

    def test_lines_that_bookings_refer_to_are_those_of_the_plan(self, pooled):
        refused_by_the_database("those of the plan", "UPDATE funding_budgetline SET amount = 1")
        refused_by_the_database("those of the plan", "DELETE FROM funding_plannedshare")

    def test_versions_are_numbered_in_their_order(self, pooled):
        version = PlanVersion.objects.last()
        version.pk, version.number = None, 7
        with pytest.raises(DatabaseError, match="in their order"), transaction.atomic():
            version.save(force_insert=True)


def test_a_promise_keeps_to_the_sources_of_the_plan(pooled):
    from funding.cashbook import receipts

    gift = {
        "giver": "某公司",
        "amount": Decimal(1),
        "pledged_on": clock.today(),
        "operation": "9b0c9a52-21c3-4d0b-8f08-77f7be9ba4a6",
    }
    with pytest.raises(Refused) as refusal:
        receipts.record_pledge(pooled.project, by=pooled.w.neighbours[1], source="corporate", **gift)
    assert refusal.value.field == "source"
    with clock.at(pooled.moment):
        receipts.record_pledge(pooled.project, by=pooled.w.neighbours[1], source="self_raised", **gift)
    assert Project.objects.get(pk=pooled.project.pk).pledges.count() == 1


def test_what_stood_there_before_plans_had_versions_is_version_one(pooled):
    fill = import_module("projects.migrations.0007_plans_of_before").FILL
    with past_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE deliberation_supportpoll SET version_id = NULL")
        cursor.execute("UPDATE deliberation_meeting SET version_id = NULL")
        cursor.execute("DELETE FROM projects_planversion")
        cursor.execute("UPDATE projects_project SET agreed_version = NULL")
        cursor.execute(fill)
    pooled.refresh()
    version = pooled.project.plan_versions.get()
    assert (version.number, version.total, version.subsidy, pooled.project.agreed_version) == (
        1,
        10000,
        8000,
        1,
    )
    assert version.lines == [{"item": "扶手", "quantity": None, "unit": "", "price": None, "sum": "10000.00"}]
    assert version.shares == {"self_raised": "2000.00", "district": "8000.00"}
    assert rewrite(pooled, 2000, 8001).stage == Stage.DELIBERATION
