"""Does a resolution follow from what was published? Only its files are read, no database."""

import csv
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from deliberation.council import ranking, scoring
from deliberation.models import MAX_POINTS, Criterion
from deliberation.results.verification import Unreadable

FILES = ("resolution.json", "scores.csv")


def verify_files(folder: Path, sums: Mapping[str, str] | None = None) -> list[str]:
    """Return what is wrong with the files of a resolution in `folder`, one sentence each; nothing wrong: an empty list.

    `sums` are the fingerprints that its notices have. Raises Unreadable when there is nothing to check.
    """
    try:
        texts = {name: (folder / name).read_text(encoding="utf-8") for name in FILES}
        record = json.loads(texts["resolution.json"])
        return [
            *_fingerprints(texts, sums or {}),
            *_table(record, texts["scores.csv"]),
            *_scores(record),
            *(_order(record) or _decisions(record)),
        ]
    except (OSError, ValueError):
        raise Unreadable(_("%(file)s cannot be read.") % {"file": folder / "resolution.json"}) from None
    except (KeyError, TypeError, IndexError, ArithmeticError, AttributeError) as error:
        raise Unreadable(
            _("%(folder)s: resolution.json is not whole (%(error)r).") % {"folder": folder, "error": error}
        ) from None


def _fingerprints(texts: Mapping[str, str], sums: Mapping[str, str]) -> list[str]:
    return [
        _("%(file)s is not the file that the notice of the result names: it was changed.") % {"file": name}
        for name, sum in sums.items()
        if hashlib.sha256(texts[name].encode()).hexdigest() != sum
    ]


def _table(record: Any, text: str) -> list[str]:
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))[1:]
    told = [
        [str(project["key"]), str(row["seat"]), *(str(row[name]) for name in Criterion.values)]
        for project in record["projects"]
        for row in project["scores"]
    ]
    return (
        [] if [[row[0], *row[2:]] for row in rows] == told else [_("scores.csv and resolution.json differ.")]
    )


def _scores(record: Any) -> list[str]:
    wrong, terms = [], scoring.Terms.read(record["terms"])
    for project in record["projects"]:
        name = {"project": project["title"]}
        seats = [row["seat"] for row in project["scores"]]
        if len(set(seats)) != len(seats):
            wrong.append(_("“%(project)s”: a seat gave points twice.") % name)
        if any(not 0 <= row[one] <= MAX_POINTS for row in project["scores"] for one in Criterion.values):
            wrong.append(_("“%(project)s”: points beyond what can be given.") % name)
        if not scoring.enough_scorers(len(seats), project["seats"], terms):
            wrong.append(_("“%(project)s”: too few members gave points.") % name)
    return wrong


def contest_in(record: Any) -> ranking.Contest:
    """Return what the order follows from, as a published record says it."""
    return ranking.Contest(
        tuple(
            ranking.Contender(
                project["key"],
                Decimal(project["cost"]),
                Fraction(project["support"]),
                {row["seat"]: {name: row[name] for name in Criterion.values} for row in project["scores"]},
            )
            for project in record["projects"]
        ),
        scoring.Terms.read(record["terms"]),
        record["seed"],
        None if record["budget"] is None else Decimal(record["budget"]),
    )


def _order(record: Any) -> list[str]:
    placed = ranking.rank(contest_in(record))
    counted = [(one.key, one.place, str(scoring.write_points(one.mean))) for one in placed]
    told = [(one["key"], one["place"], one["points"]) for one in record["projects"]]
    return [] if counted == told else [_("The order does not follow from the points.")]


def _decisions(record: Any) -> list[str]:
    wrong, contest = [], contest_in(record)
    spent = Decimal(0)
    for project, at in zip(record["projects"], ranking.rank(contest), strict=True):
        name = {"project": project["title"]}
        spent += Decimal(project["cost"]) if project["chosen"] else 0
        if project["chosen"] != (at.outcome == ranking.Outcome.CHOSEN) and not project["departure"].strip():
            wrong.append(_("“%(project)s” departs from the order without a reason.") % name)
        if project["chosen"] and at.outcome == ranking.Outcome.POINTS:
            wrong.append(_("“%(project)s” is chosen with too few points.") % name)
    if contest.budget is not None and spent > contest.budget:
        wrong.append(_("What is chosen costs more than there is."))
    firmness = ranking.measure_firmness(contest)
    told = (record["decisive_seats"], record["decisive_points"])
    if (sorted(firmness.members), len(firmness.points)) != told:
        wrong.append(_("How firm the result is was not told truly."))
    return wrong
