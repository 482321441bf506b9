"""Lives run side by side in the order of time, each step with the portal's clock frozen at its moment.

A life is a generator that acts and yields the moment of its next act. So numbers of notices, audit and timeline
come in the order in which things happened, as they would in the real portal.
"""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from panlong import clock

Life = Iterator[datetime]
A_MINUTE = timedelta(minutes=1)


class History:
    """All lives up to `now`."""

    def __init__(self, now: datetime):
        self.now = now
        self._queue: list[tuple[datetime, int, Life]] = []
        self._numbers = count()

    def begin(self, life: Life, at: datetime) -> None:
        """Let `life` begin at `at`."""
        heapq.heappush(self._queue, (at, next(self._numbers), life))

    def run(self) -> None:
        """Live all lives to their end. Nothing may happen after now: that would be a mistake in the tables."""
        while self._queue:
            moment, _number, life = heapq.heappop(self._queue)
            if moment > self.now:
                raise ValueError(f"{life} asks for {moment}, which is after {self.now}")
            with clock.at(moment):
                wish = next(life, None)
            if wish is not None:
                self.begin(life, max(wish, moment + A_MINUTE))


def later(days: int, hour: int = 10) -> datetime:
    """Return `hour` o'clock `days` after the present moment of a life."""
    return timezone.localtime(clock.now() + timedelta(days=days)).replace(
        hour=hour, minute=0, second=0, microsecond=0
    )


def on(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """Return `hour` o'clock of a day in the portal's time zone."""
    return timezone.make_aware(datetime(year, month, day, hour))
