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
