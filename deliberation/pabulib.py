"""Pabulib files (.pb): real elections read and written. Pure: nothing of the portal's data is touched here.

The format: three sections META, PROJECTS, VOTES, separated by semicolons ("Pabulib: A Participatory Budgeting
Library", arXiv 2012.06539). A file that is not one is refused with one sentence that names the line.
"""

import csv
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, DecimalException

from django.utils.translation import gettext as _

from deliberation import tally
from panlong.fields import without_hidden

MOST_BYTES = 50 * 1024 * 1024  # the largest published election has a third of it
LONGEST_LINE = 256 * 1024  # bytes
LONGEST_NAME = 100  # of projects' and voters' numbers
MOST_MONEY = Decimal(10) ** 13
MOST_PROJECTS = 2000
NOISE = Decimal("0.000001")  # 7200.330000000001 is 7200.33
NEEDED = {"PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
CHOOSE_ONE = "choose-1"
TYPES = {"approval", CHOOSE_ONE}
EQUAL_SHARES = {"equalshares": "equalshares/add1"}  # without completion; ours goes on where it ends


class NotAnElection(Exception):
    """What is wrong with a file, in one sentence that names the line."""

    def __init__(self, reason: str, line: int | None = None):
        super().__init__(
            _("line %(line)d: %(reason)s") % {"line": line, "reason": reason} if line else reason
        )


@dataclass
class ListedProject:
    code: str
    cost: Decimal
    title: str
    line: int
    votes: int | None = None  # as published
    selected: bool | None = None
    score: int | None = None  # where every vote is worth one it is the votes


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

    @property
    def rule(self) -> str:
        return self.meta.get("rule", "").strip()

    @property
    def our_rule(self) -> str:
        """The rule of ours that comes nearest to the file's."""
        said = self.rule.lower()
        return EQUAL_SHARES.get(said) or (said if said in tally.RULES else tally.RULES[0])


# --- Reading -------------------------------------------------------------------------------------------------------
def read(path: str) -> Election:
    """Read the file at `path`; raise NotAnElection with the line and what is wrong there."""
    return _Reader(path).election()


def _lines(path: str) -> Iterator[str]:
    """Yield the lines of a file, its size and every line bounded; raise NotAnElection."""
    try:
        kind = os.stat(path)
        if not stat.S_ISREG(kind.st_mode):
            raise NotAnElection(_("this is not a file."))
        if kind.st_size > MOST_BYTES:
            raise NotAnElection(
                _("the file has %(size)d MB; at most %(most)d MB are read.")
                % {"size": round(kind.st_size / 1024**2), "most": MOST_BYTES // 1024**2},
                1,
            )
        with open(path, "rb") as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                yield _decoded(line, number)
    except FileNotFoundError:
        raise NotAnElection(_("there is no such file.")) from None
    except (OSError, ValueError):
        raise NotAnElection(_("the file cannot be read.")) from None


def _decoded(line: bytes, number: int) -> str:
    if b"\0" in line:
        raise NotAnElection(_("a byte of zero; this is not a text file."), number)
    if len(line) > LONGEST_LINE:
        raise NotAnElection(_("longer than %(most)d KB.") % {"most": LONGEST_LINE // 1024}, number)
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise NotAnElection(_("this is not UTF-8."), number) from None


class _Reader:
    """Reads one file."""

    def __init__(self, path: str):
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
        yield from _lines(path)
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
            raise NotAnElection(
                _("the vote type “%(kind)s” is not read; these are: %(known)s.")
                % {"kind": kind[:40], "known": ", ".join(sorted(TYPES))},
                self.lines["vote_type"],
            )

    def said(self, key: str) -> str:
        """Return what META says of `key`; raise NotAnElection when it says nothing."""
        if not self.meta.get(key):
            raise NotAnElection(_("META does not say %(key)s.") % {"key": key}, self.lines.get(key, 1))
        return self.meta[key]

    def number(self, key: str, default: int) -> int:
        return _count(self.meta[key], key, self.lines[key]) if self.meta.get(key) else default

    def money(self, key: str) -> Decimal | None:
        return _money(self.meta[key], key, self.lines[key]) if self.meta.get(key) else None

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
            code = _name(row["project_id"], "project_id", line)
            if code in self.places:
                raise NotAnElection(_("project %(code)s is listed twice.") % {"code": code}, line)
            if "," in code:
                raise NotAnElection(_("a comma in the project_id %(code)s.") % {"code": code}, line)
            if len(self.places) >= MOST_PROJECTS:
                raise NotAnElection(_("more than %(most)d projects.") % {"most": MOST_PROJECTS}, line)
            self.places[code] = len(self.projects)
            votes, score, selected = (row.get(key, "").strip() for key in ("votes", "score", "selected"))
            self.projects.append(
                ListedProject(
                    code,
                    _money(row["cost"], "cost", line),
                    without_hidden(row.get("name", "")).strip() or code,
                    line,
                    _count(votes, "votes", line) if votes else None,
                    _count(selected, "selected", line) > 0 if selected else None,
                    _count(score, "score", line) if score else None,
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
            voter = _name(row["voter_id"], "voter_id", line)
            if voter in self.voters:
                raise NotAnElection(_("voter %(voter)s votes twice.") % {"voter": voter}, line)
            self.voters.add(voter)
            codes = [code.strip() for code in row["vote"].split(",")] if row["vote"].strip() else []
            try:
                places = tuple(sorted(self.places[code] for code in codes))
            except KeyError as unknown:
                raise NotAnElection(
                    _("voter %(voter)s votes for an unknown project %(code)s.")
                    % {"voter": voter, "code": str(unknown)[:60]},
                    line,
                ) from None
            self.check_vote(voter, places, line)
            self.votes.append((voter, row.get("voting_method", "").strip().lower(), places))

    def check_vote(self, voter: str, places: tuple[int, ...], line: int) -> None:
        if len(set(places)) != len(places):
            raise NotAnElection(_("voter %(voter)s names a project twice.") % {"voter": voter}, line)
        if not self.fewest <= len(places) <= self.most:
            raise NotAnElection(
                _("voter %(voter)s names %(n)d projects; %(fewest)d to %(most)d are allowed.")
                % {"voter": voter, "n": len(places), "fewest": self.fewest, "most": self.most},
                line,
            )
        spent = sum(self.projects[place].cost for place in places)
        if spent < self.least_cost:
            raise NotAnElection(
                _("voter %(voter)s spends less than %(least)s.") % {"voter": voter, "least": self.least_cost},
                line,
            )
        if self.most_cost is not None and spent > self.most_cost:
            raise NotAnElection(
                _("voter %(voter)s spends more than %(most)s.") % {"voter": voter, "most": self.most_cost},
                line,
            )

    def checked(self) -> Election:
        """Compare what the file says of itself with what is in it."""
        budget = _money(self.said("budget"), "budget", self.lines["budget"])
        if budget <= 0:
            raise NotAnElection(_("the budget must be more than nothing."), self.lines["budget"])
        for key, found in (("num_projects", len(self.projects)), ("num_votes", len(self.votes))):
            said = _count(self.said(key), key, self.lines[key])
            if said != found:
                raise NotAnElection(
                    _("%(key)s is %(said)d, but the file has %(found)d.")
                    % {"key": key, "said": said, "found": found},
                    self.lines[key],
                )
        counted = Counter(place for _voter, _way, places in self.votes for place in places)
        for place, project in enumerate(self.projects):
            self.check_count(project, counted[place])
        return Election(
            self.meta, self.projects, self.votes, budget, self.fewest, self.most, self.most_cost,
            self.number("min_project_score_threshold", 1), self.lines,
        )  # fmt: skip

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


def _name(text: str, column: str, line: int) -> str:
    text = text.strip()
    if not text:
        raise NotAnElection(_("%(column)s is empty.") % {"column": column}, line)
    if len(text) > LONGEST_NAME or text != without_hidden(text):
        raise NotAnElection(_("%(column)s is too long or has hidden characters.") % {"column": column}, line)
    return text


def _count(text: str, column: str, line: int) -> int:
    """Return a whole number ≥ 0 such as 12 or 12.0."""
    if not re.fullmatch(r"\d{1,9}(\.0{1,6})?", text.strip(), re.ASCII):
        raise NotAnElection(
            _("%(column)s should be a whole number, not “%(text)s”.")
            % {"column": column, "text": text.strip()[:30]},
            line,
        )
    return int(text.strip().split(".")[0])


def _money(text: str, column: str, line: int) -> Decimal:
    """Return an amount ≥ 0 with at most two decimals; what a computer's arithmetic left behind them does not count."""
    text = text.strip()
    try:
        amount = (
            Decimal(text)
            if len(text) <= 40 and re.fullmatch(r"-?[\d.]+([eE]\+?\d{1,2})?", text, re.ASCII)
            else None
        )
    except DecimalException:
        amount = None
    if amount is None:
        raise NotAnElection(
            _("%(column)s should be an amount, not “%(text)s”.") % {"column": column, "text": text[:30]}, line
        )
    if amount < 0:
        raise NotAnElection(_("%(column)s is negative.") % {"column": column}, line)
    if amount >= MOST_MONEY:
        raise NotAnElection(_("%(column)s is too large.") % {"column": column}, line)
    exact = amount.quantize(Decimal("0.01"))
    if abs(exact - amount) > NOISE:
        raise NotAnElection(_("%(column)s has more than two decimals.") % {"column": column}, line)
    return exact


def moment(text: str, *, end: bool) -> datetime | None:
    """Return the day (or year) that META writes as 31.03.2024, 2024-03-31 or 2024; None when it is none."""
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
def write(meta: dict[str, str], projects: Iterable[dict], votes: Iterable[tuple]) -> str:
    """Return a .pb file: META, PROJECTS (dicts with project_id first), VOTES ((voter_id, vote[, voting_method]))."""
    from io import StringIO

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
