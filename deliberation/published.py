"""What a counted round publishes: files from which anybody can find their code, recount, and choose anew.

`round.json` has everything; the tables and the Pabulib file say the same in parts. They are made from the database
alone and always come out the same. Of a named round only totals are published.
"""

import csv
import json
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from deliberation import elections, paper, roll
from deliberation.models import VotingRound
from panlong import clock
from panlong.accounts.admin_spreadsheets import neutralised

FORMAT = "panlong-round-1"
FILES = {
    "round.json": gettext_noop("everything"),
    "round.pb": gettext_noop("ballots and count as a Pabulib file"),
    "receipts.csv": gettext_noop("receipt codes"),
    "sealed.csv": gettext_noop("sealed ballots"),
    "ballots.csv": gettext_noop("opened ballots, shuffled"),
    "count.csv": gettext_noop("the count"),
}
OF_TOTALS = ("round.json", "count.csv")


def names(round: VotingRound) -> list[str]:
    """Return the names of the files of `round`."""
    if round.secret:
        return list(FILES)
    if round.source:
        return ["round.json", "round.pb", "ballots.csv", "count.csv"]
    return list(OF_TOTALS)


def folder_of(round_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "rounds" / str(round_id)


def write(round: VotingRound) -> Path:
    """Write the files of closed `round` unless they are there; return their folder."""
    folder = folder_of(round.pk)
    if all((folder / name).exists() for name in names(round)):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    facts = facts_of(round)
    texts = {
        "round.json": json.dumps(facts, ensure_ascii=False, indent=1),
        "count.csv": _table(
            ["code", "title", "cost", "votes", "against", "chosen"],
            ([one[key] for key in ("code", "title", "cost", "votes", "against", "chosen")] for one in facts["projects"]),
        ),
        "receipts.csv": _table(["code"], ([one["code"]] for one in facts["sealed"])),
        "sealed.csv": _table(["code", "sealed"], ([one["code"], one["sealed"]] for one in facts["sealed"])),
        "ballots.csv": _table([one["code"] for one in facts["projects"]], (list(one) for one in facts["ballots"])),
    }  # fmt: skip
    if "round.pb" in names(round):
        texts["round.pb"] = elections.as_pabulib(round)
    for name in names(round):
        _replace(folder / name, texts[name])
    return folder


def _replace(file: Path, text: str) -> None:
    half = file.with_suffix(file.suffix + ".part")
    half.write_text(text, encoding="utf-8")
    half.replace(file)


def facts_of(round: VotingRound) -> dict:
    """Return everything that is published about closed `round`."""
    candidates = list(round.candidates.order_by("pk"))
    titles = {one.pk: one.code for one in candidates}
    opened: list[str] = []
    if round.secret or round.source:
        rows = round.opened_ballots if round.secret else round.ballots
        opened = [
            "".join(map(str, bytes(marks))) for marks in rows.order_by("pk").values_list("marks", flat=True)
        ]
    marked = elections.channels(round)
    return {
        "format": FORMAT,
        "round": round.pk,
        "title": round.title,
        "area": round.area.code,
        "opens_at": clock.minute(round.opens_at),
        "closes_at": clock.minute(round.closes_at),
        "secret": round.secret,
        "terms": {
            "whose": round.whose, "ballot": round.ballot_kind, "most_choices": round.most_choices, "fewest_choices": round.fewest_choices,
            "most_cost": None if round.most_cost is None else f"{round.most_cost:.2f}", "budget": f"{round.budget:.2f}",
            "least_votes": round.least_votes, "quorum": round.quorum, "rule": round.rule, "tie_rule": round.tie_rule, "seed": round.draw_seed,
        },
        "conflicts": [[titles[one.first_id], titles[one.second_id]] for one in round.conflicts.all()],
        "projects": [
            {"code": one.code, "title": one.title, "cost": f"{one.cost:.2f}", "votes": one.votes, "against": one.against, "chosen": bool(one.chosen)}
            for one in candidates
        ],
        "on_roll": roll.size(round),
        "marked": sum(marked.values()),
        "papers": len(paper.marks_of(round)) if round.secret else 0,
        "papers_taken_away": paper.taken_away(round) if round.secret else 0,
        "turnout": round.turnout,
        "public_key": bytes(round.public_key or b"").hex(),
        "sealed": [
            {"code": code, "sealed": bytes(sealed).hex()}
            for code, sealed in round.sealed_ballots.order_by("code").values_list("code", "sealed")
        ],
        "ballots": opened,
    }  # fmt: skip


def _table(columns: list, rows) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([neutralised(cell) for cell in row] for row in rows)
    return out.getvalue()
