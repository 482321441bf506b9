"""What signing in leaves behind ends after its term; the audit of it stays."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from panlong import audit
from panlong.accounts import retention
from panlong.accounts.models import OutgoingSms, PasswordAttempt, SignInCode
from panlong.accounts.sms import sending
from panlong.accounts.tasks import forget_what_ended
from panlong.audit.models import AuditEntry
from panlong.celery import app

pytestmark = pytest.mark.django_db
NOW = timezone.now


def leave(days: float) -> None:
    """Sign in as somebody did `days` ago."""
    then = NOW() - timedelta(days=days)
    Session.objects.create(session_key=f"s{days}", session_data="", expire_date=then + timedelta(hours=12))
    SignInCode.objects.create(phone_hash="p", address_hash="a", code_hash="c", expires_at=then)
    PasswordAttempt.objects.create(username_hash="u", address_hash="a", succeeded=False)
    sending.queue_message("13900000001", "sign_in_code", {"code": "123456"}, key=f"k{days}")
    SignInCode.objects.filter(expires_at=then).update(created_at=then)
    PasswordAttempt.objects.filter(pk=PasswordAttempt.objects.latest("pk").pk).update(at=then)
    OutgoingSms.objects.filter(key=f"k{days}").update(due_at=then, state="sent")


def counts() -> list[int]:
    return [kind.objects.count() for kind in (Session, SignInCode, PasswordAttempt, OutgoingSms)]


@pytest.mark.parametrize(
    ("days", "left"),
    [(0, [1, 1, 1, 1]), (1, [0, 1, 1, 1]), (3, [0, 0, 1, 1]), (29, [0, 0, 1, 1]), (31, [0] * 4)],
)
def test_each_ends_after_its_own_term(days, left):
    leave(days)
    assert forget_what_ended() == 4 - sum(left)
    assert counts() == left
    assert forget_what_ended() == 0


def test_a_text_that_still_waits_is_not_forgotten():
    leave(31)
    OutgoingSms.objects.update(state="waiting")
    forget_what_ended()
    assert OutgoingSms.objects.count() == 1


def test_the_audit_stays():
    leave(31)
    audit.record("sign_in", by=None)
    forget_what_ended()
    assert AuditEntry.objects.filter(act="sign_in").count() == 1


def test_however_many_there_are_all_end(monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    for number in range(10):
        leave(31 + number)
    assert forget_what_ended() == 40


def test_a_worker_is_waked_for_it_every_day():
    assert "panlong.accounts.tasks.forget_what_ended" in {
        each["task"] for each in app.conf.beat_schedule.values()
    }
