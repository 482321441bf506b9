"""Sign-in codes, attempts and text messages."""

import json

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from panlong import crypto
from panlong.accounts import phones, sms_templates
from panlong.outbox import OutboxRow, Undeliverable, waiting_index


class SignInCode(models.Model):
    """A code sent to a phone. The rows are also what the sending limits are counted from."""

    phone_hash = models.CharField(max_length=64, db_index=True)
    address_hash = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(tries__lte=5), name="five_tries_a_code")]


class PasswordAttempt(models.Model):
    """A try at an official's password or second factor; five failures in 15 minutes lock the account for 15."""

    username_hash = models.CharField(max_length=64, db_index=True)
    address_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    succeeded = models.BooleanField()


class OutgoingSms(OutboxRow):
    """The outbox: a text message is a row first, sent by a worker after commit, found again by a sweep.

    `topic` is the template (sms_templates); `text_cipher` has its parameters and language, encrypted.
    """

    key = models.CharField(_("delivery key"), max_length=120, unique=True)
    topic = models.CharField(_("topic"), max_length=40)
    phone_cipher = models.CharField(max_length=255)
    text_cipher = models.TextField()

    class Meta:
        verbose_name = _("outgoing text message")
        verbose_name_plural = _("outgoing text messages")
        ordering = ["-id"]
        indexes = [waiting_index("waiting_sms")]

    def __str__(self) -> str:
        return self.key

    @property
    def masked_phone(self) -> str:
        return phones.mask_phone(crypto.decrypt_text(self.phone_cipher))

    def keep(self, params: dict[str, str], language: str) -> None:
        """Encrypt the parameters; nobody reads a code in the table."""
        self.text_cipher = crypto.encrypt_text(
            json.dumps({"params": params, "language": language}, ensure_ascii=False)
        )

    def kept(self) -> tuple[dict[str, str], str]:
        """Return parameters and language; raise Undeliverable for a row from before there were templates."""
        try:
            facts = json.loads(crypto.decrypt_text(self.text_cipher))
            return facts["params"], facts["language"]
        except (ValueError, TypeError, KeyError):
            raise Undeliverable("written before messages had templates") from None

    @property
    def text(self) -> str:
        """The message as the phone shows it."""
        try:
            params, language = self.kept()
        except Undeliverable:
            return crypto.decrypt_text(self.text_cipher)
        with override(language):
            return sms_templates.said(self.topic, params)
