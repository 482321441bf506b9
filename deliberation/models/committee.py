"""Sittings, scores and resolutions of the committee (集体决议)."""

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON, no_project_of_their_own
from deliberation.models.rounds import VotingRound
from panlong import clock
from panlong.areas.models import Area
from projects.models import Project


class Criterion(models.TextChoices):
    """The article's five criteria; 20 points each (D)."""

    REACH = "reach", _("Benefits many people")
    PARTICIPATION = "participation", _("Residents take part")
    SELF_RAISED = "self_raised", _("Residents raise money themselves")
    URGENCY = "urgency", _("Old housing needs it urgently")
    REPLICABLE = "replicable", _("Others can copy it")


MAX_POINTS = 20


class Sitting(models.Model):
    """One time at which the committee decides on all projects of a round together, or on one that came back by itself.

    What it counts by is fixed when it begins. `seed` decides ties: the public draw of the round.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="sittings", verbose_name=_("area"))
    round = models.OneToOneField(VotingRound, models.PROTECT, null=True, related_name="sitting")
    begun_at = models.DateTimeField(default=clock.now)
    seats = models.PositiveSmallIntegerField()
    budget = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    terms = models.JSONField()
    seed = models.CharField(max_length=64, blank=True)
    resolved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    record = models.JSONField(
        null=True
    )  # all that is published with the resolution (deliberation.council.records)

    class Meta:
        verbose_name = _("sitting of the committee")
        verbose_name_plural = _("sittings of the committee")
        ordering = ["-begun_at", "-id"]
        triggers = [
            pgtrigger.ReadOnly(name="a_sitting_stays", exclude=["resolved_by", "resolved_at", "record"]),
            pgtrigger.Protect(name="sittings_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="resolved_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__resolved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.round) if self.round else ", ".join(str(one.project) for one in self.items.all())

    def get_absolute_url(self) -> str:
        return reverse("deliberation:sitting", args=[self.pk])


class SittingItem(models.Model):
    """A project of a sitting. Its points are read by nobody before `opened_at`; a second scoring (`turn`) shuts them again.

    `number` says the how manieth time it is before the committee, as its scores and its resolution do.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="items")
    project = models.ForeignKey(Project, models.PROTECT, related_name="sitting_items")
    number = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    talk = models.TextField(_("what was talked about"), max_length=2000, blank=True)
    place = models.PositiveSmallIntegerField(null=True)
    departure = models.TextField(_("why it departs from the order"), max_length=2000, blank=True)
    settled_at = models.DateTimeField(null=True)  # resolved, or it left the committee another way

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "project"], name="once_in_a_sitting"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(settled_at__isnull=True),
                name="before_one_sitting_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(turn=1) | Q(turn=2) & ~Q(talk=""), name="a_talk_before_a_second_scoring"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="an_item_stays",
                exclude=["turn", "due_at", "opened_at", "talk", "place", "departure", "settled_at"],
            ),
            pgtrigger.Protect(name="items_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="settled_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__settled_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="opened_points_stay_open_in_their_turn",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__opened_at__isnull=False)
                & pgtrigger.Q(old__opened_at__df=pgtrigger.F("new__opened_at"))
                & pgtrigger.Q(old__turn=pgtrigger.F("new__turn")),
            ),
        ]


class PointsDraft(models.Model):
    """What a member wrote down and has not handed in; nobody else reads it."""

    item = models.ForeignKey(SittingItem, models.CASCADE, related_name="drafts")
    member = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()
    points = models.JSONField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member", "turn"], name="one_draft_of_points")]


class Interest(models.Model):
    """A member declares that they have no part in a project, before the first point; whoever has one steps aside instead."""

    item = models.ForeignKey(SittingItem, models.PROTECT, related_name="interests")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="declared_once")]
        triggers = [
            pgtrigger.Protect(name="declarations_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class Substitute(models.Model):
    """A member of another committee of the street who decides on this project, drawn by lot because too few are left."""

    item = models.ForeignKey(SittingItem, models.PROTECT, related_name="substitutes")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="called_once")]
        triggers = [pgtrigger.Protect(name="substitutes_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class RecusalRequest(models.Model):
    """A resident asks that a member step aside (申请回避); the other members decide."""

    item = models.ForeignKey(SittingItem, models.PROTECT, related_name="recusal_requests")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=clock.now)
    granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"], condition=Q(granted__isnull=True), name="one_open_request_a_member"
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_at__isnull=True)
                | Q(granted__isnull=False, decided_at__isnull=False),
                name="a_decided_request_has_its_day",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="a_request_stays", exclude=["granted", "decided_at"]),
            pgtrigger.Protect(name="requests_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="requests_are_decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__granted__isnull=False),
            ),
        ]


class RecusalVote(models.Model):
    """What another member says to such a request, with the reason."""

    request = models.ForeignKey(RecusalRequest, models.PROTECT, related_name="votes")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    grants = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["request", "member"], name="one_vote_on_a_request")]
        triggers = [
            pgtrigger.ReadOnly(name="a_vote_on_a_request_stays", exclude=["grants", "reason", "at"]),
            pgtrigger.Protect(name="votes_on_requests_are_kept", operation=pgtrigger.Delete),
        ]


# Nobody gives points who knows those of the others.
POINTS_ARE_OPEN = """
    EXISTS (SELECT 1 FROM deliberation_sittingitem i WHERE i.project_id = NEW.project_id AND i.number = NEW.sitting
            AND (i.opened_at IS NOT NULL OR i.settled_at IS NOT NULL OR i.turn <> NEW.turn))
"""


# Nor who did not declare to have no part in it.
IS_DECLARED = """
    NOT EXISTS (SELECT 1 FROM deliberation_sittingitem i WHERE i.project_id = NEW.project_id AND i.number = NEW.sitting)
    OR EXISTS (SELECT 1 FROM deliberation_interest d JOIN deliberation_sittingitem i ON i.id = d.item_id
               WHERE i.project_id = NEW.project_id AND i.number = NEW.sitting AND d.member_id = NEW.member_id)
"""


class Score(models.Model):
    """One member's points for one criterion, for this time before the committee (`sitting`) and this scoring of it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="scores")
    sitting = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=20, choices=Criterion.choices)
    points = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MAX_POINTS)])
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "sitting", "turn", "member", "criterion"], name="one_score_per_criterion"
            ),
            models.CheckConstraint(condition=Q(points__lte=MAX_POINTS), name="points_up_to_20"),
        ]
        triggers = [
            no_project_of_their_own(
                "own_projects_are_not_scored",
                person="member_id",
                also="OR EXISTS (SELECT 1 FROM deliberation_recusal WHERE project_id = NEW.project_id AND member_id = NEW.member_id)",
            ),
            pgtrigger.Protect(name="scores_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="points_come_before_they_are_opened",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF {POINTS_ARE_OPEN} THEN
                        RAISE EXCEPTION 'the points are open' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NOT ({IS_DECLARED}) THEN
                        RAISE EXCEPTION 'the member has not declared anything' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class Recusal(models.Model):
    """A member steps aside (回避), on a ground that everybody reads."""

    class Ground(models.TextChoices):
        OWN = "own", _("it is their own project or supplier")
        FAMILY = "family", _("family or close relatives have a part in it")
        FIRM = "firm", _("their employer or firm has a part in it")
        ASKED = "asked", _("asked for by a resident, decided by the other members")
        OTHER = "other", _("another reason")

    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices, default=Ground.OTHER)
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
    points = models.DecimalField(
        _("points"), max_digits=5, decimal_places=2
    )  # for reading; exact in the scores
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
            no_project_of_their_own("own_projects_are_not_resolved", person="by_id"),
            pgtrigger.Protect(name="resolutions_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.at:%Y-%m-%d}"
