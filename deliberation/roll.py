"""The roll of voters, frozen when a round opens."""

from django.db import connection

from deliberation.models import RollEntry, VotingRound
from panlong import clock


def freeze(round: VotingRound) -> int:
    """Write every adult with a present household in the round's area on its roll, once; return how many.

    One statement, so that the roll is of one moment however large it is. 18 or over (宪法 §34); whoever has no
    year of birth on the roster was checked at the door.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {RollEntry._meta.db_table} (round_id, voter_id, household_id, way)
            SELECT DISTINCT ON (m.user_id) %s, m.user_id, m.household_id, ''
            FROM accounts_membership m
            JOIN accounts_household h ON h.id = m.household_id
            JOIN areas_area a ON a.id = h.area_id
            JOIN accounts_user u ON u.id = m.user_id
            WHERE starts_with(a.code, %s) AND m.since <= %s AND (m.until IS NULL OR m.until > %s)
              AND u.is_active AND (u.birth_year IS NULL OR u.birth_year <= %s)
            ORDER BY m.user_id, m.is_head DESC, m.id
            """,
            [round.pk, round.area.code, now, now, clock.today().year - 18],
        )
        return cursor.rowcount
