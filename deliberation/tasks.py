"""Deadlines of this room."""

from celery import shared_task

from deliberation import polls, reviews, voting


@shared_task
def sweep() -> int:
    """Close the polls, rounds and reviews whose time is over; return how many. Safe to run twice or late."""
    return polls.close_due() + voting.close_due() + reviews.close_due()
