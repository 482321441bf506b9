"""The chain that proves that nothing was altered."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from panlong.notices.models import Notice
from panlong.tools.triggers import never_emptied


class Link(models.Model):
    """A row of money as it was when it became final, tied to the link before it in its project's chain."""

    chain = models.BigIntegerField(_("chain"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=40)
    row_id = models.BigIntegerField(_("row"))
    at = models.DateTimeField(_("at"))
    facts = models.TextField(_("columns"))
    previous = models.CharField(_("digest before"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("link of the chain")
        verbose_name_plural = _("links of the chain")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="one_link_of_a_number")]
        indexes = [models.Index(fields=["kind", "row_id"], name="links_of_a_row")]
        triggers = [
            pgtrigger.Protect(name="links_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("links_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}-{self.number} {self.digest[:12]}"


class Seal(models.Model):
    """One digest over all links since the seal before; published in a notice, and written down outside of the database."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("at"))
    previous = models.CharField(_("digest before"), max_length=64, blank=True)
    last_link = models.BigIntegerField(_("last link"))
    links = models.PositiveIntegerField(_("number of links"))
    digest = models.CharField(_("digest"), max_length=64)
    notice = models.OneToOneField(
        Notice, models.PROTECT, null=True, related_name="+", verbose_name=_("notice")
    )

    class Meta:
        verbose_name = _("seal of the ledger")
        verbose_name_plural = _("seals of the ledger")
        ordering = ["day"]
        triggers = [
            pgtrigger.ReadOnly(name="seals_are_not_rewritten", exclude=["notice"]),
            pgtrigger.Protect(
                name="seals_are_published_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__notice__isnull=False),
            ),
            pgtrigger.Protect(name="seals_stay", operation=pgtrigger.Delete),
            never_emptied("seals_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.digest[:12]}"
