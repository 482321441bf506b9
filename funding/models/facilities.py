"""Shared facilities of public units."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from panlong.areas.models import Area


class SharedFacility(models.Model):
    """A public unit opens something of its own to the residents; counted apart from money."""

    unit = models.CharField(_("public unit"), max_length=80, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="facilities", verbose_name=_("area"))
    facility = models.CharField(_("what it opens"), max_length=120)
    opened_on = models.DateField(_("open since"))

    class Meta:
        verbose_name = _("shared facility")
        verbose_name_plural = _("shared facilities")
        ordering = ["unit"]

    def __str__(self) -> str:
        return f"{self.unit} · {self.facility}"
