"""All doors of somebody who serves, with everything that is asked there now: every open poll and review at one door."""

from dataclasses import dataclass, field
from typing import Any

from deliberation import rules
from deliberation.households.doors import VOICES, Door, name_of, stair_of
from deliberation.models import (
    Grade,
    PollHousehold,
    Rating,
    ReviewHousehold,
    SatisfactionReview,
    Support,
    SupportPoll,
)
from panlong import clock
from panlong.accounts.groups import living_in, next_waiting, walking_order
from panlong.accounts.models import Household, User
from projects.models import Project


@dataclass
class Question:
    """What is asked at a door about one project, and what its household is on record with."""

    project: Project
    voices: list
    door: Door

    @property
    def is_open(self) -> bool:
        return self.door.answer is None


@dataclass
class OwnDoor:
    """A household of one's own with every question that is open there."""

    household: Household
    questions: list[Question] = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.household)

    @property
    def stair(self) -> str:
        return stair_of(self.household)

    @property
    def waiting(self) -> int:
        return sum(one.is_open for one in self.questions)


def own_doors(user: User) -> list[OwnDoor]:
    """Return the doors of `user` at which something is asked now, in walking order; the number of questions costs no query."""
    areas = user.areas_of(rules.HELPERS)
    now = clock.now()
    doors: dict[int, OwnDoor] = {}
    for parents, roll, answers, voices in (
        (SupportPoll, PollHousehold.objects, Support.objects, list(VOICES)),
        (SatisfactionReview, ReviewHousehold.objects, Rating.objects, list(Grade.choices)),
    ):
        name = "poll" if parents is SupportPoll else "review"
        running = {f"{name}__closed_at__isnull": True, f"{name}__closes_at__gt": now}
        mine = roll.filter(living_in(areas, "household__"), **running)
        rows: list[Any] = list(mine.select_related("household__area", f"{name}__project__area"))
        found = parents.objects.filter(pk__in={getattr(row, f"{name}_id") for row in rows})
        projects = {
            one.pk: one.project
            for one in found.select_related("project__area").prefetch_related(
                "project__task_group", "project__taken_in__gone"
            )
        }
        said: dict = {
            (getattr(one, f"{name}_id"), one.household_id): one
            for one in answers.filter(**{f"{name}__in": list(projects)}).select_related("helper", "by")
        }
        served = {pk for pk, project in projects.items() if rules.may_help_households(user, project)}
        for row in rows:
            parent = getattr(row, f"{name}_id")
            if parent in served:
                home = doors.setdefault(row.household_id, OwnDoor(row.household))
                door = Door(row.household, said.get((parent, row.household_id)))
                home.questions.append(Question(projects[parent], voices, door))
    for one in doors.values():
        one.questions.sort(key=lambda question: question.project.pk)
    return sorted(doors.values(), key=lambda one: walking_order(one.household))


def next_own_door(doors: list[OwnDoor], after: Household) -> OwnDoor | None:
    """Return the next of `doors` behind that of `after` where a question waits, from the beginning again at the end."""
    return next_waiting(doors, lambda one: one.household == after, lambda one: one.waiting > 0)
