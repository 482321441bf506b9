"""The portal's own database role writes facts, and the log writes itself: nothing else is allowed to it."""

import pytest
from django.db import ProgrammingError, transaction

from panlong.log.models import Leaf


def test_a_fact_that_it_writes_enters_the_log_and_gets_its_place(web_role, w):
    before = Leaf.objects.count()
    web_role.execute(
        "INSERT INTO policy_parameter (key, value, effective_from, basis) VALUES ('x', 1, '2030-01-01', '')"
    )
    assert Leaf.objects.count() == before + 1
    web_role.execute("SELECT log_give_places(1000000)")
    assert not Leaf.objects.filter(index__isnull=True).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO log_leaf (kind, row, act, entry, hash) VALUES ('policy_parameter', 1, 'made', '{}', '')",
        "SELECT log_write('policy_parameter', 1, 'made', '{}', NULL)",
        "UPDATE log_leaf SET salt = NULL",
        "UPDATE log_leaf SET index = NULL",
        "DELETE FROM log_leaf",
        "DELETE FROM log_member",
        "INSERT INTO log_member (leaf_id, row, facts) SELECT min(id), '1', '{}' FROM log_leaf",
        "UPDATE log_head SET size = 1",
        "DELETE FROM log_head",
        "ALTER TABLE policy_parameter DISABLE TRIGGER log_row",
        "DROP TRIGGER log_row ON policy_parameter",
    ],
)
def test_it_may_touch_the_log_in_no_other_way(web_role, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        web_role.execute(statement)
