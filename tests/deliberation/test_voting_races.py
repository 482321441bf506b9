"""At the same moment, on real connections: one ballot, no late one, nothing lost. Each with the twin that shows the fault."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from deliberation import rounds
from deliberation.models import Ballot, RollEntry, SealedBallot, Shift, VotingRound
from deliberation.results import closing
from deliberation.rounds import ballot_box, ballot_spec, paper
from panlong import clock
from panlong.errors import Refused
from tests.deliberation.rounds import custodians, open_secret, pooled
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def without_triggers():
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = DEFAULT")


def vote(secret, voter):
    return rounds.cast(secret.round, voter=voter, candidates=secret.candidates[:1], operation=uuid4())


def marks_and_ballots(round) -> tuple[int, int]:
    marked = RollEntry.objects.filter(round=round, marked_at__isnull=False, station__isnull=True).count()
    return marked, SealedBallot.objects.filter(round=round).count() + Ballot.objects.filter(
        round=round
    ).count()


class TestOneVoter:
    def test_64_attempts_at_once_are_one_ballot(self, w):
        secret = open_secret(w)
        ballot_spec.ballot_spec(secret.round.pk)
        results = []
        for _turn in range(4):  # the pool has 8 connections, the tests' server 100
            results += together(*[lambda: vote(secret, w.neighbours[0])] * 16)
        assert sorted(result.is_new for result in results) == [False] * 63 + [True]
        assert marks_and_ballots(secret.round) == (1, 1)

    def test_without_the_condition_on_the_mark_they_would_be_many(self, w):
        """The twin: the same insert, asking first and writing afterwards."""
        secret = open_secret(w)
        form, barrier = ballot_spec.ballot_spec(secret.round.pk), threading.Barrier(4)

        def careless():
            entry = RollEntry.objects.get(round=secret.round, voter=w.neighbours[0])
            barrier.wait(10)
            if entry.marked_at is None:
                sealed = ballot_box.seal_ballot(form, form.mark(secret.candidates[:1]))
                SealedBallot.objects.create(
                    code=ballot_box.code_of(sealed), round=secret.round, sealed=sealed
                )

        together(*[careless] * 4)
        assert SealedBallot.objects.filter(round=secret.round).count() == 4

    def test_online_against_paper_is_one_of_them(self, w):
        secret = open_secret(w)
        station = paper.set_up_station(secret.round, by=w.staff, name="站", place="院", operation=uuid4())
        now = clock.now()
        Shift.objects.create(
            station=station, officer=w.organiser, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1), operation=uuid4()
        )  # fmt: skip
        paper.print_papers(station, by=w.staff, number=30)
        for voter in w.neighbours:
            online, on_paper = together(
                lambda voter=voter: vote(secret, voter),
                lambda voter=voter: paper.hand_out(station, by=w.organiser, voter=voter, operation=uuid4()),
            )
            assert isinstance(online, Refused) != isinstance(on_paper, Refused), (online, on_paper)
        online, sealed = marks_and_ballots(secret.round)
        assert online == sealed
        assert online + station.marks.count() == len(w.neighbours)

    def test_a_household_that_votes_at_once_votes_once(self, w):
        from panlong.accounts.models import Membership
        from tests.factories import person

        home = w.neighbours[0].memberships.get().household
        family = [w.neighbours[0], *(person(f"家人{n}") for n in range(5))]
        for one in family[1:]:
            Membership.objects.create(user=one, household=home, since=clock.now() - timedelta(days=1))
        secret = open_secret(w, whose="household")
        results = together(*(lambda one=one: vote(secret, one) for one in family))
        assert sum(isinstance(result, Refused) for result in results) == 5, results
        assert marks_and_ballots(secret.round) == (1, 1)


class TestTheLastPaper:
    @pytest.fixture
    def station(self, w):
        """A station with one paper and one officer."""
        station = paper.set_up_station(
            open_secret(w).round, by=w.staff, name="站", place="院", operation=uuid4()
        )
        now = clock.now()
        paper.give_shift(
            station, by=w.staff, officer=w.organiser, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1), operation=uuid4()
        )  # fmt: skip
        paper.print_papers(station, by=w.staff, number=1)
        return station

    def test_two_officers_at_once_do_not_hand_out_one_paper_twice(self, w, station):
        results = together(
            *(
                lambda voter=voter: paper.hand_out(station, by=w.organiser, voter=voter, operation=uuid4())
                for voter in w.neighbours[:3]
            )
        )
        assert sum(isinstance(one, RollEntry) for one in results) == 1, results
        assert station.marks.count() == station.papers.count() == 1

    def test_without_the_lock_one_paper_would_be_two_marks(self, w, station):
        """The twin: papers and marks are counted, then the entry is marked."""
        barrier = threading.Barrier(2)

        def careless(voter):
            enough = station.papers.count() > station.marks.count()
            barrier.wait(10)
            if enough:
                RollEntry.objects.filter(round=station.round_id, voter=voter).update(
                    marked_at=timezone.now(), way="paper", station=station
                )

        together(*(lambda voter=voter: careless(voter) for voter in w.neighbours[:2]))
        assert station.marks.count() == 2


def plain_round(w, projects, closes_at):
    return rounds.open_round(
        w.community, by=w.staff, title="评选", projects=projects, closes_at=closes_at, budget=50000, operation=uuid4(), most_choices=1
    )  # fmt: skip


def rounds_about_to_close(w, number: int) -> list[VotingRound]:
    """Return named rounds of the neighbours, made by SQL, for they are many."""
    first = plain_round(w, pooled(w, 1), clock.now() + timedelta(days=30))
    with without_triggers() as cursor:
        names = [
            field.column
            for field in VotingRound._meta.concrete_fields
            if field.column not in {"id", "operation"}
        ]
        columns = ", ".join(names)
        cursor.execute(
            f"INSERT INTO deliberation_votinground ({columns}, operation) SELECT {columns}, gen_random_uuid() FROM deliberation_votinground, generate_series(1, %s) WHERE id = %s RETURNING id",
            [number, first.pk],
        )
        keys = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "INSERT INTO deliberation_candidate (round_id, code, title, cost) SELECT v, 'x', 'x', 1 FROM unnest(%s) v",
            [keys],
        )
        cursor.execute(
            "INSERT INTO deliberation_rollentry (round_id, voter_id, household_id, label, way) SELECT v, voter_id, household_id, '', '' FROM unnest(%s) v, deliberation_rollentry r WHERE r.round_id = %s",
            [keys, first.pk],
        )
    return list(VotingRound.objects.filter(pk__in=keys).order_by("pk"))


class TestClosing:
    ROUNDS = 200

    def race(self, round, voters, cast):
        """Cast around the deadline while the round is closed as soon as it may be; return how many were acknowledged."""
        deadline = timezone.now() + timedelta(milliseconds=25)
        with without_triggers():
            VotingRound.objects.filter(pk=round.pk).update(closes_at=deadline)
        ballot_spec.ballot_spec.cache_clear()

        def close():
            time.sleep(max((deadline - timezone.now()).total_seconds(), 0))
            while True:
                try:
                    return closing.close_round(round)
                except Refused:
                    time.sleep(0.001)

        def late(voter, wait):
            time.sleep(wait)
            return cast(round, voter)

        acts = [lambda one=one, n=n: late(one, 0.012 + 0.006 * n) for n, one in enumerate(voters)]
        results = together(close, *acts)
        assert isinstance(results[0], VotingRound), results
        return results[0], [one for one in results[1:] if not isinstance(one, Exception)]

    @pytest.mark.slow
    def test_in_200_closings_every_acknowledged_ballot_is_counted_and_no_other(self, w):
        seen = set()
        for round in rounds_about_to_close(w, self.ROUNDS):
            candidate = round.candidates.get().pk
            closed, cast = self.race(
                round, w.neighbours[:4], lambda round, voter, candidate=candidate: rounds.cast(round, voter=voter, candidates=[candidate], operation=uuid4())
            )  # fmt: skip
            assert closed.turnout == len(cast) == Ballot.objects.filter(round=round).count()
            assert not RollEntry.objects.filter(round=round, marked_at__gte=closed.closes_at).exists()
            seen.add(len(cast))
        assert len(seen) > 1, "the deadline never fell between two ballots"

    def test_without_the_lock_an_acknowledged_ballot_is_missing_from_the_count(self, w):
        """The twin: the same statement, held up between its judgement and its commit, without the box's lock."""
        round = rounds_about_to_close(w, 1)[0]
        deadline = timezone.now() + timedelta(seconds=1)
        with without_triggers():
            VotingRound.objects.filter(pk=round.pk).update(closes_at=deadline)
        form = ballot_spec.ballot_spec(round.pk)
        cast_but_not_committed, counted = threading.Event(), threading.Event()

        def careless():
            with transaction.atomic(), connection.cursor() as cursor:
                mark, values = rounds.mark_voter(form, w.neighbours[0], "online", None, uuid4())
                cursor.execute(
                    f"WITH marked AS ({mark}) INSERT INTO deliberation_ballot (round_id, roll_entry_id, marks) SELECT round_id, id, %s FROM marked",
                    [*values, form.mark([form.keys[0]])],
                )
                cast_but_not_committed.set()
                counted.wait(10)

        def close():
            cast_but_not_committed.wait(10)
            time.sleep(max((deadline - timezone.now()).total_seconds() + 0.05, 0))
            try:
                return closing.close_round(round)
            finally:
                counted.set()

        _careless, closed = together(careless, close)
        assert closed.turnout == 0
        assert Ballot.objects.filter(round=round).count() == 1

    def test_closing_waits_for_a_ballot_under_way_and_counts_it(self, w):
        round = rounds_about_to_close(w, 1)[0]
        deadline = timezone.now() + timedelta(seconds=1)
        with without_triggers():
            VotingRound.objects.filter(pk=round.pk).update(closes_at=deadline)
        form = ballot_spec.ballot_spec(round.pk)
        under_way = threading.Event()

        def slow():
            with transaction.atomic():
                rounds.put_in_box(
                    form, voter=w.neighbours[0], content=form.mark([form.keys[0]]), operation=uuid4()
                )
                under_way.set()
                time.sleep(1.5)

        def close():
            under_way.wait(10)
            time.sleep(max((deadline - timezone.now()).total_seconds() + 0.05, 0))
            return closing.close_round(round)

        _slow, closed = together(slow, close)
        assert closed.turnout == 1

    def test_custodians_at_two_screens_open_the_box_once(self, w):
        secret = open_secret(w)
        vote(secret, w.neighbours[0])
        over = secret.round.closes_at + timedelta(seconds=1)
        words = {number: secret.words[number] for number in (1, 2)}

        def open_box():
            with clock.at(over):
                return closing.open_box(secret.round, by=w.staff, passphrases=words)

        results = together(open_box, open_box, open_box)
        assert all(isinstance(one, VotingRound) for one in results), results
        assert secret.round.opened_ballots.count() == 1


def test_one_key_does_not_serve_two_rounds_opened_at_once(w):
    keys, _words = custodians(w)
    first, second = pooled(w, 1), pooled(w, 1)

    def open_it(projects):
        return rounds.open_round(
            w.community, by=w.staff, title="评选", projects=projects, closes_at=clock.now() + timedelta(days=3), budget=50000,
            operation=uuid4(), most_choices=1, custodians=keys, shares_needed=2,
        )  # fmt: skip

    results = together(lambda: open_it(first), lambda: open_it(second))
    assert sum(isinstance(one, VotingRound) for one in results) == 1, results
