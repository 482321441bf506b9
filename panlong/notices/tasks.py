"""What this room does by itself, and the bulk work that is asked of it."""

from celery import shared_task

from panlong import jobs
from panlong.notices import campaigns, deliveries


@shared_task
def send_due() -> int:
    """Send the messages that are due; safe to run on several workers at once."""
    return deliveries.send_due()


@shared_task
def draw_up_digests() -> int:
    """Put the e-mails that gather a day or a week into the outbox."""
    return deliveries.draw_up_digests()


@shared_task
def send_campaign(job_id: int) -> None:
    """Tell an area what an official has to say to it."""
    jobs.run_job(job_id, campaigns.send_to_area)
