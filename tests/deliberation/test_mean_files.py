"""Election files as people really write them, and as nobody should: read exactly, or refused with the line."""

import json
import os
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deliberation.models import Ballot, Candidate, RollEntry, VotingRound
from panlong.areas.models import Area
from panlong.audit.models import AuditEntry

META = {
    "description": "小选举", "num_projects": "3", "num_votes": "4", "budget": "100", "vote_type": "approval", "rule": "greedy",
    "min_length": "1", "max_length": "2",
}  # fmt: skip
PROJECTS = "project_id;cost;votes;name;selected\na;60;3;甲;1\nb;50;2;乙;0\nc;40;1;丙;1\n"
VOTES = "voter_id;vote\n1;a,b\n2;a\n3;a,c\n4;b\n"


def election(projects: str = PROJECTS, votes: str = VOTES, **meta: str | None) -> str:
    """Return a file; a META key given as None is left out."""
    said = {key: value for key, value in {**META, **meta}.items() if value is not None}
    lines = "".join(f"{key};{value}\n" for key, value in said.items())
    return f"META\nkey;value\n{lines}PROJECTS\n{projects}VOTES\n{votes}"


PLAIN = election()
# All of these say the same: a 3, b 2, c 1; a and c are chosen.
SOUND = {
    "as it is": PLAIN,
    "CRLF": PLAIN.replace("\n", "\r\n"),
    "a mark at the beginning": "\ufeff" + PLAIN,
    "a mark and CRLF": "\ufeff" + PLAIN.replace("\n", "\r\n"),
    "no last line break": PLAIN.rstrip("\n"),
    "blank lines": PLAIN.replace("PROJECTS\n", "\n\nPROJECTS\n").replace("VOTES\n", "\n;;\nVOTES\n"),
    "small sections": PLAIN.replace("META", "meta").replace("PROJECTS", "Projects").replace("VOTES\n", " votes \n"),
    "sections with cells": PLAIN.replace("META\n", "META;;\n").replace("VOTES\n", "VOTES;;;\n"),
    "no heading of META": PLAIN.replace("key;value\n", ""),
    "other order of columns": election("selected;name;cost;project_id;votes\n1;甲;60;a;3\n0;乙;50;b;2\n1;丙;40;c;1\n"),
    "other order of projects' columns and votes'": election(votes="vote;voter_id\n\"a,b\";1\na;2\n\"a,c\";3\nb;4\n"),
    "more columns": election("project_id;cost;category;votes;name;target;selected;latitude\na;60;x;3;甲;y;1;1.5\nb;50;;2;乙;;0;\nc;40;;1;丙;;1;\n"),
    "large columns": election(PROJECTS.replace("project_id;cost", "PROJECT_ID;Cost"), VOTES.replace("voter_id;vote", "Voter_ID;VOTE")),
    "age and sex": election(votes="voter_id;age;sex;voting_method;neighborhood;vote\n1;34;F;internet;北;a,b\n2;;M;paper;;a\n3;0;;;;a,c\n4;99;F;internet;;b\n"),
    "no votes column": election("project_id;cost;name;selected\na;60;甲;1\nb;50;乙;0\nc;40;丙;1\n"),
    "no selected column": election("project_id;cost;votes;name\na;60;3;甲\nb;50;2;乙\nc;40;1;丙\n"),
    "only what is needed": election("project_id;cost\na;60\nb;50\nc;40\n"),
    "another selection": election(PROJECTS.replace("乙;0", "乙;1")),
    "a selection of another kind": election(PROJECTS.replace("丙;1", "丙;2")),
    "spaces in votes": election(votes="voter_id;vote\n1; a , b \n2;a\n3;a, c\n4;b \n"),
    "quoted votes": election(votes='voter_id;vote\n1;"a,b"\n2;"a"\n3;"a,c"\n"4";b\n'),
    "quoted semicolons": election('project_id;cost;votes;name;selected\na;60;3;"甲;甲";1\nb;50;2;"乙 ""二""";0\nc;40;1;"丙\n丙";1\n'),
    "decimals": election(PROJECTS.replace(";60;", ";60.00;").replace(";40;", ";40.0;"), budget="100.00"),
    "an exponent": election(budget="1e2"),
    "counts with a point": election(num_votes="4.0", num_projects="3.0"),
    "no lengths": election(min_length=None, max_length=None),
    "a length that is longer than the ballot": election(max_length="99"),
    "a large vote type": election(vote_type="Approval"),
    "a large rule": election(rule="Greedy"),
    "a rule with spaces": election(rule=" greedy "),
    "no rule": election(rule=None),
    "a rule of somebody else": election(rule="phragmen/x y"),
    "dates of any kind": election(date_begin="vorgestern", date_end="31.02.2024", instance="2024/25"),
    "a comment of lines and semicolons": election(comment='"#1: a;b\n#2: c"'),
    "a long description": election(description="长" * 900),
    "no description": election(description=None),
    "a most sum": election(max_sum_cost="110"),
    "a least sum": election(min_sum_cost="50"),
    "a score": election("project_id;cost;score\na;60;3\nb;50;2\nc;40;1\n"),
    "the noise of a computer": election(PROJECTS.replace(";60;", ";60.00000000000001;"), budget="99.99999999999999"),
    "Polish words": election(description="Zażółć gęślą jaźń", unit="Łódź"),
}  # fmt: skip
NAMES = {"a": "Projekt 1 / Süd", "b": "007", "c": "丙-3"}
# Each of these is refused with its line: (the file, what the message names).
MEAN = {
    "cumulative": (election(vote_type="cumulative"), "第7行.*cumulative"),
    "ordinal": (election(vote_type="ordinal"), "第7行.*ordinal"),
    "scoring": (election(vote_type="scoring"), "第7行.*scoring"),
    "no vote type": (election(vote_type=None), "vote_type"),
    "no num_votes": (election(num_votes=None), "num_votes"),
    "no num_projects": (election(num_projects=None), "num_projects"),
    "wrong num_votes": (election(num_votes="5"), "第5行.*num_votes"),
    "negative num_votes": (election(num_votes="-4"), "第5行"),
    "a negative cost": (election(PROJECTS.replace(";60;", ";-60;")), "第13行.*cost"),
    "a cost of words": (election(PROJECTS.replace(";60;", ";sixty;")), "第13行.*sixty"),
    "no cost": (election(PROJECTS.replace(";60;", ";;")), "第13行.*cost"),
    "a comma in the budget": (election(budget="1,000"), "第6行.*1,000"),
    "a decimal comma": (election(budget="100,00"), "第6行"),
    "a space in the budget": (election(budget="1 000"), "第6行.*1 000"),
    "a currency in the budget": (election(budget="100 PLN"), "第6行"),
    "META twice": (PLAIN.replace("PROJECTS\n", "META\nkey;value\nPROJECTS\n"), "第11行.*META"),
    "PROJECTS twice": (PLAIN.replace("VOTES\n", f"PROJECTS\n{PROJECTS}VOTES\n"), "第16行.*PROJECTS"),
    "VOTES twice": (PLAIN + "VOTES\n" + VOTES, "第22行.*VOTES"),
    "a key twice": (PLAIN.replace("PROJECTS\n", "budget;7\nPROJECTS\n"), "第11行.*budget"),
    "a column twice": (election("project_id;cost;cost\na;60;1\nb;50;1\nc;40;1\n"), "第12行.*cost"),
    "other letters": (election(description="Łódź").replace("甲", "").replace("乙", "").replace("丙", "").encode("cp1250"), "第3行.*UTF-8"),
    "letters of two bytes": (PLAIN.encode("utf-16"), "第1行"),
    "NUL": (PLAIN.replace("甲", "甲\0"), "第13行"),
    "old line breaks": (PLAIN.replace("\n", "\r"), "第1行"),
    "an open quote": (election(PROJECTS.replace("甲", '"甲')), "第13行.*引号"),
    "an open quote in the last vote": (PLAIN.replace("4;b\n", '4;"b\n'), "第21行.*引号"),
    "an empty vote": (election(votes=VOTES.replace("2;a\n", "2;\n")), "第19行.*0个"),
    "a comma too many": (election(votes=VOTES.replace("2;a\n", "2;a,\n")), "第19行"),
    "too many": (election(votes=VOTES.replace("2;a\n", "2;a,b,c\n")), "第19行.*3个"),
    "a voter twice": (election(votes=VOTES.replace("2;a\n", "1;a\n")), "第19行.*投了两次"),
    "a project twice": (election(PROJECTS + "a;1;0;x;0\n"), "第16行.*列了两次"),
    "nobody's project": (election(votes=VOTES.replace("2;a\n", "2;z\n")), "第19行.*z"),
    "other counts": (election(PROJECTS.replace("b;50;2;", "b;50;9;")), "第14行.*9票"),
    "choose-1 of two": (election(vote_type="choose-1"), "第18行.*2个"),
    "cut": (PLAIN[: PLAIN.index("VOTES")], "第[0-9]+行.*VOTES"),
    "empty": ("", "第1行"),
    "a page": ("<!doctype html>\n<html></html>\n", "第1行"),
    "JSON": ('{"META": 1}', "第1行"),
    "a hidden character": (election(PROJECTS.replace("a;60", "a\u202e;60")), "第13行"),
    "too dear a vote": (election(max_sum_cost="90"), "第19行.*90"),
    "too cheap a vote": (election(min_sum_cost="60"), "第22行.*60"),
    "a least sum of words": (election(min_sum_cost="abc"), "第11行.*abc"),
    "a least sum above the most": (election(min_sum_cost="90", max_sum_cost="80"), "第11行.*min_sum_cost"),
    "other scores": (election("project_id;cost;score\na;60;3\nb;50;2\nc;40;7\n"), "第15行.*7"),
    "ballots of more projects than there are": (election(min_length="40000", max_length=None, num_votes="0", votes="voter_id;vote\n"), "第9行.*40000"),
    "ballots of more projects than may be": (election(min_length="3"), "第9行.*2"),
}  # fmt: skip


def run(command: str, *arguments, **options) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def rows() -> list[int]:
    return [model.objects.count() for model in (VotingRound, Candidate, RollEntry, Ballot, AuditEntry, Area)]


def tally_of(file) -> dict:
    """Read `file` in and return what is counted; the output of tally_round is that JSON and nothing else."""
    number = run("import_pabulib", file).splitlines()[-1]
    text = run("tally_round", number, "--json")
    assert text.count("\n") == 1
    file.with_suffix(".again").write_text(run("export_pabulib", number), encoding="utf-8")
    return json.loads(text)


@pytest.mark.django_db
def test_however_it_is_written_the_count_is_exact_and_comes_back_the_same(tmp_path):
    file = tmp_path / "sound.pb"
    for what, text in SOUND.items():
        file.write_bytes(text.encode())
        said = tally_of(file)
        assert said == {
            "votes": {"a": 3, "b": 2, "c": 1},
            "selected": ["a", "c"],
            "rule": "greedy",
            "turnout": 4,
        }, what
        assert tally_of(file.with_suffix(".again")) == said, what


@pytest.mark.django_db
def test_projects_may_have_any_names(tmp_path):
    text = election(
        "project_id;cost\n" + "".join(f"{NAMES[one]};{cost}\n" for one, cost in (("a", 60), ("b", 50), ("c", 40))),
        "".join(re.sub("[abc]", lambda found: NAMES[found[0]], line) + "\n" if line[0].isdigit() else f"{line}\n" for line in VOTES.splitlines()),
    )  # fmt: skip
    file = tmp_path / "names.pb"
    file.write_text(text, encoding="utf-8")
    said = tally_of(file)
    assert said["votes"] == {NAMES["a"]: 3, "007": 2, NAMES["c"]: 1}
    assert tally_of(file.with_suffix(".again")) == said


@pytest.mark.django_db
def test_empty_votes_count_where_they_are_allowed_and_choose_one_is_read(tmp_path):
    file = tmp_path / "few.pb"
    file.write_text(
        election("project_id;cost\na;60\nb;50\nc;40\n", VOTES.replace("2;a\n", "2;\n"), min_length="0"),
        encoding="utf-8",
    )
    said = tally_of(file)
    assert (said["turnout"], said["votes"]["a"]) == (4, 2)
    assert tally_of(file.with_suffix(".again")) == said
    file.write_text(
        election(
            "project_id;cost\na;60\nb;50\nc;40\n", "voter_id;vote\n1;a\n2;a\n3;c\n4;b\n", vote_type="choose-1"
        ),
        encoding="utf-8",
    )
    said = tally_of(file)
    assert said["votes"] == {"a": 2, "b": 1, "c": 1}
    assert tally_of(file.with_suffix(".again")) == said


@pytest.mark.django_db
def test_what_is_wrong_is_said_in_one_language_with_its_line_and_leaves_nothing(tmp_path):
    file, before = tmp_path / "mean.pb", rows()
    for what, (text, words) in MEAN.items():
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(CommandError) as refused:
            run("import_pabulib", file)
        said = str(refused.value).removeprefix(f"{file}: ")
        assert re.search(words, said), (what, said)
        assert len(said.splitlines()) == 1, (what, said)
        words_of_ours = re.sub(r"--[a-z-]+ [a-z-]+", "", said)  # how to run it again
        assert not re.search("[a-z]{2,} [a-z]{2,}", words_of_ours), (what, said)
    assert rows() == before


@pytest.mark.django_db
def test_what_is_no_file_is_refused_without_reading_for_ever(tmp_path):
    endless, pipe, large = tmp_path / "endless.pb", tmp_path / "pipe.pb", tmp_path / "large.pb"
    endless.symlink_to("/dev/zero")
    os.mkfifo(pipe)
    with open(large, "wb") as file:
        file.truncate(100 * 1024**2)
    before = rows()
    for path, words in (
        (endless, "不是文件"),
        (pipe, "不是文件"),
        (tmp_path, "不是文件"),
        (tmp_path / "none.pb", "没有这个文件"),
        (large, "100 MB"),
    ):
        with pytest.raises(CommandError, match=words):
            run("import_pabulib", path)
    assert rows() == before
