"""Reading the tables under ``panlong/portal/demo/data``."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parent.parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of ``<name>.csv``."""
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Idea(NamedTuple):
    """A believable small project: its words, and what its money goes into with the weight of each line."""

    key: str
    title: str
    kind: str
    theme: str
    common: bool
    problem: str
    plan: str
    lines: tuple[tuple[str, int], ...]

    def costs(self, total: Decimal) -> list[tuple[str, Decimal]]:
        """Return the lines of a budget of `total` yuan."""
        parts = spread(total, [weight for _name, weight in self.lines])
        return [(name, part) for (name, _weight), part in zip(self.lines, parts, strict=True)]


@cache
def ideas() -> dict[str, Idea]:
    """Return the catalogue of ideas by key."""
    return {row["key"]: _idea(row) for row in rows("ideas")}


def _idea(row: dict[str, str]) -> Idea:
    pairs = (line.split(":") for line in row["lines"].split(";"))
    lines = tuple((name, int(weight)) for name, weight in pairs)
    words = {name: row[name] for name in ("key", "title", "kind", "theme", "problem", "plan")}
    return Idea(**words, common=row["common"] == "yes", lines=lines)


def spread(total: Decimal, weights: Iterable[int]) -> list[Decimal]:
    """Return `total` yuan split by `weights` into whole yuan; the last part takes the rest."""
    weights = list(weights)
    parts = [Decimal(total * weight // sum(weights)) for weight in weights[:-1]]
    return [*parts, total - sum(parts)]
