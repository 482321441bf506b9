"""What signing in leaves behind ends after its term (个人信息保护法 §19: no longer than the purpose needs). The audit stays."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from panlong.accounts.models import OutgoingSms, PasswordAttempt, SignInCode

AT_ONCE = 5000  # rows a statement: nobody who signs in meanwhile waits for a long one


def forget_expired() -> int:
    """Delete what is past its term; return how many rows. Safe to run twice or late, and to be killed in between.

    Texts that still wait for their provider are not sent ones: the outbox settles them first.
    """
    now = timezone.now()
    codes, attempts, texts = (
        now - timedelta(days=days)
        for days in (settings.KEEP_CODES_DAYS, settings.KEEP_ATTEMPTS_DAYS, settings.KEEP_TEXTS_DAYS)
    )
    settled = OutgoingSms.objects.exclude(state=OutgoingSms.State.WAITING)
    return sum(
        _delete(rows)
        for rows in (
            Session.objects.filter(expire_date__lt=now),
            SignInCode.objects.filter(created_at__lt=codes),
            PasswordAttempt.objects.filter(at__lt=attempts),
            settled.filter(due_at__lt=texts),
        )
    )


def _delete(rows: QuerySet) -> int:
    """Delete `rows` some thousands at a time; return how many there were."""
    deleted = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        deleted += rows.model._base_manager.filter(pk__in=keys).delete()[0]
    return deleted
