"""Waking a worker. A request never waits for the broker: a thread of its own carries the call.

If the call gets lost nothing is: what waits stands in the database, and beat's sweep finds it within 20 seconds.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger("panlong.outbox")
PAUSE = 30.0  # seconds without a try after one that failed: the sweep is quicker than a broker that is away

_messenger = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wake")
_queued: set[tuple] = set()  # calls that have not begun: one is enough for all who ask for the same meanwhile
_silent_until = 0.0


def wake(task, *arguments) -> None:
    """Ask a worker to run `task` with `arguments` soon, and return at once, whatever the broker does."""
    call = (task.name, *arguments)
    if call in _queued or time.monotonic() < _silent_until:
        return
    _queued.add(call)
    _messenger.submit(_call, task, arguments)


def _call(task, arguments: tuple) -> None:
    global _silent_until
    _queued.discard((task.name, *arguments))
    if time.monotonic() < _silent_until:
        return
    try:
        task.apply_async(args=arguments, retry=False, ignore_result=True)
    except Exception as error:  # nobody looks at this thread: whatever it is, it is told here
        _silent_until = time.monotonic() + PAUSE
        log.warning("the broker did not take the call, the sweep will do it: %r", error)
