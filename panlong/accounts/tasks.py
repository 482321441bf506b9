from celery import shared_task

from panlong import jobs
from panlong.accounts import roster, sms
from panlong.accounts.models import RosterFile


@shared_task
def send_due_sms() -> int:
    """Send the text messages that are due; safe to run on several workers at once."""
    return sms.send_due()


@shared_task
def read_roster(job_id: int) -> None:
    """Read a roster file that was handed in and judge its lines."""
    jobs.run(job_id, _read_roster)


@shared_task
def take_roster(job_id: int) -> None:
    """Take over a roster file that was confirmed."""
    jobs.run(job_id, _take_roster)


@shared_task
def put_away_stale_rosters() -> int:
    """Forget the roster files that nobody confirmed."""
    return roster.put_away_stale()


def _read_roster(job) -> dict:
    file = roster.read(RosterFile.objects.get(pk=job.arguments["file"]), job.step)
    return {"told": roster.told(file)}


def _take_roster(job) -> dict:
    file = RosterFile.objects.get(pk=job.arguments["file"])
    roster.take(file, by=job.by)
    return {"told": roster.told(RosterFile.objects.get(pk=file.pk))}
