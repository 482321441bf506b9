"""The project, the noun that everything else points at."""

from copy import copy
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panlong import clock, photos
from panlong.areas.models import Area, within
from panlong.notices.models import Notice
from projects.stages import ENDED, LEGAL, PRIVATE, ROAD, ROAD_OF_RESIDENTS, Stage


class Kind(models.TextChoices):
    WORKS = "works", _("Works")
    SERVICE = "service", _("Service")
    GOODS = "goods", _("Goods")


class Theme(models.TextChoices):
    SAFETY = "safety", _("Safety")
    ENVIRONMENT = "environment", _("Environment")
    CULTURE = "culture", _("Culture and sports")
    CARE = "care", _("Care")
    VOLUNTEERING = "volunteering", _("Volunteering")


class Channel(models.TextChoices):
    ONLINE = "online", _("On this portal")
    BOARD = "board", _("Notice board")
    LETTERBOX = "letterbox", _("Letterbox")
    SERVICE_CENTRE = "service_centre", _("Party and residents' service centre")
    WECHAT = "wechat", _("WeChat group")
    QQ = "qq", _("QQ group")
    ACCOUNT = "account", _("Public account")
    VISIT = "visit", _("Home visit")
    COUNCIL = "council", _("Residents' council")


class IssueLevel(models.IntegerChoices):
    RESIDENTS = 1, _("Level 1: the residents solve it")
    STREET = 2, _("Level 2: street and community help")
    DISTRICT = 3, _("Level 3: the district helps")


class ProjectQuerySet(models.QuerySet):
    def within(self, *areas):
        """Those of `areas` and below."""
        return self.filter(within(areas))

    def published(self):
        """Those that everybody may read: past screening."""
        return self.exclude(first_published_at=None)

    def for_cards(self):
        return self.select_related("area", "proposer")

    def readable_by(self, user):
        """What `user` may read: all published ones, their own, and those of the areas where they hold a post."""
        if not user.is_authenticated:
            return self.published()
        posts = [post.area for post in user.current_posts]
        return self.filter(Q(first_published_at__isnull=False) | Q(proposer=user) | within(posts))


LIGHTS = ("discussed_at", "decided_at", "accounts_public_at", "duty_taken_at", "rated_at")


def _yuan(name, **options):
    return models.DecimalField(
        name, max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))], **options
    )


class Project(models.Model):
    """One small project. Its stage is written only by projects.lifecycle."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="projects", verbose_name=_("place"))
    title = models.CharField(_("title"), max_length=60)
    problem = models.TextField(_("what is wrong today"), max_length=3000)
    plan = models.TextField(_("what should be done"), max_length=3000)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices)
    level = models.PositiveSmallIntegerField(
        _("level of the issue"), choices=IssueLevel.choices, default=IssueLevel.STREET
    )
    beneficiaries = models.PositiveIntegerField(
        _("people who benefit"), validators=[MinValueValidator(1), MaxValueValidator(2_000_000)]
    )
    touches_common_parts = models.BooleanField(
        _("touches parts owned in common"), default=False,
        help_text=_("Roof, outer walls, stairs, pipes: the owners then decide under article 278 of the Civil Code."),
    )  # fmt: skip
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name=_("proposer")
    )
    channel = models.CharField(
        _("how it reached us"), max_length=20, choices=Channel.choices, default=Channel.ONLINE
    )
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken down by"),
    )
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    source_note = models.CharField(_("source"), max_length=300, blank=True)
    implementer = models.CharField(_("carried out by"), max_length=120, blank=True)
    implementing_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("implementing resident"),
    )

    # Words of a returned proposal that is public already: not published before they are screened again.
    revision = models.JSONField(_("words waiting for screening"), default=dict, blank=True, editable=False)

    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.DRAFT)
    stage_since = models.DateTimeField(_("in this stage since"), default=clock.now)
    stage_due = models.DateTimeField(_("due"), null=True, blank=True)
    suspended_from = models.CharField(max_length=20, blank=True, choices=Stage.choices)
    times_street_returned = models.PositiveSmallIntegerField(default=0)
    first_published_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    work_started_at = models.DateTimeField(null=True, blank=True)
    work_finished_at = models.DateTimeField(null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # of the contract; without one the rules'
    warranty_ends_at = models.DateTimeField(null=True, blank=True)
    percent_done = models.PositiveSmallIntegerField(_("percent done"), default=0)
    last_progress_at = models.DateTimeField(null=True, blank=True)
    operation = models.UUIDField(unique=True, null=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    # The title, its pinyin and its initials (panlong.pinyin.key_of), written with every title.
    search_key = models.CharField(max_length=600, blank=True, editable=False)

    # Facts that the upper rooms hand down: money planned and approved, and when each of the five lights went on.
    budget = _yuan(_("budget (yuan)"), default=Decimal(0))
    subsidy_planned = _yuan(_("subsidy asked for (yuan)"), default=Decimal(0))
    subsidy_approved = _yuan(_("subsidy approved (yuan)"), default=Decimal(0))
    discussed_at = models.DateTimeField(_("raised by the residents"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided by the residents"), null=True, blank=True)
    accounts_public_at = models.DateTimeField(_("accounts kept by the residents"), null=True, blank=True)
    duty_taken_at = models.DateTimeField(_("duty taken by the residents"), null=True, blank=True)
    rated_at = models.DateTimeField(_("rated by the residents"), null=True, blank=True)
    responsible_person = models.CharField(_("responsible for aftercare"), max_length=60, blank=True)
    aftercare_plan = models.TextField(_("aftercare plan"), max_length=3000, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-stage_since", "-id"]
        indexes = [
            models.Index(fields=["stage", "stage_due"], name="projects_due"),
            models.Index(fields=["-stage_since", "-id"], name="newest_projects"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage=Stage.CLOSED)
                | Q(discussed_at__isnull=False, decided_at__isnull=False, accounts_public_at__isnull=False,
                    duty_taken_at__isnull=False, rated_at__isnull=False),
                name="closed_only_with_all_five_lights",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.SUSPENDED) & ~Q(suspended_from="") | ~Q(stage=Stage.SUSPENDED) & Q(suspended_from=""),
                name="suspended_remembers_where_from",
            ),
            models.CheckConstraint(condition=Q(subsidy_planned__lte=F("budget")), name="subsidy_within_budget"),
            models.CheckConstraint(condition=Q(subsidy_approved__lte=F("budget")), name="approved_within_budget"),
            models.CheckConstraint(condition=Q(percent_done__lte=100), name="percent_up_to_100"),
            models.CheckConstraint(condition=Q(budget__gte=0, subsidy_planned__gte=0, subsidy_approved__gte=0), name="no_negative_money"),
            models.CheckConstraint(condition=Q(times_street_returned__lte=1), name="street_returns_once"),
        ]  # fmt: skip
        triggers = [
            pgtrigger.FSM(name="legal_moves", field="stage", transitions=sorted(LEGAL)),
            pgtrigger.Protect(
                name="projects_begin_as_drafts",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__stage=Stage.DRAFT),
            ),
            pgtrigger.Protect(
                name="resumed_where_suspended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__stage=Stage.SUSPENDED)
                & ~pgtrigger.Q(new__stage__in=[Stage.SUSPENDED, Stage.TERMINATED])
                & ~pgtrigger.Q(new__stage=pgtrigger.F("old__suspended_from")),
            ),
            pgtrigger.Protect(name="projects_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:story", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.first_published_at is not None

    @property
    def is_private(self) -> bool:
        return self.stage in PRIVATE and not self.is_public

    @property
    def has_ended(self) -> bool:
        return self.stage in ENDED

    @property
    def is_overdue(self) -> bool:
        return self.stage_due is not None and self.stage_due <= clock.now() and not self.has_ended

    @property
    def is_solved_by_residents(self) -> bool:
        return self.level == IssueLevel.RESIDENTS

    @property
    def lights(self) -> list[tuple[str, object]]:
        """The five lights 五民 as (name, when it went on or None)."""
        return [(self.name_of(light), getattr(self, light)) for light in LIGHTS]

    def name_of(self, field: str) -> str:
        """Return what readers call `field`."""
        return str({each.name: each.verbose_name for each in self._meta.fields}[field])

    @property
    def revised_words(self) -> list[tuple[str, object]]:
        """What waits for its screening, as (name of the field, words)."""
        after = copy(self)
        for name, value in self.revision.items():
            setattr(after, name, value)
        return [
            (self.name_of(name), _as_read(after, name))
            for name, value in self.revision.items()
            if value != getattr(self, name)
        ]

    @property
    def road(self) -> list[tuple[Stage, str]]:
        """The stages of this project's road with 'past', 'here' or 'ahead' for each."""
        road = ROAD_OF_RESIDENTS if self.is_solved_by_residents and self.stage != Stage.POOLED else ROAD
        beginnings = {Stage.DRAFT, Stage.RETURNED}
        here = Stage(self.suspended_from or (Stage.SCREENING if self.stage in beginnings else self.stage))
        if here not in road:
            return [(stage, "ahead") for stage in road]
        index = road.index(here)
        whens = ["past"] * index + ["here"] + ["ahead"] * (len(road) - index - 1)
        return list(zip(road, whens, strict=True))


def _as_read(project: Project, name: str):
    """Return the value of field `name` in words."""
    value = getattr(project, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    display = getattr(project, f"get_{name}_display", None)
    return display() if display else value


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
        from projects.timeline import sentence_of

        return sentence_of(self.act, self.reached)

    @property
    def told(self) -> str:
        """The note with its unit."""
        from projects.timeline import note_of

        return note_of(self.act, self.note)


class Screening(models.Model):
    """The check of a proposal by an organiser who is not its proposer."""

    class Verdict(models.TextChoices):
        PASSED = "passed", _("Pass: start the support poll")
        RETURNED = "returned", _("Return to the proposer for changes")
        REJECTED = "rejected", _("Reject: it is on the list of what is not funded")

    project = models.ForeignKey(Project, models.PROTECT, related_name="screenings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    checks = models.JSONField(default=list)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="proposer_does_not_screen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id AND proposer_id = NEW.by_id) THEN
                        RAISE EXCEPTION 'the proposer does not screen' USING ERRCODE = 'check_violation';
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

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="once_in_a_task_group")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_duty_display()}"


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
        """The address of the version for phones, panlong.photos.SMALL pixels wide."""
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


class Comment(models.Model):
    """What a neighbour says; an organiser may hide it, with a reason, never delete it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    at = models.DateTimeField(default=clock.now)
    text = models.TextField(_("comment"), max_length=1000)
    operation = models.UUIDField(unique=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    hidden_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
