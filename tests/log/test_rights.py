"""The portal's own database role writes facts, and the log writes itself: nothing else is allowed to it."""

import pytest
from django.db import ProgrammingError, connection, transaction

from panlong.log.migrations import _sql
from panlong.log.models import Leaf

ROLE = "panlong_web_of_the_log"


@pytest.fixture
def web_role(w):
    """Make a role with the rights that deploy/postgres/roles.sh gives, and take from it what the migration takes."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        cursor.execute(_sql.restrict_sql(ROLE))
        cursor.execute(f"SET ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


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
