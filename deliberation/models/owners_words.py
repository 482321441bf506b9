"""What owners were handed and what they said in their vote, on line, on paper and at the door."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON, VoteChannel, helper_is_named
from deliberation.models.owners import OF_ITS_OWNER, Owner, OwnerFlat, OwnerPerson, OwnersVote, vote_is_open
from panlong import clock

MARKS = (("yes", _("In favour")), ("no", _("Against")), ("abstains", _("Abstains")))


class Delivery(models.Model):
    """A proof that an owner was handed the ballot (送达): how, when, by whom, and what shows it."""

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("handed over in person")
        FAMILY = "family", _("handed over to a grown-up of the family")
        POST = "post", _("by registered post")
        MESSAGE = "message", _("by a message that was answered")
        POSTED = "posted", _("posted at the door before a witness")

    owner = models.ForeignKey(Owner, models.PROTECT, related_name="deliveries")
    how = models.CharField(_("how"), max_length=10, choices=How.choices)
    at = models.DateTimeField(_("when"))
    note = models.CharField(_("to whom, number of the letter, or who was there"), max_length=200, blank=True)
    photo = models.FileField(upload_to="deliveries/", blank=True)
    photo_digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    operation = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how="in_person") | ~Q(note="") | ~Q(photo_digest=""),
                name="a_delivery_says_what_shows_it",
            ),
            models.CheckConstraint(
                condition=Q(at__lte=F("recorded_at")), name="a_delivery_lies_before_its_record"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="deliveries_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            vote_is_open("a_closed_vote_takes_no_delivery", OF_ITS_OWNER),
        ]


class OwnersWord(models.Model):
    """What a head said: each of its people online for all of them (`person`), or the head on paper or at the door."""

    owner = models.ForeignKey(Owner, models.PROTECT, related_name="words")
    person = models.ForeignKey(OwnerPerson, models.PROTECT, null=True, related_name="words")
    agrees = models.BooleanField(null=True)  # empty: abstains
    way = models.CharField(max_length=10, choices=VoteChannel.choices)
    helper = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "person"], nulls_distinct=False, name="one_word_of_each_owner"
            ),
            models.CheckConstraint(
                condition=Q(way=VoteChannel.ONLINE, person__isnull=False)
                | ~Q(way=VoteChannel.ONLINE) & Q(person__isnull=True),
                name="who_speaks_online_is_named",
            ),
            helper_is_named("a_word_names_its_helper"),
        ]
        triggers = [
            pgtrigger.Protect(name="words_of_owners_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_word_stays_its_owners",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__owner__df=pgtrigger.F("new__owner"))
                | pgtrigger.Q(old__person__df=pgtrigger.F("new__person"))
                | pgtrigger.Q(old__way=VoteChannel.PAPER, new__way=VoteChannel.ASSISTED),
            ),
            vote_is_open("a_closed_vote_takes_no_word", OF_ITS_OWNER),
            pgtrigger.Trigger(
                name="a_word_is_of_its_head",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.person_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM deliberation_ownerperson WHERE id = NEW.person_id AND owner_id = NEW.owner_id) THEN
                        RAISE EXCEPTION 'who speaks is not of this head' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.way <> 'online' AND EXISTS (
                        SELECT 1 FROM deliberation_ownersword WHERE owner_id = NEW.owner_id AND way = 'online') THEN
                        RAISE EXCEPTION 'an owner keeps the own word' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]  # fmt: skip

    @property
    def voice(self) -> str:
        return {True: "yes", False: "no", None: "abstains"}[self.agrees]

    def get_voice_display(self) -> str:
        return str(dict(MARKS)[self.voice])


class BallotReading(models.Model):
    """What one person reads on the signed ballot of an owner; it counts when two read the same."""

    owner = models.ForeignKey(Owner, models.PROTECT, related_name="readings")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    mark = models.CharField(max_length=10, choices=MARKS)
    scan = models.FileField(upload_to="owners/", blank=True)  # the first one photographs it
    scan_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "by"], name="each_reads_a_ballot_once"),
            models.UniqueConstraint(
                fields=["owner"], condition=~Q(scan_digest=""), name="one_photo_a_ballot"
            ),
            models.UniqueConstraint(
                fields=["scan_digest"], condition=~Q(scan_digest=""), name="one_ballot_a_photo"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="ballots_readings_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            vote_is_open("a_closed_vote_reads_no_ballot", OF_ITS_OWNER),
        ]


class OwnersSale(models.Model):
    """A flat that was sold while the vote is open: proposed by one, confirmed by another; the seller's word goes with it."""

    flat = models.ForeignKey(OwnerFlat, models.PROTECT, related_name="sales")
    seller = models.ForeignKey(Owner, models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Owner, models.PROTECT, null=True, related_name="+")  # once it is confirmed
    names = models.CharField(_("new owners"), max_length=200)
    phone_hash = models.CharField(max_length=64, blank=True)
    owner_number = models.PositiveIntegerField(
        _("number on the roll, if the buyer stands there already"), null=True
    )
    reason = models.CharField(_("what shows it"), max_length=300)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("proposed_by")), name="a_second_person_confirms_a_sale"
            ),
            models.CheckConstraint(
                condition=Q(
                    confirmed_at__isnull=True, confirmed_by__isnull=True, buyer__isnull=True, refused=False
                )
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & (Q(refused=True, buyer__isnull=True) | Q(refused=False, buyer__isnull=False)),
                name="a_decided_sale_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["flat"], condition=Q(confirmed_at__isnull=True), name="one_open_sale_a_flat"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="sales_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_sale_is_confirmed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__confirmed_at__isnull=False),
            ),
        ]

    @property
    def vote(self) -> OwnersVote:
        return self.flat.vote
