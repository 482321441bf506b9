"""What people type on papers: an invoice has one spelling, and what everybody reads holds no private numbers."""

from decimal import Decimal

import pytest

from funding import text_checks
from funding.subsidies import budgets
from panlong import clock
from panlong.errors import Refused
from projects.stages import Stage
from tests.factories import Walk


@pytest.mark.parametrize("text", ["No 123", "no 123", "Ｎｏ　123", "No123", "No 123\u200b", " nO12\u00ad3 "])
def test_an_invoice_has_one_spelling(text):
    assert text_checks.invoice_of(text) == "NO123"


@pytest.mark.parametrize("text", ["", "\u200b", "№" * 21])
def test_what_is_no_invoice_is_refused_at_its_field(text):
    with pytest.raises(Refused) as refusal:
        text_checks.invoice_of(text)
    assert refusal.value.field == "invoice_number"


@pytest.mark.parametrize("text", [
    "张三 13912345678", "139 1234 5678", "139-1234-5678", "5楼 １３９１２３４５６７８", "+8613912345678", "5 139\u200b12345678", "139—1234—5678",
    "账号6222021234567890123", "6222 0212 3456 7890 123", "6222-0212-3456-7890", "6222021234567890 12345", "530103196001011234",
    "2026-11-24 13912345678",
])  # fmt: skip
def test_telephones_and_accounts_are_found_however_they_are_spelt(text):
    with pytest.raises(Refused) as refusal:
        text_checks.require_nothing_private(purpose="扶手", payee=text)
    assert refusal.value.field == "payee"


@pytest.mark.parametrize("text", [
    "", "24532000000012345678", "发票24532000000012345678", "20261124-20261201", "2026-11-24 2026-12-01", "101-102-103-201-202-203",
    "12345 热线", "0871-63123456", "5、6、7单元 13812 元", "92530103MA6TEST01X",
])  # fmt: skip
def test_invoices_days_rooms_and_prices_may_be_written(text):
    text_checks.require_nothing_private(purpose=text)


@pytest.mark.django_db
def test_a_budget_line_holds_no_private_number(w):
    walk = Walk(w)
    walk.to(Stage.DELIBERATION)
    with clock.at(walk.moment):
        walk.form_group()
        with pytest.raises(Refused) as refusal:
            budgets.draw_up(
                walk.project, by=w.neighbours[1], lines=[("扶手", Decimal(1)), ("张三 13912345678", Decimal(1))],
                shares={"self_raised": Decimal(2)},
            )  # fmt: skip
    assert refusal.value.field == "name_2"
