"""The roll of a round, its polling stations and corrections."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON, VoteChannel
from deliberation.models.rounds import VotingRound, only_at_the_opening
from panlong import clock
from panlong.accounts.models import Household


class Station(models.Model):
    """A place or a round of the doorsteps where paper ballots of a secret round are handed out."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="stations")
    name = models.CharField(_("name"), max_length=60)
    place = models.CharField(_("place"), max_length=120)
    operation = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="one_station_of_a_name")]
        triggers = [pgtrigger.Protect(name="stations_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class RollCorrection(models.Model):
    """A recorded decision about the roll after the opening: one proposes, another one confirms."""

    class Kind(models.TextChoices):
        ADD = "add", _("put on the roll")
        STRIKE = "strike", _("take off the roll")

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="corrections")
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=300)
    operation = models.UUIDField(unique=True)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=F("proposed_by")),
                name="two_people_correct_the_roll",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="a_correction_stays", exclude=["confirmed_by", "confirmed_at"]),
            pgtrigger.Protect(name="corrections_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="confirmed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__confirmed_by__isnull=False),
            ),
        ]


class RollEntry(models.Model):
    """A voter of a round, frozen at its opening. Online and paper mark the same entry.

    Nothing here leads to a secret ballot. The voters of a real election that was read from a file are labels.
    Few indexes: each one is written to at every vote.
    """

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="roll", db_index=False)
    voter = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+", db_index=False)
    label = models.CharField(max_length=100, blank=True)
    # The household where it has one vote together, otherwise empty.
    shares_vote_of = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+", db_index=False)
    marked_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=10, choices=VoteChannel.choices, blank=True)
    helper = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", db_index=False)
    station = models.ForeignKey(Station, models.PROTECT, null=True, related_name="marks", db_index=False)
    operation = models.UUIDField(unique=True, null=True)  # of the form that marked it
    added_by = models.ForeignKey(RollCorrection, models.PROTECT, null=True, related_name="+", db_index=False)
    struck_by = models.ForeignKey(RollCorrection, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["station"], condition=Q(station__isnull=False), name="marks_of_a_station")
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "voter"], name="once_on_the_roll"),
            models.UniqueConstraint(
                fields=["round", "label"], condition=~Q(label=""), name="one_label_on_the_roll"
            ),
            models.UniqueConstraint(
                fields=["round", "shares_vote_of"],
                condition=Q(marked_at__isnull=False, shares_vote_of__isnull=False),
                name="one_vote_a_household",
            ),
            models.CheckConstraint(
                condition=Q(marked_at__isnull=True, way="") | Q(marked_at__isnull=False) & ~Q(way=""),
                name="a_mark_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(way=VoteChannel.ASSISTED) | Q(helper__isnull=False), name="roll_names_the_helper"
            ),
            models.CheckConstraint(
                condition=Q(struck_by__isnull=True) | Q(marked_at__isnull=True),
                name="who_was_struck_does_not_vote",
            ),
            models.CheckConstraint(
                condition=Q(voter__isnull=False, household__isnull=False) | ~Q(label=""),
                name="somebody_is_on_the_roll",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="a_mark_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__marked_at__isnull=False),
            ),
            pgtrigger.ReadOnly(
                name="who_is_on_the_roll_stays",
                fields=["round", "voter", "household", "label", "shares_vote_of", "added_by"],
            ),
            pgtrigger.Protect(name="the_roll_stays", operation=pgtrigger.Delete),
            only_at_the_opening("nobody_joins_the_roll_silently", unless="NEW.added_by_id IS NOT NULL"),
        ]
