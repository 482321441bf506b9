"""Signing in: residents by a code sent to their phone, officials by password and second factor.

Limits are counted from rows in the database, so an emptied Redis lifts none of them.
"""

import secrets
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp import match_token, user_has_device

from panlong import audit, clock, crypto
from panlong.accounts import sms_templates
from panlong.accounts.models import PasswordAttempt, SignInCode, User
from panlong.accounts.sms import sending
from panlong.audit.models import AuditEntry
from panlong.errors import Refused, require

CODE_MINUTES = 5
CODE_TRIES = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Most codes of one phone, and in which time.
PHONE_LIMITS = ((1, timedelta(seconds=45)), (5, HOUR), (10, DAY))
# Codes that the site sends for each person on the roll of an open round, beside what it sends anyway.
PER_VOTER = {HOUR: 1, DAY: 3}
EXPECTED_SECONDS = 3600
EXPECTED = (
    "sign-ins-expected"  # how many people are on those rolls; where it is not known, the limits are lower
)
LOCK_FAILURES = 5
LOCK_MINUTES = 15
ADDRESS_FAILURES = 30
ALARM = "sign_in_limit_reached"


class TooMany(Refused):
    """A limit is reached; the answer is 429."""


def client_address(request: HttpRequest) -> str:
    """Return the address a request came from, believing as many proxies as PANLONG_TRUSTED_PROXIES says."""
    if settings.TRUSTED_PROXIES:
        chain = [
            part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
        ]
        if len(chain) >= settings.TRUSTED_PROXIES:
            return chain[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def network_of(address: str) -> str:
    """Return what counts as one place: the address, or of an IPv6 address its /64, which belongs to one connection."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def expect(people: int) -> None:
    """Make room for the sign-ins of `people` who may vote now; told again and again while rounds are open."""
    cache.set(EXPECTED, people, EXPECTED_SECONDS)


def send_code(phone: str, *, address: str) -> SignInCode:
    """Send a sign-in code to `phone` (11 digits), known to the portal or not; raise TooMany at a limit.

    At the limit of the whole site only phones that the portal knows get theirs, so that a flood of invented numbers
    locks no resident out; the answer is the same for all. It is an alarm: written down once an hour, and told to
    the administrators by the reminders' sweep.
    """
    with transaction.atomic():
        row, limit = _send_code(phone, network_of(address))
    if limit:
        _raise_alarm(*limit)
    return row


def _send_code(phone: str, place: str) -> tuple[SignInCode, tuple[int, int] | None]:
    phone_hash, address_hash = crypto.keyed_hash(phone), crypto.keyed_hash(place)
    # In this order everywhere, so that nobody waits in a circle.
    _one_at_a_time(f"sign-in-code:{phone_hash}")
    _one_at_a_time(f"sign-in-code:{address_hash}")
    _check_limits(phone_hash, address_hash)
    limit = site_limit_reached()
    code = f"{secrets.randbelow(10**6):06d}"
    row = SignInCode.objects.create(
        phone_hash=phone_hash,
        address_hash=address_hash,
        code_hash=crypto.keyed_hash(f"{phone}:{code}"),
        expires_at=timezone.now() + timedelta(minutes=CODE_MINUTES),
    )
    is_known = User.objects.filter(phone_hash=phone_hash).exists()
    if is_known or not limit:
        sending.queue_message(phone, sms_templates.CODE, {"code": code}, key=f"sign-in:{row.pk}")
    return row, limit


def _one_at_a_time(what: str) -> None:
    """Wait until no other transaction is at `what`, so that requests at the same moment cannot slip under a limit together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])


def _check_limits(phone_hash: str, address_hash: str) -> None:
    """Raise TooMany at a limit of the phone or of the address.

    A phone's is strict. Behind one address may be one person who tries numbers, or a thousand with one carrier: who
    uses the codes tells them apart. So an address has a few to begin with, and one more for each that was used in a
    day: it grows as fast as people sign in.
    """
    now = timezone.now()
    of_phone = SignInCode.objects.filter(phone_hash=phone_hash)
    of_address = SignInCode.objects.filter(address_hash=address_hash)
    unused = of_address.filter(created_at__gt=now - HOUR, used_at__isnull=True).count()
    used = of_address.filter(created_at__gt=now - DAY, used_at__isnull=False).count()
    if unused >= settings.CODES_PER_ADDRESS + used or any(
        of_phone.filter(created_at__gt=now - period).count() >= most for most, period in PHONE_LIMITS
    ):
        raise TooMany(_("Too many codes were asked for. Please wait a while, then try again."), field="phone")


def site_limit_reached() -> tuple[int, int] | None:
    """Return the limit of the whole site that is reached, as (codes, hours), None when none is.

    It grows with the people who may vote now. Codes are counted by their numbers, which are given in order: counting
    rows would take longer and longer just when everybody comes.
    """
    expected = cache.get(EXPECTED) or 0
    newest = SignInCode.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for most, period in ((settings.CODES_PER_HOUR, HOUR), (settings.CODES_PER_DAY, DAY)):
        since = SignInCode.objects.filter(created_at__gt=timezone.now() - period).order_by("created_at", "pk")
        oldest = since.values_list("pk", flat=True).first()
        allowed = most + PER_VOTER[period] * expected
        if oldest is not None and newest - oldest + 1 >= allowed:
            return allowed, int(period.total_seconds() // 3600)
    return None


@transaction.atomic
def _raise_alarm(most: int, hours: int) -> None:
    rung = AuditEntry.objects.filter(act=ALARM, at__gt=clock.now() - HOUR, details__hours=hours)
    if rung.exists():
        return
    _one_at_a_time("sign-in-alarm")
    if not rung.exists():
        audit.record(ALARM, by=None, limit=most, hours=hours)


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
            .filter(pk=code_id, phone_hash=crypto.keyed_hash(phone))
            .first()
        )
        if row is None or row.used_at or row.tries >= CODE_TRIES or row.expires_at <= timezone.now():
            raise wrong
        right = secrets.compare_digest(row.code_hash, crypto.keyed_hash(f"{phone}:{code}"))
        row.tries += 1
        row.used_at = timezone.now() if right else None
        row.save(update_fields=["tries", "used_at"])
        user = _person_of(phone) if right else None
    if user is None:
        raise wrong
    return user


def _person_of(phone: str) -> User | None:
    _one_at_a_time(f"person:{crypto.keyed_hash(phone)}")
    user = User.objects.by_phone(phone) or User.objects.create_user(phone=phone)
    if not user.is_active:
        return None
    audit.record("sign_in", by=user, target=user, way="phone")
    return user


def check_password(request: HttpRequest, username: str, password: str) -> User:
    """Return the official whose user name and password these are; raise Refused, and TooMany once locked."""
    attempt = _begin_attempt(request, username)
    user = authenticate(request, username=username, password=password)
    if user is None:
        raise Refused(_("User name and password do not match."))
    _succeed(attempt)
    return user


def has_second_factor(user: User) -> bool:
    """Say whether `user` has a device that makes codes."""
    return user_has_device(user)


def check_again(request: HttpRequest, user: User, code: str, *, sent: int | None) -> None:
    """Make sure that it is `user` who acts: by a code of their device, or else by code `sent` to their telephone just now.

    `sent` is the number of what `send_code` sent. Raises Refused or TooMany.
    """
    if has_second_factor(user):
        check_second_factor(request, user, code)
        return
    require(sent is not None, _("First have a code sent to your telephone."), field="code")
    assert sent is not None
    found = check_code(sent, user.phone, code)
    require(
        found.pk == user.pk, _("That code is not right or no longer holds. Check it, or ask for a new one.")
    )


def check_second_factor(request: HttpRequest, user: User, token: str):
    """Return the device of `user` that made `token` (TOTP or recovery code); raise Refused or TooMany."""
    attempt = _begin_attempt(request, user.username or "")
    device = match_token(user, token)
    require(
        device is not None, _("That code is not right. Wait for the next one and try again."), field="token"
    )
    _succeed(attempt)
    audit.record("sign_in", by=user, target=user, way="password and second factor")
    return device


@transaction.atomic
def _begin_attempt(request: HttpRequest, username: str) -> PasswordAttempt:
    """Write down a try as failed before it is looked at: tries at the same moment see each other; raise TooMany once locked."""
    username_hash = crypto.keyed_hash(f"user:{username.lower()}")
    address_hash = crypto.keyed_hash(network_of(client_address(request)))
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
