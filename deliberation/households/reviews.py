"""The residents' satisfaction review (广泛评议) after acceptance."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.households.assisted_answers import answering_household, replaced_answer, tell_household
from deliberation.models import ASPECTS, Grade, Rating, SatisfactionReview
from deliberation.rounds import roll
from deliberation.rounds.tally import enough_answers, is_satisfied, satisfaction
from panlong import audit, clock, policy
from panlong.accounts import people
from panlong.accounts.models import Household, Role, User
from panlong.accounts.people import serving
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
    **aspects: str,
) -> Rating:
    """Rate the finished work for one's household; it may change until the review closes.

    `aspects`: a grade, or '', for any of ASPECTS; what is not given counts as ''.

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
    parts = {name: aspects.get(name, "") for name in ASPECTS}
    said = {"by": by, "grade": grade, "words": words, **parts, **way}
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
    grades = review.ratings.aggregate(**{grade.name: Count("id", filter=Q(grade=grade)) for grade in Grade})
    return grades["SATISFIED"], grades["MOSTLY"], grades["DISSATISFIED"]


@transaction.atomic
def close_review(review: SatisfactionReview) -> SatisfactionReview:
    """Close a review whose time is over: to aftercare at 80 % or more, otherwise to be put right (整改).

    With too few answers (`satisfaction_answers`, `satisfaction_answer_percent`) it runs once more as long, each time with
    a notice, but at most `review_prolongings` times; then the street decides how it goes on (domain rules, A 广泛评议).
    """
    project = lock_row(review.project)
    review = lock_row(review)
    if review.closed_at or review.undecided_since or project.stage != Stage.SATISFACTION_REVIEW:
        return review
    require(review.closes_at <= clock.now(), _("The review is still open."))
    counts = count_ratings(review)
    if has_enough_answers(sum(counts), review.households):
        passed = is_satisfied(*counts, policy.value("satisfaction_percent"))
        return _end_review(review, project, counts, by=None, passed=passed)
    if review.prolonged < policy.number("review_prolongings"):
        review.prolonged += 1
        return _prolong_review(review, project, sum(counts), by=None)
    review.undecided_since = clock.now()
    review.save(update_fields=["undecided_since"])
    verbs.tell_about(project, serving(project.area, {Role.STREET_REVIEWER}), "review_undecided")
    return review


def has_enough_answers(answers: int, households: int) -> bool:
    """Say whether so many answers make a result, by the parameters in force (domain rules, B)."""
    least, percent = policy.number("satisfaction_answers"), policy.value("satisfaction_answer_percent")
    return enough_answers(answers, households, least, percent)


@transaction.atomic
def decide_review(project: Project, *, by: User, outcome: str, reason: str) -> SatisfactionReview:
    """Say, for the street, how a review goes on that too few answered however often it was prolonged.

    `outcome`: "doors" (the community goes from door to door once more as long), "passed" or "failed"; each has its notice.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_decide_review(by, project))
    verbs.require_stage(project, Stage.SATISFACTION_REVIEW)
    waiting = SatisfactionReview.objects.select_for_update().filter(project=project, closed_at=None)
    review = waiting.filter(undecided_since__isnull=False).first()
    if review is None:
        raise Refused(_("The street decides only where too few households have answered."))
    review.decided_by, review.decision_reason = by, reason
    counts = count_ratings(review)
    if outcome != "doors":
        return _end_review(review, project, counts, by=by, passed=outcome == "passed")
    review.undecided_since = None
    review = _prolong_review(review, project, sum(counts), by=by)
    organisers = serving(project.area, rules.HELPERS)
    verbs.tell_about(
        project, organisers, "go_to_doors", occasion=f"doors-{review.pk}-{review.closes_at:%y%m%d}"
    )
    return review


def _prolong_review(
    review: SatisfactionReview, project: Project, answers: int, *, by: User | None
) -> SatisfactionReview:
    review.closes_at = workdays.after_days(clock.now(), policy.number("review_days"))
    review.save(update_fields=["closes_at", "prolonged", "undecided_since", "decided_by", "decision_reason"])
    judging.record_review_prolonged(
        project,
        by=by,
        closes_at=review.closes_at,
        answers=answers,
        households=review.households,
        because=review.decision_reason or None,
    )
    return review


def _end_review(
    review: SatisfactionReview,
    project: Project,
    counts: tuple[int, int, int],
    *,
    by: User | None,
    passed: bool,
) -> SatisfactionReview:
    review.satisfied, review.mostly_satisfied, review.dissatisfied = counts
    review.passed, review.closed_at = passed, clock.now()
    if by is None:  # the answers decide; that the street once wanted more of them stands in its notice
        review.decided_by, review.decision_reason = None, ""
    review.save(
        update_fields=[
            "satisfied",
            "mostly_satisfied",
            "dissatisfied",
            "passed",
            "closed_at",
            "decided_by",
            "decision_reason",
        ]
    )
    judging.record_satisfaction(
        project,
        by=by,
        passed=passed,
        answers=sum(counts),
        percent=satisfaction(*counts),
        decided_because=review.decision_reason or None,
    )
    if review.ratings.exclude(words="").exists():
        lookers = serving(project.area, {Role.COMMUNITY_STAFF})
        verbs.tell_about(project, lookers, "words_waiting", occasion=f"words-{review.pk}")
    return review


def close_due() -> int:
    """Close the reviews whose time is over; return how many."""
    due = SatisfactionReview.objects.filter(
        closed_at__isnull=True, undecided_since__isnull=True, closes_at__lte=clock.now()
    )
    return sweeps.run_each(due.order_by("pk"), close_review)
