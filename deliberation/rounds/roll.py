"""Who has a voice: the voters of a round, the households of a poll or review; frozen when it opens."""

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import (
    PollHousehold,
    ReviewHousehold,
    RollCorrection,
    RollEntry,
    SatisfactionReview,
    SupportPoll,
    VotingRound,
    VotingUnit,
)
from panlong import audit, clock
from panlong.accounts.models import Household, User
from panlong.errors import require
from projects import verbs
from projects.transitions import lock_row


def freeze_roll(round: VotingRound) -> int:
    """Write every adult with a present household in the round's area on its roll, once; return how many.

    One statement, so that the roll is of one moment however large it is. 18 or over (宪法 §34) in the year of the
    vote, for the roster knows no birthdays; whoever has no year of birth on it was checked at the door.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {RollEntry._meta.db_table} (round_id, voter_id, household_id, shares_vote_of_id, way, label)
            SELECT DISTINCT ON (m.user_id) %s, m.user_id, m.household_id, CASE WHEN %s THEN m.household_id END, '', ''
            FROM accounts_membership m
            JOIN accounts_household h ON h.id = m.household_id
            JOIN areas_area a ON a.id = h.area_id
            JOIN accounts_user u ON u.id = m.user_id
            WHERE starts_with(a.code, %s) AND m.since <= %s AND (m.until IS NULL OR m.until > %s)
              AND u.is_active AND (u.birth_year IS NULL OR u.birth_year <= %s)
            ORDER BY m.user_id, m.is_head DESC, m.id
            """,
            [
                round.pk,
                round.whose == VotingUnit.HOUSEHOLD,
                round.area.code,
                now,
                now,
                clock.today().year - 18,
            ],
        )
        return cursor.rowcount


def on_roll(round: VotingRound):
    """Return the roll of `round` without those whom a decision took off it (a queryset)."""
    return RollEntry.objects.filter(round=round, struck_by__isnull=True)


def people_of_open_rounds() -> int:
    """Return how many voters are on the rolls of the rounds that people may vote in now or within a day."""
    soon = clock.now() + timedelta(days=1)
    rounds = VotingRound.objects.filter(closed_at__isnull=True, opens_at__lte=soon, closes_at__gt=clock.now())
    return RollEntry.objects.filter(round__in=rounds, struck_by__isnull=True).count()


def roll_size(round: VotingRound) -> int:
    """Return how many votes the roll has: persons, or households where each has one."""
    entries = on_roll(round)
    if round.whose == VotingUnit.HOUSEHOLD:
        return entries.values("shares_vote_of").distinct().count()
    return entries.count()


def turnout_of(round: VotingRound) -> int:
    """Return how many on the roll have voted so far."""
    return round.roll.filter(marked_at__isnull=False).count()


@transaction.atomic
def propose_correction(
    round: VotingRound, *, by: User, kind: str, person: User, reason: str, operation: UUID
) -> RollCorrection:
    """Propose to put `person` on the roll of an open round, or to take them off it; another one must confirm."""
    verbs.require_permission(rules.may_correct_roll(by, round))
    earlier = RollCorrection.objects.filter(operation=operation).first()
    if earlier:
        return earlier
    _check_correction(round, kind, person)
    correction = RollCorrection.objects.create(
        round=round, kind=kind, person=person, reason=reason, operation=operation, proposed_by=by, proposed_at=clock.now()
    )  # fmt: skip
    _record("propose_roll_correction", correction, by)
    return correction


@transaction.atomic
def confirm_correction(correction: RollCorrection, *, by: User) -> RollCorrection:
    """Confirm a correction as a second person and carry it out; a repeat returns it as it is."""
    verbs.require_permission(rules.may_correct_roll(by, correction.round))
    correction = lock_row(correction)
    if correction.confirmed_by_id:
        return correction
    require(correction.proposed_by_id != by.pk, _("Somebody other than the proposer must confirm it."))
    _check_correction(correction.round, correction.kind, correction.person)
    correction.confirmed_by, correction.confirmed_at = by, clock.now()
    correction.save(update_fields=["confirmed_by", "confirmed_at"])
    struck = RollEntry.objects.filter(
        round=correction.round, voter=correction.person, struck_by__isnull=False
    )
    if correction.kind == RollCorrection.Kind.ADD and struck.update(struck_by=None):
        pass  # a wrong strike is undone; its own correction stays on record
    elif correction.kind == RollCorrection.Kind.ADD:
        household = correction.person.household_in(correction.round.area)
        shared = household if correction.round.whose == VotingUnit.HOUSEHOLD else None
        RollEntry.objects.create(
            round=correction.round, voter=correction.person, household=household, shares_vote_of=shared, added_by=correction
        )  # fmt: skip
    else:
        unmarked = RollEntry.objects.filter(
            round=correction.round, voter=correction.person, marked_at__isnull=True
        )
        require(
            bool(unmarked.update(struck_by=correction)), _("This person has voted; the roll stays as it is.")
        )
    _record("correct_roll", correction, by)
    return correction


def _check_correction(round: VotingRound, kind: str, person: User) -> None:
    require(round.is_open, _("The roll is corrected while the round is open."))
    entry = RollEntry.objects.filter(round=round, voter=person).first()
    if kind == RollCorrection.Kind.ADD:
        require(
            entry is None or entry.struck_by_id is not None,
            _("This person is on the roll already."),
            field="person",
        )
        require(
            person.is_adult() and person.household_in(round.area) is not None,
            _("Only somebody aged 18 or over with a household in the area can be put on the roll."),
            field="person",
        )
    else:
        require(
            entry is not None and entry.struck_by_id is None,
            _("This person is not on the roll."),
            field="person",
        )
        require(
            entry is not None and entry.marked_at is None,
            _("This person has voted; the roll stays as it is."),
            field="person",
        )


def _record(act: str, correction: RollCorrection, by: User) -> None:
    audit.record(
        act,
        by=by,
        target=correction.round,
        area_code=correction.round.area.code,
        kind=correction.kind,
        person=correction.person_id,
        reason=correction.reason,
    )


def freeze_poll(poll: SupportPoll, households: list[Household]) -> None:
    """Write the households of an opened poll on its roll."""
    PollHousehold.objects.bulk_create(PollHousehold(poll=poll, household=one) for one in households)


def freeze_review(review: SatisfactionReview, households: list[Household]) -> None:
    """Write the households of an opened review on its roll."""
    ReviewHousehold.objects.bulk_create(ReviewHousehold(review=review, household=one) for one in households)
