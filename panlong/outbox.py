"""What leaves the portal: a row first, delivered by a worker after the commit.

`drain` delivers the rows of a table that has the columns of `Outgoing`. A row is claimed under a lease, handed to the
provider outside of any transaction, and settled. Whoever is killed in between leaves a lease that runs out; then the
row is delivered again with the same key, by which the provider knows it. So: at least once, never twice knowingly.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

log = logging.getLogger("panlong.outgoing")
MAX_TRIES = 6
FIRST_PAUSE = 30  # seconds; doubled with every try: the last one is made half an hour after the first
PATIENCE = 5  # failures in a row: then the provider is away, and the next sweep asks again
AHEAD = 100  # rows read in one go


class Undelivered(Exception):
    """The provider did not take it, or did not say so in time; it is tried again later."""


class Undeliverable(Undelivered):
    """It can never be delivered, e.g. because there is no such number."""


class Pointless(Exception):
    """Nobody needs it any more; it is left out, with the reason."""


class OutboxRow(models.Model):
    """The columns of a table whose rows are to be delivered. `due_at` is also the lease of the worker that tries."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        LEFT_OUT = "left_out", _("left out")

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    failure = models.CharField(_("failure"), max_length=300, blank=True)

    class Meta:
        abstract = True


def waiting_index(name: str) -> models.Index:
    """Return the index by which `drain` finds what is due, however much was sent before."""
    return models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name=name)


def deliver_due(rows: models.QuerySet, deliver: Callable[[Any], None], *, limit: int = 1000) -> int:
    """Deliver up to `limit` due ones of `rows`, one after the other; return how many were delivered.

    `deliver` hands one row to the provider with a key that is the same at every try. It returns when the provider
    took it, and raises Undelivered, Undeliverable or Pointless; anything else counts as Undelivered. Any number of
    workers may drain the same table.
    """
    _give_up(rows)
    delivered = unhappy = 0
    ahead: dict[int, Any] = {}  # what is due next, read in one go: others may take some of it before we do
    last: tuple[Any, Exception | None] | None = None
    for turn in range(limit + 1):
        ahead = ahead or {row.pk: row for row in _due(rows)[:AHEAD]}
        if last:
            delivered += _settle(*last)
        row = _claim(ahead) if turn < limit and unhappy < PATIENCE else None
        last = None
        if row is not None:
            error = _attempt(row, deliver)
            unhappy = unhappy + 1 if type(error) not in {type(None), Undeliverable, Pointless} else 0
            last = row, error
        elif ahead and unhappy < PATIENCE:
            ahead = {}  # others took them all; look for more
        else:
            break
    return delivered


def _due(rows: models.QuerySet) -> models.QuerySet:
    return rows.filter(state="waiting", due_at__lte=timezone.now(), tries__lt=MAX_TRIES).order_by(
        "due_at", "id"
    )


def _give_up(rows: models.QuerySet) -> None:
    """Mark as failed what came back from no try: each time the worker ended over it. Somebody must look at it."""
    stuck = rows.model._base_manager.filter(state="waiting", due_at__lte=timezone.now(), tries__gte=MAX_TRIES)
    stuck.update(state="failed", failure=gettext_noop("no answer at any try"))


def _claim(ahead: dict[int, Any]):
    """Take the first row of `ahead` that nobody has, lease it to us and return it; None when others have them all."""
    if not ahead:
        return None
    table, now = next(iter(ahead.values()))._meta.db_table, timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table} SET tries = tries + 1, due_at = %s
            WHERE id = (
                SELECT id FROM {table} WHERE id = ANY(%s) AND state = 'waiting' AND due_at <= %s AND tries < %s
                ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            RETURNING id, tries
            """,
            [now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS), list(ahead), now, MAX_TRIES],
        )
        found = cursor.fetchone()
    if found is None:
        return None
    row = ahead.pop(found[0])
    row.tries = found[1]
    return row


def _attempt(row, deliver: Callable[[Any], None]) -> Exception | None:
    try:
        deliver(row)
    except (Undelivered, Pointless, OSError) as error:
        return error
    except Exception as error:  # one row that breaks the provider's code must not hold up the others
        log.exception("%s %s could not be handed over", row._meta.label, row.pk)
        return error
    return None


def _settle(row, error: Exception | None) -> bool:
    """Write down how the try ended; return whether the row was delivered.

    A failure counts only while the row is still ours: after a lease that ran out another try may have gone well.
    """
    waiting = type(row)._base_manager.filter(pk=row.pk, state="waiting")
    if error is None:
        return bool(waiting.update(state="sent", sent_at=timezone.now(), failure=""))
    is_last = row.tries >= MAX_TRIES or isinstance(error, Undeliverable)
    waiting.filter(tries=row.tries).update(
        state="left_out" if isinstance(error, Pointless) else "failed" if is_last else "waiting",
        due_at=timezone.now() + timedelta(seconds=FIRST_PAUSE * 2**row.tries),
        failure=(str(error) or repr(error))[:300],
    )
    return False
