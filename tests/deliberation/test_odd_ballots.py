"""Ballots beyond the limits of their own file: refused with what was found, counted as the city did, or set aside by name."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from pabulib.checker import Checker

from deliberation import rounds
from deliberation.models import Ballot, VotingRound
from deliberation.results import pabulib, pabulib_import, result_files, verification
from deliberation.results.pabulib_rules import OddBallots, rule_named
from panlong.audit.models import AuditEntry
from tests.deliberation.rounds import open_box, open_secret

ROOT = Path(__file__).parent.parent.parent
HEAD = "META\nkey;value\ndescription;x\nnum_projects;3\nnum_votes;4\nbudget;100\nvote_type;approval\nrule;greedy\n"
# b wins only with the odd ballots: v2 beyond the sum, v3 names b twice
VOTES = "VOTES\nvoter_id;vote;voting_method\nv1;a;internet\nv2;a,b,c;paper\nv3;b,b;paper\nv4;b;internet\n"
COUNTED = (
    f"{HEAD}max_sum_cost;90\nPROJECTS\nproject_id;cost;votes;selected\na;60;2;0\nb;50;3;1\nc;40;1;1\n{VOTES}"
)
ASIDE = (
    f"{HEAD}max_sum_cost;90\nPROJECTS\nproject_id;cost;votes;selected\na;60;1;0\nb;50;1;1\nc;40;0;0\n{VOTES}"
)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path):
    return tmp_path / "odd.pb"


@pytest.mark.parametrize(
    ("text", "ways"), [(COUNTED, "--odd-ballots count."), (ASIDE, "--odd-ballots set-aside."), (COUNTED.replace("c;40;1", "c;40;9"), "neither")],
    ids=["counted", "set aside", "neither"],
)  # fmt: skip
def test_by_itself_a_file_with_odd_ballots_is_refused_and_says_what_would_do(file, text, ways):
    file.write_text(text)
    with pytest.raises(
        pabulib.NotAnElection, match=r"line 18: .*spends more than 90.*2 such ballots"
    ) as refusal:
        pabulib.read_election(str(file))
    assert ways in str(refusal.value)


@pytest.mark.django_db
class TestTreated:
    def test_counted_they_give_the_published_votes_and_choice_and_the_files_agree(self, file):
        file.write_text(COUNTED)
        round, told = pabulib_import.take_in(str(file), odd=OddBallots.COUNT)
        assert "2 odd ballots were counted" in told[0] and "18: voter v2" in told[0] and len(told) == 1
        assert dict(round.candidates.values_list("code", "votes")) == {"a": 2, "b": 3, "c": 1}
        assert verification.verify_files(result_files.write_file(round)) == []
        again = pabulib.read_election(str(result_files.folder_of(round.pk) / "round.pb"))
        assert again.meta["odd_ballots"] == "count:v2,v3" and "max_sum_cost" not in again.meta

    def test_a_project_that_the_city_counted_twice_for_one_ballot_is_a_second_ballot(self, file):
        file.write_text(COUNTED.replace("b;50;3;1", "b;50;4;1"))
        with pytest.raises(pabulib.NotAnElection, match="come out with --odd-ballots count"):
            pabulib.read_election(str(file))
        round, told = pabulib_import.take_in(str(file), odd=OddBallots.COUNT)
        assert dict(round.candidates.values_list("code", "votes")) == {"a": 2, "b": 4, "c": 1}
        assert round.roll.filter(label="v3+2").count() == 1 and "1 of them count a second time" in told[1]
        assert verification.verify_files(result_files.write_file(round)) == []

    def test_set_aside_they_are_named_and_the_files_agree(self, file):
        file.write_text(ASIDE)
        round, told = pabulib_import.take_in(str(file), odd=OddBallots.SET_ASIDE)
        assert "set aside" in told[0] and "19: voter v3 names a project twice" in told[0] and len(told) == 1
        assert Ballot.objects.filter(round=round).count() == round.turnout == 2
        assert round.source["odd_ballots"] == "set-aside:v2,v3"
        assert AuditEntry.objects.filter(act="import_round").latest("pk").details["odd"] == 2
        assert verification.verify_files(result_files.write_file(round)) == []

    def test_what_the_city_counted_and_we_set_aside_is_told(self, file):
        file.write_text(COUNTED)
        _round, told = pabulib_import.take_in(str(file), odd=OddBallots.SET_ASIDE)
        assert any("other votes for a, b, c" in one for one in told)

    def test_counted_but_published_otherwise_the_file_is_refused_and_nothing_is_left(self, file):
        file.write_text(ASIDE)
        with pytest.raises(CommandError, match="the ballots give"):
            call_command("import_pabulib", str(file), odd_ballots=OddBallots.COUNT)
        assert not VotingRound.objects.exists()

    @pytest.mark.parametrize("mark", ["2", "3"])
    def test_what_was_paid_out_of_other_money_is_no_difference_but_told(self, file, mark):
        sound = COUNTED.replace("v2;a,b,c", "v2;a").replace("v3;b,b", "v3;b").replace("b;50;3;1", "b;50;2;1")
        file.write_text(sound.replace("a;60;2;0", f"a;60;2;{mark}").replace("c;40;1;1", "c;40;0;0"))
        _round, told = pabulib_import.take_in(str(file))
        assert told == ["1 projects were paid out of other money than the budget, which no rule tells: a"]
        file.write_text(file.read_text().replace(f"a;60;2;{mark}", "a;60;2;4"))
        with pytest.raises(pabulib.NotAnElection, match="selected should be 0, 1, 2 or 3"):
            pabulib.read_election(str(file))


@pytest.mark.parametrize(
    ("rule", "least", "votes", "facts", "named"),
    [
        ("greedy", 1, [3, 1], {}, ("greedy", None)),
        ("greedy", 1, [3, 0], {}, ("greedy-threshold", "1")),
        ("greedy", 2, [3, 1], {}, ("greedy-threshold", "2")),
        ("greedy-threshold", 1, [3, 1], {}, ("greedy-threshold", "1")),
        ("greedy-no-skip", 1, [3, 0], {}, ("greedy-no-skip", "1")),
        ("equalshares/add1", 1, [3, 1], {"is_custom": True}, ("equalshares/add1", None)),
        ("greedy", 1, [3, 1], {"has_conflicts": True}, ("greedy-exclusive", None)),
        ("greedy", 1, [3, 1], {"is_custom": True}, ("greedy-custom", None)),
    ],
)
def test_a_rule_is_named_as_the_checker_of_the_format_understands_it(rule, least, votes, facts, named):
    said = rule_named(rule, least, votes, **{"is_custom": False, "has_conflicts": False, **facts})
    assert (said["rule"], said.get("min_project_score_threshold")) == named


@pytest.mark.django_db
@pytest.mark.parametrize("least_votes", [1, 2])
def test_the_official_checker_finds_no_error_in_our_own_file(w, least_votes):
    secret = open_secret(w, budget=18000, least_votes=least_votes)
    for voter, places in zip(w.neighbours, [(0, 1), (0,), (0, 1), (2,)], strict=False):
        rounds.cast(
            secret.round,
            voter=voter,
            candidates=[secret.candidates[place] for place in places],
            operation=uuid4(),
        )
    round = open_box(w, secret)
    found = Checker().process_files([result_files.as_pabulib(round)])
    assert not found["summary"], found


def outcomes(folder) -> tuple[int, dict[str, int], list[str]]:
    """Run the script over `folder`; return its exit code, how many files came out how, and what it says of single ones."""
    script = [sys.executable, "benchmarks/elections.py", str(folder), "--list"]
    ended = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
    counted = re.findall(r"^ *(\d+)  ([^(]+) \(", ended.stdout, re.MULTILINE)
    return ended.returncode, {name: int(n) for n, name in counted if n != "0"}, ended.stdout.splitlines()


def test_the_script_over_a_folder_reproduces_all_six_elections():
    assert outcomes("tests/data/elections")[:2] == (0, {"reproduced": 6})


# c has most votes, a and b have as many; 100 yuan pay for c and one of the others.
PLAIN = (
    HEAD.replace("num_votes;4", "num_votes;5")
    + "PROJECTS\nproject_id;cost;votes;selected\na;50;2;{a}\nb;60;2;{b}\nc;40;3;{c}\n"
    + "VOTES\nvoter_id;vote\nv1;a,c\nv2;b,c\nv3;c\nv4;a\nv5;b\n"
)


# How a file comes out: (the file, the outcome, what is named).
COMING_OUT = {
    "exact": (PLAIN.format(a=1, b=0, c=1), "reproduced", ""),
    "ties": (PLAIN.format(a=0, b=1, c=1), "reproduced, ties otherwise", ": a, b"),
    "left out": (PLAIN.format(a=1, b=0, c=0), "reproduced, projects left out", ": c"),
    "two left out": (PLAIN.format(a=0, b=0, c=1), "reproduced, projects left out", ": a, b"),
    "nobody's choice": (PLAIN.format(a=1, b=1, c=0), "differs: choice", "greedy: b, c"),
    "unpublished": (PLAIN.format(a="", b="", c=""), "votes, no choice published", "greedy"),
    "unnamed rule": (PLAIN.format(a=1, b=0, c=1).replace("rule;greedy", "rule;unknown"), "votes, choice by a rule of ours", "as greedy"),
    "another rule": (PLAIN.format(a=1, b=1, c=0).replace("rule;greedy", "rule;unknown"), "votes, another rule", "unknown"),
    "broken": (PLAIN.format(a=1, b=0, c=1).replace("a;50;2", "a;50;3"), "set aside: broken", "a is said to have 3"),
    "ranks": (PLAIN.format(a=1, b=0, c=1).replace("approval", "ordinal"), "set aside: another kind of vote", "ordinal"),
    "odd, counted": (COUNTED, "reproduced, odd ballots counted", "v2, v3"),
    "odd, set aside": (ASIDE, "reproduced, odd ballots set aside", "v2, v3"),
    "odd, neither": (COUNTED.replace("c;40;1", "c;40;9"), "differs: votes", "neither"),
}  # fmt: skip


def test_the_script_says_of_each_file_how_it_comes_out_and_why(tmp_path):
    for name, (text, _outcome, _named) in COMING_OUT.items():
        (tmp_path / f"{name}.pb").write_text(text)
    ended, counted, lines = outcomes(tmp_path)
    assert ended == 1 and counted == Counter(outcome for _text, outcome, _named in COMING_OUT.values())
    for name, (_text, outcome, named) in COMING_OUT.items():
        told = [line for line in lines if line.startswith(f"{name}.pb: ")]
        assert len(told) == (outcome != "reproduced")
        assert all(line.startswith(f"{name}.pb: {outcome}: ") and named in line for line in told)
    (tmp_path / "nobody's choice.pb").unlink()
    (tmp_path / "odd, neither.pb").unlink()
    assert outcomes(tmp_path)[0] == 0


@pytest.mark.django_db
def test_files_of_a_round_from_before_keep_their_bytes_and_those_since_begin_with_a_mark(w):
    secret = open_secret(w, budget=18000)
    round = open_box(w, secret)
    texts = result_files.file_contents(round)
    assert texts["count.csv"].startswith("\ufeffcode,") and "panlong-round-3" in texts["round.json"]
    round.files_format = 1
    before = result_files.file_contents(round)
    assert before["count.csv"].startswith("code,") and "panlong-round-1" in before["round.json"]
    assert "\nmin_project_score_threshold;1\nlanguage;zh\n" in before["round.pb"]
