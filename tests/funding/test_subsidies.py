"""A subsidy step by step, each by another person: applied for, checked, decided, approved, changed, paid in parts.

A small budget of 4,000 yuan, 1,000 of it the residents' own, needs no quotations: what is asked for here is the subsidy alone.
"""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import translation

from funding import ledger
from funding.cashbook import receipts, settlement, spending
from funding.models import Check, Grant, StreetReview, Tranche
from funding.subsidies import amendments, applications, budgets, grants, street_review, tranches
from panlong import clock
from panlong.accounts.models import Post, Role, User
from panlong.errors import NotPermitted, Refused
from panlong.policy.models import Parameter
from projects.models import IssueLevel, TaskGroupMember
from projects.stages import Stage
from tests.factories import elect, fill_envelope, in_force, person, placed, put, stages_but, world
from tests.traces import audited, object_to_something, told

pytestmark = pytest.mark.django_db
SHARES = {"self_raised": Decimal(1000), "district": Decimal(3000)}


@pytest.fixture
def project(w):
    """A project before the street office, with task group and budget, and money in the district's envelope."""
    project = placed(w, Stage.DELIBERATION)
    elect(w, project)
    draw_up(project, w)
    fill_envelope(w, "10000.00")
    return put(project, Stage.STREET_REVIEW, decided_at=clock.now())


@pytest.fixture
def handled(w, project):
    apply(project, w)
    handle(project, w)
    return project


@pytest.fixture
def approved(w, handled):
    street_review.record_review(handled, by=w.reviewer, verdict="approved")
    street_review.approve_subsidy(handled, by=w.leader)
    handled.refresh_from_db()
    return handled


@pytest.fixture
def working(w, approved):
    """Its work has begun, and the residents' own share is in."""
    put(approved, Stage.IN_PROGRESS, work_started_at=clock.now())
    receive(approved, w)
    return approved


def draw_up(project, w, total="4000", shares=None, name="扶手"):
    return budgets.draw_up(
        project,
        by=w.neighbours[1],
        lines=[(name, Decimal(total))],
        shares=shares or SHARES,
        reason="单价有变。",
    )


def apply(project, w, by=None):
    return applications.submit_application(project, by=by or w.neighbours[1], words="尚缺三千元。")


def handle(project, w, by=None, **facts):
    facts = {
        "checks": Check.values,
        "opinion": "可行。",
        "subsidy": Decimal(3000),
        "implementer": "施工队",
        **facts,
    }
    return street_review.record_handler_check(project, by=by or w.handler, **facts)


def receive(project, w, amount="1000.00"):
    return receipts.receive_contribution(project, by=w.neighbours[2], source="self_raised", giver="邻居们", amount=Decimal(amount), received_on=clock.today(), operation=uuid4())  # fmt: skip


def pay_next(project, w, reference=""):
    tranches.request_tranche(project, by=w.neighbours[1])
    tranches.check_tranche(project, by=w.handler)
    tranches.approve_tranche(project, by=w.reviewer)
    return tranches.pay_tranche(
        project, by=w.finance, bank_reference=reference or uuid4().hex[:12], operation=uuid4()
    )


def with_posts(who, *roles, area) -> User:
    """Give `who` posts of `roles` in `area` and return them afresh."""
    for role in roles:
        Post.objects.create(user=who, role=role, area=area, since=clock.now() - timedelta(days=1))
    return User.objects.get(pk=who.pk)


def why(project, number=1) -> str:
    with translation.override("en"):
        return str(tranches.why_not_yet(Tranche(number=number), project))


class TestApplying:
    def test_it_keeps_the_plan_word_for_word_under_a_number(self, w, project):
        application = apply(project, w)
        assert application.lines == [["扶手", "4000.00"]]
        assert application.shares == {"district": "3000.00", "self_raised": "1000.00"}
        assert (application.total, application.subsidy, application.quotations) == (4000, 3000, [])
        assert application.number == f"Z{project.pk}-1"
        assert audited("apply_for_grant").details == {"subsidy": "3000.00"}

    def test_the_same_plan_is_applied_for_once_and_another_one_anew(self, w, project):
        first = apply(project, w)
        assert apply(project, w) == applications.current_application(project) == first
        draw_up(put(project, Stage.SELECTION), w, name="别的")
        put(project, Stage.STREET_REVIEW)
        assert applications.current_application(project) is None
        assert apply(project, w).number == f"Z{project.pk}-2"

    def test_a_budget_drawn_up_anew_that_reads_the_same_is_no_other_plan(self, w, project):
        application = apply(project, w)
        with clock.at(clock.now() + timedelta(seconds=1)):
            draw_up(put(project, Stage.POOLED), w)
        assert applications.current_application(project) == application

    def test_one_that_was_another_plan_meanwhile_is_applied_for_anew(self, w, project):
        apply(project, w)
        for seconds, name in ((1, "别的"), (2, "扶手")):
            with clock.at(clock.now() + timedelta(seconds=seconds)):
                draw_up(put(project, Stage.SELECTION), w, name=name)
        assert applications.current_application(put(project, Stage.STREET_REVIEW)) is None

    def test_it_names_the_offers_whose_price_is_open_and_no_sealed_one(self, w, project):
        project.quotations.create(
            supplier="五金店", price=Decimal("3900.50"), collected_by=w.neighbours[1], at=clock.now()
        )
        assert apply(project, w).quotations == [["五金店", "3900.50"]]

    def test_only_the_task_group_applies(self, w, project):
        for other in (w.proposer, w.neighbours[5], w.staff, w.handler):
            with pytest.raises(NotPermitted):
                apply(project, w, by=other)

    def test_from_the_pool_to_the_street_and_at_no_other_time(self, w, project):
        for stage in stages_but(Stage.SUSPENDED):
            put(project, stage)
            if stage in {Stage.POOLED, Stage.VOTING, Stage.SELECTION, Stage.STREET_REVIEW}:
                apply(project, w)
            else:
                with pytest.raises(Refused):
                    apply(project, w)

    def test_for_a_cent_but_not_for_nothing(self, w, project):
        put(project, Stage.POOLED, subsidy_planned=0)
        with pytest.raises(Refused):
            apply(project, w)
        put(project, Stage.POOLED, subsidy_planned=Decimal("0.01"))
        apply(project, w)

    def test_limits_are_asked_again(self, w, project):
        Parameter.objects.create(key="cap_works", value=2999, effective_from=clock.today(), basis="x")
        with pytest.raises(Refused):
            apply(project, w)


class TestHandling:
    def test_the_check_is_kept_and_the_reviewer_told(self, w, handled):
        review = street_review.current_review(handled)
        assert (review.handler, review.checks, review.subsidy) == (w.handler, sorted(Check.values), 3000)
        assert told("street_review") == {w.reviewer}
        assert audited("handle").details["subsidy"] == "3000"

    def test_of_a_level_3_issue_the_district_is_told_too(self, w, project):
        put(project, Stage.STREET_REVIEW, level=IssueLevel.DISTRICT)
        apply(project, w)
        handle(project, w)
        assert told("street_review") == {w.reviewer, w.leader}

    def test_only_the_handler_checks_and_only_what_is_before_the_street(self, w, project):
        apply(project, w)
        for other in (w.reviewer, w.finance, w.staff, w.leader, world("530103003").handler):
            with pytest.raises(NotPermitted):
                handle(project, w, by=other)
        with pytest.raises(Refused):
            handle(put(project, Stage.SELECTION), w)

    def test_without_an_application_nothing_is_checked_but_what_asks_for_no_subsidy(self, w, project):
        with pytest.raises(Refused):
            handle(project, w)
        handle(put(project, Stage.STREET_REVIEW, subsidy_planned=0), w, subsidy=Decimal(0))

    @pytest.mark.parametrize("asked", ["1.00", "0.01"])
    def test_even_for_little_an_application_is_needed(self, w, project, asked):
        with pytest.raises(Refused):
            handle(put(project, Stage.STREET_REVIEW, subsidy_planned=Decimal(asked)), w, subsidy=Decimal(0))

    def test_less_than_was_asked_for_may_be_proposed_and_not_a_cent_more(self, w, project):
        apply(project, w)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            handle(project, w, subsidy=Decimal("3000.01"))
        assert refusal.value.field == "subsidy"
        assert handle(project, w, subsidy=Decimal("2999.99")).subsidy == Decimal("2999.99")

    def test_a_second_check_waits_for_the_decision_and_for_the_approval(self, w, handled):
        with pytest.raises(Refused):
            handle(handled, w)
        street_review.record_review(handled, by=w.reviewer, verdict="approved")
        with pytest.raises(Refused):
            handle(handled, w)
        assert StreetReview.objects.count() == 1

    def test_only_who_stood_may_carry_it_out(self, w, project):
        apply(project, w)
        with pytest.raises(Refused) as refusal:
            handle(project, w, implementing_person=w.neighbours[5])
        assert refusal.value.field == "implementing_person"


class TestDistrictsConsent:
    @pytest.fixture
    def hard(self, w, handled):
        return put(handled, Stage.STREET_REVIEW, level=IssueLevel.DISTRICT)

    def test_a_level_3_issue_is_approved_only_after_it(self, w, hard):
        with pytest.raises(Refused), transaction.atomic():
            street_review.record_review(hard, by=w.reviewer, verdict="approved")
        review = street_review.consent_for_district(hard, by=w.leader)
        assert (review.district_by, audited("consent_for_district").actor) == (w.leader, w.leader)
        street_review.record_review(hard, by=w.reviewer, verdict="approved")

    def test_it_is_given_once_by_the_district_for_level_3_after_the_check(self, w, hard):
        for other in (w.reviewer, w.handler, w.auditor):
            with pytest.raises(NotPermitted):
                street_review.consent_for_district(hard, by=other)
        street_review.consent_for_district(hard, by=w.leader)
        with pytest.raises(Refused):
            street_review.consent_for_district(hard, by=w.leader)

    def test_not_where_nothing_waits_nor_for_a_lower_level(self, w, project):
        with pytest.raises(Refused):
            street_review.consent_for_district(
                put(project, Stage.STREET_REVIEW, level=IssueLevel.DISTRICT), by=w.leader
            )
        apply(put(project, Stage.STREET_REVIEW, level=IssueLevel.STREET), w)
        handle(project, w)
        with pytest.raises(Refused):
            street_review.consent_for_district(project, by=w.leader)

    def test_not_by_who_carries_it_out(self, w, hard):
        StreetReview.objects.filter(project=hard).update(implementing_person=w.leader)
        with pytest.raises(NotPermitted):
            street_review.consent_for_district(hard, by=w.leader)


class TestDeciding:
    def decide(self, project, by, verdict="approved", **facts):
        return street_review.record_review(project, by=by, verdict=verdict, **facts)

    def test_approved_it_waits_for_a_third_person_who_is_told(self, w, handled):
        assert self.decide(handled, w.reviewer).stage == Stage.STREET_REVIEW
        assert street_review.review_to_approve(handled).reviewer == w.reviewer
        assert told("grant_to_approve") == {w.reviewer, w.leader}
        assert not Grant.objects.exists()

    def test_without_a_subsidy_nobody_else_is_asked(self, w, project):
        put(project, Stage.STREET_REVIEW, subsidy_planned=0)
        handle(project, w, subsidy=Decimal(0))
        assert self.decide(project, w.reviewer).stage == Stage.PUBLICITY
        assert street_review.review_to_approve(project) is None

    @pytest.mark.parametrize("verdict, stage", [("returned", Stage.SELECTION), ("refused", Stage.REJECTED)])
    def test_turned_down_it_goes_back_or_ends_with_the_reason(self, w, handled, verdict, stage):
        with pytest.raises(Refused) as refusal, transaction.atomic():
            self.decide(handled, w.reviewer, verdict, reason=" ")
        assert refusal.value.field == "reason"
        assert self.decide(handled, w.reviewer, verdict, reason="单价偏高。").stage == stage
        assert street_review.review_to_approve(handled) is None

    def test_with_a_point_of_the_check_missing_it_is_not_approved(self, w, project):
        apply(project, w)
        handle(project, w, checks=Check.values[1:])
        with pytest.raises(Refused), transaction.atomic():
            self.decide(project, w.reviewer)
        self.decide(project, w.reviewer, "returned", reason="补齐。")

    def test_first_the_handler_then_the_reviewer_and_never_the_same(self, w, project):
        with pytest.raises(Refused):
            self.decide(project, w.reviewer)
        apply(project, w)
        handle(project, w)
        for other in (w.handler, w.finance, w.leader, w.staff):
            with pytest.raises(NotPermitted):
                self.decide(project, other)
        both = with_posts(w.handler, Role.STREET_REVIEWER, area=w.street)
        with pytest.raises(Refused):
            self.decide(project, both)

    def test_not_by_who_carries_it_out_nor_at_another_stage(self, w, handled):
        StreetReview.objects.filter(project=handled).update(implementing_person=w.reviewer)
        with pytest.raises(NotPermitted):
            self.decide(handled, w.reviewer)
        StreetReview.objects.filter(project=handled).update(implementing_person=None)
        with pytest.raises(Refused):
            self.decide(put(handled, Stage.SELECTION), w.reviewer)


class TestApproving:
    @pytest.fixture
    def decided(self, w, handled):
        street_review.record_review(handled, by=w.reviewer, verdict="approved")
        return handled

    def test_it_reserves_the_money_and_the_public_notice_begins(self, w, decided):
        assert street_review.approve_subsidy(decided, by=w.leader).stage == Stage.PUBLICITY
        grant = grants.current_grant(decided)
        assert (grant.amount, grant.approved_by) == (3000, w.leader)
        assert list(grant.tranches.values_list("number", "amount")) == [
            (1, 900),
            (2, 1200),
            (3, 810),
            (4, 90),
        ]
        assert ledger.balance_of(grant.envelope) == 7000
        assert ledger.balance_of(ledger.granted_account(decided)) == 3000

    def test_sent_back_with_a_reason_the_handler_checks_again_and_nothing_is_reserved(self, w, decided):
        with pytest.raises(Refused) as refusal, transaction.atomic():
            street_review.approve_subsidy(decided, by=w.leader, approved=False, reason=" ")
        assert refusal.value.field == "reason"
        assert (
            street_review.approve_subsidy(decided, by=w.leader, approved=False, reason="再核。").stage
            == Stage.STREET_REVIEW
        )
        assert not Grant.objects.exists()
        assert street_review.review_to_approve(decided) is None
        assert told("street_review") == {w.reviewer, w.handler}
        handle(decided, w)

    def test_where_nothing_was_decided_nothing_is_approved(self, w, project, handled):
        with pytest.raises(Refused):
            street_review.approve_subsidy(handled, by=w.leader)

    def test_up_to_the_limit_the_street_above_it_the_district(self, w, decided):
        second = person("副主任", role=Role.STREET_REVIEWER, where=w.street)
        in_force("street_approves_up_to", "2999.99", days_ago=1)
        assert not street_review.is_within_power(second, decided, Decimal(3000))
        assert street_review.is_within_power(w.leader, decided, Decimal(3000))
        with pytest.raises(Refused):
            street_review.approve_subsidy(decided, by=second)
        in_force("street_approves_up_to", 3000, days_ago=0)
        assert street_review.is_within_power(second, decided, Decimal(3000))
        street_review.approve_subsidy(decided, by=second)

    def test_by_a_third_person_never_one_of_the_first_two(self, w, decided):
        both = with_posts(w.handler, Role.STREET_REVIEWER, area=w.street)
        for one in (both, w.reviewer):
            with pytest.raises(Refused):
                street_review.approve_subsidy(decided, by=one)
        for other in (w.finance, w.staff, w.auditor):
            with pytest.raises(NotPermitted):
                street_review.approve_subsidy(decided, by=other)

    def test_not_by_who_carries_it_out(self, w, project):
        TaskGroupMember.objects.create(project=project, user=w.neighbours[4])  # stood, was not elected
        capable = with_posts(w.neighbours[4], Role.CO_LEADER, area=w.district)
        apply(project, w)
        handle(project, w, implementing_person=capable)
        street_review.record_review(project, by=w.reviewer, verdict="approved")
        with pytest.raises(NotPermitted):
            street_review.approve_subsidy(project, by=capable)
        assert street_review.approve_subsidy(project, by=w.leader).implementing_person == capable

    def test_not_at_another_stage(self, w, decided):
        put(decided, Stage.SELECTION)
        assert street_review.review_to_approve(decided) is None
        with pytest.raises(Refused):
            street_review.approve_subsidy(decided, by=w.leader)

    def test_limits_are_asked_again_and_the_envelope_must_hold_it(self, w, decided):
        with transaction.atomic():
            in_force("cap_works", 2999)
            with pytest.raises(Refused), transaction.atomic():
                street_review.approve_subsidy(decided, by=w.leader)
            transaction.set_rollback(True)
        ledger.allot_money(
            w.district,
            w.community,
            clock.today().year,
            Decimal("7000.01"),
            by=w.leader,
            memo="x",
            operation=uuid4(),
        )
        street_review.approve_subsidy(decided, by=w.leader)
        assert grants.current_grant(decided).envelope.area == w.community


class TestParts:
    def test_they_are_thirty_forty_twentyseven_and_three_percent(self):
        assert grants.parts_of(Decimal(1000)) == [300, 400, 270, 30]

    def test_the_last_one_takes_the_odd_cents(self):
        assert grants.parts_of(Decimal("0.99")) == [
            Decimal(part) for part in ("0.29", "0.39", "0.26", "0.05")
        ]
        assert grants.parts_of(Decimal("0.01")) == [0, 0, 0, Decimal("0.01")]

    def test_from_a_later_part_on_the_rest_is_shared_in_the_same_proportion(self):
        assert grants.parts_of(Decimal(700), 2) == [400, 270, 30]
        assert grants.parts_of(Decimal(300), 3) == [270, 30]
        assert grants.parts_of(Decimal(30), 4) == [30]

    def test_where_the_rest_has_no_percentage_the_last_part_is_all_of_it(self):
        for number in (2, 3, 4):
            Parameter.objects.create(
                key=f"tranche_{number}_percent", value=0, effective_from=clock.today(), basis="x"
            )
        assert grants.parts_of(Decimal(70), 2) == [0, 0, 70]

    def test_a_part_of_nothing_is_none(self, w, handled):
        Parameter.objects.create(key="tranche_2_percent", value=0, effective_from=clock.today(), basis="x")
        street_review.record_review(handled, by=w.reviewer, verdict="approved")
        street_review.approve_subsidy(handled, by=w.leader)
        assert list(Tranche.objects.values_list("number", flat=True)) == [1, 3, 4]


class TestReleasing:
    def test_what_is_unpaid_goes_back_when_the_project_ends(self, w, working):
        pay_next(working, w)
        ended = grants.terminate_project(working, by=w.reviewer, reason="停工。")
        assert (ended.stage, ended.subsidy_approved) == (Stage.TERMINATED, 900)
        assert ledger.balance_of(ledger.envelope_account(w.district, clock.today().year)) == 9100
        assert grants.current_grant(working) is None

    def test_where_nothing_is_reserved_nothing_goes_back(self, w, project):
        grants.release_subsidy(project, by=w.leader)
        assert ledger.balance_of(ledger.envelope_account(w.district, clock.today().year)) == 10000

    def test_a_grant_that_is_paid_out_is_released_without_a_booking(self, w, working):
        for _part in range(4):
            put(
                working, Stage.AFTERCARE, percent_done=100, rated_at=clock.now(), warranty_ends_at=clock.now()
            )
            pay_next(working, w)
        grants.release_subsidy(working, by=w.leader)
        assert Grant.objects.get().released_at is not None
        assert ledger.balance_of(ledger.granted_account(working)) == 0

    @pytest.mark.parametrize("upheld", [True, False])
    def test_an_upheld_objection_takes_it_back_and_another_does_not(self, w, approved, upheld):
        objection = object_to_something(approved, by=w.neighbours[4])
        answered = street_review.answer_objection(
            objection, approved, by=w.reviewer, upheld=upheld, text="已核。"
        )
        assert answered.upheld is upheld
        assert (grants.current_grant(approved) is None) == upheld

    @pytest.mark.parametrize("upheld, stage", [(True, Stage.IN_PROGRESS), (False, Stage.STREET_REVIEW)])
    def test_a_grant_stays_where_the_objection_does_not_lead_back_to_the_street(
        self, w, approved, upheld, stage
    ):
        put(approved, stage)
        objection = object_to_something(approved, by=w.neighbours[4])
        street_review.answer_objection(objection, approved, by=w.reviewer, upheld=upheld, text="已核。")
        assert grants.current_grant(approved) is not None


class TestConditions:
    """What a part of the subsidy waits for."""

    def test_the_first_part_waits_for_nothing_more_when_work_has_begun_and_the_own_share_is_in(self, working):
        assert why(working) == ""

    def test_the_work_has_begun(self, w, approved):
        receive(approved, w)
        assert "not begun" in why(approved)
        assert why(put(approved, Stage.IN_PROGRESS)) == ""
        assert why(put(approved, Stage.ACCEPTANCE, work_started_at=clock.now())) == ""

    def test_the_residents_own_share_has_come_in_to_the_last_cent(self, w, approved):
        put(approved, Stage.IN_PROGRESS, work_started_at=clock.now())
        assert "1000.00" in why(approved)
        receive(approved, w, "999.99")
        assert "0.01" in why(approved)
        last = receive(approved, w, "0.01")
        assert (why(approved), tranches.received_by(approved), tranches.own_share(approved)) == (
            "",
            1000,
            1000,
        )
        settlement.reverse_entry(last.entry, by=w.neighbours[1], reason="记错", operation=uuid4())
        assert tranches.received_by(approved) == Decimal("999.99")

    def test_what_is_spent_of_it_has_come_in_all_the_same_and_the_subsidy_is_not_of_it(self, w, working):
        pay_next(working, w)
        spending.record_spending(working, by=w.neighbours[2], payee="店", purpose="料", source="self_raised", amount=Decimal(50), spent_on=clock.today(), invoice_number="I1", operation=uuid4())  # fmt: skip
        assert tranches.received_by(working) == 1000

    @pytest.mark.parametrize("budget, needed", [("4999.99", False), ("5000.00", True)])
    def test_from_five_thousand_yuan_a_supplier_is_chosen(self, working, budget, needed):
        put(working, Stage.IN_PROGRESS, budget=Decimal(budget), subsidy_approved=Decimal(budget) - 1000)
        assert ("supplier" in why(working)) == needed

    @pytest.mark.parametrize("percent, waits", [(49, True), (50, False)])
    def test_the_second_waits_for_half_of_the_work(self, working, percent, waits):
        put(working, Stage.IN_PROGRESS, percent_done=percent)
        assert bool(why(working, 2)) == waits
        assert why(working, 1) == ""

    def test_the_third_waits_for_the_residents_review(self, working):
        assert "review" in why(working, 3)
        assert why(put(working, Stage.AFTERCARE, rated_at=clock.now()), 3) == ""

    def test_the_fourth_waits_for_the_end_of_the_warranty(self, working):
        ends = clock.now() + timedelta(days=1)
        assert "warranty" in why(working, 4)
        put(working, Stage.AFTERCARE, warranty_ends_at=ends)
        with clock.at(ends - timedelta(microseconds=1)):
            assert "warranty" in why(working, 4)
        with clock.at(ends):
            assert why(working, 4) == ""


class TestPaying:
    def test_four_people_one_after_another(self, w, working):
        tranche = pay_next(working, w, "B 1")
        people = (tranche.requested_by, tranche.checked_by, tranche.approved_by, tranche.paid_by)
        assert people == (w.neighbours[1], w.handler, w.reviewer, w.finance)
        assert ledger.balance_of(ledger.cash_account(working, "district")) == 900
        assert audited("pay_tranche").details == {"amount": "900.00", "number": 1}
        assert tranches.next_tranche(working).number == 2

    def test_each_step_tells_the_next_one(self, w, working):
        pay_next(working, w)
        assert [told(f"tranche_to_{step}") for step in ("check", "approve", "pay")] == [
            {w.handler},
            {w.reviewer},
            {w.finance},
        ]
        assert told("tranche_paid") == set(w.neighbours[1:4])

    def test_every_step_is_only_for_its_own_people(self, w, working):
        steps = {
            tranches.request_tranche: w.neighbours[1], tranches.check_tranche: w.handler, tranches.approve_tranche: w.reviewer,
        }  # fmt: skip
        for step, person_ in steps.items():
            for other in {w.staff, w.leader, w.finance, w.neighbours[5], *steps.values()} - {person_}:
                with pytest.raises(NotPermitted):
                    step(working, by=other)
            assert step(working, by=person_) == tranches.next_tranche(working)
        for other in (w.reviewer, w.handler, w.neighbours[1]):
            with pytest.raises(NotPermitted):
                tranches.pay_tranche(working, by=other, bank_reference="B1", operation=uuid4())

    def test_no_step_is_taken_before_its_turn_nor_twice(self, w, working):
        grants_of = [
            (tranches.request_tranche, w.neighbours[1]),
            (tranches.check_tranche, w.handler),
            (tranches.approve_tranche, w.reviewer),
        ]
        for turn, (step, by) in enumerate(grants_of):
            for other, who in grants_of[:turn] + grants_of[turn + 1 :]:
                with pytest.raises(Refused):
                    other(working, by=who)
            with pytest.raises(Refused):
                tranches.pay_tranche(working, by=w.finance, bank_reference="B1", operation=uuid4())
            step(working, by=by)
        with pytest.raises(Refused):
            tranches.approve_tranche(working, by=w.reviewer)

    def test_one_person_with_every_post_takes_one_step(self, w, working):
        all_of_them = with_posts(w.handler, Role.STREET_REVIEWER, Role.STREET_FINANCE, area=w.street)
        tranches.request_tranche(working, by=w.neighbours[1])
        tranches.check_tranche(working, by=all_of_them)
        with pytest.raises(NotPermitted):
            tranches.approve_tranche(working, by=all_of_them)
        tranches.approve_tranche(working, by=w.reviewer)
        for one in (all_of_them, with_posts(w.reviewer, Role.STREET_FINANCE, area=w.street)):
            with pytest.raises(NotPermitted):
                tranches.pay_tranche(working, by=one, bank_reference="B1", operation=uuid4())

    def test_its_condition_is_asked_again_at_every_step(self, w, working):
        def too_early(step, **facts):
            put(working, Stage.IN_PROGRESS, budget=Decimal(4001))
            with pytest.raises(Refused):
                step(working, **facts)
            put(working, Stage.IN_PROGRESS, budget=Decimal(4000))

        too_early(tranches.request_tranche, by=w.neighbours[1])
        tranches.request_tranche(working, by=w.neighbours[1])
        tranches.check_tranche(working, by=w.handler)
        too_early(tranches.approve_tranche, by=w.reviewer)
        tranches.approve_tranche(working, by=w.reviewer)
        too_early(tranches.pay_tranche, by=w.finance, bank_reference="B1", operation=uuid4())

    def test_the_same_form_pays_once_and_a_bank_reference_pays_one_part(self, w, working):
        tranches.request_tranche(working, by=w.neighbours[1])
        tranches.check_tranche(working, by=w.handler)
        tranches.approve_tranche(working, by=w.reviewer)
        facts = {"by": w.finance, "bank_reference": "B1", "operation": uuid4()}
        paid = tranches.pay_tranche(working, **facts)
        assert tranches.pay_tranche(working, **facts) == paid
        put(working, Stage.IN_PROGRESS, percent_done=50)
        with pytest.raises(Refused) as refusal:
            pay_next(working, w, "B1")
        assert refusal.value.field == "bank_reference"

    @pytest.mark.parametrize("stage", [Stage.PUBLICITY, Stage.SUSPENDED, Stage.CLOSED, Stage.TERMINATED])
    def test_a_halted_or_ended_project_is_not_paid(self, w, working, stage):
        put(working, stage, suspended_from=Stage.IN_PROGRESS if stage == Stage.SUSPENDED else "")
        with pytest.raises(Refused):
            tranches.request_tranche(working, by=w.neighbours[1])

    def test_nor_one_with_an_open_objection_nor_without_a_subsidy(self, w, working, project):
        object_to_something(working, by=w.neighbours[4])
        with pytest.raises(Refused):
            tranches.request_tranche(working, by=w.neighbours[1])
        bare = placed(w, Stage.IN_PROGRESS)
        elect(w, bare)
        with pytest.raises(Refused):
            tranches.request_tranche(bare, by=w.neighbours[1])


class TestQuestions:
    def ask(self, project, by, reason="缺发票。"):
        return tranches.question_tranche(project, by=by, reason=reason)

    def test_the_elected_group_is_told_what_is_missing_once_a_question(self, w, working):
        TaskGroupMember.objects.create(project=working, user=w.neighbours[4])  # stood, was not elected
        tranches.request_tranche(working, by=w.neighbours[1])
        for reason in ("缺发票。", "缺发票。", "缺合同。"):
            self.ask(working, w.handler, reason)
        self.ask(working, w.reviewer, "缺合同。")
        assert told("tranche_questioned") == set(w.neighbours[1:4])
        assert working.events.filter(act="question_tranche").count() == 3

    def test_it_comes_from_the_street_about_a_part_that_was_asked_for(self, w, working):
        with pytest.raises(Refused):
            self.ask(working, w.handler)
        tranches.request_tranche(working, by=w.neighbours[1])
        for other in (w.staff, w.leader, w.neighbours[1]):
            with pytest.raises(NotPermitted):
                self.ask(working, other)
        self.ask(working, w.finance)


class TestChanging:
    def ask(self, project, w, amount="2500.00", by=None):
        return amendments.request_change(
            project, by=by or w.neighbours[1], amount=Decimal(amount), reason="少做一段。"
        )

    def go(self, project, w):
        amendments.check_change(project, by=w.handler)
        amendments.review_change(project, by=w.reviewer)
        return amendments.approve_change(project, by=w.leader)

    def test_four_people_change_it_and_the_rest_is_reserved_anew(self, w, working):
        pay_next(working, w)
        asked = self.ask(working, w)
        assert amendments.current_change(working) == asked
        done = self.go(working, w)
        assert (done.checked_by, done.reviewed_by, done.approved_by) == (w.handler, w.reviewer, w.leader)
        working.refresh_from_db()
        assert (working.subsidy_approved, amendments.current_change(working)) == (2500, None)
        grant = grants.current_grant(working)
        assert (grant.amount, [one.number for one in grant.tranches.all()]) == (1600, [2, 3, 4])
        assert ledger.balance_of(grant.envelope) == 7500

    @pytest.mark.parametrize("amount, possible", [("900.00", False), ("900.01", True), ("3000.00", False), ("3600.00", True), ("3600.01", False)])  # fmt: skip
    def test_above_what_is_paid_up_to_the_limit_and_another_than_now(self, w, working, amount, possible):
        pay_next(working, w)
        if possible:
            assert self.ask(working, w, amount).amount == Decimal(amount)
        else:
            with pytest.raises(Refused):
                self.ask(working, w, amount)

    def test_one_change_at_a_time_by_the_task_group(self, w, working):
        for other in (w.staff, w.proposer, w.handler):
            with pytest.raises(NotPermitted):
                self.ask(working, w, by=other)
        self.ask(working, w)
        with pytest.raises(Refused):
            self.ask(working, w, "2600.00")

    @pytest.mark.parametrize("lacking", ["work", "answer", "grant", "rest", "quiet"])
    def test_not_while_it_cannot_be(self, w, working, lacking):
        if lacking == "work":
            put(working, Stage.PUBLICITY)
        if lacking == "answer":
            object_to_something(working, by=w.neighbours[4])
        if lacking == "grant":
            grants.release_subsidy(working, by=w.leader)
        if lacking == "quiet":
            tranches.request_tranche(working, by=w.neighbours[1])
        if lacking == "rest":
            put(
                working, Stage.AFTERCARE, percent_done=100, rated_at=clock.now(), warranty_ends_at=clock.now()
            )
            for _part in range(4):
                pay_next(working, w)
        with pytest.raises(Refused):
            self.ask(working, w, "3100.00")

    def test_every_step_has_its_people_and_its_turn(self, w, working):
        steps = [
            (amendments.check_change, w.handler),
            (amendments.review_change, w.reviewer),
            (amendments.approve_change, w.leader),
        ]
        with pytest.raises(Refused):
            amendments.check_change(working, by=w.handler)
        self.ask(working, w)
        for turn, (step, by) in enumerate(steps):
            for other in (w.staff, w.finance, w.neighbours[2]):
                with pytest.raises(NotPermitted):
                    step(working, by=other)
            for later, who in steps[turn + 1 :]:
                with pytest.raises(Refused):
                    later(working, by=who)
            step(working, by=by)

    def test_nobody_takes_two_steps(self, w, working):
        self.ask(working, w)
        both = with_posts(w.handler, Role.STREET_REVIEWER, area=w.street)
        amendments.check_change(working, by=both)
        with pytest.raises(Refused):
            amendments.review_change(working, by=both)

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_each_may_refuse_with_a_reason_and_then_all_stays_as_it_was(self, w, working, number):
        steps = [
            (amendments.check_change, w.handler),
            (amendments.review_change, w.reviewer),
            (amendments.approve_change, w.leader),
        ]
        self.ask(working, w)
        for step, by in steps[:number]:
            step(working, by=by)
        step, by = steps[number]
        with pytest.raises(Refused) as refusal, transaction.atomic():
            step(working, by=by, approved=False, reason="  ")
        assert refusal.value.field == "reason"
        refused = step(working, by=by, approved=False, reason="无依据。")
        assert (refused.refused_by, refused.refusal, amendments.current_change(working)) == (
            by,
            "无依据。",
            None,
        )
        working.refresh_from_db()
        assert working.subsidy_approved == grants.current_grant(working).amount == 3000

    def test_what_became_impossible_since_is_not_approved(self, w, working):
        self.ask(working, w)
        amendments.check_change(working, by=w.handler)
        amendments.review_change(working, by=w.reviewer)
        tranches.request_tranche(working, by=w.neighbours[1])
        with pytest.raises(Refused):
            amendments.approve_change(working, by=w.leader)

    def test_above_the_streets_limit_only_the_district_approves(self, w, working):
        Parameter.objects.create(
            key="street_approves_up_to", value=Decimal("2499.99"), effective_from=clock.today(), basis="x"
        )
        second = person("副主任", role=Role.STREET_REVIEWER, where=w.street)
        self.ask(working, w)
        amendments.check_change(working, by=w.handler)
        amendments.review_change(working, by=w.reviewer)
        with pytest.raises(Refused), transaction.atomic():
            amendments.approve_change(working, by=second)
        amendments.approve_change(working, by=w.leader)
