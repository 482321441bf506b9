"""What people type is forgiven its width, its spaces and its marks, in every form by one rule."""

from decimal import Decimal

import pytest
from django import forms

from panlong.accounts.forms import CodeForm, SecondStepForm
from panlong.fields import CodeField, CountField, DoorField, NameField, SquareMetresField, YuanField
from projects.models import Project
from tests.factories import WORDS, Walk, draft, sign_in

pytestmark = pytest.mark.django_db


def found(client, text: str) -> list[str]:
    answer = client.get("/search/", {"q": text})
    assert answer.status_code == 200
    return [project.title for project in answer.context.get("projects", [])]


@pytest.mark.parametrize(
    "typed", ["５４５０４６", "545 046", " 545046。", "545046\u200b", "５４５　０４６", "545046\ufeff"]
)
def test_a_code_is_forgiven_its_width_and_its_spaces(typed):
    assert CodeField().clean(typed) == "545046"


@pytest.mark.parametrize(
    "typed",
    ["545-046", "545，046", "验证码545046", "【545046】", "'545046", "验证码：５４５０４６，请勿转告。"],
)
def test_a_code_of_six_digits_is_found_in_what_was_pasted(typed):
    form = CodeForm({"code": typed})
    assert form.is_valid() and form.cleaned_data["code"] == "545046"


@pytest.mark.parametrize("typed", ["ab234567", "2345 6723", "545046 545047"])
def test_other_codes_are_left_whole(typed):
    form = SecondStepForm({"token": typed})
    assert form.is_valid() and form.cleaned_data["token"] == typed.replace(" ", "")


@pytest.mark.parametrize(
    "amount",
    [
        "¥1000",
        "￥1,000",
        "1000元",
        "１０００",
        "1，000.00 元",
        "人民币1000元整",
        "RMB 1000",
        "1 000",
        "1000块",
        "1000圆整",
        "1'000",
        "'1000",
    ],
)
def test_an_amount_is_forgiven_what_the_form_prints(amount):
    assert YuanField().clean(amount) == Decimal(1000)


@pytest.mark.parametrize(
    "amount", ["1,5", "一千", "12万", "-5", "1e3x", "元", "1.005", "NaN", "Infinity", "¥"]
)
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(forms.ValidationError):
        YuanField().clean(amount)


@pytest.mark.parametrize("count", ["12户", "12 人", "１２", "12", "12.0", "12 households", "12戶"])
def test_a_count_is_forgiven_what_is_counted(count):
    assert CountField().clean(count) == 12


@pytest.mark.parametrize("count", ["12万", "1.5", "户", "十二点五", "12abc", "-1"])
def test_what_is_no_count_is_refused(count):
    with pytest.raises(forms.ValidationError):
        CountField().clean(count)


def test_a_floor_area_and_a_door_and_a_name_have_the_rules_of_a_roster_file():
    assert SquareMetresField().clean("１２３．４ ㎡") == Decimal("123.4")
    assert DoorField().clean(" ９０１　室 ") == "901 室"
    assert NameField().clean("张　三") == "张三"


@pytest.mark.parametrize(
    "text", ["\u200b", "\u2800\u2800", "\u3164", "\u0301", "\u2060\ufeff", "\uffa0", "\ue000"]
)
def test_a_text_with_nothing_to_see_in_it_is_refused_with_a_message_beside_it(client, w, text):
    sign_in(client, w.proposer)
    operation = client.get("/projects/new/", follow=True).context["form"].initial["operation"]
    form = {**WORDS, "area": w.courtyard.pk, "operation": operation, "level": "2"}
    for field in ("title", "problem", "plan"):
        page = client.post("/projects/new/", {**form, field: text})
        assert page.status_code == 422 and list(page.context["form"].errors) == [field]
    assert not Project.objects.exists()


def test_a_text_of_a_picture_is_a_text():
    assert forms.CharField().clean("👍") == "👍"


@pytest.mark.parametrize(
    "text",
    [
        "睦邻驿站。",
        "睦邻驿站，",
        "「睦邻驿站」",
        "睦鄰驛站",
        "ＭＬＹＺ",
        "睦邻\u200b驿站",
        "14号院",
        "１４号院！",
        "十四号院",
    ],
)
def test_a_search_finds_what_the_plain_word_finds(client, w, text):
    Walk(w, title="睦邻驿站", plan="在14号院建。").to("support_poll")
    assert found(client, text) == ["睦邻驿站"]


@pytest.mark.parametrize(
    "written, asked",
    [("装电梯。", "電梯"), ("裝電梯。", "电梯"), ("１４号院装灯", "14号院"), ("ＬＥＤ灯", "led")],
)
def test_a_search_meets_texts_in_other_characters_and_widths(client, w, written, asked):
    Walk(w, title="路", plan=written).to("support_poll")
    assert found(client, asked) == ["路"]
    assert client.get("/projects/", {"q": asked}).context["page"].paginator.count == 1


def test_notices_are_found_by_traditional_characters_and_with_a_stop(client, w):
    Walk(w, title="电梯加装").to("support_poll")
    for asked in ("電梯", "电梯。"):
        assert client.get("/notices/", {"q": asked}).context["page"].paginator.count


def test_a_draft_stays_hidden_however_it_is_asked_for(client, w):
    draft(w, title="睦邻驿站")
    assert found(client, "睦鄰驛站") == []
