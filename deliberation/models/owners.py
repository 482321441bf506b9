"""The owners' vote (民法典 第278条): who owns what in the place of a project, and what they decided together."""

from decimal import Decimal

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON
from panlong import clock
from panlong.accounts.models import Household
from panlong.notices.models import Notice
from panlong.tools.triggers import decided_for_good
from projects.models import PlanVersion, Project

# What is counted at the closing, row by row, by owners (heads) and by exclusive area (m²). Co-owners of a flat are one head:
# what they say themselves stands above paper and helper, and where they differ the head has no common word.
COUNT = """
    WITH heads AS (
        SELECT owner_id, sum(area) AS area FROM deliberation_ownerflat WHERE vote_id = {vote} GROUP BY owner_id
    ), words AS (
        SELECT w.owner_id, w.agrees FROM deliberation_ownersword w JOIN heads USING (owner_id)
        WHERE w.way = 'online' OR NOT EXISTS (
            SELECT 1 FROM deliberation_ownersword o WHERE o.owner_id = w.owner_id AND o.way = 'online')
    ), voices AS (
        SELECT owner_id, bool_or(agrees IS TRUE) AS in_favour FROM words GROUP BY owner_id
        HAVING count(DISTINCT coalesce(agrees::text, 'abstains')) = 1
    )
    SELECT count(*), coalesce(sum(h.area), 0),
           count(v.owner_id), coalesce(sum(h.area) FILTER (WHERE v.owner_id IS NOT NULL), 0),
           count(*) FILTER (WHERE v.in_favour), coalesce(sum(h.area) FILTER (WHERE v.in_favour), 0),
           count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM deliberation_delivery d WHERE d.owner_id = h.owner_id)
                            AND NOT EXISTS (SELECT 1 FROM deliberation_ownersword w WHERE w.owner_id = h.owner_id))
    FROM heads h LEFT JOIN voices v USING (owner_id)
"""
COUNTED = (
    "owners",
    "exclusive_area",
    "owners_voting",
    "area_voting",
    "owners_for",
    "area_for",
    "undelivered",
)


def square_metres(name, **options):
    return models.DecimalField(name, max_digits=12, decimal_places=2, **options)


def vote_is_open(name: str, table: str) -> pgtrigger.Trigger:
    """While the owners' vote is open rows come in and change, afterwards none."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            PERFORM 1 FROM deliberation_ownersvote v {table} AND v.closed_at IS NULL FOR SHARE OF v;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the owners'' vote is closed' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


OF_ITS_OWNER = "JOIN deliberation_owner o ON o.vote_id = v.id WHERE o.id = NEW.owner_id"


class OwnersDecision(models.Model):
    """That the owners of a project decide, where its words alone do not say how.

    Without a row they vote where common parts are touched. `by_vote` is False for projects from before there was
    a vote, whose owners decide in the minutes of a meeting; the street or the community may ask for the vote there too.
    """

    project = models.OneToOneField(Project, models.PROTECT, related_name="owners_decision")
    by_vote = models.BooleanField()
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=300, blank=True)


class Matter(models.TextChoices):
    """What is decided, by its number in 民法典 §278; 6 to 8 want three quarters (第二款)."""

    USE_FUND = "use_fund", _("Use of the housing maintenance fund (item 5)")
    RAISE_FUND = "raise_fund", _("Raising money for the housing maintenance fund (item 6)")
    REBUILD = "rebuild", _("Altering or rebuilding the building or what belongs to it (item 7)")
    CHANGE_USE = "change_use", _("Another use of common parts, or business with them (item 8)")
    OTHER = "other", _("Another important matter of common ownership (item 9)")


SPECIAL = (Matter.RAISE_FUND, Matter.REBUILD, Matter.CHANGE_USE)


class OwnersRollFile(models.Model):
    """A roll of owners that was handed in for a vote and waits for a second person; encrypted, and gone once it is taken."""

    class State(models.TextChoices):
        READY = "ready", _("waits for confirmation")
        REFUSED = "refused", _("refused")
        TAKEN = "taken", _("taken over")
        DROPPED = "dropped", _("put away")

    project = models.ForeignKey(Project, models.PROTECT, related_name="owners_rolls")
    name = models.CharField(max_length=200)
    matter = models.CharField(_("what is decided"), max_length=12, choices=Matter.choices)
    question = models.TextField(_("question to the owners"), max_length=1000)
    days = models.PositiveSmallIntegerField(_("days that it is open"))
    sealed = models.BinaryField(null=True)
    faults = models.JSONField(default=list)  # [line, column, name, facts]
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    operation = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(taken_by=F("by")), name="a_second_person_takes_a_roll_of_owners"
            ),
            models.CheckConstraint(
                condition=Q(state="taken", taken_by__isnull=False)
                | ~Q(state="taken") & Q(taken_by__isnull=True),
                name="a_roll_of_owners_is_taken_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="ready"), name="one_roll_of_owners_waits"
            ),
        ]


class OwnersVote(models.Model):
    """The owners of the place decide by heads and by exclusive area; what was counted is fixed at the closing."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="owners_votes")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="owners_votes")
    matter = models.CharField(_("what is decided"), max_length=12, choices=Matter.choices)
    question = models.TextField(_("question to the owners"), max_length=1000)
    roll = models.OneToOneField(OwnersRollFile, models.PROTECT, related_name="vote")
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(_("closes"))
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    owners = models.PositiveIntegerField(_("owners"), null=True)
    exclusive_area = square_metres(_("exclusive area (m²)"), null=True)
    owners_voting = models.PositiveIntegerField(null=True)
    area_voting = square_metres(_("exclusive area taking part (m²)"), null=True)
    owners_for = models.PositiveIntegerField(null=True)
    area_for = square_metres(_("exclusive area in favour (m²)"), null=True)
    undelivered = models.PositiveIntegerField(
        null=True
    )  # owners without a proof of delivery and without a word
    passed = models.BooleanField(null=True)
    given_up = models.CharField(_("why it was given up"), max_length=300, blank=True)
    result_notice = models.OneToOneField(Notice, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-opens_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(closed_at__isnull=True), name="one_open_owners_vote"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="an_owners_vote_lasts_a_while"
            ),
        ]
        triggers = [
            decided_for_good("a_closed_owners_vote_stays", "closed_at", "closed_at", *COUNTED, "passed", "given_up", "closes_at"),
            decided_for_good(
                "what_owners_are_asked_stays", "opens_at", "project", "version", "matter", "question", "roll", "opens_at"
            ),
            pgtrigger.Protect(name="owners_votes_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="an_owners_vote_is_what_was_counted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__closed_at__isnull=False),
                declare=[(name, "numeric") for name in ("o", "a", "ov", "av", "f", "af", "u")] + [("decided", "boolean")],
                func=f"""
                    {COUNT.format(vote="NEW.id").replace("FROM heads h", "INTO o, a, ov, av, f, af, u FROM heads h")};
                    decided := NEW.given_up = '' AND u = 0 AND ov > 0 AND 3 * ov >= 2 * o AND 3 * av >= 2 * a AND
                        CASE WHEN NEW.matter IN ({", ".join(f"'{one.value}'" for one in SPECIAL)})
                             THEN 4 * f >= 3 * ov AND 4 * af >= 3 * av ELSE 2 * f > ov AND 2 * af > av END;
                    IF (NEW.owners, NEW.exclusive_area, NEW.owners_voting, NEW.area_voting, NEW.owners_for, NEW.area_for, NEW.undelivered,
                        NEW.passed) IS DISTINCT FROM (o, a, ov, av, f, af, u, decided) THEN
                        RAISE EXCEPTION 'an owners'' vote is what was counted' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.project} · {self.get_matter_display()}"

    @property
    def is_special(self) -> bool:
        """Whether three quarters of those taking part must agree (民法典 §278 第二款)."""
        return self.matter in SPECIAL

    @property
    def is_over(self) -> bool:
        return self.closes_at <= clock.now()


class Owner(models.Model):
    """One head on the roll of a vote: a person, or those who own a flat together; how many flats does not matter."""

    vote = models.ForeignKey(OwnersVote, models.PROTECT, related_name="heads")
    number = models.PositiveIntegerField()
    serial = models.CharField(_("number of the ballot"), max_length=12, unique=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["vote", "number"], name="one_number_an_owner")]
        triggers = [
            pgtrigger.Protect(name="owners_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            vote_is_open("a_closed_vote_takes_no_owner", "WHERE v.id = NEW.vote_id"),
        ]

    def __str__(self) -> str:
        return self.serial


class OwnerPerson(models.Model):
    """Somebody who belongs to a head; who is signed in speaks online as the one whose number or entry this is."""

    vote = models.ForeignKey(OwnersVote, models.PROTECT, related_name="people")
    owner = models.ForeignKey(Owner, models.PROTECT, related_name="people")
    name = models.CharField(_("name"), max_length=60, blank=True)
    user = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    phone_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="people_of_owners_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class OwnerFlat(models.Model):
    """An exclusive part (专有部分) with its area; it goes to another head when it is sold while the vote is open."""

    vote = models.ForeignKey(OwnersVote, models.PROTECT, related_name="flats")
    owner = models.ForeignKey(Owner, models.PROTECT, related_name="flats")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=120)
    area = square_metres(_("exclusive area (m²)"), validators=[MinValueValidator(Decimal("0.01"))])

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(area__gt=0), name="an_exclusive_area_is_positive"),
            models.UniqueConstraint(fields=["vote", "place"], name="each_flat_once"),
            models.UniqueConstraint(
                fields=["vote", "household"], condition=Q(household__isnull=False), name="each_home_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="flats_of_owners_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_flat_only_changes_hands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__vote__df=pgtrigger.F("new__vote"))
                | pgtrigger.Q(old__place__df=pgtrigger.F("new__place"))
                | pgtrigger.Q(old__area__df=pgtrigger.F("new__area")),
            ),
            vote_is_open("a_closed_vote_keeps_its_flats", "WHERE v.id = NEW.vote_id"),
        ]  # fmt: skip
