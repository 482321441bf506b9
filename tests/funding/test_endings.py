"""However a project ends, its money comes to zero: bills are paid, the rest goes back, wrong bookings are reversed."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from funding import ledger
from funding.cashbook import settlement
from funding.ledger import queries
from funding.models import Account, Check, Contribution, Entry, Voucher
from funding.subsidies import grants, street_review, tranches
from panlong import clock
from panlong.errors import Refused
from panlong.notices import publishing
from panlong.notices.models import Notice
from projects.journey import implementing
from projects.stages import Stage
from tests.factories import Walk, give_up, sign_in


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    return walk


@pytest.fixture
def half_way(walk):
    """The first part is paid, the own share is in."""
    with clock.at(walk.moment):
        walk.begin()
    return walk


def give_back(walk, by=None):
    return settlement.give_back(walk.project, by=by or walk.w.neighbours[2], operation=uuid4())


@pytest.mark.django_db
class TestEndedEarly:
    def test_bills_for_work_done_are_paid_and_the_rest_goes_back_where_it_came_from(self, half_way):
        walk, envelope = half_way, Account.objects.get(kind="envelope")
        with clock.at(walk.moment):
            grants.terminate_project(walk.project, by=walk.w.reviewer, reason="不再需要")
            walk.refresh()
            assert ledger.balance_of(envelope) == Decimal("997600.00")  # all but the part paid out
            walk.spend("400.00")
            walk.spend("500.00", source="self_raised")
            give_back(walk)
        assert ledger.balance_of(envelope) == Decimal("999600.00")
        assert settlement.is_settled(walk.project)
        returned = Entry.objects.get(kind="return").postings.filter(account__kind="outside").get()
        assert (returned.account.source, returned.amount) == ("self_raised", Decimal("1500.00"))

    def test_giving_back_twice_writes_once(self, half_way):
        with clock.at(half_way.moment):
            grants.terminate_project(half_way.project, by=half_way.w.reviewer, reason="x")
            operation = uuid4()
            for _n in range(2):
                settlement.give_back(half_way.project, by=half_way.w.neighbours[2], operation=operation)
            with pytest.raises(Refused):
                give_back(half_way)  # the other tab
        assert Entry.objects.filter(kind="return").count() == 1
        assert half_way.project.events.filter(act="give_back").count() == 1

    def test_nothing_is_spent_for_work_that_never_began(self, w):
        walk = Walk(w)
        walk.to(Stage.PUBLICITY)
        with clock.at(walk.moment):
            walk.receive()
            grants.terminate_project(walk.project, by=w.reviewer, reason="x")
            with pytest.raises(Refused):
                walk.spend("1.00", source="self_raised")
            give_back(walk)
        assert settlement.is_settled(walk.project)

    def test_a_withdrawn_project_gives_its_residents_their_money_back(self, w, client):
        walk = Walk(w)
        walk.to(Stage.POOLED)
        with clock.at(walk.moment):
            walk.receive("300.00")
            give_up(walk.project, by=w.neighbours[1:3], reason="另有安排")
            page = client.get(walk.project.get_absolute_url()).content.decode()
            assert "300.00" in page and "note-warn" in page
            sign_in(client, w.staff)
            desk = client.get(reverse("pages:desk")).content.decode()
            assert reverse("pages:act", args=[walk.project.pk, "give-back"]) in desk
            give_back(walk, by=w.staff)
        assert settlement.is_settled(walk.project)
        assert "note-warn" not in client.get(walk.project.get_absolute_url()).content.decode()

    def test_so_does_one_that_the_street_refused(self, w):
        walk = Walk(w)
        walk.to(Stage.STREET_REVIEW)
        with clock.at(walk.moment):
            walk.receive("300.00")
            street_review.record_handler_check(
                walk.project, by=w.handler, checks=[], opinion="x", subsidy=Decimal(0), implementer="x"
            )
            street_review.record_review(walk.project, by=w.reviewer, verdict="refused", reason="不在范围")
            give_back(walk)
        assert settlement.is_settled(walk.project)

    def test_a_project_under_way_keeps_its_money(self, half_way):
        with clock.at(half_way.moment), pytest.raises(Refused):
            give_back(half_way)


@pytest.mark.django_db
class TestHaltedPayments:
    def asked_for(self, walk):
        walk.choose_supplier()
        walk.refresh()
        walk.receive()
        tranches.request_tranche(walk.project, by=walk.w.neighbours[1])

    def steps(self, walk):
        pay = {"bank_reference": "B", "operation": uuid4()}
        return [
            lambda: tranches.check_tranche(walk.project, by=walk.w.handler),
            lambda: tranches.approve_tranche(walk.project, by=walk.w.reviewer),
            lambda: tranches.pay_tranche(walk.project, by=walk.w.finance, **pay),
        ]

    @pytest.mark.parametrize("done", [0, 1, 2])
    @pytest.mark.parametrize("halt", [implementing.suspend_project, grants.terminate_project])
    def test_no_step_is_taken_while_the_project_is_halted(self, walk, done, halt):
        with clock.at(walk.moment):
            self.asked_for(walk)
            steps = self.steps(walk)
            for step in steps[:done]:
                step()
            halt(walk.project, by=walk.w.reviewer, reason="停")
            with pytest.raises(Refused):
                steps[done]()
        assert queries.money_of(walk.project).paid == 0

    @pytest.mark.parametrize("done", [0, 1, 2])
    def test_an_open_objection_holds_up_every_step(self, walk, done):
        with clock.at(walk.moment):
            self.asked_for(walk)
            steps = self.steps(walk)
            for step in steps[:done]:
                step()
            notice = Notice.objects.get(kind="supplier")
            objection = publishing.object_to(notice, by=walk.w.neighbours[5], text="太贵")
            with pytest.raises(Refused):
                steps[done]()
            street_review.answer_objection(
                objection, walk.project, by=walk.w.reviewer, upheld=False, text="三家中最低。"
            )
            for step in steps[done:]:
                step()
        assert queries.money_of(walk.project).paid == Decimal("2400.00")


@pytest.mark.django_db
class TestReversals:
    def reverse(self, walk, entry, by=None, **facts):
        facts = {"reason": "记错", "operation": uuid4(), **facts}
        return settlement.reverse_entry(entry, by=by or walk.w.neighbours[1], **facts)

    def test_the_invoice_of_a_reversed_voucher_can_be_entered_anew(self, half_way):
        with clock.at(half_way.moment):
            wrong = half_way.spend("100.00", invoice="I-1")
            with pytest.raises(Refused):
                half_way.spend("10.00", invoice="I-1")
            self.reverse(half_way, wrong.entry)
            half_way.spend("10.00", invoice="I-1")
            with pytest.raises(Refused):
                half_way.spend("10.00", invoice="I-1")
        assert queries.money_of(half_way.project).spent == Decimal("10.00")

    def test_who_recorded_it_does_not_reverse_it(self, half_way):
        with clock.at(half_way.moment):
            voucher = half_way.spend("100.00")
            with pytest.raises(Refused):
                self.reverse(half_way, voucher.entry, by=half_way.w.neighbours[2])

    def test_the_same_form_reverses_once(self, half_way):
        operation = uuid4()
        with clock.at(half_way.moment):
            voucher = half_way.spend("100.00")
            one, two = (self.reverse(half_way, voucher.entry, operation=operation) for _n in range(2))
            with pytest.raises(Refused):
                self.reverse(half_way, voucher.entry)  # the other tab
        assert one == two

    def test_reversed_papers_are_marked_and_counted_nowhere(self, half_way, client):
        with clock.at(half_way.moment):
            voucher, contribution = half_way.spend("123.45"), half_way.receive("67.89")
            for entry in (voucher.entry, contribution.entry):
                self.reverse(half_way, entry)
        money = queries.money_of(half_way.project)
        assert (money.received, money.spent) == (Decimal("2000.00"), 0)
        page = client.get(half_way.project.get_absolute_url())
        marked = [
            row for row in (*page.context["contributions"], *page.context["vouchers"]) if row.is_reversed
        ]
        assert len(marked) == 2
        assert page.content.decode().count('tag-off">reversed') + page.content.decode().count("已冲销") >= 2

    def test_a_receipt_whose_money_is_spent_is_not_reversed(self, half_way):
        with clock.at(half_way.moment):
            receipt = Contribution.objects.get()
            half_way.spend("0.01", source="self_raised")
            with pytest.raises(Refused):
                self.reverse(half_way, receipt.entry)

    def test_a_closed_project_is_not_corrected_any_more(self, w):
        walk = Walk(w)
        walk.to(Stage.CLOSED)
        with clock.at(walk.moment), pytest.raises(Refused):
            self.reverse(walk, Voucher.objects.first().entry)

    def test_the_book_keepers_do_it_on_a_page(self, half_way, client):
        with clock.at(half_way.moment):
            voucher = half_way.spend("100.00")
            address = reverse("pages:act", args=[half_way.project.pk, "reverse"])
            client.force_login(half_way.w.neighbours[5])
            assert client.get(address).status_code == 403
            client.force_login(half_way.w.neighbours[1])
            form = client.get(address).context["form"]
            data = {"operation": form["operation"].value(), "entry": voucher.entry.pk}
            assert client.post(address, data).status_code == 422
            client.post(address, {**data, "reason": "金额写错"})
        assert Voucher.objects.get().is_reversed

    def test_the_database_marks_a_voucher_reversed_only_with_its_reversal(self, half_way):
        with clock.at(half_way.moment):
            voucher = half_way.spend("100.00")
        with pytest.raises(DatabaseError), transaction.atomic():
            Voucher.objects.filter(pk=voucher.pk).update(is_reversed=True)


@pytest.mark.django_db
class TestFinalAccounts:
    def test_publishing_them_twice_writes_once(self, w):
        walk = Walk(w)
        walk.to(Stage.AFTERCARE)
        with clock.at(walk.moment):
            walk.pay_next()
            walk.spend("1.00")
            settlement.publish_accounts(walk.project, by=w.neighbours[2])
        with clock.at(walk.moment.replace(microsecond=0)), pytest.raises(Refused):
            settlement.publish_accounts(walk.project, by=w.neighbours[2])
        assert Notice.objects.filter(kind="final_accounts").count() == 1

    def test_what_is_booked_afterwards_is_published_again(self, w):
        walk = Walk(w)
        walk.to(Stage.AFTERCARE)
        with clock.at(walk.moment):
            walk.pay_next()
            walk.spend("1.00")
            settlement.publish_accounts(walk.project, by=w.neighbours[2])
        with clock.at(walk.moment.replace(year=walk.moment.year + 2)):
            walk.pay_next()
            settlement.publish_accounts(walk.project, by=w.neighbours[2])
        assert Notice.objects.filter(kind="final_accounts").count() == 2


@pytest.mark.django_db
def test_what_the_admin_shows_has_a_name(half_way):
    with clock.at(half_way.moment):
        half_way.spend("100.00")
    for model in (Entry, Voucher, Contribution, Account):
        assert "object (" not in str(model.objects.first())
        assert str(model._meta.verbose_name) != model.__name__.lower()
    assert Check.values
