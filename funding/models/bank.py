"""Bank statements."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.models.common import PERSON
from panlong import clock
from panlong.areas.models import Area


class BankStatement(models.Model):
    """A statement of the bank's, to compare our payments with. No number of an account is kept."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    name = models.CharField(_("file"), max_length=120)
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    uploaded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    odd_lines = models.JSONField(default=list)  # what could not be read: {line, odd (bank.ODD), text}

    class Meta:
        verbose_name = _("statement of the bank")
        verbose_name_plural = _("statements of the bank")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["area", "digest"], name="each_statement_once")]

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """A payment as the bank tells it; below zero it came back. The bank's own fees have no reference."""

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    day = models.DateField(_("day"))
    reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    payee = models.CharField(_("paid to"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.reference} · {self.amount:,.2f}"
