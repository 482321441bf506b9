"""Promises, goods and labour; receipts to print; statements of the bank; small suppliers that wait."""

import io
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from openpyxl import Workbook

from funding.cashbook import bank, receipts
from funding.ledger import queries
from funding.models import BankLine, BankStatement, Tranche
from funding.proof import verification
from funding.subsidies import tranches
from funding.tasks import tell_overdue
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from projects.stages import Stage
from tests.factories import Walk, sign_in, world


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.choose_supplier()
        walk.refresh()
    return walk


def pledge(walk, amount="500.00", **facts):
    facts = {"source": "self_raised", "giver": "某某商行", "operation": uuid4(), **facts}
    return receipts.record_pledge(
        walk.project, by=walk.w.neighbours[2], amount=Decimal(amount), pledged_on=clock.today(), **facts
    )


def give(walk, **facts):
    facts = {
        "kind": "labour", "giver": "志愿者", "what": "搬运", "quantity": "3天", "worth": Decimal(900), "valued_by": "工价", **facts
    }  # fmt: skip
    return receipts.give_in_kind(
        walk.project, by=walk.w.neighbours[2], given_on=clock.today(), operation=uuid4(), **facts
    )


@pytest.mark.django_db
class TestGifts:
    def test_a_promise_is_no_money(self, walk, client):
        with clock.at(walk.moment):
            before = queries.money_of(walk.project)
            pledge(walk)
            give(walk)
            assert queries.money_of(walk.project) == before
            assert list(verification.verify_ledger()) == []
            page = client.get(f"/money/projects/{walk.project.pk}/").content.decode()
        assert "¥500" in page and "¥900" in page and "某某商行" not in page and "志愿者" not in page

    def test_a_receipt_keeps_it(self, walk):
        with clock.at(walk.moment):
            promised = pledge(walk)
            facts = {"giver": "某某商行", "amount": Decimal(200), "received_on": clock.today()}
            for source, refused in (("corporate", True), ("self_raised", False)):
                try:
                    receipts.receive_contribution(
                        walk.project, by=walk.w.neighbours[2], source=source, operation=uuid4(), pledge=promised, **facts
                    )  # fmt: skip
                    assert not refused
                except Refused:
                    assert refused
        assert promised.receipts.get().amount == Decimal(200)

    def test_the_same_form_counts_once(self, walk):
        with clock.at(walk.moment):
            numbers = {pledge(walk, operation=UUID(int=7)).number for _n in range(2)}
            assert len(numbers) == 1
            assert pledge(walk).number.endswith("-0002")

    def test_names_by_consent_only(self, walk, client):
        with clock.at(walk.moment):
            pledge(walk, giver_is_public=True)
            give(walk, giver_is_public=True)
            page = client.get(f"/money/projects/{walk.project.pk}/").content.decode()
        assert "某某商行" in page and "志愿者" in page

    def test_strangers_record_none(self, walk):
        with clock.at(walk.moment), pytest.raises(NotPermitted):
            receipts.record_pledge(
                walk.project, by=walk.w.neighbours[5], source="other", giver="x", amount=Decimal(1), pledged_on=clock.today(), operation=uuid4()
            )  # fmt: skip

    def test_a_receipt_is_printed_without_the_name(self, walk, client):
        with clock.at(walk.moment):
            receipt = walk.receive()
            paper = client.get(f"/money/receipts/{receipt.pk}.pdf")
        assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF-")
        assert client.get("/money/receipts/999999.pdf").status_code == 404


# --- Bank ---------------------------------------------------------------------------------------------------------
HEAD = "交易日期,流水号,借方金额,对方户名,对方账号\n"


def csv(*lines, encoding="gb18030") -> bytes:
    return (HEAD + "\n".join(lines)).encode(encoding)


@pytest.fixture
def paid(walk):
    with clock.at(walk.moment):
        walk.receive()
        return walk.pay_next()


def line_of(tranche: Tranche, amount="2,400.00") -> str:
    return f'{timezone.localtime(tranche.paid_at):%Y-%m-%d},{tranche.bank_reference},"{amount}",店0,6222020000000000000'


@pytest.mark.django_db
class TestStatement:
    def found(self, walk, data, name="a.csv"):
        return [one.what for one in bank.compare_statement(bank.read_statement(name, data), walk.w.street)]

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
    def test_a_payment_is_matched(self, walk, paid, encoding):
        assert self.found(walk, csv(line_of(paid), encoding=encoding)) == ["matched"]

    def test_what_does_not_match_is_shown_first(self, walk, paid):
        day = f"{timezone.localtime(paid.paid_at):%Y/%m/%d}"
        data = csv(line_of(paid), f"{day},X1,5.00,谁,1", line_of(paid), f"{day},收入,,谁,1")
        assert self.found(walk, data) == ["unknown", "twice", "matched"]
        assert self.found(walk, csv(line_of(paid, "2399.99"))) == ["other_amount"]
        assert self.found(walk, csv(f"{day},X1,5.00,谁,1")) == ["unknown", "missing"]

    def test_excel_is_read_as_well(self, walk, paid):
        book = Workbook()
        book.active.append(["交易日期", "流水号", "支出", "收款人"])
        book.active.append([paid.paid_at.replace(tzinfo=None), paid.bank_reference, 2400, "店0"])
        content = io.BytesIO()
        book.save(content)
        assert self.found(walk, content.getvalue(), "a.xlsx") == ["matched"]

    def test_a_statement_is_read_as_the_bank_sends_it(self, walk, paid):
        day, ref = timezone.localtime(paid.paid_at), paid.bank_reference
        plain = f"{day:%Y-%m-%d},{ref},2400,店0,1"
        title, end = "对公账户明细\n户名:街道,,,,\n", "合计,,2400.00,,\n"
        for written in (
            f"{day:%Y}年{day.month}月{day.day}日",
            f"{day:%Y-%m-%d}T10:00:00",
            f"{day:%Y%m%d}100000",
            f"{day:%Y.%m.%d}",
        ):
            data = (title + HEAD + f"{written},{ref},¥2400.00,-,-\n" + end).encode("utf-16")
            assert self.found(walk, data) == ["matched"]
        both = f"交易日期\t流水号\t交易金额(元)\t借贷标志\n{day:%Y-%m-%d}\t{ref}\t2,400.00\t借\n{day:%Y-%m-%d}\tX\t7.00\t贷\n"
        assert self.found(walk, both.encode()) == ["matched"]
        signed = f"日期,流水号,金额\n{day:%Y-%m-%d},{ref},-2400.00\n{day:%Y-%m-%d},X,7.00\n小计,-,-2393.00\n"
        assert self.found(walk, signed.encode()) == ["matched"]
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in ref.lower())
        assert self.found(walk, csv(plain.replace(ref, wide))) == ["matched"]
        assert self.found(walk, csv(plain, plain.replace(ref, ref.lower()))) == ["twice", "matched"]

    def test_a_merged_day_is_that_of_all_its_lines(self, walk, paid):
        book = Workbook()
        for row in (["明细"], ["交易日期", "流水号", "支出"], [f"{timezone.localtime(paid.paid_at):%Y-%m-%d}", paid.bank_reference, 2400],
                    ["", "X", 5]):  # fmt: skip
            book.active.append(row)
        book.active.merge_cells("A1:C1")
        book.active.merge_cells("A3:A4")
        content = io.BytesIO()
        book.save(content)
        assert [row.day for row in bank.read_statement("a.xlsx", content.getvalue())] == [
            timezone.localdate(paid.paid_at)
        ] * 2

    def test_another_street_sees_nothing_of_it(self, walk, paid):
        other = world("530103003", households=1)
        assert [
            one.what
            for one in bank.compare_statement(bank.read_statement("a.csv", csv(line_of(paid))), other.street)
        ] == ["unknown"]

    @pytest.mark.parametrize("data", [
        b"", b"\x00\x01", b"PK\x03\x04", "日期\n2026-01-01".encode(), csv("2026-01-01,=1+1,5,x,1"), csv("2026-01-01,＝SUM(A1),5,x,1"),
        csv("2026-13-01,X,5,x,1"), csv("2026-01-01,X,五元,x,1"), csv("2026-01-01,X,5.001,x,1"), csv("2026-01-01,X,1906-07-27 00:00:00,x,1"),
        csv("2026-01-01,X,99999999999999,x,1"), csv("2026-01-01,X,NaN,x,1"), csv("2026-01-01," + "X" * 61 + ",5,x,1"), csv("2026-01-01,X,,x,1"),
        csv("2026-01-01,X,1_0.00,x,1"), "日期,流水号,金额,借贷标志\n2026-01-01,X,5,其他".encode(),
        csv(",X,5,x,1"), csv("合计,,5,,"),
    ])  # fmt: skip
    @pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.exe"])
    def test_what_cannot_be_read_is_refused_with_a_sentence(self, data, name):
        with pytest.raises(Refused) as refusal:
            bank.read_statement(name, data)
        assert refusal.value.field == "file"

    def test_no_number_of_an_account_is_kept(self, walk, paid):
        kept = bank.keep_statement(walk.w.street, by=walk.w.finance, name="a.csv", data=csv(line_of(paid)))
        again = bank.keep_statement(walk.w.street, by=walk.w.finance, name="b.csv", data=csv(line_of(paid)))
        assert kept == again and BankLine.objects.count() == 1
        assert "6222" not in str(BankLine.objects.values().get())

    def test_it_is_looked_at_before_it_is_kept(self, walk, paid, client):
        sign_in(client, walk.w.finance)
        upload = SimpleUploadedFile("行.csv", csv(line_of(paid)))
        page = client.post("/money/bank/", {"area": walk.w.street.pk, "file": upload})
        assert page.context["matched"] == 1 and not BankStatement.objects.exists()
        data = {"staged": page.context["staged"], "name": "行.csv", "area": walk.w.street.pk}
        kept = client.post("/money/bank/", data, follow=True)
        assert kept.context["matched"] == 1 and BankStatement.objects.get().name == "行.csv"
        gone = client.post("/money/bank/", {**data, "staged": "0" * 32})
        assert gone.status_code == 400 and BankStatement.objects.count() == 1

    def test_a_wrong_file_is_said_beside_the_field(self, walk, client):
        sign_in(client, walk.w.finance)
        for file in (SimpleUploadedFile("a.csv", b"x"), None):
            page = client.post("/money/bank/", {"area": walk.w.street.pk, **({"file": file} if file else {})})
            assert page.status_code == 400 and page.context["form"].errors["file"]

    @pytest.mark.parametrize(
        ("who", "status"),
        [("finance", 200), ("handler", 200), ("leader", 200), ("auditor", 200), ("staff", 404)],
    )
    def test_who_reads_them(self, walk, client, who, status):
        sign_in(client, getattr(walk.w, who))
        assert client.get("/money/bank/").status_code == status
        sign_in(client, None)
        assert client.get("/money/bank/").status_code == 302

    def test_only_finance_brings_them_in_and_others_statements_are_not_there(self, walk, paid, client):
        with pytest.raises(NotPermitted):
            bank.keep_statement(walk.w.street, by=walk.w.handler, name="a.csv", data=csv(line_of(paid)))
        kept = bank.keep_statement(walk.w.street, by=walk.w.finance, name="a.csv", data=csv(line_of(paid)))
        sign_in(client, world("530103003", households=1).finance)
        assert client.get(f"/money/bank/{kept.pk}/").status_code == 404


# --- Overdue ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
class TestOverdue:
    def test_a_part_that_waits_is_flagged_after_30_and_60_days(self, walk, client):
        with clock.at(walk.moment):
            walk.receive()
            tranches.request_tranche(walk.project, by=walk.w.neighbours[1])
        for days, found, grave in ((29, 0, False), (30, 1, False), (59, 1, False), (60, 1, True)):
            with clock.at(walk.moment + timedelta(days=days, minutes=1)):
                waiting = queries.overdue()
                assert len(waiting) == found
                assert [one.is_grave for one in waiting] == [grave] * found
                assert ("¥2,400" in client.get("/money/overdue/").content.decode()) == bool(found)

    def test_the_street_is_told_once_each(self, walk):
        with clock.at(walk.moment):
            walk.receive()
            tranches.request_tranche(walk.project, by=walk.w.neighbours[1])
        for days in (31, 32, 61, 62):
            with clock.at(walk.moment + timedelta(days=days)):
                tell_overdue()
        told = Message.objects.filter(topic="payment_overdue")
        assert told.filter(person=walk.w.finance).count() == told.filter(person=walk.w.reviewer).count() == 2

    def test_a_bill_waits_from_its_day_and_what_was_kept_back_from_the_end_of_the_warranty(self, w, client):
        walk = Walk(w)
        walk.to(Stage.AFTERCARE)
        with clock.at(walk.moment):
            bill = walk.bill("9500.00", invoice="F-1")
        for days, found in ((29, []), (31, [Decimal("9215.00")])):
            with clock.at(walk.moment + timedelta(days=days)):
                assert [one.amount for one in queries.overdue()] == found
                assert ("F-1" in client.get("/money/overdue/").content.decode()) == bool(found)
        with clock.at(walk.moment + timedelta(days=40)):
            walk.pay(bill, "5000.00")
            assert queries.overdue(project=walk.project)[0].amount == Decimal("4215.00")
            assert queries.overdue(areas=[w.community]) and not queries.overdue(
                areas=[world("530103004").street]
            )
        with clock.at(walk.project.warranty_ends_at + timedelta(days=31)):
            waiting = {one.is_retention: one.amount for one in queries.overdue()}
            assert waiting == {False: Decimal("4215.00"), True: Decimal("285.00")}
            tell_overdue()
        assert Message.objects.filter(topic="payment_overdue", person=walk.w.finance).count() == 2

    def test_a_large_supplier_is_not_among_them(self, walk):
        with clock.at(walk.moment):
            walk.bill("100.00")
        with clock.at(walk.moment + timedelta(days=31)):
            assert queries.overdue()
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute("UPDATE funding_contract SET supplier_is_small = false")
            assert not queries.overdue()

    def test_nothing_is_late_when_all_is_paid(self, walk):
        with clock.at(walk.moment + timedelta(days=100)):
            assert queries.overdue() == []
