"""The outbox of the portal's messages: by text message, by e-mail at once, and by e-mail in a digest."""

from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from panlong import clock, crypto
from panlong.accounts.sms import sending
from panlong.notices import preferences
from panlong.notices.messages import GROUP_OF, ONE_A_DAY, QUIET_UNTIL, is_quiet, language_of
from panlong.notices.models import AddressCheck, Channel, Delivery, Digest, DigestMail, Message, Preferences
from panlong.notices.wording import readable, word_message
from panlong.outbox import Pointless, deliver_due
from panlong.tools.addresses import absolute, host

DAYS = {Digest.DAILY: 1, Digest.WEEKLY: 7}
MAX_IN_A_DIGEST = 100


def send_due(limit: int = 2000) -> int:
    """Send what waits and is due, never between 21:00 and 8:00; return how many. Safe on several workers at once."""
    if is_quiet(clock.now()):
        return 0
    provider = sending.current_provider()
    rows = Delivery.objects.select_related("message", "person__preferences")
    digests = DigestMail.objects.select_related("person__preferences")
    return (
        deliver_due(AddressCheck.objects.select_related("person"), _send_check, limit=limit)
        + deliver_due(rows, lambda row: _send(row, provider), limit=limit)
        + deliver_due(digests, _send_digest, limit=limit)
    )


def wishes_of(person) -> Preferences | None:
    return getattr(person, "preferences", None)


def _send(row: Delivery, provider) -> None:
    wanted = wishes_of(row.person)
    if not row.person.is_active:
        raise Pointless(gettext_noop("the account is closed"))
    if row.expires_at and row.expires_at <= clock.now():
        raise Pointless(gettext_noop("it is not true any more"))
    if row.channel == Channel.SMS:
        _send_sms(row, language_of(wanted), provider)
        return
    with translation.override(language_of(wanted)):
        text = word_message(row.message.topic, row.message.facts)
        _mail(row.person, wanted, text, [f"{text}\n{absolute(row.message.link)}"], key=row.key)


def _send_sms(row: Delivery, wanted: str, provider) -> None:
    if not (row.person.wants_sms and row.person.phone_cipher):
        raise Pointless(gettext_noop("the person wants no text messages any more"))
    _keep_to_one_a_day(row)
    message = row.message
    with translation.override(sending.language_for(provider, message.topic, wanted)):
        facts = {**readable(message.topic, message.facts), "path": message.link}
        sending.hand_over(provider, row.person.phone, message.topic, facts, row.key)


def _keep_to_one_a_day(row: Delivery) -> None:
    """Move a message that was held up to today; it stays behind where another one of its topic goes out today."""
    today = clock.today()
    if row.day == today:
        return
    try:
        with transaction.atomic():
            Delivery.objects.filter(pk=row.pk).update(day=today)
    except IntegrityError:
        raise Pointless(ONE_A_DAY) from None


def _mail(person, wanted: Preferences | None, subject: str, parts: list[str], *, key: str) -> None:
    """Send one e-mail to the confirmed address of `person`, with `key` as its number at every try."""
    if wanted is None or not wanted.email_confirmed_at:
        raise Pointless(gettext_noop("the person wants no e-mail any more"))
    greeting = _("Hello %(name)s,") % {"name": wanted.salutation or str(person)}
    ending = _("You choose what we send you, and how: %(address)s") % {"address": absolute("/me/messages/")}
    send_mail(wanted.email, subject, [greeting, *parts, ending], key=key)


def send_mail(address: str, subject: str, parts: list[str], *, key: str) -> None:
    """Hand one e-mail to the server; its Message-ID is made of `key`, so that a repeat is known as one."""
    EmailMessage(
        subject=" ".join(subject.split())[:120],
        body="\n\n".join(parts),
        to=[address],
        headers={
            "Message-ID": f"<{key}@{host()}>",
            "Idempotency-Key": key,
            "Auto-Submitted": "auto-generated",
        },
    ).send()


def _send_check(row: AddressCheck) -> None:
    with translation.override(row.language):
        parts = [
            _("Somebody, we think it was you, wants news of the portal at this address. If so, open this:"),
            absolute(reverse("messages:confirm", args=[preferences.token_of(row)])),
            _("If not, do nothing: nothing more will come."),
        ]
        send_mail(crypto.decrypt_text(row.email_cipher), _("Is this your address?"), parts, key=row.key)


# --- Digests ----------------------------------------------------------------------------------------------------
def draw_up_digests() -> int:
    """Put the e-mails into the outbox that are due by now: every morning, or on Mondays; return how many.

    Whoever missed some mornings gets one e-mail about all of them. Safe to run twice or on two machines.
    """
    drawn_up = 0
    for pk in (
        Preferences.objects.exclude(digest=Digest.NONE)
        .exclude(email_confirmed_at=None)
        .values_list("pk", flat=True)
    ):
        with transaction.atomic():
            wanted = Preferences.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if wanted and wanted.digest in DAYS:
                drawn_up += _draw_up(wanted)
    return drawn_up


def _draw_up(wanted: Preferences) -> bool:
    now = clock.now()
    morning = timezone.localtime(now).replace(hour=QUIET_UNTIL, minute=0, second=0, microsecond=0)
    if morning > now:
        morning -= timedelta(days=1)
    if wanted.digest == Digest.WEEKLY:
        morning -= timedelta(days=morning.weekday())
    since = wanted.digested_at or morning - timedelta(days=DAYS[Digest(wanted.digest)])
    if since >= morning:
        return False
    wanted.digested_at = morning
    wanted.save(update_fields=["digested_at"])
    if not _told(wanted, since, morning).exists():
        return False
    DigestMail.objects.create(person_id=wanted.person_id, since=since, until=morning)
    return True


def _told(wanted: Preferences, since, until):
    """Return the messages of a span that the person did not do without (a queryset)."""
    without = [topic for topic, group in GROUP_OF.items() if group in wanted.muted_groups]
    told = Message.objects.filter(person_id=wanted.person_id, sent_at__gte=since, sent_at__lt=until)
    return told.exclude(topic__in=without).order_by("sent_at", "id")


def _send_digest(row: DigestMail) -> None:
    wanted = wishes_of(row.person)
    if wanted is None or not row.person.is_active:
        raise Pointless(gettext_noop("the account is closed"))
    with translation.override(wanted.language):
        told = _told(wanted, row.since, row.until)[:MAX_IN_A_DIGEST]
        parts = [f"· {message.text}\n  {absolute(message.link)}" for message in told]
        _mail(
            row.person,
            wanted,
            _("What is new in your neighbourhood: %(n)d messages") % {"n": len(parts)},
            parts,
            key=row.key,
        )
