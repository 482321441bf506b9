"""What comes before and beside the check of a proposal: evidence of what was said, and the appeal against a refusal."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.tools import photos
from projects.models.project import Project

# What must hold of every proposal (正面清单); what is not taken up is Screening.Ground (负面清单).
CHECKS = [
    ("many", _("It serves many, not one household")),
    ("small", _("It is small and can be done within a year")),
    ("ours", _("It is not the duty of a department or of a company")),
    ("lawful", _("It needs no land, building permit or demolition")),
    ("once", _("Nobody else is doing it already")),
]


class Evidence(models.Model):
    """A photo of a letter, a chat or a sheet of notes, re-encoded by us; for the proposer and those who check only."""

    class About(models.TextChoices):
        TAKEN_DOWN = "taken_down", _("What the resident said")
        EFFORT = "effort", _("What was tried")
        CANDIDATE = "candidate", _("A candidate accepted on paper")

    project = models.ForeignKey(Project, models.PROTECT, related_name="proofs")
    about = models.CharField(max_length=12, choices=About.choices)
    image = models.ImageField(
        _("photo"), upload_to="evidence/%Y/%m/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="evidence_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_about_display()

    @property
    def small_url(self) -> str:
        """The address of the version for phones."""
        return self.image.storage.url(photos.small_name(str(self.image.name)))


class Appeal(models.Model):
    """The one appeal of a proposer to the community against the refusal of a proposal."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="appeal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    words = models.TextField(_("why the refusal is wrong"), max_length=2000)
    due_at = models.DateTimeField(_("answer due"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, upheld=None, answer="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, upheld__isnull=False) & ~Q(answer=""),
                name="an_appeal_is_decided_whole",
            ),
            models.CheckConstraint(condition=~Q(by=F("decided_by")), name="nobody_decides_their_own_appeal"),
        ]
        triggers = [
            pgtrigger.Protect(name="appeals_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="a_decided_appeal_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
                func="RAISE EXCEPTION 'an appeal is decided once' USING ERRCODE = 'check_violation';",
            ),
            pgtrigger.Trigger(
                name="who_refused_does_not_decide_the_appeal",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (SELECT 1 FROM projects_screening WHERE project_id = NEW.project_id AND by_id = NEW.decided_by_id)
                       OR EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id
                                  AND NEW.decided_by_id IN (proposer_id, taken_down_by_id)) THEN
                        RAISE EXCEPTION 'who refused, proposed or wrote it down does not decide the appeal' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.at:%Y-%m-%d}"
