"""Does a round's result follow from what was published? Only its files are read, no database."""

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from deliberation import pabulib, tally
from deliberation.boxes import code_of


class Unreadable(Exception):
    """The files cannot be read at all."""


def verify(folder: Path, sums: Mapping[str, str] | None = None) -> list[str]:
    """Return what is wrong with the files of a round in `folder`, one sentence each; nothing wrong: an empty list.

    `sums` are the fingerprints that the notice of the result has. Raises Unreadable when there is nothing to check.
    """
    try:
        facts = json.loads((folder / "round.json").read_text(encoding="utf-8"))
        return [
            *_fingerprints(folder, sums or {}),
            *_receipts(facts),
            *_numbers(facts),
            *_count(facts),
            *_tables(facts, folder),
            *_pabulib(facts, folder),
        ]
    except (OSError, ValueError):
        raise Unreadable(_("%(file)s cannot be read.") % {"file": folder / "round.json"}) from None
    except (KeyError, TypeError, IndexError, ArithmeticError) as error:
        raise Unreadable(
            _("%(folder)s: round.json is not whole (%(error)r).") % {"folder": folder, "error": error}
        ) from None


def fingerprint(file: Path) -> str:
    """Return the SHA-256 of `file`, to be compared with what others have."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def sums_in(text: str) -> dict[str, str]:
    """Return the fingerprints that the text of a notice has, by name of file."""
    return dict(re.findall(r"([a-z]+\.(?:json|csv|pb))[^\n]*?([0-9a-f]{64})(?![0-9a-f])", text))


def _fingerprints(folder: Path, sums: Mapping[str, str]) -> list[str]:
    wrong = []
    for name, sum in sums.items():
        if not (folder / name).exists():
            wrong.append(_("%(file)s is missing.") % {"file": name})
        elif fingerprint(folder / name) != sum:
            wrong.append(
                _("%(file)s is not the file that the notice of the result names: it was changed.")
                % {"file": name}
            )
    return wrong


def _receipts(facts) -> list[str]:
    wrong = []
    codes = [one["code"] for one in facts["sealed"]]
    if len(set(codes)) != len(codes):
        wrong.append(_("A receipt code is listed twice."))
    for one in facts["sealed"]:
        sealed = bytes.fromhex(one["sealed"])
        if code_of(sealed) != one["code"]:
            wrong.append(_("The sealed ballot %(code)s does not give its code.") % one)
        if len(sealed) != 48 + len(facts["projects"]):
            wrong.append(_("The sealed ballot %(code)s has a length of its own.") % one)
    return wrong


def _numbers(facts) -> list[str]:
    wrong = []
    if not facts["secret"]:
        return wrong
    online, papers, opened = len(facts["sealed"]), facts["papers"], len(facts["ballots"])
    if online + papers + facts["papers_taken_away"] != facts["marked"]:
        wrong.append(
            _(
                "%(marked)d roll entries are marked, but there are %(online)d receipt codes, %(papers)d papers and %(away)d papers that were taken away."
            )
            % {
                "marked": facts["marked"],
                "online": online,
                "papers": papers,
                "away": facts["papers_taken_away"],
            }
        )
    if opened != online + papers:
        wrong.append(
            _("%(opened)d ballots were opened out of %(online)d sealed ones and %(papers)d papers.")
            % {"opened": opened, "online": online, "papers": papers}
        )
    if facts["marked"] > facts["on_roll"]:
        wrong.append(_("More entries are marked than the roll has."))
    return wrong


def _count(facts) -> list[str]:
    projects, terms = facts["projects"], facts["terms"]
    if not facts["ballots"] and not facts["secret"] and facts["turnout"]:
        return []  # a named round: totals only
    patterns = Counter(bytes(int(mark) for mark in ballot) for ballot in facts["ballots"])
    wrong = [
        _("A ballot has %(n)d marks.") % {"n": len(one)} for one in patterns if len(one) != len(projects)
    ]
    if wrong:
        return wrong
    counted = tally.count(patterns, len(projects))
    if counted.ballots != facts["turnout"]:
        wrong.append(
            _("The turnout is said to be %(said)d; there are %(ballots)d ballots.")
            % {"said": facts["turnout"], "ballots": counted.ballots}
        )
    for one, votes, against in zip(projects, counted.votes, counted.against, strict=True):
        if (one["votes"], one["against"] or 0) != (votes, against):
            wrong.append(
                _("%(code)s is said to have %(said)s votes; the ballots give %(votes)d.")
                % {"code": one["code"], "said": one["votes"], "votes": votes}
            )
    chosen = [] if counted.ballots < terms["quorum"] else _chosen(facts, counted, patterns)
    if set(chosen) != {one["code"] for one in projects if one["chosen"]}:
        wrong.append(
            _("By the rule %(rule)s other projects are chosen: %(codes)s.")
            % {"rule": terms["rule"], "codes": ", ".join(chosen) or "–"}
        )
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
                wrong.append(_("%(file)s is missing.") % {"file": name})
            continue
        with open(folder / name, encoding="utf-8", newline="") as file:
            found = list(csv.reader(file))[1:]
        if found != rows:
            wrong.append(_("%(file)s says something else than round.json.") % {"file": name})
    return wrong


def _pabulib(facts, folder: Path) -> list[str]:
    file = folder / "round.pb"
    if not file.exists():
        return [_("%(file)s is missing.") % {"file": "round.pb"}] if facts["secret"] else []
    try:
        election = pabulib.read(str(file))
    except pabulib.NotAnElection as error:
        return [f"round.pb: {error}"]
    votes = Counter(places for _voter, _way, places in election.votes)
    yes = Counter(
        tuple(place for place, mark in enumerate(ballot) if mark == str(tally.YES))
        for ballot in facts["ballots"]
    )
    return [] if votes == yes else [_("round.pb has other ballots than round.json.")]
