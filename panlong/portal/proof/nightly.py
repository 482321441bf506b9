"""The whole proof once a night: its result is public, and where something is wrong, auditors and administrators are told."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from panlong.accounts.models import Role
from panlong.accounts.people import holding
from panlong.log.models import Leaf, Verification
from panlong.notices.messages import tell
from panlong.portal.proof.checks import find_wrong
from panlong.tools.transactions import one_moment

SHOWN = 20  # of what is wrong; the first is the cause
FROM_HOUR = 2  # local time: few are awake, and the backup has not begun
RUNNING = 2026_1128  # key of the advisory lock: one run at a time
TOLD = (Role.AUDITOR, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Found:
    """What a run found: when it began and how many seconds it took, over how many leaves, what is wrong (sentences)."""

    at: datetime
    seconds: float
    leaves: int
    wrong: list[str]


def verify(kept=()) -> Found:
    """Run every check; `kept` are signed heads from outside, each with its name (panlong.log.heads.verify_heads)."""
    at, begun = timezone.now(), time.monotonic()
    with one_moment():
        leaves = Leaf.objects.count()
        wrong = [str(one) for one in islice(find_wrong(kept), SHOWN)]
    return Found(at, time.monotonic() - begun, leaves, wrong)


@transaction.atomic
def record(found: Found, occasion: Verification.Occasion) -> Verification:
    """Publish what a run found, and tell auditors and administrators if something is wrong."""
    made = Verification.objects.create(
        at=found.at,
        seconds=round(found.seconds, 1),
        leaves=found.leaves,
        wrong=found.wrong,
        occasion=occasion,
    )
    if found.wrong:
        tell(holding(*TOLD), "proof_broken", f"verification-{made.pk}", link=reverse("log:verified"))
    return made


def is_due(now: datetime) -> bool:
    """Say whether the run of this night is still to be made at `now`: after a night without a worker it is made by day."""
    local = timezone.localtime(now)
    tonight = local.replace(hour=FROM_HOUR, minute=0, second=0, microsecond=0)
    if local < tonight:
        tonight -= timedelta(days=1)
    nightly = Verification.objects.filter(occasion=Verification.Occasion.NIGHTLY)
    return not nightly.filter(at__gte=tonight).exists()


def verify_if_due(now: datetime) -> Verification | None:
    """Make the run of this night unless it was made or is under way; safe to call twice, late, or on two machines."""
    with one_moment(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [RUNNING])
        if not cursor.fetchone()[0] or not is_due(now):
            return None
        return record(verify(), Verification.Occasion.NIGHTLY)
