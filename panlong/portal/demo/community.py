"""A large invented community: its roster, handed in like any other, and residents who claim their homes and vote."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import uuid4

from deliberation import rounds
from deliberation.models import VotingRound
from panlong import clock
from panlong.accounts import privacy
from panlong.accounts.models import RosterFile, User
from panlong.accounts.roster import reading
from panlong.areas.models import Area, Level, next_code
from projects.models import Project
from projects.stages import Stage

HOUSEHOLDS_OF_A_YARD = 1000
FIRST_PHONE = 19_910_000_000  # a range that no operator has given out to people
NAME = "演示大院"
SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张"


def lay_out(community: Area, households: int) -> list[Area]:
    """Return the courtyards for so many households, made where they are missing."""
    yards = list(Area.objects.filter(parent=community, name__startswith=NAME).order_by("code"))
    for number in range(len(yards), -(-households // HOUSEHOLDS_OF_A_YARD)):
        yards.append(
            Area.objects.create(
                code=next_code(community), name=f"{NAME}{number + 1:02d}", level=Level.COURTYARD, parent=community,
                note="演示用的虚构院落。",
            )
        )  # fmt: skip
    return yards


def rows(yards: list[Area], households: int) -> Iterator[list]:
    """Return the rows of the roster, the same at every call: one to three people a household, a few homes empty."""
    dice, phone = Random(20_000), FIRST_PHONE
    for number in range(households):
        yard, home = yards[number // HOUSEHOLDS_OF_A_YARD], number % HOUSEHOLDS_OF_A_YARD
        door = [
            yard.code, f"{home // 100 + 1}栋", f"{home // 50 % 2 + 1}单元", f"{home % 50 // 2 + 1:02d}{home % 2 + 1:02d}",
            dice.randint(45, 140),
        ]  # fmt: skip
        people = dice.choices((0, 1, 2, 3), (2, 70, 20, 8))[0]
        if not people:
            yield [*door, "", "", "", "", ""]
        for person in range(people):
            year = dice.randint(1935, 2004) if person < 2 else dice.randint(2005, 2020)
            name = f"演示{dice.choice(SURNAMES)}{number + 1}{'甲乙丙'[person]}"
            yield [*door, name, phone if person < 2 else "", year, int(person == 0), int(person == 0)]
            phone += person < 2


def write(yards: list[Area], households: int) -> bytes:
    """Return the roster as a CSV file in GB18030, as an office would save it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(reading.COLUMNS)
    writer.writerows(rows(yards, households))
    return out.getvalue().encode("gb18030")


def make(community: Area, households: int) -> RosterFile:
    """Make the community: its courtyards, and everybody in them by one roster file, as from the server's command line."""
    data = write(lay_out(community, households), households)
    file = reading.read_file(reading.receive_file("演示花名册.csv", data, by=None, codes=[community.code]))
    reading.take_over(file, by=None)
    return file


def residents(number: int) -> list[User]:
    """Return the first `number` invented residents who have a phone and are of age."""
    grown = User.objects.filter(
        name__startswith="演示", phone_hash__isnull=False, birth_year__lte=2004, is_active=True
    )
    return list(
        grown.filter(memberships__household__area__parent__name__startswith=NAME).order_by("pk")[:number]
    )


def vote(community: Area, number: int, *, by: User) -> VotingRound | None:
    """Open a round over the pooled projects of `community` and let `number` residents claim their homes and vote; None without projects."""
    pooled = list(Project.objects.within(community).filter(stage=Stage.POOLED)[:5])
    if not pooled:
        return None
    ends = clock.now() + timedelta(days=7)
    budget = max(project.subsidy_planned for project in pooled)
    opened = rounds.open_round(
        community,
        by=by,
        title="演示：两万户评选",
        projects=pooled,
        closes_at=ends,
        budget=budget,
        operation=uuid4(),
        most_choices=1,
    )
    candidates = list(opened.candidates.values_list("pk", flat=True))
    for turn, resident in enumerate(residents(number)):
        privacy.record_agreement(resident)
        rounds.cast(
            opened, voter=resident, candidates=[candidates[turn % len(candidates)]], operation=uuid4()
        )
    return opened
