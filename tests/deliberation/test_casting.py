"""A round from its plan to its result, a rule at a time: named rounds of pooled projects, without the road there."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from deliberation import rounds
from deliberation.models import CustodianKey, GivingUp, RollEntry, VotingRound
from deliberation.results import closing
from deliberation.rounds import ballot_box, ballot_spec, paper, roll, tally
from panlong import clock
from panlong.audit.models import AuditEntry
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Notice
from projects import verbs
from projects.models import Project
from projects.stages import Stage
from tests.deliberation.rounds import custodians, open_box, open_secret, pooled
from tests.factories import person, put, world
from tests.traces import audited, told

pytestmark = pytest.mark.django_db
A_WEEK = timedelta(days=7)


def open_round(w, projects=None, **terms) -> VotingRound:
    """Open a named round for a week among three pooled projects, of which two can be chosen."""
    projects = projects or pooled(w)
    terms = {
        "budget": Decimal(50000),
        "most_choices": 2,
        "closes_at": clock.now() + A_WEEK,
        "by": w.staff,
        "operation": uuid4(),
        **terms,
    }
    return rounds.open_round(terms.pop("area", w.community), title="评选", projects=projects, **terms)


def vote(round, voter, *places, **facts):
    """Cast a ballot for the candidates at `places` of the ballot."""
    keys = [one.pk for one in round.candidates.order_by("pk")]
    return rounds.cast(
        round, voter=voter, candidates=[keys[place] for place in places], **{"operation": uuid4(), **facts}
    )


def close(round):
    with clock.at(round.closes_at):
        return closing.close_round(round)


class TestPlan:
    def test_without_more_said_a_ballot_has_three_choices_and_one_vote_is_enough(self, w):
        round = rounds.open_round(
            w.community, by=w.staff, title="评选", projects=pooled(w), closes_at=clock.now() + A_WEEK, budget=Decimal(50000), operation=uuid4()
        )  # fmt: skip
        assert (round.most_choices, round.least_votes, round.quorum) == (3, 1, 1)
        assert (round.secret, round.public_key, round.shares_needed, round.most_cost) == (
            False,
            None,
            None,
            None,
        )
        assert len(round.draw_seed) == 16

    def test_the_same_form_opens_one_round(self, w):
        operation, projects = uuid4(), pooled(w)
        first = open_round(w, projects, operation=operation)
        assert open_round(w, projects, operation=operation) == first
        assert audited("open_round").details["voters"] == 6

    def test_only_the_communitys_staff_opens_one(self, w):
        for other in (w.organiser, w.neighbours[0], w.reviewer, world("530103003").staff):
            with pytest.raises(NotPermitted):
                open_round(w, by=other)

    @pytest.mark.parametrize("wrong, field", [
        ({"most_choices": 4}, "most_choices"), ({"budget": Decimal("9999.99")}, "budget"), ({"closes_at": timedelta()}, "closes_at"),
        ({"closes_at": timedelta(seconds=-1)}, "closes_at"),
    ])  # fmt: skip
    def test_what_cannot_be_is_refused_at_its_field(self, w, wrong, field):
        with clock.at(clock.now()):
            if "closes_at" in wrong:
                wrong = {"closes_at": clock.now() + wrong["closes_at"]}
            with pytest.raises(Refused) as refusal:
                open_round(w, **wrong)
        assert refusal.value.field == field
        assert not VotingRound.objects.exists()

    def test_the_bounds_themselves_are_allowed(self, w):
        with clock.at(clock.now()):
            open_round(
                w, most_choices=3, budget=Decimal(10000), closes_at=clock.now() + timedelta(microseconds=1)
            )

    def test_without_a_project_there_is_no_round(self, w):
        with pytest.raises(Refused) as refusal:
            rounds.open_round(w.community, by=w.staff, title="x", projects=[], closes_at=clock.now() + A_WEEK, budget=Decimal(1), operation=uuid4(), ballot_kind="judge")  # fmt: skip
        assert refusal.value.field == "projects"

    def test_every_project_lies_in_the_area_of_the_vote(self, w):
        with pytest.raises(Refused) as refusal:
            open_round(w, [*pooled(w), *pooled(world("530103003"), 1)])
        assert refusal.value.field == "projects"

    @pytest.mark.parametrize("kind", ["judge", "budget"])
    def test_where_choices_are_not_counted_their_number_is_free(self, w, kind):
        round = open_round(w, ballot_kind=kind, most_choices=9)
        assert round.most_cost == (Decimal(50000) if kind == "budget" else None)

    def test_equal_shares_counts_choices_and_knows_no_conflicts(self, w):
        projects = pooled(w)
        for wrong in ({"ballot_kind": "judge"}, {"conflicts": [(projects[0], projects[1])]}):
            with pytest.raises(Refused) as refusal, transaction.atomic():
                open_round(w, projects, rule="equalshares/add1", **wrong)
            assert refusal.value.field == "rule"
        open_round(w, projects, rule="equalshares/add1")

    def test_two_that_exclude_each_other_are_both_on_the_ballot(self, w):
        projects, (other,) = pooled(w), pooled(w, 1)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            open_round(w, projects, conflicts=[(projects[0], other)])
        assert refusal.value.field == "conflicts"
        round = open_round(w, projects, conflicts=[(projects[1], projects[0]), (projects[0], projects[1])])
        assert round.conflicts.count() == 1

    def test_where_nobody_lives_nobody_votes(self, w):
        w.neighbours[0].memberships.model.objects.update(until=clock.now() - timedelta(hours=1))
        with pytest.raises(Refused):
            open_round(w)

    def test_one_voter_is_enough(self, w):
        for neighbour in w.neighbours[1:]:
            neighbour.memberships.update(until=clock.now() - timedelta(hours=1))
        assert roll.roll_size(open_round(w)) == 1

    def test_neighbours_are_told_and_the_notice_says_all_the_terms(self, w):
        projects = pooled(w)
        round = open_round(w, projects, quorum=2, least_votes=3, conflicts=[(projects[0], projects[1])])
        facts = round.notice.facts
        assert told("round") == set(w.neighbours)
        assert (facts["voters"], facts["quorum"], facts["least_votes"], facts["most_choices"]) == (6, 2, 3, 2)
        assert (facts["seed"], facts["public_key"], facts["shares_needed"]) == (round.draw_seed, "", 0)
        assert facts["conflicts"] == [["项目0", "项目1"]]
        assert {one.stage for one in Project.objects.all()} == {Stage.VOTING}


class TestCustodians:
    def open(self, w, keys, needed):
        return open_round(w, custodians=keys, shares_needed=needed)

    def test_two_of_two_keep_a_box_and_its_key_is_public(self, w):
        keys, _words = custodians(w, 2)
        round = self.open(w, keys, 2)
        assert (round.secret, round.shares_needed, round.shares.count()) == (True, 2, 2)
        assert round.notice.facts["public_key"] == bytes(round.public_key).hex()
        assert round.notice.facts["shares_needed"] == 2

    @pytest.mark.parametrize("number, needed", [(3, 1), (3, 4), (3, 0), (0, 2), (1, 1)])
    def test_fewer_than_two_or_more_than_there_are_keep_none(self, w, number, needed):
        keys, _words = custodians(w, number)
        with pytest.raises(Refused) as refusal:
            self.open(w, keys, needed)
        assert refusal.value.field == "custodians"

    @pytest.mark.parametrize("number, reason", [(9, "made another key"), (10, "at least two custodians")])
    def test_nine_at_most_keep_it(self, w, number, reason):
        """Keys that nobody made: nine of them are looked for, ten are not."""
        keys = [CustodianKey(pk=n, area=w.community, custodian=w.committee[0]) for n in range(number)]
        with translation.override("en"), pytest.raises(Refused, match=reason):
            rounds.check_custodians(w.community, keys, 2)

    def test_a_key_made_anew_takes_the_place_of_the_older_one(self, w):
        keys, _words = custodians(w, 2)
        custodians(w, 1)
        with pytest.raises(Refused) as refusal:
            self.open(w, keys, 2)
        assert refusal.value.field == "custodians"

    def test_who_left_their_post_keeps_none(self, w):
        keys, _words = custodians(w, 2)
        w.committee[0].posts.update(until=clock.now() - timedelta(hours=1))
        keys = list(CustodianKey.objects.filter(pk__in=[key.pk for key in keys]))
        with pytest.raises(Refused):
            self.open(w, keys, 2)


class TestCasting:
    def test_a_ballot_is_in_the_box_once_and_its_voter_marked_with_the_way(self, w):
        round = open_round(w)
        receipt = vote(round, w.neighbours[0], 0, 1, way="assisted", helper=w.organiser)
        entry = RollEntry.objects.get(round=round, voter=w.neighbours[0])
        assert receipt == rounds.Receipt(ballot_box.code_of_named(entry.operation), is_new=True)
        assert (entry.way, entry.helper, entry.marked_at is not None) == ("assisted", w.organiser, True)
        assert vote(round, w.neighbours[0], 2) == rounds.Receipt("", is_new=False)
        assert list(rounds.count_votes(round).values()) == [1, 1, 0]

    def test_without_a_helper_nobody_is_named(self, w):
        round = open_round(w)
        vote(round, w.neighbours[0], 0)
        assert RollEntry.objects.get(round=round, voter=w.neighbours[0]).helper is None

    def test_from_its_opening_to_the_moment_before_its_close(self, w):
        round = open_round(w)
        with clock.at(round.opens_at - timedelta(microseconds=1)), pytest.raises(Refused):
            vote(round, w.neighbours[0], 0)
        with clock.at(round.opens_at):
            assert vote(round, w.neighbours[0], 0).is_new
        with clock.at(round.closes_at - timedelta(microseconds=1)):
            assert vote(round, w.neighbours[1], 0).is_new
        with clock.at(round.closes_at), translation.override("en"), pytest.raises(Refused, match="is closed"):
            vote(round, w.neighbours[2], 0)

    def test_a_form_serves_one_voter(self, w):
        round, operation = open_round(w), uuid4()
        vote(round, w.neighbours[0], 0, operation=operation)
        with pytest.raises(Refused) as refusal:
            vote(round, w.neighbours[1], 0, operation=operation)
        assert refusal.value.reason == verbs.USED_ALREADY
        assert vote(round, w.neighbours[1], 0).is_new

    def test_outside_of_a_transaction_a_vote_is_a_single_message_to_the_database(self, w, monkeypatch):
        round = open_round(w)
        form = ballot_spec.ballot_spec(round.pk)
        facts = {"content": form.mark(form.keys[:1]), "operation": uuid4()}
        with monkeypatch.context() as served, CaptureQueriesContext(connection) as sent:
            served.setattr(connections["default"], "in_atomic_block", False)
            receipt = rounds.put_in_box(form, voter=w.neighbours[0], **facts)
        code = ballot_box.code_of_named(facts["operation"])
        assert receipt == rounds.Receipt(code, is_new=True) and len(sent) == 1
        assert rounds.put_in_box(form, voter=w.neighbours[0], **facts) == rounds.Receipt(code, is_new=False)
        assert list(rounds.count_votes(round).values()) == [1, 0, 0]

    def test_the_receipt_of_a_sealed_ballot_is_shown_again_to_its_own_form_only(self, w):
        secret = open_secret(w)
        form, operation = ballot_spec.ballot_spec(secret.round.pk), uuid4()
        content = rounds.prepare_ballot(form, form.mark(secret.candidates[:1]))
        facts = {"voter": w.neighbours[0], "operation": operation}
        first = rounds.put_in_box(form, content=content, **facts)
        assert first.is_new and len(first.code) == 24
        assert rounds.put_in_box(form, content=content, **facts) == rounds.Receipt(first.code, is_new=False)
        other = rounds.put_in_box(form, content=content, voter=w.neighbours[0], operation=uuid4())
        changed = rounds.put_in_box(
            form, content=rounds.prepare_ballot(form, form.mark(secret.candidates[1:2])), **facts
        )
        assert (other.code, changed.code) == ("", "")

    def test_a_household_has_one_vote_where_households_vote(self, w):
        wife = person("爱人")
        wife.memberships.create(
            household=w.neighbours[0].household_in(w.courtyard), since=clock.now() - A_WEEK
        )
        round = open_round(w, whose="household")
        entry = RollEntry.objects.get(round=round, voter=wife)
        assert not rounds.household_has_voted(entry)
        vote(round, w.neighbours[0], 0)
        assert rounds.household_has_voted(entry)
        assert not rounds.household_has_voted(RollEntry.objects.get(round=round, voter=w.neighbours[1]))
        with translation.override("en"), pytest.raises(Refused, match="your household has voted already"):
            vote(round, wife, 0)
        assert vote(round, w.neighbours[1], 0).is_new

    def test_where_persons_vote_a_household_has_as_many_as_it_has_people(self, w):
        wife = person("爱人")
        wife.memberships.create(
            household=w.neighbours[0].household_in(w.courtyard), since=clock.now() - A_WEEK
        )
        round = open_round(w)
        vote(round, w.neighbours[0], 0)
        assert not rounds.household_has_voted(RollEntry.objects.get(round=round, voter=wife))
        assert vote(round, wife, 1).is_new


class TestMayVote:
    """Asked before the second look, and once more in the box."""

    def entry(self, round, voter, **marks) -> RollEntry:
        entry = RollEntry.objects.get(round=round, voter=voter)
        for name, value in marks.items():
            setattr(entry, name, value)
        return entry

    def why_not(self, round, entry) -> str:
        try:
            rounds.require_may_vote(round, entry)
        except Refused as refusal:
            return str(refusal.reason)
        return ""

    def test_who_is_on_the_roll_and_has_not_voted_may(self, w):
        round = open_round(w)
        assert self.why_not(round, self.entry(round, w.neighbours[0])) == ""

    def test_each_who_may_not_is_told_another_reason(self, w):
        round, over, now = open_round(w), open_round(w), clock.now()
        over.closes_at = now
        reasons = [
            self.why_not(round, None),
            self.why_not(round, self.entry(round, w.neighbours[0], marked_at=now)),
            self.why_not(round, self.entry(round, w.neighbours[0], marked_at=now, station_id=1)),
            self.why_not(over, self.entry(over, w.neighbours[0])),
        ]
        assert all(reasons) and len(set(reasons)) == 4

    def test_a_station_that_handed_out_nothing_holds_nobody(self, w):
        round = open_round(w)
        assert self.why_not(round, self.entry(round, w.neighbours[0], station_id=1)) == ""


class TestCounting:
    def test_below_the_quorum_nothing_is_chosen_and_at_it_something_is(self, w):
        round = open_round(w, quorum=2)
        vote(round, w.neighbours[0], 0)
        assert rounds.work_out_result(round, rounds.ballot_patterns(round)) == rounds.Result(
            tally.Count([1, 0, 0], [0, 0, 0], 1), []
        )
        vote(round, w.neighbours[1], 0)
        assert len(rounds.work_out_result(round, rounds.ballot_patterns(round)).chosen) == 1

    def test_the_terms_are_those_of_the_round_or_of_another_rule(self, w):
        round = open_round(w, least_votes=2, tie_rule="lot", rule="greedy-threshold")
        assert rounds.terms_of(round) == tally.Terms(
            "greedy-threshold", Decimal(50000), 2, round.draw_seed, True
        )
        assert rounds.terms_of(round, "greedy").rule == "greedy"
        round.tie_rule = "cost"
        assert rounds.terms_of(round).by_lot_alone is False

    def test_of_two_that_exclude_each_other_one_is_chosen_whichever_stands_first(self, w):
        projects = pooled(w)
        round = open_round(w, projects, conflicts=[(projects[0], projects[2])])
        for voter in w.neighbours[:2]:
            vote(round, voter, 0, 2)
        vote(round, w.neighbours[2], 2)
        assert rounds.work_out_result(round, rounds.ballot_patterns(round)).chosen == [str(projects[2].pk)]

    def test_votes_turnout_and_choice_are_written_and_the_projects_move(self, w):
        round = open_round(w)
        for voter, places in zip(w.neighbours, [(0, 1), (0,), (1,)], strict=False):
            vote(round, voter, *places)
        close(round)
        rows = round.candidates.order_by("pk").values_list("votes", "against", "chosen", "project__stage")
        assert list(rows) == [(2, 0, True, "selection"), (2, 0, True, "selection"), (0, 0, False, "pooled")]
        round.refresh_from_db()
        assert (round.turnout, round.closed_at) == (3, round.closes_at)
        assert audited("close_round").details == {"turnout": 3}

    def test_the_result_names_them_in_the_order_of_their_votes(self, w):
        round = open_round(w)
        for voter, places in zip(w.neighbours, [(2,), (2,), (1,)], strict=False):
            vote(round, voter, *places)
        facts = close(round).result_notice.facts
        assert [(one["title"], one["votes"], one["chosen"]) for one in facts["projects"]] == [("项目2", 2, True), ("项目1", 1, True), ("项目0", 0, False)]  # fmt: skip
        assert (facts["turnout"], facts["voters"], facts["quorum"], facts["budget"]) == (3, 6, 1, "50000.00")
        assert {one.events.get(act="record_vote").note for one in Project.objects.all()} == {"0", "1", "2"}

    def test_a_project_that_left_the_vote_is_not_moved(self, w):
        round = open_round(w)
        vote(round, w.neighbours[0], 0)
        put(round.candidates.order_by("pk")[0].project, Stage.TERMINATED)
        close(round)
        assert Project.objects.filter(stage=Stage.TERMINATED).count() == 1


class TestClosing:
    def test_at_its_end_and_not_a_moment_before(self, w):
        round = open_round(w)
        with clock.at(round.closes_at - timedelta(microseconds=1)), pytest.raises(Refused):
            closing.close_round(round)
        assert close(round).closed_at == round.closes_at

    def test_closed_twice_it_is_counted_once(self, w):
        round = close(open_round(w))
        assert close(round).closed_at == round.closed_at
        assert Notice.objects.filter(kind="round_result").count() == 1

    def test_the_sweep_closes_named_ones_that_are_due_and_tells_how_many(self, w):
        due, _later = open_round(w), open_round(w, closes_at=clock.now() + 2 * A_WEEK)
        secret = open_secret(w)
        with clock.at(due.closes_at + timedelta(minutes=1)):
            assert closing.close_due() == 1
            assert closing.close_due() == 0
        assert told("box_to_open") == set(w.committee)
        assert VotingRound.objects.get(pk=secret.round.pk).closed_at is None


class TestBox:
    def words(self, secret):
        return dict(list(secret.words.items())[:2])

    def test_it_is_opened_at_its_end_by_its_people_once(self, w):
        secret = open_secret(w)
        vote(secret.round, w.neighbours[0], 0)
        with clock.at(secret.round.closes_at - timedelta(microseconds=1)), pytest.raises(Refused):
            closing.open_box(secret.round, by=w.staff, passphrases=self.words(secret))
        with clock.at(secret.round.closes_at):
            for other in (w.organiser, w.auditor, w.neighbours[0]):
                with pytest.raises(NotPermitted):
                    closing.open_box(secret.round, by=other, passphrases=self.words(secret))
            opened = closing.open_box(secret.round, by=w.staff, passphrases=self.words(secret))
            assert (opened.turnout, opened.opened_ballots.count()) == (1, 1)
            assert closing.open_box(secret.round, by=w.staff, passphrases={}) == opened
        assert audited("open_box").details["invalid"] == 0

    def test_no_named_round_is_opened_like_a_box_nor_a_secret_one_closed_without_it(self, w):
        named, secret = open_round(w), open_secret(w)
        with clock.at(named.closes_at + A_WEEK):
            with pytest.raises(Refused):
                closing.open_box(named, by=w.staff, passphrases={})
            with pytest.raises(Refused):
                closing.close_round(secret.round)

    def test_equal_shares_are_counted_later_from_what_was_opened(self, w):
        secret = open_secret(w, rule="equalshares/add1")
        vote(secret.round, w.neighbours[0], 0)
        assert closing.count_opened(secret.round).closed_at is None
        opened = open_box(w, secret)
        assert (opened.closed_at, opened.is_being_counted) == (None, True)
        with clock.at(secret.round.closes_at + timedelta(minutes=2)):
            assert closing.open_box(opened, by=w.staff, passphrases={}) == opened
            assert closing.count_opened(opened).turnout == 1
            assert closing.count_opened(opened).closed_at == clock.now()
        assert AuditEntry.objects.filter(act="close_round").count() == 1

    def test_papers_that_are_not_all_entered_keep_it_shut(self, w, monkeypatch):
        secret = open_secret(w)

        def refuse(_round):
            raise Refused("papers are missing")

        monkeypatch.setattr(paper, "require_complete", refuse)
        with pytest.raises(Refused, match="papers are missing"):
            open_box(w, secret)


class TestGivingUp:
    @pytest.fixture
    def over(self, w):
        secret = open_secret(w)
        with clock.at(secret.round.closes_at + timedelta(minutes=1)):
            yield secret.round

    def propose(self, round, by, **facts):
        return rounds.propose_annulment(round, by=by, **{"reason": "钥匙丢失", "operation": uuid4(), **facts})

    def test_the_same_form_proposes_it_once(self, w, over):
        operation = uuid4()
        first = self.propose(over, w.staff, operation=operation)
        assert self.propose(over, w.staff, operation=operation) == first
        assert GivingUp.objects.count() == 1

    def test_the_staff_proposes_and_somebody_else_confirms(self, w, over):
        for other in (w.organiser, w.auditor, w.reviewer):
            with pytest.raises(NotPermitted):
                self.propose(over, other)
        proposed = self.propose(over, w.staff)
        with pytest.raises(Refused):
            rounds.annul_round(proposed, by=w.staff)
        for other in (w.organiser, w.leader, w.neighbours[0]):
            with pytest.raises(NotPermitted):
                rounds.annul_round(proposed, by=other)
        given_up = rounds.annul_round(proposed, by=w.auditor)
        assert given_up.given_up_at == clock.now()
        assert rounds.annul_round(proposed, by=w.auditor) == given_up
        assert told("vote_given_up") == set(w.neighbours)

    def test_what_was_given_up_is_not_opened(self, w, over):
        rounds.annul_round(self.propose(over, w.staff), by=w.auditor)
        with pytest.raises(Refused):
            closing.open_box(over, by=w.staff, passphrases={})

    def test_what_was_opened_since_is_not_given_up(self, w):
        secret = open_secret(w)
        with clock.at(secret.round.closes_at + timedelta(minutes=1)):
            proposed = self.propose(secret.round, w.staff)
        open_box(w, secret)
        with clock.at(secret.round.closes_at + timedelta(minutes=2)):
            with pytest.raises(Refused):
                rounds.annul_round(proposed, by=w.auditor)
            with pytest.raises(Refused):
                self.propose(secret.round, w.staff)


class TestReceipts:
    def test_who_voted_online_is_sent_their_code_once_and_nothing_else_is_a_code(self, w):
        round = open_secret(w).round
        code = vote(round, w.neighbours[0], 0).code
        assert rounds.send_receipt(round, code, by=w.neighbours[0]) is True
        assert rounds.send_receipt(round, "AAAA-AAAA-AAAA-AAAA-AAAA", by=w.neighbours[0]) is False
        assert rounds.send_receipt(round, code, by=w.neighbours[1]) is False
        assert told("receipt") == {w.neighbours[0]}
