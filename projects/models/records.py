"""What is recorded about a project on its way."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.accounts.models import Household
from panlong.notices.models import Notice
from panlong.tools import photos
from panlong.tools.triggers import decided_for_good
from projects.models.intake import Evidence
from projects.models.project import Project
from projects.stages import Stage
from projects.timeline import note_of, sentence_of


class ProjectEvent(models.Model):
    """One line of the timeline: what happened, when, by whom, and the notice that told it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="events")
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=40)
    left = models.CharField(max_length=20, blank=True)
    reached = models.CharField(max_length=20, blank=True, choices=Stage.choices)
    note = models.TextField(blank=True)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="events")

    class Meta:
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="the_past_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d}"

    @property
    def sentence(self) -> str:
        return sentence_of(self.act, self.reached)

    @property
    def told(self) -> str:
        """The note with its unit."""
        return note_of(self.act, self.note)


class Screening(models.Model):
    """The check of a proposal by an organiser who neither proposed it nor wrote it down."""

    class Verdict(models.TextChoices):
        PASSED = "passed", _("Pass: start the support poll")
        RETURNED = "returned", _("Return to the proposer for changes")
        REJECTED = "rejected", _("Do not take it up")

    class Ground(models.TextChoices):
        """Why a proposal is not taken up (负面清单)."""

        FEW = "few", _("It serves one household or a few, not the neighbourhood")
        DEPARTMENT = "department", _("A department or the 12345 hotline is responsible")
        MANAGER = "manager", _("The property manager or a company owes it by contract")
        OWNERS = "owners", _("The owners pay for it themselves, as inside a flat")
        PLANNED = "planned", _("It is planned or being done already")
        LARGE = "large", _("It is too large, or needs land, a building permit or demolition")
        UNLAWFUL = "unlawful", _("It is against the law or harms others")
        ELSEWHERE = "elsewhere", _("It belongs to another place")
        OTHER = "other", _("Another reason")

    project = models.ForeignKey(Project, models.PROTECT, related_name="screenings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    checks = models.JSONField(default=list)
    ground = models.CharField(_("why not"), max_length=12, choices=Ground.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="rejected") | ~Q(ground=""), name="a_refusal_has_its_ground"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="proposer_does_not_screen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id
                               AND NEW.by_id IN (proposer_id, taken_down_by_id))
                       OR EXISTS (SELECT 1 FROM projects_merge m JOIN projects_project gone ON gone.id = m.gone_id
                                  WHERE m.kept_id = NEW.project_id AND m.undone_at IS NULL AND NEW.by_id = gone.proposer_id) THEN
                        RAISE EXCEPTION 'who proposed it or wrote it down does not screen it' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]


class TaskGroupMember(models.Model):
    """A resident who stood for the task group (临时自治小组), and since when the neighbours put them in it."""

    class Duty(models.TextChoices):
        MEMBER = "member", _("Member")
        LEADER = "leader", _("Leader")
        BOOKKEEPER = "bookkeeper", _("Bookkeeper")

    project = models.ForeignKey(Project, models.PROTECT, related_name="task_group")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="task_groups")
    duty = models.CharField(_("duty"), max_length=12, choices=Duty.choices, default=Duty.MEMBER)
    stood_at = models.DateTimeField(default=clock.now)
    elected_at = models.DateTimeField(null=True)
    # Empty of those who stood by themselves; who was put forward by a neighbour is a candidate once they accept.
    put_forward_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    # Accepted on paper: who recorded it, and the photo of what was signed.
    accepted_through = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    proof = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    # Where somebody without an account lives: known by name and home only.
    home = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="once_in_a_task_group"),
            models.CheckConstraint(
                condition=Q(elected_at=None) | Q(put_forward_by=None) | Q(accepted_at__isnull=False),
                name="nobody_is_in_a_group_unasked",
            ),
            models.CheckConstraint(
                condition=Q(accepted_through=None, proof=None)
                | Q(accepted_through__isnull=False, proof__isnull=False) & ~Q(accepted_through=F("user")),
                name="paper_is_recorded_by_somebody_else_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_duty_display()}"

    @property
    def is_asked(self) -> bool:
        """Put forward, and not heard yet."""
        return self.put_forward_by_id is not None and self.accepted_at is None and self.declined_at is None

    @property
    def is_willing(self) -> bool:
        """Stood or accepted, and has not left."""
        return self.declined_at is None and (self.put_forward_by_id is None or self.accepted_at is not None)


class ProgressReport(models.Model):
    project = models.ForeignKey(Project, models.PROTECT, related_name="progress")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    percent = models.PositiveSmallIntegerField(_("percent done"), validators=[MaxValueValidator(100)])
    text = models.TextField(_("what was done"), max_length=3000)
    operation = models.UUIDField(unique=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="progress_up_to_100")]


class Photo(models.Model):
    """A photo, re-encoded by us: no metadata, a random name."""

    class Moment(models.TextChoices):
        BEFORE = "before", _("Before")
        DURING = "during", _("During the work")
        AFTER = "after", _("After")
        POSTING = "posting", _("Posted on site")

    project = models.ForeignKey(Project, models.PROTECT, related_name="photos")
    moment = models.CharField(_("moment"), max_length=10, choices=Moment.choices)
    image = models.ImageField(
        _("photo"), upload_to="photos/%Y/%m/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    caption = models.CharField(_("what it shows"), max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    report = models.ForeignKey(ProgressReport, models.PROTECT, null=True, related_name="photos")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.caption

    @property
    def small_url(self) -> str:
        """The address of the version for phones, panlong.tools.photos.SMALL pixels wide."""
        return self.image.storage.url(photos.small_name(str(self.image.name)))


class Acceptance(models.Model):
    """The work was looked at by people who neither built it nor supplied it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="acceptances")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    accepted = models.BooleanField(_("accepted"))
    members = models.CharField(_("who looked at the work"), max_length=300)
    remarks = models.TextField(_("findings"), max_length=3000)

    class Meta:
        ordering = ["at", "id"]


class Inspection(models.Model):
    """A look at the finished work during aftercare."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="inspections")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    text = models.TextField(_("findings"), max_length=2000)
    operation = models.UUIDField(unique=True)

    class Meta:
        ordering = ["at", "id"]


class CommentQuerySet(models.QuerySet):
    def unanswered(self):
        """Questions to the task group without an answer of one of its members; hidden ones ask nothing."""
        answers = Comment.objects.filter(parent=OuterRef("pk"), is_answer=True, hidden_by=None)
        return self.filter(~Exists(answers), is_question=True, hidden_by=None)


class Comment(models.Model):
    """What a neighbour says; an organiser may hide it, with a reason, never delete it.

    An answer (`parent`) is one level deep. A question goes to the task group; what a member answers counts as its answer.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    at = models.DateTimeField(default=clock.now)
    text = models.TextField(_("comment"), max_length=1000)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    is_question = models.BooleanField(_("a question to the task group"), default=False)
    is_answer = models.BooleanField(_("answer of the task group"), default=False)
    operation = models.UUIDField(unique=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    hidden_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(is_question=False), name="an_answer_asks_nothing_new"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(is_answer=False), name="an_answer_has_its_question"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="comments_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_was_said_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["hidden_by", "hidden_reason"]),
            ),
            decided_for_good("hidden_for_good", "hidden_by"),
            pgtrigger.Trigger(
                name="one_level_deep",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__parent__isnull=False),
                declare=[("said", "projects_comment%ROWTYPE")],
                func="""
                    SELECT * INTO said FROM projects_comment WHERE id = NEW.parent_id;
                    IF said.parent_id IS NOT NULL OR said.project_id <> NEW.project_id OR (NEW.is_answer AND NOT said.is_question) THEN
                        RAISE EXCEPTION 'comments are answered one level deep' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
