import logging
from collections.abc import Callable, Iterable
from typing import Any

from panlong.errors import Refused

log = logging.getLogger("panlong.sweep")


def run_each(rows: Iterable, act: Callable[[Any], object]) -> int:
    """Do `act` with each of `rows` and return for how many it was done.

    One row that cannot be moved now never holds up the others; it is looked at again by the next sweep.
    """
    done = 0
    for row in rows:
        try:
            act(row)
        except Refused as refusal:
            log.info("%s %s stays: %s", row._meta.label, row.pk, refusal.reason)
        except Exception:
            log.exception("%s %s could not be moved", row._meta.label, row.pk)
        else:
            done += 1
    return done
