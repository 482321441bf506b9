"""The owners' vote (民法典 第278条): a roll by heads and areas, one common word a flat, exact shares, proven delivery."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from deliberation import pooling
from deliberation.models import Owner, OwnersDecision, OwnersVote, OwnersWord
from deliberation.owners import ballots, counting, opening, sales, words
from panlong import clock
from panlong.accounts.models import Household, Role
from panlong.errors import NotPermitted, Refused
from panlong.log.rows import verify_rows
from panlong.notices.models import Message, Notice
from projects.stages import Stage
from tests.deliberation.owners import (
    closed,
    deliver,
    flats,
    handed_in,
    opened,
    owners_project,
    say,
    say_on_paper,
)
from tests.factories import Walk, give_up, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def owned(w):
    with clock.at(clock.now()):
        owners_project(w)
    return w


@pytest.fixture
def frozen(owned):
    with clock.at(owned.walk.moment + timedelta(minutes=5)):
        yield owned


def result(w, owned_flats, voices: dict[int, str], *, matter: str = "use_fund") -> OwnersVote:
    """Return the closed vote of `owned_flats`, all of them with the ballot, in which heads said `voices`."""
    vote = opened(w, flats(*owned_flats), matter=matter)
    deliver(w, vote)
    for number, voice in voices.items():
        say_on_paper(w, vote, number, voice)
    return closed(vote)


class TestRoll:
    def test_a_second_person_confirms_what_one_hands_in(self, frozen):
        file = handed_in(frozen)
        with pytest.raises(Refused):
            opening.open_vote(file, by=frozen.staff, seen=file.digest)
        with pytest.raises(Refused):
            opening.open_vote(file, by=frozen.second, seen="something else")
        vote = opening.open_vote(file, by=frozen.second, seen=file.digest)
        assert opening.open_vote(file, by=frozen.second, seen=file.digest) == vote
        assert (vote.heads.count(), vote.flats.count(), vote.people.count()) == (6, 6, 6)
        file.refresh_from_db()
        assert file.sealed is None
        assert Notice.objects.filter(kind="owners_vote").count() == 1
        assert Message.objects.filter(topic="owners_vote").count() == 6

    def test_the_database_wants_a_second_person_too(self, frozen):
        file = handed_in(frozen)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE deliberation_ownersrollfile SET state = 'taken', taken_by_id = by_id WHERE id = %s", [file.pk])  # fmt: skip

    @pytest.mark.parametrize(
        "who", ["organiser", "proposer", "finance", "leader", "auditor", "administrator"]
    )
    def test_others_than_community_and_street_hand_in_and_open_nothing(self, frozen, who):
        file = handed_in(frozen)
        with pytest.raises(NotPermitted):
            handed_in(frozen, by=getattr(frozen, who))
        with pytest.raises(NotPermitted):
            opening.open_vote(file, by=getattr(frozen, who), seen=file.digest)

    def test_owners_of_one_flat_are_one_head_and_an_owner_of_many_flats_is_one_head(self, frozen):
        rows = flats(
            ("89.50", "甲、乙", ""), ("60.25", "丙", "7"), ("70.25", "丙", "7"), ("10.00", "丙", "8")
        )
        vote = opened(frozen, [*rows, ",,101,,丁,,"])
        heads = [
            (sum(flat.area for flat in head.flats.all()), sorted(one.name for one in head.people.all()))
            for head in vote.heads.all()
        ]
        assert heads == [
            (Decimal("89.50"), ["丁", "乙", "甲"]), (Decimal("130.50"), ["丙"]), (Decimal("10.00"), ["丙"])
        ]  # fmt: skip

    def test_the_same_owner_is_known_by_the_telephone_and_a_namesake_is_another(self, frozen):
        rows = [",,101,80,丙,13900000001,", ",,102,80,丙,13900000001,", ",,103,80,丙,13900000002,"]
        vote = opened(frozen, rows)
        assert sorted(head.flats.count() for head in vote.heads.all()) == [1, 2]

    @pytest.mark.parametrize(
        "row",
        [
            ",,101,89.505,甲,,",  # a third decimal is not rounded
            ",,101,,甲,,",
            ",,101,0,甲,,",
            ",,101,-5,甲,,",
            ",,101,1e9,甲,,",
            ",,101,NaN,甲,,",
            ",,101,八十,甲,,",
            ",,,80,甲,,",
            ",,101,80,,,",
            ",,101,80,甲,12345,",
            ",,101,80,=1+1,,",
            ",,101,80,甲\u202e,,",
            f",,101,80,{'甲' * 61},,",
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_by_line_and_nothing_waits(self, frozen, row):
        file = handed_in(frozen, [",,201,80,乙,,", row])
        assert file.state == "refused"
        assert {line for line, _said in opening.told_faults(file)} == {3}
        assert file.sealed is None
        with pytest.raises(Refused):
            opening.open_vote(file, by=frozen.second, seen=file.digest)

    def test_a_name_at_two_flats_without_anything_else_is_asked_about(self, frozen):
        file = handed_in(frozen, [",,101,80,王秀英,,", ",,502,80,王秀英,,"])
        assert [(line, name) for line, _column, name, _facts in file.faults] == [(3, "owner_again")]

    def test_a_flat_has_one_area(self, frozen):
        file = handed_in(frozen, [",,101,80,甲,,", ",,101,81,乙,,"])
        assert [name for _line, _column, name, _facts in file.faults] == ["room_twice"]

    def test_what_is_no_table_is_refused_and_nothing_is_kept(self, frozen):
        for data in (b"", b"\x00\x01", "房号\n101".encode(), "姓名,年龄\n甲,3".encode()):
            with pytest.raises(Refused):
                opening.hand_in_roll(
                    frozen.project, by=frozen.staff, matter="other", question="？", days=15, operation=uuid4(), name="a.csv", data=data
                )  # fmt: skip
        assert not frozen.project.owners_rolls.exists()

    def test_a_home_without_a_known_owner_counts_and_one_without_area_is_named(self, frozen):
        frozen.neighbours[0].memberships.update(is_owner=False)
        vote = opened(frozen)
        assert vote.heads.count() == 6
        counting.give_up_vote(vote, by=frozen.staff, reason="重来")
        Household.objects.filter(memberships__user=frozen.neighbours[0]).update(floor_area=None)
        assert [one[2] for one in handed_in(frozen).faults] == ["no_area_of"]

    def test_the_days_are_at_least_those_of_the_parameter(self, frozen):
        for days in (14, 91, -1):
            with pytest.raises(Refused):
                handed_in(frozen, days=days)

    def test_only_a_project_whose_owners_decide_asks_them(self, w):
        walk = Walk(w)
        w.project = walk.to(Stage.DELIBERATION)
        with pytest.raises(Refused):
            handed_in(w)
        opening.ask_owners(w.project, by=w.handler, reason="涉及外墙。")
        with pytest.raises(Refused, match=r"plan and budget|方案和预算"):
            handed_in(w)


class TestShares:
    SIX = tuple(("100.00", f"业主{n}", "") for n in range(6))

    def test_exactly_two_thirds_take_part_and_more_than_half_agree(self, frozen):
        vote = result(frozen, self.SIX, {1: "yes", 2: "yes", 3: "yes", 4: "no"})
        assert (vote.owners, vote.owners_voting, vote.owners_for, vote.passed) == (6, 4, 3, True)
        assert (vote.exclusive_area, vote.area_voting, vote.area_for) == (600, 400, 300)

    def test_fewer_than_two_thirds_decide_nothing(self, frozen):
        assert not result(frozen, self.SIX, {1: "yes", 2: "yes", 3: "yes"}).passed

    def test_two_thirds_of_the_heads_with_a_hundredth_of_a_metre_less_of_the_area_decide_nothing(
        self, frozen
    ):
        owned = (*self.SIX[:3], ("99.99", "业主3", ""), *self.SIX[4:])
        vote = result(frozen, owned, {1: "yes", 2: "yes", 3: "yes", 4: "yes"})
        assert (vote.owners_voting, vote.area_voting, vote.passed) == (4, Decimal("399.99"), False)

    def test_exactly_half_is_not_more_than_half(self, frozen):
        assert not result(frozen, self.SIX, {1: "yes", 2: "yes", 3: "no", 4: "abstains"}).passed

    def test_more_than_half_of_the_heads_with_exactly_half_of_the_area_is_not_enough(self, frozen):
        owned = (("100.00", "甲", ""), ("100.00", "乙", ""), ("100.00", "丙", ""), ("300.00", "丁", ""))
        vote = result(frozen, owned, {1: "yes", 2: "yes", 3: "yes", 4: "no"})
        assert (vote.owners_for, vote.area_for, vote.passed) == (3, 300, False)

    def test_exactly_three_quarters_are_enough_for_what_wants_three_quarters(self, frozen):
        assert result(frozen, self.SIX, {1: "yes", 2: "yes", 3: "yes", 4: "no"}, matter="rebuild").passed

    @pytest.mark.parametrize("matter", ["raise_fund", "rebuild", "change_use"])
    def test_less_than_three_quarters_are_not(self, frozen, matter):
        said = {1: "yes", 2: "yes", 3: "yes", 4: "no", 5: "no"}
        assert not result(frozen, self.SIX, said, matter=matter).passed

    @pytest.mark.parametrize("matter", ["use_fund", "other"])
    def test_using_the_fund_wants_more_than_half(self, frozen, matter):
        said = {1: "yes", 2: "yes", 3: "yes", 4: "no", 5: "no"}
        assert result(frozen, self.SIX, said, matter=matter).passed

    def test_who_owns_half_of_everything_is_one_head(self, frozen):
        owned = tuple(("100.00", "大户", "1") for _n in range(4)) + tuple(
            ("100.00", f"业主{n}", "") for n in range(4)
        )
        vote = result(frozen, owned, {1: "yes", 2: "no", 3: "no", 4: "yes"})
        assert (vote.owners, vote.owners_voting, vote.owners_for) == (5, 4, 2)
        assert (vote.exclusive_area, vote.area_voting, vote.area_for) == (800, 700, 500)
        assert not vote.passed  # most of the area, and half of the heads

    def test_an_odd_third_of_area_is_exact(self, frozen):
        owned = (("0.01", "甲", ""), ("0.01", "乙", ""), ("0.01", "丙", ""))
        assert result(frozen, owned, {1: "yes", 2: "yes"}).passed

    def test_the_count_here_and_in_the_database_are_one(self, frozen):
        vote = result(frozen, self.SIX, {1: "yes", 2: "no", 3: "yes", 4: "abstains"})
        assert counting.count_anew(vote) == counting.count_vote(vote)


class TestCommonWord:
    @pytest.fixture
    def trio(self, frozen):
        """A flat of three who own it together, two more flats."""
        for number, user in enumerate(frozen.neighbours[:3]):
            user.name = "甲乙丙"[number]
            user.save()
        names = "、".join(user.name for user in frozen.neighbours[:3])
        numbers = "、".join(user.phone for user in frozen.neighbours[:3])
        frozen.vote = opened(frozen, [f",,101,90,{names},{numbers},", ",,102,80,丁,,", ",,103,80,戊,,"])
        return frozen

    def test_one_of_them_speaks_for_all_and_the_others_are_told(self, trio):
        say(trio.vote, trio.neighbours[0], "yes")
        count = counting.count_vote(trio.vote)
        assert (count.owners_voting, count.area_voting) == (1, 90)
        told = Message.objects.filter(topic="owner_answered").values_list("person", flat=True)
        assert set(told) == {trio.neighbours[1].pk, trio.neighbours[2].pk}

    def test_where_they_differ_the_flat_has_no_word_and_all_are_told(self, trio):
        say(trio.vote, trio.neighbours[0], "yes")
        say(trio.vote, trio.neighbours[1], "no")
        assert counting.count_vote(trio.vote).owners_voting == 0
        assert Message.objects.filter(topic="owners_differ").count() == 3
        say(trio.vote, trio.neighbours[1], "yes")
        assert counting.count_vote(trio.vote).owners_for == 1

    def test_the_same_form_once_more_changes_nothing(self, trio):
        for _twice in range(2):
            say(trio.vote, trio.neighbours[0], "yes")
        assert OwnersWord.objects.count() == 1
        assert Message.objects.filter(topic="owner_answered").count() == 2

    def test_own_words_stand_above_paper_and_helper(self, trio):
        owner = trio.vote.heads.get(number=1)
        words.answer_at_the_door(owner, by=trio.staff, agrees=False)
        say(trio.vote, trio.neighbours[2], "yes")
        assert counting.count_vote(trio.vote).owners_for == 1
        with pytest.raises(Refused):
            words.answer_at_the_door(owner, by=trio.staff, agrees=False)

    def test_nobody_speaks_for_a_head_to_which_they_do_not_belong(self, trio):
        entry = trio.vote.people.filter(user=trio.neighbours[0]).get()
        with pytest.raises(NotPermitted):
            words.answer_as_owner(entry, by=trio.neighbours[4], agrees=True)
        with pytest.raises(NotPermitted):
            words.answer_at_the_door(entry.owner, by=trio.neighbours[4], agrees=True)

    def test_who_registers_later_is_known_by_the_telephone(self, frozen):
        vote = opened(frozen, [",,101,90,新业主,13700001234,"])
        late = person("新业主")
        late.set_phone("13700001234")
        late.save()
        assert say(vote, late, "yes").agrees


class TestPaper:
    def test_one_reads_another_checks_against_the_photo(self, frozen):
        vote = opened(frozen)
        owner = vote.heads.get(number=1)
        with pytest.raises(Refused):
            ballots.read_ballot(owner, by=frozen.organiser, mark="yes")
        ballots.read_ballot(owner, by=frozen.organiser, mark="yes", scan=ContentFile(b"one", name="a.jpg"))
        assert not owner.words.exists()
        ballots.read_ballot(owner, by=frozen.staff, mark="no")
        assert not owner.words.exists()
        third = person("网格员", role=Role.GRID_WORKER, where=frozen.courtyard)
        ballots.read_ballot(owner, by=third, mark="no")
        assert owner.words.get().agrees is False
        assert owner.words.get().way == "paper"
        with pytest.raises(Refused):
            ballots.read_ballot(owner, by=frozen.second, mark="yes")

    def test_the_same_photo_for_two_ballots_is_noticed(self, frozen):
        vote = opened(frozen)
        first, second = vote.heads.all()[:2]
        ballots.read_ballot(first, by=frozen.organiser, mark="yes", scan=ContentFile(b"one", name="a.jpg"))
        with pytest.raises(Refused, match=first.serial):
            ballots.read_ballot(
                second, by=frozen.organiser, mark="yes", scan=ContentFile(b"one", name="b.jpg")
            )

    def test_a_ballot_read_by_one_only_keeps_the_vote_from_closing_by_itself(self, frozen):
        vote = opened(frozen)
        deliver(frozen, vote)
        ballots.read_ballot(
            vote.heads.first(), by=frozen.organiser, mark="yes", scan=ContentFile(b"one", name="a.jpg")
        )
        with pytest.raises(Refused):
            closed(vote)


class TestDelivery:
    def test_without_proof_of_delivery_to_everybody_nothing_is_decided(self, frozen):
        vote = opened(frozen)
        for user in frozen.neighbours[:5]:
            say(vote, user, "yes")
        with pytest.raises(Refused):
            closed(vote)
        with clock.at(vote.closes_at + timedelta(hours=1)):
            assert counting.close_due() == 0
            vote = counting.close_vote(vote, by=frozen.staff)
        assert (vote.undelivered, vote.passed) == (1, False)

    def test_the_missing_delivery_can_be_recorded_after_the_last_hour_and_then_it_closes(self, frozen):
        vote = opened(frozen)
        for user in frozen.neighbours[:5]:
            say(vote, user, "yes")
        before = clock.now()
        with clock.at(vote.closes_at + timedelta(hours=1)):
            last = vote.heads.get(number=6)
            with pytest.raises(Refused):
                words.record_delivery(
                    last, by=frozen.staff, how="in_person", at=clock.now(), operation=uuid4()
                )
            words.record_delivery(last, by=frozen.staff, how="in_person", at=before, operation=uuid4())
            assert counting.close_due() == 1
        vote.refresh_from_db()
        assert vote.passed

    def test_it_says_what_shows_it_unless_it_was_handed_over(self, frozen):
        owner = opened(frozen).heads.first()
        with pytest.raises(Refused):
            words.record_delivery(owner, by=frozen.staff, how="post", at=clock.now(), operation=uuid4())
        same = uuid4()
        for _twice in range(2):
            words.record_delivery(
                owner, by=frozen.staff, how="post", at=clock.now(), operation=same, note="EMS 123"
            )
        assert owner.deliveries.count() == 1


class TestSale:
    def test_the_word_goes_with_the_flat_to_whoever_bought_it(self, frozen):
        vote = opened(frozen)
        connection.check_constraints()  # what enters the log at the end of a transaction
        seller = say(vote, frozen.neighbours[0], "yes").owner
        flat = seller.flats.get()
        sale = sales.propose_sale(flat, by=frozen.staff, names="买家", reason="不动产权证", phone="")
        with pytest.raises(Refused):
            sales.decide_sale(sale, by=frozen.staff, accepted=True)
        sale = sales.decide_sale(sale, by=frozen.second, accepted=True)
        count = counting.count_vote(vote)
        assert (count.owners, count.owners_voting, count.exclusive_area) == (6, 0, 600)
        with pytest.raises((Refused, IndexError)):
            say(vote, frozen.neighbours[0], "yes")
        assert not list(verify_rows())

    def test_a_buyer_who_owns_there_already_stays_one_head(self, frozen):
        vote = opened(frozen)
        flat = vote.heads.get(number=1).flats.get()
        sale = sales.propose_sale(flat, by=frozen.staff, names="业主2", reason="产权证", owner_number=2)
        sales.decide_sale(sale, by=frozen.second, accepted=True)
        assert (counting.count_vote(vote).owners, counting.count_vote(vote).exclusive_area) == (5, 600)

    def test_a_refused_sale_changes_nothing(self, frozen):
        vote = opened(frozen)
        flat = vote.heads.get(number=1).flats.get()
        sale = sales.propose_sale(flat, by=frozen.staff, names="买家", reason="口头")
        sales.decide_sale(sale, by=frozen.second, accepted=False)
        flat.refresh_from_db()
        assert flat.owner.number == 1


class TestClosing:
    def test_the_pool_waits_for_the_owners(self, frozen):
        frozen.walk.moment = clock.now()
        frozen.walk.talk()
        frozen.walk.meet()
        frozen.walk.refresh()
        with clock.at(frozen.walk.moment), pytest.raises(Refused, match=r"owners|业主"):
            pooling.pool_project(frozen.walk.project, by=frozen.organiser)
        with clock.at(frozen.walk.moment):
            vote = opened(frozen)
            for user in frozen.neighbours:
                say(vote, user, "yes")
        vote = closed(vote)
        assert vote.passed
        assert Notice.objects.filter(kind="owners_result").count() == 1
        with clock.at(vote.closed_at + timedelta(minutes=1)):
            pooling.pool_project(frozen.walk.project, by=frozen.organiser)

    def test_a_closed_vote_takes_nothing_any_more(self, frozen):
        vote = opened(frozen)
        entry = words.owner_as(frozen.neighbours[0], vote)[0]
        for user in frozen.neighbours:
            say(vote, user, "yes")
        late = closed(vote).closed_at + timedelta(minutes=1)
        with clock.at(late):
            for act in (
                lambda: words.answer_as_owner(entry, by=frozen.neighbours[0], agrees=False),
                lambda: words.answer_at_the_door(entry.owner, by=frozen.staff, agrees=False),
                lambda: words.record_delivery(
                    entry.owner, by=frozen.staff, how="in_person", at=late, operation=uuid4()
                ),
                lambda: ballots.read_ballot(
                    entry.owner, by=frozen.staff, mark="no", scan=ContentFile(b"x", name="a.jpg")
                ),
                lambda: sales.propose_sale(
                    entry.owner.flats.get(), by=frozen.staff, names="买家", reason="证"
                ),
                lambda: opening.prolong_vote(vote, by=frozen.staff, days=5),
            ):
                with pytest.raises(Refused):
                    act()

    def test_it_is_given_up_with_a_reason_and_another_one_may_begin(self, frozen):
        vote = counting.give_up_vote(opened(frozen), by=frozen.staff, reason="名册有误")
        assert (vote.passed, vote.given_up) == (False, "名册有误")
        assert opened(frozen).pk != vote.pk

    def test_it_may_be_prolonged(self, frozen):
        vote = opened(frozen)
        assert opening.prolong_vote(vote, by=frozen.staff, days=5).closes_at == vote.closes_at + timedelta(
            days=5
        )

    def test_withdrawn_in_the_middle_it_takes_no_word_and_ends_without_a_decision(self, frozen):
        vote = opened(frozen)
        deliver(frozen, vote)
        give_up(frozen.project, by=frozen.walk.w.neighbours[1:3], reason="不做了")
        with pytest.raises(Refused):
            say(vote, frozen.neighbours[0], "yes")
        assert closed(vote).given_up


class TestDatabase:
    """The wall behind the rules, in raw SQL."""

    def refuses(self, sql: str, *values):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)

    def test_a_result_is_what_was_counted(self, frozen):
        vote = opened(frozen)
        for user in frozen.neighbours[:3]:
            say(vote, user, "yes")
        deliver(frozen, vote)
        true = "6, 600, 3, 300, 3, 300, 0"
        columns = "(owners, exclusive_area, owners_voting, area_voting, owners_for, area_for, undelivered, passed, closed_at)"
        for lie in ("6, 600, 6, 600, 6, 600, 0, true", f"{true}, true", "3, 300, 3, 300, 3, 300, 0, true", f"{true[:-1]}1, false"):  # fmt: skip
            self.refuses(
                f"UPDATE deliberation_ownersvote SET {columns} = ({lie}, now()) WHERE id = %s", vote.pk
            )
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE deliberation_ownersvote SET {columns} = ({true}, false, now()) WHERE id = %s", [vote.pk])  # fmt: skip

    def test_rows_of_a_vote_are_kept(self, frozen):
        vote = opened(frozen)
        word = say(vote, frozen.neighbours[0], "yes")
        deliver(frozen, vote)
        for sql in (
            f"DELETE FROM deliberation_ownersword WHERE id = {word.pk}",
            f"UPDATE deliberation_ownersword SET owner_id = owner_id + 1 WHERE id = {word.pk}",
            "DELETE FROM deliberation_owner",
            "UPDATE deliberation_owner SET number = number + 10",
            "DELETE FROM deliberation_ownerflat",
            "UPDATE deliberation_ownerflat SET area = area + 1",
            "UPDATE deliberation_ownerperson SET user_id = NULL",
            "DELETE FROM deliberation_delivery",
            "UPDATE deliberation_ownersvote SET question = 'x'",
            "DELETE FROM deliberation_ownersvote",
        ):
            self.refuses(sql)

    def test_who_is_not_of_a_head_has_no_word_in_it(self, frozen):
        vote = opened(frozen)
        first, second = vote.heads.all()[:2]
        self.refuses(
            "INSERT INTO deliberation_ownersword (owner_id, person_id, agrees, way, by_id, at) VALUES (%s, %s, true, 'online', %s, now())",
            first.pk, second.people.get().pk, frozen.neighbours[0].pk,
        )  # fmt: skip

    def test_a_sale_and_its_confirmation_are_two_people(self, frozen):
        flat = opened(frozen).flats.first()
        sale = sales.propose_sale(flat, by=frozen.staff, names="买家", reason="证")
        self.refuses("UPDATE deliberation_ownerssale SET confirmed_by_id = proposed_by_id, confirmed_at = now(), refused = true WHERE id = %s", sale.pk)  # fmt: skip

    def test_older_projects_keep_their_way(self, frozen):
        OwnersDecision.objects.create(project=frozen.project, by_vote=False)
        with pytest.raises(Refused):
            handed_in(frozen)
        assert not Owner.objects.exists()
