"""Paper ballots: shifts, papers, entries, count sheets."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON
from deliberation.models.roll import Station
from deliberation.models.rounds import VotingRound
from panlong import clock


class Shift(models.Model):
    """Who may hand out paper at a station, from when to when."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="shifts")
    officer = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("officer"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    operation = models.UUIDField(unique=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_shift_ends_after_it_begins"
            )
        ]


class PaperBallot(models.Model):
    """A printed ballot. Nothing says who got it."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="papers")
    serial = models.CharField(max_length=16, unique=True)

    class Meta:
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="papers_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class PaperEntry(models.Model):
    """What one person read on a paper from the urn. It counts when two people entered the same."""

    paper = models.ForeignKey(PaperBallot, models.PROTECT, related_name="entries")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    marks = models.BinaryField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["paper", "by"], name="each_enters_a_paper_once")]
        triggers = [pgtrigger.Protect(name="entries_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class SetAside(models.Model):
    """What one person says of a paper that was entered: it was not in the urn. It is not counted when two people say so."""

    paper = models.ForeignKey(PaperBallot, models.PROTECT, related_name="set_asides")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["paper", "by"], name="each_sets_a_paper_aside_once")]
        triggers = [pgtrigger.Protect(name="set_asides_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class Protocol(models.Model):
    """A station's account of its papers: issued = used + spoilt + unused + taken away. The newest one counts."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="protocols")
    issued = models.PositiveIntegerField(_("papers issued to the station"))
    used = models.PositiveIntegerField(_("papers in the urn"))
    spoilt = models.PositiveIntegerField(_("spoilt and given back"))
    unused = models.PositiveIntegerField(_("unused"))
    taken_away = models.PositiveIntegerField(_("taken away by voters"), default=0)
    reason = models.CharField(max_length=300, blank=True)  # why it takes the place of the one before
    scan = models.FileField(upload_to="protocols/")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(issued=F("used") + F("spoilt") + F("unused") + F("taken_away")),
                name="a_protocol_balances",
            ),
            models.UniqueConstraint(
                fields=["station"], condition=Q(reason=""), name="a_protocol_is_replaced_with_a_reason"
            ),
        ]
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="protocols_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class Comparison(models.Model):
    """What the method of equal shares would have chosen, worked out after the count."""

    round = models.OneToOneField(VotingRound, models.PROTECT, related_name="comparison")
    chosen = models.JSONField(null=True)  # codes; empty: it was too much to work out
