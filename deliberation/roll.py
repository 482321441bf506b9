"""Who has a voice: the voters of a round, the households of a poll or review; frozen when it opens."""

from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from deliberation.models import (
    PollHousehold,
    ReviewHousehold,
    RollEntry,
    SatisfactionReview,
    SupportPoll,
    VotingRound,
)
from panlong import clock
from panlong.accounts.models import Household, Membership
from panlong.accounts.people import households_in
from panlong.areas.models import Area


def freeze(round: VotingRound) -> int:
    """Write every adult with a present household in the round's area on its roll, once; return how many.

    One statement, so that the roll is of one moment however large it is. 18 or over (宪法 §34) in the year of the
    vote, for the roster knows no birthdays; whoever has no year of birth on it was checked at the door.
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


def households_at(area: Area, moment: datetime):
    """Return the households of `area` that have a voice at `moment` (a queryset).

    One whose people have all moved out, or had not moved in, is empty. One of which nobody is on the roster yet
    counts: it is asked at the door, and nobody lowers a threshold by leaving people off the roster.
    """
    of_it = Membership.objects.filter(household=OuterRef("pk"))
    living = of_it.filter(Q(until__isnull=True) | Q(until__gt=moment), since__lte=moment)
    return households_in(area).filter(Exists(living) | ~Exists(of_it))


def freeze_poll(poll: SupportPoll, households: list[Household]) -> None:
    """Write the households of an opened poll on its roll."""
    PollHousehold.objects.bulk_create(PollHousehold(poll=poll, household=one) for one in households)


def freeze_review(review: SatisfactionReview, households: list[Household]) -> None:
    """Write the households of an opened review on its roll."""
    ReviewHousehold.objects.bulk_create(ReviewHousehold(review=review, household=one) for one in households)
