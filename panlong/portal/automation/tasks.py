from celery import shared_task

from panlong import clock
from panlong.portal.automation import drafts, reminders
from panlong.portal.proof import nightly


# The names of tasks stay what they were: what waits in a queue names them.
@shared_task(name="panlong.secretary.tasks.remind")
def remind() -> int:
    """Tell everybody what is due for them; safe to run twice or late."""
    return reminders.remind()


@shared_task(name="panlong.secretary.tasks.draft_notices")
def draft_notices() -> int:
    """Write the notices that the calendar calls for, and the drafts that somebody signs."""
    return drafts.draft()


@shared_task(name="panlong.secretary.tasks.verify_if_due")
def verify_if_due() -> bool:
    """Check everything that was decided, once a night; return whether it was done now."""
    return nightly.verify_if_due(clock.now()) is not None
