"""A roll is what it was at the opening but for what two people decided, and voting changes nothing of that."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from deliberation import rounds
from deliberation.models import RollCorrection, RollEntry
from deliberation.results import rolls
from deliberation.rounds import roll
from panlong import clock
from panlong.accounts.models import Role
from panlong.log.models import Leaf
from tests.deliberation.rounds import pooled
from tests.factories import person, resident
from tests.log import attack

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(w):
    made = rounds.open_round(
        w.community, by=w.staff, title="评选", projects=pooled(w), closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
        budget=Decimal(20000), most_choices=2,
    )  # fmt: skip
    with connection.cursor() as cursor:  # what comes at the end of the transaction that opens it
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return made


def wrong() -> list[str]:
    return [str(one) for one in rolls.verify_rolls()]


def test_a_round_that_opens_enters_its_roll_once(w, round):
    (leaf,) = Leaf.objects.filter(kind=rolls.KIND, row=round.pk)
    assert f'"rows": {RollEntry.objects.filter(round=round).count()}' in leaf.entry
    assert wrong() == []


def test_votes_change_nothing_of_it(w, round):
    rounds.cast(
        round,
        voter=w.neighbours[0],
        candidates=[round.candidates.first().pk],
        operation=uuid4(),
    )
    assert wrong() == []


def test_what_two_people_decided_is_right(w, round):
    newcomer = resident(w.courtyard, "新来的")
    second = person("社区二", role=Role.COMMUNITY_STAFF, where=w.community)
    for kind, who in ((RollCorrection.Kind.ADD, newcomer), (RollCorrection.Kind.STRIKE, w.neighbours[0])):
        asked = roll.propose_correction(
            round, by=w.staff, kind=kind, person=who, reason="核对", operation=uuid4()
        )
        roll.confirm_correction(asked, by=second)
    assert wrong() == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM deliberation_rollentry WHERE id = (SELECT min(id) FROM deliberation_rollentry)",
        "UPDATE deliberation_rollentry SET label = 'x' WHERE id = (SELECT max(id) FROM deliberation_rollentry)",
        "UPDATE deliberation_rollentry SET household_id = household_id + 1 WHERE id = (SELECT max(id) FROM deliberation_rollentry)",
        "UPDATE deliberation_rollentry SET voter_id = voter_id + 1000 WHERE id = (SELECT max(id) FROM deliberation_rollentry)",
        "INSERT INTO deliberation_rollentry (round_id, label, way) SELECT min(round_id), 'ghost', '' FROM deliberation_rollentry",
        "DELETE FROM log_leaf WHERE kind = 'roll_at_opening'",
    ],
)
def test_while_the_round_is_open_a_superuser_alters_no_roll_unseen(w, round, statement):
    attack.do(statement)
    assert len(wrong()) == 1 and wrong()[0].startswith("deliberation_rollentry 0: ")


@pytest.mark.parametrize("column", ["added_by_id", "struck_by_id"])
@pytest.mark.parametrize("fault", ["unconfirmed", "somebody else's", "of the other kind"])
def test_an_entry_that_leans_on_a_decision_that_is_none_is_named(w, round, column, fault):
    voter = w.neighbours[0]
    kind = RollCorrection.Kind.ADD if column == "added_by_id" else RollCorrection.Kind.STRIKE
    if fault == "of the other kind":
        kind = RollCorrection.Kind.STRIKE if kind == RollCorrection.Kind.ADD else RollCorrection.Kind.ADD
    decision = RollCorrection.objects.create(
        round=round, kind=kind, person=w.neighbours[1] if fault == "somebody else's" else voter,
        reason="核对", operation=uuid4(), proposed_by=w.staff,
        **({} if fault == "unconfirmed" else {"confirmed_by": w.committee[0], "confirmed_at": clock.now()}),
    )  # fmt: skip
    entry = RollEntry.objects.get(round=round, voter=voter)
    attack.do(f"UPDATE deliberation_rollentry SET {column} = {decision.pk} WHERE id = {entry.pk}")
    assert any(one.startswith(f"deliberation_rollentry {entry.pk}: ") for one in wrong())
