"""Nobody who chooses makes the offers: what several offers share, or share with the group, the street looks at first."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from funding.models import OfferTrace, Quotation, SupplierChoice
from funding.procurement import invitations, register, tenders, traces
from funding.tasks import forget_traces
from panlong import clock, crypto
from panlong.accounts.models import Membership
from panlong.audit.models import AuditEntry
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Notice, Objection
from panlong.portal.pages.own_data import close_account, records_of
from projects.models import Project
from projects.stages import Stage
from tests.factories import (
    Walk,
    code_of_an_offer,
    company,
    firm,
    person,
    put,
    sign_in,
    somewhere,
    text_message,
    world,
)

pytestmark = pytest.mark.django_db
OWN = "13700008888"


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.round = tenders.call_for_quotations(
            walk.project, by=w.neighbours[1], wanted="扶手", closes_at=clock.now() + timedelta(days=1)
        )
        yield walk


def chosen(walk) -> SupplierChoice:
    """Open the prices and choose the cheapest."""
    with clock.at(walk.round.closes_at):
        cheapest = tenders.open_prices(walk.project, by=None).quotations.first()
        return tenders.choose_supplier(
            walk.project, by=walk.w.neighbours[2], quotation=cheapest, reasons="最低"
        )


def kinds(choice) -> list[str]:
    return [one["kind"] for one in choice.findings]


class TestWhatIsShared:
    def test_three_offers_from_one_device_wait_for_the_street(self, walk):
        for number in range(3):
            walk.hand_in(number, 9000 + number, at=somewhere("one"))
        choice = chosen(walk)
        assert kinds(choice) == ["address", "device"] and not choice.counts
        assert choice.findings[0]["suppliers"] == ["店0", "店1", "店2"]

    def test_one_telephone_of_two_firms_is_found_also_with_paper_offers(self, walk, w):
        firm(w, 0, phone="13700000001"), firm(w, 1, phone="13700000001")
        for number in range(3):
            walk.take_down(number, 9000 + number)
        assert kinds(chosen(walk)) == ["phone"]

    def test_one_account_behind_two_offers_is_found(self, walk):
        stranger = person("路人")
        for number in range(3):
            at = somewhere()
            walk.hand_in(number, 9000 + number, at=type(at)(at.address_hash, at.device_hash, stranger))
        assert kinds(chosen(walk)) == ["person"]

    def test_the_device_of_a_member_who_invited_is_found_though_they_signed_out(self, walk, w):
        for number in range(2):
            walk.take_down(number, 9000 + number)
        browser = Client()
        sign_in(browser, w.neighbours[1])
        browser.post(reverse("funding:invite", args=[walk.project.pk]), {"firm": firm(w, 2).pk})
        device = browser.cookies["device"]
        browser.logout()
        browser.cookies["device"] = device.value
        address = text_message("invitation:").split("/offers/")[1].split("/")[0]
        words = {"price": "8000", "has_ties": "no", "step": "code"}
        browser.post(reverse("funding:offer", args=[address]), words, REMOTE_ADDR="10.9.9.9")
        words |= {"step": "send", "code": code_of_an_offer()}
        assert (
            browser.post(reverse("funding:offer", args=[address]), words, REMOTE_ADDR="10.9.9.9").status_code
            == 200
        )
        assert kinds(chosen(walk)) == ["group_device"]

    def test_three_offers_of_three_hands_need_nobody(self, walk):
        for number in range(3):
            walk.hand_in(number, 9000 + number)
        assert chosen(walk).counts


class TestWhoDecides:
    """No offer of somebody who decides about the project counts before the street has looked at it."""

    @pytest.mark.parametrize("who", ["staff", "handler", "reviewer", "finance", "committee"])
    def test_a_telephone_of_theirs_is_told(self, walk, w, who):
        decider = w.committee[0] if who == "committee" else getattr(w, who)
        decider.phone_hash, decider.phone_cipher = crypto.keyed_hash(OWN), crypto.encrypt_text(OWN)
        decider.save()
        firm(w, 0, phone=OWN)
        for number in range(3):
            walk.hand_in(number, 9000 + number)
        choice = chosen(walk)
        assert kinds(choice) == ["decider_phone"] and not choice.counts
        assert choice.findings[0]["suppliers"] == ["店0"] and "%(" not in choice.told_findings[0]

    def test_somebody_of_another_street_decides_nothing_here(self, walk, w):
        far = world("530103006").handler
        far.phone_hash, far.phone_cipher = crypto.keyed_hash(OWN), crypto.encrypt_text(OWN)
        far.save()
        firm(w, 0, phone=OWN)
        for number in range(3):
            walk.hand_in(number, 9000 + number)
        assert chosen(walk).counts

    def test_whose_telephone_it_is_does_not_agree(self, walk, w):
        w.handler.phone_hash, w.handler.phone_cipher = crypto.keyed_hash(OWN), crypto.encrypt_text(OWN)
        w.handler.save()
        firm(w, 0, phone=OWN)
        for number in range(3):
            walk.hand_in(number, 9000 + number)
        chosen(walk)
        with clock.at(walk.round.closes_at):
            with pytest.raises(Refused):
                tenders.decide_choice(walk.project, by=w.handler, approved=True, reason="无妨")
            assert tenders.decide_choice(walk.project, by=w.reviewer, approved=True, reason="已核实").counts

    def test_a_small_purchase_is_compared_with_the_register_too(self, w):
        walk = Walk(w)
        walk.to(Stage.IN_PROGRESS)
        put(walk.project, Stage.IN_PROGRESS, budget=900, subsidy_planned=500, subsidy_approved=500)
        home = w.neighbours[2].memberships.get().household
        relative = person("家人")
        relative.phone_hash, relative.phone_cipher = crypto.keyed_hash(OWN), crypto.encrypt_text(OWN)
        relative.save()
        with clock.at(walk.moment):
            Membership.objects.create(user=relative, household=home, since=clock.now() - timedelta(days=1))
            known = firm(w, 0, phone=OWN)
            project = Project.objects.get(pk=walk.project.pk)
            offer = tenders.record_quotation(
                project, by=w.neighbours[1], supplier=known.name, price=Decimal(800), uscc=known.uscc
            )
            choice = tenders.choose_supplier(
                project, by=w.neighbours[2], quotation=offer, reasons="近", too_few_because="小额"
            )
        assert kinds(choice) == ["group_phone"] and not choice.counts


class TestWhatIsKept:
    """Traces are shown to whom they are about, and end when their question is answered."""

    @pytest.fixture
    def signed(self, walk, w):
        stranger = person("路人")
        for number in range(3):
            at = somewhere()
            walk.hand_in(
                number,
                9000 + number,
                at=type(at)(at.address_hash, at.device_hash, stranger if not number else None),
            )
        return stranger

    def test_the_person_reads_them_in_their_own_data(self, signed):
        rows = {name: rows for name, rows in records_of(signed)}
        (found,) = [rows[name] for name in rows if name.startswith(str(OfferTrace._meta.verbose_name))]
        done = str(OfferTrace._meta.get_field("what").verbose_name)
        assert str(OfferTrace.What.HANDED_IN.label) in {row[done] for row in found}
        assert not any("hash" in name or name in {"at", "what", "person", "project"} for name in found[0])

    def test_they_stay_until_the_choice_counts_also_for_who_closes_the_account(self, walk, signed):
        before = OfferTrace.objects.filter(person=signed).count()
        close_account(signed)
        assert OfferTrace.objects.filter(person=signed).count() == before > 0
        with pytest.raises(DatabaseError), transaction.atomic():
            OfferTrace.objects.all().delete()
        with clock.at(clock.now() + timedelta(days=4000)):
            assert traces.forget_old_traces() == 0

    def test_closing_the_account_deletes_them_once_it_counts(self, walk, signed):
        assert chosen(walk).counts
        close_account(signed)
        assert not OfferTrace.objects.filter(person=signed).exists() and OfferTrace.objects.exists()

    def test_all_of_them_end_after_their_term(self, walk, signed, settings):
        chosen(walk)
        with clock.at(walk.round.closes_at + timedelta(days=settings.KEEP_TRACES_DAYS - 1)):
            assert forget_traces() == 0
        with clock.at(walk.round.closes_at + timedelta(days=settings.KEEP_TRACES_DAYS + 1)):
            assert forget_traces() > 0 and forget_traces() == 0
        assert not OfferTrace.objects.exists()


class TestTheStreet:
    @pytest.fixture
    def choice(self, walk):
        for number in range(3):
            walk.hand_in(number, 9000 + number, at=somewhere("one"))
        return chosen(walk)

    def test_it_reads_what_is_shared_on_a_page_of_its_own_and_agrees_with_a_reason(
        self, walk, w, choice, client
    ):
        with clock.at(walk.round.closes_at):
            sign_in(client, w.handler)
            page = reverse("pages:act", args=[walk.project.pk, "confirm-supplier"])
            form = client.get(page)
            assert "店0、店1、店2" in form.text and "同一台设备" in form.text
            assert (
                client.get(reverse("pages:act", args=[walk.project.pk, "approve-supplier"])).status_code
                == 409
            )
            answer = {"approved": "yes", "operation": form.context["form"]["operation"].value()}
            assert client.post(page, answer).status_code == 422
            assert not Notice.objects.filter(kind="supplier").exists()
            assert client.post(page, {**answer, "reason": "三家同在一栋写字楼。"}).status_code == 302
        choice.refresh_from_db()
        assert choice.counts and Notice.objects.filter(kind="supplier").count() == 1
        assert "三家同在一栋写字楼" in Client().get(f"/money/projects/{walk.project.pk}/").text

    def test_it_does_not_agree_without_a_reason(self, walk, w, choice):
        with clock.at(walk.round.closes_at), pytest.raises(Refused) as refusal:
            tenders.decide_choice(walk.project, by=w.handler, approved=True)
        assert refusal.value.field == "reason"

    @pytest.mark.parametrize(
        "columns",
        [
            "approval = 'not_needed', decided_by_id = NULL, decided_at = NULL",
            "approval = 'approved', decision_reason = ''",
        ],
    )
    def test_the_database_lets_no_such_choice_count_by_itself(self, choice, w, columns):
        if "approved" in columns:
            columns += f", decided_at = at, decided_by_id = {w.handler.pk}"
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE funding_supplierchoice SET {columns}")

    def test_who_took_an_offer_down_does_not_decide(self, walk, w):
        walk.take_down(0, 9000, by=w.handler, ties="组长之兄")
        for number in (1, 2):
            walk.take_down(number, 9000 + number)
        choice = chosen(walk)
        with clock.at(walk.round.closes_at):
            with pytest.raises(Refused):
                tenders.decide_choice(walk.project, by=w.handler, approved=True)
            with pytest.raises(DatabaseError), transaction.atomic():
                SupplierChoice.objects.filter(pk=choice.pk).update(
                    approval="approved", decided_by=w.handler, decided_at=clock.now()
                )
            assert tenders.decide_choice(walk.project, by=w.reviewer, approved=True).counts


class TestTheGroup:
    @pytest.mark.parametrize("who", ["member", "household"])
    def test_its_members_and_their_households_do_not_get_onto_the_page_of_a_supplier(
        self, walk, w, who, client
    ):
        user = w.neighbours[1]
        if who == "household":
            home, user = user.memberships.get().household, person("家人")
            Membership.objects.create(user=user, household=home, since=clock.now() - timedelta(days=1))
        invitation = invitations.invite_supplier(walk.project, by=w.neighbours[2], firm=firm(w, 0))
        address = text_message("invitation:").split("/offers/")[1].split("/")[0]
        sign_in(client, user)
        assert client.get(reverse("funding:offer", args=[address])).status_code == 403
        assert OfferTrace.objects.filter(invitation=invitation, person=user).exists()
        assert AuditEntry.objects.filter(act="group_at_offer", actor=user).exists()
        at = somewhere()
        with pytest.raises(Refused):
            invitations.hand_in(invitation, price=1, seen=type(at)(at.address_hash, at.device_hash, user))

    def test_a_firm_with_the_telephone_of_a_member_is_neither_asked_for_nor_invited(self, walk, w):
        own = w.neighbours[3].phone
        facts = {"name": "影子店", "uscc": company(7), "legal_person": "影"}
        with pytest.raises(Refused) as refusal:
            register.ask_for_supplier(walk.project, by=w.neighbours[1], phone=own, **facts)
        assert refusal.value.field == "phone"
        with pytest.raises(Refused):
            invitations.invite_supplier(walk.project, by=w.neighbours[1], firm=firm(w, 8, phone=own))
        with pytest.raises(Refused):
            walk.take_down(8, 9000)

    def test_it_takes_no_offer_down(self, walk, w):
        for person_ in (w.neighbours[1], w.staff, w.proposer):
            with pytest.raises(NotPermitted):
                walk.take_down(0, 9000, by=person_)
        assert not Quotation.objects.exists()


class TestWhen:
    @pytest.mark.parametrize(
        "stage", [Stage.DELIBERATION, Stage.POOLED, Stage.SELECTION, Stage.STREET_REVIEW, Stage.PUBLICITY]
    )
    def test_no_prices_are_asked_for_before_the_project_is_approved_and_its_notice_is_over(self, w, stage):
        walk = Walk(w)
        walk.to(stage)
        if stage == Stage.DELIBERATION:
            walk.form_group()
            walk.refresh()
        with clock.at(walk.moment), pytest.raises(Refused):
            tenders.call_for_quotations(
                walk.project, by=w.neighbours[1], wanted="x", closes_at=clock.now() + timedelta(days=2)
            )

    def test_an_open_objection_stops_calls_invitations_and_the_choice(self, walk, w):
        for number in range(3):
            walk.hand_in(number, 9000 + number)
        notice = Notice.objects.filter(events__project=walk.project).last()
        Objection.objects.create(
            notice=notice, by=w.neighbours[5], text="不同意", due_at=clock.now() + timedelta(days=40)
        )
        with pytest.raises(Refused):
            invitations.invite_supplier(walk.project, by=w.neighbours[1], firm=firm(w, 4))
        with pytest.raises(Refused):
            chosen(walk)
