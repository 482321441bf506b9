"""Scores and resolutions of the committee (集体决议)."""

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON, no_project_of_their_own
from panlong import clock
from projects.models import Project


class Criterion(models.TextChoices):
    """The article's five criteria; 20 points each (D)."""

    REACH = "reach", _("Benefits many people")
    PARTICIPATION = "participation", _("Residents take part")
    SELF_RAISED = "self_raised", _("Residents raise money themselves")
    URGENCY = "urgency", _("Old housing needs it urgently")
    REPLICABLE = "replicable", _("Others can copy it")


MAX_POINTS = 20


class Score(models.Model):
    """One member's points for one criterion, for this time before the committee (`sitting`)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="scores")
    sitting = models.PositiveSmallIntegerField()
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=20, choices=Criterion.choices)
    points = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MAX_POINTS)])
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "sitting", "member", "criterion"], name="one_score_per_criterion"
            ),
            models.CheckConstraint(condition=Q(points__lte=MAX_POINTS), name="points_up_to_20"),
        ]
        triggers = [
            no_project_of_their_own(
                "own_projects_are_not_scored",
                person="member_id",
                also="OR EXISTS (SELECT 1 FROM deliberation_recusal WHERE project_id = NEW.project_id AND member_id = NEW.member_id)",
            ),
            pgtrigger.Protect(name="scores_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class Recusal(models.Model):
    """A member steps aside (回避)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "member"], name="recused_once")]


class Resolution(models.Model):
    """The committee's resolution (决议书) with its reasons."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="resolutions")
    sitting = models.PositiveSmallIntegerField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    chosen = models.BooleanField(_("chosen"))
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=1)
    members_scored = models.PositiveSmallIntegerField()
    reasons = models.TextField(_("reasons"), max_length=3000)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["project", "sitting"], name="one_resolution_per_sitting")
        ]
        triggers = [
            no_project_of_their_own("own_projects_are_not_resolved", person="by_id"),
            pgtrigger.Protect(name="resolutions_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.at:%Y-%m-%d}"
