"""What the story of a demo project is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from funding.models import Source
from panlong.accounts.models import User
from panlong.areas.models import Area
from panlong.portal.demo.seed.history import Life
from panlong.portal.demo.seed.tables import Idea
from panlong.portal.demo.seed.town import Place, Town
from projects.models import CHECKS, IssueLevel, Project

ALL_CHECKS = [key for key, _words in CHECKS]
SUPPLIERS = ("演示建设工程队", "演示便民服务社", "演示材料商行", "演示装饰有限公司", "演示设备有限公司")


@dataclass
class Plan:
    """What the demo means one project to become."""

    town: Town
    place: Place
    idea: Idea
    beneficiaries: int
    shares: Mapping[str, int]  # yuan by source
    proposer: User
    group: list[User]
    last: Callable[["Plan"], Life] | None = None
    then: tuple[Callable[["Plan"], Life], ...] = ()
    level: int = IssueLevel.STREET
    days_ago: dict[Callable, int] = field(default_factory=dict)  # a phase begins so many days before now
    source_note: str = "演示项目，内容均为虚构。"
    words: dict = field(default_factory=dict)  # what differs from the idea
    asks_owners: bool = False  # by a vote of their own, where common parts are touched
    ballot: "Ballot | None" = None
    project: Project = field(init=False, repr=False, compare=False)  # from when it is written down

    @property
    def total(self) -> Decimal:
        return Decimal(sum(self.shares.values()))

    @property
    def subsidy(self) -> Decimal:
        return Decimal(self.shares.get(Source.DISTRICT, 0) + self.shares.get(Source.STREET, 0))

    @property
    def team(self):
        return self.place.team


@dataclass
class Ballot:
    """A voting round to come, and the plans whose projects stand in it."""

    area: Area
    staff: User
    title: str
    opens: datetime
    closes: datetime
    budget: int
    votes: int  # ballots cast
    plans: list[Plan] = field(default_factory=list)
    losers: frozenset[str] = frozenset()  # titles that nobody chooses
    stays_open: bool = False
    secret: bool = False  # its box is kept by three members of the committee
    decides: datetime | None = None  # when the committee resolves, two days after the vote by default
    is_undecided: bool = False  # the committee sits on it still

    @property
    def resolved_at(self) -> datetime:
        """When the committee resolves on all that was chosen; it gives its points the day before."""
        day = self.decides or timezone.localtime(self.closes) + timedelta(days=2)
        return day.replace(hour=16, minute=0, second=0, microsecond=0)
