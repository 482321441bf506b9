"""Statements as many banks word them, and what is odd in one line of them."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from funding.cashbook import bank
from funding.cashbook.bank_columns import side_of
from funding.models import BankStatement
from panlong import clock
from panlong.errors import Refused
from projects.stages import Stage
from tests.factories import Walk

# Heads as the banks write them (or translate them), one payment of 2,400.00 under R-1, and 7.00 that came in.
BANKS = {
    "建设银行": (
        ["交易时间", "借方发生额（支取）", "贷方发生额（收入）", "余额", "币种", "对方户名", "对方账号", "对方开户机构", "记账日期", "摘要", "备注",
         "账户明细编号-交易流水号", "企业流水号", "凭证种类", "凭证号", "关联账户"],
        ["20260105 10:11:12", "2,400.00", "0.00", "1.00", "人民币元", "店0", "6222020000000000000", "某行", "20260105", "转账", "", "17-R-1", "E", "", "", ""],
        ["20260105 10:11:12", "0.00", "7.00", "1.00", "人民币元", "人", "", "", "20260105", "", "", "18-R-2", "", "", "", ""],
    ),
    "中国银行": (
        ["交易类型[ Transaction Type ]", "付款人名称[ Payer's Name ]", "付款人账号[ Debit Account No. ]", "收款人账号[ Payee's Account Number ]",
         "收款人名称[ Payee's Name ]", "交易日期[ Transaction Date ]", "交易时间[ Transaction time ]", "交易金额[ Trade Amount ]",
         "交易后余额[ After-transaction balance ]", "起息日期[ Value Date ]", "交易流水号[ Transaction reference number ]", "凭证号码[ Voucher number ]",
         "摘要[ Reference ]", "用途[ Purpose ]"],
        ["往账", "街道", "1", "6222020000000000000", "店0", "20260105", "10:11:12", "-2,400.00", "1", "20260101", "R-1", "9", "REF", ""],
        ["来账", "人", "1", "2", "街道", "20260105", "10:11:12", "7.00", "1", "20260101", "R-2", "9", "REF", ""],
    ),
    "工商银行": (
        ["凭证号", "本方账号", "对方账号", "交易时间", "借/贷", "借方发生额", "贷方发生额", "对方行号", "摘要", "用途", "对方单位名称", "余额", "个性化信息"],
        ["R-1", "1", "6222020000000000000", "2026-01-05 10:11:12", "借", "2,400.00", "", "1", "", "", "店0", "1", ""],
        ["R-2", "1", "2", "2026-01-05 10:11:12", "贷", "", "7.00", "1", "", "", "人", "1", ""],
    ),
    "农业银行": (
        ["交易时间", "收入金额", "支出金额", "账户余额", "对方账号", "对方户名", "交易用途", "日志号"],
        ["2026-01-05 10:11:12", "", "2400.00", "1", "6222020000000000000", "店0", "款", "R-1"],
        ["2026-01-05 10:11:12", "7.00", "", "1", "2", "人", "", "R-2"],
    ),
    "浦发银行": (
        ["记账日期", "传票号", "借方金额(支出)", "贷方金额(收入)", "余额", "对方账号", "对方账户名称", "摘要"],
        ["2026/01/05", "R-1", "2400.00", "", "1", "6222020000000000000", "店0", ""],
        ["2026/01/05", "R-2", "", "7.00", "1", "2", "人", ""],
    ),
    "招商银行": (
        ["交易日", "交易时间", "起息日", "交易类型", "借方金额", "贷方金额", "余额", "摘要", "流水号", "业务参考号", "收(付)方名称", "收(付)方账号", "收(付)方开户行名"],
        ["2026-01-05", "10:11:12", "2026-01-01", "网银互联", "2,400.00", "", "1", "", "R-1", "B", "店0", "6222020000000000000", "某行"],
        ["2026-01-05", "10:11:12", "2026-01-01", "来款", "", "7.00", "1", "", "R-2", "B", "人", "2", ""],
    ),
    "交通银行": (
        ["交易时间", "摘要", "凭证种类", "凭证号码", "借贷标志", "发生额", "余额", "对方账号", "对方户名", "核心流水号"],
        ["2026-01-05 10:11:12", "", "", "", "借 Dr", "2,400.00", "1", "6222020000000000000", "店0", "R-1"],
        ["2026-01-05 10:11:12", "", "", "", "贷 Cr", "7.00", "1", "2", "人", "R-2"],
    ),
    "邮储银行": (
        ["交易日期", "交易流水", "收支标志", "交易金额（元）", "账户余额（元）", "对方户名", "对方账号"],
        ["20260105", "R-1", "支出", "¥2,400.00", "1", "店0", "6222020000000000000"],
        ["20260105", "R-2", "收入", "¥7.00", "1", "人", "2"],
    ),
    "富滇银行": (
        ["序号", "交易日期", "柜员流水", "借方", "贷方", "余额", "对方账号名称", "对方账号"],
        ["1", "2026年1月5日", "R-1", "2,400.00", "--", "1", "店0", "6222020000000000000"],
        ["2", "2026年1月5日", "R-2", "--", "7.00", "1", "人", "2"],
    ),
    "平安银行": (
        ["交易日期", "账号", "借", "贷", "账户余额", "对方账户", "对方账户名称", "交易流水号", "摘要", "用途"],
        ["20260105", "1", "2,400.00", "", "1", "6222020000000000000", "店0", "R-1", "", ""],
        ["20260105", "1", "", "7.00", "1", "2", "人", "R-2", "", ""],
    ),
    "华夏银行": (
        ["交易日期", "交易类型", "借贷方向", "交易金额", "账户余额", "对方账号", "对方户名", "交易流水", "附言"],
        ["2026-01-05", "转账", "D", "2400.00", "1", "6222020000000000000", "店0", "R-1", ""],
        ["2026-01-05", "转账", "C", "7.00", "1", "2", "人", "R-2", ""],
    ),
    "北京银行": (
        ["序号", "交易日期", "支取", "存入", "余额", "对方户名", "对方账号", "交易流水号", "摘要"],
        ["1", "2026-01-05", "2400.00", "", "1", "店0", "6222020000000000000", "R-1", ""],
        ["2", "2026-01-05", "", "7.00", "1", "人", "2", "R-2", ""],
    ),
    "繁體抬頭": (
        ["交易日期", "流水號", "借貸標誌", "交易金額", "餘額", "對方戶名", "對方帳號"],
        ["2026-01-05", "R-1", "支出", "2400.00", "1", "店0", "6222020000000000000"],
        ["2026-01-05", "R-2", "收入", "7.00", "1", "人", "2"],
    ),
    "农信社，一列带符号": (
        ["日期", "流水号", "发生额", "对方名称", "账号", "账号"],
        ["2026.1.5", "R-1", "-2400.00", "店0", "6222020000000000000", "1"],
        ["2026.1.5", "R-2", "7.00", "人", "1", "1"],
    ),
}  # fmt: skip


def sheet_of(*rows, title=True) -> bytes:
    book = Workbook()
    for row in ([["账户明细"], ["户名：街道", "", "币种：人民币"]] if title else []) + [
        list(row) for row in rows
    ]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("name", BANKS)
def test_the_payment_is_read_out_of_the_statement_of(name):
    (row,) = bank.read_statement("a.xlsx", sheet_of(*BANKS[name]))
    assert (row.day, row.amount, row.payee) == (date(2026, 1, 5), Decimal(2400), "店0")
    assert row.reference in {"R-1", "17-R-1"} and not row.odd
    assert "6222" not in str(row)


@pytest.mark.parametrize("name", BANKS)
def test_an_odd_line_among_others_is_shown_and_the_rest_is_read(name):
    head, payment, income = BANKS[name]
    odd = [cell.replace("2,400.00", "两千").replace("2400.00", "两千") for cell in payment]
    found = bank.read_statement("a.xlsx", sheet_of(head, payment, odd, income, payment))
    assert [row.odd for row in found] == ["", "amount", ""]
    assert found[1].line == 5 and "两千" in found[1].text and "6222" not in found[1].text


@pytest.mark.parametrize(
    ("said", "side"),
    [("借", "out"), ("借 Dr", "out"), ("ＤＲ", "out"), ("支出", "out"), ("往账", "out"), ("D", "out"), ("贷 Cr", "in"), ("来账", "in"),
     ("收入", "in"), ("", ""), ("—", ""), ("其他", "?"), ("借或贷", "?")],
)  # fmt: skip
def test_a_side_is_understood_however_it_is_worded(said, side):
    assert side_of(said) == side


def test_a_fee_without_a_number_is_a_payment_that_nobody_knows():
    found = bank.read_statement("a.csv", "日期,流水号,支出\n2026-01-05,R-1,5\n2026-01-05,,2.50\n".encode())
    assert [(row.reference, row.amount, row.odd) for row in found] == [
        ("R-1", 5, ""),
        ("", Decimal("2.5"), ""),
    ]


@pytest.mark.parametrize(
    ("head", "amounts", "read"),
    [("借方金额", ["5", "-5"], [5, -5]), ("借方金额", ["-5"], [-5]), ("借方金额", ["(5.00)", "6"], [-5, 6]), ("支出", ["-5", "-6"], [5, 6]),
     ("支出", ["-5", "6"], [-5, 6]), ("交易金额", ["-5", "6"], [5]), ("金额", ["5", "6"], [5, 6])],
)  # fmt: skip
def test_what_came_back_is_below_zero_and_a_sign_of_all_lines_is_a_way_of_writing(head, amounts, read):
    lines = "".join(f"2026-01-05,R{number},{amount}\n" for number, amount in enumerate(amounts))
    assert [
        row.amount for row in bank.read_statement("a.csv", f"日期,流水号,{head}\n{lines}".encode())
    ] == read


def test_a_day_as_a_number_is_a_day_but_a_day_is_no_amount():
    found = bank.read_statement(
        "a.csv", "日期,流水号,支出\n46027,R,5\n46027,S,2026-01-05 00:00:00\n".encode()
    )
    assert [(row.day, row.odd) for row in found] == [(date(2026, 1, 5), ""), (date(2026, 1, 5), "amount")]


def test_an_old_workbook_is_read_and_a_web_page_by_that_name_is_told_how_to_save():
    data = (Path(__file__).parent.parent / "data" / "statement.xls").read_bytes()
    (row,) = bank.read_statement("明细.xls", data)
    assert (row.day, row.reference, row.amount) == (date(2026, 1, 5), "R-1", Decimal(2400))
    assert bank.read_statement("明细.xls", sheet_of(*BANKS["农业银行"]))[0].amount == 2400
    assert (
        bank.read_statement("明细.xls", "日期\t流水号\t支出\n2026-01-05\tR\t5\n".encode("gb18030"))[0].amount
        == 5
    )
    for broken in (data[:700], data[:8] + b"x" * 3000, b" <html><table>", b"<!DOCTYPE html>"):
        with pytest.raises(Refused) as refusal:
            bank.read_statement("明细.xls", broken)
        assert refusal.value.field == "file"


@pytest.mark.django_db
def test_what_could_not_be_read_stays_with_the_kept_statement(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        data = "日期,流水号,支出\n2026-01-05,R,5\n2026-01-05,S,六元\n".encode()
        kept = bank.keep_statement(w.street, by=w.finance, name="a.csv", data=data)
    found = bank.compare_statement(bank.rows_of(BankStatement.objects.get(pk=kept.pk)), w.street)
    assert [(one.what, one.row.odd) for one in found] == [("unknown", "amount"), ("unknown", "")]
    assert "六元" in found[0].row.text
