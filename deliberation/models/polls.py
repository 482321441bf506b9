"""Support polls (商议投票)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import (
    PERSON,
    VoteChannel,
    helper_is_named,
    household_has_a_voice,
    own_words_stay,
)
from panlong import clock, policy
from panlong.accounts.models import Household
from panlong.areas.models import Area
from panlong.tools.triggers import decided_for_good
from projects.models import PlanVersion, Project

RULE_NAMES = {
    "support_percent": _("Share of all households that must agree"),
    "support_poll_days": _("Days that it is open"),
    "support_early_percent": _("Share at which it may be closed early"),
}


class SupportPoll(models.Model):
    """The households of the place say whether they want the project; one vote a household."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="support_polls")
    version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="support_polls")
    opens_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(_("closes"))
    households = models.PositiveIntegerField(_("households"))
    closed_at = models.DateTimeField(null=True)
    agreed = models.PositiveIntegerField(null=True)
    opposed = models.PositiveIntegerField(null=True)
    abstained = models.PositiveIntegerField(null=True)  # empty for polls from before a household could
    passed = models.BooleanField(null=True)
    # The rule it began with: the share of all households that must agree, and that which lets it close before its time.
    share_parts = models.PositiveSmallIntegerField(default=2)
    share_of = models.PositiveSmallIntegerField(default=3)
    early_parts = models.PositiveSmallIntegerField(default=2)
    early_of = models.PositiveSmallIntegerField(default=3)
    # The parameters that were applied: key, value, place, since, basis.
    rules = models.JSONField(default=list)
    # Only the households of these buildings are asked; without any those of the project's whole place.
    places = models.ManyToManyField(Area, related_name="+")

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
            models.CheckConstraint(
                condition=~Q(passed=True)
                | Q(GreaterThanOrEqual(F("agreed") * F("share_of"), F("households") * F("share_parts"))),
                name="a_poll_passes_by_its_share",
            ),
            models.CheckConstraint(
                condition=Q(share_parts__gt=0, share_parts__lte=F("share_of"))
                & Q(early_parts__gt=0, early_parts__lte=F("early_of")),
                name="a_share_is_of_a_whole",
            ),
        ]
        triggers = [decided_for_good("a_closed_poll_stays", "closed_at")]

    def __str__(self) -> str:
        return f"{self.project} · {self.opens_at:%Y-%m-%d}"

    @property
    def share(self) -> Fraction:
        """The share of all households that must agree, exactly."""
        return Fraction(self.share_parts, self.share_of)

    @property
    def early_share(self) -> Fraction:
        """The share of all households that must agree before an organiser closes it early."""
        return Fraction(self.early_parts, self.early_of)

    @property
    def share_words(self) -> str:
        return policy.write_share(self.share)

    @property
    def applied_rules(self) -> list[dict]:
        """The parameters that were applied, each with its name, its value as it is read, and the day it is of."""
        return [
            {
                **one,
                "name": RULE_NAMES[one["key"]],
                "value": policy.write_share(policy.share_of(Decimal(one["value"])))
                if one["key"] in policy.SHARES
                else one["value"],
                "since": date.fromisoformat(one["since"]) if one["since"] else None,
            }
            for one in self.rules
        ]

    def is_enough(self, agreed: int) -> bool:
        """Say whether `agreed` households let it pass: the share of all of them, those who say nothing included."""
        return self.households > 0 and agreed >= self.households * self.share

    def may_close_early(self, agreed: int) -> bool:
        return self.is_enough(agreed) and agreed >= self.households * self.early_share


class PollHousehold(models.Model):
    """A household that has a voice in a poll, frozen at its opening."""

    poll = models.ForeignKey(SupportPoll, models.PROTECT, related_name="roll")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "household"], name="once_on_a_polls_roll")]
        triggers = [pgtrigger.Protect(name="polls_roll_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class Support(models.Model):
    """One household's answer: in favour, against, or it abstains (`agrees` is empty)."""

    VOICES = {"yes": _("In favour"), "no": _("Against"), "abstains": _("Abstains")}
    poll = models.ForeignKey(SupportPoll, models.PROTECT, related_name="answers")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    agrees = models.BooleanField(null=True)
    words = models.CharField(_("a word why"), max_length=300, blank=True, default="")
    at = models.DateTimeField(default=clock.now)
    way = models.CharField(max_length=10, choices=VoteChannel.choices, default=VoteChannel.ONLINE)
    helper = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    sheet = models.ForeignKey("PollSheet", models.PROTECT, null=True, related_name="answers")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "household"], name="one_answer_per_household"),
            models.CheckConstraint(
                condition=Q(way=VoteChannel.PAPER, sheet__isnull=False)
                | ~Q(way=VoteChannel.PAPER) & Q(sheet__isnull=True),
                name="what_was_signed_names_its_sheet",
            ),
            helper_is_named("support_names_its_helper"),
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
            household_has_a_voice(
                "answerer_is_on_the_roll",
                parent="poll_id",
                parents="deliberation_supportpoll",
                roll="deliberation_pollhousehold",
            ),
            own_words_stay("own_answer_stays"),
            pgtrigger.Protect(name="answers_stay", operation=pgtrigger.Delete),
        ]

    @property
    def voice(self) -> str:
        """What the household said: yes, no or abstains."""
        return {True: "yes", False: "no", None: "abstains"}[self.agrees]

    def get_voice_display(self) -> str:
        return str(self.VOICES[self.voice])
