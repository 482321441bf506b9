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
from pathlib import Path

from panlong.fields import without_hidden

MOST_BYTES = 50 * 1024 * 1024  # the largest published election has a third of it
LONGEST_LINE = 256 * 1024  # bytes
LONGEST_NAME = 100  # of projects' and voters' numbers
MOST_MONEY = Decimal(10) ** 13
MOST_PROJECTS = 2000
NEEDED = {"PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
CHOOSE_ONE = "choose-1"
TYPES = {"approval", CHOOSE_ONE}


class NotAnElection(Exception):
    """What is wrong with a file, in one sentence that names the line."""

    def __init__(self, reason: str, line: int | None = None):
        super().__init__(f"line {line}: {reason}" if line else reason)


@dataclass
class ListedProject:
    code: str
    cost: Decimal
    title: str
    line: int
    votes: int | None = None  # as published
    selected: bool | None = None


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


# --- Reading -------------------------------------------------------------------------------------------------------
def read(path: str) -> Election:
    """Read the file at `path`; raise NotAnElection with the line and what is wrong there."""
    return _Reader(path).election()


def _lines(path: str) -> Iterator[str]:
    """Yield the lines of a file, its size and every line bounded; raise NotAnElection."""
    try:
        kind = os.stat(path)
        if not stat.S_ISREG(kind.st_mode):
            raise NotAnElection(f"{Path(path).name} is not a file.")
        if kind.st_size > MOST_BYTES:
            size = f"{kind.st_size / 1024**2:.0f}"
            raise NotAnElection(
                f"The file has {size} MB; at most {MOST_BYTES // 1024**2} MB are read (nothing after line 1 was looked at)."
            )
        with open(path, "rb") as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                yield _decoded(line, number)
    except (OSError, ValueError) as error:
        raise NotAnElection(
            f"The file cannot be read: {getattr(error, 'strerror', None) or error}."
        ) from None


def _decoded(line: bytes, number: int) -> str:
    if b"\0" in line:
        raise NotAnElection("a byte of zero; this is not a text file.", number)
    if len(line) > LONGEST_LINE:
        raise NotAnElection(f"longer than {LONGEST_LINE // 1024} KB.", number)
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise NotAnElection("this is not UTF-8.", number) from None


class _Reader:
    """Reads one file."""

    def __init__(self, path: str):
        self.reader = csv.reader(_lines(path), delimiter=";")
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
                raise NotAnElection(f"the section {expected} should begin here.", line)
            break
        else:
            raise NotAnElection("The file is empty.", 1)
        for name in sections:
            follower = next(names, "")
            sections[name](follower)
        return self.checked()

    def rows(self, ends_with: str = "") -> Iterator[tuple[int, list[str]]]:
        """Yield (line, cells) up to the heading of the next section; raise NotAnElection when it never comes."""
        while True:
            line = self.reader.line_num + 1
            try:
                row = next(self.reader)
            except StopIteration:
                if ends_with:
                    raise NotAnElection(
                        f"the file ends before the section {ends_with}.", max(line - 1, 1)
                    ) from None
                return
            except csv.Error as error:
                raise NotAnElection(f"this is not a line of a table ({error}).", line) from None
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
                    raise NotAnElection(f"the section {heading} is out of place.", line)
            yield line, row

    def read_meta(self, follower: str) -> None:
        for line, row in self.rows(follower):
            key = row[0].strip().lower()
            if key == "key" and not self.meta:
                continue
            if len(row) < 2:
                raise NotAnElection("META has a key and a value on each line.", line)
            if key in self.meta:
                raise NotAnElection(f"META says “{key[:40]}” twice.", line)
            cells = row[1:]
            while len(cells) > 1 and not cells[-1].strip():
                cells.pop()
            self.meta[key] = ";".join(cells).strip()
            self.lines[key] = line
        kind = self.said("vote_type").lower()
        if kind not in TYPES:
            raise NotAnElection(
                f"the vote type “{kind[:40]}” is not read; {' and '.join(sorted(TYPES))} are.",
                self.lines["vote_type"],
            )

    def said(self, key: str) -> str:
        """Return what META says of `key`; raise NotAnElection when it says nothing."""
        if not self.meta.get(key):
            raise NotAnElection(f"META does not say {key}.", self.lines.get(key, 1))
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
                raise NotAnElection(f"{name} needs one column {needed}.", line)
        for line, row in rows:
            if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
                raise NotAnElection(f"{len(row)} cells, but {len(columns)} columns.", line)
            found = dict(zip(columns, row, strict=False))
            for needed in NEEDED[name]:
                if needed not in found:
                    raise NotAnElection(f"the line ends before its {needed}.", line)
            yield line, found

    def read_projects(self, follower: str) -> None:
        for line, row in self.table("PROJECTS", follower):
            code = _name(row["project_id"], "project_id", line)
            if code in self.places:
                raise NotAnElection(f"project {code} is listed twice.", line)
            if "," in code:
                raise NotAnElection(f"a comma in the project_id {code}.", line)
            if len(self.places) >= MOST_PROJECTS:
                raise NotAnElection(f"more than {MOST_PROJECTS} projects.", line)
            self.places[code] = len(self.projects)
            votes, selected = row.get("votes", "").strip(), row.get("selected", "").strip()
            self.projects.append(
                ListedProject(
                    code,
                    _money(row["cost"], "cost", line),
                    without_hidden(row.get("name", "")).strip() or code,
                    line,
                    _count(votes, "votes", line) if votes else None,
                    _count(selected, "selected", line) > 0 if selected else None,
                )
            )
        if not self.projects:
            raise NotAnElection("PROJECTS lists no project.", self.reader.line_num)
        self.fewest = self.number("min_length", 1)
        self.most = self.number("max_length", len(self.projects))
        if self.meta["vote_type"].lower() == CHOOSE_ONE:
            self.most = 1
        self.most_cost = self.money("max_sum_cost")

    def read_votes(self, follower: str) -> None:
        for line, row in self.table("VOTES", follower):
            voter = _name(row["voter_id"], "voter_id", line)
            if voter in self.voters:
                raise NotAnElection(f"voter {voter} votes twice.", line)
            self.voters.add(voter)
            codes = [code.strip() for code in row["vote"].split(",")] if row["vote"].strip() else []
            try:
                places = tuple(sorted(self.places[code] for code in codes))
            except KeyError as unknown:
                raise NotAnElection(
                    f"voter {voter} votes for an unknown project {str(unknown)[:60]}.", line
                ) from None
            self.check_vote(voter, places, line)
            self.votes.append((voter, row.get("voting_method", "").strip().lower(), places))

    def check_vote(self, voter: str, places: tuple[int, ...], line: int) -> None:
        if len(set(places)) != len(places):
            raise NotAnElection(f"voter {voter} names a project twice.", line)
        if not self.fewest <= len(places) <= self.most:
            raise NotAnElection(
                f"voter {voter} names {len(places)} projects; {self.fewest} to {self.most} are allowed.", line
            )
        if self.most_cost is not None and sum(self.projects[place].cost for place in places) > self.most_cost:
            raise NotAnElection(f"voter {voter} spends more than {self.most_cost}.", line)

    def checked(self) -> Election:
        """Compare what the file says of itself with what is in it."""
        budget = _money(self.said("budget"), "budget", self.lines["budget"])
        if budget <= 0:
            raise NotAnElection("the budget must be more than nothing.", self.lines["budget"])
        for key, found in (("num_projects", len(self.projects)), ("num_votes", len(self.votes))):
            said = _count(self.said(key), key, self.lines[key])
            if said != found:
                raise NotAnElection(f"{key} is {said}, but the file has {found}.", self.lines[key])
        tally = Counter(place for _voter, _way, places in self.votes for place in places)
        for place, project in enumerate(self.projects):
            if project.votes is not None and project.votes != tally[place]:
                raise NotAnElection(
                    f"project {project.code} is said to have {project.votes} votes; the ballots give {tally[place]}.",
                    project.line,
                )
        return Election(
            self.meta, self.projects, self.votes, budget, self.fewest, self.most, self.most_cost,
            self.number("min_project_score_threshold", 1), self.lines,
        )  # fmt: skip


def _name(text: str, column: str, line: int) -> str:
    text = text.strip()
    if not text:
        raise NotAnElection(f"{column} is empty.", line)
    if len(text) > LONGEST_NAME or text != without_hidden(text):
        raise NotAnElection(f"{column} is too long or has hidden characters.", line)
    return text


def _count(text: str, column: str, line: int) -> int:
    """Return a whole number ≥ 0 such as 12 or 12.0."""
    if not re.fullmatch(r"\d{1,9}(\.0{1,6})?", text.strip(), re.ASCII):
        raise NotAnElection(f"{column} should be a whole number, not “{text.strip()[:30]}”.", line)
    return int(text.strip().split(".")[0])


def _money(text: str, column: str, line: int) -> Decimal:
    """Return an amount ≥ 0 with at most two decimals."""
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
        raise NotAnElection(f"{column} should be an amount, not “{text[:30]}”.", line)
    if amount < 0:
        raise NotAnElection(f"{column} is negative.", line)
    if amount >= MOST_MONEY:
        raise NotAnElection(f"{column} is too large.", line)
    exact = amount.quantize(Decimal("0.01"))
    if exact != amount:
        raise NotAnElection(f"{column} has more than two decimals.", line)
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
    writer.writerows(([key, _one_line(value)] for key, value in meta.items()))
    writer.writerow(["PROJECTS"])
    rows = list(projects)
    writer.writerow(list(rows[0]))
    writer.writerows([_one_line(cell) for cell in row.values()] for row in rows)
    writer.writerow(["VOTES"])
    votes = list(votes)
    writer.writerow(["voter_id", "vote", "voting_method"][: len(votes[0]) if votes else 2])
    writer.writerows(votes)
    return out.getvalue()


def _one_line(value) -> str:
    return re.sub(r"\s+", " ", str(value)).strip()
