"""What must be there before a project enters the pool, how long it stays, and the two public lists."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test.utils import CaptureQueriesContext

import deliberation.tasks
import projects.tasks
from deliberation import pooling
from deliberation.council import changes, reconfirming
from deliberation.models import Meeting, Reconfirmation, SupportPoll
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.portal.acts import ACTS, is_due
from projects.models import IssueLevel, PlanVersion, Project
from projects.stages import Stage
from tests.factories import Walk, in_force, past_triggers, placed, put, reconfirm, sign_in
from tests.traces import in_months, last_of, object_to_something

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(w):
    """A deliberated project that lacks nothing."""
    walk = Walk(w)
    walk.to(Stage.DELIBERATION)
    with clock.at(walk.moment):
        walk.form_group()
        walk.plan()
        walk.talk()
        walk.meet()
    walk.refresh()
    return walk


@pytest.fixture
def pooled(w):
    walk = Walk(w)
    walk.to(Stage.POOLED)
    return walk


def missing(project) -> list[str]:
    return [part.name for part in pooling.missing_parts(project)]


def take_away(walk, name: str) -> None:
    """Let `walk` lack one part, past all triggers as only a test may."""
    project, w = walk.project, walk.w
    with past_triggers():
        if name == "consent":
            SupportPoll.objects.update(passed=False)
        elif name == "owners":
            Project.objects.update(touches_common_parts=True)
            PlanVersion.objects.update(touches_common_parts=True)
        elif name == "group":
            project.task_group.update(elected_at=None)
        elif name == "budget":
            PlanVersion.objects.update(total=0, subsidy=0)
        elif name == "aftercare":
            PlanVersion.objects.update(aftercare="")
        elif name == "committee":
            row = in_force("committee_needed", 1, w.community, days_ago=1)
            Project.objects.update(stage_since=clock.now())
            assert row.value == 1
        elif name == "six-parties":
            Meeting.objects.filter(platform="six_parties").update(minutes_at=None)
        elif name == "council":
            Meeting.objects.filter(platform="all_households").update(agreed=False)
    if name == "objections":
        object_to_something(project, by=w.neighbours[4])
    walk.refresh()


class TestParts:
    @pytest.mark.parametrize("part", pooling.PARTS, ids=lambda part: part.name)
    def test_without_one_of_them_it_stays_and_the_sentence_says_which(self, whole, part):
        with clock.at(whole.moment):
            assert missing(whole.project) == []
            take_away(whole, part.name)
            assert part.name in missing(whole.project)
            with pytest.raises(Refused, match=str(part.missing).replace("(", r"\(")):
                pooling.pool_project(whole.project, by=whole.w.organiser)
            assert not is_due(ACTS["pool"], whole.project, whole.w.organiser)

    def test_with_all_of_them_it_goes_and_only_an_organiser_takes_it(self, whole):
        with clock.at(whole.moment):
            assert is_due(ACTS["pool"], whole.project, whole.w.organiser)
            for other in (whole.w.neighbours[1], whole.w.proposer, whole.w.reviewer):
                with pytest.raises(NotPermitted):
                    pooling.pool_project(whole.project, by=other)
            project = pooling.pool_project(whole.project, by=whole.w.organiser)
            assert (project.stage, project.stage_due) == (Stage.POOLED, in_months(24))

    def test_every_act_that_a_part_names_is_one_of_the_portal(self):
        assert {part.act for part in pooling.PARTS if part.act} <= set(ACTS)

    def test_six_parties_do_not_decide(self, whole):
        with past_triggers():
            Meeting.objects.filter(platform="all_households").update(platform="six_parties")
        assert missing(whole.project) == ["council"]

    def test_what_the_residents_solve_themselves_needs_neither_budget_nor_parties(self, whole):
        for name in ("budget", "aftercare", "six-parties"):
            take_away(whole, name)
        Project.objects.update(level=IssueLevel.RESIDENTS)
        assert missing(whole.project) == []

    def test_one_look_is_one_query_beside_the_parameter(self, whole, django_assert_num_queries):
        with django_assert_num_queries(2):
            pooling.parts_of(whole.project)


class TestPage:
    def test_organisers_and_the_group_read_what_is_missing_and_others_do_not(self, whole, client):
        take_away(whole, "aftercare")
        lacking = str(pooling.PARTS[4].missing)
        for reader, reads in (
            (whole.w.organiser, True),
            (whole.w.neighbours[1], True),
            (whole.w.neighbours[5], False),
            (None, False),
        ):
            sign_in(client, reader)
            page = client.get(whole.project.get_absolute_url())
            assert (lacking in page.text) == reads, reader
            assert bool(page.context["parts"]) == reads

    def test_whoever_comes_too_early_reads_what_is_missing(self, whole, client):
        take_away(whole, "six-parties")
        sign_in(client, whole.w.organiser)
        page = client.get(f"/projects/{whole.project.pk}/do/pool/")
        assert page.status_code == 409
        assert page.context["lacks"] == pooling.what_is_missing(whole.project) != []

    def test_a_missing_talk_stands_on_the_desk_until_it_is_called(self, whole, client):
        take_away(whole, "six-parties")
        with past_triggers():
            Meeting.objects.filter(platform="six_parties").update(called_off="not_held", minutes_at=None)
        sign_in(client, whole.w.organiser)
        address = f"/projects/{whole.project.pk}/do/call-meeting/"
        with clock.at(whole.moment):
            assert address in client.get("/desk/").text
            whole.talk()
            assert address not in client.get("/desk/").text


class TestStaying:
    def test_a_council_that_agrees_keeps_it_for_its_full_time_once_more(self, pooled):
        with clock.at(pooled.moment):
            said = reconfirm(pooled)
            held = said.meeting.starts_at + timedelta(hours=3)
        assert "仍然需要。" in said.meeting.agenda
        with clock.at(held):
            assert (deliberation.tasks.sweep(), deliberation.tasks.sweep()) == (1, 0)
            pooled.refresh()
            assert pooled.project.stage_due == in_months(24)
        said.refresh_from_db()
        assert said.stays_until == pooled.project.stage_due
        assert last_of(pooled.project) == ("reconfirm", pooled.w.neighbours[1], "仍然需要。")

    @pytest.mark.parametrize("in_favour", [0, 2])
    def test_one_that_does_not_agree_keeps_nothing(self, pooled, in_favour):
        due = pooled.project.stage_due
        with clock.at(pooled.moment):
            said = reconfirm(pooled, in_favour=in_favour)
        with clock.at(pooled.moment + timedelta(days=5)):
            assert deliberation.tasks.sweep() == 0
            with pytest.raises(Refused):
                reconfirming.take_reconfirmation(said)
        pooled.refresh()
        assert pooled.project.stage_due == due
        with clock.at(due):
            assert projects.tasks.sweep() == 1
        pooled.refresh()
        assert pooled.project.stage == Stage.WITHDRAWN

    def test_no_button_and_no_ordinary_meeting_keeps_it(self, pooled):
        due = pooled.project.stage_due
        with clock.at(pooled.moment):
            pooled.meet()
        with clock.at(pooled.moment):
            assert deliberation.tasks.sweep() == 0
        pooled.refresh()
        assert pooled.project.stage_due == due

    def call(self, walk, by, **facts):
        facts = {
            "platform": "all_households",
            "place": "院里",
            "reason": "仍然需要。",
            "operation": uuid4(),
            **facts,
        }
        starts_at = clock.now() + timedelta(days=4)
        return reconfirming.call_reconfirmation(walk.project, by=by, starts_at=starts_at, **facts)

    def test_organisers_and_the_group_call_it_one_at_a_time_and_a_repeat_is_the_same(self, pooled):
        w, operation = pooled.w, uuid4()
        with clock.at(pooled.moment):
            for other in (w.neighbours[5], w.reviewer, w.leader):
                with pytest.raises(NotPermitted), transaction.atomic():
                    self.call(pooled, other)
            meeting = self.call(pooled, w.neighbours[1], operation=operation)
            assert self.call(pooled, w.neighbours[1], operation=operation) == meeting
            with pytest.raises(Refused):
                self.call(pooled, w.staff)
            changes.cancel_meeting(meeting, by=w.staff, reason="改期", operation=uuid4())
            assert self.call(pooled, w.staff) != meeting
        assert Reconfirmation.objects.count() == 2

    def test_six_parties_do_not_keep_it_nor_is_anything_kept_that_is_elsewhere(self, w, pooled):
        with clock.at(pooled.moment):
            with pytest.raises(Refused) as refusal:
                self.call(pooled, w.organiser, platform="six_parties")
            assert refusal.value.field == "platform"
            put(pooled.project, Stage.VOTING)
            with pytest.raises(Refused):
                self.call(pooled, w.organiser)

    def test_a_meeting_about_an_earlier_stay_keeps_nothing(self, pooled):
        with clock.at(pooled.moment):
            said = reconfirm(pooled)
            put(pooled.project, Stage.POOLED, stage_since=clock.now() + timedelta(days=4, hours=3))
        with clock.at(pooled.moment + timedelta(days=5)), pytest.raises(Refused):
            reconfirming.take_reconfirmation(said)

    def test_the_database_keeps_nothing_that_no_meeting_agreed_to(self, pooled):
        with clock.at(pooled.moment):
            said = reconfirm(pooled, in_favour=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Reconfirmation.objects.filter(pk=said.pk).update(taken_at=clock.now(), stays_until=clock.now())

    def test_the_form_calls_it(self, pooled, client):
        sign_in(client, pooled.w.organiser)
        address = f"/projects/{pooled.project.pk}/do/reconfirm/"
        with clock.at(pooled.moment):
            form = client.get(address).context["form"]
            sent = {name: form[name].value() or "" for name in form.fields} | {
                "place": "院里",
                "reason": "还要。",
                "platform": "all_households",
            }
            starts_at = sent.pop("starts_at")
            sent |= {
                "starts_at_0": f"{starts_at:%Y-%m-%d}",
                "starts_at_1": "19:00",
                "starts_at": f"{starts_at:%Y-%m-%dT19:00}",
            }
            assert client.post(address, sent).status_code == 302
        assert Reconfirmation.objects.get().reason == "还要。"


class TestLists:
    def test_reserve_and_declared_are_two_lists(self, w, client):
        in_reserve = placed(w, Stage.POOLED, title="储备的")
        declared = placed(w, Stage.STREET_REVIEW, title="申报的", declared_at=clock.now())
        placed(w, Stage.DELIBERATION, title="还在商议")
        for address, shown in (("/projects/reserve/", in_reserve), ("/projects/declared/", declared)):
            page = client.get(address)
            assert list(page.context["page"].object_list) == [shown]

    @pytest.mark.parametrize("address", ["/projects/reserve/", "/projects/declared/"])
    def test_they_are_filtered_by_place_theme_and_kind(self, w, client, address):
        one = placed(w, Stage.POOLED, declared_at=clock.now())
        other = placed(w, Stage.POOLED, declared_at=clock.now(), theme="care", kind="service")

        def shown(**wanted):
            return {project.pk for project in client.get(address, wanted).context["page"].object_list}

        assert shown() == {one.pk, other.pk}
        assert shown(theme="care") == shown(kind="service") == {other.pk}
        assert shown(area=w.community.code) == {one.pk, other.pk}
        assert shown(area=w.district.code, theme="nonsense") == {one.pk, other.pk}

    def test_how_many_there_are_costs_no_more_queries(self, w, client, django_assert_num_queries):
        from django.db import connection

        placed(w, Stage.POOLED)
        client.get("/projects/reserve/")
        with CaptureQueriesContext(connection) as first:
            client.get("/projects/reserve/")
        for number in range(3):
            placed(w, Stage.POOLED, title=f"第{number}个")
        with django_assert_num_queries(len(first)):
            client.get("/projects/reserve/")


def test_how_long_it_stays_is_a_parameter(whole):
    in_force("pool_months", 6)
    with clock.at(whole.moment):
        project = pooling.pool_project(whole.project, by=whole.w.organiser)
        assert project.stage_due == in_months(6)
