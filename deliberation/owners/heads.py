"""Who is one head on a roll of owners: flats by their owners, grouped by the rule of the law.

A flat counts as one head; those who own it together are one. Who owns several flats is one head with the sum of their
areas (法释〔2020〕17号 第九条: 一个专有部分按一人计算，同一买受人拥有一个以上专有部分的按一人计算). A namesake is not taken for
the same person: a number of the telephone or of the owner must say so.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from panlong.tools import spelling

Fault = list[Any]  # [line, column, name of the fault, facts]


@dataclass
class FlatRow:
    """A flat as a file or the roster has it: its owners by name, and by what tells them apart from others of that name."""

    line: int
    place: str
    household: int | None
    area: str  # m² with two decimals
    people: list[dict]  # name, phone_hash, user
    number: str = ""  # of the owner, as the office counts them

    @property
    def names(self) -> frozenset[str]:
        return frozenset(spelling.name_key(one["name"]) for one in self.people)

    @property
    def identity(self) -> Any:
        """Return what is the same for two flats of the same owner, None when only the name says who owns it."""
        if self.number:
            return ("number", self.number)
        marks = [one["user"] or one["phone_hash"] for one in self.people]
        if not all(marks):
            return None
        return frozenset(zip((spelling.name_key(one["name"]) for one in self.people), marks, strict=True))


@dataclass
class Head:
    people: list[dict]
    flats: list[FlatRow] = field(default_factory=list)

    @property
    def area(self) -> Decimal:
        return sum((Decimal(one.area) for one in self.flats), Decimal(0))

    @property
    def name(self) -> str:
        return "、".join(one["name"] for one in self.people if one["name"])


def find_ambiguous(rows: list[FlatRow]) -> list[Fault]:
    """Return a fault for each flat whose owner has the name of another flat's and nothing says whether it is the same one."""
    by_name: dict[frozenset[str], list[FlatRow]] = defaultdict(list)
    for row in rows:
        if any(one["name"] for one in row.people):
            by_name[row.names].append(row)
    faults: list[Fault] = []
    for alike in by_name.values():
        if len(alike) > 1 and any(row.identity is None for row in alike):
            first = alike[0]
            faults += [
                [row.line, "owner", "owner_again", {"name": "、".join(one["name"] for one in row.people), "line": first.line}]
                for row in alike[1:]
            ]  # fmt: skip
    return faults


def group_heads(rows: list[FlatRow]) -> list[Head]:
    """Return the heads of `rows`, in the order of their first flats."""
    heads: dict[Any, Head] = {}
    for row in rows:
        head = heads.setdefault(row.identity or ("flat", row.place), Head(row.people))
        known = {(one["name"], one["user"], one["phone_hash"]) for one in head.people}
        head.people = head.people + [
            one for one in row.people if (one["name"], one["user"], one["phone_hash"]) not in known
        ]
        head.flats.append(row)
    return list(heads.values())


def digest_of(rows: list[FlatRow]) -> str:
    """Return the fingerprint of `rows`: what one person hands in is what the other one confirms."""
    told = json.dumps([vars(row) for row in rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
