"""One ballot a voter, none after the close, a count that is exact."""

import threading
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format

from deliberation import rounds
from deliberation.models import Ballot, RollEntry, VotingRound
from deliberation.results import closing
from deliberation.rounds import tally
from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from projects.stages import Stage
from tests.factories import Walk, resident, world
from tests.together import together


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.VOTING)
    return walk


def candidate_of(walk):
    return walk.round.candidates.get().pk


def vote(walk, voter, operation=None):
    return rounds.cast(
        walk.round, voter=voter, candidates=[candidate_of(walk)], operation=operation or uuid4()
    )


@pytest.mark.django_db
class TestCasting:
    def test_a_repeat_ends_in_the_same_ballot(self, walk, w):
        with clock.at(walk.moment):
            first = vote(walk, w.neighbours[4])
            again = vote(walk, w.neighbours[4])
        assert (first.is_new, again.is_new) == (True, False)
        assert Ballot.objects.filter(roll_entry__voter=w.neighbours[4]).count() == 1

    def test_the_same_form_sent_twice_is_one_ballot(self, walk, w):
        operation = uuid4()
        with clock.at(walk.moment):
            assert vote(walk, w.neighbours[4], operation).is_new
            assert not vote(walk, w.neighbours[4], operation).is_new
        assert Ballot.objects.filter(roll_entry__voter=w.neighbours[4]).count() == 1

    def test_a_closed_round_takes_no_vote(self, walk, w):
        with clock.at(walk.round.closes_at), pytest.raises(Refused):
            vote(walk, w.neighbours[4])
        assert not RollEntry.objects.get(round=walk.round, voter=w.neighbours[4]).marked_at

    def test_a_round_that_was_counted_takes_no_vote_whatever_the_clock_says(self, walk, w):
        with clock.at(walk.round.closes_at + timedelta(seconds=1)):
            closing.close_round(walk.round)
        with clock.at(walk.round.opens_at + timedelta(seconds=1)), pytest.raises(Refused):
            vote(walk, w.neighbours[4])

    def test_somebody_who_is_not_on_the_roll_has_no_vote(self, walk, w):
        newcomer = resident(w.courtyard)
        with clock.at(walk.moment), pytest.raises(Refused):
            vote(walk, newcomer)

    def test_no_ballot_for_a_project_of_another_round(self, walk, w):
        other = world("530103003")
        second = Walk(other)
        second.to(Stage.VOTING)
        foreign = second.round.candidates.get().pk
        with clock.at(walk.moment), pytest.raises(Refused):
            rounds.cast(walk.round, voter=w.neighbours[4], candidates=[foreign], operation=uuid4())
        assert not RollEntry.objects.get(round=walk.round, voter=w.neighbours[4]).marked_at

    @pytest.mark.parametrize("number", [0, 2])
    def test_not_fewer_than_one_nor_more_than_allowed(self, walk, w, number):
        with clock.at(walk.moment), pytest.raises(Refused):
            rounds.cast(walk.round, voter=w.neighbours[4], candidates=list(range(number)), operation=uuid4())

    def test_children_are_not_on_the_roll(self, w):
        walk = Walk(w)
        walk.to(Stage.POOLED)
        child = resident(w.courtyard, birth_year=clock.today().year - 17)
        grown = resident(w.courtyard, birth_year=clock.today().year - 18)
        walk.to(Stage.VOTING)
        on_roll = set(walk.round.roll.values_list("voter", flat=True))
        assert grown.pk in on_roll
        assert child.pk not in on_roll


@pytest.mark.django_db
class TestRound:
    def test_nothing_of_an_open_round_can_be_edited(self, walk):
        for change in (
            {"budget": 1},
            {"closes_at": walk.round.closes_at + timedelta(days=1)},
            {"most_choices": 9},
            {"title": "x"},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                VotingRound.objects.filter(pk=walk.round.pk).update(**change)

    def test_a_round_is_not_closed_before_its_time(self, walk):
        with clock.at(walk.moment), pytest.raises(Refused):
            closing.close_round(walk.round)

    def test_closing_twice_counts_once(self, walk):
        with clock.at(walk.round.closes_at + timedelta(seconds=1)):
            assert closing.close_due() == 1
            closing.close_round(walk.round)
            assert closing.close_due() == 0
        assert walk.project.events.filter(act="record_vote").count() == 1

    def test_without_quorum_nothing_is_chosen_and_the_project_returns_to_the_pool(self, w):
        walk = Walk(w)
        walk.to(Stage.POOLED)
        with clock.at(walk.moment):
            round = rounds.open_round(
                w.community, by=w.staff, title="评选", projects=[walk.project], closes_at=clock.now() + timedelta(days=7),
                budget=Decimal(50000), operation=uuid4(), most_choices=1, quorum=3,
            )  # fmt: skip
            rounds.cast(
                round, voter=w.neighbours[0], candidates=[round.candidates.get().pk], operation=uuid4()
            )
        with clock.at(round.closes_at):
            closing.close_round(round)
        walk.project.refresh_from_db()
        assert walk.project.stage == Stage.POOLED

    def test_notice_and_message_say_the_hour_of_closing(self, w):
        walk = Walk(w)
        walk.to(Stage.POOLED)
        closes_at = timezone.make_aware(datetime(2026, 12, 20, 18, 30))
        with clock.at(walk.moment):
            round = rounds.open_round(
                w.community, by=w.staff, title="评选", projects=[walk.project], closes_at=max(closes_at, clock.now() + timedelta(days=1)),
                budget=Decimal(50000), operation=uuid4(), most_choices=1,
            )  # fmt: skip
        when = clock.until(round.closes_at)
        assert when in round.notice.body
        message = Message.objects.filter(topic="round", person=w.neighbours[0]).get()
        assert date_format(timezone.localtime(round.closes_at), "DATETIME_FORMAT") in message.text

    def test_only_staff_of_the_area_open_a_round(self, w):
        walk = Walk(w)
        walk.to(Stage.POOLED)
        for other in (w.organiser, w.handler, w.neighbours[0], w.administrator, world("530103003").staff):
            with clock.at(walk.moment), pytest.raises(NotPermitted):
                rounds.open_round(
                    w.community, by=other, title="评选", projects=[walk.project], closes_at=clock.now() + timedelta(days=7),
                    budget=Decimal(50000), operation=uuid4(),
                )  # fmt: skip


class TestTally:
    def test_two_thirds_of_193_households_are_129(self):
        assert not tally.two_thirds(128, 193)
        assert tally.two_thirds(129, 193)
        assert tally.two_thirds(163, 193)

    def test_owners_decide_on_both_counts(self):
        house = {"owners": 12, "area": Decimal(1200)}
        assert tally.owners_decide(
            **house, owners_voting=8, area_voting=Decimal(800), owners_for=5, area_for=Decimal(401)
        )
        assert not tally.owners_decide(
            **house, owners_voting=7, area_voting=Decimal(900), owners_for=7, area_for=Decimal(900)
        )
        assert not tally.owners_decide(
            **house, owners_voting=8, area_voting=Decimal(800), owners_for=5, area_for=Decimal(400)
        )
        special = {**house, "owners_voting": 8, "area_voting": Decimal(800), "special": True}
        assert tally.owners_decide(**special, owners_for=6, area_for=Decimal(600))
        assert not tally.owners_decide(**special, owners_for=5, area_for=Decimal(600))

    def test_what_does_not_fit_is_skipped_and_the_next_taken(self):
        entrants = [
            tally.Entrant(1, Decimal(60), 9),
            tally.Entrant(2, Decimal(50), 8),
            tally.Entrant(3, Decimal(40), 7),
        ]
        assert tally.greedy(entrants, budget=Decimal(100), least_votes=1, seed="s") == [1, 3]

    def test_ties_go_to_the_lower_cost_then_to_the_public_lot(self):
        tied = [tally.Entrant(1, Decimal(60), 5), tally.Entrant(2, Decimal(50), 5)]
        assert tally.greedy(tied, budget=Decimal(70), least_votes=1, seed="s") == [2]
        same = [tally.Entrant(1, Decimal(50), 5), tally.Entrant(2, Decimal(50), 5)]
        winner = min((1, 2), key=lambda key: tally.draw("s", key))
        assert tally.greedy(same, budget=Decimal(50), least_votes=1, seed="s") == [winner]

    def test_nobody_wins_without_votes(self):
        assert (
            tally.greedy([tally.Entrant(1, Decimal(1), 0)], budget=Decimal(9), least_votes=0, seed="s") == []
        )

    def test_eighty_per_cent_is_enough_and_less_is_not(self):
        assert tally.is_satisfied(8, 0, 2, 80)
        assert not tally.is_satisfied(79, 0, 21, 80)
        assert tally.satisfaction(2, 0, 1) == "66.66"

    def test_thirty_answers_or_thirty_per_cent(self):
        assert tally.enough_answers(30, 1000, 30, 30)
        assert tally.enough_answers(3, 10, 30, 30)
        assert not tally.enough_answers(29, 100, 30, 30)
        assert not tally.enough_answers(0, 0, 30, 30)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def open_round(self, w):
        walk = Walk(w)
        walk.to(Stage.POOLED)
        return rounds.open_round(
            w.community, by=w.staff, title="评选", projects=[walk.project], closes_at=clock.now() + timedelta(days=30),
            budget=Decimal(50000), operation=uuid4(), most_choices=1,
        )  # fmt: skip

    def test_one_voter_at_once_from_many_devices_casts_one_ballot(self, w):
        round = self.open_round(w)
        candidate = round.candidates.get().pk
        results = together(
            *(
                lambda: rounds.cast(round, voter=w.neighbours[0], candidates=[candidate], operation=uuid4())
                for _n in range(8)
            )
        )
        assert sorted(result.is_new for result in results) == [False] * 7 + [True]
        assert Ballot.objects.filter(round=round).count() == 1
        assert rounds.count_votes(round) == {candidate: 1}

    def test_a_double_click_opens_one_round(self, w):
        walk = Walk(w)
        walk.to(Stage.POOLED)
        operation = uuid4()

        def click():
            return rounds.open_round(
                w.community, by=w.staff, title="评选", projects=[walk.project], closes_at=clock.now() + timedelta(days=30),
                budget=Decimal(50000), operation=operation, most_choices=1,
            )  # fmt: skip

        results = together(*[click] * 4)
        assert {type(result) for result in results} == {VotingRound}, results
        assert len({result.pk for result in results}) == VotingRound.objects.count() == 1

    def test_the_same_form_with_other_projects_returns_the_round_that_is_there(self, w):
        """Then the projects' locks do not queue the two clicks; the unique key does."""
        walks = [Walk(w), Walk(w)]
        for walk in walks:
            walk.to(Stage.POOLED)
        operation = uuid4()

        def click(walk):
            return rounds.open_round(
                w.community, by=w.staff, title="评选", projects=[walk.project], closes_at=clock.now() + timedelta(days=30),
                budget=Decimal(50000), operation=operation, most_choices=1,
            )  # fmt: skip

        results = together(*(lambda walk=walk: click(walk) for walk in walks))
        assert {type(result) for result in results} == {VotingRound}, results
        assert len({result.pk for result in results}) == VotingRound.objects.count() == 1

    def test_without_the_constraint_the_race_would_double_the_ballot(self, w):
        """The twin: the same race with the guards taken out, so that we know that it is a race."""
        round = self.open_round(w)
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE deliberation_ballot DROP CONSTRAINT deliberation_ballot_roll_entry_id_key"
            )
        try:
            entry = RollEntry.objects.get(round=round, voter=w.neighbours[0])
            barrier = threading.Barrier(2)

            def careless():
                seen = Ballot.objects.filter(roll_entry=entry).exists()
                barrier.wait(10)
                if not seen:
                    Ballot.objects.create(round=round, roll_entry=entry, marks=b"\1")

            together(careless, careless)
            assert Ballot.objects.filter(roll_entry=entry).count() == 2
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = replica")
                cursor.execute("DELETE FROM deliberation_ballot")
                cursor.execute("SET session_replication_role = DEFAULT")
                cursor.execute(
                    "ALTER TABLE deliberation_ballot ADD CONSTRAINT deliberation_ballot_roll_entry_id_key UNIQUE (roll_entry_id)"
                )

    def test_sweeps_on_two_machines_close_a_round_once(self, w):
        round = self.open_round(w)
        rounds.cast(round, voter=w.neighbours[0], candidates=[round.candidates.get().pk], operation=uuid4())
        over = round.closes_at + timedelta(seconds=1)

        def sweep():
            with clock.at(over):
                return closing.close_round(round)

        results = together(sweep, sweep, sweep)
        assert all(isinstance(result, VotingRound) for result in results), results
        project = round.candidates.get().project
        assert project.stage == Stage.SELECTION
        assert project.events.filter(act="record_vote").count() == 1
