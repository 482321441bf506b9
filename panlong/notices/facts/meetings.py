"""Facts of meetings: called, changed, and what they said and decided."""

from dataclasses import dataclass
from typing import Literal, TypedDict

from panlong.notices.facts.base import ProjectFacts
from panlong.notices.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class WhoSits(ProjectFacts):
    """What a meeting counts, the council's name where one sits, and the shares it was called under; '' where nothing is decided."""

    unit: str = "households"
    council: str = ""
    quorum: str = ""
    share: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingFacts(WhoSits):
    kind = Kind.MEETING
    platform: str
    when: str
    place: str
    agenda: str
    also: list[str] | None = None  # titles of other projects on the agenda


@dataclass(frozen=True, kw_only=True)
class MeetingChangeFacts(ProjectFacts):
    """A called meeting was moved (`when` and `place` are the new ones), cancelled or not held; `was_…` is what was told before."""

    kind = Kind.MEETING_CHANGE
    of: str  # the number of the notice that called it
    platform: str
    change: Literal["moved", "cancelled", "not_held"]
    was_when: str
    was_place: str
    when: str
    place: str
    reason: str


class SaidByParty(TypedDict):
    """What a party said at a talk, or why it was missing, or that the place has none."""

    party: str
    is_there: bool
    attended: bool
    unit: str
    name: str
    words: str


class Voted(TypedDict):
    text: str
    in_favour: int
    against: int
    agreed: bool


@dataclass(frozen=True, kw_only=True)
class MinutesFacts(WhoSits):
    """`area_…` is floor area in m², where the owners decide. Where nothing is decided only `present` is there, people."""

    kind = Kind.MINUTES
    platform: str
    entitled: int | None = None
    present: int
    in_favour: int | None = None
    against: int | None = None
    decision: str
    agreed: bool | None = None
    minutes: str = ""
    opinions: list[SaidByParty] | None = None
    motions: list[Voted] | None = None
    signed: list[str] | None = None  # the chair and the second person
    area_entitled: str | None = None
    area_present: str | None = None
    area_in_favour: str | None = None
