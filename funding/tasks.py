"""What this room does by itself."""

from celery import shared_task

from funding import chain, totals
from funding.models import Seal


@shared_task
def seal_ledger() -> int:
    """Seal the ledger once a day, publish the seal, and write it down outside of the database; return how many lines.

    Each step looks for what is still missing, so a sweep that was killed in between goes on where it stopped.
    """
    chain.seal()
    for seal in Seal.objects.filter(notice__isnull=True):
        chain.publish_seal(seal)
    return chain.write_down()


@shared_task
def fold_totals() -> None:
    """Put the sums that bookings added to the communities together."""
    totals.fold()
