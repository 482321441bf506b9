"""Vote, resolution and the street's answer, as the upper rooms hand them down."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from panlong import clock
from panlong.errors import Refused
from panlong.notices.models import Notice
from projects.journey import implementing, selecting
from projects.stages import Stage
from tests.factories import elect, placed, put
from tests.traces import (
    BUDGET,
    audited,
    in_months,
    in_working_days,
    last_of,
    notice_for,
    object_to_something,
    told,
)

pytestmark = pytest.mark.django_db


def at(w, stage, **facts):
    return placed(w, stage, **{**BUDGET, **facts})


class TestVote:
    def put_to_vote(self, w, project):
        self.ends = clock.now() + timedelta(days=7)
        return selecting.record_put_to_vote(
            project, by=w.staff, closes_at=self.ends, notice=notice_for(project)
        )

    def test_it_is_in_the_round_until_the_round_ends(self, w):
        project = at(w, Stage.POOLED)
        self.put_to_vote(w, project)
        project.refresh_from_db()
        assert (project.stage, project.stage_due) == (Stage.VOTING, self.ends)

    def test_only_what_is_pooled_is_put_to_the_vote_and_once(self, w):
        project = at(w, Stage.DELIBERATION)
        with pytest.raises(Refused):
            self.put_to_vote(w, project)
        self.put_to_vote(w, put(project, Stage.POOLED))
        with pytest.raises(Refused):
            self.put_to_vote(w, project)

    def test_an_open_objection_holds_it(self, w):
        project = at(w, Stage.POOLED)
        object_to_something(project, by=w.neighbours[4])
        with pytest.raises(Refused):
            self.put_to_vote(w, project)

    def test_chosen_it_goes_to_the_committee_which_is_told(self, w):
        project = at(w, Stage.VOTING)
        selecting.record_vote(project, by=None, chosen=True, votes=4, notice=notice_for(project))
        project.refresh_from_db()
        assert (project.stage, project.stage_due) == (Stage.SELECTION, None)
        assert (told("selected"), told("to_score")) == ({w.proposer}, {*w.committee, w.staff})
        assert last_of(project) == ("record_vote", None, "4")

    def test_not_chosen_it_is_pooled_anew_for_its_full_time(self, w):
        project = at(w, Stage.VOTING)
        selecting.record_vote(project, by=None, chosen=False, votes=1, notice=notice_for(project))
        project.refresh_from_db()
        assert (project.stage, told("not_selected")) == (Stage.POOLED, {w.proposer})
        assert project.stage_due == in_months(24)
        assert audited("record_vote").details["votes"] == 1

    @pytest.mark.parametrize("chosen", [True, False])
    def test_a_vote_is_counted_once(self, w, chosen):
        project = at(w, Stage.VOTING)
        facts = {"by": None, "chosen": chosen, "votes": 1, "notice": notice_for(project)}
        selecting.record_vote(project, **facts)
        with pytest.raises(Refused):
            selecting.record_vote(project, **facts)

    def test_a_vote_that_was_given_up_leads_back_to_the_pool(self, w):
        project = at(w, Stage.VOTING)
        selecting.record_vote_annulled(project, by=w.auditor, reason="钥匙丢失。", notice=notice_for(project))
        project.refresh_from_db()
        assert (project.stage, told("vote_again")) == (Stage.POOLED, {w.proposer})
        assert last_of(project) == ("give_up_vote", w.auditor, "钥匙丢失。")
        with pytest.raises(Refused):
            selecting.record_vote_annulled(project, by=w.auditor, reason="x", notice=notice_for(project))


class TestResolution:
    def resolve(self, w, project, chosen=True):
        return selecting.record_resolution(
            project, by=w.staff, chosen=chosen, points=Decimal("81.25"), reasons="受益面广。"
        )

    def test_chosen_it_is_reported_to_the_street_and_the_second_light_goes_on(self, w):
        project = at(w, Stage.SELECTION)
        self.resolve(w, project)
        project.refresh_from_db()
        assert project.stage == Stage.STREET_REVIEW
        assert project.decided_at and project.declared_at
        assert told("street_review") == {w.handler}
        assert project.stage_due == in_working_days(10)

    def test_not_chosen_it_goes_back_to_the_pool_undecided(self, w):
        project = at(w, Stage.SELECTION)
        self.resolve(w, project, chosen=False)
        project.refresh_from_db()
        assert (project.stage, project.decided_at, project.declared_at) == (Stage.POOLED, None, None)
        assert not told("not_selected"), "why it was not chosen the committee tells, which knows"

    def test_a_second_resolution_keeps_the_days_of_the_first(self, w):
        first = clock.now() - timedelta(days=30)
        project = at(w, Stage.SELECTION, decided_at=first, declared_at=first)
        self.resolve(w, project)
        project.refresh_from_db()
        assert project.decided_at == project.declared_at == first

    def test_points_and_reasons_are_public(self, w):
        self.resolve(w, at(w, Stage.SELECTION))
        facts = Notice.objects.get(kind="resolution").facts
        assert (facts["chosen"], facts["points"], facts["reasons"]) == (True, "81.25", "受益面广。")

    def test_not_while_an_objection_is_open_nor_twice(self, w):
        project = at(w, Stage.SELECTION)
        objection = object_to_something(project, by=w.neighbours[4])
        with pytest.raises(Refused):
            self.resolve(w, project)
        implementing.record_objection_answer(objection, project, by=w.staff, upheld=False, text="已说明。")
        self.resolve(w, project)
        with pytest.raises(Refused), transaction.atomic():
            self.resolve(w, project)


class TestStreet:
    def approve(self, w, project, **facts):
        facts = {"subsidy": Decimal(7000), "implementer": "施工队", **facts}
        return selecting.record_street_approval(project, by=w.reviewer, **facts)

    def test_approved_it_is_on_public_notice_for_five_working_days(self, w):
        project = at(w, Stage.STREET_REVIEW)
        self.approve(w, project)
        project.refresh_from_db()
        assert (project.stage, project.subsidy_approved, project.implementer) == (
            Stage.PUBLICITY,
            7000,
            "施工队",
        )
        assert project.stage_due == in_working_days(5)
        assert Notice.objects.get().ends_at == project.stage_due
        assert told("publicity") == set(w.neighbours)

    def test_a_resident_who_stood_may_be_its_implementer_and_no_other(self, w):
        project = at(w, Stage.STREET_REVIEW)
        elect(w, project)
        with pytest.raises(Refused):
            self.approve(w, project, implementing_person=w.neighbours[5])
        self.approve(w, project, implementer="", implementing_person=w.neighbours[2])
        project.refresh_from_db()
        assert project.implementing_person == w.neighbours[2]

    def test_not_while_an_objection_is_open_nor_at_another_stage(self, w):
        project = at(w, Stage.STREET_REVIEW)
        object_to_something(project, by=w.neighbours[4])
        with pytest.raises(Refused):
            self.approve(w, project)
        with pytest.raises(Refused):
            self.approve(w, at(w, Stage.SELECTION))

    def test_it_is_sent_back_once_with_all_points_and_then_never_again(self, w):
        project = at(w, Stage.STREET_REVIEW)
        selecting.record_street_return(project, by=w.reviewer, reason="单价偏高。")
        project.refresh_from_db()
        assert (project.stage, project.times_street_returned) == (Stage.SELECTION, 1)
        assert told("street_returned") == {w.proposer, w.staff}
        put(project, Stage.STREET_REVIEW)
        with pytest.raises(Refused):
            selecting.record_street_return(project, by=w.reviewer, reason="再改。")

    def test_refused_it_is_over_and_everybody_reads_why(self, w):
        project = at(w, Stage.STREET_REVIEW)
        selecting.record_street_refusal(project, by=w.reviewer, reason="重复建设。")
        project.refresh_from_db()
        assert (project.stage, project.has_ended) == (Stage.REJECTED, True)
        assert told("rejected") == {w.proposer, w.staff}
        assert Notice.objects.get().facts["reason"] == "重复建设。"

    def test_another_amount_of_the_subsidy_is_published(self, w):
        project = at(w, Stage.IN_PROGRESS, subsidy_approved=Decimal(7000))
        selecting.record_grant_change(project, by=w.leader, subsidy=Decimal("7500.50"), reason="加一段。")
        project.refresh_from_db()
        assert project.subsidy_approved == Decimal("7500.50")
        assert last_of(project) == ("change_grant", w.leader, "7500.50")
        assert Notice.objects.get().facts["amount"] == "7500.50"
