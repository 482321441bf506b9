"""What the district may change without a programmer: parameters, and the working-day calendar."""

from collections.abc import Collection
from datetime import date

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panlong.policy.defaults import DEFAULTS, STRICTER


class ParameterQuerySet(models.QuerySet):
    def in_force(self, keys: Collection[str], day: date, codes: Collection[str] = ()) -> "ParameterQuerySet":
        """Return what `keys` were set to until `day`, the newest first: by the district and by the areas with `codes`."""
        where = Q(area=None) | Q(area__code__in=codes)
        return self.filter(where, key__in=keys, effective_from__lte=day).order_by("-effective_from")


class Parameter(models.Model):
    """One value that departs from the default, from a day on, with its basis."""

    key = models.CharField(_("parameter"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only in"),
        help_text=_("A street or community that is stricter than the district; empty for the whole district."),
    )  # fmt: skip
    effective_from = models.DateField(_("in force from"))
    basis = models.CharField(_("legal basis"), max_length=300)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        ordering = ["key", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "effective_from", "area"],
                nulls_distinct=False,
                name="one_value_per_parameter_and_day",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(key__in=sorted(STRICTER)),
                name="only_some_parameters_differ_by_area",
            ),
        ]
        triggers = [
            # Running procedures were begun by it. A value that comes is a row of its own.
            pgtrigger.Protect(
                name="what_is_in_force_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "OLD.effective_from <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value.normalize():f}"

    def clean(self):
        if self.key not in DEFAULTS:
            raise ValidationError({"key": _("There is no such parameter.")})
        if self.area is None or self.value is None or self.effective_from is None:
            return
        if self.key not in STRICTER:
            raise ValidationError({"area": _("This one is the same in the whole district.")})
        newest = Parameter.objects.in_force([self.key], self.effective_from).first()
        districts = newest.value if newest else DEFAULTS[self.key]
        if STRICTER[self.key]((self.value, districts)) != self.value:
            raise ValidationError(
                {
                    "value": _("An area may only be stricter than the district's %(value)s.")
                    % {"value": f"{districts.normalize():f}"}
                }
            )


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
