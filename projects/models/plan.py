"""The plan of a project, in versions: what was seen, agreed to and changed stays as it was."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.areas.models import Area
from panlong.notices.models import Notice
from projects.models.plan_sql import PLAN_IS_KEPT, VERSION_IS_SOUND
from projects.models.project import Kind, Project


class PlanVersionQuerySet(models.QuerySet):
    def newest(self):
        """Those after which none came."""
        later = PlanVersion.objects.filter(project=OuterRef("project"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class PlanVersion(models.Model):
    """One version of the plan. Nothing in it ever changes; another version follows it.

    `lines` are {item, quantity, unit, price, sum}, quantity and price None where a line is a lump sum; `shares` are yuan by
    source. Sums are texts with two decimals.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="plan_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("place"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    touches_common_parts = models.BooleanField(_("touches parts owned in common"))
    plan = models.TextField(_("what should be done"), max_length=3000)
    lines = models.JSONField(default=list)
    shares = models.JSONField(default=dict)
    total = models.DecimalField(
        _("budget (yuan)"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    subsidy = models.DecimalField(
        _("subsidy asked for (yuan)"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    duration_days = models.PositiveSmallIntegerField(_("days of work"), null=True)
    implementer = models.CharField(_("who could carry it out"), max_length=120, blank=True)
    aftercare = models.TextField(_("how it is kept up afterwards"), max_length=1000, blank=True)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the plan")
        verbose_name_plural = _("versions of the plan")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_version_of_a_number"),
            models.CheckConstraint(
                condition=Q(total__gte=0, subsidy__gte=0, subsidy__lte=models.F("total")),
                name="plans_subsidy_within_its_total",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="versions_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="a_version_is_sound",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("stage", "text")],
                func=VERSION_IS_SOUND,
            ),
            pgtrigger.Trigger(
                name="the_project_follows_its_plan",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                declare=PLAN_IS_KEPT.declare,
                func=PLAN_IS_KEPT.body_of("NEW.project_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.number}"

    @property
    def own_money(self) -> Decimal:
        """What the subsidies leave to be raised, in yuan."""
        return self.total - self.subsidy
