"""Meetings (议事会) and the courtyard committee."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON, square_metres
from panlong import clock
from panlong.areas.models import Area
from panlong.notices.models import Notice
from panlong.tools.triggers import decided_for_good
from projects.models import PlanVersion, Project

# What the minutes settle: it is written once.
MINUTES = (
    "version", "entitled", "present", "in_favour", "against", "minutes", "decision", "agreed", "minutes_by", "minutes_at",
    "grave", "area_entitled", "area_present", "area_in_favour",
)  # fmt: skip


class CalledOff(models.TextChoices):
    """Why a meeting has no minutes and never will."""

    CANCELLED = "cancelled", _("cancelled")
    NOT_HELD = "not_held", _("not held")


class MeetingQuerySet(models.QuerySet):
    def awaited(self):
        """Those that are still to come."""
        return self.filter(called_off="", minutes_at=None, starts_at__gt=clock.now())

    def without_minutes(self):
        """Those whose hour has come, and nobody has said yet what became of them."""
        return self.filter(called_off="", minutes_at=None, starts_at__lte=clock.now())


class Meeting(models.Model):
    class Platform(models.TextChoices):
        COUNCIL = "council", _("Residents' council")
        ALL_HOUSEHOLDS = "all_households", _("Meeting of all households")
        SUNSHINE_HALL = "sunshine_hall", _("Sunshine hall")
        ROUND_TABLE = "round_table", _("Happiness round table")
        NEIGHBOURS = "neighbours", _("“Neighbour, a word with you”")
        SIX_PARTIES = "six_parties", _("Six-party talk")

    project = models.ForeignKey(Project, models.PROTECT, related_name="meetings")
    platform = models.CharField(_("kind of meeting"), max_length=20, choices=Platform.choices)
    # The version of the plan that lay before the meeting, known once its minutes are written.
    version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="meetings")
    called_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    called_at = models.DateTimeField(default=clock.now)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=120)
    agenda = models.TextField(_("agenda"), max_length=2000)
    operation = models.UUIDField(unique=True)
    entitled = models.PositiveIntegerField(_("entitled to take part"), null=True)
    present = models.PositiveIntegerField(_("present"), null=True)
    in_favour = models.PositiveIntegerField(_("in favour"), null=True)
    against = models.PositiveIntegerField(_("against"), null=True)
    minutes = models.TextField(_("minutes"), max_length=6000, blank=True)
    decision = models.TextField(_("decision"), max_length=2000, blank=True)
    agreed = models.BooleanField(_("agreed to the plan"), null=True)
    minutes_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    minutes_at = models.DateTimeField(null=True)
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, related_name="+")  # that called it
    minutes_notice = models.OneToOneField(Notice, models.PROTECT, null=True, related_name="+")
    called_off = models.CharField(_("called off"), max_length=10, choices=CalledOff.choices, blank=True)

    # Where parts owned in common are touched (民法典 §278): the floor area in m² beside the number of households.
    grave = models.BooleanField(_("repair fund, rebuilding or change of use"), default=False)
    area_entitled = square_metres(_("floor area entitled (m²)"))
    area_present = square_metres(_("floor area present (m²)"))
    area_in_favour = square_metres(_("floor area in favour (m²)"))

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    area_entitled__isnull=True, area_present__isnull=True, area_in_favour__isnull=True
                )
                | Q(
                    area_present__lte=F("area_entitled"),
                    area_in_favour__lte=F("area_present"),
                    area_in_favour__gte=0,
                ),
                name="floor_area_within_floor_area",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=F("entitled")),
                name="present_within_entitled",
            ),
            models.CheckConstraint(
                condition=Q(in_favour__isnull=True) | Q(in_favour__lte=F("present") - F("against")),
                name="voices_within_present",
            ),
            models.CheckConstraint(
                condition=Q(called_off="") | Q(minutes_at__isnull=True),
                name="no_minutes_of_what_was_not_held",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="called_off_for_good",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__called_off="")
                & (
                    pgtrigger.Q(old__called_off__df=pgtrigger.F("new__called_off"))
                    | pgtrigger.Q(old__starts_at__df=pgtrigger.F("new__starts_at"))
                    | pgtrigger.Q(old__place__df=pgtrigger.F("new__place"))
                ),
            ),
            decided_for_good(
                "minutes_stay", "minutes_at", "project", "platform", "starts_at", "place", "agenda", *MINUTES
            ),
            decided_for_good("the_call_stays", "notice", "notice"),
            decided_for_good("the_notice_of_the_minutes_stays", "minutes_notice", "minutes_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.get_platform_display()} · {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def is_over(self) -> bool:
        return self.starts_at <= clock.now()


class MeetingChange(models.Model):
    """A meeting was moved, cancelled or not held: why, and the notice that told it. `from_…` is what was true before."""

    class What(models.TextChoices):
        MOVED = "moved", _("moved")
        CANCELLED = CalledOff.CANCELLED.value, CalledOff.CANCELLED.label
        NOT_HELD = CalledOff.NOT_HELD.value, CalledOff.NOT_HELD.label

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="changes")
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    from_starts_at = models.DateTimeField()
    from_place = models.CharField(max_length=120)
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="+")
    operation = models.UUIDField(unique=True)

    class Meta:
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(name="changes_of_meetings_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class PartyOpinion(models.Model):
    """One of the six parties at a 六方会谈: what it said, or why it was missing. No party has a veto."""

    class Party(models.TextChoices):
        PARTY_ORGANISATION = "party_organisation", _("Community Party organisation")
        RESIDENTS_COMMITTEE = "residents_committee", _("Residents' committee")
        OWNERS_COMMITTEE = "owners_committee", _("Owners' committee")
        PROPERTY_MANAGER = "property_manager", _("Property manager")
        RESIDENT_UNIT = "resident_unit", _("Resident unit")
        SOCIAL_ORGANISATION = "social_organisation", _("Social organisation")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="opinions")
    party = models.CharField(max_length=30, choices=Party.choices)
    attended = models.BooleanField()
    words = models.CharField(max_length=500)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "party"], name="each_party_once")]


class CourtyardCommittee(models.Model):
    """院落自管会 with its rules of procedure (议事规则)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="committees", verbose_name=_("courtyard"))
    name = models.CharField(_("name"), max_length=80)
    founded_on = models.DateField(_("founded"))
    rules = models.TextField(_("rules of procedure"), max_length=6000)

    class Meta:
        verbose_name = _("courtyard committee")
        verbose_name_plural = _("courtyard committees")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_committee_of_a_name")]

    def __str__(self) -> str:
        return self.name
