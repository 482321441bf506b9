"""Deadlines of this room."""

import logging

from celery import shared_task

from deliberation import polls, reviews, voting
from panlong.errors import Refused

log = logging.getLogger("deliberation.sweep")


@shared_task
def sweep() -> int:
    """Close the polls, rounds and reviews whose time is over; return how many. Safe to run twice or late."""
    closed = 0
    for close_due in (polls.close_due, voting.close_due, reviews.close_due):
        try:
            closed += close_due()
        except Refused as refusal:
            log.warning("%s: %s", close_due.__module__, refusal.reason)
    return closed
