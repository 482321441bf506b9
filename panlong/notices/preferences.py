"""What a person wishes: in which language, by which ways, and what they can do without."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from panlong import clock, crypto
from panlong.accounts.models import User
from panlong.enqueue import enqueue_soon
from panlong.errors import Refused, require
from panlong.notices.messages import SEND_DUE
from panlong.notices.models import AddressCheck, DigestMail, Message, Preferences

SALT = "panlong.notices.address"
CHECK_HOURS = 48
MAX_CHECKS = 5  # a person and day: nobody's mailbox is filled through us


def preferences_of(person: User) -> Preferences:
    """Return what `person` wishes, or what holds for everybody."""
    return Preferences.objects.filter(person=person).first() or Preferences(
        person=person, language=translation.get_language() or "zh-hans"
    )


@transaction.atomic
def save_preferences(
    *, by: User, language: str, called: str, wants_sms: bool, email: str, digest: str, without: list[str]
) -> Preferences:
    """Keep the wishes of `by`. A new e-mail address is used once the link that is sent there was followed."""
    Preferences.objects.get_or_create(person=by)
    wishes = Preferences.objects.select_for_update().get(person=by)
    if digest != wishes.digest:
        wishes.digested_at = clock.now()
    wishes.language, wishes.called, wishes.digest, wishes.without = language, called, digest, sorted(without)
    if email != wishes.email:
        wishes.email_cipher = crypto.encrypt_text(email) if email else ""
        wishes.email_confirmed_at = None
        if email:
            _ask_for_proof(wishes)
    wishes.save()
    by.wants_sms = wants_sms
    by.save(update_fields=["wants_sms"])
    return wishes


def _ask_for_proof(wishes: Preferences) -> None:
    asked = AddressCheck.objects.filter(
        person=wishes.person_id, asked_at__gt=timezone.now() - timedelta(days=1)
    )
    require(
        asked.count() < MAX_CHECKS, _("Too many addresses in one day; try again tomorrow."), field="email"
    )
    AddressCheck.objects.create(
        person_id=wishes.person_id, email_cipher=wishes.email_cipher, language=wishes.language
    )
    transaction.on_commit(lambda: enqueue_soon(SEND_DUE))


def token_of(check: AddressCheck) -> str:
    """Return what the link in the e-mail proves."""
    return signing.dumps(
        [check.person_id, crypto.keyed_hash(crypto.decrypt_text(check.email_cipher))], salt=SALT
    )


def wishes_behind(token: str) -> Preferences:
    """Return the wishes whose address `token` proves; raise Refused when it is old, forged or of another address."""
    stale = Refused(_("This link does not hold any more. Enter the address once more on your page."))
    try:
        person, proof = signing.loads(token, salt=SALT, max_age=CHECK_HOURS * 3600)
    except signing.BadSignature:
        raise stale from None
    wishes = Preferences.objects.filter(person=person).exclude(email_cipher="").first()
    if wishes is None or crypto.keyed_hash(wishes.email) != proof:
        raise stale
    return wishes


@transaction.atomic
def confirm_address(token: str) -> Preferences:
    """Use the address that `token` proves from now on; repeating is harmless."""
    wishes = Preferences.objects.select_for_update().get(pk=wishes_behind(token).pk)
    wishes.email_confirmed_at = wishes.email_confirmed_at or clock.now()
    wishes.save(update_fields=["email_confirmed_at"])
    return wishes


def delete_preferences(person: User) -> None:
    """Delete what was told to `person`, on its way or not, the address and the wishes: the account is being closed."""
    for kept in (DigestMail, AddressCheck, Message, Preferences):
        kept.objects.filter(person=person).delete()
