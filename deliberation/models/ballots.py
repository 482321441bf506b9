"""Ballots, named or sealed, and the custodians of a secret round's key."""

import pgtrigger
from django.db import models

from deliberation.models.common import PERSON
from deliberation.models.roll import RollEntry
from deliberation.models.rounds import VotingRound, fits_the_round, only_at_the_opening
from panlong import clock
from panlong.areas.models import Area


class Ballot(models.Model):
    """A ballot of a named round, one per marked roll entry: a byte for each project in the order of the ballot."""

    # The trigger knows the round; a key's check would lock its row at every vote.
    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="ballots", db_constraint=False)
    roll_entry = models.OneToOneField(RollEntry, models.PROTECT, related_name="ballot")
    marks = models.BinaryField()
    # As the voter is called, if they want it beside their choice in the published file; otherwise their code stands there.
    published_name = models.CharField(max_length=100, blank=True, db_default="")

    class Meta:
        triggers = [
            pgtrigger.Protect(name="ballots_never_change", operation=pgtrigger.Update | pgtrigger.Delete),
            fits_the_round("a_named_ballot_fits", secret=False, column="marks"),
        ]


class SealedBallot(models.Model):
    """A ballot of a secret round. Only the custodians' key opens it; its key is the receipt code made from it."""

    code = models.CharField(primary_key=True, max_length=24)
    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="sealed_ballots", db_constraint=False)
    sealed = models.BinaryField()

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="sealed_ballots_never_change", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            fits_the_round("a_sealed_ballot_fits", secret=True, column="sealed", extra=48),
        ]


class OpenedBallot(models.Model):
    """A ballot out of the opened box, online or paper, in shuffled order: nobody's any more."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="opened_ballots")
    marks = models.BinaryField()

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="opened_ballots_never_change", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            fits_the_round("an_opened_ballot_fits", secret=True, column="marks"),
        ]


class CustodianKey(models.Model):
    """A custodian's readiness for one round: a key made from a passphrase that the portal showed once and forgot."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    custodian = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    salt = models.BinaryField()
    public_key = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="custodian_keys_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class KeyShare(models.Model):
    """A custodian's share of a round's private key, sealed to that custodian; wiped once the box was opened."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="shares")
    key = models.OneToOneField(CustodianKey, models.PROTECT, related_name="share")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="a_share_once")]
        triggers = [
            pgtrigger.Protect(name="shares_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_share_is_only_wiped",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("octet_length(NEW.sealed) > 0"),
            ),
            pgtrigger.ReadOnly(name="whose_share_it_is_stays", fields=["round", "key", "number"]),
            only_at_the_opening("no_share_joins_later"),
        ]
