"""What a counted round publishes: files from which anybody can find their code, recount, and choose anew.

`round.json` has everything; the tables and the Pabulib file say the same in parts. They are made from the database
alone and always come out the same, and the notice of the result has their fingerprints. The choices of a named round
stand beside receipt codes, or names where the voters wanted it.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.models import BallotKind, Candidate, VoteChannel, VotingRound
from deliberation.results import pabulib, pabulib_rules
from deliberation.rounds import paper, roll
from deliberation.rounds.ballot_box import code_of_named
from deliberation.rounds.tally import YES
from panlong import clock
from panlong.areas.models import Area
from panlong.errors import require
from panlong.server.files import replace_file
from panlong.spreadsheets import MARK, neutralised

# How the files of a round are written is fixed when it opens: made anew they have the fingerprints of its notice again.
# Since the second format tables begin with a byte order mark, and the Pabulib file names no threshold of one vote.
# Since the third one a named round publishes its voices, before it only totals.
FORMAT = "panlong-round-%d"
FILES = {
    "round.json": gettext_noop("everything"),
    "round.pb": gettext_noop("ballots and count as a Pabulib file"),
    "receipts.csv": gettext_noop("receipt codes"),
    "sealed.csv": gettext_noop("sealed ballots"),
    "ballots.csv": gettext_noop("opened ballots, shuffled"),
    "voices.csv": gettext_noop("every choice beside its receipt code or a name"),
    "count.csv": gettext_noop("the count"),
}
Voice = tuple[str, str, bytes]
OF_VOICES = ("round.json", "round.pb", "voices.csv", "count.csv")
OF_TOTALS = ("round.json", "count.csv")


def file_names(round: VotingRound) -> list[str]:
    """Return the names of the files of `round`."""
    if round.secret:
        return [name for name in FILES if name != "voices.csv"]
    if round.source:
        return ["round.json", "round.pb", "ballots.csv", "count.csv"]
    return list(OF_VOICES if round.publishes_voices else OF_TOTALS)


def folder_of(round_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "rounds" / str(round_id)


def write_file(round: VotingRound) -> Path:
    """Write the files of closed `round` unless they are there; return their folder."""
    folder = folder_of(round.pk)
    if all((folder / name).exists() for name in file_names(round)):
        return folder
    return store_files(round, file_contents(round))


def is_published(round: VotingRound, code: str) -> bool:
    """Say whether receipt `code` stands in the published files of closed `round`."""
    if round.publishes_voices:
        return f"\n{code}," in (write_file(round) / "voices.csv").read_text(encoding="utf-8")
    return round.sealed_ballots.filter(code=code).exists()


def store_files(round: VotingRound, files: Mapping[str, str]) -> Path:
    """Write `files` of `round` (see `texts`); return their folder."""
    folder = folder_of(round.pk)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        replace_file(folder / name, text.encode())
    return folder


def file_contents(round: VotingRound) -> dict[str, str]:
    """Return the files of closed `round` by name."""
    voices = voices_of(round)
    facts = facts_of(round, voices)
    found = {
        "round.json": json.dumps(facts, ensure_ascii=False, indent=1),
        "count.csv": _table(
            ["code", "title", "cost", "votes", "against", "chosen"],
            ([one[key] for key in ("code", "title", "cost", "votes", "against", "chosen")] for one in facts["projects"]),
        ),
        "receipts.csv": _table(["code"], ([one["code"]] for one in facts["sealed"])),
        "sealed.csv": _table(["code", "sealed"], ([one["code"], one["sealed"]] for one in facts["sealed"])),
        "ballots.csv": _table([one["code"] for one in facts["projects"]], (list(one) for one in facts["ballots"])),
        "voices.csv": _table(
            ["receipt", "name", *(one["code"] for one in facts["projects"])],
            ([one["code"], one["name"], *ballot] for one, ballot in zip(facts.get("voices", ()), facts["ballots"], strict=False)),
        ),
    }  # fmt: skip
    if round.files_format > 1:
        found |= {name: MARK + text for name, text in found.items() if name.endswith(".csv")}
    if "round.pb" in file_names(round):
        found["round.pb"] = as_pabulib(round, voices)
    return {name: found[name] for name in file_names(round)}


def file_fingerprints(files: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of `files` by name."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}


def facts_of(round: VotingRound, voices: list[Voice]) -> dict:
    """Return everything that is published about closed `round`; `voices` are those of a named one (see voices_of)."""
    candidates = list(round.candidates.order_by("pk"))
    titles = {one.pk: one.code for one in candidates}
    opened = [_digits(marks) for _code, _name, marks in voices]
    if round.secret or round.source:
        rows = round.opened_ballots if round.secret else round.ballots
        opened = [_digits(marks) for marks in rows.order_by("pk").values_list("marks", flat=True)]
    marked = channels(round)
    return {
        "format": FORMAT % round.files_format,
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
        "on_roll": roll.roll_size(round),
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
        **({"voices": [{"code": code, "name": name} for code, name, _marks in voices]} if round.publishes_voices else {}),
    }  # fmt: skip


def _digits(marks) -> str:
    return "".join(map(str, bytes(marks)))


def voices_of(round: VotingRound) -> list[Voice]:
    """Return (receipt code, name or '', marks) of each ballot of a named round, by code: nothing of their order is told.

    Empty for every other round, and for named ones of which only totals were promised.
    """
    if not round.publishes_voices:
        return []
    cast = round.ballots.values_list("roll_entry__operation", "published_name", "marks")
    return sorted(
        (code_of_named(operation) if operation else "", name, bytes(marks)) for operation, name, marks in cast
    )


def _table(columns: list, rows) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([neutralised(cell) for cell in row] for row in rows)
    return out.getvalue()


# --- The Pabulib file ----------------------------------------------------------------------------------------------
def as_pabulib(round: VotingRound, voices: list[Voice] | None = None) -> str:
    """Return a closed round as a Pabulib file; the voters are numbers in shuffled order or in that of their codes.

    `voices` (see voices_of) are looked up when None.
    """
    require(round.closed_at is not None, _("The round is not counted yet."))
    has_ballots = round.secret or round.source or round.publishes_voices
    require(bool(has_ballots), _("Of this named round only totals are published."))
    candidates = list(round.candidates.order_by("pk"))
    votes = list(_votes_for_file(round, candidates, voices_of(round) if voices is None else voices))
    projects = (
        {"project_id": one.code, "cost": plain(one.cost), "votes": one.votes or 0, "name": one.title, "selected": int(bool(one.chosen))}
        for one in candidates
    )  # fmt: skip
    return pabulib.write_election(_meta(round, candidates, votes), projects, votes)


def _votes_for_file(round: VotingRound, candidates: list[Candidate], voices: list[Voice]):
    codes = [one.code for one in candidates]

    def vote(marks) -> str:
        return ",".join(code for code, mark in zip(codes, bytes(marks), strict=True) if mark == YES)

    if round.secret:
        rows = round.opened_ballots.order_by("pk").values_list("marks", flat=True)
        return [(number, vote(marks)) for number, marks in enumerate(rows, 1)]
    if round.publishes_voices:
        return [(number, vote(marks)) for number, (_code, _name, marks) in enumerate(voices, 1)]
    cast = round.ballots.order_by("pk").values_list("roll_entry__label", "marks", "roll_entry__way")
    ways: dict[str, str] = {VoteChannel.PAPER: "paper", VoteChannel.ONLINE: "internet"}
    return [(label, vote(marks), ways[way]) for label, marks, way in cast]


def _meta(round: VotingRound, candidates: list[Candidate], votes: list[tuple]) -> dict[str, str]:
    shortest = min((len(one[1].split(",")) if one[1] else 0 for one in votes), default=0)
    own = {
        "description": round.title, "country": "China", "unit": Area.objects.above(round.area)[0].name, "subunit": round.area.name,
        "instance": f"{timezone.localtime(round.closes_at).year}", "num_projects": str(len(candidates)), "num_votes": str(len(votes)),
        "budget": plain(round.budget), "vote_type": "approval", "rule": round.rule,
        "date_begin": f"{timezone.localtime(round.opens_at):%d.%m.%Y}", "date_end": f"{timezone.localtime(round.closes_at):%d.%m.%Y}",
        "min_length": str(min(shortest, round.fewest_choices)), "max_length": str(round.most_choices), **_rule(round, candidates),
        "language": "zh", "currency": "CNY",
    }  # fmt: skip
    if round.ballot_kind == BallotKind.JUDGE:
        own["max_length"], own["comment"] = (
            str(len(candidates)),
            "#1: Yes, no or abstain for each project; only yes is listed.",
        )
    elif round.files_format > 1 and _is_too_small(round):
        own["comment"] = "#1: Fewer voted than the round needed, so nothing was chosen."
    if round.ballot_kind == BallotKind.BUDGET:
        own["max_length"], own["max_sum_cost"] = str(len(candidates)), plain(round.most_cost or round.budget)
    if round.source:
        return {**round.source, **{key: own[key] for key in ("num_projects", "num_votes")}}
    return own


def _rule(round: VotingRound, candidates: list[Candidate]) -> dict[str, str]:
    """Return how the Pabulib file names the rule of `round` and its threshold."""
    if round.files_format == 1:
        return {"min_project_score_threshold": str(round.least_votes)}
    return pabulib_rules.rule_named(
        round.rule,
        round.least_votes,
        [one.votes or 0 for one in candidates],
        is_custom=round.ballot_kind == BallotKind.JUDGE or _is_too_small(round),
        has_conflicts=round.conflicts.exists(),
    )


def _is_too_small(round: VotingRound) -> bool:
    return (round.turnout or 0) < round.quorum


def plain(amount: Decimal) -> str:
    """Return an amount without needless zeros, as other elections write it."""
    return f"{amount:.2f}".removesuffix(".00")


def channels(round: VotingRound) -> Counter:
    """Return how many voted in which way."""
    return Counter(round.roll.filter(marked_at__isnull=False).values_list("way", flat=True))
