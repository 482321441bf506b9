"""Owners as those see them who go to their doors: in walking order, with what was delivered and said, and the next one."""

from dataclasses import dataclass, field

from django.db.models import Q

from deliberation import rules
from deliberation.models import BallotReading, Delivery, Owner, OwnerFlat, OwnersVote, OwnersWord, VoteChannel
from deliberation.owners.ballots import settled_mark
from deliberation.owners.words import common_word
from panlong.accounts.groups import living_in, next_waiting, walking_order
from panlong.accounts.models import User


@dataclass
class Entry:
    """A head of the roll with everything that is on record of it."""

    owner: Owner
    name: str
    flats: list[OwnerFlat]
    words: list[OwnersWord]
    deliveries: list[Delivery]
    readings: list[BallotReading] = field(default_factory=list)

    @property
    def place(self) -> str:
        return self.flats[0].place

    @property
    def more(self) -> int:
        return len(self.flats) - 1

    @property
    def area(self):
        return sum(flat.area for flat in self.flats)

    @property
    def word(self) -> str | None:
        return common_word(self.words)

    @property
    def is_delivered(self) -> bool:
        return bool(self.deliveries or self.words)

    @property
    def speaks_for_itself(self) -> bool:
        return any(one.way == VoteChannel.ONLINE for one in self.words)

    @property
    def way(self) -> str:
        return str(VoteChannel(self.words[0].way).label) if self.words else ""

    @property
    def paper(self) -> str:
        """How far its signed ballot is: '' (none), read (by one), differs, settled."""
        if not self.readings:
            return ""
        if settled_mark(self.readings) is not None:
            return "settled"
        return "read" if len(self.readings) == 1 else "differs"


def entries_of(vote: OwnersVote, user: User | None = None) -> list[Entry]:
    """Return the heads of `vote` that `user` serves, those of all flats when None or for who runs it, in walking order."""
    heads = vote.heads.filter(flats__isnull=False).distinct()
    if user is not None and not rules.may_run_owners_vote(user, vote.project):
        if not rules.may_help_households(user, vote.project):
            return []
        doors = living_in(user.areas_of(rules.HELPERS), "flats__household__")
        elsewhere = (
            Q(flats__household__isnull=True) if rules.may_help_elsewhere(user, vote.project) else Q(pk__in=[])
        )
        heads = heads.filter(doors | elsewhere)
    prefetched = heads.prefetch_related("flats__household__area", "people", "words", "deliveries", "readings")
    found = [_entry(owner) for owner in prefetched]
    return sorted(found, key=lambda one: (_order(one.flats[0]), one.owner.number))


def _entry(owner: Owner) -> Entry:
    flats = sorted(owner.flats.all(), key=_order)
    name = "、".join(one.name for one in owner.people.all() if one.name)
    words, deliveries = list(owner.words.all()), list(owner.deliveries.all())
    return Entry(owner, name, flats, words, deliveries, list(owner.readings.all()))


def _order(flat: OwnerFlat) -> list:
    return [0, *walking_order(flat.household)] if flat.household else [1, flat.place]


def next_entry(entries: list[Entry], after: Owner) -> Entry | None:
    """Return the next of `entries` behind `after` that has not spoken, from the beginning again at the end."""
    return next_waiting(entries, lambda one: one.owner == after, lambda one: not one.words)
