"""Text messages: one small interface, and the outbox that feeds it.

A backend is any class with ``send(phone, text, key)``; `key` is an idempotency key that a provider gets with
every repeat. Choose one with PANLONG_SMS_BACKEND.
"""

import json
import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from panlong.accounts import phones
from panlong.accounts.models import OutgoingSms

log = logging.getLogger("panlong.sms")
MOST_TRIES = 6


class SmsFailed(Exception):
    """The provider did not take the message; it is tried again later."""


class ConsoleBackend:
    """Writes the message to the log: for development and the demo."""

    def send(self, phone: str, text: str, key: str) -> None:
        log.info("SMS to %s: %s", phones.mask(phone), text)


class FileBackend:
    """Appends one JSON line a message to ``sms.jsonl`` in the data folder: for tests."""

    def send(self, phone: str, text: str, key: str) -> None:
        with open(settings.VAR / "sms.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps({"phone": phone, "text": text, "key": key}, ensure_ascii=False) + "\n")


def queue(phone: str, text: str, *, topic: str, key: str) -> None:
    """Put one message into the outbox inside the caller's transaction; the same `key` is queued once."""
    queue_all([(phones.encrypt(phone), key)], text, topic=topic)


def queue_all(receivers: list[tuple[str, str]], text: str, *, topic: str) -> None:
    """Put the same `text` into the outbox for all `receivers`, given as (encrypted phone, delivery key)."""
    from panlong.accounts.tasks import send_due_sms
    from panlong.outbox import wake

    rows = [
        OutgoingSms(key=key, topic=topic, phone_cipher=cipher, text_cipher=phones.encrypt(text))
        for cipher, key in receivers
    ]
    OutgoingSms.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if rows:
        transaction.on_commit(lambda: wake(send_due_sms))


def send_due(limit: int = 200) -> int:
    """Send what waits in the outbox and is due, each row under its own lock; return how many were sent."""
    backend = import_string(settings.SMS_BACKEND)()
    sent = 0
    for _turn in range(limit):
        with transaction.atomic():
            row = (
                OutgoingSms.objects.select_for_update(skip_locked=True)
                .filter(state=OutgoingSms.State.WAITING, due_at__lte=timezone.now())
                .order_by("due_at")
                .first()
            )
            if row is None:
                break
            sent += _send(row, backend)
    return sent


def _send(row: OutgoingSms, backend) -> bool:
    row.tries += 1
    try:
        backend.send(phones.decrypt(row.phone_cipher), row.text, row.key)
    except (SmsFailed, OSError) as error:
        row.failure = str(error)[:300]
        row.due_at = timezone.now() + timedelta(seconds=30 * 2**row.tries)
        row.state = OutgoingSms.State.FAILED if row.tries >= MOST_TRIES else OutgoingSms.State.WAITING
    else:
        row.sent_at, row.state, row.failure = timezone.now(), OutgoingSms.State.SENT, ""
    row.save(update_fields=["tries", "failure", "due_at", "state", "sent_at"])
    return row.state == OutgoingSms.State.SENT
