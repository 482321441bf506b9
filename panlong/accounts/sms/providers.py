"""Text messages by a provider: Aliyun's SMS service, or a gateway that speaks like it.

Choose it with ``PANLONG_SMS_BACKEND=panlong.accounts.sms.providers.Aliyun``. Every request is signed with
ACS3-HMAC-SHA256; a message is one of the templates that the provider has approved beforehand, as the law wants it.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from uuid import uuid4

import environ
import httpx
from django.core.exceptions import ImproperlyConfigured

from panlong.accounts.sms.sending import SmsFailed, SmsRefused
from panlong.accounts.sms_templates import CODE, LANGUAGES, language_now, setting_of

SECONDS = httpx.Timeout(10, connect=5)
# What the provider says when the same message would not go through a minute later either.
HOPELESS = {"isv.MOBILE_NUMBER_ILLEGAL", "isv.BLACK_KEY_CONTROL_LIMIT", "isv.MOBILE_COUNT_OVER_LIMIT"}
env = environ.Env()


class Aliyun:
    """Sends by the action SendSms (version 2017-05-25).

    Environment: PANLONG_SMS_KEY_ID and PANLONG_SMS_KEY_SECRET, PANLONG_SMS_SIGN (the signature 【…】 that was approved), the
    codes of the templates that were approved (docs/sms-templates.md), PANLONG_SMS_URL for a gateway of your own. Without
    the template of sign-in codes it does not start; a message whose template has no code is refused by its name.
    """

    def __init__(self, client: httpx.Client | None = None):
        self.url = env.str("PANLONG_SMS_URL", default="https://dysmsapi.aliyuncs.com/")
        self.key_id, self.secret = _needed("PANLONG_SMS_KEY_ID"), _needed("PANLONG_SMS_KEY_SECRET")
        self.sign = _needed("PANLONG_SMS_SIGN")
        _needed(setting_of(CODE))
        self.client = client or httpx.Client(timeout=SECONDS)

    def languages(self, template: str) -> list[str]:
        """Return the languages in which the provider has `template`; the first one always."""
        return [
            LANGUAGES[0],
            *(one for one in LANGUAGES[1:] if env.str(setting_of(template, one), default="")),
        ]

    def send(self, phone: str, template: str, params: dict[str, str], key: str) -> None:
        """Send `template` with `params` to `phone`; `key` names the message in the provider's records and in every repeat.

        Raises SmsFailed when it was not taken: after a time-out too, for then nobody knows. Raises SmsRefused when the
        template has no code.
        """
        setting = setting_of(template, language_now())
        code = env.str(setting, default="")
        if not code:
            raise SmsRefused(f"{setting} is not set: the provider has no such template")
        query = {
            "OutId": key,
            "PhoneNumbers": phone,
            "SignName": self.sign,
            "TemplateCode": code,
            "TemplateParam": json.dumps(params, ensure_ascii=False),
        }
        written = "&".join(
            f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query)
        )
        try:
            answer = self.client.post(f"{self.url}?{written}", headers=self._signed(written, key))
        except httpx.TimeoutException:
            raise SmsFailed("the provider did not answer in time") from None
        except httpx.HTTPError as error:
            raise SmsFailed(f"the provider could not be reached: {type(error).__name__}") from None
        _require_taken(answer)

    def _signed(self, query: str, key: str) -> dict[str, str]:
        """Return the headers of a request without a body, with their signature."""
        parts, nothing = urlsplit(self.url), hashlib.sha256(b"").hexdigest()
        headers = {
            "host": parts.netloc,
            "x-acs-action": "SendSms",
            "x-acs-content-sha256": nothing,
            "x-acs-date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": uuid4().hex,
            "x-acs-version": "2017-05-25",
        }
        names = ";".join(sorted(headers))
        lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        request = "\n".join(["POST", parts.path or "/", query, lines, names, nothing])
        to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = hmac.new(self.secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        proof = f"ACS3-HMAC-SHA256 Credential={self.key_id},SignedHeaders={names},Signature={signature}"
        return {**headers, "Authorization": proof, "Idempotency-Key": key}


def _require_taken(answer: httpx.Response) -> None:
    """Raise SmsFailed unless the provider took the message; its answer holds a code, never the text."""
    try:
        facts = answer.json()
        said = str(facts.get("Code", "")) if isinstance(facts, dict) else ""
    except ValueError:
        said = ""
    if answer.status_code == 200 and said == "OK":
        return
    kind, what = (SmsRefused, "will not take it") if said in HOPELESS else (SmsFailed, "did not take it")
    raise kind(f"the provider {what}: {answer.status_code} {said[:80]}")


def _needed(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: the SMS provider needs it.")
    return value
