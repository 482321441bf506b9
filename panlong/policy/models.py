"""What the district may change without a programmer: parameters, and the working-day calendar."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from panlong.policy import DEFAULTS


class Parameter(models.Model):
    """One value that departs from the default, from a day on, with its basis."""

    key = models.CharField(_("parameter"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    effective_from = models.DateField(_("in force from"))
    basis = models.CharField(_("legal basis"), max_length=300)

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        ordering = ["key", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="one_value_per_parameter_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value.normalize():f}"

    def clean(self):
        if self.key not in DEFAULTS:
            raise ValidationError({"key": _("There is no such parameter.")})


class CalendarYear(models.Model):
    """A year whose holidays and make-up working days are known (国务院办公厅 announces them in the autumn before)."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that departs from Monday-to-Friday: a holiday on a weekday, or a working weekend day (调休)."""

    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name=_("year"))
    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.note}".strip()
