"""What the Pabulib format wants of a file beside its votes: the names of rules, and ballots that break its own limits."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _


class OddBallots(StrEnum):
    """What becomes of ballots that a file's own limits do not allow: cities count some of them all the same."""

    REFUSE = "refuse"  # the file, and say what was found
    COUNT = "count"  # as they stand there, as the city did
    SET_ASIDE = "set-aside"


class Odd(NamedTuple):
    """A ballot that breaks the limits of its file: its voter, its line, what is odd, the projects as it names them."""

    voter: str
    line: int
    reason: str
    named: tuple[int, ...]
    way: str = ""

    @property
    def places(self) -> tuple[int, ...]:
        """The projects, each once."""
        return tuple(sorted(set(self.named)))

    def again(self) -> list[tuple[int, tuple[int, ...]]]:
        """Return (2, what it names at least twice), (3, what it names at least three times) and so on."""
        times = Counter(self.named)
        most = max(times.values(), default=1)
        return [(n, tuple(sorted(place for place in times if times[place] >= n))) for n in range(2, most + 1)]


def agrees(votes: Counter, published: Sequence[int | None]) -> bool:
    """Say whether `votes` by place of the project are those that the file publishes."""
    return all(said in (None, votes[place]) for place, said in enumerate(published))


def ballots_again(
    odd: Sequence[Odd], kept: Counter, published: Sequence[int | None]
) -> list[tuple[Odd, int, tuple[int, ...]]]:
    """Return what is counted beside the odd ballots when each counts as the city counted it: (ballot, how often, places).

    A project that a ballot names twice counts once, unless the published votes come out only when it counts twice, as in
    Warsaw: then the second naming is a ballot of its own. `kept` are the votes of the ballots that are not odd.
    """
    once = kept + Counter(place for one in odd for place in one.places)
    more = [(one, number, places) for one in odd for number, places in one.again()]
    if agrees(once, published):
        return []
    return (
        more
        if agrees(once + Counter(place for _one, _n, places in more for place in places), published)
        else []
    )


def told(odd: Sequence[Odd], kept: Counter, published: Sequence[int | None]) -> str:
    """Say how many ballots are odd, and with which treatment the votes come out as `published`.

    `kept` are the votes of the other ballots by place of the project, `published` those that the file says.
    """
    once = kept + Counter(place for one in odd for place in one.places)
    counted = agrees(once, published) or bool(ballots_again(odd, kept, published))
    ways = [
        name
        for name, does in ((OddBallots.COUNT, counted), (OddBallots.SET_ASIDE, agrees(kept, published)))
        if does
    ]
    if not ways:
        return _("%(n)d such ballots; neither counted nor set aside do they give the published votes.") % {
            "n": len(odd)
        }
    return _("%(n)d such ballots; the published votes come out with --odd-ballots %(ways)s.") % {
        "n": len(odd), "ways": " / ".join(ways),
    }  # fmt: skip


def names(odd: Sequence[Odd]) -> str:
    """Return the voters of odd ballots, as META keeps them."""
    return ",".join(one.voter for one in odd)


def rule_named(
    rule: str, least_votes: int, votes: Sequence[int], *, is_custom: bool, has_conflicts: bool
) -> dict[str, str]:
    """Return the META lines by which a file says our `rule`, as the format's checker understands them.

    There “greedy” chooses without a vote too and may have no threshold beside it; projects that exclude each other make
    it “greedy-exclusive”; where yes is weighed against no, or too few voted for anything, it is a custom rule.
    """
    needed = least_votes > 1 or 0 in votes or rule == "greedy-threshold"
    if rule != "equalshares/add1":
        if is_custom:
            rule = "greedy-custom"
        elif has_conflicts:
            rule = "greedy-exclusive"
        elif needed and rule == "greedy":
            rule = "greedy-threshold"
    return {"rule": rule, **({"min_project_score_threshold": str(max(least_votes, 1))} if needed else {})}
