"""Satisfaction reviews (广泛评议)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import (
    PERSON,
    VoteChannel,
    helper_is_named,
    household_has_a_voice,
    own_words_stay,
)
from panlong import clock
from panlong.accounts.models import Household
from panlong.tools.triggers import decided_for_good
from projects.models import Project


class Grade(models.TextChoices):
    SATISFIED = "satisfied", _("Satisfied")
    MOSTLY = "mostly", _("Mostly satisfied")
    DISSATISFIED = "dissatisfied", _("Not satisfied")


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
    prolonged = models.PositiveSmallIntegerField(default=0)  # how often, because too few had answered
    undecided_since = models.DateTimeField(
        null=True
    )  # prolonged as often as the rules allow: the street decides
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decision_reason = models.TextField(_("why it is decided like this"), max_length=1000, blank=True)

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
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decision_reason="")
                | Q(decided_by__isnull=False) & ~Q(decision_reason=""),
                name="who_decides_a_review_says_why",
            ),
        ]
        triggers = [decided_for_good("a_closed_review_stays", "closed_at")]

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


ASPECTS = {
    "need": _("It was needed"),
    "quality": _("Quality of the work"),
    "cost": _("What it cost"),
    "openness": _("Told openly"),
    "conduct": _("How people were treated"),
}


def aspect(name: str) -> models.CharField:
    """A part of the whole that a household may grade by itself; '' where it does not."""
    return models.CharField(ASPECTS[name], max_length=15, choices=Grade.choices, blank=True)


class Rating(models.Model):
    """One household's rating of the finished work: the whole, and its parts if it likes."""

    review = models.ForeignKey(SatisfactionReview, models.PROTECT, related_name="ratings")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    grade = models.CharField(_("how well was it done"), max_length=15, choices=Grade.choices)
    need = aspect("need")
    quality = aspect("quality")
    cost = aspect("cost")
    openness = aspect("openness")
    conduct = aspect("conduct")
    words = models.TextField(_("in your words"), max_length=1000, blank=True)
    at = models.DateTimeField(default=clock.now)
    way = models.CharField(max_length=10, choices=VoteChannel.choices, default=VoteChannel.ONLINE)
    helper = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["review", "household"], name="one_rating_per_household"),
            helper_is_named("rating_names_its_helper"),
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
            household_has_a_voice(
                "rater_is_on_the_roll",
                parent="review_id",
                parents="deliberation_satisfactionreview",
                roll="deliberation_reviewhousehold",
            ),
            own_words_stay("own_rating_stays"),
            pgtrigger.Protect(name="ratings_stay", operation=pgtrigger.Delete),
        ]

    def get_voice_display(self) -> str:
        return self.get_grade_display()


class LookAtWords(models.Model):
    """That somebody looked at the words of a rating, for personal data only, before everybody reads them."""

    class Reason(models.TextChoices):
        """Why words are not published."""

        NAME = "name", _("It names somebody who holds no office")
        CONTACT = "contact", _("It tells a telephone number, an address or an identity number")
        PRIVATE = "private", _("It tells of somebody's health, family or money")

    rating = models.OneToOneField(Rating, models.PROTECT, related_name="look")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    hidden_because = models.CharField(max_length=10, choices=Reason.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_because__in=["", "name", "contact", "private"]),
                name="words_are_hidden_for_a_reason",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="looks_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="words_wait_for_the_close",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM deliberation_rating g JOIN deliberation_satisfactionreview r ON r.id = g.review_id
                               WHERE g.id = NEW.rating_id AND (r.closed_at IS NULL OR g.words = '')) THEN
                        RAISE EXCEPTION 'nobody looks at words before the review closes' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
