"""The six parties (六方): who they are in a place, how each was invited to a talk, and what it said there."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON
from deliberation.models.council.meetings import Meeting
from panlong.areas.models import Area


class Party(models.TextChoices):
    PARTY_ORGANISATION = "party_organisation", _("Community Party organisation")
    RESIDENTS_COMMITTEE = "residents_committee", _("Residents' committee")
    OWNERS_COMMITTEE = "owners_committee", _("Owners' committee")
    PROPERTY_MANAGER = "property_manager", _("Property manager")
    RESIDENT_UNIT = "resident_unit", _("Resident unit")
    SOCIAL_ORGANISATION = "social_organisation", _("Social organisation")


class SixParty(models.Model):
    """One of the six parties in a place: its unit and contact person, or why there is none. The nearest entry counts."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="six_parties", verbose_name=_("place"))
    party = models.CharField(_("party"), max_length=30, choices=Party.choices)
    is_there = models.BooleanField(_("there is one here"), default=True)
    unit = models.CharField(_("unit"), max_length=80, blank=True, help_text=_("Its full name."))
    contact = models.CharField(_("contact person"), max_length=40, blank=True)
    user = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    note = models.CharField(
        _("why there is none"), max_length=200, blank=True, help_text=_("Such as: no owners' committee was ever elected.")
    )  # fmt: skip

    class Meta:
        verbose_name = _("one of the six parties")
        verbose_name_plural = _("six parties")
        ordering = ["area", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "party"], name="each_party_of_a_place_once"),
            models.CheckConstraint(
                condition=Q(is_there=True) & ~Q(unit="") & ~Q(contact="")
                | Q(is_there=False, user__isnull=True) & ~Q(note=""),
                name="a_party_has_a_contact_or_a_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="parties_stay_on_record", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.unit or str(self.get_party_display())


class PartyInvitation(models.Model):
    """How a party was invited to a talk, as the register stood when it was called; or that the place has none."""

    class Way(models.TextChoices):
        MESSAGE = "message", _("by message")
        LETTER = "letter", _("by letter")
        NONE = "none", _("there is none here")
        UNKNOWN = "unknown", _("not on the register")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    party = models.CharField(max_length=30, choices=Party.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    unit = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "party"], name="each_party_invited_once")]
        triggers = [
            pgtrigger.Protect(name="invitations_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class PartyOpinion(models.Model):
    """One of the six parties at a 六方会谈: what it said, or why it was missing. No party has a veto."""

    Party = Party

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="opinions")
    party = models.CharField(max_length=30, choices=Party.choices)
    # False where the place has no such party: it is not absent, there is none.
    is_there = models.BooleanField(default=True)
    attended = models.BooleanField()
    unit = models.CharField(max_length=80, blank=True)
    name = models.CharField(_("who spoke for it"), max_length=40, blank=True)
    words = models.CharField(max_length=500)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "party"], name="each_party_once"),
            models.CheckConstraint(
                condition=Q(is_there=True) | Q(attended=False),
                name="nobody_comes_for_a_party_that_is_not_there",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="what_parties_said_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class Hall(models.Model):
    """A place where people can meet, offered when a meeting is called."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="halls", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("address"), max_length=50, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    in_use = models.BooleanField(_("can be used"), default=True)

    class Meta:
        verbose_name = _("hall")
        verbose_name_plural = _("halls")
        ordering = ["area", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_hall_of_a_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.address})" if self.address else self.name
