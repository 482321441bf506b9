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
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

log = logging.getLogger("panlong.outgoing")
MOST_TRIES = 6
FIRST_PAUSE = 30  # seconds; doubled with every try: the last one is made half an hour after the first
PATIENCE = (
    5  # failures in a row after which this run is over: the provider is away, the next sweep asks again
)


class Undelivered(Exception):
    """The provider did not take it, or did not say so in time; it is tried again later."""


class Undeliverable(Undelivered):
    """It can never be delivered, e.g. because there is no such number."""


class Pointless(Exception):
    """Nobody needs it any more; it is left out, with the reason."""


class Outgoing(models.Model):
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


def drain(rows: models.QuerySet, deliver: Callable[[Any], None], *, limit: int = 1000) -> int:
    """Deliver up to `limit` due ones of `rows`, one after the other; return how many were delivered.

    `deliver` hands one row to the provider with a key that is the same at every try. It returns when the provider
    took it, and raises Undelivered, Undeliverable or Pointless; anything else counts as Undelivered. Any number of
    workers may drain the same table. One transaction a row: it settles the last one and claims the next.
    """
    delivered = unhappy = 0
    last: tuple[Any, Exception | None] | None = None
    for turn in range(limit + 1):
        with transaction.atomic():
            if last:
                delivered += _settle(*last)
            row = _claim(rows) if turn < limit and unhappy < PATIENCE else None
        if row is None:
            break
        error = _attempt(row, deliver)
        unhappy = unhappy + 1 if type(error) not in {type(None), Undeliverable, Pointless} else 0
        last = row, error
    return delivered


def _claim(rows: models.QuerySet):
    """Return the next due row, leased to us, None when there is none."""
    while True:
        now = timezone.now()
        row = (
            rows.select_for_update(skip_locked=True, of=("self",))
            .filter(state="waiting", due_at__lte=now)
            .order_by("due_at", "id")
            .first()
        )
        if row is None:
            return None
        if row.tries < MOST_TRIES:
            row.tries, row.due_at = row.tries + 1, now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
            row.save(update_fields=["tries", "due_at"])
            return row
        # No try came back: each time the worker ended over it. Somebody must look at it.
        row.state, row.failure = "failed", row.failure or gettext_noop("no answer at any try")
        row.save(update_fields=["state", "failure"])


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
    is_last = row.tries >= MOST_TRIES or isinstance(error, Undeliverable)
    waiting.filter(tries=row.tries).update(
        state="left_out" if isinstance(error, Pointless) else "failed" if is_last else "waiting",
        due_at=timezone.now() + timedelta(seconds=FIRST_PAUSE * 2**row.tries),
        failure=(str(error) or repr(error))[:300],
    )
    return False
