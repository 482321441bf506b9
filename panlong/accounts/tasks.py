from celery import shared_task

from panlong import jobs
from panlong.accounts import retention
from panlong.accounts.models import RosterFile
from panlong.accounts.roster import reading
from panlong.accounts.sms import sending


@shared_task
def send_due_sms() -> int:
    """Send the text messages that are due; safe to run on several workers at once."""
    return sending.send_due()


@shared_task
def forget_what_ended() -> int:
    """Delete sessions, codes, tries and sent texts whose term is over; return how many rows."""
    return retention.forget_expired()


@shared_task
def read_roster(job_id: int) -> None:
    """Read a roster file that was handed in and judge its lines."""
    jobs.run_job(job_id, _read_roster)


@shared_task
def take_roster(job_id: int) -> None:
    """Take over a roster file that was confirmed."""
    jobs.run_job(job_id, _take_roster)


@shared_task
def put_away_stale_rosters() -> int:
    """Forget the roster files that nobody confirmed."""
    return reading.put_away_stale()


def _read_roster(job) -> dict:
    file = reading.read_file(RosterFile.objects.get(pk=job.arguments["file"]), job.step)
    return {"told": reading.told(file)}


def _take_roster(job) -> dict:
    file = RosterFile.objects.get(pk=job.arguments["file"])
    reading.take_over(file, by=job.by, seen=job.arguments.get("seen", ""))
    return {"told": reading.told(RosterFile.objects.get(pk=file.pk))}
