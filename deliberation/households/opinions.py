"""What the households said of the finished work, as everybody reads it once a review is closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from deliberation import rules
from deliberation.models import ASPECTS, Grade, LookAtWords, Rating, SatisfactionReview
from deliberation.rounds.tally import hide_small_cells, satisfaction
from panlong import audit, policy
from panlong.accounts.models import User
from panlong.errors import require
from projects import verbs
from projects.models import Project
from projects.transitions import lock_row

Cells = list[int | None]
GRADES = tuple(Grade)


@dataclass
class Opinion:
    """A closed review for readers: cells are in the order of GRADES, None where too few households said the same."""

    review: SatisfactionReview
    percent: str
    cells: Cells
    aspects: list[tuple[object, Cells]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    hidden: list[tuple[object, int]] = field(default_factory=list)
    waiting: int = 0

    @property
    def answers(self) -> int:
        return sum(_counts_of(self.review))


def opinions_of(project: Project) -> list[Opinion]:
    """Return what was said in each closed review of `project`, the newest first; nothing of one that still runs.

    However many reviews there were, it costs as many queries.
    """
    closed = {one.pk: one for one in project.reviews.filter(closed_at__isnull=False)}
    if not closed:
        return []
    least = policy.number("smallest_cell")
    counted = {
        f"{name}_{grade}": Count("id", filter=Q(**{name: grade})) for name in ASPECTS for grade in GRADES
    }
    ratings = Rating.objects.filter(review__in=closed).order_by()
    parts: dict[int, dict] = {
        row["review"]: dict(row) for row in ratings.values("review").annotate(**counted)
    }
    found = {}
    for pk, review in closed.items():
        opinion = Opinion(
            review, satisfaction(*_counts_of(review)), hide_small_cells(_counts_of(review), least)
        )
        for name, label in ASPECTS.items():
            cells = [parts[pk][f"{name}_{grade}"] if pk in parts else 0 for grade in GRADES]
            if any(cells):
                opinion.aspects.append((label, hide_small_cells(cells, least)))
        found[pk] = opinion
    _add_words(found, ratings)
    return list(found.values())


def _counts_of(review: SatisfactionReview) -> tuple[int, int, int]:
    return review.satisfied or 0, review.mostly_satisfied or 0, review.dissatisfied or 0


def _add_words(found: Mapping[int, Opinion], ratings: QuerySet[Rating]) -> None:
    """Add the words that somebody looked at, in an order that tells nothing, and how many are hidden for which reason."""
    hidden: dict[int, dict[str, int]] = {pk: {} for pk in found}
    for rating in ratings.exclude(words="").select_related("look").order_by("words"):
        opinion, look = found[rating.review_id], getattr(rating, "look", None)
        if look is None:
            opinion.waiting += 1
        elif look.hidden_because:
            of_review = hidden[rating.review_id]
            of_review[look.hidden_because] = of_review.get(look.hidden_because, 0) + 1
        else:
            opinion.words.append(rating.words)
    for pk, reasons in hidden.items():
        found[pk].hidden = [(LookAtWords.Reason(one).label, count) for one, count in sorted(reasons.items())]


def words_to_look_at(project: Project) -> QuerySet[Rating]:
    """Return the ratings of closed reviews of `project` at whose words nobody has looked yet, in an order that tells nothing."""
    closed = Rating.objects.filter(review__project=project, review__closed_at__isnull=False, look=None)
    return closed.exclude(words="").order_by("words", "pk")


@transaction.atomic
def look_at_words(project: Project, *, by: User, looks: Mapping[int, str]) -> int:
    """Publish words of ratings, or hide them; return how many were looked at.

    `looks`: for the key of a rating '' or one of LookAtWords.Reason. One looks for personal data only: what somebody does
    not like to read is no reason. What was looked at stays (the same form once more changes nothing).
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_look_at_words(by, project))
    require(set(looks.values()) <= {"", *LookAtWords.Reason}, verbs.USED_ALREADY)
    waiting = words_to_look_at(project).filter(pk__in=looks)
    made = _keep_looks(waiting, by, looks)
    if made:
        hidden = sum(bool(one.hidden_because) for one in made)
        code = project.area.code
        audit.record("look_at_words", by=by, target=project, area_code=code, looked=len(made), hidden=hidden)
    return len(made)


def _keep_looks(waiting: Iterable[Rating], by: User, looks: Mapping[int, str]) -> list[LookAtWords]:
    rows = [LookAtWords(rating=rating, by=by, hidden_because=looks[rating.pk]) for rating in waiting]
    return LookAtWords.objects.bulk_create(rows)
