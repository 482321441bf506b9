"""What was heard at doors and in halls (民情): notes of those who serve a place, no public matter until one becomes a proposal."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.areas.models import Area
from projects.models.project import Channel, Project, Theme


class HeardNote(models.Model):
    """One thing that somebody said. It keeps the proposal that it became."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("place"))
    heard_on = models.DateField(_("heard on"))
    channel = models.CharField(_("how it reached us"), max_length=20, choices=Channel.choices)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices)
    text = models.TextField(_("what was said"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    operation = models.UUIDField(unique=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="heard_notes")

    class Meta:
        ordering = ["-heard_on", "-id"]
        indexes = [models.Index(fields=["-heard_on", "-id"], name="newest_heard_notes")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(channel=Channel.ONLINE), name="notes_were_heard")
        ]
        triggers = [
            pgtrigger.Protect(name="heard_notes_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_was_heard_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["project"]),
            ),
            pgtrigger.Protect(
                name="a_note_becomes_one_proposal",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__project__isnull=False)
                & pgtrigger.Q(old__project__df=pgtrigger.F("new__project")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} · {self.text[:30]}"
