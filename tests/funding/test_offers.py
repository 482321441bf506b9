"""Suppliers hand in their prices themselves: an address only their telephone is told, a code, sealed until all are opened."""

import logging
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from funding.models import OfferCode, OfferTrace, Quotation, SupplierInvitation
from funding.procurement import invitations, tenders
from funding.proof import verification
from funding.subsidies import grants
from panlong import clock
from panlong.accounts.models import OutgoingSms
from panlong.audit.models import AuditEntry
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from panlong.wsgi import hide_keys
from projects.stages import Stage
from tests.factories import Walk, code_of_an_offer, firm, sign_in, somewhere, text_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(w):
    """A project whose round of quotations takes prices for a day; the clock stands still in it."""
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.round = tenders.call_for_quotations(
            walk.project, by=w.neighbours[1], wanted="扶手十米", closes_at=clock.now() + timedelta(days=1)
        )
        yield walk


def invited(walk, number=0):
    """Invite supplier `number` and return its invitation and the address that its telephone was told."""
    invitation = invitations.invite_supplier(walk.project, by=walk.w.neighbours[1], firm=firm(walk.w, number))
    return invitation, re.search(r"/money/offers/\S+/", text_message(f"invitation:{invitation.pk}"))[0]


def picture() -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", (30, 20), "red").save(buffer, "PNG")
    return SimpleUploadedFile("x.png", buffer.getvalue())


WORDS = {"price": "9,123.45", "note": "三天装好", "has_ties": "no", "ties": ""}


def send(client, address, **words):
    """Ask for the code at `address`, read it from the telephone, and send the price with it."""
    words = {**WORDS, **words}
    client.post(address, {**words, "step": "code"})
    return client.post(address, {**words, "step": "send", "code": code_of_an_offer()})


class TestHandingIn:
    def test_a_supplier_hands_in_its_price_with_a_phone_and_nobody_reads_it_until_all_are_opened(
        self, walk, w, client
    ):
        _invitation, address = invited(walk)
        page = client.get(address)
        assert "扶手十米" in page.text and "noindex" in page["X-Robots-Tag"]
        look = client.post(address, {**WORDS, "photo": picture()})
        assert "¥9,123.45" in look.text and not Quotation.objects.exists()
        staged = {"staged": look.context["staged"].name}
        changed = client.post(address, {**WORDS, **staged, "step": "change"})
        assert "三天装好" in changed.text and staged["staged"] in changed.text
        sent = send(client, address, **staged)
        quotation = Quotation.objects.get()
        assert quotation.receipt_code in sent.text and quotation.collected_by is None
        again = Client().post(address, {**WORDS, "price": "1", "step": "send"})  # another tap, another device
        assert quotation.receipt_code in again.text and Quotation.objects.count() == 1
        for answer in (sent, again, client.get(address)):
            assert "9,123" not in answer.text and "9123" not in answer.text
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT q::text FROM funding_quotation q UNION SELECT facts FROM funding_link UNION SELECT a::text FROM audit_auditentry a"
            )
            assert "9123" not in str(cursor.fetchall())
        with quotation.offer.open("rb") as file:
            assert b"JFIF" not in file.read()
        photo = reverse("funding:offer-photo", args=[quotation.pk])
        sign_in(client, w.neighbours[1])
        money = reverse("funding:project", args=[walk.project.pk])
        assert quotation.receipt_code in client.get(money).text and client.get(photo).status_code == 404
        with clock.at(walk.round.closes_at):
            tenders.open_prices(walk.project, by=None)
        opened = client.get(money).text
        assert "9,123.45" in opened and "供应商自行提交" in opened and photo in opened
        assert client.get(photo).getvalue()[6:10] == b"JFIF"
        assert Client().get(photo).status_code == 403
        assert AuditEntry.objects.filter(act="see_original").count() == 1
        assert list(verification.verify_ledger()) == []

    def test_ties_are_said_by_the_supplier(self, walk, client):
        _invitation, address = invited(walk)
        assert client.post(address, {**WORDS, "has_ties": "yes", "step": "code"}).status_code == 422
        assert client.post(address, {**WORDS, "has_ties": "", "step": "code"}).status_code == 422
        send(client, address, has_ties="yes", ties="组长的表弟")
        assert Quotation.objects.get().ties == "组长的表弟"

    @pytest.mark.parametrize("price", ["", "-1", "0", "abc", "1.234", "9" * 20])
    def test_a_wrong_price_is_said_beside_the_field_and_the_rest_stays(self, walk, client, price):
        page = client.post(invited(walk)[1], {**WORDS, "price": price, "step": "send"})
        assert page.status_code == 422 and page.context["form"].errors.keys() == {"price"}
        assert "三天装好" in page.text and not Quotation.objects.exists()

    def test_an_offer_on_paper_is_taken_down_by_the_street_which_the_page_says(self, walk, w, client):
        sign_in(client, w.finance)
        page = reverse("pages:act", args=[walk.project.pk, "paper-offer"])
        operation = client.get(page).context["form"]["operation"].value()
        paper = {"firm": firm(w, 0).pk, "price": "9000", "photo": picture(), "operation": operation}
        assert client.post(page, {**paper, "firm": ""}).status_code == 422
        client.get(page)
        assert client.post(page, {**paper, "photo": picture(), "firm": firm(w, 1).pk}).status_code == 302
        quotation = Quotation.objects.get()
        assert (quotation.collected_by, quotation.price) == (w.finance, None) and quotation.sealed
        assert "由街道办事处" in client.get(f"/money/projects/{walk.project.pk}/").text

    def test_when_suppliers_handed_in_themselves_any_member_chooses(self, walk):
        for number in range(3):
            walk.hand_in(number, 9000 + number)
        with clock.at(walk.round.closes_at):
            cheapest = tenders.open_prices(walk.project, by=None).quotations.first()
            choice = tenders.choose_supplier(
                walk.project, by=walk.w.neighbours[1], quotation=cheapest, reasons="最低"
            )
        assert choice.counts and choice.findings == []


class TestCode:
    def test_without_the_code_from_the_telephone_nothing_is_handed_in_and_nothing_typed_is_lost(
        self, walk, client
    ):
        _invitation, address = invited(walk)
        client.post(address, {**WORDS, "step": "code"})
        right = code_of_an_offer()
        for code in ("", "abc", "²²²²²²", f"{(int(right) + 1) % 10**6:06d}"):
            page = client.post(address, {**WORDS, "step": "send", "code": code})
            assert page.status_code == 422 and page.context["code_form"].errors.keys() == {"code"}
            assert 'value="三天装好"' in page.text and not Quotation.objects.exists()

    def test_five_wrong_tries_kill_a_code(self, walk):
        invitation, _address = invited(walk)
        invitations.send_code(invitation, seen=somewhere())
        right = code_of_an_offer()
        for _n in range(5):
            assert not invitations.check_code(invitation, f"{(int(right) + 1) % 10**6:06d}")
        assert not invitations.check_code(invitation, right)

    def test_a_code_holds_for_ten_minutes_and_for_its_own_invitation(self, walk):
        (one, _address), (other, _address) = invited(walk, 0), invited(walk, 1)
        invitations.send_code(one, seen=somewhere())
        code = code_of_an_offer()
        assert not invitations.check_code(other, code)
        with clock.at(walk.moment + timedelta(minutes=10)):
            assert not invitations.check_code(one, code)

    def test_codes_cannot_be_asked_for_without_end(self, walk, client):
        invitation, address = invited(walk)
        client.post(address, {**WORDS, "step": "code"})
        page = client.post(address, {**WORDS, "step": "code"})
        assert page.status_code == 409 and page.context["code_form"].errors["code"]
        for minute in range(1, 9):
            with clock.at(walk.moment + timedelta(minutes=minute)):
                try:
                    invitations.send_code(invitation, seen=somewhere())
                except Refused:
                    continue
        assert OfferCode.objects.count() == 5


class TestWrongTurns:
    def test_no_price_is_taken_after_the_deadline_though_the_page_was_open(self, walk, client):
        _invitation, address = invited(walk)
        client.get(address)
        with clock.at(walk.round.closes_at):
            answer = client.post(address, {**WORDS, "step": "send"})
            assert answer.status_code == 410 and client.get(address).status_code == 410
        assert not Quotation.objects.exists()

    def test_a_new_address_makes_the_former_void(self, walk, client):
        (_one, former), (_two, valid) = invited(walk), invited(walk)
        assert client.post(former, {**WORDS, "step": "code"}).status_code == 410
        assert send(client, valid).status_code == 200
        with pytest.raises(Refused):
            invited(walk)

    def test_an_address_of_an_earlier_round_takes_nothing_in_the_next(self, walk, client):
        _invitation, former = invited(walk)
        with clock.at(walk.round.closes_at):
            tenders.open_prices(walk.project, by=None)
            tenders.call_for_quotations(
                walk.project, by=walk.w.neighbours[1], wanted="x", closes_at=clock.now() + timedelta(days=2)
            )
            assert client.post(former, {**WORDS, "step": "send"}).status_code == 410

    def test_a_project_that_was_halted_takes_none(self, walk, client):
        _invitation, address = invited(walk)
        grants.terminate_project(walk.project, by=walk.w.reviewer, reason="停")
        assert client.post(address, {**WORDS, "step": "send"}).status_code == 410

    def test_guessing_is_answered_alike_and_soon_not_at_all(self, walk, client, monkeypatch):
        monkeypatch.setattr("funding.views.offers.MAX_FORMS", 3)
        tries = [
            client.get(reverse("funding:offer", args=[token])).status_code
            for token in ("x", "a" * 32, "²", "b" * 32)
        ]
        assert tries == [404, 404, 404, 429]
        assert client.get(invited(walk)[1]).status_code == 200

    def test_the_address_is_in_no_log(self):
        record = logging.LogRecord(
            "granian.access",
            20,
            "",
            0,
            "%(method)s %(path)s",
            ({"method": "GET", "path": "/money/offers/secret/"},),
            None,
        )
        assert hide_keys(record) and "secret" not in record.getMessage()

    @pytest.mark.parametrize("statement", [
        "UPDATE funding_supplierinvitation SET uscc = 'x'", "DELETE FROM funding_supplierinvitation",
        "UPDATE funding_quotation SET invitation_id = NULL, collected_by_id = (SELECT min(id) FROM accounts_user)",
        "UPDATE funding_offertrace SET device_hash = 'x'", "DELETE FROM funding_offertrace", "DELETE FROM funding_offercode",
        "INSERT INTO funding_quotation (project_id, round_id, supplier, uscc, sealed, ties, note, offer, offer_digest, at, invitation_id, firm_id)"
        " SELECT project_id, round_id, 'another', 'another', 'x', '', '', '', '', invited_at, id, firm_id FROM funding_supplierinvitation ORDER BY id DESC LIMIT 1",
        "INSERT INTO funding_quotation (project_id, round_id, supplier, uscc, sealed, ties, note, offer, offer_digest, at, invitation_id, firm_id)"
        " SELECT project_id, round_id, supplier, uscc, 'x', '', '', '', '', invited_at, id, firm_id FROM funding_supplierinvitation ORDER BY id DESC LIMIT 1",
        "INSERT INTO funding_quotation (project_id, round_id, supplier, uscc, sealed, ties, note, offer, offer_digest, at, collected_by_id, firm_id)"
        " SELECT i.project_id, round_id, supplier, uscc, 'x', '', '', '', '', invited_at, user_id, firm_id FROM funding_supplierinvitation i"
        " JOIN projects_taskgroupmember m ON m.project_id = i.project_id ORDER BY i.id DESC LIMIT 1",
    ])  # fmt: skip
    def test_the_database_keeps_invitations_and_takes_a_price_of_the_invited_only(self, walk, statement):
        walk.hand_in(0, 9000)
        invited(walk, 1)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestInviting:
    def test_the_address_goes_to_the_telephone_on_record_and_nobody_else_sees_it(self, walk, w, client):
        page, invitee = reverse("funding:invite", args=[walk.project.pk]), firm(w, 1)
        sign_in(client, w.neighbours[1])
        answer = client.post(page, {"firm": invitee.pk}, follow=True)
        row = OutgoingSms.objects.get(topic="supplier_invitation")
        token = re.search(r"offers/(\S+)/", row.text)[1]
        assert row.masked_phone == invitee.masked_phone and "店1" in answer.text
        shown = answer.text + client.get(page).text + str(answer.cookies)
        for model in (SupplierInvitation, AuditEntry, Message, OutgoingSms, OfferTrace):
            shown += str(list(model.objects.values()))
        assert token not in shown and invitee.phone not in shown
        assert Client().get(f"/money/offers/{token}/").status_code == 200

    @pytest.mark.parametrize("who", ["handler", "reviewer", "finance", "staff", "auditor", "leader"])
    def test_the_administration_shows_no_address_and_no_telephone(self, walk, w, client, who):
        invitation, address = invited(walk)
        sign_in(client, getattr(w, who))
        pages = [
            reverse(f"admin:funding_{model}_{page}", args=args)
            for model, pk in (("supplierinvitation", invitation.pk), ("supplier", invitation.firm_id))
            for page, args in (("changelist", ()), ("change", (pk,)), ("history", (pk,)))
        ]
        text = "".join(client.get(page).text for page in pages)
        assert "店0" in text
        assert address.split("/")[3] not in text and invitation.firm.phone not in text

    def test_only_the_group_invites(self, walk, w, client):
        for person in (w.handler, w.neighbours[5], w.staff):
            with pytest.raises(NotPermitted):
                invitations.invite_supplier(walk.project, by=person, firm=firm(w, 1))
            sign_in(client, person)
            assert client.get(reverse("funding:invite", args=[walk.project.pk])).status_code == 403

    def test_nobody_is_invited_once_the_time_is_over(self, walk, w):
        with clock.at(walk.round.closes_at), pytest.raises(Refused):
            invited(walk)

    @pytest.mark.parametrize("firm_id", ["", "abc", "99999999999999999999", "-1", "²"])
    def test_a_choice_that_is_none_is_said_beside_the_field(self, walk, w, client, firm_id):
        sign_in(client, w.neighbours[1])
        page = client.post(reverse("funding:invite", args=[walk.project.pk]), {"firm": firm_id})
        assert page.status_code == 422 and page.context["form"].errors.keys() == {"firm"}


class TestFromBefore:
    def test_an_address_from_before_the_register_still_takes_a_price_and_the_street_is_told(self, walk, w):
        invitation, address = invited(walk)
        with connection.cursor() as cursor:  # as it stood before
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("UPDATE funding_supplierinvitation SET firm_id = NULL")
            cursor.execute(
                "UPDATE funding_link SET facts = (facts::jsonb - 'firm_id')::text WHERE kind = 'supplierinvitation'"
            )
            cursor.execute("SET session_replication_role = DEFAULT")
        page = Client().post(address, {**WORDS, "step": "send"})
        assert page.status_code == 200 and Quotation.objects.get().invitation_id == invitation.pk
        walk.take_down(1, 9500)
        walk.take_down(2, 9600)
        with clock.at(walk.round.closes_at):
            cheapest = tenders.open_prices(walk.project, by=None).quotations.first()
            choice = tenders.choose_supplier(
                walk.project, by=w.neighbours[1], quotation=cheapest, reasons="x"
            )
        assert [one["kind"] for one in choice.findings] == ["unconfirmed"] and not choice.counts
