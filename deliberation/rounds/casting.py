"""Casting a ballot and its receipt."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeGuard
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from deliberation.models import RollEntry, SealedBallot, VoteChannel, VotingRound
from deliberation.rounds import ballot_box, ballot_spec
from panlong import clock
from panlong.accounts.models import User
from panlong.errors import Refused, require
from panlong.notices.messages import tell
from projects import verbs


@dataclass(frozen=True)
class Receipt:
    """What a voter is told: the code under which the ballot is published ('' when it is another form's, and in named
    rounds of which only totals are), and whether it was cast just now."""

    code: str
    is_new: bool


def prepare_ballot(form: ballot_spec.BallotSpec, marks: bytes) -> bytes:
    """Return what is put into the box for `marks`: sealed in a secret round."""
    return ballot_box.seal_ballot(form, marks) if form.secret else marks


def cast(
    round: VotingRound,
    *,
    voter: User,
    candidates: Collection[int],
    operation: UUID,
    against: Collection[int] = (),
    way: str = VoteChannel.ONLINE,
    helper: User | None = None,
    published_name: str = "",
) -> Receipt:
    """Cast the ballot of `voter` for `candidates` (ids) and return its receipt; see `put_in_box`."""
    form = ballot_spec.ballot_spec(round.pk)
    content = prepare_ballot(form, form.mark(candidates, against))
    return put_in_box(
        form, voter=voter, content=content, operation=operation, way=way, helper=helper, published_name=published_name
    )  # fmt: skip


def put_in_box(
    form: ballot_spec.BallotSpec,
    *,
    voter: User,
    content: bytes,
    operation: UUID,
    way: str = VoteChannel.ONLINE,
    helper: User | None = None,
    published_name: str = "",
) -> Receipt:
    """Put `content` (see `prepare_ballot`) into the box for `voter`; a repeat finds the ballot that is there.

    In a named round `published_name` stands beside the choice in the file of the result: '' unless the voter wants it.

    One short transaction, sent in one message: the roll entry is marked if it is unmarked and PostgreSQL's clock says
    the round is open, and the ballot is written. Unique constraints keep it to one across online and paper, and in a
    household.
    """
    code = receipt_code(form, content, operation)
    mark, values = mark_voter(form, voter, way, helper, operation)
    if form.secret:
        into, chosen = (
            "deliberation_sealedballot (round_id, code, sealed) SELECT round_id, %s, %s",
            [code, content],
        )
    else:
        into, chosen = (
            "deliberation_ballot (round_id, roll_entry_id, marks, published_name) SELECT round_id, id, %s, %s",
            [content, published_name],
        )
    # Closing takes the same lock exclusively: no ballot is written while the box is counted. It is a statement of its
    # own, for the second one must not see what was true before the lock was there.
    wait = "SELECT pg_advisory_xact_lock_shared(%s, %s)", [ballot_box.BALLOT_BOX, form.round]
    put = f"WITH marked AS ({mark}) INSERT INTO {into} FROM marked", [*values, *chosen]
    try:
        is_cast = _in_one_message(wait, put) == 1
    except IntegrityError:  # the household's vote, the same form at the same moment, or the round is counted
        is_cast = False
    if is_cast:
        return Receipt(code, is_new=True)
    return _why_not(form, voter, operation, code)


def receipt_code(form: ballot_spec.BallotSpec, content: bytes, operation: UUID) -> str:
    """Return the code under which a ballot with `content`, cast by the form `operation`, is published; '' where none is."""
    if form.secret:
        return ballot_box.code_of(content)
    return ballot_box.code_of_named(operation) if form.publishes_voices else ""


def _in_one_message(first: tuple[str, list], second: tuple[str, list]) -> int:
    """Run two statements as one transaction and return how many rows the second one wrote.

    PostgreSQL runs the statements of one message as one transaction: nothing is waited for between them. Within a
    transaction that is there already they are sent one by one, so that a refusal undoes them alone.
    """
    if connection.in_atomic_block:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(*first)
            cursor.execute(*second)
            return cursor.rowcount
    with connection.cursor() as cursor:
        cursor.execute(f"{first[0]}; {second[0]}", [*first[1], *second[1]])
        cursor.nextset()
        return cursor.rowcount


def mark_voter(
    form: ballot_spec.BallotSpec, voter: User, way: str, helper: User | None, operation: UUID
) -> tuple[str, list]:
    """Return the statement that marks the roll entry of `voter`, and its parameters.

    The round's hours are known, for they never change; whether it was counted is asked by the ballot's trigger.
    """
    now, moment = clock.db_now_sql()
    return f"""
        UPDATE deliberation_rollentry SET marked_at = {now}, way = %s, helper_id = %s, operation = %s
        WHERE round_id = %s AND voter_id = %s AND marked_at IS NULL AND struck_by_id IS NULL
          AND {now} >= %s AND {now} < %s
        RETURNING id, round_id
    """, [
        *moment, way, helper and helper.pk, operation, form.round, voter.pk, *moment, form.opens_at, *moment, form.closes_at,
    ]  # fmt: skip


def _why_not(form: ballot_spec.BallotSpec, voter: User, operation: UUID, code: str) -> Receipt:
    """Return the receipt of the ballot that is there already, or raise Refused with the reason why none can be cast."""
    entry = RollEntry.objects.filter(round=form.round, voter=voter, struck_by__isnull=True).first()
    if has_voted_online(entry):
        is_this = entry.operation == operation and (not form.secret or _is_in_box(form, code))
        return Receipt(code if is_this else "", is_new=False)
    require_entitled(entry)
    require(not RollEntry.objects.filter(operation=operation).exists(), verbs.USED_ALREADY)
    raise Refused(_("The round is closed; your vote was not counted."))


def _is_in_box(form: ballot_spec.BallotSpec, code: str) -> bool:
    """Say whether the sealed ballot of `code` is in the box: a form that was changed makes one at every second look."""
    return SealedBallot.objects.filter(round=form.round, code=code).exists()


def require_may_vote(round: VotingRound, entry: RollEntry | None) -> None:
    """Raise Refused unless the voter of `entry` can still cast a ballot: asked before the second look, and again in the box."""
    first_counts = _("You had voted already; your first ballot counts, and it counts once.")
    require(not has_voted_online(entry), first_counts)
    require_entitled(entry)
    require(round.is_open, _("The round is closed; your vote was not counted."))


def has_voted_online(entry: RollEntry | None) -> TypeGuard[RollEntry]:
    return entry is not None and entry.marked_at is not None and entry.station_id is None


def require_entitled(entry: RollEntry | None) -> None:
    """Raise Refused unless the voter, who has not voted online, is on the roll and has not voted otherwise either."""
    if entry is None:
        raise Refused(_("You are not on the roll of this round."))
    require(entry.marked_at is None, _("You have voted on paper already."))
    require(
        not household_has_voted(entry),
        _("Somebody of your household has voted already; a household has one vote in this round."),
    )


def household_has_voted(entry: RollEntry) -> bool:
    """Say whether the one vote that the household of `entry` has together was cast."""
    return (
        entry.shares_vote_of_id is not None
        and RollEntry.objects.filter(
            round=entry.round_id, shares_vote_of=entry.shares_vote_of_id, marked_at__isnull=False
        ).exists()
    )


def send_receipt(round: VotingRound, code: str, *, by: User) -> bool:
    """Put the receipt `code` of a secret round among the messages of `by`, once; return False when it is no code of it.

    Only somebody who voted online has one. It names the sealed ballot and shows nothing of the choice.
    """
    voted = round.roll.filter(voter=by, marked_at__isnull=False, station__isnull=True).exists()
    if not voted or not SealedBallot.objects.filter(round=round, code=code).exists():
        return False
    tell(
        [by],
        "receipt",
        f"round-{round.pk}",
        link=f"{round.get_absolute_url()}find/",
        round=round.title,
        code=code,
    )
    return True
