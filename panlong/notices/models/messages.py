"""Personal messages, how they are sent, campaigns."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panlong import clock, crypto
from panlong.areas.models import Area
from panlong.notices.models.notices import PERSON
from panlong.notices.wording import word_message
from panlong.outbox import OutboxRow, waiting_index


class Digest(models.TextChoices):
    NONE = "", _("each one at once")
    DAILY = "daily", _("together, once a day")
    WEEKLY = "weekly", _("together, every Monday")


class Preferences(models.Model):
    """How a person wants to be told: language, form of address, ways, and what they can do without."""

    person = models.OneToOneField(PERSON, models.CASCADE, related_name="preferences")
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    called = models.CharField(_("how we address you"), max_length=40, blank=True)
    email_cipher = models.CharField(max_length=500, blank=True, editable=False)
    email_confirmed_at = models.DateTimeField(null=True, editable=False)
    digest = models.CharField(_("e-mail"), max_length=10, choices=Digest.choices, blank=True)
    digested_at = models.DateTimeField(null=True, editable=False)
    without = models.JSONField(_("kinds switched off"), default=list, blank=True)

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(email_confirmed_at__isnull=True) | ~Q(email_cipher=""),
                name="only_an_address_is_confirmed",
            )
        ]

    @property
    def email(self) -> str:
        return crypto.decrypt_text(self.email_cipher) if self.email_cipher else ""

    @property
    def salutation(self) -> str:
        """How the person wants to be addressed; empty for the name on record."""
        return self.called

    @property
    def muted_groups(self) -> list[str]:
        """The groups of messages that leave the portal no more; the inbox has them."""
        return self.without


class Message(models.Model):
    """A personal message; unique by person, topic and occasion, so that it is told once however often it is sent.

    The words are made when it is read, in the reader's language, from the topic and its facts.
    """

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="inbox")
    topic = models.CharField(max_length=40)
    occasion = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["topic", "occasion"], name="messages_of_an_occasion")]
        constraints = [models.UniqueConstraint(fields=["person", "topic", "occasion"], name="told_once")]

    @property
    def text(self) -> str:
        return word_message(self.topic, self.facts)


class Channel(models.TextChoices):
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")


class Delivery(OutboxRow):
    """A message on its way to a phone or a mailbox, in the outbox. The words are made when it leaves."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")  # the message's
    topic = models.CharField(max_length=40)  # the message's
    channel = models.CharField(_("way"), max_length=10, choices=Channel.choices)
    day = models.DateField()  # on which it is to go out: one text message a person, topic and day
    expires_at = models.DateTimeField(null=True)  # after which it is not true any more

    class Meta:
        ordering = ["-id"]
        indexes = [waiting_index("waiting_deliveries")]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="each_way_once"),
            models.UniqueConstraint(
                fields=["person", "topic", "day"],
                condition=Q(channel="sms", state__in=["waiting", "sent"]),
                name="one_sms_a_person_topic_and_day",
            ),
        ]

    @property
    def key(self) -> str:
        """What the provider knows it by, the same at every try."""
        return f"message-{self.message_id}-{self.channel}"


class DigestMail(OutboxRow):
    """The messages of a day or week in one e-mail."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [waiting_index("waiting_digests")]
        constraints = [
            models.UniqueConstraint(fields=["person", "since"], name="one_digest_since_the_last_one"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="digest_ends_after_it_begins"),
        ]

    @property
    def key(self) -> str:
        return f"digest-{self.pk}"


class AddressCheck(OutboxRow):
    """An e-mail with a link, by which a person shows that the address is theirs; it is used only from then on."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    email_cipher = models.CharField(max_length=500)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [waiting_index("waiting_address_checks")]

    @property
    def key(self) -> str:
        return f"address-{self.pk}"


class Campaign(models.Model):
    """One message of an official to everybody who lives in an area; above 500 people a second one approves it."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="campaigns", verbose_name=_("area"))
    text = models.TextField(_("message"), max_length=300)
    by_sms = models.BooleanField(_("also by text message"), default=False)
    people = models.PositiveIntegerField(_("people"))  # counted when it was written
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written"), default=clock.now)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(_("begun"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    stopped_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    job = models.BigIntegerField(null=True)
    operation = models.UUIDField(unique=True)

    MAX_ALONE = 500

    class Meta:
        verbose_name = _("message to an area")
        verbose_name_plural = _("messages to areas")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=F("by")), name="nobody_approves_their_own_message"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="an_approval_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True)
                | Q(stopped_at__isnull=True) & (Q(people__lte=500) | Q(approved_by__isnull=False)),
                name="above_500_people_two_decide",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(begun_at__isnull=False), name="done_after_it_began"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="written_messages_stay", fields=["area", "text", "by_sms", "people", "by", "operation"]
            ),
            pgtrigger.Protect(name="messages_to_areas_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("messages:campaign", args=[self.pk])

    @property
    def needs_approval(self) -> bool:
        return self.people > self.MAX_ALONE and self.approved_by_id is None

    @property
    def occasion(self) -> str:
        return f"campaign-{self.pk}"
