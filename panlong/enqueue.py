"""Wake a worker. A request never waits for the broker: a separate thread makes the call.

A lost call does no harm: the work is a row in the database, and beat's sweep finds it within 20 seconds.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor

from panlong.celery import app  # by name: each thread has a current app of its own

log = logging.getLogger("panlong.outbox")
PAUSE = 30.0  # seconds without a try after one that failed: the sweep is quicker than a broker that is away

_messenger = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wake")
_queued: set[tuple] = set()  # calls that have not begun: one is enough for all who ask for the same meanwhile
_silent_until = 0.0


def enqueue_soon(task: str, *arguments) -> None:
    """Ask a worker to run the task of that name with `arguments` soon; return at once, whatever the broker does.

    A name, because tasks stand above the verbs that call for them.
    """
    call = (task, *arguments)
    if call in _queued or time.monotonic() < _silent_until:
        return
    _queued.add(call)
    _messenger.submit(_call, task, arguments)


def _call(task: str, arguments: tuple) -> None:
    global _silent_until
    _queued.discard((task, *arguments))
    if time.monotonic() < _silent_until:
        return
    try:
        app.tasks[task].apply_async(args=arguments, retry=False, ignore_result=True)
    except Exception as error:  # nobody looks at this thread: whatever it is, it is told here
        _silent_until = time.monotonic() + PAUSE
        log.warning("the broker did not take the call, the sweep will do it: %r", error)
