"""Text messages: one small interface, and the outbox of those that go to a phone rather than to a person we know.

A backend is any class with ``send(phone, template, params, key)``: the name of a template of panlong.accounts.sms_templates, and what is
filled in, in the active language. `key` is an idempotency key that a provider gets with every repeat. It raises SmsFailed
to be asked again later, SmsRefused when that is pointless. One that has no template in some languages says which it has
by ``languages(template)``. Choose one with PANLONG_SMS_BACKEND. What the portal tells its people goes through
panlong.notices.deliveries.
"""

import json
import logging
import re
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from panlong import crypto
from panlong.accounts import phones, sms_templates
from panlong.accounts.models import OutgoingSms, SignInCode
from panlong.enqueue import enqueue_soon
from panlong.outbox import Undeliverable, Undelivered, deliver_due

log = logging.getLogger("panlong.sms")
SEND_DUE = "panlong.accounts.tasks.send_due_sms"


class SmsFailed(Undelivered):
    """The provider did not take the message; it is tried again later."""


class SmsRefused(SmsFailed, Undeliverable):
    """The provider will never take the message, e.g. because there is no such number."""


class Backend(Protocol):
    """What sends a text message."""

    def send(self, phone: str, template: str, params: dict[str, str], key: str) -> None:
        """Send `template` filled with `params` to `phone`; raise SmsFailed or SmsRefused."""


SECRET_ADDRESS = re.compile(r"(/offers/)[\w-]+", re.ASCII)  # as good as a key: it is in no log


class ConsoleBackend:
    """Writes the message to the log, without addresses that are as good as a key: for development and the demo."""

    def send(self, phone: str, template: str, params: dict[str, str], key: str) -> None:
        text = SECRET_ADDRESS.sub(r"\1…", sms_templates.said(template, params))
        log.info("SMS to %s: %s", phones.mask_phone(phone), text)


class FileBackend:
    """Appends one JSON line a message to ``sms.jsonl`` in the data folder: for tests."""

    def send(self, phone: str, template: str, params: dict[str, str], key: str) -> None:
        facts = {
            "phone": phone,
            "template": template,
            "params": params,
            "text": sms_templates.said(template, params),
        }
        with open(settings.VAR / "sms.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps({**facts, "key": key}, ensure_ascii=False) + "\n")


class NullBackend:
    """Takes everything and keeps nothing: for benchmarks."""

    def send(self, phone: str, template: str, params: dict[str, str], key: str) -> None:
        pass


def current_provider():
    """Return the backend that the settings name."""
    return import_string(settings.SMS_BACKEND)()


def hand_over(backend, phone: str, template: str, facts: dict, key: str) -> None:
    """Send `template` with what it needs of `facts`, each within the provider's limits, in the active language."""
    backend.send(phone, template, sms_templates.fitted(template, facts), key)


def language_for(backend, template: str, wanted: str) -> str:
    """Return `wanted` where the provider has `template` in that language, else the first one."""
    languages = getattr(backend, "languages", None)
    has = languages(template) if languages else sms_templates.LANGUAGES
    return wanted if wanted in has else sms_templates.LANGUAGES[0]


def queue_message(phone: str, template: str, facts: dict, *, key: str) -> None:
    """Put one message into the outbox inside the caller's transaction; the same `key` is queued once."""
    row = OutgoingSms(key=key, topic=template, phone_cipher=crypto.encrypt_text(phone))
    row.keep(sms_templates.fitted(template, facts), sms_templates.language_now())
    OutgoingSms.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(lambda: enqueue_soon(SEND_DUE))


def send_due() -> int:
    """Send what waits in the outbox and is due; return how many were sent. Safe on several workers at once."""
    backend = current_provider()

    def send(row: OutgoingSms) -> None:
        if _is_stale(row):
            raise SmsRefused("the code does not hold any more")
        params, language = row.kept()
        with translation.override(language_for(backend, row.topic, language)):
            backend.send(crypto.decrypt_text(row.phone_cipher), row.topic, params, row.key)

    return deliver_due(OutgoingSms.objects.all(), send)


def _is_stale(row: OutgoingSms) -> bool:
    """Say whether it is a sign-in code that came too late for its five minutes."""
    kind, _colon, pk = row.key.partition(":")
    return kind == "sign-in" and SignInCode.objects.filter(pk=pk, expires_at__lte=timezone.now()).exists()
