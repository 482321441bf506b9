"""The project itself."""

from copy import copy
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.accounts.models import HEAD_ROLES, Household
from panlong.areas.models import CODE_LENGTHS, Area, Level, within
from projects.models.merge_sql import MERGED_SAYS_WHERE
from projects.models.plan_sql import PLAN_IS_KEPT
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
    VOLUNTEER_DAY = "volunteer_day", _("Volunteers' day")
    HALL = "hall", _("Meeting hall")
    GRID_ROUND = "grid_round", _("Round of the grid worker")


class IssueLevel(models.IntegerChoices):
    RESIDENTS = 1, _("Level 1: the residents solve it")
    STREET = 2, _("Level 2: street and community help")
    DISTRICT = 3, _("Level 3: the district helps")


def concerning_heads(user) -> Q:
    """Return the condition that a project is about a courtyard or building in which `user` heads a building or a group."""
    codes = {
        code
        for post in user.current_posts
        if post.role in HEAD_ROLES
        for code in post.area.codes_above()
        if len(code) >= CODE_LENGTHS[Level.COURTYARD]
    }
    return Q(area__code__in=codes)


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
        own = Q(proposer=user) | Q(taken_down_by=user)
        return self.filter(Q(first_published_at__isnull=False) | own | within(posts) | concerning_heads(user))


LIGHTS = ("discussed_at", "decided_at", "accounts_public_at", "duty_taken_at", "rated_at")


def yuan_field(name, **options):
    return models.DecimalField(
        name, max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))], **options
    )


# Whoever leaves, or was on record twice, is named otherwise ever after, also in a project that is closed.
PEOPLE = "{proposer_id,proposer_home_id,taken_down_by_id,implementing_person_id,implementer,search_key}"


class Project(models.Model):
    """One small project. Its stage is written only by projects.journey."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="projects", verbose_name=_("place"))
    # The buildings of the place whose households alone are to be asked, as proposed; none: all of the place.
    places = models.ManyToManyField(
        Area, related_name="+", blank=True, verbose_name=_("only these buildings")
    )
    title = models.CharField(_("title"), max_length=60)
    problem = models.TextField(_("what is wrong today"), max_length=3000)
    plan = models.TextField(_("what should be done"), max_length=3000)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, blank=True)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True)
    level = models.PositiveSmallIntegerField(
        _("level of the issue"), choices=IssueLevel.choices, default=IssueLevel.STREET
    )
    beneficiaries = models.PositiveIntegerField(
        _("people who benefit"),
        validators=[MinValueValidator(1), MaxValueValidator(2_000_000)],
        null=True,
        blank=True,
    )  # empty in a draft whose second step is not done
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
    # Where a proposer without an account lives: such a person is known by name and home only.
    proposer_home = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("home of the proposer"),
    )
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
    # The digest of the words that came back last (projects.journey.proposing.digest_of): the same are not taken again.
    returned_words = models.CharField(max_length=64, blank=True, editable=False)

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
    # The title, its pinyin and its initials (panlong.tools.pinyin.key_of), written with every title.
    search_key = models.CharField(max_length=600, blank=True, editable=False)

    # Facts that the upper rooms hand down: money planned and approved, and when each of the five lights went on.
    budget = yuan_field(_("budget (yuan)"), default=Decimal(0))
    subsidy_planned = yuan_field(_("subsidy asked for (yuan)"), default=Decimal(0))
    subsidy_approved = yuan_field(_("subsidy approved (yuan)"), default=Decimal(0))
    # The version of the plan that a meeting agreed to when the project left deliberation.
    agreed_version = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
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
            models.CheckConstraint(
                condition=Q(beneficiaries__isnull=False) | Q(stage__in=[Stage.DRAFT, Stage.WITHDRAWN]),
                name="handed_in_says_who_benefits",
            ),
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
            MERGED_SAYS_WHERE,
            pgtrigger.Protect(name="projects_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_is_closed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.stage = '{Stage.CLOSED}' AND to_jsonb(OLD) - '{PEOPLE}'::text[] <> to_jsonb(NEW) - '{PEOPLE}'::text[]"
                ),
            ),
            pgtrigger.Protect(
                name="agreed_in_deliberation",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__agreed_version__df=pgtrigger.F("new__agreed_version"))
                & ~pgtrigger.Q(old__stage=Stage.DELIBERATION),
            ),
            pgtrigger.Trigger(
                name="the_plan_is_kept",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.AnyChange(
                    "stage",
                    "budget",
                    "subsidy_planned",
                    "plan",
                    "kind",
                    "area",
                    "touches_common_parts",
                    "agreed_version",
                ),
                declare=PLAN_IS_KEPT.declare,
                func=PLAN_IS_KEPT.body_of("NEW.id"),
            ),
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
            (self.name_of(name), as_read(after, name))
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


def as_read(project: Project, name: str):
    """Return the value of field `name` in words."""
    value = getattr(project, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    display = getattr(project, f"get_{name}_display", None)
    return display() if display else value
