"""What somebody, or their household, has said already: shown to them, and to nobody else."""

from collections.abc import Iterable

from deliberation.models import Rating, RollEntry, Support, VotingRound
from panlong.accounts.models import User
from projects.models import Project


def answer_of(user: User, project: Project) -> Support | None:
    """Return the answer of the household of `user` in the open support poll of `project`."""
    answers = Support.objects.filter(poll__project=project, poll__closed_at__isnull=True)
    return answers.filter(household=user.household_in(project.area)).first()


def rating_of(user: User, project: Project) -> Rating | None:
    """Return the rating by the household of `user` in the open review of `project`."""
    ratings = Rating.objects.filter(review__project=project, review__closed_at__isnull=True)
    return ratings.filter(household=user.household_in(project.area)).first()


def previous_answer(
    user: User, *, rounds: Iterable[VotingRound], projects: Iterable[Project]
) -> dict[str, set[int]]:
    """Return where `user` or their household has spoken: the ids of `rounds` voted in, of `projects` answered and rated."""
    homes = [membership.household_id for membership in user.current_memberships]
    voted = RollEntry.objects.filter(voter=user, marked_at__isnull=False, round__in=rounds)
    answers = Support.objects.filter(
        household__in=homes, poll__project__in=projects, poll__closed_at__isnull=True
    )
    ratings = Rating.objects.filter(
        household__in=homes, review__project__in=projects, review__closed_at__isnull=True
    )
    return {
        "voted": set(voted.values_list("round", flat=True)),
        "answered": set(answers.values_list("poll__project", flat=True)),
        "rated": set(ratings.values_list("review__project", flat=True)),
    }
