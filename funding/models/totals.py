"""Sums that pages read, all derived from the postings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.models.ledger import Account
from projects.models import Project


class Figures(models.Model):
    """The figures of disclosure and what is left, in yuan."""

    received = models.DecimalField(max_digits=16, decimal_places=2)
    approved = models.DecimalField(max_digits=16, decimal_places=2)
    paid = models.DecimalField(max_digits=16, decimal_places=2)
    spent = models.DecimalField(max_digits=16, decimal_places=2)
    returned = models.DecimalField(max_digits=16, decimal_places=2)
    left = models.DecimalField(max_digits=16, decimal_places=2)
    owed = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    kept = models.DecimalField(max_digits=16, decimal_places=2, default=0)

    class Meta:
        abstract = True


class ProjectTotal(Figures):
    """The money of a project by year and source; year 0 means all years, source '' all sources."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=15, blank=True)

    class Meta:
        verbose_name = _("sum of a project")
        verbose_name_plural = _("sums of projects")
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "source"], name="one_sum_of_a_project")
        ]
        indexes = [
            models.Index(
                fields=["year", "source", "-approved", "-received", "project"], name="projects_by_their_money"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.year} {self.source}"


class AreaTotal(Figures):
    """The money of a community by theme, year and source: the sum of these rows, of which each booking adds one."""

    community = models.CharField(max_length=12)
    theme = models.CharField(max_length=15)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=15)

    class Meta:
        verbose_name = _("sum of a community")
        verbose_name_plural = _("sums of communities")

    def __str__(self) -> str:
        return f"{self.community} {self.theme} {self.year} {self.source}"


class EnvelopeTotal(models.Model):
    """What was put into an envelope and what is left of it, in yuan."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="+")
    put_in = models.DecimalField(max_digits=16, decimal_places=2)
    left = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = _("sum of an envelope")
        verbose_name_plural = _("sums of envelopes")

    def __str__(self) -> str:
        return str(self.account)
