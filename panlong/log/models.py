"""The public log as the database keeps it: a leaf for every fact, and the heads that were signed.

Leaves are written by triggers (panlong.log.facts says of which tables), in the transaction of their fact. A worker gives
them their places; nobody who votes or pays waits for that.
"""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panlong.tools.triggers import never_emptied


class Leaf(models.Model):
    """What became of a row at one moment. `entry` is public, byte for byte; the salt is not, and may be erased."""

    index = models.BigIntegerField(
        null=True, unique=True, help_text="its place in the tree, given by the worker"
    )
    kind = models.CharField(max_length=63)
    row = models.BigIntegerField()
    act = models.CharField(max_length=10)
    entry = models.TextField()
    salt = models.BinaryField(null=True)
    hash = models.BinaryField(help_text="SHA-256 over a zero byte and the entry (RFC 6962)")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "row", "-id"], name="log_newest_of_a_row"),
            models.Index(fields=["id"], condition=models.Q(index__isnull=True), name="log_without_place"),
        ]
        triggers = [
            pgtrigger.Protect(name="leaves_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_place_and_salt_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (NEW.id, NEW.kind, NEW.row, NEW.act, NEW.entry, NEW.hash)
                       IS DISTINCT FROM (OLD.id, OLD.kind, OLD.row, OLD.act, OLD.entry, OLD.hash)
                       OR (OLD.index IS NOT NULL AND NEW.index IS DISTINCT FROM OLD.index)
                       OR (NEW.salt IS DISTINCT FROM OLD.salt AND (NEW.salt IS NOT NULL OR NOT EXISTS (
                           SELECT FROM log_erased e WHERE e.kind = OLD.kind AND e.row = OLD.row AND e.leaf_id > OLD.id)))
                    THEN RAISE EXCEPTION 'a leaf of the log stays as it is' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            never_emptied("never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.index}: {self.kind} {self.row} {self.act}"


class Member(models.Model):
    """One of the rows that entered together as one leaf; not published, it lets `verify` name the row that differs."""

    leaf = models.ForeignKey(Leaf, models.PROTECT, related_name="members")
    row = models.CharField(max_length=64)
    facts = models.TextField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="members_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.leaf_id}: {self.row}"


class Erased(models.Model):
    """A row about a person who was erased, as it was at that moment, without the person; proven by the erasing's leaf.

    `differs`: it was not as its newest leaf says, so that leaf kept its salt, and `verify` names the row.
    """

    leaf = models.ForeignKey(Leaf, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=63)
    row = models.BigIntegerField()
    facts = models.TextField(null=True)
    differs = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["kind", "row"], name="log_erased_row")]
        triggers = [
            pgtrigger.Protect(name="erased_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class Place(models.Model):
    """An outside place or a witness: how much of the log it has, and how it went last. `due_at` is also the lease."""

    name = models.CharField(max_length=200, unique=True)
    size = models.BigIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text="of a witness: the head with its cosignature")
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    forked_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def witness_name(self) -> str:
        """The name of a witness' key."""
        return self.name.partition(":")[2]


class Head(models.Model):
    """A head of the log that left the house: how many leaves, their root, and the signed note that says so (tlog-checkpoint)."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        ordering = ["size"]
        triggers = [
            pgtrigger.Protect(name="heads_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.size} at {self.at:%Y-%m-%d %H:%M}"


class Verification(models.Model):
    """What a run of all checks found, published as it is: nobody can take back that something was found wrong."""

    class Occasion(models.TextChoices):
        NIGHTLY = "nightly", _("nightly")
        RESTORE = "restore", _("after a backup was put back")
        BY_HAND = "by hand", _("by hand")

    at = models.DateTimeField(_("begun at"))
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion.choices)
    seconds = models.DecimalField(_("seconds"), max_digits=8, decimal_places=1)
    leaves = models.BigIntegerField(_("entries of the log"))
    wrong = models.JSONField(default=list, help_text="the first things that are wrong, one sentence each")

    class Meta:
        ordering = ["-at"]
        triggers = [
            pgtrigger.Protect(name="verifications_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {len(self.wrong)} wrong"
