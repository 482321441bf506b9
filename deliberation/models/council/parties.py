"""The six parties (六方): what each said at a talk."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.models.council.meetings import Meeting


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
