"""The residents' satisfaction review (广泛评议) after acceptance."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.households.assisted_answers import answering_household, replaced_answer, tell_household
from deliberation.models import Rating, SatisfactionReview
from deliberation.rounds import roll
from deliberation.rounds.tally import enough_answers, is_satisfied, satisfaction
from panlong import audit, clock, policy
from panlong.accounts import people
from panlong.accounts.models import Household, User
from panlong.errors import Refused, require
from panlong.policy import workdays
from panlong.tools import sweeps
from projects import verbs
from projects.journey import judging
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row


@transaction.atomic
def accept_work(project: Project, *, by: User, accepted: bool, members: str, remarks: str) -> Project:
    """Accept the work (or send it back); accepted, the households of the place rate it for 7 days (D)."""
    closes_at = workdays.after_days(clock.now(), policy.number("review_days"))
    project = judging.record_acceptance(
        project, by=by, accepted=accepted, members=members, remarks=remarks, review_closes_at=closes_at
    )
    if accepted:
        households = list(people.households_at(project.area, moment=clock.now()))
        review = SatisfactionReview.objects.create(
            project=project,
            opens_at=clock.now(),
            closes_at=closes_at,
            households=len(households),
        )
        roll.freeze_review(review, households)
    return project


def current_review(project: Project) -> SatisfactionReview | None:
    """Return the review of `project` that takes ratings now."""
    return SatisfactionReview.objects.filter(project=project, closed_at__isnull=True).first()


@transaction.atomic
def rate_project(
    project: Project,
    *,
    by: User,
    grade: str,
    words: str = "",
    household: Household | None = None,
    home: Household | None = None,
) -> Rating:
    """Rate the finished work for one's household; it may change until the review closes.

    An organiser may take down the rating of `household` at the door and is named as its helper, unless the household has rated itself.
    """
    verbs.require_permission(household is not None or rules.may_rate(by, project))
    household, way = answering_household(project, by=by, helped=household, home=home)
    review = (
        SatisfactionReview.objects.select_for_update(of=("self",), no_key=True)
        .filter(project=project, closed_at__isnull=True)
        .first()
    )
    if review is None or review.closes_at <= clock.now():
        raise Refused(_("The review is closed."))
    earlier = replaced_answer(review.ratings, review.roll, household, way)
    said = {"by": by, "grade": grade, "words": words, **way}
    before = Rating.objects.filter(review=review, household=household, **said).first()
    if before is not None:
        return before  # the same form once more
    rating, _is_new = Rating.objects.update_or_create(
        review=review, household=household, defaults={**said, "at": clock.now()}
    )
    tell_household(project, household, voice=grade, way=way, by=by)
    audit.record(
        "rate",
        by=by,
        target=project,
        area_code=project.area.code,
        household=household.pk,
        way=way["way"],
        **earlier,
    )
    return rating


def count_ratings(review: SatisfactionReview) -> tuple[int, int, int]:
    """Return how many households are satisfied, mostly satisfied, not satisfied."""
    grades = review.ratings.aggregate(
        **{grade.name: Count("id", filter=Q(grade=grade)) for grade in Rating.Grade}
    )
    return grades["SATISFIED"], grades["MOSTLY"], grades["DISSATISFIED"]


@transaction.atomic
def close_review(review: SatisfactionReview) -> SatisfactionReview:
    """Close a review whose time is over: to aftercare at 80 % or more, otherwise to be put right (整改).

    With too few answers (`satisfaction_answers`, `satisfaction_answer_percent`) it runs once more as long.
    """
    project = lock_row(review.project)
    review = lock_row(review)
    if review.closed_at or project.stage != Stage.SATISFACTION_REVIEW:
        return review
    require(review.closes_at <= clock.now(), _("The review is still open."))
    counts = count_ratings(review)
    if not enough_answers(
        sum(counts),
        review.households,
        policy.number("satisfaction_answers"),
        policy.value("satisfaction_answer_percent"),
    ):
        review.closes_at = workdays.after_days(clock.now(), policy.number("review_days"))
        review.save(update_fields=["closes_at"])
        judging.record_review_prolonged(project, closes_at=review.closes_at)
        return review
    review.satisfied, review.mostly_satisfied, review.dissatisfied = counts
    review.passed = is_satisfied(*counts, policy.value("satisfaction_percent"))
    review.closed_at = clock.now()
    review.save(update_fields=["satisfied", "mostly_satisfied", "dissatisfied", "passed", "closed_at"])
    judging.record_satisfaction(
        project, by=None, passed=review.passed, answers=sum(counts), percent=satisfaction(*counts)
    )
    return review


def close_due() -> int:
    """Close the reviews whose time is over; return how many."""
    due = SatisfactionReview.objects.filter(closed_at__isnull=True, closes_at__lte=clock.now()).order_by("pk")
    return sweeps.run_each(due, close_review)
