"""Sealed rounds, codes of companies, ties, splitting, contracts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from funding.models import Contract, Quotation, QuotationRound
from funding.procurement import contracts, splitting, tenders
from funding.proof import verification
from funding.subsidies import tranches
from funding.tasks import open_due_rounds
from panlong import clock
from panlong.errors import NotPermitted, Refused
from projects.journey import caring, implementing
from projects.stages import Stage
from tests.factories import Walk, put, sign_in, solved_by_residents
from tests.together import together


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    return walk


def call(walk, hours=24):
    return tenders.call_for_quotations(
        walk.project, by=walk.w.neighbours[1], wanted="扶手", closes_at=clock.now() + timedelta(hours=hours)
    )


def collect(walk, number=0, price="9000.00", **facts):
    return walk.take_down(number, price, **facts)


@pytest.mark.django_db
class TestSealedRound:
    def test_nobody_reads_a_price_before_the_deadline(self, walk, client):
        with clock.at(walk.moment):
            call(walk)
            collect(walk, price="9123.45")
            with connection.cursor() as cursor:
                cursor.execute("SELECT q::text FROM funding_quotation q")
                assert "9123" not in str(cursor.fetchall())
                cursor.execute("SELECT facts FROM funding_link WHERE kind = 'quotation'")
                assert "9123" not in str(cursor.fetchall())
            for who in (None, walk.w.handler, walk.w.neighbours[1]):
                sign_in(client, who)
                for page in (walk.project.get_absolute_url(), f"/money/projects/{walk.project.pk}/"):
                    assert "9,123" not in client.get(page).content.decode()
            with pytest.raises(Refused):
                tenders.open_prices(walk.project, by=walk.w.neighbours[1])

    def test_all_are_opened_together_after_it(self, walk):
        with clock.at(walk.moment):
            opened = walk.collect("9000.00", "9100.50", "9200.00")
        assert [one.price for one in opened] == [Decimal("9000.00"), Decimal("9100.50"), Decimal("9200.00")]
        assert list(verification.verify_ledger()) == []

    def test_no_price_comes_late(self, walk):
        with clock.at(walk.moment):
            round = call(walk)
        with clock.at(round.closes_at), pytest.raises(Refused):
            collect(walk)

    def test_the_portal_opens_what_nobody_opened(self, walk):
        with clock.at(walk.moment):
            round = call(walk)
            collect(walk)
            assert open_due_rounds() == 0
        with clock.at(round.closes_at):
            assert open_due_rounds() == 1
            assert open_due_rounds() == 0
        assert Quotation.objects.get().price == Decimal("9000.00")

    def test_nothing_is_chosen_while_prices_are_sealed(self, walk):
        with clock.at(walk.moment):
            call(walk)
            sealed = collect(walk)
            with pytest.raises(Refused):
                tenders.choose_supplier(walk.project, by=walk.w.neighbours[2], quotation=sealed, reasons="x")

    @pytest.mark.parametrize("change", [
        "UPDATE funding_quotation SET price = 1", "UPDATE funding_quotation SET sealed = 'x'", "UPDATE funding_quotation SET supplier = 'x'",
        "DELETE FROM funding_quotation", "UPDATE funding_quotationround SET closes_at = closes_at + interval '1 day'",
        "UPDATE funding_quotationround SET opened_at = closes_at - interval '1 minute'", "DELETE FROM funding_quotationround",
    ])  # fmt: skip
    def test_the_database_keeps_a_sealed_price(self, walk, change):
        with clock.at(walk.moment):
            call(walk)
            collect(walk)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    def test_an_opened_price_that_was_not_sealed_is_found(self, walk):
        with clock.at(walk.moment):
            walk.collect(9000)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("UPDATE funding_quotation SET price = 1")
            cursor.execute("SET session_replication_role = DEFAULT")
        assert "not the price that was sealed" in {one.what for one in verification.verify_ledger()}

    def test_from_5000_yuan_there_is_no_price_in_the_open(self, walk):
        with clock.at(walk.moment), pytest.raises(Refused):
            tenders.record_quotation(
                walk.project, by=walk.w.neighbours[1], supplier="店", price=Decimal(9000)
            )

    def test_who_chooses_types_no_price_into_a_round(self, walk):
        with clock.at(walk.moment):
            call(walk)
            with pytest.raises(NotPermitted):
                collect(walk, by=walk.w.neighbours[1])
            with pytest.raises(Refused):
                tenders.record_quotation(
                    walk.project, by=walk.w.neighbours[1], supplier="店", price=Decimal(4000)
                )

    def test_one_company_gives_one_price(self, walk):
        with clock.at(walk.moment):
            call(walk)
            collect(walk)
            with pytest.raises(Refused) as refusal:
                collect(walk, price="8000")
        assert refusal.value.field == "firm"

    def test_a_page_for_each_step(self, walk, client):
        with clock.at(walk.moment):
            sign_in(client, walk.w.neighbours[1])
            address = reverse("pages:act", args=[walk.project.pk, "call-quotations"])
            form = client.get(address).context["form"]
            data = {"operation": form["operation"].value(), "wanted": "扶手", "closes_at": "2000-01-01T10:00"}
            page = client.post(address, data)
            assert page.status_code in {200, 400, 409} and not QuotationRound.objects.exists()
            data["closes_at"] = f"{clock.now() + timedelta(days=9):%Y-%m-%dT%H:%M}"
            assert client.post(address, data).status_code == 302
        assert QuotationRound.objects.exists()


@pytest.mark.django_db
class TestTies:
    def test_who_has_ties_does_not_choose(self, walk):
        with clock.at(walk.moment):
            cheapest = walk.collect(9000, 9100, 9200)[0]
            with pytest.raises(Refused) as refusal:
                tenders.choose_supplier(
                    walk.project, by=walk.w.neighbours[2], quotation=cheapest, reasons="x", has_ties=True
                )
        assert refusal.value.field == "has_ties"

    def test_a_supplier_that_declared_ties_needs_the_street(self, walk):
        with clock.at(walk.moment):
            round = call(walk)
            tied = collect(walk, ties="组长之兄")
            collect(walk, 1)
            collect(walk, 2)
        with clock.at(round.closes_at):
            tenders.open_prices(walk.project, by=None)
            choice = tenders.choose_supplier(
                walk.project, by=walk.w.neighbours[2], quotation=tied, reasons="x"
            )
        assert not choice.counts


def small(w, title, cost="3000.00"):
    """Walk a small project of the residents to where its supplier can be chosen; return it with its one offer."""
    walk = solved_by_residents(w, cost, title=title)
    with clock.at(walk.moment):
        offer = tenders.record_quotation(walk.project, by=w.neighbours[1], supplier="店", price=Decimal(cost))
    return walk, offer


def choose(walk, offer):
    with clock.at(walk.moment):
        return tenders.choose_supplier(walk.project, by=walk.w.neighbours[2], quotation=offer, reasons="x")


@pytest.mark.django_db
class TestSplitting:
    def test_two_halves_of_one_purchase_need_three_offers(self, w):
        one, two = small(w, "上半"), small(w, "下半")
        assert choose(*one).counts
        with pytest.raises(Refused) as refusal:
            choose(*two)
        assert "6000.00" in refusal.value.reason and refusal.value.field == "too_few_because"

    def test_a_year_later_it_is_another_purchase(self, w):
        one, two = small(w, "上半"), small(w, "下半")
        choose(*one)
        two[0].moment += timedelta(days=370)
        assert choose(*two).counts

    def test_another_kind_is_another_purchase(self, w):
        one, two = small(w, "上半"), small(w, "下半")
        choose(*one)
        put(two[0].project, two[0].project.stage, kind="goods")
        assert choose(*two).counts


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_halves_at_the_same_moment(w, guarded, monkeypatch):
    """With the guard one of them sees the other; the twin without it shows that both would pass."""
    halves = [small(w, "上半"), small(w, "下半")]
    if not guarded:
        monkeypatch.setattr(tenders, "wait_for_neighbours", lambda project: None)
        slow(monkeypatch)
    results = together(*(lambda half=half: choose(*half) for half in halves))
    assert sum(isinstance(one, Refused) for one in results) == (1 if guarded else 0)


def slow(monkeypatch):
    """Let both look before one of them writes."""
    import threading

    meeting, look = threading.Barrier(2), splitting.bought_nearby

    def both_look(project):
        found = look(project)
        meeting.wait(10)
        return found

    monkeypatch.setattr(tenders, "bought_nearby", both_look)


@pytest.mark.django_db
class TestContract:
    @pytest.fixture
    def chosen(self, walk):
        with clock.at(walk.moment):
            cheapest = walk.collect(9000, 9100, 9200)[0]
            tenders.choose_supplier(walk.project, by=walk.w.neighbours[2], quotation=cheapest, reasons="x")
        return walk

    def sign(self, walk, **facts):
        with clock.at(walk.moment):
            today = clock.today()
            facts = {
                "number": "1", "amount": Decimal(9000), "signed_on": today, "starts_on": today, "ends_on": today, **facts
            }  # fmt: skip
            return contracts.record_contract(walk.project, by=walk.w.neighbours[1], **facts)

    def test_the_first_part_waits_for_it(self, chosen):
        with clock.at(chosen.moment):
            chosen.receive()
            with pytest.raises(Refused):
                tranches.request_tranche(chosen.project, by=chosen.w.neighbours[1])
        self.sign(chosen)
        with clock.at(chosen.moment):
            tranches.request_tranche(chosen.project, by=chosen.w.neighbours[1])

    @pytest.mark.parametrize(("field", "value"), [
        ("amount", Decimal("9000.01")), ("retention_percent", Decimal("3.01")), ("warranty_months", 11),
        ("starts_on", clock.today() - timedelta(days=999)), ("ends_on", clock.today() - timedelta(days=999)),
        ("signed_on", clock.today() + timedelta(days=9999)),
    ])  # fmt: skip
    def test_what_it_may_not_say(self, chosen, field, value):
        with pytest.raises(Refused) as refusal:
            self.sign(chosen, **{field: value})
        assert refusal.value.field == field

    @pytest.mark.parametrize("change", [
        "UPDATE funding_contract SET amount = 1", "DELETE FROM funding_contract",
    ])  # fmt: skip
    def test_the_database_keeps_it(self, chosen, change):
        self.sign(chosen)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    def test_the_database_takes_no_more_than_3_percent_nor_another_price(self, chosen):
        contract = self.sign(chosen)
        facts = {name: value for name, value in vars(contract).items() if name not in {"_state", "id"}}
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("DELETE FROM funding_contract")
            cursor.execute("SET session_replication_role = DEFAULT")
        for wrong in ({"retention_percent": Decimal("3.01")}, {"amount": Decimal("9000.01")}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Contract.objects.create(**{**facts, **wrong})

    def test_a_longer_warranty_keeps_the_retention_longer(self, chosen):
        self.sign(chosen, warranty_months=24)
        with clock.at(chosen.moment):
            caring.take_duty(chosen.project, by=chosen.w.neighbours[1], responsible_person="邻居1", plan="x")
            implementing.report_finished(chosen.project, by=chosen.w.neighbours[1], text="完工。")
            chosen.accept()
        chosen.refresh()
        with clock.at(chosen.moment + timedelta(days=729)):
            assert not tranches.warranty_is_over(chosen.project)
        with clock.at(chosen.moment + timedelta(days=732)):
            assert tranches.warranty_is_over(chosen.project)
