"""The clock of the log: it grows every few seconds, and its heads leave the house."""

from celery import shared_task

from panlong.log import erasing, publishing
from panlong.log.outside import cosigning, places


@shared_task
def grow() -> int:
    """Publish what is new; return how many leaves there are."""
    return publishing.grow_log()


@shared_task
def cosign() -> int:
    """Let the witnesses sign what is new; return how many did."""
    return cosigning.ask_witnesses()


@shared_task
def bring_heads() -> int:
    """Bring new heads to the outside places; return how many were reached."""
    return places.bring_heads()


@shared_task
def erase() -> int:
    """Erase the salts of people who closed their accounts; return how many people."""
    return erasing.erase_due()
