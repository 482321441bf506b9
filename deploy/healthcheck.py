"""Exit with 0 if the container's process is well: `healthcheck.py web` or `healthcheck.py beat`.

The worker is asked by Celery's own `inspect ping`.
"""

import os
import sys
import time
import urllib.request
from pathlib import Path


def web_is_well() -> bool:
    """Whether this process answers. It is no worse for a database that is away, and starting it anew would not help."""
    host = os.environ["PANLONG_HOSTS"].split(",")[0].strip()
    request = urllib.request.Request("http://127.0.0.1:8000/livez", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def beat_is_well() -> bool:
    """Whether beat saved its schedule lately, which it does every three minutes."""
    files = Path(os.environ["PANLONG_VAR"]).glob("celerybeat-schedule*")
    return any(time.time() - file.stat().st_mtime < 600 for file in files)


if __name__ == "__main__":
    sys.exit(not {"web": web_is_well, "beat": beat_is_well}[sys.argv[1]]())
