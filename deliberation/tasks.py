"""Deadlines of this room, counts that take long, and what is worked out after a count."""

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.utils.translation import gettext as _

from deliberation import rounds
from deliberation.council import reconfirming, sittings
from deliberation.households import polls, reviews
from deliberation.models import Comparison, VotingRound
from deliberation.owners import counting
from deliberation.results import closing
from deliberation.rounds import roll
from panlong import enqueue, jobs
from panlong.accounts import signin
from panlong.jobs.models import Job

COMPARISONS = 530105  # the class of advisory locks of rounds that are being compared


@shared_task
def sweep() -> int:
    """Close the polls, owners' votes, rounds and reviews whose time is over, open the committee's points, and keep in the pool
    what a council kept; return how many.

    Safe to run twice or late.
    """
    counted = VotingRound.objects.filter(closed_at__isnull=False, comparison__isnull=True)
    for pk in counted.order_by("-pk").values_list("pk", flat=True)[:5]:
        enqueue.enqueue_soon(compare.name, pk)
    _count_again()
    closed = polls.close_due() + counting.close_due() + closing.close_due() + reviews.close_due()
    return closed + sittings.open_due() + reconfirming.take_decided()


@shared_task
def expect_sign_ins() -> int:
    """Tell the sign-in how many people are on the rolls of open rounds; return how many. Safe to run twice or late."""
    people = roll.people_of_open_rounds()
    signin.expect(people)
    return people


def _count_again() -> None:
    """Start the count anew of rounds whose box is open and whose last job did not work out."""
    for round in VotingRound.objects.filter(closed_at__isnull=True, opened_ballots__isnull=False).distinct():
        asked = Job.objects.filter(task=count_round.name, arguments__round=round.pk)
        last = asked.first()
        if last and not asked.filter(ended_at__isnull=True).exists():
            jobs.start_job(
                last.title, count_round.name, by=last.by, area=last.area, link=last.link, round=round.pk
            )


@shared_task(soft_time_limit=3500, time_limit=3600)
def count_round(job_id: int) -> None:
    """Count a round whose box is open, by a rule that takes long. Never given up: the round waits for it."""
    jobs.run_job(job_id, _count)


def _count(job) -> dict:
    round = closing.count_opened(VotingRound.objects.get(pk=job.arguments["round"]), by=job.by, step=job.step)
    return {"told": [_("%(turnout)d ballots are counted.") % {"turnout": round.turnout}]}


@shared_task(soft_time_limit=120)
@transaction.atomic
def compare(round_id: int) -> None:
    """Work out what equal shares would have chosen in a counted round; harmless to repeat.

    Add-1 tries hundreds of shares; with very many voters what takes longer than two minutes stays open.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [COMPARISONS, round_id])
        is_free = cursor.fetchone()[0]
    if not is_free or Comparison.objects.filter(round=round_id).exists():
        return
    round = VotingRound.objects.get(pk=round_id)
    try:
        chosen = rounds.work_out_result(round, rounds.ballot_patterns(round), rule="equalshares/add1").chosen
    except SoftTimeLimitExceeded:
        chosen = None
    Comparison.objects.create(round=round, chosen=chosen)
