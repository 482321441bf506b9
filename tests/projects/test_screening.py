"""The check by an organiser, the support poll's result, and the ways out before a vote."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message, Notice
from panlong.policy.models import Parameter
from projects.journey import deliberating, proposing, screening
from projects.models import CHECKS, Project, Screening
from projects.stages import Stage
from tests.factories import draft, placed, put, sign_in, stages_but, world
from tests.traces import audited, in_working_days, last_of, later, object_to_something, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(w):
    """A proposal that was handed in."""
    return put(draft(w), Stage.SCREENING)


def screen(project, by, verdict="passed", **facts):
    ends = {"poll_closes_at": clock.now() + timedelta(days=14)} if verdict == "passed" else {}
    if verdict == "rejected":
        ends["ground"] = "few"
    return screening.record_screening(project, by=by, verdict=verdict, **{**ends, **facts})


class TestScreening:
    def test_what_passes_is_published_and_all_households_are_asked(self, w, waiting):
        screen(waiting, w.organiser, checks=["in_range"])
        waiting.refresh_from_db()
        assert (waiting.stage, waiting.is_public) == (Stage.SUPPORT_POLL, True)
        assert told("support_poll") == set(w.neighbours)
        assert Notice.objects.get().kind == "support_poll"
        assert Screening.objects.values_list("by", "verdict", "reason").get() == (
            w.organiser.pk,
            "passed",
            "",
        )

    def test_the_poll_ends_when_the_caller_says(self, w, waiting):
        ends = clock.now() + timedelta(days=9)
        screen(waiting, w.organiser, poll_closes_at=ends)
        waiting.refresh_from_db()
        assert waiting.stage_due == ends == Notice.objects.get().ends_at

    def test_without_an_end_nothing_passes(self, w, waiting):
        with pytest.raises(ValueError, match="end of its poll"), transaction.atomic():
            screening.record_screening(waiting, by=w.organiser, verdict="passed")
        assert not Screening.objects.exists()

    @pytest.mark.parametrize("verdict, stage, topic", [("returned", Stage.RETURNED, "returned"), ("rejected", Stage.REJECTED, "rejected")])  # fmt: skip
    def test_what_does_not_pass_tells_its_proposer_why_and_nobody_else(
        self, w, waiting, verdict, stage, topic
    ):
        screen(waiting, w.organiser, verdict, reason="已有物业负责。")
        waiting.refresh_from_db()
        assert (waiting.stage, waiting.is_public) == (stage, False)
        assert told(topic) == {w.proposer}
        assert last_of(waiting)[1] == w.organiser
        assert last_of(waiting)[2].endswith("已有物业负责。")
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("verdict", ["returned", "rejected"])
    @pytest.mark.parametrize("reason", ["", "   "])
    def test_without_a_reason_nothing_is_turned_down(self, w, waiting, verdict, reason):
        with pytest.raises(Refused) as refusal:
            screen(waiting, w.organiser, verdict, reason=reason)
        assert refusal.value.field == "reason"
        assert not Screening.objects.exists()

    def test_nobody_checks_their_own_nor_in_a_place_they_do_not_serve(self, w, waiting):
        w.proposer.posts.create(role="grid_worker", area=w.courtyard, since=clock.now() - timedelta(days=1))
        for other in (w.proposer, w.neighbours[1], w.handler, world("530103003").organiser):
            with pytest.raises(NotPermitted):
                screen(waiting, other)

    def test_the_database_too_lets_no_proposer_check(self, w, waiting):
        with pytest.raises(DatabaseError), transaction.atomic():
            Screening.objects.create(project=waiting, by=w.proposer, verdict="passed")

    def test_two_organisers_check_it_once(self, w, waiting):
        screen(waiting, w.organiser)
        with pytest.raises(Refused):
            screen(waiting, w.staff, "rejected", reason="不行。")
        assert Screening.objects.count() == 1

    def test_new_words_of_a_public_one_are_taken_when_they_pass_and_only_then(self, w):
        project = placed(w, Stage.SCREENING, revision={"plan": "两侧都装。", "title": "坡道"})
        published = project.first_published_at
        screen(project, w.organiser)
        project.refresh_from_db()
        assert (project.plan, project.title, project.revision) == ("两侧都装。", "坡道", {})
        assert "podao" in project.search_key.replace(" ", "")
        assert project.first_published_at == published

    def test_while_an_objection_is_open_it_does_not_pass_but_may_go_back(self, w):
        project = placed(w, Stage.SCREENING)
        object_to_something(project, by=w.neighbours[4])
        with pytest.raises(Refused), transaction.atomic():
            screen(project, w.organiser)
        screen(project, w.organiser, "returned", reason="先答复异议。")


class TestSettling:
    def test_level_place_kind_theme_and_common_parts_are_set_and_the_proposer_is_told_what_is_different(
        self, w, waiting
    ):
        settled = {
            "level": 1,
            "kind": "service",
            "theme": "care",
            "touches_common_parts": True,
            "area": w.community,
        }
        screen(waiting, w.staff, settled=settled)
        waiting.refresh_from_db()
        assert {name: getattr(waiting, name) for name in settled} == settled
        changes = Message.objects.get(topic="settled", person=w.proposer).facts["changes"]
        for words in ("院 → 社区", "工程", "服务"):
            assert words in changes
        assert waiting.events.get(act="pass_screening").note == changes

    def test_what_stays_is_not_told(self, w, waiting):
        screen(waiting, w.organiser, settled={"level": 2, "kind": "works"})
        assert not told("settled")

    def test_without_kind_or_theme_nothing_passes(self, w):
        for missing in ("kind", "theme"):
            project = put(draft(w, **{missing: ""}), Stage.SCREENING)
            with pytest.raises(Refused) as refusal, transaction.atomic():
                screen(project, w.organiser)
            assert refusal.value.field == missing

    def test_the_place_is_one_around_or_inside_where_one_checks_and_stays_once_it_was_asked(self, w, waiting):
        other = world("530103003").courtyard
        for by, place in ((w.organiser, w.community), (w.organiser, other)):
            with pytest.raises(Refused) as refusal, transaction.atomic():
                screen(waiting, by, settled={"area": place})
            assert refusal.value.field == "area"
        screen(waiting, w.organiser)
        put(waiting, Stage.SCREENING)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            screen(waiting, w.staff, settled={"area": w.community})
        assert refusal.value.field == "area"

    def test_nobody_lifts_it_to_the_district_at_once(self, w, waiting):
        with pytest.raises(Refused) as refusal:
            screen(waiting, w.organiser, settled={"level": 3})
        assert refusal.value.field == "level"


class TestReturning:
    def test_a_proposal_is_returned_twice_and_then_decided(self, w, waiting):
        for number in range(2):
            screen(waiting, w.organiser, "returned", reason="请补充户数。")
            proposing.edit_proposal(waiting, by=w.proposer, plan=f"装扶手{number}。")
            proposing.submit_proposal(waiting, by=w.proposer)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            screen(waiting, w.organiser, "returned", reason="再补充。")
        assert refusal.value.field == "verdict"
        screen(waiting, w.organiser)

    def test_the_district_says_how_often(self, w, waiting):
        Parameter.objects.create(key="screening_returns", value=0, effective_from=clock.today(), basis="x")
        with pytest.raises(Refused):
            screen(waiting, w.organiser, "returned", reason="x")

    def test_unchanged_it_is_not_taken_again(self, w, waiting):
        screen(waiting, w.organiser, "returned", reason="请补充户数。")
        with pytest.raises(Refused):
            proposing.submit_proposal(waiting, by=w.proposer)
        proposing.edit_proposal(waiting, by=w.proposer, plan="装扶手，共18户。")
        proposing.edit_proposal(waiting, by=w.proposer, plan="装扶手。")
        with pytest.raises(Refused):
            proposing.submit_proposal(waiting, by=w.proposer)
        proposing.edit_proposal(waiting, by=w.proposer, plan="装扶手，共18户。")
        proposing.submit_proposal(waiting, by=w.proposer)

    def test_after_a_poll_without_support_it_changes_too_before_it_is_asked_again(self, w):
        project = placed(w, Stage.SUPPORT_POLL)
        screening.record_support(
            project, by=None, passed=False, households=6, agreed=1, opposed=4, abstained=1, share="三分之二"
        )
        with pytest.raises(Refused):
            proposing.submit_proposal(project, by=w.proposer)
        proposing.edit_proposal(project, by=w.proposer, plan="两侧都装。")
        proposing.submit_proposal(project, by=w.proposer)

    def test_words_that_changed_while_somebody_read_them_are_read_again(self, w, waiting):
        seen = proposing.digest_of(waiting)
        proposing.edit_proposal(waiting, by=w.proposer, plan="拆掉花坛。")
        with pytest.raises(Refused):
            screen(waiting, w.organiser, seen=seen)
        waiting.refresh_from_db()
        screen(waiting, w.organiser, seen=proposing.digest_of(waiting))

    def test_a_refusal_has_a_ground_from_the_list_and_words(self, w, waiting):
        for ground in ("", "whatever"):
            with pytest.raises(Refused) as refusal:
                screen(waiting, w.organiser, "rejected", reason="不行。", ground=ground)
            assert refusal.value.field == "ground"


class TestPage:
    def test_whoever_checks_sees_everything_and_reads_once_more_how_many_are_told(self, client, w, waiting):
        screen(waiting, w.staff, "returned", reason="请写明户数。")
        proposing.edit_proposal(waiting, by=w.proposer, plan="装扶手，共六户。", touches_common_parts=True)
        proposing.submit_proposal(waiting, by=w.proposer)
        sign_in(client, w.organiser)
        address = f"/projects/{waiting.pk}/do/screen/"
        page = client.get(address)
        for words in (
            "将征求6户的意见",
            "请写明户数。",
            w.proposer.name,
            "提议人表示涉及。",
            "装扶手，共六户。",
        ):
            assert words in page.text
        form = page.context["form"]
        facts = {
            "operation": form["operation"].value(), "seen": form["seen"].value(), "checks": [key for key, _words in CHECKS],
            "area": waiting.area_id, "level": "2", "kind": "works", "theme": "safety", "verdict": "passed",
        }  # fmt: skip
        again = client.post(address, facts)
        assert again.status_code == 200 and "院的6户" in again.text
        assert Project.objects.get().stage == Stage.SCREENING
        sent = {**dict(again.context["form"].hidden()), "checks": facts["checks"], "confirmed": "yes"}
        assert client.post(address, sent).status_code == 302
        assert Project.objects.get().stage == Stage.SUPPORT_POLL

    def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(self, client, w, waiting):
        sign_in(client, w.organiser)
        address = f"/projects/{waiting.pk}/do/screen/"
        form = client.get(address).context["form"]
        facts = {
            "operation": form["operation"].value(),
            "seen": form["seen"].value(),
            "area": waiting.area_id,
            "level": "2",
        }
        for more, missing in (
            ({"verdict": "rejected", "reason": "物业的事"}, {"ground"}),
            ({"verdict": "rejected", "ground": "few"}, {"reason"}),
            ({"verdict": "returned"}, {"reason"}),
            ({"verdict": "passed"}, {"checks", "kind", "theme"}),
        ):
            page = client.post(address, {**facts, **more})
            assert (page.status_code, set(page.context["form"].errors)) == (422, missing)
        assert not Screening.objects.exists()


class TestSupport:
    def record(self, project, passed):
        return screening.record_support(
            project, by=None, passed=passed, households=6, agreed=4, opposed=1, abstained=0, share="2/3"
        )

    def test_with_enough_support_the_neighbours_talk_it_through_in_twenty_working_days(self, w):
        project = placed(w, Stage.SUPPORT_POLL)
        self.record(project, passed=True)
        project.refresh_from_db()
        assert (project.stage, project.discussed_at is not None) == (Stage.DELIBERATION, True)
        assert told("support_passed") == set(w.neighbours)
        assert project.stage_due == in_working_days(20)

    @pytest.mark.parametrize("level, days", [(1, 15), (2, 20), (3, 30)])
    def test_the_higher_the_level_the_longer_they_have(self, w, level, days):
        project = placed(w, Stage.SUPPORT_POLL)
        put(project, Stage.SUPPORT_POLL, level=level)
        self.record(project, passed=True)
        project.refresh_from_db()
        assert project.stage_due == in_working_days(days)

    def test_without_it_the_proposal_goes_back_and_the_light_stays_off(self, w):
        project = placed(w, Stage.SUPPORT_POLL)
        self.record(project, passed=False)
        project.refresh_from_db()
        assert (project.stage, project.discussed_at, project.stage_due) == (Stage.RETURNED, None, None)
        assert told("support_failed") == {w.proposer}

    def test_the_result_is_published_with_its_numbers(self, w):
        self.record(placed(w, Stage.SUPPORT_POLL), passed=True)
        facts = Notice.objects.get(kind="support_result").facts
        assert (facts["passed"], facts["households"], facts["agreed"], facts["opposed"]) == (True, 6, 4, 1)

    def test_a_poll_is_counted_once(self, w):
        project = placed(w, Stage.SUPPORT_POLL)
        self.record(project, passed=True)
        with pytest.raises(Refused), transaction.atomic():
            self.record(project, passed=True)
        assert audited("record_support").details["agreed"] == 4


class TestWithdrawing:
    BEFORE_CONSENT = (Stage.DRAFT, Stage.SCREENING, Stage.RETURNED, Stage.SUPPORT_POLL)

    def test_the_proposer_takes_it_back_before_the_households_agreed_and_not_after(self, w):
        for stage in stages_but(Stage.SUSPENDED):
            project = put(draft(w), stage)
            if stage in self.BEFORE_CONSENT:
                proposing.record_withdrawal(project, by=w.proposer, reason="已解决。")
                project.refresh_from_db()
                assert project.stage == Stage.WITHDRAWN
            else:
                with pytest.raises(Refused):
                    proposing.record_withdrawal(project, by=w.proposer, reason="已解决。")

    def test_nobody_else_does(self, w):
        for stage in (*self.BEFORE_CONSENT, Stage.POOLED):
            for other in (w.neighbours[1], w.staff, w.organiser, w.reviewer, world("530103003").staff):
                with pytest.raises(NotPermitted):
                    proposing.record_withdrawal(placed(w, stage), by=other, reason="已解决。")

    def test_what_was_public_is_told_by_a_notice_and_a_draft_is_not(self, w):
        proposing.record_withdrawal(draft(w), by=w.proposer, reason="算了。")
        assert not Notice.objects.exists()
        proposing.record_withdrawal(placed(w, Stage.SUPPORT_POLL), by=w.proposer, reason="已解决。")
        assert Notice.objects.get().facts["change"] == "withdraw"


class TestLeavingThePool:
    def test_after_its_full_time_it_goes_with_a_reason_by_nobodys_hand(self, w):
        project = placed(w, Stage.POOLED, stage_due=clock.now() + timedelta(days=1))
        with later(days=1, seconds=1):
            deliberating.leave_pool(project)
        project.refresh_from_db()
        act, actor, note = last_of(project)
        assert (project.stage, act, actor) == (Stage.WITHDRAWN, "withdraw", None)
        assert note

    def test_at_its_last_moment_it_goes_and_a_moment_before_it_stays(self, w):
        due = clock.now() + timedelta(days=1)
        project = placed(w, Stage.POOLED, stage_due=due)
        with clock.at(due - timedelta(microseconds=1)), pytest.raises(Refused):
            deliberating.leave_pool(project)
        with clock.at(due):
            deliberating.leave_pool(project)

    def test_without_a_term_or_out_of_another_stage_nothing_leaves(self, w):
        for project in (placed(w, Stage.POOLED), placed(w, Stage.VOTING, stage_due=clock.now())):
            with later(days=1), pytest.raises(Refused):
                deliberating.leave_pool(project)
