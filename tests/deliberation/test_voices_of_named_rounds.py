"""The file of a named round: every choice beside a code that only the voter was told, or beside the name they wanted there."""

import csv
import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deliberation import rounds
from deliberation.models import Ballot, VotingRound
from deliberation.results import closing, recount, result_files, verification
from deliberation.rounds import ballot_box, casting
from panlong import clock
from tests.deliberation.rounds import pooled, settle
from tests.log import attack

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(w) -> VotingRound:
    return rounds.open_round(
        w.community, by=w.staff, title="评选", projects=pooled(w), closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
        budget=Decimal(20000), most_choices=2,
    )  # fmt: skip


def keys(round) -> list[int]:
    return [one.pk for one in round.candidates.order_by("pk")]


def vote(round, voter, *places, **facts) -> casting.Receipt:
    chosen = [keys(round)[place] for place in places]
    return rounds.cast(round, voter=voter, candidates=chosen, **{"operation": uuid4(), **facts})


def close(round) -> VotingRound:
    with clock.at(round.closes_at):
        closing.close_round(round)
    return VotingRound.objects.get(pk=round.pk)


def voices(round) -> list[list[str]]:
    text = (result_files.write_file(round) / "voices.csv").read_text(encoding="utf-8-sig")
    return list(csv.reader(StringIO(text)))[1:]


class TestTheFile:
    def test_has_each_choice_beside_its_code_and_a_name_only_where_it_was_wanted(self, w, round):
        shy, proud = w.neighbours[0], w.neighbours[1]
        hidden = vote(round, shy, 0).code
        shown = vote(round, proud, 1, 2, published_name=proud.name).code
        assert sorted(voices(close(round))) == sorted(
            [[hidden, "", "1", "0", "0"], [shown, proud.name, "0", "1", "1"]]
        )

    def test_is_in_the_order_of_the_codes_and_not_of_the_votes(self, w, round):
        codes = [vote(round, one, 0).code for one in w.neighbours[:5]]
        assert [row[0] for row in voices(close(round))] == sorted(codes)

    def test_never_names_anybody_without_their_wish(self, w, round):
        for one in w.neighbours[:3]:
            vote(round, one, 0)
        text = "".join(result_files.file_contents(close(round)).values())
        assert not any(one.name in text for one in w.neighbours[:3])

    def test_keeps_the_name_under_which_somebody_voted(self, w, round):
        voter = w.neighbours[0]
        vote(round, voter, 0, published_name=voter.name)
        round, name = close(round), voter.name
        before = result_files.file_contents(round)
        voter.name = "改名了"
        voter.save()
        assert result_files.file_contents(round) == before and name in before["voices.csv"]

    def test_does_not_run_a_name_as_a_formula_in_a_spreadsheet(self, w, round):
        vote(round, w.neighbours[0], 0, published_name="=cmd")
        assert voices(close(round))[0][1] == "'=cmd"

    def test_is_promised_at_the_opening_so_older_rounds_publish_only_totals(self, w, round):
        old = VotingRound(pk=round.pk, secret=False, files_format=2)
        assert result_files.file_names(old) == ["round.json", "count.csv"]
        assert casting.receipt_code(SimpleNamespace(secret=False, publishes_voices=False), b"", uuid4()) == ""

    def test_cannot_be_changed_afterwards_not_even_by_a_name(self, w, round):
        vote(round, w.neighbours[0], 0)
        with pytest.raises(Error), transaction.atomic():
            Ballot.objects.filter(round=round).update(published_name="别人")


class TestTheCode:
    def test_is_the_same_for_the_same_form_and_another_for_every_other(self, w, round):
        operation, voter = uuid4(), w.neighbours[0]
        first = vote(round, voter, 0, operation=operation)
        again = vote(round, voter, 0, operation=operation)
        assert first.code == again.code and (first.is_new, again.is_new) == (True, False)
        assert vote(round, voter, 0).code == ""  # another form: the ballot in the box is not its own
        assert vote(round, w.neighbours[1], 0).code not in {"", first.code}

    def test_is_shown_to_its_voter_again_and_found_in_the_file(self, w, round, client):
        voter = w.neighbours[0]
        code = vote(round, voter, 0).code
        client.force_login(voter)
        assert code in client.get(round.get_absolute_url()).text
        assert code in client.get(reverse("deliberation:receipt", args=[round.pk])).text
        close(round)
        address = reverse("deliberation:find-code", args=[round.pk])
        assert "note-success" in client.post(address, {"code": code.replace("-", " ").lower()}).text
        for stranger in (code[:-1] + ("2" if code[-1] != "2" else "3"), code[:4], "code", ""):
            assert "note-success" not in client.post(address, {"code": stranger}).text

    def test_is_shown_to_nobody_else(self, w, round, client):
        code = vote(round, w.neighbours[0], 0).code
        for reader in (w.neighbours[1], w.staff):
            client.force_login(reader)
            assert code not in client.get(round.get_absolute_url()).text


class TestOnThePages:
    def test_the_tick_goes_to_the_second_look_back_and_into_the_box(self, w, round, client):
        voter = w.neighbours[0]
        client.force_login(voter)
        said = {"candidates": keys(round)[0], "operation": uuid4().hex, "show_name": "on"}
        look = client.post(round.get_absolute_url(), said)
        assert 'name="show_name" value="on"' in " ".join(look.text.split())
        back = client.post(round.get_absolute_url(), {**said, "step": "change"})
        assert 'id="show_name" checked' in " ".join(back.text.split())
        client.post(reverse("deliberation:cast", args=[round.pk]), {"envelope": look.context["envelope"]})
        assert Ballot.objects.get(round=round).published_name == voter.name

    def test_nothing_is_ticked_before_and_without_a_tick_no_name_goes_in(self, w, round, client):
        client.force_login(w.neighbours[0])
        page = " ".join(client.get(round.get_absolute_url()).text.split())
        assert 'id="show_name"' in page and 'id="show_name" checked' not in page
        look = client.post(round.get_absolute_url(), {"candidates": keys(round)[0], "operation": uuid4().hex})
        client.post(
            reverse("deliberation:cast", args=[round.pk]),
            {"envelope": look.context["envelope"], "show_name": "on"},
        )
        assert Ballot.objects.get(round=round).published_name == ""

    def test_an_envelope_cannot_be_given_a_name_afterwards(self, w, round, client):
        client.force_login(w.neighbours[0])
        look = client.post(round.get_absolute_url(), {"candidates": keys(round)[0], "operation": uuid4().hex})
        inside, _colon, signature = look.context["envelope"].rpartition(":")
        client.post(reverse("deliberation:cast", args=[round.pk]), {"envelope": f"{inside}.name:{signature}"})
        assert not Ballot.objects.filter(round=round).exists()


class TestVerification:
    @pytest.fixture
    def folder(self, w, round):
        for one in w.neighbours[:4]:
            vote(round, one, 0)
        vote(round, w.neighbours[4], 1, published_name="王五")
        return result_files.write_file(close(round))

    def test_finds_nothing_in_what_was_published(self, w, round, folder):
        assert verification.verify_files(folder) == []
        closed = VotingRound.objects.get(pk=round.pk)
        assert list(recount.verify_published(closed)) == []
        assert list(recount.verify_counted(closed, recount.count_anew(closed))) == []

    @pytest.mark.parametrize(
        "change",
        [
            lambda facts: facts["ballots"].__setitem__(0, "001"),
            lambda facts: facts["ballots"].pop(),
            lambda facts: facts["voices"].pop(),
            lambda facts: facts["voices"][0].update(code=facts["voices"][1]["code"]),
            lambda facts: facts["voices"][0].update(name="李四"),
            lambda facts: facts["projects"][0].update(votes=9),
        ],
    )
    def test_finds_a_voice_altered_missing_doubled_or_renamed_from_the_files_alone(self, folder, change):
        facts = json.loads((folder / "round.json").read_text())
        change(facts)
        (folder / "round.json").write_text(json.dumps(facts))
        assert verification.verify_files(folder)

    def test_cannot_be_told_that_the_voices_were_never_promised(self, folder):
        facts = json.loads((folder / "round.json").read_text())
        del facts["voices"]
        (folder / "round.json").write_text(json.dumps(facts))
        with pytest.raises(verification.Unreadable):
            verification.verify_files(folder)

    def test_finds_a_choice_that_somebody_altered_in_the_database(self, w, round, folder):
        attack.do(f"UPDATE deliberation_ballot SET marks = '\\x000100' WHERE round_id = {round.pk}")
        closed = VotingRound.objects.get(pk=round.pk)
        assert any("voices.csv" in one for one in recount.verify_counted(closed, recount.count_anew(closed)))


def test_many_voices_cost_as_many_queries_as_one(w, round):
    voters = settle(w.courtyard, 30)
    other = rounds.open_round(
        w.community, by=w.staff, title="评选", projects=pooled(w), closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
        budget=Decimal(20000), most_choices=2,
    )  # fmt: skip
    vote(round, w.neighbours[0], 0)
    for voter in voters:
        vote(other, voter, 0)
    numbers = []
    for one in (close(round), close(other)):
        with CaptureQueriesContext(connection) as queries:
            result_files.file_contents(one)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_the_code_says_nothing_of_the_voter():
    operation = uuid4()
    assert ballot_box.code_of_named(operation) == ballot_box.code_of_named(operation)
    assert len(ballot_box.code_of_named(operation).replace("-", "")) == 20
