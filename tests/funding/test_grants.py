"""Application, three pairs of eyes, limits by amount, changes of a grant; two at once never exceed the envelope."""

import threading
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from funding import ledger
from funding.ledger import posting, queries
from funding.models import Account, Application, Approval, Check, Entry, Grant, GrantChange, Tranche
from funding.proof import verification
from funding.subsidies import amendments, applications, budgets, grants, street_review
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.policy.models import Parameter
from projects.stages import Stage
from tests.factories import Walk, fill_envelope, past_triggers, person, put, sign_in
from tests.together import together


@pytest.fixture
def walk(w):
    fill_envelope(w, "20000.00")
    walk = Walk(w)
    walk.to(Stage.STREET_REVIEW)
    return walk


def reviewed(walk):
    street_review.record_handler_check(
        walk.project, by=walk.w.handler, checks=Check.values, opinion="x", subsidy=Decimal(8000), implementer="x"
    )  # fmt: skip
    street_review.record_review(walk.project, by=walk.w.reviewer, verdict="approved")
    return walk.project.street_reviews.last()


def second_reviewer(w):
    return person("副主任", role="street_reviewer", where=w.street)


@pytest.mark.django_db
class TestApplication:
    def test_it_keeps_the_budget_and_the_shares(self, walk):
        application = Application.objects.get()
        assert application.lines == [["扶手", "10000.00"]]
        assert application.shares == {"self_raised": "2000.00", "district": "8000.00"}
        assert application.subsidy == Decimal(8000)

    def test_without_one_nobody_checks(self, walk):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM funding_application")
        with pytest.raises(Refused):
            reviewed(walk)

    def test_another_budget_needs_another_one(self, walk):
        with past_triggers():
            walk.project.budget_lines.update(amount=Decimal(9999))
        with pytest.raises(Refused):
            reviewed(walk)

    def test_the_same_budget_is_applied_for_once(self, walk):
        assert walk.apply() == Application.objects.get()

    def test_a_budget_drawn_up_anew_is_applied_for_anew(self, w, client):
        walk = Walk(w)
        walk.to(Stage.SELECTION)
        address = reverse("pages:act", args=[walk.project.pk, "apply"])
        sign_in(client, w.neighbours[1])
        for minutes, own in ((1, 2000), (3, 2500)):
            with clock.at(walk.moment + timedelta(minutes=minutes)):
                shares = {"self_raised": Decimal(own), "district": Decimal(10000 - own)}
                budgets.draw_up(
                    walk.project,
                    by=w.neighbours[1],
                    lines=[("扶手", Decimal(10000))],
                    shares=shares,
                    reason="自筹增加。",
                )
            with clock.at(walk.moment + timedelta(minutes=minutes + 1)):
                assert client.get(address).status_code == 200
                walk.apply()
                assert client.get(address).status_code == 409
        assert Application.objects.count() == 2

    def test_strangers_do_not_apply(self, walk):
        for who in (walk.w.neighbours[5], walk.w.staff, walk.w.handler):
            with pytest.raises(NotPermitted):
                applications.submit_application(walk.project, by=who, words="x")

    def test_limits_are_asked_again(self, walk):
        Parameter.objects.create(key="cap_works", value=Decimal(7999), effective_from=clock.today())
        with past_triggers():
            walk.project.budget_lines.update(amount=Decimal(9999))
        with pytest.raises(Refused):
            walk.apply()

    def test_a_budget_line_altered_after_the_approval_is_found(self, walk):
        reviewed(walk)
        street_review.approve_subsidy(walk.project, by=walk.w.leader)
        with past_triggers():
            walk.project.budget_lines.update(name="别的")
        assert [one.table for one in verification.verify_ledger()] == ["projects_project"]


@pytest.mark.django_db
class TestThirdPerson:
    def test_nothing_is_reserved_before(self, walk):
        reviewed(walk)
        assert not Grant.objects.exists()
        assert ledger.balance_of(Account.objects.get(kind="envelope")) == Decimal(20000)
        street_review.approve_subsidy(walk.project, by=walk.w.leader)
        assert ledger.balance_of(Account.objects.get(kind="envelope")) == Decimal(12000)
        walk.refresh()
        assert walk.project.stage == Stage.PUBLICITY

    def test_neither_handler_nor_reviewer_approves(self, walk):
        review = reviewed(walk)
        both = walk.w.handler
        both.posts.create(role="street_reviewer", area=walk.w.street, since=clock.now() - timedelta(days=1))
        for who in (type(both).objects.get(pk=both.pk), walk.w.reviewer):
            with pytest.raises(Refused):
                street_review.approve_subsidy(walk.project, by=who)
            with pytest.raises(DatabaseError, match="three people"), transaction.atomic():
                Approval.objects.create(review=review, by=who, approved=True)

    def test_above_the_limit_only_the_district_does(self, walk):
        reviewed(walk)
        Parameter.objects.create(
            key="street_approves_up_to", value=Decimal("7999.99"), effective_from=clock.today()
        )
        with pytest.raises(Refused):
            street_review.approve_subsidy(walk.project, by=second_reviewer(walk.w))
        street_review.approve_subsidy(walk.project, by=walk.w.leader)

    def test_up_to_the_limit_another_reviewer_of_the_street_does(self, walk):
        reviewed(walk)
        Parameter.objects.create(
            key="street_approves_up_to", value=Decimal(8000), effective_from=clock.today()
        )
        street_review.approve_subsidy(walk.project, by=second_reviewer(walk.w))
        assert Grant.objects.exists()

    def test_it_goes_back_to_the_handler_with_a_reason(self, walk):
        reviewed(walk)
        with pytest.raises(Refused):
            street_review.approve_subsidy(walk.project, by=walk.w.leader, approved=False, reason=" ")
        street_review.approve_subsidy(walk.project, by=walk.w.leader, approved=False, reason="单价偏高")
        reviewed(walk)
        street_review.approve_subsidy(walk.project, by=walk.w.leader)
        assert Grant.objects.count() == 1

    def test_a_second_form_does_no_harm(self, walk):
        reviewed(walk)
        street_review.approve_subsidy(walk.project, by=walk.w.leader)
        with pytest.raises(Refused):
            street_review.approve_subsidy(walk.project, by=walk.w.leader)
        assert Grant.objects.count() == 1

    def test_the_page_offers_it_to_who_may(self, walk, client):
        reviewed(walk)
        address = reverse("pages:act", args=[walk.project.pk, "approve-grant"])
        for who, status in ((walk.w.reviewer, 409), (walk.w.handler, 403), (walk.w.leader, 200)):
            sign_in(client, who)
            assert client.get(address).status_code in ({status} if status == 200 else {403, 404, 409})
        form = client.get(address).context["form"]
        client.post(address, {"operation": form["operation"].value(), "approved": "yes"})
        assert Approval.objects.get().approved


@pytest.mark.django_db
class TestTheDatabaseRefuses:
    """What no verb does, past all verbs."""

    def reserve(self, project, amount):
        account = Account.objects.get(kind="envelope")
        return Grant.objects.create(
            project=project, envelope=account, amount=Decimal(amount), approved_by=project.proposer
        )

    def test_a_subsidy_that_nobody_approved(self, walk):
        reviewed(walk)
        with pytest.raises(DatabaseError, match="approved before it is reserved"), transaction.atomic():
            self.reserve(walk.project, 8000)

    def test_a_subsidy_above_what_was_approved_or_above_the_cap(self, walk):
        review = reviewed(walk)
        Approval.objects.create(review=review, by=walk.w.leader, approved=True)
        with pytest.raises(DatabaseError, match="approved before it is reserved"), transaction.atomic():
            self.reserve(walk.project, "8000.01")
        with transaction.atomic():
            Parameter.objects.create(key="cap_works", value=Decimal(7999), effective_from=clock.today())
            with pytest.raises(DatabaseError, match="cap of its kind"), transaction.atomic():
                self.reserve(walk.project, 8000)
            with pytest.raises(Refused):
                street_review.approve_subsidy(walk.project, by=walk.w.leader)
            transaction.set_rollback(True)
        self.reserve(walk.project, 8000)

    def test_parts_above_the_whole(self, walk):
        reviewed(walk)
        street_review.approve_subsidy(walk.project, by=walk.w.leader)
        grant = Grant.objects.get()
        with pytest.raises(DatabaseError, match="not more than the whole"), transaction.atomic():
            Tranche.objects.create(grant=grant, number=9, amount=Decimal("0.01"))

    def test_money_reserved_without_a_grant_or_above_it(self, walk):
        reviewed(walk)
        street_review.approve_subsidy(walk.project, by=walk.w.leader)
        envelope, granted = Account.objects.get(kind="envelope"), ledger.granted_account(walk.project)
        with pytest.raises(DatabaseError, match="only what is approved"), transaction.atomic():
            ledger.post(
                Entry.Kind.GRANT, [(envelope, granted, Decimal("0.01"))], by=walk.w.leader, memo="x", operation=uuid4(), project=walk.project
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_a_part_marked_as_paid_by_another_booking(self, walk):
        reviewed(walk)
        street_review.approve_subsidy(walk.project, by=walk.w.leader)
        tranche, booking = Tranche.objects.first(), Entry.objects.get(kind="grant")
        w, now = walk.w, clock.now()
        people = {
            "requested": w.neighbours[1],
            "checked": w.handler,
            "approved": w.reviewer,
            "paid": w.finance,
        }
        for step, who in people.items():
            setattr(tranche, f"{step}_by", who)
            setattr(tranche, f"{step}_at", now)
        tranche.entry = booking
        with pytest.raises(DatabaseError, match="paid as it was approved"), transaction.atomic():
            tranche.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_approvals_at_once(w, guarded, monkeypatch):
    """Both walls hold, the lock and the trigger; the twin without either shows the envelope overdrawn."""
    fill_envelope(w, "8000.00")
    walks = [Walk(w, title=f"项目{n}") for n in range(2)]
    for walk in walks:
        walk.to(Stage.STREET_REVIEW)
        reviewed(walk)
    if not guarded:
        take_the_guards_away(monkeypatch)
    try:
        results = together(
            *(lambda one=one: street_review.approve_subsidy(one.project, by=w.leader) for one in walks)
        )
    finally:
        if not guarded:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE funding_posting ENABLE TRIGGER USER")
    monkeypatch.undo()
    refused = [one for one in results if isinstance(one, Exception)]
    left = ledger.balance_of(Account.objects.get(kind="envelope"))
    if guarded:
        assert len(refused) == 1 and left == 0
    else:
        assert not refused and left == Decimal(-8000)
        assert any(one.what == "overdrawn" for one in verification.verify_ledger())


def take_the_guards_away(monkeypatch):
    """Switch the trigger off, and let both look into the envelope before one of them books, without the lock."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE funding_posting DISABLE TRIGGER USER")
    meeting = threading.Barrier(2)

    def without_lock(area, amount):
        account = Account.objects.get(kind="envelope")
        assert ledger.balance_of(account) >= amount
        meeting.wait(10)
        return account

    monkeypatch.setattr(ledger, "envelope_for", without_lock)
    monkeypatch.setattr(posting, "balance_of", lambda account: Decimal(10**6))


@pytest.mark.django_db
class TestChange:
    @pytest.fixture
    def building(self, walk):
        walk.to(Stage.IN_PROGRESS)
        with clock.at(walk.moment):
            walk.choose_supplier()
            walk.refresh()
            walk.receive()
            walk.pay_next()  # 2,400
        return walk

    def ask(self, walk, amount):
        return amendments.request_change(
            walk.project, by=walk.w.neighbours[1], amount=Decimal(amount), reason="改用不锈钢"
        )

    def go_the_way(self, walk):
        amendments.check_change(walk.project, by=walk.w.handler)
        amendments.review_change(walk.project, by=walk.w.reviewer)
        return amendments.approve_change(walk.project, by=walk.w.leader)

    @pytest.mark.parametrize("amount", ["9000.00", "5000.00"])
    def test_the_envelope_gives_or_takes_the_difference(self, building, amount):
        with clock.at(building.moment):
            self.ask(building, amount)
            self.go_the_way(building)
            building.refresh()
            assert building.project.subsidy_approved == Decimal(amount)
            assert queries.money_of(building.project).approved == Decimal(amount)
            assert ledger.balance_of(Account.objects.get(kind="envelope")) == 20000 - Decimal(amount)
            grant = grants.current_grant(building.project)
            assert [one.number for one in grant.tranches.all()] == [2, 3, 4]
            assert grant.amount == Decimal(amount) - 2400
            assert list(verification.verify_ledger()) == []

    @pytest.mark.parametrize("amount", ["9000.01", "8000.00", "2400.00", "300000.01"])
    def test_above_the_share_below_what_is_paid_or_no_change_is_refused(self, building, amount):
        with clock.at(building.moment), pytest.raises(Refused):
            self.ask(building, amount)

    def test_not_more_than_the_envelope_holds(self, building):
        with clock.at(building.moment):
            put(building.project, building.project.stage, budget=Decimal(100000))
            self.ask(building, "20000.01")
            with pytest.raises(Refused):
                self.go_the_way(building)
            assert GrantChange.objects.get().step == "reviewed"
            assert grants.current_grant(building.project).amount == Decimal(8000)

    def test_each_step_is_somebody_elses(self, building):
        w = building.w
        w.handler.posts.create(role="street_reviewer", area=w.street, since=clock.now() - timedelta(days=1))
        both = type(w.handler).objects.get(pk=w.handler.pk)
        with clock.at(building.moment):
            change = self.ask(building, "5000")
            amendments.check_change(building.project, by=both)
            with pytest.raises(Refused):
                amendments.review_change(building.project, by=both)
            with pytest.raises(DatabaseError), transaction.atomic():
                GrantChange.objects.filter(pk=change.pk).update(reviewed_by=both, reviewed_at=clock.now())

    def test_a_refused_one_makes_room_for_another(self, building):
        with clock.at(building.moment):
            self.ask(building, "5000")
            with pytest.raises(Refused):
                self.ask(building, "6000")
            amendments.check_change(building.project, by=building.w.handler, approved=False, reason="无依据")
            self.ask(building, "6000")

    def test_not_while_a_part_is_under_way(self, building):
        from funding.subsidies import tranches
        from projects import progress

        with clock.at(building.moment):
            building.refresh()
            progress.report_progress(
                building.project, by=building.w.neighbours[1], percent=60, text="x", operation=uuid4()
            )
            building.refresh()
            tranches.request_tranche(building.project, by=building.w.neighbours[1])
            with pytest.raises(Refused):
                self.ask(building, "5000")

    def test_an_early_end_releases_the_changed_one(self, building):
        with clock.at(building.moment):
            self.ask(building, "5000")
            self.go_the_way(building)
            building.refresh()
            grants.terminate_project(building.project, by=building.w.reviewer, reason="x")
            assert ledger.balance_of(Account.objects.get(kind="envelope")) == Decimal(20000 - 2400)


def test_parts_come_to_the_amount_from_any_part_on(db):
    for first in range(1, 5):
        for amount in (Decimal("0.01"), Decimal("100.03"), Decimal("8000.00")):
            parts = grants.parts_of(amount, first)
            assert sum(parts) == amount and len(parts) == 5 - first and all(part >= 0 for part in parts)
    assert grants.parts_of(Decimal(8000)) == [Decimal(n) for n in (2400, 3200, 2160, 240)]
