"""Voting rounds (评选) and their candidates."""

from decimal import Decimal

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON
from panlong import clock
from panlong.areas.models import Area, within
from panlong.notices.models import Notice
from projects.models import PlanVersion, Project


class RoundQuerySet(models.QuerySet):
    def within(self, *areas):
        return self.filter(within(areas))

    def open(self):
        now = clock.now()
        return self.filter(closed_at__isnull=True, opens_at__lte=now, closes_at__gt=now)


class VotingUnit(models.TextChoices):
    """Whose votes are counted."""

    PERSON = "person", _("one vote a person of 18 or over")
    HOUSEHOLD = "household", _("one vote a household")


class BallotKind(models.TextChoices):
    APPROVE = "approve", _("choose up to a number of projects")
    BUDGET = "budget", _("choose projects up to the budget")
    JUDGE = "judge", _("yes, no or abstain for each project")


class WinnerRule(models.TextChoices):
    """How the count becomes a choice; the values are Pabulib's."""

    GREEDY = "greedy", _("by votes; what does not fit into the budget is skipped")
    NO_SKIP = "greedy-no-skip", _("by votes; it ends at the first project that does not fit")
    THRESHOLD = (
        "greedy-threshold",
        _("by votes among projects with enough of them; what does not fit is skipped"),
    )
    EQUAL_SHARES = "equalshares/add1", _("method of equal shares")


class TieRule(models.TextChoices):
    COST = "cost", _("the lower cost, then the lot of the public seed")
    LOT = "lot", _("the lot of the public seed")


# Whether the round of NEW is being put together: later its notice is out, or it is counted.
BEING_OPENED = "EXISTS (SELECT 1 FROM deliberation_votinground v WHERE v.id = NEW.round_id AND v.notice_id IS NULL AND v.closed_at IS NULL)"


def only_at_the_opening(name: str, *, unless: str = "FALSE") -> pgtrigger.Trigger:
    """What makes a round is written while it is opened and never after."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF NOT ({unless}) AND NOT {BEING_OPENED} THEN
                RAISE EXCEPTION 'the round is open; nothing of it changes' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def fits_the_round(
    name: str, *, secret: bool, column: str, extra: int = 0, also: str = "TRUE"
) -> pgtrigger.Trigger:
    """A ballot is of the kind its round takes, and all of one length: a mark for each project, nothing else."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF NOT EXISTS (SELECT 1 FROM deliberation_votinground v WHERE v.id = NEW.round_id AND v.secret = {str(secret).upper()} AND v.closed_at IS NULL AND v.given_up_at IS NULL)
               OR octet_length(NEW.{column}) <> {extra} + (SELECT count(*) FROM deliberation_candidate c WHERE c.round_id = NEW.round_id)
               OR NOT ({also}) THEN
                RAISE EXCEPTION 'this is no ballot of the round' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class VotingRound(models.Model):
    """A community's residents choose among pooled projects. Frozen from the moment it opens."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="rounds", verbose_name=_("area"))
    title = models.CharField(_("title"), max_length=200)
    opens_at = models.DateTimeField(_("opens"), default=clock.now)
    closes_at = models.DateTimeField(_("closes"))
    budget = models.DecimalField(
        _("budget (yuan)"), max_digits=16, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("What the chosen projects may cost in subsidies together."),
    )  # fmt: skip
    whose = models.CharField(
        _("who votes"), max_length=10, choices=VotingUnit.choices, default=VotingUnit.PERSON
    )
    secret = models.BooleanField(_("secret"), default=False)
    ballot_kind = models.CharField(
        _("ballot"), max_length=10, choices=BallotKind.choices, default=BallotKind.APPROVE
    )
    most_choices = models.PositiveSmallIntegerField(
        _("choices per ballot"), default=3, validators=[MinValueValidator(1)]
    )
    fewest_choices = models.PositiveSmallIntegerField(default=1)
    most_cost = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    least_votes = models.PositiveIntegerField(_("votes a project needs at least"), default=1)
    quorum = models.PositiveIntegerField(_("voters needed for a valid round"), default=1)
    rule = models.CharField(
        _("who wins"), max_length=20, choices=WinnerRule.choices, default=WinnerRule.GREEDY
    )
    tie_rule = models.CharField(_("ties go to"), max_length=10, choices=TieRule.choices, default=TieRule.COST)
    draw_seed = models.CharField(_("public seed that decides ties"), max_length=64)
    public_key = models.BinaryField(null=True)  # of a secret round: ballots are sealed with it
    shares_needed = models.PositiveSmallIntegerField(_("custodians needed to open the box"), null=True)
    source = models.JSONField(null=True)  # what a real election's file says of itself
    files_format = models.PositiveSmallIntegerField(
        default=3
    )  # how its files are written (deliberation.results.result_files)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    operation = models.UUIDField(unique=True)
    closed_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)  # its box cannot be opened: nothing is counted
    result_notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    turnout = models.PositiveIntegerField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("voting round")
        verbose_name_plural = _("voting rounds")
        ordering = ["-closes_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(secret=False, public_key__isnull=True, shares_needed__isnull=True)
                | Q(secret=True, public_key__isnull=False, shares_needed__gte=2),
                name="a_secret_round_has_a_key",
            ),
            models.CheckConstraint(
                condition=Q(given_up_at__isnull=True)
                | Q(secret=True, closed_at__isnull=True, turnout__isnull=True),
                name="what_is_given_up_is_not_counted",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="an_open_round_is_frozen",
                exclude=["notice", "closed_at", "given_up_at", "result_notice", "turnout"],
            ),
            pgtrigger.Protect(
                name="announced_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__notice__isnull=False)
                & pgtrigger.Q(old__notice__df=pgtrigger.F("new__notice")),
            ),
            pgtrigger.Protect(name="rounds_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="closed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="given_up_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__given_up_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="given_up_by_two",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__given_up_at__isnull=False),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM deliberation_givingup g WHERE g.round_id = NEW.id AND g.confirmed_by_id IS NOT NULL) THEN
                        RAISE EXCEPTION 'two people give up a round' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("deliberation:round", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.opens_at <= clock.now() < self.closes_at

    @property
    def publishes_voices(self) -> bool:
        """Whether the file of this named round has every ballot, beside its receipt code or the name of a voter who wants it."""
        return not self.secret and not self.source and self.files_format > 2

    @property
    def waits_for_custodians(self) -> bool:
        """Voting is over and the box is still sealed."""
        is_over = self.secret and self.closed_at is None and self.closes_at <= clock.now()
        return is_over and self.given_up_at is None and not self.is_being_counted

    @property
    def is_being_counted(self) -> bool:
        """The box is open, its shares are wiped, and a worker counts."""
        is_waiting = self.secret and self.closed_at is None and self.given_up_at is None
        return is_waiting and not self.shares.exclude(sealed=b"").exists()


class GivingUp(models.Model):
    """A recorded decision that the box of a secret round cannot be opened any more: one proposes, another one confirms."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="givings_up")
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
                name="two_people_give_up_a_round",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="a_giving_up_stays", exclude=["confirmed_by", "confirmed_at"]),
            pgtrigger.Protect(name="givings_up_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="given_up_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__confirmed_by__isnull=False),
            ),
        ]


class Candidate(models.Model):
    """A project on the ballot of a round, with what it would cost the budget."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="candidates")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="candidacies")
    version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="candidacies")
    code = models.CharField(_("code"), max_length=100)  # as published; unique in the round
    title = models.TextField(_("project"))
    cost = models.DecimalField(max_digits=16, decimal_places=2)
    votes = models.PositiveIntegerField(null=True)
    against = models.PositiveIntegerField(null=True)
    chosen = models.BooleanField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "project"], name="once_on_a_ballot"),
            models.UniqueConstraint(fields=["round", "code"], name="one_code_on_a_ballot"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="no_project_costs_less_than_nothing"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="a_candidate_stays", exclude=["votes", "against", "chosen"]),
            pgtrigger.Protect(name="candidates_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="counted_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__votes__isnull=False),
            ),
            only_at_the_opening("no_project_joins_later"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """Where it is, for reading."""
        return self.project.area.name if self.project else ""


class ConflictPair(models.Model):
    """Two projects of which only one can be chosen."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="conflicts")
    first = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    second = models.ForeignKey(Candidate, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="a_conflict_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_conflict_is_of_two"),
        ]
        triggers = [
            pgtrigger.Protect(name="conflicts_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            only_at_the_opening("no_conflict_joins_later"),
        ]
