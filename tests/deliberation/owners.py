"""An owners' vote for tests: six flats of 100 m², each with an owner who is on the portal, in a project that touches common parts."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

from deliberation.households.doors import AGREES
from deliberation.models import OwnersVote
from deliberation.owners import counting, opening, words
from panlong import clock
from panlong.accounts.models import Household, Membership, Role
from projects.stages import Stage
from tests.factories import Walk, person

HEAD = "楼栋,单元,房号,专有部分面积,业主,手机号,业主编号"
DAYS = 15


def owners_project(w, *, area: str = "100.00"):
    """Put a project of six owners, with plan and budget, where they may be asked; a second worker is at hand."""
    Household.objects.filter(area=w.courtyard).update(floor_area=Decimal(area))
    Membership.objects.update(is_owner=True)
    w.walk = Walk(w, touches_common_parts=True)
    w.walk.to(Stage.DELIBERATION)
    with clock.at(w.walk.moment):
        w.walk.form_group()
        w.walk.plan()
    w.walk.refresh()
    w.project = w.walk.project
    w.second = person("社区乙", role=Role.COMMUNITY_STAFF, where=w.community)
    return w


def handed_in(w, rows: list[str] | None = None, *, matter: str = "use_fund", **more):
    """Hand in a roll of `rows` (the part below the head), or of the households."""
    data = None if rows is None else "\n".join([HEAD, *rows]).encode()
    facts = {
        "by": w.staff,
        "matter": matter,
        "question": "是否同意？",
        "days": DAYS,
        "operation": uuid4(),
        "name": "业主.csv",
    }
    return opening.hand_in_roll(w.project, data=data, **{**facts, **more})


def opened(w, rows: list[str] | None = None, **more) -> OwnersVote:
    file = handed_in(w, rows, **more)
    assert not file.faults, opening.told_faults(file)
    return opening.open_vote(file, by=w.second, seen=file.digest)


def say(vote: OwnersVote, user, voice: str):
    """Let `user` say the word of the first head to which they belong."""
    return words.answer_as_owner(words.owner_as(user, vote)[0], by=user, agrees=AGREES[voice])


def say_on_paper(w, vote: OwnersVote, number: int, voice: str) -> None:
    """Take down at the door what head `number` says."""
    words.answer_at_the_door(vote.heads.get(number=number), by=w.staff, agrees=AGREES[voice])


def deliver(w, vote: OwnersVote) -> None:
    for owner in vote.heads.all():
        words.record_delivery(owner, by=w.organiser, how="in_person", at=clock.now(), operation=uuid4())


def closed(vote: OwnersVote) -> OwnersVote:
    with clock.at(vote.closes_at + timedelta(minutes=1)):
        return counting.close_vote(vote, by=None)


def flats(*owned: tuple[str, str, str]) -> list[str]:
    """Return rows of a file: (area, owner, number of the owner) of rooms 101, 102, …"""
    return [f",,{101 + place},{area},{owner},,{number}" for place, (area, owner, number) in enumerate(owned)]


def figures(vote: OwnersVote) -> SimpleNamespace:
    return SimpleNamespace(
        **{name: getattr(vote, name) for name in ("owners", "owners_voting", "owners_for")}
    )
