"""Elections as files: a real one read into a closed round, and any closed round written as one."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation import ballots, pabulib, voting
from deliberation.models import (
    Ballot,
    BallotKind,
    Candidate,
    RollEntry,
    VotingRound,
    Way,
    WinnerRule,
)
from deliberation.tally import YES
from panlong import audit, clock
from panlong.areas.models import CODE_LENGTHS, Area, Level
from panlong.errors import Refused, require

CHUNK = 5000
DISTRICT = "530103"  # where a portal without areas puts what it reads
WAYS = {"paper": Way.PAPER, "traditional": Way.PAPER}


@transaction.atomic
def take_in(path: str, area: Area | None = None) -> tuple[VotingRound, list[str]]:
    """Read the Pabulib file at `path` into a closed round of `area`; return it and what is to be said about it.

    Each ballot is checked by the form that checks a voter's, and counted as all others are. Raises
    pabulib.NotAnElection and Refused; then nothing is left behind.
    """
    election = pabulib.read(path)
    rule, remarks = _rule_of(election)
    opens_at, closes_at = _moments(election)
    title = election.meta.get("description") or Path(path).stem
    round = VotingRound.objects.create(
        area=area or default_area(), title=title[:200], opens_at=opens_at, closes_at=closes_at, budget=election.budget,
        ballot_kind=BallotKind.BUDGET if election.most_cost is not None and "max_length" not in election.meta else BallotKind.APPROVE,
        fewest_choices=election.fewest, most_choices=max(min(election.most, len(election.projects)), 1), most_cost=election.most_cost,
        least_votes=election.least_votes, quorum=0, rule=rule, operation=uuid4(), source=election.meta,
    )  # fmt: skip
    Candidate.objects.bulk_create(
        Candidate(round=round, code=one.code, title=one.title, cost=one.cost) for one in election.projects
    )
    _put_votes_in(round, election)
    audit.record(
        "import_round", by=None, target=round, area_code=round.area.code, ballots=len(election.votes)
    )
    round = voting.close(round)
    return round, remarks + _differences(round, election)


def _rule_of(election: pabulib.Election) -> tuple[str, list[str]]:
    """Return the rule of ours that `election` is decided by, and a remark when it is not the file's."""
    said = election.rule
    ours = {**{rule.value: rule.value for rule in WinnerRule}, "equalshares": WinnerRule.EQUAL_SHARES.value}
    if said in ours:
        return ours[said], []
    name = f"“{said[:40]}”" if said else "none"
    return WinnerRule.GREEDY, [
        f"The file's rule ({name}) is none of ours; the round is decided by “{WinnerRule.GREEDY.value}”."
    ]


def _moments(election: pabulib.Election) -> tuple[datetime, datetime]:
    """Return when the election opened and closed as far as its file tells; never after now."""
    meta, now = election.meta, clock.now()
    latest = timezone.make_naive(now) - timedelta(minutes=1)
    year = meta.get("instance", "")
    closes = pabulib.moment(meta.get("date_end", ""), end=True) or pabulib.moment(year, end=True) or latest
    closes = min(closes, latest)
    opens = pabulib.moment(meta.get("date_begin", ""), end=False) or pabulib.moment(year, end=False) or closes
    if opens >= closes:
        opens = closes - timedelta(days=1)
    return timezone.make_aware(opens), timezone.make_aware(closes)


def _put_votes_in(round: VotingRound, election: pabulib.Election) -> None:
    """Write roll, marks and ballots, as casting does one by one."""
    form = ballots.form_of(round.pk)
    for start in range(0, len(election.votes), CHUNK):
        some = election.votes[start : start + CHUNK]
        entries = RollEntry.objects.bulk_create(
            RollEntry(round=round, label=voter, marked_at=round.closes_at, way=WAYS.get(way, Way.ONLINE))
            for voter, way, _places in some
        )
        Ballot.objects.bulk_create(
            Ballot(round=round, roll_entry=entry, marks=form.mark([form.keys[place] for place in places]))
            for entry, (_voter, _way, places) in zip(entries, some, strict=True)
        )


def _differences(round: VotingRound, election: pabulib.Election) -> list[str]:
    """Say where the published outcome differs from ours. The votes were compared when the file was read."""
    chosen = dict(round.candidates.values_list("code", "chosen"))
    other = [
        one.code for one in election.projects if one.selected is not None and one.selected != chosen[one.code]
    ]
    if not other:
        return []
    return [
        f"{len(other)} projects were published with another outcome: {', '.join(other[:10])}{' …' if len(other) > 10 else ''}"
    ]


def default_area() -> Area:
    """Return the district; a portal without areas gets one."""
    district = Area.objects.filter(level=Level.DISTRICT).order_by("code").first()
    return district or area_of(DISTRICT)


def area_of(code: str) -> Area:
    """Return the area of `code`; one that nobody has loaded yet is made with those above it, named by their codes."""
    levels = {length: level for level, length in CODE_LENGTHS.items()}
    digits = code.replace("-", "")
    require(
        len(code) in levels and digits.isascii() and digits.isdigit(),
        _("“%(code)s” is not an area code.") % {"code": code[:40]},
    )
    area, parent = None, None
    for length, level in levels.items():
        if length > len(code):
            break
        part = code[:length]
        area, _is_new = Area.objects.get_or_create(
            code=part, defaults={"name": part, "level": level, "parent": parent}
        )
        parent = area
    if area is None:
        raise Refused(_("“%(code)s” is not an area code.") % {"code": code[:40]})
    return area


# --- Writing -------------------------------------------------------------------------------------------------------
def as_tally(round: VotingRound) -> dict:
    """Count the ballots of a closed round anew: votes by project, who is selected, by which rule, how many voted."""
    require(round.closed_at is not None, _("The round is not counted yet."))
    result = voting.work_out(round, voting.patterns(round))
    codes = round.candidates.order_by("pk").values_list("code", flat=True)
    return {
        "votes": dict(zip(codes, result.count.votes, strict=True)),
        "selected": result.chosen,
        "rule": round.rule,
        "turnout": result.count.ballots,
    }


def as_pabulib(round: VotingRound) -> str:
    """Return a closed round as a Pabulib file; the voters of a secret round are numbers in shuffled order."""
    require(round.closed_at is not None, _("The round is not counted yet."))
    require(bool(round.secret or round.source), _("Of a named round only totals are published."))
    candidates = list(round.candidates.order_by("pk"))
    votes = list(_votes_for_file(round, candidates))
    projects = (
        {"project_id": one.code, "cost": plain(one.cost), "votes": one.votes or 0, "name": one.title, "selected": int(bool(one.chosen))}
        for one in candidates
    )  # fmt: skip
    return pabulib.write(_meta(round, candidates, votes), projects, votes)


def _votes_for_file(round: VotingRound, candidates: list[Candidate]):
    codes = [one.code for one in candidates]

    def vote(marks) -> str:
        return ",".join(code for code, mark in zip(codes, bytes(marks), strict=True) if mark == YES)

    if round.secret:
        rows = round.opened_ballots.order_by("pk").values_list("marks", flat=True)
        return [(number, vote(marks)) for number, marks in enumerate(rows, 1)]
    rows = round.ballots.order_by("pk").values_list("roll_entry__label", "marks", "roll_entry__way")
    ways = {Way.PAPER.value: "paper", Way.ONLINE.value: "internet"}
    return [(label, vote(marks), ways[way]) for label, marks, way in rows]


def _meta(round: VotingRound, candidates: list[Candidate], votes: list[tuple]) -> dict[str, str]:
    shortest = min((len(one[1].split(",")) if one[1] else 0 for one in votes), default=0)
    own = {
        "description": round.title, "country": "China", "unit": Area.objects.above(round.area)[0].name, "subunit": round.area.name,
        "instance": f"{timezone.localtime(round.closes_at).year}", "num_projects": str(len(candidates)), "num_votes": str(len(votes)),
        "budget": plain(round.budget), "vote_type": "approval", "rule": round.rule,
        "date_begin": f"{timezone.localtime(round.opens_at):%d.%m.%Y}", "date_end": f"{timezone.localtime(round.closes_at):%d.%m.%Y}",
        "min_length": str(min(shortest, round.fewest_choices)), "max_length": str(round.most_choices), "min_project_score_threshold": str(round.least_votes),
        "language": "zh", "currency": "CNY",
    }  # fmt: skip
    if round.ballot_kind == BallotKind.JUDGE:
        own["max_length"], own["comment"] = (
            str(len(candidates)),
            "#1: Yes, no or abstain for each project; only yes is listed.",
        )
    elif round.ballot_kind == BallotKind.BUDGET:
        own["max_length"], own["max_sum_cost"] = str(len(candidates)), plain(round.most_cost or round.budget)
    if round.source:
        return {**round.source, **{key: own[key] for key in ("num_projects", "num_votes")}}
    return own


def plain(amount: Decimal) -> str:
    """Return an amount without needless zeros, as other elections write it."""
    return f"{amount:.2f}".removesuffix(".00")


def channels(round: VotingRound) -> Counter:
    """Return how many voted in which way."""
    return Counter(round.roll.filter(marked_at__isnull=False).values_list("way", flat=True))
