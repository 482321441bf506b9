"""Meetings (议事会): called, moved, held, written down."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON, square_metres
from deliberation.models.council.bodies import Council
from panlong import clock, policy
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


class Unit(models.TextChoices):
    """What a meeting counts: who sits in it, and whose voices they are."""

    HOUSEHOLDS = "households", _("households")
    MEMBERS = "members", _("members")
    PARTIES = "parties", _("parties")
    PEOPLE = "people", _("people")  # they speak and decide nothing


RULE_NAMES = {
    "quorum": _("Share of those entitled that must come"),
    "share": _("Share of those present that more must be in favour than"),
    "notice": _("Days of notice"),
}


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
    # Who sits, and the rule it was called under: the share that must come, and that which more must be in favour than.
    unit = models.CharField(_("counted in"), max_length=12, choices=Unit.choices, default=Unit.HOUSEHOLDS)
    council = models.ForeignKey(Council, models.PROTECT, null=True, related_name="meetings")
    quorum_parts = models.PositiveSmallIntegerField(default=2)
    quorum_of = models.PositiveSmallIntegerField(default=3)
    share_parts = models.PositiveSmallIntegerField(default=1)
    share_of = models.PositiveSmallIntegerField(default=2)
    # The parameters that were applied: what for, key, value, place, since, basis.
    rules = models.JSONField(default=list)
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
            models.CheckConstraint(
                condition=Q(unit=Unit.MEMBERS, council__isnull=False)
                | (~Q(unit=Unit.MEMBERS) & Q(council__isnull=True)),
                name="members_are_of_a_council",
            ),
            models.CheckConstraint(
                condition=~Q(unit=Unit.PEOPLE)
                | Q(agreed__isnull=True, entitled__isnull=True, in_favour__isnull=True, against__isnull=True),
                name="who_only_speaks_decides_nothing",
            ),
            # Owners who decided by floor area, too, have shares of their own (民法典 第278条).
            models.CheckConstraint(
                condition=~Q(agreed=True)
                | Q(area_in_favour__isnull=False)
                | Q(
                    GreaterThanOrEqual(F("present") * F("quorum_of"), F("entitled") * F("quorum_parts")),
                    GreaterThan(F("in_favour") * F("share_of"), F("present") * F("share_parts")),
                ),
                name="a_meeting_agrees_by_its_shares",
            ),
            models.CheckConstraint(
                condition=Q(quorum_parts__gt=0, quorum_parts__lte=F("quorum_of"))
                & Q(share_parts__gt=0, share_parts__lt=F("share_of")),
                name="shares_of_a_meeting_are_of_a_whole",
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
            pgtrigger.Protect(
                name="who_sits_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "platform",
                    "unit",
                    "council",
                    "quorum_parts",
                    "quorum_of",
                    "share_parts",
                    "share_of",
                    "rules",
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

    def get_absolute_url(self) -> str:
        return reverse("deliberation:meeting", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.starts_at <= clock.now()

    @property
    def decides(self) -> bool:
        """Whether it can agree to a plan: a neighbours' hour hears people and decides nothing."""
        return self.unit != Unit.PEOPLE

    @property
    def quorum(self) -> Fraction:
        """The share of those entitled that must come, exactly."""
        return Fraction(self.quorum_parts, self.quorum_of)

    @property
    def share(self) -> Fraction:
        """The share of those present that more must be in favour than, exactly."""
        return Fraction(self.share_parts, self.share_of)

    @property
    def quorum_words(self) -> str:
        return policy.write_share(self.quorum)

    @property
    def share_words(self) -> str:
        return policy.write_share(self.share)

    @property
    def who_sits(self) -> dict[str, str]:
        """Who sits and the rule, as notices say it; '' where nothing is decided."""
        return {
            "unit": str(self.unit),
            "council": self.council.name if self.council else "",
            "quorum": self.quorum_words if self.decides else "",
            "share": self.share_words if self.decides else "",
        }

    @property
    def applied_rules(self) -> list[dict]:
        """The parameters that were applied, each with its name, its value as it is read, and the day it is of."""
        return [
            {
                **one,
                "name": RULE_NAMES[one["what"]],
                "value": policy.write_share(policy.share_of(Decimal(one["value"])))
                if one["key"] in policy.SHARES
                else f"{Decimal(one['value']).normalize():f}",
                "since": date.fromisoformat(one["since"]) if one["since"] else None,
            }
            for one in self.rules
        ]


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
