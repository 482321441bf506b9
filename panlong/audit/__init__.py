"""Append-only record of every decision."""

import re
from datetime import datetime

from panlong import clock

NUMBER = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def _masked(fact):
    """Return `fact` with every mobile number hidden: a reason that somebody typed may hold one, and no row ever changes."""
    if isinstance(fact, str):
        return NUMBER.sub(r"\1****\2", fact)
    if isinstance(fact, dict):
        return {key: _masked(value) for key, value in fact.items()}
    if isinstance(fact, list | tuple):
        return [_masked(value) for value in fact]
    return fact


def record(act: str, *, by, target=None, area_code: str = "", at: datetime | None = None, **details) -> None:
    """Write one audit row inside the caller's transaction.

    `act` is the verb's name, `by` the person (None: the portal itself), `target` the object acted upon,
    `details` JSON-able facts, `at` the moment that the verb has written elsewhere (now when None). Never pass a secret, a phone number or a ballot's choice.
    """
    from panlong.audit.models import AuditEntry  # noqa: PLC0415  (apps are not loaded yet)

    AuditEntry.objects.create(
        at=at or clock.now(),
        actor=by if by is not None and by.pk else None,
        act=act,
        target_type=target._meta.model_name if target is not None else "",
        target_id=target.pk if target is not None else None,
        area_code=area_code,
        details=_masked(details),
    )


def today_of(by, act: str) -> int:
    """Return how often `by` did `act` today."""
    from panlong.audit.models import AuditEntry  # noqa: PLC0415  (apps are not loaded yet)

    return AuditEntry.objects.filter(actor=by, act=act, at__date=clock.today()).count()


def entries_about(target):
    """Return the audit rows about `target`, oldest first (a queryset)."""
    from panlong.audit.models import AuditEntry  # noqa: PLC0415  (apps are not loaded yet)

    rows = AuditEntry.objects.filter(target_type=target._meta.model_name, target_id=target.pk)
    return rows.select_related("actor").order_by("pk")
