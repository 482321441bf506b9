"""Text messages: one small interface, and the outbox of those that go to a phone rather than to a person we know.

A backend is any class with ``send(phone, text, key)``; `key` is an idempotency key that a provider gets with
every repeat. It raises SmsFailed to be asked again later, SmsRefused when that is pointless. Choose one with
PANLONG_SMS_BACKEND. What the portal tells its people goes through panlong.notices.deliveries.
"""

import json
import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from panlong.accounts import phones
from panlong.accounts.models import OutgoingSms, SignInCode
from panlong.outbox import wake
from panlong.outgoing import Undeliverable, Undelivered, drain

log = logging.getLogger("panlong.sms")


class SmsFailed(Undelivered):
    """The provider did not take the message; it is tried again later."""


class SmsRefused(SmsFailed, Undeliverable):
    """The provider will never take the message, e.g. because there is no such number."""


class ConsoleBackend:
    """Writes the message to the log: for development and the demo."""

    def send(self, phone: str, text: str, key: str) -> None:
        log.info("SMS to %s: %s", phones.mask(phone), text)


class FileBackend:
    """Appends one JSON line a message to ``sms.jsonl`` in the data folder: for tests."""

    def send(self, phone: str, text: str, key: str) -> None:
        with open(settings.VAR / "sms.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps({"phone": phone, "text": text, "key": key}, ensure_ascii=False) + "\n")


class NullBackend:
    """Takes everything and keeps nothing: for benchmarks."""

    def send(self, phone: str, text: str, key: str) -> None:
        pass


def provider():
    """Return the backend that the settings name."""
    return import_string(settings.SMS_BACKEND)()


def queue(phone: str, text: str, *, topic: str, key: str) -> None:
    """Put one message into the outbox inside the caller's transaction; the same `key` is queued once."""
    from panlong.accounts.tasks import send_due_sms

    row = OutgoingSms(
        key=key, topic=topic, phone_cipher=phones.encrypt(phone), text_cipher=phones.encrypt(text)
    )
    OutgoingSms.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(lambda: wake(send_due_sms))


def send_due() -> int:
    """Send what waits in the outbox and is due; return how many were sent. Safe on several workers at once."""
    backend = provider()

    def send(row: OutgoingSms) -> None:
        if _is_stale(row):
            raise SmsRefused("the code does not hold any more")
        backend.send(phones.decrypt(row.phone_cipher), row.text, row.key)

    return drain(OutgoingSms.objects.all(), send)


def _is_stale(row: OutgoingSms) -> bool:
    """Say whether it is a sign-in code that came too late for its five minutes."""
    kind, _colon, pk = row.key.partition(":")
    return kind == "sign-in" and SignInCode.objects.filter(pk=pk, expires_at__lte=timezone.now()).exists()
