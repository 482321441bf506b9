"""The provider of text messages, spoken to over HTTP by a stand-in: signed, in time, and its refusals understood."""

import hashlib
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from panlong.accounts.sms.providers import Aliyun
from panlong.accounts.sms.sending import SmsFailed, SmsRefused, hand_over, language_for

FACTS = {
    "PANLONG_SMS_KEY_ID": "id", "PANLONG_SMS_KEY_SECRET": "secret", "PANLONG_SMS_SIGN": "盘龙", "PANLONG_SMS_CODE_TEMPLATE": "SMS_1",
    "PANLONG_SMS_ROUND_TEMPLATE": "SMS_2", "PANLONG_SMS_ROUND_TEMPLATE_EN": "SMS_3", "PANLONG_SMS_URL": "https://sms.example/",
}  # fmt: skip


@pytest.fixture(autouse=True)
def configured(monkeypatch):
    for name, value in FACTS.items():
        monkeypatch.setenv(name, value)


def provider(answer) -> tuple[Aliyun, list[httpx.Request]]:
    """Return the backend, and the requests that reached the stand-in."""
    seen = []

    def respond(request):
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Aliyun(httpx.Client(transport=httpx.MockTransport(respond))), seen


def taken():
    return httpx.Response(200, json={"Code": "OK", "BizId": "1"})


CODE = ("13900000001", "sign_in_code", {"code": "123456"}, "sign-in:7")
ROUND = {"due": "2026年11月24日", "round": "“扶手”", "path": "rounds/1/"}


def test_each_message_goes_by_the_code_of_its_template_with_its_variables():
    backend, seen = provider(taken())
    backend.send(*CODE)
    backend.send("13900000001", "round", ROUND, "message:1:round:x")
    code, text = (parse_qs(urlsplit(str(request.url)).query) for request in seen)
    assert code["TemplateCode"] == ["SMS_1"] and json.loads(code["TemplateParam"][0]) == {"code": "123456"}
    assert text["TemplateCode"] == ["SMS_2"] and json.loads(text["TemplateParam"][0]) == ROUND
    assert code["OutId"] == ["sign-in:7"] and code["PhoneNumbers"] == ["13900000001"]
    assert seen[0].headers["idempotency-key"] == "sign-in:7"


def test_every_request_is_signed_over_its_query_and_headers():
    backend, seen = provider(taken())
    backend.send(*CODE)
    (request,) = seen
    proof = request.headers["authorization"]
    names = proof.split("SignedHeaders=")[1].split(",")[0]
    lines = "".join(f"{name}:{request.headers[name]}\n" for name in names.split(";"))
    query = request.url.query.decode()
    canonical = "\n".join(["POST", "/", query, lines, names, hashlib.sha256(b"").hexdigest()])
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    assert proof.endswith(hmac.new(b"secret", to_sign.encode(), hashlib.sha256).hexdigest())
    assert "secret" not in str(request.headers) + str(request.url)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"Code": "isv.BUSINESS_LIMIT_CONTROL"}),
        httpx.Response(200, json={"Code": "isv.MOBILE_NUMBER_ILLEGAL"}),
        httpx.Response(503, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(403, json={"Code": "Forbidden"}),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("away"),
    ],
)
def test_what_the_provider_did_not_take_is_a_failure_that_names_no_number(answer):
    backend, _seen = provider(answer)
    with pytest.raises(SmsFailed) as failure:
        backend.send(*CODE)
    assert "139" not in str(failure.value) and "123456" not in str(failure.value)


def test_a_language_without_a_template_is_told_in_chinese_and_a_template_without_a_code_by_its_name():
    backend, seen = provider(taken())
    assert backend.languages("round") == ["zh-hans", "en"] and backend.languages("rate") == ["zh-hans"]
    assert language_for(backend, "round", "en") == "en" and language_for(backend, "rate", "en") == "zh-hans"
    with translation.override("en"):
        hand_over(backend, "13900000001", "round", {**ROUND, "path": "/rounds/1/"}, "k")
    assert parse_qs(urlsplit(str(seen[0].url)).query)["TemplateCode"] == ["SMS_3"]
    with pytest.raises(SmsRefused, match="PANLONG_SMS_RATE_TEMPLATE is not set"):
        backend.send("13900000001", "rate", {}, "k")


def test_without_its_keys_the_portal_says_which_is_missing(monkeypatch):
    monkeypatch.setenv("PANLONG_SMS_KEY_SECRET", "")
    with pytest.raises(ImproperlyConfigured, match="PANLONG_SMS_KEY_SECRET"):
        Aliyun()
