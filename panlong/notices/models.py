"""Public notices 公示/公告, objections to them, and personal messages."""

import hashlib
import json
from datetime import UTC

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from panlong import clock, photos
from panlong.accounts import phones
from panlong.areas.models import Area, within
from panlong.outgoing import Outgoing, waiting_index

PERSON = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    CALL = "call", _("Call for proposals")
    SUPPORT_POLL = "support_poll", _("Support poll opened")
    SUPPORT_RESULT = "support_result", _("Support poll result")
    MEETING = "meeting", _("Meeting notice")
    MINUTES = "minutes", _("Meeting minutes")
    POOL = "pool", _("Taken into the project pool")
    ROUND = "round", _("Voting round opened")
    ROUND_RESULT = "round_result", _("Voting round result")
    RESOLUTION = "resolution", _("Resolution")
    APPROVAL = "approval", _("Approval of the project")
    SUPPLIER = "supplier", _("Supplier chosen")
    PROGRESS = "progress", _("Progress and spending")
    CHANGE = "change", _("Change")
    ACCEPTANCE = "acceptance", _("Acceptance")
    SATISFACTION = "satisfaction", _("Satisfaction and final accounts")
    DONATIONS = "donations", _("Donations")
    AFTERCARE = "aftercare", _("Aftercare")
    YEARLY_REPORT = "yearly_report", _("Yearly report")
    CORRECTION = "correction", _("Correction")


class NoticeQuerySet(models.QuerySet):
    def within(self, *areas):
        return self.filter(within(areas))

    def in_force(self):
        now = clock.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class Notice(models.Model):
    """A published notice. Nothing in it ever changes; a 更正公告 corrects it and both link to each other.

    `body` is the authoritative text in Simplified Chinese, `facts` what it was written from: the same template
    and facts give the text in the reader's language.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="notices", verbose_name=_("area"))
    title = models.CharField(_("title"), max_length=200)
    issuer = models.CharField(_("issuer"), max_length=120)
    body = models.TextField(_("text"))
    facts = models.JSONField(_("facts"), default=dict)
    published_at = models.DateTimeField(_("published"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    supervision_phone = models.CharField(_("supervision phone"), max_length=40)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    content_hash = models.CharField(_("SHA-256 of the text"), max_length=64)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="newest_notices")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="notice_ends_after_it_begins"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="notices_never_change", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notices:notice", args=[self.pk])

    def compute_hash(self) -> str:
        """Return the SHA-256 over every column, written the same way in every language and time zone."""
        content = {
            "number": self.number,
            "kind": str(self.kind),
            "area": self.area.code,
            "title": self.title,
            "issuer": self.issuer,
            "body": self.body,
            "facts": self.facts,
            "published_at": self.published_at.astimezone(UTC).isoformat(),
            "starts_at": self.starts_at.astimezone(UTC).isoformat(),
            "ends_at": self.ends_at.astimezone(UTC).isoformat(),
            "supervision_phone": self.supervision_phone,
            "published_by": self.published_by_id,
            "corrects": self.corrects.number if self.corrects else None,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def is_untouched(self) -> bool:
        return self.content_hash == self.compute_hash()

    @property
    def is_in_force(self) -> bool:
        return self.starts_at <= clock.now() < self.ends_at

    @property
    def takes_objections(self) -> bool:
        return self.is_in_force and self.kind in OPEN_TO_OBJECTION

    def in_readers_language(self) -> tuple[str, str]:
        """Return title and text in the active language; the Simplified Chinese one is what was published."""
        from panlong.notices.publishing import write

        if translation.get_language() == settings.LANGUAGE_CODE:
            return self.title, self.body
        return write(self.kind, self.facts)


OPEN_TO_OBJECTION = {
    Kind.SUPPORT_RESULT, Kind.POOL, Kind.ROUND_RESULT, Kind.RESOLUTION, Kind.APPROVAL, Kind.SUPPLIER,
    Kind.CHANGE, Kind.ACCEPTANCE, Kind.SATISFACTION,
}  # fmt: skip


class ObjectionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at__isnull=True)


class Objection(models.Model):
    """A resident's objection to a notice; answered in 10 working days, and an open one blocks the next stage."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections", verbose_name=_("notice"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="objections", verbose_name=_("by")
    )
    text = models.TextField(_("objection"), max_length=2000)
    filed_at = models.DateTimeField(_("filed"), default=clock.now)
    due_at = models.DateTimeField(_("answer due"))
    upheld = models.BooleanField(_("upheld"), null=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["filed_at"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "by"], name="one_objection_per_person_and_notice"),
            models.CheckConstraint(
                condition=~Q(answered_by=F("by")), name="nobody_answers_their_own_objection"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, upheld__isnull=True)
                | Q(answered_at__isnull=False, upheld__isnull=False),
                name="an_answer_says_upheld_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class PostedNotice(models.Model):
    """A printed notice that hangs somewhere: where, since when, with a photo as proof."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="posted", verbose_name=_("notice"))
    site = models.CharField(_("where it hangs"), max_length=120)
    posted_on = models.DateField(_("posted on"))
    photo = models.ImageField(_("photo"), upload_to="photos/%Y/%m/")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("posted notice")
        verbose_name_plural = _("posted notices")
        ordering = ["posted_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "site", "posted_on"], name="posted_once_a_site_and_day")
        ]
        triggers = [
            pgtrigger.Protect(name="postings_are_proof", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.site

    @property
    def small_url(self) -> str:
        """The address of the version for phones."""
        return self.photo.storage.url(photos.small_name(str(self.photo.name)))


class Draft(models.Model):
    """A notice that the portal wrote from its records and that somebody signs before it is published.

    `occasion` tells drafts of a kind and area apart, e.g. 2026: each is written once.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    occasion = models.CharField(max_length=40)
    facts = models.JSONField(_("facts"), default=dict)
    drafted_at = models.DateTimeField(_("drafted"), default=clock.now)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, related_name="draft")

    class Meta:
        verbose_name = _("draft of a notice")
        verbose_name_plural = _("drafts of notices")
        ordering = ["drafted_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "area", "occasion"], name="drafted_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, notice__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="a_draft_is_signed_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_drafts_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.area}"


# --- Messages to people ---------------------------------------------------------------------------------------
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
        return phones.decrypt(self.email_cipher) if self.email_cipher else ""


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
        from panlong.notices.messages import words

        return words(self.topic, self.facts)


class Channel(models.TextChoices):
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")


class Delivery(Outgoing):
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


class DigestMail(Outgoing):
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


class AddressCheck(Outgoing):
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

    MOST_ALONE = 500

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
        return self.people > self.MOST_ALONE and self.approved_by_id is None

    @property
    def occasion(self) -> str:
        return f"campaign-{self.pk}"
