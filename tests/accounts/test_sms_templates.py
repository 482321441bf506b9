"""Every text message that can be sent fits what a provider takes, however long the names in it are."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from panlong import crypto
from panlong.accounts import sms_templates
from panlong.accounts.models import OutgoingSms
from panlong.accounts.sms import sending
from panlong.notices.messages import BY_SMS
from panlong.notices.wording import TASKS, TEXTS, readable
from panlong.outbox import OutboxRow, Undeliverable
from projects.models import Project

PAGE = Path(__file__).parent.parent.parent / "docs" / "sms-templates.md"
TITLE = "拓东街道白沙河社区明通巷四十七号院" * 4
LONG = {
    "project": TITLE[: Project._meta.get_field("title").max_length], "round": TITLE * 3, "reason": "请补充材料。\n" * 300, "place": "东风巷" * 40,
    "due": "2026-12-31 18:00", "when": "2026-12-31 19:00", "sender": "滇源街道" * 20, "text": "【盘龙】请看 https://example.cn/x?y=1 明天停水" * 9,
    "path": "/projects/" + "9" * 60 + "/", "code": "123456",
    "supplier": "演示建设工程有限责任公司" * 6, "until": "2026-12-31 18:00", "token": "t" * 32,
}  # fmt: skip


def sendable():
    """Yield (template, facts) of every message by phone, its facts as long as they get."""
    for name in sms_templates.TEMPLATES:
        for task in TASKS if "task" in sms_templates.TEMPLATES[name].variables else [None]:
            yield name, {**LONG, **({"task": task} if task else {})}


@pytest.mark.parametrize("language", sms_templates.LANGUAGES)
def test_whatever_is_sent_fits_the_limits_of_the_provider(language):
    with translation.override(language):
        for name, facts in sendable():
            params = sms_templates.fitted(name, readable(name, facts))
            for text in params.values():
                assert 0 < len(text) <= sms_templates.LONGEST_VARIABLE
                assert not re.search(r"[【】\n]|https?:|www\.", text)
            assert len(sms_templates.said(name, params)) <= sms_templates.LONGEST_MESSAGE


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_days_tasks_and_what_is_short_enough_are_told_whole(language):
    with translation.override(language):
        for name, facts in sendable():
            whole = readable(name, {**facts, "project": "扶手", "place": "东门"})
            params = sms_templates.fitted(name, whole)
            for variable in {"due", "when", "task", "project", "place"} & set(params):
                assert params[variable] == whole[variable]


def test_every_topic_of_the_phone_has_a_template_with_the_variables_of_its_words():
    assert set(sms_templates.TEMPLATES) == BY_SMS | sms_templates.TO_A_NUMBER
    assert set(TEXTS) >= BY_SMS
    for template in sms_templates.TEMPLATES.values():
        words = template.wording + template.address
        assert set(re.findall(r"%\((\w+)\)", words)) == set(template.variables)


def test_the_words_for_approval_are_those_of_the_page_in_docs():
    drawn = StringIO()
    call_command("draw_sms_templates", stdout=drawn)
    assert PAGE.read_text(encoding="utf-8") == drawn.getvalue()
    assert not [name for name in sms_templates.TEMPLATES if "%(" in sms_templates.for_approval(name)]


@pytest.mark.django_db
class TestOutbox:
    def test_it_keeps_template_and_parameters_and_nobody_reads_them_in_the_table(self):
        with translation.override("en"):
            sending.queue_message("13900000001", "sign_in_code", {"code": "654321"}, key="k")
        row = OutgoingSms.objects.get()
        assert row.topic == "sign_in_code" and row.kept() == ({"code": "654321"}, "en")
        assert "654321" in row.text and "654321" not in row.text_cipher

    def test_a_row_from_before_is_left_as_failed_and_still_readable(self):
        OutgoingSms.objects.create(
            key="old",
            topic="t",
            phone_cipher=crypto.encrypt_text("13900000001"),
            text_cipher=crypto.encrypt_text("你好"),
        )
        assert sending.send_due() == 0
        row = OutgoingSms.objects.get()
        assert row.state == "failed" and row.text == "你好"
        with pytest.raises(Undeliverable):
            row.kept()

    def test_it_has_the_columns_of_every_outbox(self):
        assert issubclass(OutgoingSms, OutboxRow)
        assert {field.name for field in OutboxRow._meta.get_fields()} <= {
            field.name for field in OutgoingSms._meta.get_fields()
        }
