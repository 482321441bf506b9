from celery import shared_task

from panlong.accounts import sms


@shared_task
def send_due_sms() -> int:
    """Send the text messages that are due; safe to run on several workers at once."""
    return sms.send_due()
