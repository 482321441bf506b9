"""Public notices, objections and drafts."""

import hashlib
import json
from datetime import UTC

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.areas.models import Area, within
from panlong.notices.kinds import OPEN_TO_OBJECTION, Kind, heading_of, stored_as
from panlong.notices.texts import write_body
from panlong.tools import photos
from panlong.tools.triggers import decided_for_good

PERSON = settings.AUTH_USER_MODEL


class NoticeQuerySet(models.QuerySet):
    def within(self, *areas):
        return self.filter(within(areas))

    def of_kind(self, kind: str):
        """Return the notices that are of `kind`, as they are stored today and as they were before."""
        return self.filter(stored_as(kind))

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
    def heading(self) -> Kind:
        """What kind of notice it is; `kind` itself unless it was published before that kind existed."""
        return heading_of(self.kind, self.facts)

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
        if translation.get_language() == settings.LANGUAGE_CODE:
            return self.title, self.body
        return write_body(self.kind, self.facts)


class ObjectionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at__isnull=True)


class Objection(models.Model):
    """A resident's objection to a notice; answered within the term `objection_days`, and an open one blocks the next stage."""

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

    # The 更正公告 by which a notice was put right without undoing what it decided.
    correction = models.OneToOneField(
        Notice, models.PROTECT, null=True, related_name="answers_objection", verbose_name=_("correction")
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["filed_at"]
        constraints = [
            # A double click sends the same words; what says something else is another objection.
            models.UniqueConstraint("notice", "by", MD5("text"), name="the_same_objection_once"),
            models.CheckConstraint(
                condition=~Q(answered_by=F("by")), name="nobody_answers_their_own_objection"
            ),
            models.CheckConstraint(
                condition=Q(correction__isnull=True) | Q(upheld=False), name="what_is_corrected_is_not_undone"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, upheld__isnull=True)
                | Q(answered_at__isnull=False, upheld__isnull=False),
                name="an_answer_says_upheld_or_not",
            ),
        ]
        triggers = [
            decided_for_good("an_answer_stays", "answered_at"),
            pgtrigger.Protect(name="objections_are_kept", operation=pgtrigger.Delete),
        ]

    @property
    def number(self) -> str:
        """The number on the receipt: that of the notice, and which of the objections to it this is."""
        return f"{self.notice.number}-{self.notice.objections.filter(pk__lte=self.pk).count()}"

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
