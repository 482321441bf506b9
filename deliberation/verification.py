"""Does a round's result follow from what was published? Only its files are read, no database."""

import csv
import hashlib
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

from deliberation import pabulib, tally
from deliberation.boxes import code_of


class Unreadable(Exception):
    """The files cannot be read at all."""


def verify(folder: Path) -> list[str]:
    """Return what is wrong with the files of a round in `folder`, one sentence each; nothing wrong: an empty list.

    Raises Unreadable when there is nothing to check.
    """
    try:
        facts = json.loads((folder / "round.json").read_text(encoding="utf-8"))
        return [
            *_receipts(facts),
            *_numbers(facts),
            *_count(facts),
            *_tables(facts, folder),
            *_pabulib(facts, folder),
        ]
    except (OSError, ValueError) as error:
        raise Unreadable(f"{folder}: {error}") from None
    except (KeyError, TypeError, IndexError, ArithmeticError) as error:
        raise Unreadable(f"{folder}: round.json is not whole ({error!r}).") from None


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of round.json, to be compared with what others have."""
    return hashlib.sha256((folder / "round.json").read_bytes()).hexdigest()


def _receipts(facts) -> list[str]:
    wrong = []
    codes = [one["code"] for one in facts["sealed"]]
    if len(set(codes)) != len(codes):
        wrong.append("A receipt code is listed twice.")
    for one in facts["sealed"]:
        sealed = bytes.fromhex(one["sealed"])
        if code_of(sealed) != one["code"]:
            wrong.append(f"The sealed ballot {one['code']} does not give its code.")
        if len(sealed) != 48 + len(facts["projects"]):
            wrong.append(f"The sealed ballot {one['code']} has a length of its own.")
    return wrong


def _numbers(facts) -> list[str]:
    wrong = []
    if not facts["secret"]:
        return wrong
    online, papers, opened = len(facts["sealed"]), facts["papers"], len(facts["ballots"])
    if online + papers + facts["papers_taken_away"] != facts["marked"]:
        wrong.append(
            f"{facts['marked']} roll entries are marked, but there are {online} receipt codes, {papers} papers"
            f" and {facts['papers_taken_away']} papers that were taken away."
        )
    if opened != online + papers:
        wrong.append(f"{opened} ballots were opened out of {online} sealed ones and {papers} papers.")
    if facts["marked"] > facts["on_roll"]:
        wrong.append("More entries are marked than the roll has.")
    return wrong


def _count(facts) -> list[str]:
    projects, terms = facts["projects"], facts["terms"]
    if not facts["ballots"] and not facts["secret"] and facts["turnout"]:
        return []  # a named round: totals only
    patterns = Counter(bytes(int(mark) for mark in ballot) for ballot in facts["ballots"])
    wrong = [f"A ballot has {len(one)} marks." for one in patterns if len(one) != len(projects)]
    if wrong:
        return wrong
    counted = tally.count(patterns, len(projects))
    if counted.ballots != facts["turnout"]:
        wrong.append(f"The turnout is said to be {facts['turnout']}; there are {counted.ballots} ballots.")
    for one, votes, against in zip(projects, counted.votes, counted.against, strict=True):
        if (one["votes"], one["against"] or 0) != (votes, against):
            wrong.append(f"{one['code']} is said to have {one['votes']} votes; the ballots give {votes}.")
    chosen = [] if counted.ballots < terms["quorum"] else _chosen(facts, counted, patterns)
    if set(chosen) != {one["code"] for one in projects if one["chosen"]}:
        wrong.append(f"By the rule {terms['rule']} other projects are chosen: {', '.join(chosen) or 'none'}.")
    return wrong


def _chosen(facts, counted: tally.Count, patterns: Counter) -> list:
    terms = facts["terms"]
    excludes: dict[str, set] = {}
    for first, second in facts["conflicts"]:
        excludes.setdefault(first, set()).add(second)
        excludes.setdefault(second, set()).add(first)
    entrants = [
        tally.Entrant(
            one["code"], Decimal(one["cost"]), votes, against, frozenset(excludes.get(one["code"], ()))
        )
        for one, votes, against in zip(facts["projects"], counted.votes, counted.against, strict=True)
    ]
    rule = tally.Terms(
        terms["rule"],
        Decimal(terms["budget"]),
        terms["least_votes"],
        terms["seed"],
        terms["tie_rule"] == "lot",
    )
    return tally.choose(entrants, rule, patterns)


def _tables(facts, folder: Path) -> list[str]:
    expected = {
        "receipts.csv": [[one["code"]] for one in facts["sealed"]],
        "sealed.csv": [[one["code"], one["sealed"]] for one in facts["sealed"]],
        "ballots.csv": [list(ballot) for ballot in facts["ballots"]],
    }
    wrong = []
    for name, rows in expected.items():
        if not (folder / name).exists():
            if rows and (facts["secret"] or name == "ballots.csv"):
                wrong.append(f"{name} is missing.")
            continue
        with open(folder / name, encoding="utf-8", newline="") as file:
            found = list(csv.reader(file))[1:]
        if found != rows:
            wrong.append(f"{name} says something else than round.json.")
    return wrong


def _pabulib(facts, folder: Path) -> list[str]:
    file = folder / "round.pb"
    if not file.exists():
        return ["round.pb is missing."] if facts["secret"] else []
    try:
        election = pabulib.read(str(file))
    except pabulib.NotAnElection as error:
        return [f"round.pb: {error}"]
    votes = Counter(places for _voter, _way, places in election.votes)
    yes = Counter(
        tuple(place for place, mark in enumerate(ballot) if mark == str(tally.YES))
        for ballot in facts["ballots"]
    )
    return [] if votes == yes else ["round.pb has other ballots than round.json."]
