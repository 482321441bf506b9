"""Minutes: drafted, signed by the chair and one more, and from then on what the meeting decided."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON
from deliberation.models.council.attendance import MINUTES_WRITTEN
from deliberation.models.council.meetings import Meeting
from panlong import clock
from panlong.tools.triggers import decided_for_good
from projects.models import PlanVersion, Project


class Motion(models.Model):
    """One more thing that a meeting put to the vote, in its unit: the plan of another project, or any question."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="motions")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="motions")
    version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="motions")
    text = models.CharField(_("motion"), max_length=300)
    in_favour = models.PositiveIntegerField(null=True)
    against = models.PositiveIntegerField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "project"],
                condition=Q(project__isnull=False),
                name="one_motion_about_a_project",
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, in_favour__isnull=True, against__isnull=True)
                | Q(agreed__isnull=False, in_favour__isnull=False, against__isnull=False),
                name="a_motion_has_its_counts",
            ),
        ]
        triggers = [
            decided_for_good("motions_stay", "agreed"),
            pgtrigger.Protect(name="motions_are_not_taken_back", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.text


class MinutesDraft(models.Model):
    """What is written down before it is signed. Each change is a revision; signatures are of one revision."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="draft")
    revision = models.PositiveIntegerField(default=1)
    facts = models.JSONField(default=dict)
    chair = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="signed_minutes_are_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.meeting_id IS DISTINCT FROM NEW.meeting_id OR NEW.revision <= OLD.revision"
                ),
            ),
            pgtrigger.Protect(name="drafts_of_minutes_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="published_minutes_are_not_drafted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=MINUTES_WRITTEN.format(row="NEW"),
            ),
        ]


class MinutesSignature(models.Model):
    """Somebody signs a revision of the minutes: the chair, or the second person."""

    class Part(models.TextChoices):
        CHAIR = "chair", _("chair")
        SECOND = "second", _("second person")

    draft = models.ForeignKey(MinutesDraft, models.PROTECT, related_name="signatures")
    revision = models.PositiveIntegerField()
    part = models.CharField(max_length=10, choices=Part.choices)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "revision", "by"], name="nobody_signs_for_another"),
            models.UniqueConstraint(fields=["draft", "revision", "part"], name="each_signs_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="signatures_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="who_signs_has_read_it",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM 1 FROM deliberation_minutesdraft d WHERE d.id = NEW.draft_id AND d.revision = NEW.revision
                        AND (NEW.part = 'chair') = (NEW.by_id = d.chair_id) FOR SHARE OF d;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the chair signs as the chair, another one as the second, what was read' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class PaperMinutes(models.Model):
    """Minutes that two people signed by hand: a photo of the sheet, entered by one and confirmed by another."""

    draft = models.ForeignKey(MinutesDraft, models.PROTECT, related_name="papers")
    revision = models.PositiveIntegerField()
    photo = models.FileField(upload_to="meetings/")
    chair_name = models.CharField(_("chair"), max_length=40)
    second_name = models.CharField(_("second person"), max_length=40)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("by")),
                name="another_one_confirms_signed_paper",
            ),
            models.CheckConstraint(
                condition=~Q(chair_name=F("second_name")), name="two_people_signed_the_paper"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="papers_of_minutes_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_paper_is_only_confirmed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "draft", "revision", "photo", "chair_name", "second_name", "by", "at"
                ),
            ),
            decided_for_good("a_confirmed_paper_stays", "confirmed_at"),
        ]
