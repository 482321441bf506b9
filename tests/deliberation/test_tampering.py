"""Whoever changes one published file of a round is found out, also without the notice of the result."""

import csv
import json
import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from deliberation import rounds
from deliberation.models import BallotKind, WinnerRule
from deliberation.results import closing, pabulib_import, result_files, verification
from deliberation.results.verification import Kind
from panlong import clock
from tests.deliberation.rounds import open_box, open_secret, pooled

pytestmark = pytest.mark.django_db
ELECTION = """META
key;value
description;小选举
num_projects;3
num_votes;4
budget;100
vote_type;approval
rule;greedy
max_length;2
PROJECTS
project_id;cost;votes;name;selected
a;60;3;甲;1
b;50;2;乙;0
c;40;1;丙;1
VOTES
voter_id;vote
1;a,b
2;a
3;a,c
4;b
"""


@pytest.fixture
def secret(w):
    secret = open_secret(w, budget=18000)
    for voter, places in zip(w.neighbours, [(0, 1), (0,), (0, 2), (2,), (0, 2)], strict=False):
        chosen = [secret.candidates[place] for place in places]
        rounds.cast(secret.round, voter=voter, candidates=chosen, operation=uuid4())
    return open_box(w, secret)


@pytest.fixture
def named(w):
    round = rounds.open_round(
        w.community, by=w.staff, title="实名评选", projects=pooled(w, 3), closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
        budget=18000, most_choices=2,
    )  # fmt: skip
    keys = list(round.candidates.order_by("pk").values_list("pk", flat=True))
    for voter, places in zip(w.neighbours, [(0, 1), (0,), (0, 2)], strict=False):
        rounds.cast(round, voter=voter, candidates=[keys[place] for place in places], operation=uuid4())
    with clock.at(round.closes_at):
        return closing.close_round(round)


@pytest.fixture
def imported(tmp_path):
    file = tmp_path / "small.pb"
    file.write_text(ELECTION)
    return pabulib_import.take_in(str(file))[0]


def tampered(folder: Path, tmp_path: Path, change) -> Path:
    """Return a copy of `folder` after `change`."""
    copy = tmp_path / uuid4().hex
    shutil.copytree(folder, copy)
    change(copy)
    return copy


def swap(name: str, old: str, new: str):
    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text, (name, old)
        (folder / name).write_text(text.replace(old, new, 1))

    return change


def without(*names: str):
    def change(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return change


def facts(act):
    """Return a change of round.json alone."""

    def change(folder: Path) -> None:
        found = json.loads((folder / "round.json").read_text())
        act(found)
        (folder / "round.json").write_text(json.dumps(found))

    return change


def line_of(folder: Path, start: str) -> str:
    return next(line for line in (folder / "round.pb").read_text().splitlines() if line.startswith(start))


def other_choice(folder: Path) -> None:
    head, projects, rest = (folder / "round.pb").read_text().partition("PROJECTS")
    (folder / "round.pb").write_text(head + projects + rest.replace(";1\n", ";0\n", 1))


def all_marks(folder: Path) -> None:
    """Let every ballot choose all three where two are allowed, in all files alike."""

    def act(found) -> None:
        found["ballots"] = ["111"] * 5
        for one in found["projects"]:
            one.update(votes=5, chosen=one is not found["projects"][2])

    facts(act)(folder)
    found = json.loads((folder / "round.json").read_text())
    codes = [one["code"] for one in found["projects"]]
    (folder / "ballots.csv").write_text("\n".join([",".join(codes), *["1,1,1"] * 5]) + "\n")
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [verification.COUNTED, *([one[key] for key in verification.COUNTED] for one in found["projects"])]
    )
    (folder / "count.csv").write_text(out.getvalue())
    (folder / "round.pb").unlink()


COMMON = {
    "count.csv gone": without("count.csv"),
    "count.csv changed": swap("count.csv", "True", "False"),
    "count.csv of bytes": lambda folder: (folder / "count.csv").write_bytes(b"\xff\0\n"),
    "heads of count.csv": swap("count.csv", "votes,against", "against,votes"),
    "a rule of nobody": facts(lambda found: found["terms"].update(rule="nonsense")),
    "ties by nothing": facts(lambda found: found["terms"].update(tie_rule="nonsense")),
    "no kind of ballot": facts(lambda found: found["terms"].update(ballot="nonsense")),
    "a cost": facts(lambda found: found["projects"][0].update(cost="1.00")),
    "a name": facts(lambda found: found["projects"][0].update(title="x")),
    "the roll": facts(lambda found: found.update(on_roll=1)),
    "loser chosen": facts(lambda found: found["projects"][-1].update(chosen=not found["projects"][-1]["chosen"])),
}  # fmt: skip
WITH_BALLOTS = {
    "no Pabulib file": without("round.pb"),
    "no ballots": without("ballots.csv"),
    "columns of the ballots": lambda folder: (folder / "ballots.csv").write_text("x" + (folder / "ballots.csv").read_text()),
    "the budget, told nowhere else": facts(lambda found: found["terms"].update(budget="18000.01")),
    "the budget of the Pabulib file": lambda folder: swap("round.pb", line_of(folder, "budget;"), "budget;17999")(folder),
    "its rule": lambda folder: swap("round.pb", line_of(folder, "rule;"), "rule;greedy-threshold")(folder),
    "its name": lambda folder: swap("round.pb", line_of(folder, "description;"), "description;x")(folder),
    "its choice": other_choice,
    "the threshold": facts(lambda found: found["terms"].update(least_votes=2)),
    "the title": facts(lambda found: found.update(title="x")),
    "choices": facts(lambda found: found["terms"].update(most_choices=7)),
    "a mark of nobody": facts(lambda found: found["ballots"].__setitem__(0, "9" + found["ballots"][0][1:])),
    "against, where nobody is asked": facts(lambda found: found["ballots"].__setitem__(0, found["ballots"][0].replace("0", "2", 1))),
}  # fmt: skip
OF_SECRET = {
    "not secret": facts(lambda found: found.update(secret=False)),
    "no key": facts(lambda found: found.update(public_key="")),
    "the end": facts(lambda found: found.update(closes_at="2031-01-01 00:00")),
    "all marks": all_marks,
    "a voter too many": facts(lambda found: found.update(marked=6)),
}
OF_NAMED = {
    "more votes than voters": facts(lambda found: found["projects"][0].update(votes=999)),
    "more voters than marks": facts(lambda found: found.update(turnout=4)),
    "another winner": facts(lambda found: (found["projects"][0].update(votes=1), found["projects"][2].update(votes=3))),
    "another budget": facts(lambda found: found["terms"].update(budget="8000.00")),
}  # fmt: skip


def hide_the_ballots(folder: Path) -> None:
    facts(lambda found: found.update(ballots=[]))(folder)
    without("ballots.csv", "round.pb")(folder)


@pytest.mark.parametrize("kind", [Kind.SECRET, Kind.IMPORTED, Kind.NAMED])
def test_each_changed_file_is_found_by_the_others(request, kind, tmp_path):
    folder = result_files.write_file(request.getfixturevalue(kind.value))
    assert verification.verify_files(folder) == verification.verify_files(folder, None, kind) == []
    changes = {
        Kind.SECRET: COMMON | WITH_BALLOTS | OF_SECRET, Kind.IMPORTED: COMMON | WITH_BALLOTS, Kind.NAMED: COMMON | OF_NAMED,
    }  # fmt: skip
    for what, change in changes[kind].items():
        copy = tampered(folder, tmp_path, change)
        assert verification.verify_files(copy, None, kind), what
        assert verification.verify_files(copy), what


def test_every_ballot_is_held_against_the_terms(secret, tmp_path):
    wrong = verification.verify_files(tampered(result_files.write_file(secret), tmp_path, all_marks))
    assert any("111" in sentence for sentence in wrong)


def test_an_imported_round_without_its_ballots_is_not_taken_for_a_named_one(imported, tmp_path):
    folder = result_files.write_file(imported)
    hide_the_ballots(folder)
    with pytest.raises(CommandError):
        call_command("verify_round", imported.pk)


def test_who_has_no_notice_is_told_what_that_leaves_open(secret):
    out = StringIO()
    call_command("verify_round", files=str(result_files.write_file(secret)), stdout=out)
    assert "--notice" in out.getvalue()
    out = StringIO()
    call_command("verify_round", secret.pk, stdout=out)
    assert "--notice" not in out.getvalue()


@pytest.mark.parametrize(
    "terms",
    [
        {"ballot_kind": BallotKind.JUDGE},
        {"ballot_kind": BallotKind.BUDGET, "budget": 20000},
        {"tie_rule": "lot", "least_votes": 2, "quorum": 9},
        {"rule": WinnerRule.NO_SKIP, "budget": 10000},
    ],
)
def test_rounds_of_every_kind_agree_with_themselves(w, terms):
    projects = pooled(w, 3)
    projects[0].title = '=1+1;"x"\t  项目'
    projects[0].save()
    secret = open_secret(w, projects=projects, **terms)
    for voter, place in zip(w.neighbours, (0, 1, 1, 2), strict=False):
        rounds.cast(secret.round, voter=voter, candidates=[secret.candidates[place]], operation=uuid4())
    assert verification.verify_files(result_files.write_file(open_box(w, secret))) == []


@pytest.mark.parametrize(
    ("terms", "against"),
    [
        ({"ballot_kind": BallotKind.JUDGE}, True),
        ({"ballot_kind": BallotKind.BUDGET, "whose": "household"}, False),
        ({"quorum": 9}, False),
        ({"rule": WinnerRule.EQUAL_SHARES}, False),
        ({"tie_rule": "lot"}, False),
    ],
)
def test_named_rounds_of_every_kind_agree_with_themselves(w, terms, against):
    projects = pooled(w, 3)
    conflicts = [(projects[0], projects[1])] if terms.get("rule") is None else []
    round = rounds.open_round(
        w.community, by=w.staff, title="评选", projects=projects, closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
        budget=19000, conflicts=conflicts, **terms,
    )  # fmt: skip
    keys = list(round.candidates.order_by("pk").values_list("pk", flat=True))
    for voter, place in zip(w.neighbours, (0, 1, 1, 2), strict=False):
        no = [keys[place - 1]] if against else []
        rounds.cast(round, voter=voter, candidates=[keys[place]], against=no, operation=uuid4())
    with clock.at(round.closes_at):
        assert verification.verify_files(result_files.write_file(closing.close_round(round))) == []
