"""The papers: everybody sees the copy in which what is private is covered, the original only those entitled."""

from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from funding.cashbook import spending
from funding.models import Voucher
from funding.proof import verification
from panlong import clock
from panlong.audit.models import AuditEntry
from panlong.tools import photos
from projects.stages import Stage
from tests.factories import Walk, sign_in
from tests.funding.papers import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.receive()
        spending.record_spending(
            walk.project, by=w.neighbours[2], payee="店", purpose="料", source="self_raised", amount=Decimal(5), spent_on=clock.today(),
            invoice_number="I", operation=uuid4(), scan=photo("red"), public_scan=photo("black"),
        )  # fmt: skip
    return walk


def look(client, copy):
    return client.get(reverse("funding:scan", args=[Voucher.objects.get().pk, copy])).status_code


def test_the_story_shows_each_spending_with_its_paper(walk, client):
    voucher = Voucher.objects.get()
    story = client.get(walk.project.get_absolute_url()).content.decode()
    for address in (
        reverse("funding:entry", args=[voucher.entry_id]),
        reverse("funding:entry", args=[walk.project.contributions.get().entry_id]),
        reverse("funding:scan", args=[voucher.pk, "public"]),
        reverse("funding:scan", args=[voucher.pk, "small"]),
    ):
        assert f'"{address}"' in story


def test_without_a_small_version_the_copy_is_shown(walk, client):
    voucher = Voucher.objects.get()
    Path(voucher.public_scan.storage.path(photos.small_name(voucher.public_scan.name))).unlink()
    small, public = (
        b"".join(client.get(reverse("funding:scan", args=[voucher.pk, copy]))) for copy in ("small", "public")
    )
    assert small == public


def test_everybody_sees_the_public_copy_and_only_the_entitled_the_original(walk, client, w):
    assert look(client, "public") == look(client, "small") == 200
    expected = {None: 403, w.neighbours[5]: 403, w.organiser: 403, w.administrator: 403, w.neighbours[3]: 200, w.staff: 200,
                w.handler: 200, w.finance: 200, w.leader: 200, w.auditor: 200}  # fmt: skip
    for person, status in expected.items():
        sign_in(client, person)
        assert look(client, "original") == status, person


def test_a_look_at_the_original_is_on_record(walk, client, w):
    sign_in(client, w.auditor)
    look(client, "original")
    assert AuditEntry.objects.get(act="see_original").actor == w.auditor


def test_what_is_not_there_is_not_found(walk, client):
    assert look(client, "other") == 404
    with clock.at(walk.moment):
        bare = walk.spend("1.00", source="self_raised")
    assert client.get(reverse("funding:scan", args=[bare.pk, "public"])).status_code == 404


def test_the_booking_shows_the_copy_and_offers_the_original(walk, client, w):
    voucher = Voucher.objects.get()
    address = reverse("funding:entry", args=[voucher.entry_id])
    original = reverse("funding:scan", args=[voucher.pk, "original"])
    page = client.get(address).content.decode()
    assert reverse("funding:scan", args=[voucher.pk, "public"]) in page and original not in page
    sign_in(client, w.auditor)
    assert original in client.get(address).content.decode()


def test_a_swapped_photo_is_found(walk):
    assert list(verification.verify_ledger()) == []
    with open(Voucher.objects.get().scan.path, "ab") as file:
        file.write(b"x")
    assert [one.what for one in verification.verify_ledger()] == ["its photo is missing or was altered"]


def test_a_receipt_can_be_printed_by_its_number(walk, client):
    receipt = walk.project.contributions.get()
    page = client.get(reverse("funding:entry", args=[receipt.entry_id])).content.decode()
    assert receipt.number in page
