"""Suppliers hand in their prices themselves: one address each, once, sealed until all are opened together."""

import logging
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from funding import grants, offers, suppliers, verification
from funding.models import Quotation, SupplierInvitation
from panlong import clock
from panlong.audit.models import AuditEntry
from panlong.errors import NotYours, Refused
from panlong.wsgi import hide_keys
from projects.stages import Stage
from tests.factories import Walk, company, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(w):
    """A project whose round of quotations takes prices for a day; the clock stands still in it."""
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.round = suppliers.call(
            walk.project, by=w.neighbours[1], wanted="扶手十米", closes_at=clock.now() + timedelta(days=1)
        )
        yield walk


def invited(walk, number=0):
    """Invite supplier `number` and return its invitation and address."""
    invitation, token = offers.invite(
        walk.project, by=walk.w.neighbours[1], supplier=f"店{number}", uscc=company(number)
    )
    return invitation, reverse("funding:offer", args=[token])


def picture() -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", (30, 20), "red").save(buffer, "PNG")
    return SimpleUploadedFile("x.png", buffer.getvalue())


WORDS = {"price": "9,123.45", "note": "三天装好", "has_ties": "no", "ties": ""}


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
        sent = client.post(address, {**WORDS, **staged, "step": "send"})
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
            suppliers.open_prices(walk.project, by=None)
        opened = client.get(money).text
        assert "9,123.45" in opened and "供应商自行提交" in opened and photo in opened
        assert client.get(photo).getvalue()[6:10] == b"JFIF"
        assert Client().get(photo).status_code == 403
        assert AuditEntry.objects.filter(act="see_original").count() == 1
        assert list(verification.verify()) == []

    def test_ties_are_said_by_the_supplier(self, walk, client):
        _invitation, address = invited(walk)
        assert client.post(address, {**WORDS, "has_ties": "yes", "step": "send"}).status_code == 422
        assert client.post(address, {**WORDS, "has_ties": "", "step": "send"}).status_code == 422
        client.post(address, {**WORDS, "has_ties": "yes", "ties": "组长的表弟", "step": "send"})
        assert Quotation.objects.get().ties == "组长的表弟"

    @pytest.mark.parametrize("price", ["", "-1", "0", "abc", "1.234", "9" * 20])
    def test_a_wrong_price_is_said_beside_the_field_and_the_rest_stays(self, walk, client, price):
        page = client.post(invited(walk)[1], {**WORDS, "price": price, "step": "send"})
        assert page.status_code == 422 and page.context["form"].errors.keys() == {"price"}
        assert "三天装好" in page.text and not Quotation.objects.exists()

    def test_what_is_typed_in_by_the_group_says_so(self, walk, client):
        walk_in = {"supplier": "老店", "price": Decimal(5000), "uscc": company(9)}
        suppliers.collect(walk.project, by=walk.w.neighbours[1], **walk_in)
        assert "由项目小组录入" in client.get(f"/money/projects/{walk.project.pk}/").text

    def test_when_the_group_collected_none_any_member_chooses(self, walk):
        for number in range(3):
            offers.hand_in(invited(walk, number)[0], price=Decimal(9000 + number))
        with clock.at(walk.round.closes_at):
            cheapest = suppliers.open_prices(walk.project, by=None).quotations.first()
            choice = suppliers.choose(
                walk.project, by=walk.w.neighbours[1], quotation=cheapest, reasons="最低"
            )
        assert choice.counts


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
        assert client.post(former, {**WORDS, "step": "send"}).status_code == 410
        assert client.post(valid, {**WORDS, "step": "send"}).status_code == 200
        with pytest.raises(Refused):
            invited(walk)

    def test_an_address_of_an_earlier_round_takes_nothing_in_the_next(self, walk, client):
        _invitation, former = invited(walk)
        with clock.at(walk.round.closes_at):
            suppliers.open_prices(walk.project, by=None)
            suppliers.call(
                walk.project, by=walk.w.neighbours[1], wanted="x", closes_at=clock.now() + timedelta(days=2)
            )
            assert client.post(former, {**WORDS, "step": "send"}).status_code == 410

    def test_a_project_that_was_halted_takes_none(self, walk, client):
        _invitation, address = invited(walk)
        grants.terminate(walk.project, by=walk.w.reviewer, reason="停")
        assert client.post(address, {**WORDS, "step": "send"}).status_code == 410

    def test_guessing_is_answered_alike_and_soon_not_at_all(self, walk, client, monkeypatch):
        monkeypatch.setattr("funding.offer_views.MOST", 3)
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
        "INSERT INTO funding_quotation (project_id, round_id, supplier, uscc, sealed, ties, note, offer, offer_digest, at, invitation_id)"
        " SELECT project_id, round_id, 'another', 'another', 'x', '', '', '', '', invited_at, id FROM funding_supplierinvitation ORDER BY id DESC LIMIT 1",
    ])  # fmt: skip
    def test_the_database_keeps_invitations_and_takes_a_price_of_the_invited_only(self, walk, statement):
        offers.hand_in(invited(walk)[0], price=Decimal(9000))
        invited(walk, 1)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestInviting:
    def test_a_member_gets_the_address_once_and_the_portal_keeps_its_hash_only(self, walk, w, client):
        page = reverse("funding:invite", args=[walk.project.pk])
        sign_in(client, w.neighbours[1])
        assert client.post(page, {"supplier": "店", "uscc": "123"}).status_code == 409
        answer = client.post(page, {"supplier": "店", "uscc": company(1)})
        token = answer.context["address"].rstrip("/").rsplit("/", 1)[1]
        assert "<svg" in answer.text and token in answer.text
        assert token not in client.get(page).text and "店" in client.get(page).text
        assert token not in str(SupplierInvitation.objects.values()) + str(AuditEntry.objects.values())
        assert Client().get(f"/money/offers/{token}/").status_code == 200

    def test_only_the_group_invites(self, walk, w, client):
        for person in (w.handler, w.neighbours[5], w.staff):
            with pytest.raises(NotYours):
                offers.invite(walk.project, by=person, supplier="x", uscc=company(1))
            sign_in(client, person)
            assert client.get(reverse("funding:invite", args=[walk.project.pk])).status_code == 403

    def test_nobody_is_invited_once_the_time_is_over(self, walk, w):
        with clock.at(walk.round.closes_at), pytest.raises(Refused):
            invited(walk)
