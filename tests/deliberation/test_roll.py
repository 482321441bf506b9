"""Who is on the roll: those who live there, are 18 and were not struck; corrected by two."""

from datetime import timedelta
from uuid import uuid4

import pytest

from deliberation import rounds
from deliberation.models import RollCorrection, RollEntry, VotingRound
from deliberation.rounds import roll
from panlong import clock
from panlong.accounts import people
from panlong.accounts.models import Household, Role
from panlong.errors import NotPermitted, Refused
from tests.deliberation.rounds import pooled
from tests.factories import person, resident, world
from tests.traces import audited

pytestmark = pytest.mark.django_db
ADD, STRIKE = RollCorrection.Kind.ADD, RollCorrection.Kind.STRIKE
A_DAY = timedelta(days=1)


def open_round(w, **terms) -> VotingRound:
    return rounds.open_round(
        w.community, by=w.staff, title="评选", projects=pooled(w), closes_at=clock.now() + timedelta(days=7), budget=50000, operation=uuid4(), **terms
    )  # fmt: skip


@pytest.fixture
def round(w):
    return open_round(w)


@pytest.fixture
def second(w):
    return person("社区二", role=Role.COMMUNITY_STAFF, where=w.community)


def voters(round) -> set:
    return {entry.voter for entry in roll.on_roll(round).select_related("voter")}


def propose(w, round, kind, who, **facts):
    facts = {"by": w.staff, "reason": "漏登", "operation": uuid4(), **facts}
    return roll.propose_correction(round, kind=kind, person=who, **facts)


class TestFreezing:
    def test_everybody_of_18_or_over_who_lives_there_now_and_nobody_else(self, w):
        year = clock.today().year
        grown, _child = (resident(w.courtyard, birth_year=year - age) for age in (18, 17))
        gone, coming, inactive = (resident(w.courtyard) for _n in range(3))
        gone.memberships.update(until=clock.now() - A_DAY)
        coming.memberships.update(since=clock.now() + A_DAY)
        type(inactive).objects.filter(pk=inactive.pk).update(is_active=False)
        world("530103003")
        assert voters(open_round(w)) == {*w.neighbours, grown}

    def test_it_tells_how_many_there_are(self, w, round):
        assert roll.roll_size(round) == 6

    def test_it_is_asked_how_many_may_vote_now_or_within_a_day(self, w, second):
        """Who gives the servers their size asks this: rounds that are over or far off do not count, nor who was struck."""
        round = open_round(w)
        assert roll.people_of_open_rounds() == 6
        roll.confirm_correction(propose(w, round, STRIKE, w.neighbours[5]), by=second)
        assert roll.people_of_open_rounds() == 5
        for before, voters_soon in ((timedelta(hours=25), 0), (A_DAY, 5), (timedelta(), 5)):
            with clock.at(round.opens_at - before):
                assert roll.people_of_open_rounds() == voters_soon
        with clock.at(round.closes_at - timedelta(seconds=1)):
            assert roll.people_of_open_rounds() == 5
        with clock.at(round.closes_at):
            assert roll.people_of_open_rounds() == 0
        VotingRound.objects.filter(pk=round.pk).update(closed_at=clock.now())
        assert roll.people_of_open_rounds() == 0

    def test_a_household_that_votes_together_is_counted_once(self, w):
        wife = person("爱人")
        wife.memberships.create(
            household=w.neighbours[0].household_in(w.courtyard), since=clock.now() - A_DAY
        )
        assert roll.roll_size(open_round(w)) == 7
        assert roll.roll_size(open_round(w, whose="household")) == 6

    def test_households_share_a_vote_only_where_households_vote(self, w):
        assert not open_round(w).roll.filter(shares_vote_of__isnull=False).exists()
        together = open_round(w, whose="household").roll.all()
        assert all(entry.shares_vote_of_id == entry.household_id for entry in together)


class TestCorrecting:
    def test_a_proposal_changes_nothing_and_is_made_once(self, w, round):
        late, operation = resident(w.courtyard), uuid4()
        first = propose(w, round, ADD, late, operation=operation)
        assert propose(w, round, ADD, late, operation=operation) == first
        assert late not in voters(round)
        assert audited("propose_roll_correction").details == {
            "kind": "add",
            "person": late.pk,
            "reason": "漏登",
        }

    def test_confirmed_by_another_it_is_done_once(self, w, round, second):
        late = resident(w.courtyard)
        proposed = propose(w, round, ADD, late)
        confirmed = roll.confirm_correction(proposed, by=second)
        assert (confirmed.confirmed_by, late in voters(round)) == (second, True)
        assert roll.confirm_correction(proposed, by=w.auditor).confirmed_by == second
        assert audited("correct_roll").actor == second
        entry = RollEntry.objects.get(round=round, voter=late)
        assert (entry.added_by, entry.shares_vote_of) == (confirmed, None)

    def test_where_households_vote_an_added_one_shares_that_of_theirs(self, w, second):
        round, late = open_round(w, whose="household"), resident(w.courtyard)
        roll.confirm_correction(propose(w, round, ADD, late), by=second)
        entry = RollEntry.objects.get(round=round, voter=late)
        assert entry.shares_vote_of == entry.household == late.household_in(w.courtyard)

    def test_only_who_may_correct_it_proposes_and_confirms(self, w, round, second):
        late = resident(w.courtyard)
        for other in (w.organiser, w.neighbours[0], world("530103003").staff):
            with pytest.raises(NotPermitted):
                propose(w, round, ADD, late, by=other)
        proposed = propose(w, round, ADD, late)
        for other in (w.organiser, w.neighbours[0], world("530103003").staff):
            with pytest.raises(NotPermitted):
                roll.confirm_correction(proposed, by=other)
        assert late not in voters(round)

    def test_what_was_right_when_it_was_proposed_is_looked_at_again(self, w, round, second):
        """Between the two hands somebody else did it, or the person moved away."""
        late, mover = resident(w.courtyard), resident(w.courtyard)
        twice = [propose(w, round, ADD, late) for _hand in range(2)]
        roll.confirm_correction(twice[0], by=second)
        gone = propose(w, round, ADD, mover)
        mover.memberships.update(until=clock.now() - A_DAY)
        for proposed in (twice[1], RollCorrection.objects.get(pk=gone.pk)):
            with pytest.raises(Refused) as refusal:
                roll.confirm_correction(proposed, by=second)
            assert refusal.value.field == "person"
        assert mover not in voters(round)

    def test_nobody_confirms_their_own(self, w, round):
        proposed = propose(w, round, ADD, resident(w.courtyard))
        with pytest.raises(Refused):
            roll.confirm_correction(proposed, by=w.staff)

    def test_a_struck_one_is_off_it_and_a_wrong_strike_is_undone(self, w, round, second):
        voter = w.neighbours[0]
        roll.confirm_correction(propose(w, round, STRIKE, voter), by=second)
        assert (voter in voters(round), roll.roll_size(round)) == (False, 5)
        with pytest.raises(Refused):
            propose(w, round, STRIKE, voter)
        roll.confirm_correction(propose(w, round, ADD, voter), by=second)
        assert roll.roll_size(round) == 6
        assert RollEntry.objects.filter(round=round, voter=voter).count() == 1

    @pytest.mark.parametrize("who", ["on it already", "child", "stranger", "moved out"])
    def test_who_may_not_be_added_is_said_at_the_name(self, w, round, who):
        mover = resident(w.courtyard)
        mover.memberships.update(until=clock.now() - A_DAY)
        people = {
            "on it already": w.neighbours[0], "child": resident(w.courtyard, birth_year=clock.today().year - 17), "stranger": person(),
            "moved out": mover,
        }  # fmt: skip
        with pytest.raises(Refused) as refusal:
            propose(w, round, ADD, people[who])
        assert refusal.value.field == "person"

    def test_one_of_18_may_be_added(self, w, round, second):
        grown = resident(w.courtyard, birth_year=clock.today().year - 18)
        roll.confirm_correction(propose(w, round, ADD, grown), by=second)
        assert grown in voters(round)

    def test_neither_who_voted_nor_who_is_not_on_it_is_struck(self, w, round):
        RollEntry.objects.filter(round=round, voter=w.neighbours[0]).update(
            marked_at=clock.now(), way="online", operation=uuid4()
        )
        for who in (w.neighbours[0], resident(w.courtyard)):
            with pytest.raises(Refused) as refusal:
                propose(w, round, STRIKE, who)
            assert refusal.value.field == "person"

    def test_who_votes_before_the_strike_is_confirmed_stays(self, w, round, second):
        proposed = propose(w, round, STRIKE, w.neighbours[0])
        RollEntry.objects.filter(round=round, voter=w.neighbours[0]).update(
            marked_at=clock.now(), way="online", operation=uuid4()
        )
        with pytest.raises(Refused):
            roll.confirm_correction(proposed, by=second)
        assert w.neighbours[0] in voters(round)

    def test_after_the_end_nothing_is_proposed(self, w, round):
        with clock.at(round.closes_at), pytest.raises(Refused):
            propose(w, round, STRIKE, w.neighbours[0])


class TestHouseholds:
    def test_those_who_live_there_and_those_of_whom_nobody_is_known_have_a_voice(self, w):
        now = clock.now()
        unknown = Household.objects.create(area=w.courtyard, room="没有登记")
        emptied, coming = (resident(w.courtyard) for _n in range(2))
        emptied.memberships.update(until=now)
        coming.memberships.update(since=now + timedelta(microseconds=1))
        Household.objects.create(area=world("530103003").courtyard, room="别处")
        lived_in = {one.household_in(w.courtyard) for one in w.neighbours}
        assert set(people.households_at(w.courtyard, moment=now)) == lived_in | {unknown}

    def test_at_the_very_moment_of_moving_in_they_have_one(self, w):
        coming, moment = resident(w.courtyard), clock.now() + A_DAY
        coming.memberships.update(since=moment)
        assert coming.memberships.get().household in people.households_at(w.courtyard, moment=moment)
