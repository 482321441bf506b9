"""How long a roster of 100,000 rows takes, and how much memory. `python -m pytest benchmarks/test_roster.py -n 0 -s`

Each step runs in a process of its own, as in a worker, so that its memory is its own too.
"""

import io
import random
import subprocess
import sys
import time

import openpyxl
import pytest

from panlong.accounts.models import Membership, User
from panlong.accounts.roster import reading
from panlong.areas.models import Area
from tests.conftest import *  # noqa: F403  (its fixtures)
from tests.factories import world

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 100_000
PROCESS = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from panlong.accounts import roster
from panlong.accounts.models import RosterFile, User
file = RosterFile.objects.get(pk=sys.argv[3])
if sys.argv[2] == "read":
    roster.read(file)
else:
    roster.take(file, by=User.objects.get(pk=sys.argv[4]))
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def rows(yards: list[Area]) -> list[list]:
    dice, found = random.Random(4), [list(reading.COLUMNS)]
    for number in range(ROWS // 2):
        yard, floor = yards[number % len(yards)], number // len(yards)
        home = [
            yard.code,
            f"{floor // 200 + 1}栋",
            f"{floor % 4 + 1}单元",
            f"{floor % 200:04d}",
            dice.randint(40, 140),
        ]
        for person in range(2):
            phone = 13_000_000_000 + number * 2 + person
            found.append(
                [
                    *home,
                    f"演示{number}{'甲乙'[person]}",
                    phone,
                    dice.randint(1940, 2005),
                    1 - person,
                    1 - person,
                ]
            )
    return found


def as_xlsx(table: list[list]) -> bytes:
    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in table:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def as_csv(table: list[list]) -> bytes:
    return "\n".join(",".join(map(str, row)) for row in table).encode("gb18030")


def step(what: str, file, second) -> tuple[float, int]:
    """Return (seconds, MB at the most) of a process that reads `file`, or takes it over by `second`."""
    from django.db import connection

    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PROCESS, connection.settings_dict["NAME"], what, str(file.pk), str(second.pk)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return time.perf_counter() - start, int(done.stdout.split()[-1])


@pytest.mark.parametrize("make, name", [(as_csv, "r.csv"), (as_xlsx, "r.xlsx")])
def test_a_hundred_thousand_rows(calendars, make, name):
    w = world(households=1)
    yards = [
        Area.objects.create(
            code=f"{w.community.code}-{n:03d}", name=f"院{n}", level="courtyard", parent=w.community
        )
        for n in range(100, 150)
    ]
    data = make(rows(yards))
    file = reading.receive_file(name, data, by=w.staff, codes=[w.community.code])
    for what in ("read", "take"):
        seconds, megabytes = step(what, file, w.handler)
        print(f"\n{name} ({len(data) / 1e6:.1f} MB), {what}: {seconds:.1f} s, {megabytes} MB")
    assert User.objects.filter(name__startswith="演示").count() == ROWS
    assert Membership.objects.count() == ROWS + 1
    again = reading.receive_file(name, data, by=w.staff, codes=[w.community.code])
    seconds, megabytes = step("read", again, w.handler)
    again.refresh_from_db()
    print(f"\n{name} once more, read: {seconds:.1f} s, {megabytes} MB")
    assert again.counts["unchanged"] == ROWS
