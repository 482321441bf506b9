"""Real elections: one read from its file into a closed round, and any closed round counted anew."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation import rounds
from deliberation.models import Ballot, BallotKind, Candidate, RollEntry, VoteChannel, VotingRound
from deliberation.results import closing, pabulib
from deliberation.results.pabulib_rules import OddBallots
from deliberation.rounds import ballot_spec
from panlong import audit, clock
from panlong.areas.models import CODE_LENGTHS, Area, Level
from panlong.errors import Refused, require
from panlong.tools.transactions import checked_at_once

CHUNK = 5000
DISTRICT = "530103"  # where a portal without areas puts what it reads
WAYS = {"paper": VoteChannel.PAPER, "traditional": VoteChannel.PAPER}


@transaction.atomic
def take_in(
    path: str, area: Area | None = None, odd: OddBallots = OddBallots.REFUSE
) -> tuple[VotingRound, list[str]]:
    """Read the Pabulib file at `path` into a closed round of `area`; return it and what is to be said about it.

    Each ballot is checked by the form that checks a voter's, and counted as all others are. What becomes of ballots
    that break the file's own limits is told by `odd`. Raises pabulib.NotAnElection and Refused; then nothing is left
    behind.
    """
    election = pabulib.read_election(path, odd)
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
    with checked_at_once():
        _put_votes_in(round, election)
    audit.record(
        "import_round", by=None, target=round, area_code=round.area.code, ballots=len(election.votes),
        odd=len(election.odd), treatment=str(odd),
    )  # fmt: skip
    round = closing.close_round(round)
    return round, remarks + _about_odd(election, odd) + _differences(round, election)


def _rule_of(election: pabulib.Election) -> tuple[str, list[str]]:
    """Return the rule of ours that `election` is decided by, and a remark when it is not the file's."""
    said, ours = election.rule.lower(), election.our_rule
    if said == ours:
        return ours, []
    if said in pabulib.EQUAL_SHARES:
        remark = _("The file's rule “%(rule)s” ends where no project is paid by its supporters any more; ours, “%(ours)s”, goes on with the money that is left, so it may choose more.")  # fmt: skip
    elif said:
        remark = _("The file's rule “%(rule)s” is none of ours; the round is decided by “%(ours)s”.")
    else:
        remark = _("The file names no rule; the round is decided by “%(ours)s”.")
    return ours, [remark % {"rule": said[:40], "ours": ours}]


def _about_odd(election: pabulib.Election, treatment: OddBallots) -> list[str]:
    """Say which ballots were odd and what became of them, by line and voter."""
    if not election.odd:
        return []
    listed = " ".join(f"{one.line}: {one.reason}" for one in election.odd[:10])
    more = " …" if len(election.odd) > 10 else ""
    if treatment == OddBallots.COUNT:
        said = _("%(n)d odd ballots were counted as they are, by line: %(listed)s")
    else:
        said = _("%(n)d odd ballots were set aside, by line: %(listed)s")
    remarks = [said % {"n": len(election.odd), "listed": listed + more}]
    if election.ballots_again:
        told = _(
            "%(n)d of them count a second time: the published votes have a project twice that a ballot names twice."
        )
        remarks.append(told % {"n": election.ballots_again})
    if election.other_counts:
        codes = ", ".join(election.other_counts[:10])
        remarks.append(_("The published votes have them: other votes for %(codes)s.") % {"codes": codes})
    return remarks


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
    form = ballot_spec.ballot_spec(round.pk)
    for start in range(0, len(election.votes), CHUNK):
        some = election.votes[start : start + CHUNK]
        entries = RollEntry.objects.bulk_create(
            RollEntry(
                round=round, label=voter, marked_at=round.closes_at, way=WAYS.get(way, VoteChannel.ONLINE)
            )
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
        one.code
        for one in election.projects
        if one.selected is not None and not one.paid_otherwise and one.selected != chosen[one.code]
    ]
    otherwise = [one.code for one in election.projects if one.paid_otherwise]
    remarks = []
    if otherwise:
        told = _(
            "%(n)d projects were paid out of other money than the budget, which no rule tells: %(codes)s"
        )
        remarks.append(told % {"n": len(otherwise), "codes": _listed(otherwise)})
    if other:
        told = _("%(n)d projects were published with another outcome: %(codes)s")
        remarks.append(told % {"n": len(other), "codes": _listed(other)})
    return remarks


def _listed(codes: list[str]) -> str:
    return ", ".join(codes[:10]) + (" …" if len(codes) > 10 else "")


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


# --- Counting anew -------------------------------------------------------------------------------------------------
def as_tally(round: VotingRound) -> dict:
    """Count the ballots of a closed round anew: votes by project, who is selected, by which rule, how many voted."""
    require(round.closed_at is not None, _("The round is not counted yet."))
    result = rounds.work_out_result(round, rounds.ballot_patterns(round))
    codes = round.candidates.order_by("pk").values_list("code", flat=True)
    return {
        "votes": dict(zip(codes, result.count.votes, strict=True)),
        "selected": result.chosen,
        "rule": round.rule,
        "turnout": result.count.ballots,
    }
