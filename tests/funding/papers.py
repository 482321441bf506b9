"""A project with every paper of money there is, for tests that look at all of them."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

from django.core.files.base import ContentFile
from PIL import Image

from funding.cashbook import receipts, settlement
from funding.procurement import tenders
from funding.subsidies import amendments
from funding.tasks import seal_ledger
from panlong import clock
from panlong.tools import photos
from projects.stages import Stage
from tests.factories import Walk


def photo(colour: str) -> ContentFile:
    buffer = BytesIO()
    Image.new("RGB", (30, 20), colour).save(buffer, "PNG")
    return photos.clean_photo(ContentFile(buffer.getvalue(), name="x.png"))


def promise_and_give(walk):
    by, today = walk.w.neighbours[2], clock.today()
    receipts.record_pledge(
        walk.project,
        by=by,
        source="self_raised",
        giver="x",
        amount=Decimal(5),
        pledged_on=today,
        operation=uuid4(),
    )
    receipts.give_in_kind(
        walk.project, by=by, kind="goods", giver="x", what="x", quantity="x", worth=Decimal(5), valued_by="x", given_on=today, operation=uuid4()
    )  # fmt: skip


def choose_among_those_who_handed_in(walk):
    """Two prices taken down by the street office, and the newest handed in by its supplier itself."""
    by, closes_at = walk.w.neighbours[1], clock.now() + timedelta(days=1)
    tenders.call_for_quotations(walk.project, by=by, wanted="扶手", closes_at=closes_at)
    for number in (0, 1):
        walk.take_down(number, 9500)
    walk.hand_in(2, 9400, photo=b"photo")
    with clock.at(closes_at):
        cheapest = tenders.open_prices(walk.project, by=None).quotations.first()
    tenders.choose_supplier(walk.project, by=walk.w.neighbours[2], quotation=cheapest, reasons="最低价。")
    walk.sign()


def walk_with_all_papers(w) -> Walk:
    """Walk a project into its work with something in every table, all of it sealed (set SEALS_FILE before)."""
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        choose_among_those_who_handed_in(walk)
        walk.refresh()
        walk.receive()
        walk.pay_next()
        promise_and_give(walk)
        amendments.request_change(walk.project, by=w.neighbours[1], amount=Decimal(9000), reason="加一段")
        amendments.check_change(walk.project, by=w.handler)
        voucher = walk.spend("100.00")
        walk.spend("50.00", source="self_raised")
        walk.pay(walk.bill("1000.00", payee="店2"), "600.00")
        settlement.reverse_entry(voucher.entry, by=w.neighbours[1], reason="记错", operation=uuid4())
        seal_ledger()
    return walk
