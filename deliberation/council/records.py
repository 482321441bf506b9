"""What a sitting publishes with its resolution: every point, by seat; from this alone anybody counts it again.

The record is written once and kept as it was published. Members stand in it by the number of their seat; a page may say
the name beside it where the member agreed to have it published.
"""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from deliberation.council import ranking, scoring, sittings
from deliberation.models import Criterion, Score, Sitting, SittingItem
from panlong.server.files import replace_file
from panlong.spreadsheets import MARK, neutralised

FORMAT = "panlong-resolution-1"
FILES = ("resolution.json", "scores.csv")
Record = dict[str, Any]


def seats_by_member(items: Sequence[SittingItem]) -> dict[int, int]:
    """Return the number under which each member who gave points in the sitting is published."""
    members: set[int] = set()
    for one in items:
        given = Score.objects.filter(project=one.project, sitting=one.number)
        members.update(given.values_list("member", flat=True))
    return {member: number for number, member in enumerate(sorted(members), 1)}


def write_record(
    sitting: Sitting,
    contest: ranking.Contest,
    items: Sequence[SittingItem],
    placed: Sequence[ranking.Placed],
    decisions: Mapping[int, Any],
) -> Record:
    """Return what is published of `sitting`, whose `items` stand in their order, with what was decided on each."""
    seats = seats_by_member(items)
    firmness = ranking.measure_firmness(contest)
    support = {one.key: one.support for one in contest.contenders}
    return {
        "format": FORMAT,
        "sitting": sitting.pk,
        "area": sitting.area.name,
        "round": sitting.round.title if sitting.round else "",
        "resolved_at": timezone.localtime(sitting.resolved_at).isoformat() if sitting.resolved_at else "",
        "terms": contest.terms.write(),
        "budget": None if contest.budget is None else f"{contest.budget:.2f}",
        "seed": contest.seed,
        "members": {str(number): member for member, number in sorted(seats.items(), key=lambda one: one[1])},
        "decisive_seats": sorted(seats[int(one)] for one in firmness.members),
        "decisive_points": len(firmness.points),
        "projects": [
            _project(item, at, decisions[item.project_id], seats, str(support[at.key]), contest.terms)
            for item, at in zip(items, placed, strict=True)
        ],
    }


def _project(
    item: SittingItem,
    at: ranking.Placed,
    decision: Any,
    seats: Mapping[int, int],
    support: str,
    terms: scoring.Terms,
) -> Record:
    return {
        "key": item.project_id,
        "title": item.project.title,
        "cost": f"{item.project.subsidy_planned:.2f}",
        "support": support,
        "seats": sittings.seats_of(item),
        "place": at.place,
        "points": str(scoring.write_points(at.mean)),
        "spread": str(scoring.write_points(at.spread)),
        "chosen": decision.chosen,
        "reasons": decision.reasons,
        "departure": decision.departure if decision.chosen != (at.outcome == ranking.Outcome.CHOSEN) else "",
        "talk": item.talk,
        "scores": [_scores(item, turn, seats) for turn in range(1, item.turn + 1)][-1],
        "before_the_talk": _scores(item, 1, seats) if item.turn > 1 else [],
        "recusals": [
            {"ground": one.ground, "reason": one.reason} for one in item.project.recusals.order_by("at", "pk")
        ],
    }  # fmt: skip


def _scores(item: SittingItem, turn: int, seats: Mapping[int, int]) -> list[dict[str, int]]:
    rows = Score.objects.filter(project=item.project, sitting=item.number, turn=turn)
    found: dict[int, dict[str, int]] = {}
    for row in rows.exclude(member__in=item.project.recusals.values("member")):
        found.setdefault(seats[row.member_id], {})[row.criterion] = row.points
    return [
        {"seat": seat, **{name: given[name] for name in Criterion.values}}
        for seat, given in sorted(found.items())
    ]


# --- Files --------------------------------------------------------------------------------------------------------
def public_part(record: Record) -> Record:
    """Return the record without who sits on which seat."""
    return {name: value for name, value in record.items() if name != "members"}


def file_contents(record: Record) -> dict[str, str]:
    """Return the published files by name; they always come out the same."""
    table = StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["project", "title", "seat", *Criterion.values])
    for project in record["projects"]:
        for row in project["scores"]:
            title = neutralised(project["title"])
            writer.writerow([project["key"], title, row["seat"], *(row[name] for name in Criterion.values)])
    return {
        "resolution.json": json.dumps(public_part(record), ensure_ascii=False, indent=1, sort_keys=True),
        "scores.csv": MARK + table.getvalue(),
    }


def fingerprints(files: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of `files` by name."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}


def store_files(sitting: Sitting) -> Path:
    """Write the files of resolved `sitting` unless they are there; return their folder."""
    folder = Path(settings.MEDIA_ROOT) / "sittings" / str(sitting.pk)
    if not all((folder / name).exists() for name in FILES):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in file_contents(sitting.record or {}).items():
            replace_file(folder / name, text.encode())
    return folder
