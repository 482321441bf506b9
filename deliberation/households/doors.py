"""Whoever goes from door to door: the doors of their own, in the order in which one walks, and the next one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberation import rules
from deliberation.households import polls, reviews
from deliberation.models import Grade, Rating, SatisfactionReview, Support, SupportPoll, VoteChannel
from panlong.accounts.groups import living_in, next_waiting, walking_order
from panlong.accounts.models import Household, User
from panlong.errors import Refused
from projects.models import Project

AGREES = {"yes": True, "no": False, "abstains": None}
VOICES = (("yes", _("They want it")), ("no", _("They do not want it")), ("abstains", _("They abstain")))


def stair_of(household: Household) -> str:
    return f"{household.area.name} {household.unit}".strip()


def name_of(household: Household) -> str:
    """Return how the door of `household` is called."""
    return f"{stair_of(household)} {household.room}"


@dataclass(frozen=True)
class Asked:
    """What households are asked now about a project: the support poll or the review."""

    parent: SupportPoll | SatisfactionReview
    roll: QuerySet
    answers: QuerySet
    voices: Iterable[tuple[str, str | Promise]]
    say: Callable[..., Any]  # (project, by, household, voice, words)


@dataclass(frozen=True)
class Door:
    """A household at whose door one asks, and what it is on record with."""

    household: Household
    answer: Support | Rating | None

    @property
    def speaks_for_itself(self) -> bool:
        return self.answer is not None and self.answer.way == VoteChannel.ONLINE

    @property
    def stair(self) -> str:
        return stair_of(self.household)

    @property
    def name(self) -> str:
        return name_of(self.household)


def _take_down_support(
    project: Project, *, by: User, household: Household, voice: str, words: str
) -> Support:
    return polls.answer_poll(project, by=by, household=household, agrees=AGREES[voice], words=words)


def _take_down_rating(project: Project, *, by: User, household: Household, voice: str, words: str) -> Rating:
    return reviews.rate_project(project, by=by, household=household, grade=voice, words=words)


def asked_now(project: Project) -> Asked | None:
    """Return what the households of `project` are asked now, None when nothing."""
    if poll := polls.open_poll(project):
        return Asked(poll, poll.roll.all(), poll.answers.all(), VOICES, _take_down_support)
    if review := reviews.current_review(project):
        return Asked(review, review.roll.all(), review.ratings.all(), Grade.choices, _take_down_rating)
    return None


def doors_of(user: User, project: Project, asked: Asked) -> list[Door]:
    """Return the doors of `user`: the households on the roll in the areas of their posts, in walking order."""
    if not rules.may_help_households(user, project):
        return []
    mine = Household.objects.filter(
        living_in(user.areas_of(rules.HELPERS)), pk__in=asked.roll.values("household")
    )
    answers = {one.household_id: one for one in asked.answers.select_related("helper", "by")}
    homes = sorted(mine.select_related("area"), key=walking_order)
    return [Door(home, answers.get(home.pk)) for home in homes]


def next_door(doors: list[Door], after: Household) -> Door | None:
    """Return the next door of `doors` behind that of `after` that has not answered, from the beginning again at the end."""
    return next_waiting(doors, lambda door: door.household == after, lambda door: door.answer is None)


def say_at_the_door(
    project: Project, *, by: User, household: Household, voice: str, words: str = ""
) -> Support | Rating:
    """Take down what `household` says; raise Refused when nothing is asked any more, NotPermitted at others' doors."""
    asked = asked_now(project)
    if asked is None or voice not in dict(asked.voices):
        raise Refused(_("This has closed meanwhile; no answer is taken down any more."))
    return asked.say(project, by=by, household=household, voice=voice, words=words)
