"""Pledges, gifts in kind and contributions."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.models.common import OWN_SOURCES, PERSON, SUBSIDIES, yuan_field
from funding.models.ledger import Entry
from projects.models import Project


class Pledge(models.Model):
    """Somebody promises money; receipts keep the promise. No figure of money counts what is only promised."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="pledges")
    number = models.CharField(_("number"), max_length=40, unique=True)
    source = models.CharField(_("source"), max_length=15, choices=[(s.value, s.label) for s in OWN_SOURCES])
    giver = models.CharField(_("from whom"), max_length=80)
    giver_is_public = models.BooleanField(_("agrees to have the name published"), default=False)
    amount = yuan_field(_("amount (yuan)"))
    pledged_on = models.DateField(_("promised on"))
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    operation = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["pledged_on", "id"]
        triggers = [pgtrigger.Protect(name="pledges_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number} · {self.amount:,.2f}"

    @property
    def public_giver(self) -> str:
        return self.giver if self.giver_is_public else ""


class GiftInKind(models.Model):
    """Goods or labour that somebody gave; what it is worth is written down apart from money and never added to it."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("Goods")
        LABOUR = "labour", _("Labour")

    project = models.ForeignKey(Project, models.PROTECT, related_name="gifts_in_kind")
    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    giver = models.CharField(_("from whom"), max_length=80)
    giver_is_public = models.BooleanField(_("agrees to have the name published"), default=False)
    what = models.CharField(_("what was given"), max_length=120)
    quantity = models.CharField(_("how much"), max_length=40)
    worth = yuan_field(_("worth (yuan)"))
    valued_by = models.CharField(_("how the worth was found"), max_length=120)
    given_on = models.DateField(_("given on"))
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    operation = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("gift in kind")
        verbose_name_plural = _("gifts in kind")
        ordering = ["given_on", "id"]
        triggers = [pgtrigger.Protect(name="gifts_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number} · {self.what}"

    @property
    def public_giver(self) -> str:
        return self.giver if self.giver_is_public else ""


class Contribution(models.Model):
    """Money received from a source other than the subsidies. The portal records it; it collects none online (慈善法 §26)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="contributions")
    number = models.CharField(_("receipt number"), max_length=40, unique=True)
    source = models.CharField(_("source"), max_length=15, choices=[(s.value, s.label) for s in OWN_SOURCES])
    giver = models.CharField(_("from whom"), max_length=80)
    giver_is_public = models.BooleanField(_("agrees to have the name published"), default=False)
    amount = yuan_field(_("amount (yuan)"))
    is_lower_bound = models.BooleanField(_("the true amount is higher"), default=False)
    received_on = models.DateField(_("received on"))
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="contribution")
    note = models.CharField(_("note"), max_length=200, blank=True)
    pledge = models.ForeignKey(
        Pledge, models.PROTECT, null=True, blank=True, related_name="receipts", verbose_name=_("pledge")
    )

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source__in=SUBSIDIES), name="subsidies_come_by_grant")
        ]
        triggers = [pgtrigger.Protect(name="receipts_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number} · {self.amount:,.2f}"

    @property
    def public_giver(self) -> str:
        return self.giver if self.giver_is_public else ""

    @property
    def is_reversed(self) -> bool:
        return hasattr(self.entry, "reversed_by")
