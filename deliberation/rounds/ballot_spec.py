"""What a ballot of a round looks like, and whether a choice is one.

A ballot is a byte for each project in the order of the ballot (`tally.YES`, `NO`, `ABSTAIN`): all ballots of a round
have one length, so the length of a sealed one says nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from deliberation.models import BallotKind, Candidate, VotingRound
from deliberation.rounds.tally import ABSTAIN, NO, YES
from panlong.errors import Refused


@dataclass(frozen=True)
class BallotSpec:
    """The form of a round's ballots. It never changes once the round is open."""

    round: int
    opens_at: datetime
    closes_at: datetime
    secret: bool
    publishes_voices: bool
    public_key: bytes
    kind: str
    fewest: int
    most: int
    most_cost: Decimal | None
    keys: tuple[int, ...]  # of the candidates, in the order of the ballot
    costs: tuple[Decimal, ...]

    def mark(self, yes: Collection[int], no: Collection[int] = ()) -> bytes:
        """Return the ballot for candidates `yes` and against `no` (ids); raise Refused when it is none of this round."""
        chosen, opposed = set(yes), set(no)
        if not chosen | opposed <= set(self.keys) or chosen & opposed:
            raise Refused(_("Choose projects of this ballot only."), field="candidates")
        marks = bytes(YES if key in chosen else NO if key in opposed else ABSTAIN for key in self.keys)
        self.check(marks)
        return marks

    def check(self, marks: bytes) -> None:
        """Raise Refused with what is wrong with `marks`."""
        places = [place for place, mark in enumerate(marks) if mark == YES]
        if self.kind == BallotKind.JUDGE:
            if not any(marks):
                raise Refused(_("Say yes or no to at least one project."), field="candidates")
            return
        if not self.fewest <= len(places) <= self.most:
            raise Refused(
                _("Choose between %(fewest)d and %(most)d projects.")
                % {"fewest": self.fewest, "most": self.most}
                if self.fewest > 1
                else _("Choose between 1 and %(most)d projects.") % {"most": self.most},
                field="candidates",
            )
        if self.most_cost is not None and sum(self.costs[place] for place in places) > self.most_cost:
            raise Refused(
                _("Your choice costs more than %(most)s yuan together.") % {"most": f"{self.most_cost:,.2f}"},
                field="candidates",
            )

    def is_valid(self, marks: bytes) -> bool:
        """Say whether `marks` is a ballot of this round."""
        if len(marks) != len(self.keys) or set(marks) - {YES, NO, ABSTAIN}:
            return False
        if NO in marks and self.kind != BallotKind.JUDGE:
            return False
        try:
            self.check(marks)
        except Refused:
            return False
        return True

    def read(self, marks: bytes, mark: int = YES) -> list[int]:
        """Return the candidates (ids) that `marks` gives `mark`."""
        return [key for key, one in zip(self.keys, marks, strict=True) if one == mark]

    @property
    def blank(self) -> bytes:
        """The ballot that says nothing: a paper that is void."""
        return bytes(len(self.keys))


@lru_cache(maxsize=256)
def ballot_spec(round_id: int) -> BallotSpec:
    """Return the form of the ballots of an open round. Kept in memory: the database lets nobody change it."""
    round = VotingRound.objects.get(pk=round_id)
    candidates = Candidate.objects.filter(round=round_id).order_by("pk").values_list("pk", "cost")
    keys, costs = zip(*candidates, strict=True) if candidates else ((), ())
    return BallotSpec(
        round=round_id,
        opens_at=round.opens_at,
        closes_at=round.closes_at,
        secret=round.secret,
        publishes_voices=round.publishes_voices,
        public_key=bytes(round.public_key or b""),
        kind=round.ballot_kind,
        fewest=round.fewest_choices,
        most=len(keys) if round.ballot_kind == BallotKind.BUDGET else round.most_choices,
        most_cost=round.most_cost,
        keys=keys,
        costs=costs,
    )
