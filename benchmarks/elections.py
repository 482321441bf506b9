"""Which published elections do we reproduce? Reads a folder of Pabulib files, counts each anew and compares.

    .venv/bin/python benchmarks/elections.py FOLDER [--list]

No database and nothing of the portal's data is touched. Each file is reproduced, or set aside by name with the reason, or it
differs; `--list` names all that are not simply reproduced. A choice is reproduced when our rule makes the published one, if
need be with ties broken as the city broke them, or without projects that the city left out although its own rule had chosen
them. Exit code 1 when votes or choice of a file by one of our rules come out otherwise.
"""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panlong.settings")
for name, value in {
    "PANLONG_SECRET_KEY": "none", "PANLONG_PHONE_KEY": f"{'0' * 43}=", "DATABASE_URL": "postgresql:///none", "REDIS_URL": "redis://none",
}.items():  # fmt: skip
    os.environ.setdefault(name, value)

import django  # noqa: E402

django.setup()

from django.utils import translation  # noqa: E402

from deliberation.results import pabulib  # noqa: E402
from deliberation.results.pabulib_rules import OddBallots  # noqa: E402
from deliberation.rounds import tally  # noqa: E402

OUTCOMES = {
    "reproduced": "votes and choice as published",
    "reproduced, odd ballots counted": "the same, with ballots beyond the file's limits",
    "reproduced, odd ballots set aside": "the same, without them",
    "reproduced, ties otherwise": "projects with the same votes stand in another order than ours, which no vote decides",
    "reproduced, projects left out": "once the named projects are left out, which had the votes and the money",
    "votes, choice by a rule of ours": "the file names another rule, but the named one of ours chooses the same",
    "votes, no choice published": "the votes are as published, and there is nothing else to compare",
    "votes, another rule": "the votes are as published; the choice follows a rule that is none of ours",
    "differs: choice": "by one of our rules, but another choice",
    "differs: votes": "the votes come out neither with nor without the odd ballots",
    "set aside: another kind of vote": "points, ranks",
    "set aside: broken": "the file does not agree with itself, or is none",
}
LEFT_OUT = "reproduced, projects left out"
MOST_LEFT_OUT = 3  # with more of them left out, any choice could be explained


def main() -> int:
    """Read the folder, print how many files come out how; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--list", action="store_true", help="name each file that is not simply reproduced, and why"
    )
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    with translation.override("en"):
        for file in sorted(options.folder.glob("**/*.pb")):
            outcome, why = outcome_of(file)
            counts[outcome] += 1
            if options.list and outcome != "reproduced":
                print(f"{file.name}: {outcome}: {why}")
    for outcome, meaning in OUTCOMES.items():
        print(f"{counts[outcome]:6d}  {outcome} ({meaning})")
    print(f"{counts.total():6d}  files")
    return int(any(counts[outcome] for outcome in OUTCOMES if outcome.startswith("differs")))


def outcome_of(file: Path) -> tuple[str, str]:
    """Return how `file` comes out (one of OUTCOMES), and why."""
    election, treatment, refusal = readable(file)
    if election is None:
        for words, outcome in (
            ("such ballots", "differs: votes"),
            ("vote type", "set aside: another kind of vote"),
        ):
            if words in refusal:
                return outcome, refusal
        return "set aside: broken", refusal
    if any(one.selected is None for one in election.projects):
        return "votes, no choice published", said(election)
    if said(election) not in tally.RULES:
        return by_another_rule(election)
    how = explained(election, election.our_rule)
    if how is None:
        return (
            "differs: choice",
            f"{said(election)}: {', '.join(differing(election, election.our_rule)[:10])}",
        )
    if how:
        return how
    if treatment == OddBallots.REFUSE:
        return "reproduced", ""
    way = "counted" if treatment == OddBallots.COUNT else "set aside"
    return f"reproduced, odd ballots {way}", ", ".join(one.voter for one in election.odd)


def said(election: pabulib.Election) -> str:
    """Return the rule that the file names."""
    return election.rule.lower() or "no rule"


def by_another_rule(election: pabulib.Election) -> tuple[str, str]:
    """Return how a file comes out whose rule is none of ours: which of ours chooses the same, if one does.

    Only “greedy-exclusive” may leave projects out: there some exclude each other, and no file says which.
    """
    found = {rule: explained(election, rule) for rule in ("greedy", "greedy-no-skip")}
    for rule, how in found.items():
        if how == ():
            return "votes, choice by a rule of ours", f"{said(election)}: as {rule}"
    for rule, how in found.items():
        if how and (how[0] != LEFT_OUT or said(election) == "greedy-exclusive"):
            return "votes, choice by a rule of ours", f"{said(election)}: as {rule} ({', '.join(how)})"
    return "votes, another rule", said(election)


def readable(file: Path) -> tuple[pabulib.Election | None, OddBallots, str]:
    """Return the election, by which treatment of odd ballots it could be read, and the first refusal."""
    first = ""
    for treatment in OddBallots:
        try:
            election = pabulib.read_election(str(file), treatment)
        except pabulib.NotAnElection as refusal:
            first = first or str(refusal)
            if "such ballots" not in first:
                break
            continue
        if not election.other_counts:
            return election, treatment, first
    return None, OddBallots.REFUSE, first


def explained(election: pabulib.Election, rule: str) -> tuple[str, str] | tuple[()] | None:
    """Return () when `rule` makes the published choice, else with what it does (an outcome, names), None when it does not."""
    other = differing(election, rule)
    if not other:
        return ()
    if (
        rule not in tally.RULES[:3]
    ):  # equal shares does not go by votes: neither ties nor places can be told from outside
        return None
    if not differing(election, rule, ties_as_published=True):
        return "reproduced, ties otherwise", ", ".join(other)
    left_out: list[str] = []
    while other and len(left_out) < MOST_LEFT_OUT:
        chosen_by_us = [one.code for one in by_votes(election) if one.code in other and not one.selected]
        if not chosen_by_us:
            return None
        left_out.append(chosen_by_us[0])
        other = differing(election, rule, left_out, ties_as_published=True)
    return None if other else (LEFT_OUT, ", ".join(left_out))


def by_votes(election: pabulib.Election) -> list[pabulib.ListedProject]:
    """Return the projects, those with most votes first, and of one number those that were published as chosen."""
    votes = dict(zip((one.code for one in election.projects), counted(election)[1], strict=True))
    return sorted(election.projects, key=lambda one: (-votes[one.code], not one.selected, -one.cost))


def counted(election: pabulib.Election) -> tuple[Counter[bytes], list[int]]:
    """Return the patterns of the ballots, and the votes of the projects."""
    patterns = Counter(
        bytes(tally.YES if place in places else tally.ABSTAIN for place in range(len(election.projects)))
        for places in (frozenset(places) for _voter, _way, places in election.votes)
    )
    return patterns, tally.count(patterns, len(election.projects)).votes


def differing(
    election: pabulib.Election,
    rule: str,
    left_out: list[str] | None = None,
    *,
    ties_as_published: bool = False,
) -> list[str]:
    """Return the projects whose published outcome is another one than ours by `rule`; not those paid out of other money.

    Projects `left_out` are not chosen from. With `ties_as_published` those that were published as chosen go first among
    the ones with the same votes: their place among the others becomes a fraction of a vote.
    """
    patterns, votes = counted(election)
    finer, least = (
        dict(zip((one.code for one in election.projects), votes, strict=True)),
        election.least_votes,
    )
    if ties_as_published:
        size = len(election.projects) + 1
        finer = {
            one.code: finer[one.code] * size + size - 1 - place
            for place, one in enumerate(by_votes(election))
        }
        least = max(least, 1) * size
    entrants = [
        tally.Entrant(one.code, one.cost, 0 if one.code in (left_out or ()) else finer[one.code])
        for one in election.projects
    ]
    chosen = set(tally.choose(entrants, tally.Terms(rule, election.budget, least), patterns))
    return [
        one.code
        for one in election.projects
        if not one.paid_otherwise and one.selected != (one.code in chosen)
    ]


if __name__ == "__main__":
    sys.exit(main())
