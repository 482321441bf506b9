"""Does a round's result follow from what was published? Only its files are read, no database."""

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from deliberation.results import pabulib, pabulib_rules
from deliberation.rounds import tally
from deliberation.rounds.ballot_box import code_of
from panlong.fields import without_hidden
from panlong.spreadsheets import neutralised


class Unreadable(Exception):
    """The files cannot be read at all."""


class Kind(StrEnum):
    """What a round publishes."""

    SECRET = "secret"
    IMPORTED = "imported"  # a real election from a file
    VOICES = "voices"  # a named round: each choice beside a receipt code or a name
    NAMED = "named"  # a named round of which only totals were promised


FILES = {
    Kind.SECRET: ("round.json", "round.pb", "receipts.csv", "sealed.csv", "ballots.csv", "count.csv"),
    Kind.IMPORTED: ("round.json", "round.pb", "ballots.csv", "count.csv"),
    Kind.VOICES: ("round.json", "round.pb", "voices.csv", "count.csv"),
    Kind.NAMED: ("round.json", "count.csv"),
}
BALLOTS = {"approve", "budget", "judge"}
TIE_RULES = {"cost", "lot"}
COUNTED = ("code", "title", "cost", "votes", "against", "chosen")


def verify_files(folder: Path, sums: Mapping[str, str] | None = None, kind: Kind | None = None) -> list[str]:
    """Return what is wrong with the files of a round in `folder`, one sentence each; nothing wrong: an empty list.

    `sums` are the fingerprints that the notice of the result has. Without `kind` the files tell which it is. Raises
    Unreadable when there is nothing to check.
    """
    try:
        facts = json.loads((folder / "round.json").read_text(encoding="utf-8"))
        kind = kind or _kind_of(facts, folder)
        missing = [
            _("%(file)s is missing.") % {"file": name}
            for name in FILES[kind]
            if name not in (sums or {}) and not (folder / name).exists()
        ]
        return [
            *_fingerprints(folder, sums or {}),
            *missing,
            *(_words(facts, kind) or _contents(facts, folder, kind)),
        ]
    except (OSError, ValueError):
        raise Unreadable(_("%(file)s cannot be read.") % {"file": folder / "round.json"}) from None
    except (KeyError, TypeError, IndexError, ArithmeticError, AttributeError) as error:
        raise Unreadable(
            _("%(folder)s: round.json is not whole (%(error)r).") % {"folder": folder, "error": error}
        ) from None


def _kind_of(facts, folder: Path) -> Kind:
    if facts["secret"] or facts["sealed"]:
        return Kind.SECRET
    if "voices" in facts or (folder / "voices.csv").exists():
        return Kind.VOICES
    has_ballots = facts["ballots"] or any((folder / name).exists() for name in ("ballots.csv", "round.pb"))
    return Kind.IMPORTED if has_ballots else Kind.NAMED


def _words(facts, kind: Kind) -> list[str]:
    """Return what nobody can count by: a rule that there is not, a secret round without a key."""
    terms = facts["terms"]
    known = {"rule": tally.RULES, "tie_rule": TIE_RULES, "ballot": BALLOTS}
    wrong = [
        _("round.json: there is no %(key)s “%(said)s”.") % {"key": key, "said": str(terms[key])[:40]}
        for key, these in known.items()
        if terms[key] not in these
    ]
    key = bytes.fromhex(facts["public_key"])
    if facts["secret"] is not (kind == Kind.SECRET) or len(key) != (32 if kind == Kind.SECRET else 0):
        wrong.append(_("round.json does not say truly whether the round was secret."))
    return wrong


def _contents(facts, folder: Path, kind: Kind) -> list[str]:
    return [
        *_receipts(facts),
        *_numbers(facts),
        *(_totals(facts) if kind == Kind.NAMED else [*_ballots(facts), *_count(facts)]),
        *(_voices(facts) if kind == Kind.VOICES else []),
        *_tables(facts, folder),
        *(_pabulib(facts, folder, kind) if (folder / "round.pb").exists() else []),
    ]


def fingerprint_of(file: Path) -> str:
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
        elif fingerprint_of(folder / name) != sum:
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


def _voices(facts) -> list[str]:
    """Check whose the choices of a named round are: each has a code of its own, and none is without one."""
    codes = [one["code"] for one in facts["voices"]]
    wrong = []
    if len(set(codes)) != len(codes):
        wrong.append(_("A receipt code is listed twice."))
    if len(codes) != len(facts["ballots"]):
        wrong.append(
            _("There are %(codes)d receipt codes for %(ballots)d ballots.")
            % {"codes": len(codes), "ballots": len(facts["ballots"])}
        )
    return wrong


def _numbers(facts) -> list[str]:
    wrong = []
    if facts["marked"] > facts["on_roll"]:
        wrong.append(_("More entries are marked than the roll has."))
    if not facts["secret"]:
        if facts["turnout"] != facts["marked"]:
            wrong.append(
                _("%(marked)d roll entries are marked, but %(turnout)d voted.")
                % {"marked": facts["marked"], "turnout": facts["turnout"]}
            )
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
    return wrong


def _totals(facts) -> list[str]:
    """Check a named round: no more votes than voters, and by votes the choice follows from the totals."""
    terms, turnout = facts["terms"], facts["turnout"]
    votes = [one["votes"] for one in facts["projects"]]
    against = [one["against"] or 0 for one in facts["projects"]]
    wrong = [
        _("%(code)s has more votes than there are voters.") % {"code": one["code"]}
        for one, yes, no in zip(facts["projects"], votes, against, strict=True)
        if yes < 0 or no < 0 or yes + no > turnout
    ]
    if terms["ballot"] == "approve" and not (
        turnout * terms["fewest_choices"] <= sum(votes) <= turnout * terms["most_choices"]
    ):
        wrong.append(_("There are more or fewer votes than the voters had."))
    if terms["rule"] != "equalshares/add1":
        wrong += _choice(facts, tally.Count(votes, against, turnout), Counter())
    return wrong


def _ballots(facts) -> list[str]:
    """Check each ballot against the terms. Only a void paper may say nothing."""
    length, void = len(facts["projects"]), "0" * len(facts["projects"])
    wrong, voids = [], 0
    for ballot, times in Counter(facts["ballots"]).items():
        if len(ballot) != length or set(ballot) - set("012"):
            continue  # told by the count
        if ballot == void and facts["secret"]:
            voids = times
        elif not _is_allowed(ballot, facts):
            wrong.append(
                _("A ballot is not as the terms allow: %(ballot)s.")
                % {"ballot": ballot[:40] + ("…" if length > 40 else "")}
            )
    if voids > facts["papers"]:
        wrong.append(_("More ballots say nothing than there were papers."))
    return wrong


def _is_allowed(ballot: str, facts) -> bool:
    terms = facts["terms"]
    if terms["ballot"] == "judge":
        return set(ballot) != {"0"}
    chosen = [one for one, mark in zip(facts["projects"], ballot, strict=True) if mark == str(tally.YES)]
    most = len(facts["projects"]) if terms["ballot"] == "budget" else terms["most_choices"]
    if str(tally.NO) in ballot or not terms["fewest_choices"] <= len(chosen) <= most:
        return False
    cost = sum(Decimal(one["cost"]) for one in chosen)
    return terms["most_cost"] is None or cost <= Decimal(terms["most_cost"])


def _count(facts) -> list[str]:
    projects = facts["projects"]
    patterns = Counter(bytes(int(mark) for mark in ballot) for ballot in facts["ballots"])
    wrong = [
        _("A ballot has %(n)d marks.") % {"n": len(one)} for one in patterns if len(one) != len(projects)
    ]
    if any(mark not in (tally.ABSTAIN, tally.YES, tally.NO) for one in patterns for mark in one):
        wrong.append(_("A ballot has a mark that does not exist."))
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
    return wrong + _choice(facts, counted, patterns)


def _choice(facts, counted: tally.Count, patterns: Counter) -> list[str]:
    terms = facts["terms"]
    chosen = [] if counted.ballots < terms["quorum"] else _chosen(facts, counted, patterns)
    if set(chosen) == {one["code"] for one in facts["projects"] if one["chosen"]}:
        return []
    return [
        _("By the rule %(rule)s other projects are chosen: %(codes)s.")
        % {"rule": terms["rule"], "codes": ", ".join(chosen) or "–"}
    ]


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
    projects = facts["projects"]
    expected = {
        "receipts.csv": [["code"], *([one["code"]] for one in facts["sealed"])],
        "sealed.csv": [["code", "sealed"], *([one["code"], one["sealed"]] for one in facts["sealed"])],
        "ballots.csv": [
            [_cell(one["code"]) for one in projects],
            *(list(ballot) for ballot in facts["ballots"]),
        ],
        "voices.csv": [
            ["receipt", "name", *(_cell(one["code"]) for one in projects)],
            *(
                [one["code"], _cell(one["name"]), *ballot]
                for one, ballot in zip(facts.get("voices", ()), facts["ballots"], strict=False)
            ),
        ],
        "count.csv": [list(COUNTED), *([_cell(one[key]) for key in COUNTED] for one in projects)],
    }
    return [
        _("%(file)s says something else than round.json.") % {"file": name}
        for name, rows in expected.items()
        if (folder / name).exists() and _rows(folder / name) != rows
    ]


def _cell(value) -> str:
    """Return `value` as the tables have it."""
    return "" if value is None else str(neutralised(value))


def _rows(file: Path) -> list[list[str]] | None:
    """Return the rows of the table in a file, or None if the file is not a table."""
    try:
        with open(file, encoding="utf-8-sig", newline="") as lines:
            return list(csv.reader(lines))
    except (ValueError, csv.Error):
        return None


def _pabulib(facts, folder: Path, kind: Kind) -> list[str]:
    try:
        election = pabulib.read_election(str(folder / "round.pb"))
    except pabulib.NotAnElection as error:
        return [f"round.pb: {error}"]
    wrong = []
    votes = Counter(places for _voter, _way, places in election.votes)
    yes = Counter(
        tuple(place for place, mark in enumerate(ballot) if mark == str(tally.YES))
        for ballot in facts["ballots"]
    )
    if votes != yes:
        wrong.append(_("round.pb has other ballots than round.json."))
    projects = [
        (one.code, one.cost, one.votes or 0, bool(one.selected), one.title) for one in election.projects
    ]
    expected = [
        (one["code"], Decimal(one["cost"]), one["votes"] or 0, one["chosen"], without_hidden(pabulib.one_line(one["title"])).strip() or one["code"])
        for one in facts["projects"]
    ]  # fmt: skip
    if projects != expected:
        wrong.append(_("round.pb has other projects, costs, votes or another choice than round.json."))
    return wrong + [
        _("round.pb says another %(key)s than round.json.") % {"key": key}
        for key, (here, there) in _compared(election, facts, kind).items()
        if here != there
    ]


def _rules(election: pabulib.Election, facts, kind: Kind) -> tuple[str, str]:
    """Return the rule that round.pb says beside the one that round.json gives it."""
    terms = facts["terms"]
    if kind == Kind.IMPORTED or facts["format"] == "panlong-round-1":
        return election.our_rule, terms["rule"]
    named = pabulib_rules.rule_named(
        terms["rule"],
        terms["least_votes"],
        [one["votes"] or 0 for one in facts["projects"]],
        is_custom=terms["ballot"] == "judge" or facts["turnout"] < terms["quorum"],
        has_conflicts=bool(facts["conflicts"]),
    )
    return election.rule, named["rule"]


def _compared(election: pabulib.Election, facts, kind: Kind) -> dict[str, tuple]:
    """Return what round.pb says by key of META, each beside what round.json says."""
    terms, projects = facts["terms"], len(facts["projects"])
    title = pabulib.one_line(facts["title"])
    most_cost = None if terms["most_cost"] is None else Decimal(terms["most_cost"])
    found: dict[str, tuple] = {
        "budget": (election.budget, Decimal(terms["budget"])),
        "rule": _rules(election, facts, kind),
        "min_project_score_threshold": (max(election.least_votes, 1), max(terms["least_votes"], 1)),
        "max_length": (max(min(election.most, projects), 1), terms["most_choices"] if terms["ballot"] == "approve" else projects),
        "max_sum_cost": (election.most_cost, most_cost),
    }  # fmt: skip
    described = election.meta.get("description", "")
    if kind in {Kind.SECRET, Kind.VOICES}:
        found["description"] = described, title
        for key, moment in (("date_begin", "opens_at"), ("date_end", "closes_at")):
            year, month, day = facts[moment].split(" ")[0].split("-")
            found[key] = election.meta.get(key), f"{day}.{month}.{year}"
    else:
        found["min_length"] = election.fewest, terms["fewest_choices"]
        if described:  # a long one was cut for the title
            found["description"] = described[: len(title)] if len(facts["title"]) == 200 else described, title
    return found
