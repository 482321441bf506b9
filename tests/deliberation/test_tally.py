"""Counting is exact: every bound at, just below and just above its number, and what holds for every count there is."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.rounds import tally

NUMBERS = st.integers(min_value=0, max_value=10**9)
FEW = st.integers(min_value=0, max_value=60)


# --- Shares of a whole ---------------------------------------------------------------------------------------------
@given(NUMBERS, NUMBERS)
def test_two_thirds_includes_its_number_and_nobody_is_no_two_thirds(part, whole):
    assert tally.two_thirds(part, whole) == (whole > 0 and Decimal(part) * 3 >= Decimal(whole) * 2)


@pytest.mark.parametrize("part, whole, answer", [(0, 0, False), (0, 1, False), (1, 1, True), (2, 3, True), (1, 2, False), (129, 193, True), (128, 193, False)])  # fmt: skip
def test_two_thirds_of_few_and_of_the_courtyard_in_the_article(part, whole, answer):
    assert tally.two_thirds(part, whole) is answer


@given(st.integers(min_value=0, max_value=10**6))
def test_half_is_not_more_than_half_and_one_more_is(half):
    assert not tally.more_than_half(half, 2 * half)
    assert tally.more_than_half(half + 1, 2 * half)
    assert tally.more_than_half(half + 1, 2 * half + 1)
    assert not tally.more_than_half(half, 2 * half + 1)


class TestOwners:
    """民法典 §278: 60 owners with 600 m²; 40 of them with 400 m² are two thirds."""

    BARELY = {
        "owners": 60, "area": Decimal(600), "owners_voting": 40, "area_voting": Decimal(400), "owners_for": 21, "area_for": Decimal("200.01"),
    }  # fmt: skip

    def test_more_than_half_of_two_thirds_decide(self):
        assert tally.owners_decide(**self.BARELY) is True

    @pytest.mark.parametrize("short", [{"owners_voting": 39}, {"area_voting": Decimal("399.99")}, {"owners_for": 20}, {"area_for": Decimal(200)}])  # fmt: skip
    def test_each_of_the_four_counts_must_be_reached(self, short):
        assert tally.owners_decide(**{**self.BARELY, **short}) is False

    def test_for_the_gravest_matters_three_quarters_on_both_counts_are_enough_and_less_is_not(self):
        grave = {**self.BARELY, "special": True, "owners_for": 30, "area_for": Decimal(300)}
        assert tally.owners_decide(**grave) is True
        assert tally.owners_decide(**{**grave, "owners_for": 29}) is False
        assert tally.owners_decide(**{**grave, "area_for": Decimal("299.99")}) is False
        assert tally.owners_decide(**{**grave, "owners_voting": 39, "owners_for": 39}) is False

    @pytest.mark.parametrize("special", [True, False])
    def test_where_nobody_votes_nothing_is_decided(self, special):
        nobody = dict.fromkeys(("owners", "owners_voting", "owners_for"), 0)
        assert not tally.owners_decide(
            **nobody, area=Decimal(0), area_voting=Decimal(0), area_for=Decimal(1), special=special
        )

    def test_a_single_owner_decides_alone(self):
        one, all_of_it = dict.fromkeys(("owners", "owners_voting", "owners_for"), 1), Decimal(90)
        assert tally.owners_decide(**one, area=all_of_it, area_voting=all_of_it, area_for=all_of_it)


class TestSatisfaction:
    @pytest.mark.parametrize("answers, said", [((0, 0, 0), "0.00"), ((1, 0, 0), "100.00"), ((1, 0, 2), "33.33"), ((1, 1, 1), "66.66"), ((0, 1, 99), "1.00"), ((163, 0, 30), "84.45"), ((1, 0, 1199), "0.08")])  # fmt: skip
    def test_the_percentage_has_two_decimals_rounded_down(self, answers, said):
        assert tally.satisfaction(*answers) == said

    @given(FEW, FEW, FEW, st.integers(min_value=1, max_value=100))
    def test_it_passes_at_the_percentage_itself_and_never_without_answers(
        self, satisfied, mostly, not_, percent
    ):
        answers = satisfied + mostly + not_
        enough = answers > 0 and Decimal(satisfied + mostly) * 100 / max(answers, 1) >= percent
        assert tally.is_satisfied(satisfied, mostly, not_, percent) == enough

    def test_eighty_of_a_hundred_pass_eighty_percent_and_79_do_not(self):
        assert tally.is_satisfied(40, 40, 20, 80) is True
        assert tally.is_satisfied(40, 39, 21, 80) is False
        assert tally.is_satisfied(799, 0, 201, 80) is False
        assert tally.is_satisfied(0, 0, 0, 0) is False
        assert tally.is_satisfied(0, 1, 0, 80) is True

    @pytest.mark.parametrize("answers, households, enough", [(30, 1000, True), (29, 1000, False), (29, 96, True), (29, 97, False), (30, 100, True), (3, 10, True), (2, 10, False), (1, 3, True), (0, 0, False)])  # fmt: skip
    def test_thirty_answers_or_thirty_percent_of_the_households_are_enough(self, answers, households, enough):
        assert tally.enough_answers(answers, households, 30, 30) is enough

    def test_no_answer_is_never_enough_however_little_is_asked(self):
        assert tally.enough_answers(0, 0, 0, 0) is False
        assert tally.enough_answers(1, 100, 1, 100) is True


# --- Ballots -------------------------------------------------------------------------------------------------------
BALLOTS = st.lists(st.lists(st.integers(min_value=0, max_value=3), min_size=4, max_size=4), max_size=30)


@given(BALLOTS)
def test_each_mark_is_counted_once_for_its_project_however_ballots_are_bundled(ballots):
    counted = tally.count(Counter(bytes(one) for one in ballots), 4)
    assert counted.votes == [sum(one[place] == 1 for one in ballots) for place in range(4)]
    assert counted.against == [sum(one[place] == 2 for one in ballots) for place in range(4)]
    assert counted.ballots == len(ballots)


def test_the_marks_of_a_ballot_are_those_that_are_stored():
    assert (tally.ABSTAIN, tally.YES, tally.NO) == (0, 1, 2)
    assert tally.count({b"\0\1\2": 1}, 3) == tally.Count([0, 1, 0], [0, 0, 1], 1)


# --- Choosing ------------------------------------------------------------------------------------------------------
def entrant(key, cost, votes, **more):
    return tally.Entrant(key, Decimal(cost), votes, **more)


def terms(rule="greedy", budget=100, **more):
    return tally.Terms(rule, Decimal(budget), **more)


ENTRANTS = st.lists(
    st.builds(entrant, st.uuids().map(str), st.integers(1, 60), st.integers(0, 5), against=st.integers(0, 5)), max_size=8, unique_by=lambda one: one.key
)  # fmt: skip


@given(ENTRANTS, st.integers(0, 120), st.integers(0, 3), st.booleans())
def test_whoever_is_left_out_had_no_majority_too_few_votes_or_no_room(entrants, budget, least, by_lot):
    chosen = tally.choose(entrants, terms(budget=budget, least_votes=least, by_lot_alone=by_lot), {})
    by_key = {one.key: one for one in entrants}
    assert sum(by_key[key].cost for key in chosen) <= budget
    worthy = [one for one in entrants if one.votes >= max(least, 1) and one.votes > one.against]
    assert set(chosen) <= {one.key for one in worthy}
    for one in worthy:
        better = sum(by_key[key].cost for key in chosen if by_key[key].votes >= one.votes)
        assert one.key in chosen or better + one.cost > budget


@given(ENTRANTS, st.integers(0, 120))
def test_without_skipping_the_choice_is_the_beginning_of_the_order(entrants, budget):
    rule = terms("greedy-no-skip", budget)
    worthy = sorted((one for one in entrants if one.votes > one.against), key=tally.order_of(rule))
    chosen = tally.choose(entrants, rule, {})
    assert chosen == [one.key for one in worthy[: len(chosen)]]
    rest = worthy[len(chosen) :]
    assert tally.where_budget_ended(entrants, rule) == (rest[0].key if rest else None)


def test_who_would_exclude_one_that_is_chosen_is_passed_over_and_ends_nothing():
    street = [entrant("a", 60, 9), entrant("b", 10, 8, excludes=frozenset("a")), entrant("c", 40, 7)]
    assert tally.choose(street, terms("greedy-no-skip"), {}) == ["a", "c"]


def test_the_votes_come_first_then_the_lower_cost_then_the_lot():
    assert tally.choose([entrant("a", 1, 4), entrant("b", 9, 5)], terms(), {}) == ["b", "a"]
    assert tally.choose([entrant("a", 9, 5), entrant("b", 1, 5)], terms(), {}) == ["b", "a"]
    lots = sorted("abcdef", key=lambda key: tally.draw("seed", key))
    tied = [entrant(key, 1, 5) for key in "abcdef"]
    assert tally.choose(tied, terms(seed="seed"), {}) == lots
    dear = [entrant(key, cost, 5) for cost, key in enumerate("abcdef", 1)]
    assert tally.choose(dear, terms(seed="seed"), {}) == list("abcdef") != lots
    assert tally.choose([*dear, entrant("z", 1, 6)], terms(seed="seed", by_lot_alone=True), {}) == [
        "z",
        *lots,
    ]


def test_the_lot_is_the_digest_that_everybody_can_compute():
    assert tally.draw("s", 7) == "24c18bd875778134c173172b00fa02e6b084f42bf064f01fe793182d602a8e72"


def test_the_budget_ended_at_the_first_that_did_not_fit():
    street = [entrant("a", 60, 9), entrant("b", 50, 8), entrant("c", 45, 7), entrant("d", 40, 6)]
    assert tally.where_budget_ended(street, terms()) == "b"
    assert tally.where_budget_ended(street[:1], terms()) is None
    assert tally.where_budget_ended(street, terms("equalshares/add1")) is None


def test_one_that_was_withdrawn_ends_no_budget():
    street = [entrant("a", 60, 9), tally.Entrant("gone", tally.WITHDRAWN, 8), entrant("c", 40, 7)]
    assert tally.choose(street, terms("greedy-no-skip"), {}) == ["a", "c"]
    assert tally.where_budget_ended(street, terms()) is None
    assert Decimal(999999999) == tally.WITHDRAWN


def test_nobody_is_chosen_without_a_vote_even_when_none_is_asked_for():
    assert tally.choose([entrant("a", 1, 0, against=-1)], terms(least_votes=0), {}) == []
    assert tally.choose([entrant("a", 1, 1)], terms(), {}) == ["a"]
    assert tally.choose([entrant("a", 1, 1)], terms(least_votes=2), {}) == []


# --- Equal shares: how it is with little (tests/deliberation/test_equal_shares.py compares with pabutools) ---------
def by_shares(entrants, patterns, budget=20):
    return tally.choose(entrants, terms("equalshares/add1", budget), patterns)


def test_shares_that_are_just_enough_buy():
    assert by_shares([entrant("a", 20, 2), entrant("b", 1, 1)], {b"\1\1": 1, b"\1\0": 1}) == ["a"]


def test_shares_buy_nothing_without_ballots_nor_what_no_ballot_names():
    assert by_shares([entrant("a", 1, 5)], {}) == []
    assert by_shares([], {b"": 3}) == []
    assert by_shares([entrant("a", 1, 1), entrant("b", 1, 1)], {b"\1\0": 1}) == ["a"]


def test_what_costs_nothing_takes_no_share():
    assert by_shares([entrant("free", 0, 3), entrant("a", 5, 3)], {b"\1\1": 3}) == ["a"]


def test_greedy_alone_is_the_same_choice():
    street = [entrant(1, 60, 9), entrant(2, 50, 8), entrant(3, 40, 7)]
    assert tally.greedy(street, budget=Decimal(100), least_votes=7, seed="s") == [1, 3]
    assert tally.greedy(street, budget=Decimal(100), least_votes=8, seed="s") == [1]
