"""The supplier: three quotations from 5,000 yuan; fewer need a reason and the street's approval."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from funding.models import SupplierChoice
from funding.procurement import records, tenders
from funding.subsidies import budgets, tranches
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Notice
from projects.stages import Stage
from tests.factories import Walk, sign_in, solved_by_residents


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    return walk


def in_the_open(walk, price, supplier="店"):
    return tenders.record_quotation(
        walk.project, by=walk.w.neighbours[1], supplier=supplier, price=Decimal(price)
    )


def choose_out_of_one(walk):
    (only,) = walk.collect("9000.00")
    return tenders.choose_supplier(
        walk.project, by=walk.w.neighbours[2], quotation=only, reasons="只此一家。", too_few_because="附近只有一家。"
    )  # fmt: skip


def notices():
    return Notice.objects.filter(kind="supplier").count()


@pytest.mark.django_db
class TestChoice:
    def test_nothing_is_chosen_before_there_is_a_budget(self, w):
        walk = solved_by_residents(w, "")
        with clock.at(walk.moment):
            (only,) = walk.collect("90000.00")
            with pytest.raises(Refused):
                tenders.choose_supplier(
                    walk.project, by=w.neighbours[2], quotation=only, reasons="x", too_few_because="y"
                )

    def test_a_dear_price_needs_three_quotations_however_small_the_budget(self, w):
        walk = solved_by_residents(w, "100")
        with clock.at(walk.moment):
            (only,) = walk.collect("5000.00")
            with pytest.raises(Refused):
                tenders.choose_supplier(walk.project, by=w.neighbours[2], quotation=only, reasons="x")

    def test_a_choice_under_a_small_budget_does_not_serve_a_large_one(self, w, monkeypatch):
        """Such a choice comes from the time when suppliers were chosen before the approval."""
        monkeypatch.setattr(tenders, "COLLECTING", records.BEGUN_BEFORE)
        walk = Walk(w)
        walk.to(Stage.DELIBERATION)
        with clock.at(walk.moment):
            walk.form_group()
            walk.refresh()
            small, large = Decimal("4999.99"), Decimal(5000)
            budgets.draw_up(walk.project, by=w.neighbours[1], lines=[("a", small)], shares={"other": small})
            walk.refresh()
            only = in_the_open(walk, "4000.00")
            choice = tenders.choose_supplier(walk.project, by=w.neighbours[2], quotation=only, reasons="x")
            assert choice.counts
            with pytest.raises(Refused):
                budgets.draw_up(
                    walk.project, by=w.neighbours[1], lines=[("a", large)], shares={"other": large}
                )

    def test_three_quotations_need_nobodys_approval(self, walk):
        with clock.at(walk.moment):
            cheapest = walk.collect(9000, 9100, 9200)[0]
            choice = tenders.choose_supplier(
                walk.project, by=walk.w.neighbours[2], quotation=cheapest, reasons="最低价。"
            )
        assert choice.approval == SupplierChoice.Approval.NOT_NEEDED
        assert notices() == 1

    def test_fewer_wait_for_the_street_and_are_published_only_then(self, walk):
        with clock.at(walk.moment):
            choice = choose_out_of_one(walk)
            assert not choice.counts and notices() == 0
            walk.receive()
            with pytest.raises(Refused):
                tranches.request_tranche(walk.project, by=walk.w.neighbours[1])
            tenders.decide_choice(walk.project, by=walk.w.handler, approved=True)
            assert notices() == 1
            walk.sign()
            tranches.request_tranche(walk.project, by=walk.w.neighbours[1])
            with pytest.raises(Refused):
                tenders.decide_choice(walk.project, by=walk.w.reviewer, approved=True)
        assert notices() == 1

    def test_a_refused_choice_makes_room_for_another(self, walk):
        with clock.at(walk.moment):
            choose_out_of_one(walk)
            with pytest.raises(Refused):
                tenders.decide_choice(walk.project, by=walk.w.reviewer, approved=False, reason=" ")
            tenders.decide_choice(walk.project, by=walk.w.reviewer, approved=False, reason="再询三家。")
            second = tenders.call_for_quotations(
                walk.project,
                by=walk.w.neighbours[1],
                wanted="扶手",
                closes_at=clock.now() + timedelta(days=1),
            )
            for n in (1, 2, 3):
                walk.take_down(n, 8000)
        with clock.at(second.closes_at):
            tenders.open_prices(walk.project, by=None)
            again = tenders.choose_supplier(
                walk.project, by=walk.w.neighbours[2], quotation=second.quotations.first(), reasons="最合适。"
            )
        assert again.counts and notices() == 1

    def test_neither_group_nor_strangers_nor_finance_approve(self, walk):
        w = walk.w
        w.neighbours[3].posts.create(role="street_handler", area=w.street, since=walk.moment)
        w.proposer.posts.create(role="street_reviewer", area=w.street, since=walk.moment)
        with clock.at(walk.moment):
            choose_out_of_one(walk)
            for person in (w.neighbours[3], w.proposer, w.finance, w.staff, w.neighbours[5]):
                with pytest.raises(NotPermitted):
                    tenders.decide_choice(walk.project, by=fresh(person), approved=True)

    @pytest.mark.parametrize("who", ["chooser", "member", "proposer"])
    def test_the_database_takes_no_approval_by_those_concerned(self, walk, who):
        w = walk.w
        person = {"chooser": w.neighbours[2], "member": w.neighbours[3], "proposer": w.proposer}[who]
        with clock.at(walk.moment):
            choice = choose_out_of_one(walk)
        with pytest.raises(DatabaseError), transaction.atomic():
            SupplierChoice.objects.filter(pk=choice.pk).update(
                approval="approved", decided_by=person, decided_at=walk.moment
            )

    def test_the_database_keeps_a_decided_choice(self, walk):
        with clock.at(walk.moment):
            choice = choose_out_of_one(walk)
            tenders.decide_choice(walk.project, by=walk.w.reviewer, approved=False, reason="再询。")
        for change in ({"approval": "waiting", "decided_by": None, "decided_at": None}, {"reasons": "x"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                SupplierChoice.objects.filter(pk=choice.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            choice.delete()

    def test_the_street_agrees_on_the_page(self, walk, client):
        with clock.at(walk.moment):
            choose_out_of_one(walk)
            sign_in(client, walk.w.handler)
            address = reverse("pages:act", args=[walk.project.pk, "approve-supplier"])
            page = client.get(address)
            assert "附近只有一家。" in page.content.decode()
            operation = page.context["form"]["operation"].value()
            client.post(address, {"operation": operation, "approved": "yes"})
        assert SupplierChoice.objects.get().counts


def fresh(person):
    """Return `person` without remembered posts."""
    return type(person).objects.get(pk=person.pk)
