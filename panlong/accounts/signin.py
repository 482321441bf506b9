"""Signing in: residents by a code sent to their phone, officials by password and second factor.

Limits are counted from rows in the database, so an emptied Redis lifts none of them.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts import phones, sms
from panlong.accounts.models import PasswordAttempt, SignInCode, User
from panlong.audit.models import AuditEntry
from panlong.errors import Refused, require

CODE_MINUTES = 5
CODE_TRIES = 5
# (what is counted, most of them, in which time); the last is the daily cap on messages
CODE_LIMITS = (
    ("phone", 1, timedelta(seconds=45)),
    ("phone", 5, timedelta(hours=1)),
    ("phone", 10, timedelta(days=1)),
    ("address", 20, timedelta(hours=1)),
    ("site", 600, timedelta(hours=1)),
    ("site", 5000, timedelta(days=1)),
)
LOCK_FAILURES = 5
LOCK_MINUTES = 15
ADDRESS_FAILURES = 30
ALARM = "sign_in_limit_reached"


class TooMany(Refused):
    """A limit is reached; the answer is 429."""


class SiteIsFlooded(TooMany):
    """The limit of the whole site is reached: `most` codes in `hours`."""

    def __init__(self, reason, *, most: int, hours: int):
        super().__init__(reason, field="phone")
        self.most, self.hours = most, hours


def client_address(request) -> str:
    """Return the address a request came from, believing as many proxies as PANLONG_TRUSTED_PROXIES says."""
    if settings.TRUSTED_PROXIES:
        chain = [
            part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
        ]
        if len(chain) >= settings.TRUSTED_PROXIES:
            return chain[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def send_code(phone: str, *, address: str) -> SignInCode:
    """Send a sign-in code to `phone` (11 digits), known to the portal or not; raise TooMany at a limit.

    A limit of the whole site is an alarm: it is written down, once an hour, though the act itself is refused;
    the administrators are told by the reminders' sweep.
    """
    try:
        return _send_code(phone, address)
    except SiteIsFlooded as flooded:
        _raise_alarm(flooded)
        raise


@transaction.atomic
def _send_code(phone: str, address: str) -> SignInCode:
    _one_at_a_time("sign-in-code")
    phone_hash, address_hash = phones.keyed_hash(phone), phones.keyed_hash(address)
    _check_limits({"phone": Q(phone_hash=phone_hash), "address": Q(address_hash=address_hash), "site": Q()})
    code = f"{secrets.randbelow(10**6):06d}"
    row = SignInCode.objects.create(
        phone_hash=phone_hash,
        address_hash=address_hash,
        code_hash=phones.keyed_hash(f"{phone}:{code}"),
        expires_at=timezone.now() + timedelta(minutes=CODE_MINUTES),
    )
    text = _("%(code)s is your sign-in code for %(site)s. It holds for %(minutes)d minutes. Never pass it on.") % {
        "code": code, "site": settings.OTP_TOTP_ISSUER, "minutes": CODE_MINUTES,
    }  # fmt: skip
    sms.queue(phone, text, topic="sign_in_code", key=f"sign-in:{row.pk}")
    return row


def _one_at_a_time(what: str) -> None:
    """Wait until no other transaction is at `what`, so that requests at the same moment cannot slip under a limit together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])


def _check_limits(conditions: dict[str, Q]) -> None:
    now = timezone.now()
    for counted, most, period in CODE_LIMITS:
        if SignInCode.objects.filter(conditions[counted], created_at__gt=now - period).count() >= most:
            reason = _("Too many codes were asked for. Please wait a while, then try again.")
            if counted == "site":
                raise SiteIsFlooded(reason, most=most, hours=int(period.total_seconds() // 3600))
            raise TooMany(reason, field="phone")


@transaction.atomic
def _raise_alarm(flooded: SiteIsFlooded) -> None:
    _one_at_a_time("sign-in-alarm")
    rung = AuditEntry.objects.filter(
        act=ALARM, at__gt=clock.now() - timedelta(hours=1), details__hours=flooded.hours
    )
    if not rung.exists():
        audit.record(ALARM, by=None, limit=flooded.most, hours=flooded.hours)


def check_code(code_id: int, phone: str, code: str) -> User:
    """Return the person whose phone received `code`, made on first sight; raise Refused when it is not right.

    A wrong try is counted even though the act is refused; after five the code is dead.
    """
    wrong = Refused(
        _("That code is not right or no longer holds. Check it, or ask for a new one."), field="code"
    )
    with transaction.atomic():
        row = (
            SignInCode.objects.select_for_update()
            .filter(pk=code_id, phone_hash=phones.keyed_hash(phone))
            .first()
        )
        if row is None or row.used_at or row.tries >= CODE_TRIES or row.expires_at <= timezone.now():
            raise wrong
        right = secrets.compare_digest(row.code_hash, phones.keyed_hash(f"{phone}:{code}"))
        row.tries += 1
        row.used_at = timezone.now() if right else None
        row.save(update_fields=["tries", "used_at"])
        user = _person_of(phone) if right else None
    if user is None:
        raise wrong
    return user


def _person_of(phone: str) -> User | None:
    _one_at_a_time(f"person:{phones.keyed_hash(phone)}")
    user = User.objects.by_phone(phone) or User.objects.create_user(phone=phone)
    if not user.is_active:
        return None
    audit.record("sign_in", by=user, target=user, way="phone")
    return user


def check_password(request, username: str, password: str) -> User:
    """Return the official whose user name and password these are; raise Refused, and TooMany once locked."""
    attempt = _begin_attempt(request, username)
    user = authenticate(request, username=username, password=password)
    require(user is not None, _("User name and password do not match."))
    _succeed(attempt)
    return user


def check_second_factor(request, user: User, token: str):
    """Return the device of `user` that made `token` (TOTP or recovery code); raise Refused or TooMany."""
    from django_otp import match_token

    attempt = _begin_attempt(request, user.username or "")
    device = match_token(user, token)
    require(
        device is not None, _("That code is not right. Wait for the next one and try again."), field="token"
    )
    _succeed(attempt)
    audit.record("sign_in", by=user, target=user, way="password and second factor")
    return device


@transaction.atomic
def _begin_attempt(request, username: str) -> PasswordAttempt:
    """Write down a try as failed before it is looked at: tries at the same moment see each other; raise TooMany once locked."""
    username_hash = phones.keyed_hash(f"user:{username.lower()}")
    address_hash = phones.keyed_hash(client_address(request))
    _one_at_a_time("password-attempt")
    _require_unlocked(username_hash, address_hash)
    return PasswordAttempt.objects.create(
        username_hash=username_hash, address_hash=address_hash, succeeded=False
    )


def _succeed(attempt: PasswordAttempt) -> None:
    attempt.succeeded = True
    attempt.save(update_fields=["succeeded"])


def _require_unlocked(username_hash: str, address_hash: str) -> None:
    failures = PasswordAttempt.objects.filter(
        succeeded=False, at__gt=timezone.now() - timedelta(minutes=LOCK_MINUTES)
    )
    if (
        failures.filter(username_hash=username_hash).count() >= LOCK_FAILURES
        or failures.filter(address_hash=address_hash).count() >= ADDRESS_FAILURES
    ):
        raise TooMany(
            _("Too many failures. Signing in is locked for %(minutes)d minutes.") % {"minutes": LOCK_MINUTES}
        )
