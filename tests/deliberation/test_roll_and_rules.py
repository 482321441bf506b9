"""The roll is corrected by two and nobody else; winners follow the terms announced."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from deliberation import rounds
from deliberation.models import RollCorrection, RollEntry
from deliberation.rounds import roll, tally
from panlong import clock
from panlong.accounts.models import Post, Role, User
from panlong.errors import NotPermitted, Refused
from tests.deliberation.rounds import open_secret
from tests.factories import person, resident, sign_in

ADD, STRIKE = RollCorrection.Kind.ADD, RollCorrection.Kind.STRIKE


@pytest.mark.django_db
class TestCorrections:
    @pytest.fixture
    def round(self, w):
        return open_secret(w).round

    @pytest.fixture
    def second(self, w):
        return person("社区二", role=Role.COMMUNITY_STAFF, where=w.community)

    def propose(self, w, round, kind, who):
        return roll.propose_correction(
            round, by=w.staff, kind=kind, person=who, reason="漏登", operation=uuid4()
        )

    def test_one_proposes_another_confirms_and_then_the_person_votes(self, w, round, second):
        late = resident(w.courtyard)
        correction = self.propose(w, round, ADD, late)
        candidate = round.candidates.first().pk
        with pytest.raises(Refused):
            rounds.cast(round, voter=late, candidates=[candidate], operation=uuid4())
        roll.confirm_correction(correction, by=second)
        assert rounds.cast(round, voter=late, candidates=[candidate], operation=uuid4()).is_new

    def test_nobody_confirms_their_own(self, w, round):
        correction = self.propose(w, round, ADD, resident(w.courtyard))
        with pytest.raises(Refused):
            roll.confirm_correction(correction, by=w.staff)
        with pytest.raises(DatabaseError), transaction.atomic():
            RollCorrection.objects.update(confirmed_by=w.staff, confirmed_at=clock.now())

    def test_who_was_struck_does_not_vote_and_who_voted_is_not_struck(self, w, round, second):
        roll.confirm_correction(self.propose(w, round, STRIKE, w.neighbours[0]), by=second)
        candidate = round.candidates.first().pk
        with pytest.raises(Refused):
            rounds.cast(round, voter=w.neighbours[0], candidates=[candidate], operation=uuid4())
        assert roll.roll_size(round) == 5
        waiting = self.propose(w, round, STRIKE, w.neighbours[1])
        rounds.cast(round, voter=w.neighbours[1], candidates=[candidate], operation=uuid4())
        with pytest.raises(Refused):
            roll.confirm_correction(waiting, by=second)
        with pytest.raises(DatabaseError), transaction.atomic():
            RollEntry.objects.filter(round=round, voter=w.neighbours[1]).update(struck_by=waiting)

    def test_strangers_children_and_those_on_it_are_not_put_on_it(self, w, round):
        child = resident(w.courtyard, birth_year=clock.today().year - 17)
        for other in (person("路人"), child, w.neighbours[0]):
            with pytest.raises(Refused):
                self.propose(w, round, ADD, other)

    def test_a_wrong_strike_is_undone_by_two(self, w, round, second):
        voter, candidate = w.neighbours[0], round.candidates.first().pk
        roll.confirm_correction(self.propose(w, round, STRIKE, voter), by=second)
        back = self.propose(w, round, ADD, voter)
        with pytest.raises(Refused):
            rounds.cast(round, voter=voter, candidates=[candidate], operation=uuid4())
        roll.confirm_correction(back, by=second)
        assert rounds.cast(round, voter=voter, candidates=[candidate], operation=uuid4()).is_new
        assert RollEntry.objects.filter(round=round, voter=voter).count() == 1
        assert round.corrections.filter(confirmed_at__isnull=False).count() == 2
        with pytest.raises(Refused):
            self.propose(w, round, ADD, voter)

    def test_residents_and_organisers_correct_nothing(self, w, round):
        for by in (w.neighbours[0], w.organiser, w.administrator):
            with pytest.raises(NotPermitted):
                roll.propose_correction(
                    round, by=by, kind=ADD, person=w.neighbours[0], reason="x", operation=uuid4()
                )

    def test_after_the_end_nothing_is_corrected(self, w, round, second):
        correction = self.propose(w, round, ADD, resident(w.courtyard))
        with clock.at(round.closes_at), pytest.raises(Refused):
            roll.confirm_correction(correction, by=second)

    def test_by_its_pages(self, client, w, round, second):
        late = resident(w.courtyard, "新邻居")
        sign_in(client, w.staff)
        facts = {"operation": uuid4(), "who": "新邻居", "kind": "add", "reason": "漏登"}
        assert client.post(f"/rounds/{round.pk}/desk/correct/", {**facts, "who": "谁"}).status_code == 422
        assert client.post(f"/rounds/{round.pk}/desk/correct/", facts).status_code == 302
        correction = RollCorrection.objects.get()
        client.post(f"/rounds/corrections/{correction.pk}/confirm/")
        assert not RollEntry.objects.filter(voter=late).exists()
        sign_in(client, second)
        client.post(f"/rounds/corrections/{correction.pk}/confirm/")
        assert RollEntry.objects.filter(voter=late).exists()
        assert client.get(f"/rounds/{round.pk}/desk/").status_code == 200


def entrant(key, cost, votes, **more):
    return tally.Entrant(key, Decimal(cost), votes, **more)


def choose(rule, *entrants, budget=100, patterns=None, **terms):
    return tally.choose(list(entrants), tally.Terms(rule, Decimal(budget), **terms), patterns or {})


class TestWinners:
    STREET = (entrant("a", 60, 9), entrant("b", 50, 8), entrant("c", 40, 7))

    def test_greedy_skips_and_no_skip_stops(self):
        assert choose("greedy", *self.STREET) == ["a", "c"]
        assert choose("greedy-no-skip", *self.STREET) == ["a"]

    def test_the_threshold_includes_its_number(self):
        assert choose("greedy-threshold", *self.STREET, least_votes=7) == ["a", "c"]
        assert choose("greedy-threshold", *self.STREET, least_votes=8) == ["a"]

    def test_of_two_that_exclude_each_other_the_better_one_is_chosen(self):
        pair = (
            entrant("a", 60, 9, excludes=frozenset("c")),
            entrant("b", 50, 8),
            entrant("c", 40, 7, excludes=frozenset("a")),
            entrant("d", 10, 1),
        )
        assert choose("greedy", *pair) == ["a", "d"]

    def test_as_many_against_as_for_is_not_chosen(self):
        assert choose("greedy", entrant("a", 1, 5, against=5), entrant("b", 1, 5, against=4)) == ["b"]

    def test_ties_by_lot_alone_do_not_ask_for_the_cost(self):
        tied = [entrant(key, cost, 5) for key, cost in (("a", 60), ("b", 50))]
        first = min("ab", key=lambda key: tally.draw("seed", key))
        assert choose("greedy", *tied, budget=60, seed="seed", by_lot_alone=True) == [first]
        assert choose("greedy", *tied, budget=60, seed="seed") == ["b"]

    def test_equal_shares_gives_a_minority_its_part(self):
        """Two in three voters like a and b, one in three c: greedy spends all on the majority, equal shares does not."""
        patterns = Counter({bytes([1, 1, 0]): 60, bytes([0, 0, 1]): 30})
        street = (entrant("a", 30, 60), entrant("b", 60, 60), entrant("c", 30, 30))
        assert choose("greedy", *street, budget=90) == ["a", "b"]
        assert set(choose("equalshares/add1", *street, budget=90, patterns=patterns)) == {"a", "c"}

    def test_counting_is_exact_for_every_mark(self):
        patterns = Counter([b"\1\2\0", b"\1\1\0", b"\1\2\0"])
        assert tally.count(patterns, 3) == tally.Count([3, 1, 0], [0, 2, 0], 3)
        assert tally.count({}, 2) == tally.Count([0, 0], [0, 0], 0)

    def test_the_order_of_ballots_and_projects_changes_nothing(self):
        street = [entrant(str(n), 10 + n % 3, 5) for n in range(12)]
        first = choose("greedy", *street, budget=50, seed="s")
        assert choose("greedy", *street[::-1], budget=50, seed="s") == first


@pytest.mark.django_db
class TestOwnPowers:
    def test_a_post_that_ended_corrects_nothing(self, w):
        round = open_secret(w).round
        former = person("前任", role=Role.COMMUNITY_STAFF, where=w.community)
        Post.objects.filter(user=former).update(until=clock.now() - timedelta(minutes=1))
        with pytest.raises(NotPermitted):
            roll.propose_correction(
                round, by=User.objects.get(pk=former.pk), kind=ADD, person=w.neighbours[0], reason="x", operation=uuid4()
            )  # fmt: skip
