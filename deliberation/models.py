"""Support polls, meetings, voting rounds, the committee's resolution, and the satisfaction review."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.accounts.models import Household
from panlong.areas.models import Area, within
from panlong.notices.models import Notice
from projects.models import Project

PERSON = settings.AUTH_USER_MODEL


class Way(models.TextChoices):
    """How an answer or a vote came in."""

    ONLINE = "online", _("online")
    ASSISTED = "assisted", _("with a helper")
    PAPER = "paper", _("on paper")


def _helper_is_named(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(way=Way.ASSISTED, helper__isnull=False) | ~Q(way=Way.ASSISTED) & Q(helper__isnull=True),
        name=name,
    )


def _own_words_stay(name: str) -> pgtrigger.Trigger:
    """A household's own answer is not replaced by one that a helper takes down."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__way=Way.ONLINE) & ~pgtrigger.Q(new__way=Way.ONLINE),
        func="RAISE EXCEPTION 'a household keeps its own answer' USING ERRCODE = 'check_violation';",
    )


# Whether `person` proposed `project`, carries it out, or is in its task group (projects.rules.is_party).
IS_PARTY = """
    EXISTS (SELECT 1 FROM projects_project p WHERE p.id = {project} AND {person} IN (p.proposer_id, p.implementing_person_id))
    OR EXISTS (SELECT 1 FROM projects_taskgroupmember t WHERE t.project_id = {project} AND t.user_id = {person} AND t.elected_at IS NOT NULL)
"""


def _household_has_a_voice(name: str, *, parent: str, parents: str, roll: str) -> pgtrigger.Trigger:
    """Only households frozen on the `roll` at the opening answer; helpers are no party to the project."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("project", "bigint")],
        func=f"""
            IF NOT EXISTS (SELECT 1 FROM {roll} WHERE {parent} = NEW.{parent} AND household_id = NEW.household_id) THEN
                RAISE EXCEPTION 'the household is not on the roll' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.helper_id IS NOT NULL THEN
                SELECT project_id INTO project FROM {parents} WHERE id = NEW.{parent};
                IF {IS_PARTY.format(project="project", person="NEW.helper_id")} THEN
                    RAISE EXCEPTION 'the helper is a party to the project' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )


def _no_project_of_their_own(name: str, *, person: str, also: str = "") -> pgtrigger.Trigger:
    """Nobody decides on a project to which they are a party."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF {IS_PARTY.format(project="NEW.project_id", person=f"NEW.{person}")} {also} THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


# --- Support poll (商议投票) -----------------------------------------------------------------------------------
class SupportPoll(models.Model):
    """The households of the place say whether they want the project; one vote a household."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="support_polls")
    opens_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(_("closes"))
    households = models.PositiveIntegerField(_("households"))
    closed_at = models.DateTimeField(null=True)
    agreed = models.PositiveIntegerField(null=True)
    opposed = models.PositiveIntegerField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("support poll")
        verbose_name_plural = _("support polls")
        ordering = ["-opens_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(closed_at__isnull=True), name="one_open_poll_per_project"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, passed__isnull=True)
                | Q(closed_at__isnull=False, passed__isnull=False),
                name="a_closed_poll_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.opens_at:%Y-%m-%d}"


class PollHousehold(models.Model):
    """A household that has a voice in a poll, frozen at its opening."""

    poll = models.ForeignKey(SupportPoll, models.PROTECT, related_name="roll")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "household"], name="once_on_a_polls_roll")]
        triggers = [pgtrigger.Protect(name="polls_roll_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class Support(models.Model):
    """One household's answer."""

    poll = models.ForeignKey(SupportPoll, models.PROTECT, related_name="answers")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    at = models.DateTimeField(default=clock.now)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.ONLINE)
    helper = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "household"], name="one_answer_per_household"),
            _helper_is_named("support_names_its_helper"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="closed_poll_takes_no_answer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    PERFORM 1 FROM deliberation_supportpoll WHERE id = NEW.poll_id AND closed_at IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the poll is closed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            _household_has_a_voice(
                "answerer_is_on_the_roll",
                parent="poll_id",
                parents="deliberation_supportpoll",
                roll="deliberation_pollhousehold",
            ),
            _own_words_stay("own_answer_stays"),
            pgtrigger.Protect(name="answers_stay", operation=pgtrigger.Delete),
        ]


def _square_metres(name):
    return models.DecimalField(name, max_digits=12, decimal_places=2, null=True)


# --- Meetings (议事会) ------------------------------------------------------------------------------------------
class Meeting(models.Model):
    class Platform(models.TextChoices):
        COUNCIL = "council", _("Residents' council")
        SUNSHINE_HALL = "sunshine_hall", _("Sunshine hall")
        ROUND_TABLE = "round_table", _("Happiness round table")
        NEIGHBOURS = "neighbours", _("“Neighbour, a word with you”")
        SIX_PARTIES = "six_parties", _("Six-party talk")

    project = models.ForeignKey(Project, models.PROTECT, related_name="meetings")
    platform = models.CharField(_("kind of meeting"), max_length=20, choices=Platform.choices)
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

    # Where parts owned in common are touched (民法典 §278): the floor area in m² beside the number of households.
    grave = models.BooleanField(_("repair fund, rebuilding or change of use"), default=False)
    area_entitled = _square_metres(_("floor area entitled (m²)"))
    area_present = _square_metres(_("floor area present (m²)"))
    area_in_favour = _square_metres(_("floor area in favour (m²)"))

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
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.get_platform_display()} · {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def is_over(self) -> bool:
        return self.starts_at <= clock.now()


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


class CourtyardCommittee(models.Model):
    """院落自管会 with its rules of procedure (议事规则)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="committees", verbose_name=_("courtyard"))
    name = models.CharField(_("name"), max_length=80)
    founded_on = models.DateField(_("founded"))
    rules = models.TextField(_("rules of procedure"), max_length=6000)

    class Meta:
        verbose_name = _("courtyard committee")
        verbose_name_plural = _("courtyard committees")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_committee_of_a_name")]

    def __str__(self) -> str:
        return self.name


# --- Voting rounds (评选) ----------------------------------------------------------------------------------------
class RoundQuerySet(models.QuerySet):
    def within(self, *areas):
        return self.filter(within(areas))

    def open(self):
        now = clock.now()
        return self.filter(closed_at__isnull=True, opens_at__lte=now, closes_at__gt=now)


class Whose(models.TextChoices):
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


def _only_at_the_opening(name: str, *, unless: str = "FALSE") -> pgtrigger.Trigger:
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


def _fits_the_round(
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
    whose = models.CharField(_("who votes"), max_length=10, choices=Whose.choices, default=Whose.PERSON)
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
            _only_at_the_opening("no_project_joins_later"),
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
            _only_at_the_opening("no_conflict_joins_later"),
        ]


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
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
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
                condition=~Q(way=Way.ASSISTED) | Q(helper__isnull=False), name="roll_names_the_helper"
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
            _only_at_the_opening("nobody_joins_the_roll_silently", unless="NEW.added_by_id IS NOT NULL"),
        ]


class Ballot(models.Model):
    """A ballot of a named round, one per marked roll entry: a byte for each project in the order of the ballot."""

    # The trigger knows the round; a key's check would lock its row at every vote.
    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="ballots", db_constraint=False)
    roll_entry = models.OneToOneField(RollEntry, models.PROTECT, related_name="ballot")
    marks = models.BinaryField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="ballots_never_change", operation=pgtrigger.Update | pgtrigger.Delete),
            _fits_the_round("a_named_ballot_fits", secret=False, column="marks"),
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
            _fits_the_round("a_sealed_ballot_fits", secret=True, column="sealed", extra=48),
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
            _fits_the_round("an_opened_ballot_fits", secret=True, column="marks"),
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
            _only_at_the_opening("no_share_joins_later"),
        ]


# --- Paper ---------------------------------------------------------------------------------------------------------
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


# --- Committee (集体决议) ------------------------------------------------------------------------------------------
class Criterion(models.TextChoices):
    """The article's five criteria; 20 points each (D)."""

    REACH = "reach", _("Benefits many people")
    PARTICIPATION = "participation", _("Residents take part")
    SELF_RAISED = "self_raised", _("Residents raise money themselves")
    URGENCY = "urgency", _("Old housing needs it urgently")
    REPLICABLE = "replicable", _("Others can copy it")


MOST_POINTS = 20


class Score(models.Model):
    """One member's points for one criterion, for this time before the committee (`sitting`)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="scores")
    sitting = models.PositiveSmallIntegerField()
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=20, choices=Criterion.choices)
    points = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MOST_POINTS)])
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "sitting", "member", "criterion"], name="one_score_per_criterion"
            ),
            models.CheckConstraint(condition=Q(points__lte=MOST_POINTS), name="points_up_to_20"),
        ]
        triggers = [
            _no_project_of_their_own(
                "own_projects_are_not_scored",
                person="member_id",
                also="OR EXISTS (SELECT 1 FROM deliberation_recusal WHERE project_id = NEW.project_id AND member_id = NEW.member_id)",
            ),
            pgtrigger.Protect(name="scores_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class Recusal(models.Model):
    """A member steps aside (回避)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "member"], name="recused_once")]


class Resolution(models.Model):
    """The committee's resolution (决议书) with its reasons."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="resolutions")
    sitting = models.PositiveSmallIntegerField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    chosen = models.BooleanField(_("chosen"))
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=1)
    members_scored = models.PositiveSmallIntegerField()
    reasons = models.TextField(_("reasons"), max_length=3000)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["project", "sitting"], name="one_resolution_per_sitting")
        ]
        triggers = [
            _no_project_of_their_own("own_projects_are_not_resolved", person="by_id"),
            pgtrigger.Protect(name="resolutions_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.at:%Y-%m-%d}"


# --- Satisfaction review (广泛评议) -----------------------------------------------------------------------------
class SatisfactionReview(models.Model):
    project = models.ForeignKey(Project, models.PROTECT, related_name="reviews")
    opens_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(_("closes"))
    households = models.PositiveIntegerField(_("households"))
    closed_at = models.DateTimeField(null=True)
    satisfied = models.PositiveIntegerField(null=True)
    mostly_satisfied = models.PositiveIntegerField(null=True)
    dissatisfied = models.PositiveIntegerField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("satisfaction review")
        verbose_name_plural = _("satisfaction reviews")
        ordering = ["-opens_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(closed_at__isnull=True), name="one_open_review_per_project"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, passed__isnull=True)
                | Q(closed_at__isnull=False, passed__isnull=False),
                name="a_closed_review_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.opens_at:%Y-%m-%d}"


class ReviewHousehold(models.Model):
    """A household that has a voice in a review, frozen at its opening."""

    review = models.ForeignKey(SatisfactionReview, models.PROTECT, related_name="roll")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "household"], name="once_on_a_reviews_roll")]
        triggers = [
            pgtrigger.Protect(name="reviews_roll_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class Rating(models.Model):
    """One household's rating of the finished work."""

    class Grade(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        MOSTLY = "mostly", _("Mostly satisfied")
        DISSATISFIED = "dissatisfied", _("Not satisfied")

    review = models.ForeignKey(SatisfactionReview, models.PROTECT, related_name="ratings")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    grade = models.CharField(_("how well was it done"), max_length=15, choices=Grade.choices)
    words = models.TextField(_("in your words"), max_length=1000, blank=True)
    at = models.DateTimeField(default=clock.now)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.ONLINE)
    helper = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["review", "household"], name="one_rating_per_household"),
            _helper_is_named("rating_names_its_helper"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="closed_review_takes_no_rating",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    PERFORM 1 FROM deliberation_satisfactionreview WHERE id = NEW.review_id AND closed_at IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the review is closed' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT 1 FROM deliberation_satisfactionreview r JOIN projects_project p ON p.id = r.project_id
                               WHERE r.id = NEW.review_id AND p.implementing_person_id = NEW.by_id) THEN
                        RAISE EXCEPTION 'the implementer does not rate' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            _household_has_a_voice(
                "rater_is_on_the_roll",
                parent="review_id",
                parents="deliberation_satisfactionreview",
                roll="deliberation_reviewhousehold",
            ),
            _own_words_stay("own_rating_stays"),
            pgtrigger.Protect(name="ratings_stay", operation=pgtrigger.Delete),
        ]
