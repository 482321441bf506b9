"""Deadlines of this room, and what is worked out after a count."""

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction

from deliberation import polls, reviews, voting
from deliberation.models import Comparison, VotingRound
from panlong import outbox

COMPARISONS = 530105  # the class of advisory locks of rounds that are being compared


@shared_task
def sweep() -> int:
    """Close the polls, rounds and reviews whose time is over; return how many. Safe to run twice or late."""
    counted = VotingRound.objects.filter(closed_at__isnull=False, comparison__isnull=True)
    for pk in counted.order_by("-pk").values_list("pk", flat=True)[:5]:
        outbox.wake(compare, pk)
    return polls.close_due() + voting.close_due() + reviews.close_due()


@shared_task(soft_time_limit=120)
@transaction.atomic
def compare(round_id: int) -> None:
    """Work out what equal shares would have chosen in a counted round; harmless to repeat.

    Add-1 takes minutes with thousands of voters and dozens of projects; what takes longer than two stays open.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [COMPARISONS, round_id])
        is_free = cursor.fetchone()[0]
    if not is_free or Comparison.objects.filter(round=round_id).exists():
        return
    round = VotingRound.objects.get(pk=round_id)
    try:
        chosen = voting.work_out(round, voting.patterns(round), rule="equalshares/add1").chosen
    except SoftTimeLimitExceeded:
        chosen = None
    Comparison.objects.create(round=round, chosen=chosen)
