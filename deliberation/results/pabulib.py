"""Pabulib files (.pb): real elections read and written. Pure: nothing of the portal's data is touched here.

The format: three sections META, PROJECTS, VOTES, separated by semicolons ("Pabulib: A Participatory Budgeting
Library", arXiv 2012.06539). A file that is not one is refused with one sentence that names the line.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from deliberation.results import pabulib_rules
from deliberation.results.pabulib_cells import (
    LONGEST_NAME,
    NotAnElection,
    count_of,
    money_of,
    name_of,
    selected_of,
)
from deliberation.results.pabulib_lines import read_lines
from deliberation.results.pabulib_rules import Odd, OddBallots
from deliberation.rounds import tally
from panlong.fields import without_hidden

MAX_PROJECTS = 2000
NEEDED = {"PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
CHOOSE_ONE = "choose-1"
TYPES = {"approval", CHOOSE_ONE}
EQUAL_SHARES = {"equalshares": "equalshares/add1"}  # without completion; ours goes on where it ends


@dataclass
class ListedProject:
    code: str
    cost: Decimal
    title: str
    line: int
    votes: int | None = None  # as published
    selected: bool | None = None  # by the votes, out of this budget
    score: int | None = None  # where every vote is worth one it is the votes
    paid_otherwise: bool = False  # out of other money, though the votes did not choose it


@dataclass
class Election:
    """A file, read and checked."""

    meta: dict[str, str]
    projects: list[ListedProject]
    votes: list[tuple[str, str, tuple[int, ...]]]  # (voter, way, places of the projects)
    budget: Decimal
    fewest: int
    most: int
    most_cost: Decimal | None
    least_votes: int
    lines: dict[str, int] = field(default_factory=dict)  # of the META keys
    odd: list[Odd] = field(default_factory=list)
    ballots_again: int = 0  # of the votes, those that are a second naming: their voters end in +2
    other_counts: list[str] = field(default_factory=list)  # projects published with other votes

    @property
    def rule(self) -> str:
        return self.meta.get("rule", "").strip()

    @property
    def our_rule(self) -> str:
        """The rule of ours that comes nearest to the file's."""
        said = self.rule.lower()
        return EQUAL_SHARES.get(said) or (said if said in tally.RULES else tally.RULES[0])


# --- Reading -------------------------------------------------------------------------------------------------------
def read_election(path: str, odd: OddBallots = OddBallots.REFUSE) -> Election:
    """Read the file at `path`; raise NotAnElection with the line and what is wrong there.

    Ballots that break the file's own limits are treated as `odd` says.
    """
    return _Reader(path, odd).election()


class _Reader:
    """Reads one file."""

    def __init__(self, path: str, treatment: OddBallots):
        self.treatment = treatment
        self.odd: list[Odd] = []
        self.ballots_again = 0  # of those a part that was counted twice
        self.is_read = False
        self.reader = csv.reader(self.watched(path), delimiter=";")
        self.meta: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.projects: list[ListedProject] = []
        self.votes: list[tuple[str, str, tuple[int, ...]]] = []
        self.voters: set[str] = set()
        self.places: dict[str, int] = {}

    def election(self) -> Election:
        sections = {"META": self.read_meta, "PROJECTS": self.read_projects, "VOTES": self.read_votes}
        names = iter(sections)
        expected = next(names)
        for line, row in self.rows():
            if row[0].strip().upper() != expected or any(cell.strip() for cell in row[1:]):
                raise NotAnElection(_("the section %(name)s should begin here.") % {"name": expected}, line)
            break
        else:
            raise NotAnElection(_("the file is empty."), 1)
        for name in sections:
            follower = next(names, "")
            sections[name](follower)
        return self.checked()

    def watched(self, path: str) -> Iterator[str]:
        yield from read_lines(path)
        self.is_read = True

    def rows(self, ends_with: str = "") -> Iterator[tuple[int, list[str]]]:
        """Yield (line, cells) up to the heading of the next section; raise NotAnElection when it never comes."""
        while True:
            line = self.reader.line_num + 1
            try:
                row = next(self.reader)
            except StopIteration:
                if ends_with:
                    raise NotAnElection(
                        _("the file ends before the section %(name)s.") % {"name": ends_with},
                        max(line - 1, 1),
                    ) from None
                return
            except csv.Error:
                raise NotAnElection(_("this is not a line of a table."), line) from None
            if self.is_read:  # a row that is whole does not ask for one more line
                raise NotAnElection(_("a quotation mark is opened here and never closed."), line)
            if not any(cell.strip() for cell in row):
                continue
            heading = row[0].strip().upper()
            if (
                heading in {"META", *NEEDED}
                and not any(cell.strip() for cell in row[1:])
                and (self.meta or self.reader.line_num > 1)
            ):
                if heading == ends_with:
                    return
                if heading != "META" or self.meta:
                    raise NotAnElection(_("the section %(name)s is out of place.") % {"name": heading}, line)
            yield line, row

    def read_meta(self, follower: str) -> None:
        for line, row in self.rows(follower):
            key = row[0].strip().lower()
            if key == "key" and not self.meta:
                continue
            if len(row) < 2:
                raise NotAnElection(_("META has a key and a value on each line."), line)
            if key in self.meta:
                raise NotAnElection(_("META says “%(key)s” twice.") % {"key": key[:40]}, line)
            cells = row[1:]
            while len(cells) > 1 and not cells[-1].strip():
                cells.pop()
            self.meta[key] = ";".join(cells).strip()
            self.lines[key] = line
        kind = self.said("vote_type").lower()
        if kind not in TYPES:
            told = _("the vote type “%(kind)s” is not read; these are: %(known)s.")
            known = {"kind": kind[:40], "known": ", ".join(sorted(TYPES))}
            raise NotAnElection(told % known, self.lines["vote_type"])

    def said(self, key: str) -> str:
        """Return what META says of `key`; raise NotAnElection when it says nothing."""
        if not self.meta.get(key):
            raise NotAnElection(_("META does not say %(key)s.") % {"key": key}, self.lines.get(key, 1))
        return self.meta[key]

    def number(self, key: str, default: int) -> int:
        return count_of(self.meta[key], key, self.lines[key]) if self.meta.get(key) else default

    def money(self, key: str) -> Decimal | None:
        return money_of(self.meta[key], key, self.lines[key]) if self.meta.get(key) else None

    def table(self, name: str, follower: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (line, row by column) of a section."""
        rows = self.rows(follower)
        line, header = next(rows, (self.reader.line_num, []))
        columns = [cell.strip().lower() for cell in header]
        while columns and not columns[-1]:
            columns.pop()
        for needed in NEEDED[name]:
            if columns.count(needed) != 1:
                raise NotAnElection(
                    _("%(name)s needs one column %(column)s.") % {"name": name, "column": needed}, line
                )
        for line, row in rows:
            if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
                raise NotAnElection(
                    _("%(cells)d cells, but %(columns)d columns.")
                    % {"cells": len(row), "columns": len(columns)},
                    line,
                )
            found = dict(zip(columns, row, strict=False))
            for needed in NEEDED[name]:
                if needed not in found:
                    raise NotAnElection(_("the line ends before its %(column)s.") % {"column": needed}, line)
            yield line, found

    def read_projects(self, follower: str) -> None:
        for line, row in self.table("PROJECTS", follower):
            code = name_of(row["project_id"], "project_id", line)
            if code in self.places:
                raise NotAnElection(_("project %(code)s is listed twice.") % {"code": code}, line)
            if "," in code:
                raise NotAnElection(_("a comma in the project_id %(code)s.") % {"code": code}, line)
            if len(self.places) >= MAX_PROJECTS:
                raise NotAnElection(_("more than %(most)d projects.") % {"most": MAX_PROJECTS}, line)
            self.places[code] = len(self.projects)
            votes, score, selected = (row.get(key, "").strip() for key in ("votes", "score", "selected"))
            self.projects.append(
                ListedProject(
                    code,
                    money_of(row["cost"], "cost", line),
                    without_hidden(row.get("name", "")).strip() or code,
                    line,
                    count_of(votes, "votes", line) if votes else None,
                    selected_of(selected, line) == 1 if selected else None,
                    count_of(score, "score", line) if score else None,
                    paid_otherwise=bool(selected) and selected_of(selected, line) > 1,
                )
            )
        if not self.projects:
            raise NotAnElection(_("PROJECTS lists no project."), self.reader.line_num)
        self.fewest = self.number("min_length", 1)
        self.most = self.number("max_length", len(self.projects))
        if self.meta["vote_type"].lower() == CHOOSE_ONE:
            self.most = 1
        self.least_cost = self.money("min_sum_cost") or Decimal(0)
        self.most_cost = self.money("max_sum_cost")
        self.check_limits()

    def check_limits(self) -> None:
        """Refuse limits of a ballot that no ballot can keep."""
        allowed = min(self.most, len(self.projects))
        if self.fewest > allowed:
            raise NotAnElection(
                _("min_length is %(fewest)d, but a ballot can name %(most)d projects at most.")
                % {"fewest": self.fewest, "most": allowed},
                self.lines.get("min_length", self.lines.get("max_length")),
            )
        if self.most_cost is not None and self.least_cost > self.most_cost:
            raise NotAnElection(_("min_sum_cost is more than max_sum_cost."), self.lines["min_sum_cost"])

    def read_votes(self, follower: str) -> None:
        for line, row in self.table("VOTES", follower):
            voter = name_of(row["voter_id"], "voter_id", line)
            if voter in self.voters:
                raise NotAnElection(_("voter %(voter)s votes twice.") % {"voter": voter}, line)
            self.voters.add(voter)
            codes = [code.strip() for code in row["vote"].split(",")] if row["vote"].strip() else []
            try:
                named = [self.places[code] for code in codes]
            except KeyError as unknown:
                told = _("voter %(voter)s votes for an unknown project %(code)s.")
                raise NotAnElection(told % {"voter": voter, "code": str(unknown)[:60]}, line) from None
            way = row.get("voting_method", "").strip().lower()
            if reason := self.oddity(voter, named):
                self.odd.append(Odd(voter, line, reason, tuple(named), way))
                if self.treatment == OddBallots.SET_ASIDE:
                    continue
            self.votes.append((voter, way, tuple(sorted(set(named)))))
        if self.odd:
            self.treat_odd()

    def treat_odd(self) -> None:
        """Refuse the file at its first odd ballot, or count what the city counted beside the ballots."""
        odd_voters = {one.voter for one in self.odd}
        kept = Counter(
            place for voter, _way, places in self.votes for place in places if voter not in odd_voters
        )
        published = [one.votes for one in self.projects]
        if self.treatment == OddBallots.REFUSE:
            what = pabulib_rules.told(self.odd, kept, published)
            raise NotAnElection(f"{self.odd[0].reason} {what}", self.odd[0].line)
        if self.treatment == OddBallots.COUNT:
            for one, number, places in pabulib_rules.ballots_again(self.odd, kept, published):
                self.votes.append((f"{one.voter}+{number}"[-LONGEST_NAME:], one.way, places))
                self.ballots_again += 1
                self.fewest = min(self.fewest, len(places))

    def oddity(self, voter: str, places: list[int]) -> str:
        """Say what is odd about a ballot that names `places`, '' when it keeps the limits of the file."""
        if len(set(places)) != len(places):
            return _("voter %(voter)s names a project twice.") % {"voter": voter}
        if not self.fewest <= len(places) <= self.most:
            return _("voter %(voter)s names %(n)d projects; %(fewest)d to %(most)d are allowed.") % {
                "voter": voter, "n": len(places), "fewest": self.fewest, "most": self.most,
            }  # fmt: skip
        spent, least, most = (
            sum(self.projects[place].cost for place in places),
            self.least_cost,
            self.most_cost,
        )
        if spent < least:
            return _("voter %(voter)s spends less than %(least)s.") % {"voter": voter, "least": least}
        if most is not None and spent > most:
            return _("voter %(voter)s spends more than %(most)s.") % {"voter": voter, "most": most}
        return ""

    def widen(self) -> None:
        """Widen the limits to what was counted, in META too: what is read again keeps them."""
        lengths = [len(one.places) for one in self.odd]
        self.fewest, self.most = min(self.fewest, *lengths), max(self.most, *lengths)
        costs = [sum((self.projects[place].cost for place in one.places), Decimal(0)) for one in self.odd]
        if self.most_cost is not None and max(costs) > self.most_cost:
            self.most_cost = None
            self.meta.pop("max_sum_cost", None)
            self.meta |= {"max_length": str(self.most)}
        if min(costs) < self.least_cost or self.ballots_again:
            self.meta.pop("min_sum_cost", None)
        for key, limit in (("min_length", self.fewest), ("max_length", self.most)):
            if key in self.meta:
                self.meta[key] = str(limit)
        if self.fewest == 0:
            self.meta["min_length"] = "0"

    def checked(self) -> Election:
        """Compare what the file says of itself with what is in it."""
        budget = money_of(self.said("budget"), "budget", self.lines["budget"])
        if budget <= 0:
            raise NotAnElection(_("the budget must be more than nothing."), self.lines["budget"])
        aside = len(self.odd) if self.treatment == OddBallots.SET_ASIDE else 0
        for key, found in (
            ("num_projects", len(self.projects)),
            ("num_votes", len(self.votes) + aside - self.ballots_again),
        ):
            said = count_of(self.said(key), key, self.lines[key])
            if said != found:
                raise NotAnElection(
                    _("%(key)s is %(said)d, but the file has %(found)d.")
                    % {"key": key, "said": said, "found": found},
                    self.lines[key],
                )
        other_counts = self.compare_counts(is_strict=not aside)
        if self.odd:
            self.meta["odd_ballots"] = f"{self.treatment}:{pabulib_rules.names(self.odd)}"
            if not aside:
                self.widen()
        return Election(
            self.meta, self.projects, self.votes, budget, self.fewest, self.most, self.most_cost,
            self.number("min_project_score_threshold", 1), self.lines, self.odd, self.ballots_again, other_counts,
        )  # fmt: skip

    def compare_counts(self, *, is_strict: bool) -> list[str]:
        """Return the projects whose published votes are others than those of the ballots; where `is_strict` refuse them."""
        counted = Counter(place for _voter, _way, places in self.votes for place in places)
        others = []
        for place, project in enumerate(self.projects):
            try:
                self.check_count(project, counted[place])
            except NotAnElection:
                if is_strict:
                    raise
                others.append(project.code)
        return others

    def check_count(self, project: ListedProject, votes: int) -> None:
        if project.votes not in (None, votes):
            raise NotAnElection(
                _("project %(code)s is said to have %(said)d votes; the ballots give %(votes)d.")
                % {"code": project.code, "said": project.votes, "votes": votes},
                project.line,
            )
        if project.score not in (None, votes):
            raise NotAnElection(
                _("project %(code)s is said to have the score %(said)d; the ballots give %(votes)d.")
                % {"code": project.code, "said": project.score, "votes": votes},
                project.line,
            )


def moment(text: str, *, end: bool) -> datetime | None:
    """Return the day (or year) that META writes as 31.03.2024, 2024-03-31 or 2024; None for anything else."""
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%Y"):
        try:
            day = datetime.strptime(text.strip(), pattern)
        except ValueError:
            continue
        if not 1900 < day.year < 2200:
            return None
        if end and pattern == "%Y":
            day = day.replace(month=12, day=31)
        return day.replace(hour=23, minute=59) if end else day
    return None


# --- Writing -------------------------------------------------------------------------------------------------------
def write_election(meta: dict[str, str], projects: Iterable[dict], votes: Iterable[tuple]) -> str:
    """Return a .pb file: META, PROJECTS (dicts with project_id first), VOTES ((voter_id, vote[, voting_method]))."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["META"])
    writer.writerow(["key", "value"])
    writer.writerows(([key, one_line(value)] for key, value in meta.items()))
    writer.writerow(["PROJECTS"])
    rows = list(projects)
    writer.writerow(list(rows[0]))
    writer.writerows([one_line(cell) for cell in row.values()] for row in rows)
    writer.writerow(["VOTES"])
    votes = list(votes)
    writer.writerow(["voter_id", "vote", "voting_method"][: len(votes[0]) if votes else 2])
    writer.writerows(votes)
    return out.getvalue()


def one_line(value) -> str:
    """Return `value` as a .pb file has it."""
    return re.sub(r"\s+", " ", str(value)).strip()
