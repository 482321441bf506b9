from celery import shared_task

from panlong.secretary import drafts, reminders


@shared_task
def remind() -> int:
    """Tell everybody what is due for them; safe to run twice or late."""
    return reminders.remind()


@shared_task
def draft_notices() -> int:
    """Write the notices that the calendar calls for, and the drafts that somebody signs."""
    return drafts.draft()
