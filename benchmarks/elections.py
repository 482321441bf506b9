"""Which published elections do we reproduce? Reads a folder of Pabulib files, counts each anew and compares.

    .venv/bin/python benchmarks/elections.py FOLDER [--list]

No database and nothing of the portal's data is touched. A file is reproduced when votes and choice are those that it
publishes; where odd ballots stand in the way they are counted as they are, then set aside. Exit code 1 when a file by one
of our rules comes out otherwise.
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
    "votes only": "the file publishes no choice, or decides by a rule that is none of ours",
    "other choice": "by one of our rules, but another choice",
    "odd ballots": "its votes come out neither with nor without its odd ballots",
    "not read": "another kind of vote, or the file does not agree with itself",
}


def main() -> int:
    """Read the folder, print how many files come out how; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="name each file that is not reproduced, and why")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    with translation.override("en"):
        for file in sorted(options.folder.glob("**/*.pb")):
            outcome, why = outcome_of(file)
            counts[outcome] += 1
            if options.list and not outcome.startswith("reproduced"):
                print(f"{file.name}: {outcome}: {why}")
    for outcome, meaning in OUTCOMES.items():
        print(f"{counts[outcome]:6d}  {outcome} ({meaning})")
    print(f"{counts.total():6d}  files")
    return int(counts["other choice"] > 0)


def outcome_of(file: Path) -> tuple[str, str]:
    """Return how `file` comes out (one of OUTCOMES), and why."""
    election, treatment, refusal = readable(file)
    if election is None:
        return ("odd ballots" if "such ballots" in refusal else "not read"), refusal
    said = election.rule.lower()
    if said not in tally.RULES or any(one.selected is None for one in election.projects):
        return "votes only", said or "no rule"
    other = differing(election)
    if other:
        return "other choice", f"{said}: {', '.join(other[:10])}"
    ways = {OddBallots.COUNT: ", odd ballots counted", OddBallots.SET_ASIDE: ", odd ballots set aside"}
    return f"reproduced{ways.get(treatment, '')}", ""


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


def differing(election: pabulib.Election) -> list[str]:
    """Return the projects whose published outcome is another one than ours; not those paid out of other money."""
    patterns = Counter(
        bytes(tally.YES if place in places else tally.ABSTAIN for place in range(len(election.projects)))
        for places in (frozenset(places) for _voter, _way, places in election.votes)
    )
    votes = tally.count(patterns, len(election.projects)).votes
    entrants = [tally.Entrant(one.code, one.cost, n) for one, n in zip(election.projects, votes, strict=True)]
    terms = tally.Terms(election.our_rule, election.budget, election.least_votes)
    chosen = set(tally.choose(entrants, terms, patterns))
    return [
        one.code
        for one in election.projects
        if not one.paid_otherwise and one.selected != (one.code in chosen)
    ]


if __name__ == "__main__":
    sys.exit(main())
