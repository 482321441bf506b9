"""Real elections: counted as they were published, broken files refused with the line, nothing left behind."""

import json
import re
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pabutools.election import parse_pabulib

from deliberation import rounds
from deliberation.models import Ballot, Candidate, RollEntry, VotingRound
from deliberation.results import pabulib
from panlong import clock
from panlong.areas.models import Area
from panlong.audit.models import AuditEntry
from panlong.tools.transactions import checked_at_once
from tests.deliberation.rounds import open_box, open_secret

FILES = sorted((Path(__file__).parent.parent / "data" / "elections").glob("*.pb"))
SMALL = next(file for file in FILES if "Assen" in file.name)
NO_SKIP = next(file for file in FILES if "Gdynia" in file.name)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def run(command: str, *arguments, **options) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def take_in(file, *options) -> int:
    return int(run("import_pabulib", file, *options).splitlines()[-1])


def published(file) -> tuple[dict, set]:
    """Return the votes and the selection that `file` publishes, read by pabutools."""
    instance, _profile = parse_pabulib(str(file))
    meta = {project.name: instance.project_meta[project] for project in instance}
    votes = {name: int(facts["votes"]) for name, facts in meta.items()}
    return votes, {name for name, facts in meta.items() if int(facts["selected"]) == 1}


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_election_is_counted_as_published_proven_by_its_files_and_written_again_the_same(
    file, tmp_path
):
    number, first = take_in(file), pabulib.read_election(str(file))
    result = json.loads(run("tally_round", number, "--json"))
    votes, selected = published(file)
    assert result["votes"] == votes
    assert set(result["selected"]) == selected
    assert result["turnout"] == len(parse_pabulib(str(file))[1])
    assert result["rule"] == first.rule
    assert "All agrees" in run("verify_round", number)

    copy = tmp_path / "again.pb"
    copy.write_text(run("export_pabulib", number), encoding="utf-8")
    assert published(copy) == published(file)
    again = pabulib.read_election(str(copy))
    assert again.meta == first.meta
    assert [(voter, places) for voter, _way, places in again.votes] == [
        (voter, places) for voter, _way, places in first.votes
    ]
    assert json.loads(run("tally_round", take_in(copy), "--json")) == result


@pytest.mark.django_db
class TestPlace:
    def test_a_portal_without_areas_gets_the_district(self):
        number = take_in(SMALL)
        assert VotingRound.objects.get(pk=number).area.code == "530103"

    def test_the_named_area_is_used_or_made_with_those_above_it(self):
        assert (
            VotingRound.objects.get(pk=take_in(SMALL, "--area", "530103002001")).area.code == "530103002001"
        )
        assert set(Area.objects.values_list("code", flat=True)) == {"530103", "530103002", "530103002001"}

    @pytest.mark.parametrize("code", ["x", "53", "５３０１０３", "530103-001", "9" * 500])
    def test_what_is_no_code_is_refused(self, code):
        with pytest.raises(CommandError, match="not an area code"):
            run("import_pabulib", SMALL, "--area", code)

    def test_its_pages_open(self, client):
        round = VotingRound.objects.get(pk=take_in(NO_SKIP))
        page = client.get(round.get_absolute_url())
        assert page.status_code == 200
        assert "KAR" not in str(page.context["channels"])
        for name in ("round.json", "round.pb", "count.csv", "ballots.csv"):
            assert client.get(f"/rounds/{round.pk}/files/{name}").status_code == 200
        assert client.get(f"/rounds/{round.pk}/files/sealed.csv").status_code == 404
        assert client.get("/rounds/").status_code == 200


TEXT = SMALL.read_text(encoding="utf-8")
LINES = TEXT.splitlines()
FIRST_PROJECT = LINES.index("PROJECTS") + 2
FIRST_VOTE = LINES.index("VOTES") + 2


def with_line(number: int, line: str | None) -> str:
    """Return the file with its line `number` (from 0) replaced, or left out."""
    lines = list(LINES)
    lines[number : number + 1] = [] if line is None else [line]
    return "\n".join(lines) + "\n"


def with_meta(key: str, value: str | None) -> str:
    number = next(place for place, line in enumerate(LINES) if line.startswith(f"{key};"))
    return with_line(number, None if value is None else f"{key};{value}")


def without_votes_column(text: str) -> str:
    return text.replace(";votes;", ";ballots;")


SECOND_VOTER = LINES[FIRST_VOTE + 1].split(";")[0]
# What is wrong: (the file, what the message says).
BROKEN = {
    "empty": ("", "line 1"),
    "only blank lines": ("\n\n\n", "line 1"),
    "no META": (TEXT[TEXT.index("PROJECTS") :], "line 1"),
    "no PROJECTS": (TEXT[: TEXT.index("PROJECTS")] + TEXT[TEXT.index("VOTES") :], "PROJECTS|out of place"),
    "no VOTES": (TEXT[: TEXT.index("VOTES")], "ends before the section VOTES"),
    "cut in META": (TEXT[:60], "ends before the section PROJECTS"),
    "cut in PROJECTS": (TEXT[: TEXT.index("VOTES") - 90], "line .*ends before the section VOTES"),
    "cut in VOTES": (TEXT[:-500], "num_votes|unknown|line"),
    "one vote missing": (with_line(FIRST_VOTE, None), "num_votes is 84, but the file has 83"),
    "one project missing": (without_votes_column(with_line(FIRST_PROJECT, None)), "unknown project"),
    "votes column": (with_line(FIRST_PROJECT, LINES[FIRST_PROJECT].replace(";43;", ";44;")), f"line {FIRST_PROJECT + 1}: .*44"),
    "num_votes": (with_meta("num_votes", "85"), "line 8: num_votes is 85, but the file has 84"),
    "num_projects": (with_meta("num_projects", "13"), "line 7: num_projects"),
    "huge number": (with_meta("num_votes", "9" * 5000), "line 8: num_votes"),
    "negative budget": (with_meta("budget", "-5"), "line 9: budget is negative"),
    "no money": (with_meta("budget", "0"), "line 9: the budget"),
    "budget in words": (with_meta("budget", "much"), "line 9: budget should be an amount"),
    "budget not a number": (with_meta("budget", "NaN"), "line 9: budget"),
    "budget without end": (with_meta("budget", "1e99"), "line 9: budget"),
    "no budget": (with_meta("budget", None), "budget"),
    "ordinal": (with_meta("vote_type", "ordinal"), "line 10: the vote type “ordinal”"),
    "no vote type": (with_meta("vote_type", None), "vote_type"),
    "unknown project": (with_line(FIRST_VOTE, "v1;1,2,99"), f"line {FIRST_VOTE + 1}: .*unknown project.*99"),
    "twice in a vote": (with_line(FIRST_VOTE, "v1;1,1,2"), f"line {FIRST_VOTE + 1}: .*twice"),
    "empty vote": (with_line(FIRST_VOTE, "v1;"), f"line {FIRST_VOTE + 1}: .*0 projects"),
    "too short a vote": (with_line(FIRST_VOTE, "v1;1"), f"line {FIRST_VOTE + 1}: .*1 projects"),
    "no vote cell": (with_line(FIRST_VOTE, "v1"), f"line {FIRST_VOTE + 1}: the line ends before its vote"),
    "double voter": (with_line(FIRST_VOTE, f"{SECOND_VOTER};1,2"), f"line {FIRST_VOTE + 2}: voter .* votes twice"),
    "no voter": (with_line(FIRST_VOTE, ";1,2"), f"line {FIRST_VOTE + 1}: voter_id is empty"),
    "double project": (with_line(FIRST_PROJECT, "9;1;1;x;1;x"), "listed twice"),
    "negative cost": (with_line(FIRST_PROJECT, "3;-7200;43;x;1;x"), f"line {FIRST_PROJECT + 1}: cost is negative"),
    "cost in words": (with_line(FIRST_PROJECT, "3;viel;43;x;1;x"), f"line {FIRST_PROJECT + 1}: cost should be"),
    "cost of thirds": (with_line(FIRST_PROJECT, "3;7200.333;43;x;1;x"), f"line {FIRST_PROJECT + 1}: cost has more than two"),
    "too many cells": (with_line(FIRST_VOTE, "v1;1,2;3;4"), f"line {FIRST_VOTE + 1}: 4 cells, but 2 columns"),
    "no column cost": (TEXT.replace("project_id;cost", "project_id;price"), "PROJECTS needs one column cost"),
    "section twice": (TEXT.replace("\nVOTES\n", "\nPROJECTS\n"), "out of place"),
    "NUL": (TEXT.replace("PopUp", "Pop\0Up", 1), "byte of zero"),
    "long line": ("META\n" + "x" * 300_000, "line 2: longer"),
}  # fmt: skip


def left_behind() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (VotingRound, Candidate, RollEntry, Ballot, AuditEntry, Area)
    )


@pytest.mark.django_db
class TestBrokenFiles:
    @pytest.mark.parametrize("what", BROKEN)
    def test_one_message_names_the_line_and_nothing_is_left_behind(self, what, tmp_path):
        text, words = BROKEN[what]
        file = tmp_path / "broken.pb"
        file.write_bytes(text.encode())
        with pytest.raises(CommandError, match=words) as refused:
            run("import_pabulib", file)
        assert "line" in str(refused.value)
        assert len(str(refused.value).splitlines()) == 1
        assert left_behind() == (0,) * 6

    @pytest.mark.parametrize("encoding", ["utf-16", "cp1250", "gb18030"])
    def test_what_is_not_utf_8_is_refused(self, encoding, tmp_path):
        file = tmp_path / "broken.pb"
        file.write_bytes(with_line(1, "description;Zażółć").encode(encoding, "replace"))
        with pytest.raises(CommandError, match=r"line \d+"):
            run("import_pabulib", file)
        assert left_behind() == (0,) * 6

    def test_bytes_of_anything_are_refused(self, tmp_path):
        import random

        for seed in range(30):
            file = tmp_path / f"{seed}.pb"
            file.write_bytes(random.Random(seed).randbytes(3000))
            with pytest.raises(CommandError, match="line"):
                run("import_pabulib", file)
        assert left_behind() == (0,) * 6

    def test_a_hundred_megabytes_are_refused_without_being_read(self, tmp_path, monkeypatch):
        file = tmp_path / "large.pb"
        with open(file, "wb") as large:
            large.truncate(100 * 1024 * 1024)
        monkeypatch.setattr("builtins.open", lambda *_a, **_o: pytest.fail("it was opened"))
        with pytest.raises(CommandError, match="100 MB"):
            call_command("import_pabulib", str(file))

    @pytest.mark.parametrize("path", ["/dev/zero", "/", "/nowhere/at/all.pb", "a\0b"])
    def test_what_is_no_file_is_refused(self, path):
        with pytest.raises(CommandError):
            run("import_pabulib", path)

    def test_any_changed_byte_is_read_or_refused_but_never_breaks(self, tmp_path):
        import random

        dice, file = random.Random(7), tmp_path / "changed.pb"
        for _n in range(60):
            data = bytearray(TEXT.encode())
            for _change in range(dice.randint(1, 3)):
                place = dice.randrange(len(data))
                data[place : place + dice.randint(0, 2)] = dice.choice(
                    [b";", b"\n", b'"', b"\xff", b"\0", b",", b"9", b""]
                )
            file.write_bytes(bytes(data))
            try:
                pabulib.read_election(str(file))
            except pabulib.NotAnElection as wrong:
                assert str(wrong)


@pytest.mark.django_db
class TestSoundFiles:
    @pytest.mark.parametrize(
        "text",
        [
            "\ufeff" + TEXT,
            TEXT.replace("\n", "\r\n"),
            TEXT.rstrip("\n"),
            TEXT + "\n\n\n",
            TEXT.replace("META\n", "meta\n").replace("\nPROJECTS\n", "\nprojects;;;\n"),
            TEXT.replace("budget;100000\n", "budget;100000.00;;\n"),
            TEXT.replace("comment;", "extra_key;a;b;c\ncomment;"),
            TEXT.replace("key;value\n", ""),
            without_votes_column(TEXT),
            with_line(FIRST_PROJECT, '3;7200.5;43;"Pop;Up ""Podium""";1;x'),
        ],
    )
    def test_how_it_is_written_does_not_matter(self, text, tmp_path):
        file = tmp_path / "sound.pb"
        file.write_bytes(text.encode())
        assert json.loads(run("tally_round", take_in(file), "--json"))["turnout"] == 84

    @pytest.mark.parametrize("rule", ["greedy-custom", "equalshares-comparison/add1", "unknown", ""])
    def test_another_rule_is_read_with_ours_and_says_so(self, rule, tmp_path):
        file = tmp_path / "other.pb"
        file.write_text(with_meta("rule", rule), encoding="utf-8")
        words = run("import_pabulib", file).splitlines()
        assert "decided by “greedy”" in words[0]
        assert words[-1].isdigit()

    def test_choose_one(self, tmp_path):
        file = tmp_path / "one.pb"
        head = "META\nkey;value\ndescription;x\nnum_projects;2\nnum_votes;3\nbudget;10\nvote_type;choose-1\nrule;greedy\n"
        votes = "PROJECTS\nproject_id;cost;votes;selected\na;7;2;1\nb;5;1;0\nVOTES\nvoter_id;vote\n1;a\n2;b\n3;a\n"
        file.write_text(head + votes, encoding="utf-8")
        result = json.loads(run("tally_round", take_in(file), "--json"))
        assert result == {"votes": {"a": 2, "b": 1}, "selected": ["a"], "rule": "greedy", "turnout": 3}
        file.write_text(head + votes.replace("2;b\n", "2;a,b\n"), encoding="utf-8")
        with pytest.raises(CommandError, match=r"line 16: .*2 projects; 1 to 1"):
            run("import_pabulib", file)


HEAD = "META\nkey;value\ndescription;x\nnum_projects;{projects}\nnum_votes;5\nbudget;{budget}\nvote_type;approval\nrule;{rule}\nPROJECTS\n"
PLAIN_SHARES = HEAD.format(projects=2, budget=120, rule="equalshares") + (
    "project_id;cost\na;60\nb;50\nVOTES\nvoter_id;vote\n1;a\n2;a\n3;b\n4;b\n5;b\n"
)
WITHDRAWN = HEAD.format(projects=3, budget=100, rule="greedy-no-skip") + (
    "project_id;cost\na;60\nb;999999999\nc;30\nVOTES\nvoter_id;vote\n1;a,b\n2;a,b\n3;a\n4;b,c\n5;a\n"
)


@pytest.mark.django_db
class TestRules:
    def test_equal_shares_without_completion_are_decided_by_ours_and_it_says_so(self, tmp_path):
        file = tmp_path / "plain.pb"
        file.write_text(PLAIN_SHARES, encoding="utf-8")
        words = run("import_pabulib", file).splitlines()
        assert "“equalshares” ends" in words[0] and "may choose more" in words[0]
        assert words[-1].isdigit()
        assert "All agrees" in run("verify_round", words[-1])

    def test_a_withdrawn_project_does_not_end_the_choice(self, tmp_path):
        file = tmp_path / "withdrawn.pb"
        file.write_text(WITHDRAWN, encoding="utf-8")
        number = take_in(file)
        assert json.loads(run("tally_round", number, "--json"))["selected"] == ["a", "c"]
        assert "All agrees" in run("verify_round", number)


@pytest.mark.django_db
class TestMany:
    """What waits for the end of a transaction makes each further row slower: four times the time for twice the rows."""

    def test_votes_are_checked_as_they_are_written_and_not_all_at_the_end(self):
        with CaptureQueriesContext(connection) as captured:
            take_in(SMALL)
        asked = [one["sql"] for one in captured]
        at_once = asked.index("SET CONSTRAINTS ALL IMMEDIATE")
        written = [
            place
            for place, sql in enumerate(asked)
            if re.match('INSERT INTO "deliberation_(rollentry|ballot)"', sql)
        ]
        assert at_once < written[0] and written[-1] < asked.index("SET CONSTRAINTS ALL DEFERRED")

    def test_so_are_the_ballots_of_an_opened_box(self, w):
        secret = open_secret(w)
        rounds.cast(secret.round, voter=w.neighbours[0], candidates=secret.candidates[:1], operation=uuid4())
        with CaptureQueriesContext(connection) as captured:
            open_box(w, secret)
        asked = [one["sql"] for one in captured]
        written = next(
            place
            for place, sql in enumerate(asked)
            if sql.startswith('INSERT INTO "deliberation_openedballot"')
        )
        assert asked[written - 1] == "SET CONSTRAINTS ALL IMMEDIATE"
        assert asked[written + 1] == "SET CONSTRAINTS ALL DEFERRED"

    def test_afterwards_references_wait_again(self):
        nobody = {"act": "x", "at": clock.now(), "actor_id": 77}
        with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic(), checked_at_once():
            AuditEntry.objects.create(**nobody)
        with checked_at_once():
            pass
        with pytest.raises(Undone), transaction.atomic():
            AuditEntry.objects.create(**nobody)  # it would be told at the end
            raise Undone


class Undone(Exception):
    """Goes back to the beginning of a block."""


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["import_pabulib", "tally_round", "export_pabulib", "verify_round"])
def test_without_tables_one_sentence_says_what_to_do(command):
    with connection.cursor() as cursor:
        for table in ("areas_area", "deliberation_votinground"):
            cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
    with pytest.raises(CommandError, match="migrate first"):
        run(command, SMALL if command == "import_pabulib" else 1)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, -1, 77, 10**30])
@pytest.mark.parametrize("command", ["tally_round", "export_pabulib", "verify_round"])
def test_a_round_that_is_not_there_is_said_so(command, number):
    with pytest.raises(CommandError, match="no round"):
        run(command, number)
