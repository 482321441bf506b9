"""Points become an order: whatever the committee gives, by properties that hold for all of it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.council.ranking import Contender, Contest, Outcome, measure_firmness, rank
from deliberation.council.scoring import (
    Terms,
    enough_scorers,
    mean_of,
    scorers_needed,
    spread_of,
    total_of,
    write_points,
)
from deliberation.models import MAX_POINTS, Criterion
from deliberation.rounds.tally import draw

SOME = settings(max_examples=40, deadline=None)
EVEN = Terms(dict.fromkeys(Criterion.values, Fraction(20)), 7, Fraction(30), Fraction(60), 3)


def points_of(*five: int) -> dict[str, int]:
    return dict(zip(Criterion.values, five, strict=True))


def all_at(points: int) -> dict[str, int]:
    return dict.fromkeys(Criterion.values, points)


points = st.fixed_dictionaries({name: st.integers(0, MAX_POINTS) for name in Criterion.values})
weights = st.fixed_dictionaries({name: st.integers(0, 40) for name in Criterion.values})
terms = st.builds(
    lambda weights, trimmed: Terms(
        {name: Fraction(one) for name, one in weights.items()}, trimmed, Fraction(30), Fraction(60), 3
    ),
    weights,
    st.integers(3, 9),
)


@st.composite
def contests(draw_, most_members=8, most_projects=4):
    members = range(draw_(st.integers(3, most_members)))
    contenders = [
        Contender(
            key,
            Decimal(draw_(st.integers(0, 5)) * 1000),
            Fraction(draw_(st.integers(0, 3)), 3),
            {one: draw_(points) for one in members},
        )
        for key in range(draw_(st.integers(1, most_projects)))
    ]
    budget = draw_(st.none() | st.integers(0, 15).map(lambda thousands: Decimal(thousands * 1000)))
    return Contest(tuple(contenders), draw_(terms), draw_(st.text(max_size=5)), budget)


class TestOneProject:
    def test_the_most_everywhere_is_a_hundred_whatever_the_weights(self):
        for weight in (EVEN.weights, {**EVEN.weights, "reach": Fraction(90)}):
            assert (
                total_of(all_at(MAX_POINTS), Terms(weight, 7, EVEN.most_spread, EVEN.least_points, 3)) == 100
            )

    def test_with_equal_weights_points_are_added(self):
        assert total_of(points_of(20, 15, 3, 0, 7), EVEN) == 45

    def test_weights_of_nothing_weigh_all_the_same(self):
        none = Terms(dict.fromkeys(Criterion.values, Fraction(0)), 7, EVEN.most_spread, EVEN.least_points, 3)
        assert total_of(points_of(20, 15, 3, 0, 7), none) == 45

    def test_from_seven_on_the_highest_and_the_lowest_are_left_out(self):
        six = [Fraction(one) for one in (0, 60, 60, 60, 60, 100)]
        assert mean_of(six, EVEN) == Fraction(340, 6)
        assert mean_of([*six, Fraction(60)], EVEN) == 60

    def test_a_mean_is_not_rounded_before_it_is_compared(self):
        nearly = Contender(
            1,
            Decimal(1),
            Fraction(0),
            {n: all_at(12) for n in range(19)} | {19: points_of(12, 12, 12, 12, 11)},
        )
        mean = mean_of(
            nearly.totals(EVEN).values(), Terms(EVEN.weights, 99, EVEN.most_spread, EVEN.least_points, 3)
        )
        assert mean == Fraction(1199, 20) and write_points(mean) == Decimal("59.95")
        assert write_points(Fraction(59999, 1000)) == Decimal("59.99")

    def test_nobody_scored(self):
        assert (mean_of([], EVEN), spread_of([])) == (0, 0)

    @SOME
    @given(terms, st.lists(points, min_size=1, max_size=9))
    def test_terms_come_back_as_they_were_stored(self, some, given_points):
        assert Terms.read(some.write()) == some
        assert 0 <= mean_of([total_of(one, some) for one in given_points], some) <= 100


class TestEnough:
    @pytest.mark.parametrize(("seats", "needed"), [(1, 3), (3, 3), (5, 3), (6, 3), (7, 4), (9, 5), (15, 8)])
    def test_half_of_all_seats_and_never_fewer_than_three(self, seats, needed):
        assert scorers_needed(seats, EVEN) == needed
        assert enough_scorers(needed, seats, EVEN) and not enough_scorers(needed - 1, seats, EVEN)


class TestOrder:
    def of(self, *contenders, budget=None, seed="s"):
        return rank(Contest(contenders, EVEN, seed, budget))

    def one(self, key, points, cost=1000, support=0):
        return Contender(key, Decimal(cost), Fraction(support), {n: all_at(points) for n in range(3)})

    def keys(self, placed, outcome=Outcome.CHOSEN):
        return [one.key for one in placed if one.outcome == outcome]

    def test_eighty_goes_before_sixty(self):
        placed = self.of(self.one(1, 12), self.one(2, 16), budget=Decimal(1000))
        assert (self.keys(placed), self.keys(placed, Outcome.MONEY)) == ([2], [1])

    def test_ties_go_by_support_then_cost_then_the_public_draw(self):
        assert [one.key for one in self.of(self.one(1, 15), self.one(2, 15, support=1))] == [2, 1]
        assert [one.key for one in self.of(self.one(1, 15, 2000), self.one(2, 15, 1000))] == [2, 1]
        for seed in ("a", "b", "c", "d"):
            by_lot = sorted((1, 2), key=lambda key: draw(seed, key))
            assert [one.key for one in self.of(self.one(1, 15), self.one(2, 15), seed=seed)] == by_lot

    def test_the_line_is_at_the_first_that_the_money_does_not_reach(self):
        placed = self.of(
            self.one(1, 20, 500), self.one(2, 19, 900), self.one(3, 18, 100), budget=Decimal(1000)
        )
        assert (self.keys(placed), self.keys(placed, Outcome.MONEY)) == ([1], [2, 3])

    def test_too_few_points_are_too_few_however_much_money_there_is(self):
        assert self.keys(self.of(self.one(1, 11)), Outcome.POINTS) == [1]
        assert self.keys(self.of(self.one(1, 12))) == [1]

    @SOME
    @given(contests(), st.randoms(use_true_random=False))
    def test_the_order_of_members_and_projects_does_not_matter(self, contest, chance):
        shuffled = []
        for one in contest.contenders:
            members = list(one.points)
            chance.shuffle(members)
            shuffled.append(Contender(one.key, one.cost, one.support, {m: one.points[m] for m in members}))
        chance.shuffle(shuffled)
        assert rank(Contest(tuple(shuffled), contest.terms, contest.seed, contest.budget)) == rank(contest)

    @SOME
    @given(contests(), st.data())
    def test_one_point_more_never_lowers_a_project(self, contest, data):
        one = data.draw(st.sampled_from(contest.contenders))
        member = data.draw(st.sampled_from(sorted(one.points)))
        criterion = data.draw(st.sampled_from(Criterion.values))
        given_points = one.points[member]
        if given_points[criterion] == MAX_POINTS:
            return
        more = {**one.points, member: {**given_points, criterion: given_points[criterion] + 1}}
        raised = Contender(one.key, one.cost, one.support, more)
        after = Contest(
            tuple(raised if each is one else each for each in contest.contenders),
            contest.terms, contest.seed, contest.budget,
        )  # fmt: skip
        before_at = next(each for each in rank(contest) if each.key == one.key)
        after_at = next(each for each in rank(after) if each.key == one.key)
        assert after_at.place <= before_at.place and after_at.mean >= before_at.mean
        assert before_at.outcome != Outcome.CHOSEN or after_at.outcome == Outcome.CHOSEN

    @SOME
    @given(contests())
    def test_what_is_chosen_fits_and_nothing_better_is_left_out_for_it(self, contest):
        placed = rank(contest)
        costs = {one.key: one.cost for one in contest.contenders}
        chosen = self.keys(placed)
        assert contest.budget is None or sum(costs[key] for key in chosen) <= contest.budget
        outcomes = [one.outcome for one in placed]
        assert outcomes == sorted(outcomes, key=[Outcome.CHOSEN, Outcome.MONEY, Outcome.POINTS].index)


class TestFirmness:
    @settings(max_examples=10, deadline=None)
    @given(contests(most_members=4, most_projects=3))
    def test_it_is_what_trying_every_change_says(self, contest):
        """An independent recount: change one thing, rank all anew, compare."""

        def chosen(contenders):
            placed = rank(Contest(tuple(contenders), contest.terms, contest.seed, contest.budget))
            return {one.key for one in placed if one.outcome == Outcome.CHOSEN}

        now = chosen(contest.contenders)
        members = sorted(contest.contenders[0].points)
        absent = tuple(
            member
            for member in members
            if chosen(
                Contender(
                    one.key, one.cost, one.support, {m: p for m, p in one.points.items() if m != member}
                )
                for one in contest.contenders
            )
            != now
        )
        changes = 0
        for one in contest.contenders:
            for member, given_points in one.points.items():
                for criterion, at in given_points.items():
                    for then in {at - 1, at + 1} & set(range(MAX_POINTS + 1)):
                        other = Contender(
                            one.key,
                            one.cost,
                            one.support,
                            {**one.points, member: {**given_points, criterion: then}},
                        )
                        changes += (
                            chosen(other if each is one else each for each in contest.contenders) != now
                        )
        firmness = measure_firmness(contest)
        assert (firmness.members, len(firmness.points)) == (absent, changes)
        assert firmness.is_firm == (not absent and not changes)
