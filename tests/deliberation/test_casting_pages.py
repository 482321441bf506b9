"""How a vote feels: looked at once more, cast once, said kindly, and quick."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation import rounds
from deliberation.models import BallotKind, RollEntry, SealedBallot, VotingUnit
from deliberation.rounds import ballot_box
from panlong import clock
from panlong.accounts.models import Household, Membership
from panlong.errors import Refused
from panlong.notices.models import Message
from tests.deliberation.rounds import open_box, open_secret, pooled
from tests.factories import person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(w):
    return open_secret(w)


def look(client, secret, **choice):
    choice = choice or {"candidates": secret.candidates[:1]}
    return client.post(secret.round.get_absolute_url(), {"operation": uuid4(), **choice})


def cast(client, secret, envelope):
    return client.post(f"/rounds/{secret.round.pk}/cast/", {"envelope": envelope})


class TestTwoSteps:
    def test_the_choice_is_shown_before_it_is_cast_and_nothing_is_stored_yet(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        page = look(client, secret)
        assert "项目0" in page.content.decode()
        assert not SealedBallot.objects.exists()
        assert not RollEntry.objects.filter(marked_at__isnull=False).exists()

    def test_it_can_be_changed_and_what_was_chosen_stays_chosen(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        page = client.post(
            secret.round.get_absolute_url(),
            {"operation": uuid4(), "candidates": secret.candidates[:2], "step": "change"},
        )
        assert page.status_code == 200
        assert page.content.decode().count(" checked") == 2

    def test_casting_sends_no_choice_and_ends_on_the_receipt(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        looked = look(client, secret)
        answer = cast(client, secret, looked.context["envelope"])
        assert (answer.status_code, answer.url) == (302, f"/rounds/{secret.round.pk}/receipt/")
        receipt = client.get(answer.url)
        assert receipt.context["is_new"]
        assert receipt.context["code"] == looked.context["code"] == SealedBallot.objects.get().code
        for word in ("项目0", "项目1", "项目2"):
            assert word not in receipt.content.decode()

    def test_sent_again_it_says_so_kindly_and_gives_the_same_code(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        looked = look(client, secret)
        for _n in range(3):
            answer = cast(client, secret, looked.context["envelope"])
        receipt = client.get(answer.url)
        assert (receipt.context["is_new"], receipt.context["code"]) == (False, looked.context["code"])
        assert SealedBallot.objects.count() == 1

    def test_the_code_is_sent_to_the_voters_messages_only_when_asked_for_and_once(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        send = f"/rounds/{secret.round.pk}/receipt/send/"
        client.post(send)
        cast(client, secret, look(client, secret).context["envelope"])
        told = Message.objects.filter(topic="receipt")
        assert not told.exists()
        for _n in range(2):
            assert client.post(send).url == f"/rounds/{secret.round.pk}/receipt/"
        message = told.get()
        assert message.person == w.neighbours[0]
        assert SealedBallot.objects.get().code in message.text
        sign_in(client, w.neighbours[1])  # a browser that still has somebody else's cookie
        client.post(send)
        assert told.count() == 1

    def test_from_a_second_device_the_first_ballot_counts(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        first, second = look(client, secret), look(client, secret, candidates=secret.candidates[1:])
        cast(client, secret, first.context["envelope"])
        receipt = client.get(cast(client, secret, second.context["envelope"]).url)
        assert receipt.context["code"] == ""
        assert SealedBallot.objects.get().code == first.context["code"]

    def test_no_code_is_shown_that_is_not_in_the_box(self, client, w, secret):
        """Changed on one page and cast on another: two looks of one form, of which the first one counts."""
        sign_in(client, w.neighbours[0])
        one_form = uuid4()
        first = look(client, secret, operation=one_form, candidates=secret.candidates[:1])
        second = look(client, secret, operation=one_form, candidates=secret.candidates[1:2])
        cast(client, secret, first.context["envelope"])
        receipt = client.get(cast(client, secret, second.context["envelope"]).url)
        assert (receipt.context["is_new"], receipt.context["code"]) == (False, "")
        assert second.context["code"] not in receipt.content.decode()
        again = client.get(cast(client, secret, first.context["envelope"]).url)
        assert again.context["code"] == first.context["code"]

    def test_a_form_that_somebody_else_used_is_not_called_a_closed_round(self, w, secret):
        form = uuid4()
        rounds.cast(secret.round, voter=w.neighbours[0], candidates=secret.candidates[:1], operation=form)
        with pytest.raises(Refused, match="表单"):
            rounds.cast(secret.round, voter=w.neighbours[1], candidates=secret.candidates[:1], operation=form)
        assert SealedBallot.objects.count() == 1

    def test_a_page_left_open_over_the_deadline_is_told_at_its_first_step(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        with clock.at(secret.round.closes_at + timedelta(seconds=5)):
            for step in ({}, {"step": "change"}):
                page = look(client, secret, candidates=secret.candidates[:1], **step)
                assert page.status_code == 409
                assert "没有以您的名义投出任何选票" in page.content.decode()

    def test_who_cannot_vote_any_more_is_not_led_to_a_second_look(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        cast(client, secret, look(client, secret).context["envelope"])
        page = look(client, secret)
        assert page.status_code == 409
        assert "以第一张选票为准" in page.content.decode()
        with clock.at(secret.round.closes_at):
            page = look(client, secret)
        assert page.status_code == 409
        assert "没有以您的名义投出任何选票" not in page.content.decode()
        sign_in(client, person("路人"))
        assert look(client, secret).status_code == 409

    def test_whose_household_has_voted_is_told_before_a_second_look(self, client, w):
        home = w.neighbours[0].memberships.get().household
        wife = person("家人")
        Membership.objects.create(user=wife, household=home, since=clock.now() - timedelta(days=1))
        secret = open_secret(w, whose=VotingUnit.HOUSEHOLD)
        rounds.cast(secret.round, voter=wife, candidates=secret.candidates[:1], operation=uuid4())
        sign_in(client, w.neighbours[0])
        assert look(client, secret).status_code == 409

    def test_a_page_left_open_over_the_deadline_says_what_happened(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        looked = look(client, secret)
        with clock.at(secret.round.closes_at):
            answer = cast(client, secret, looked.context["envelope"])
        assert answer.status_code == 409
        assert clock.minute(secret.round.closes_at)[11:] in answer.content.decode()
        assert not SealedBallot.objects.exists()

    @pytest.mark.parametrize("other", ["voter", "round", "changed", "", "x:y", "\0"])
    def test_an_envelope_serves_its_own_voter_and_round_only(self, client, w, secret, other):
        sign_in(client, w.neighbours[0])
        envelope = look(client, secret).context["envelope"]
        target = secret
        if other == "voter":
            sign_in(client, w.neighbours[1])
        elif other == "round":
            target = open_secret(w)
        elif other == "changed":
            envelope = "0" * 32 + envelope[32:]
        else:
            envelope = other
        assert cast(client, target, envelope).status_code == 409
        assert not SealedBallot.objects.exists()

    def test_nobody_votes_without_having_signed_in_nor_in_no_round(self, client, w, secret):
        assert "/sign-in/" in cast(client, secret, "x").url
        sign_in(client, w.neighbours[0])
        assert client.post("/rounds/999/cast/", {"envelope": "x"}).status_code == 404
        assert client.get(f"/rounds/{secret.round.pk}/cast/").status_code == 405
        assert client.get(f"/rounds/{secret.round.pk}/receipt/").url == secret.round.get_absolute_url()

    @pytest.mark.parametrize(
        "choice",
        [{}, {"candidates": ["x"]}, {"candidates": ["999999"]}, {"candidates": "all"}, {"operation": "x"}],
    )
    def test_what_is_no_ballot_stays_on_the_page(self, client, w, secret, choice):
        sign_in(client, w.neighbours[0])
        if choice.get("candidates") == "all":
            choice = {"candidates": secret.candidates}
        page = client.post(secret.round.get_absolute_url(), {"operation": uuid4(), **choice})
        assert page.status_code == 422


@pytest.mark.django_db(transaction=True)
class TestStatements:
    def test_a_vote_costs_four_statements_in_three_messages(self, client, w):
        secret = open_secret(w)
        for voter in w.neighbours[:2]:
            client.force_login(voter)  # as residents are: without a second factor
            envelope = look(client, secret).context["envelope"]
            with CaptureQueriesContext(connection) as captured:
                assert cast(client, secret, envelope).status_code == 302
        asked = [one["sql"] for one in captured]
        # session, person, and one message of two statements: the lock; mark and ballot. It is its own transaction.
        assert len(asked) == 3, asked
        assert sum(one.count(";") for one in asked) == 1


class TestKinds:
    def test_yes_no_and_abstain(self, client, w):
        secret = open_secret(w, ballot_kind=BallotKind.JUDGE)
        a, b, c = secret.candidates
        for voter, said in zip(
            w.neighbours,
            [("yes", "no", ""), ("yes", "yes", "no"), ("no", "yes", ""), ("", "no", "")],
            strict=False,
        ):
            sign_in(client, voter)
            page = look(
                client, secret, **dict(zip((f"judge_{a}", f"judge_{b}", f"judge_{c}"), said, strict=True))
            )
            assert cast(client, secret, page.context["envelope"]).status_code == 302
        sign_in(client, w.neighbours[5])
        assert look(client, secret, **{f"judge_{a}": ""}).status_code == 422
        assert look(client, secret, **{f"judge_{a}": "perhaps"}).status_code == 422
        round = open_box(w, secret)
        counted = list(round.candidates.order_by("pk").values_list("votes", "against", "chosen"))
        assert counted == [(2, 1, True), (2, 2, False), (0, 1, False)]
        assert client.get(round.get_absolute_url()).status_code == 200

    def test_up_to_the_budget(self, client, w):
        secret = open_secret(
            w, projects=pooled(w, 3), ballot_kind=BallotKind.BUDGET, budget=18000, most_choices=1
        )
        sign_in(client, w.neighbours[0])
        a, b, c = secret.candidates  # 8,000, 9,000 and 10,000
        assert look(client, secret, candidates=[b, c]).status_code == 422
        assert look(client, secret, candidates=[a, c]).status_code == 200

    def test_one_vote_a_household(self, client, w):
        other = person("家人")
        home = w.neighbours[0].memberships.get().household
        Membership.objects.create(user=other, household=home, since=clock.now() - timedelta(days=1))
        secret = open_secret(w, whose=VotingUnit.HOUSEHOLD)
        assert secret.round.roll.count() == 7
        sign_in(client, other)
        envelope = look(client, secret).context["envelope"]
        sign_in(client, w.neighbours[0])
        cast(client, secret, look(client, secret).context["envelope"])
        sign_in(client, other)
        assert client.get(secret.round.get_absolute_url()).context["voters"]["all"] == 6
        assert cast(client, secret, envelope).status_code == 409
        assert SealedBallot.objects.count() == 1
        assert Household.objects.count() == 6


def test_pages_of_rounds_open_before_during_and_after(client, w):
    secret = open_secret(w)
    address = secret.round.get_absolute_url()
    for who in (None, w.neighbours[0], w.staff, w.committee[0]):
        sign_in(client, who)
        assert client.get(address).status_code == 200
        assert client.get(f"{address}find/").status_code == 200
    for voter in w.neighbours:
        rounds.cast(secret.round, voter=voter, candidates=secret.candidates[:1], operation=uuid4())
    with clock.at(secret.round.closes_at):
        assert client.get(address).status_code == 200
        assert client.get(f"{address}box/").status_code == 200
        assert client.get(f"{address}desk/").status_code == 200
    open_box(w, secret)
    assert client.get(address).status_code == 200
    assert client.get(f"{address}box/").status_code == 302


def test_a_round_is_opened_by_its_form_with_all_its_terms(client, w):
    pass
    from deliberation.models import VotingRound

    projects = pooled(w, 3)
    keys = [ballot_box.make_key(w.community, by=one)[0] for one in w.committee]
    sign_in(client, w.staff)
    address = f"/rounds/new/{w.community.code}/"
    assert client.get(address).status_code == 200
    facts = {
        "operation": uuid4(), "title": "评选", "projects": [one.pk for one in projects], "budget": "20000", "most_choices": 2, "least_votes": 1,
        "quorum": 1, "closes_at": f"{clock.now() + timedelta(days=3):%Y-%m-%dT%H:%M}", "whose": "household", "ballot_kind": "approve", "rule": "greedy-no-skip",
        "tie_rule": "lot", "conflicts": [projects[0].pk, projects[1].pk], "custodians": [key.pk for key in keys], "shares_needed": 2,
    }  # fmt: skip
    assert client.post(address, {**facts, "shares_needed": 7}).status_code == 422
    assert client.post(address, {**facts, "rule": "equalshares/add1"}).status_code == 422
    assert client.post(address, facts).status_code == 302
    round = VotingRound.objects.get()
    assert (round.secret, round.whose, round.rule, round.tie_rule, round.conflicts.count(), round.shares.count()) == (
        True, "household", "greedy-no-skip", "lot", 1, 3,
    )  # fmt: skip
    assert round.draw_seed in round.notice.body
    assert "秘密" in round.notice.body
