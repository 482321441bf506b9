"""The audit: who did what, when, with what result. Rows are only ever added."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from panlong.tools.triggers import never_emptied


class AuditEntry(models.Model):
    at = models.DateTimeField(_("at"), db_index=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who"),
        help_text=_("Empty: the portal itself, at a deadline."),
    )  # fmt: skip
    act = models.CharField(_("act"), max_length=60, db_index=True)
    target_type = models.CharField(_("kind of object"), max_length=40)
    target_id = models.BigIntegerField(_("number of object"), null=True)
    area_code = models.CharField(_("area code"), max_length=24, blank=True, db_index=True)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-id"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_by_target")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.target_type} {self.target_id or ''}".strip()
