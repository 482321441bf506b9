"""The plan of a place: the areas below it as stations along a river, in the order of their codes.

The area tree holds no coordinates and we load no foreign map tiles, so this is a sketch, and says so.
"""

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count

from panlong.areas.models import CODE_LENGTHS, Area, Level
from projects.models import Project

COLUMNS, WIDTH, HEIGHT = 3, 120, 104  # stations in a row; room of each
BELOW = {
    Level.DISTRICT: Level.STREET,
    Level.STREET: Level.COMMUNITY,
    Level.COMMUNITY: Level.COURTYARD,
}


@dataclass(frozen=True)
class Station:
    """One area on the plan: where it stands and how many public projects it has."""

    area: Area
    projects: int
    x: int
    y: int

    @property
    def radius(self) -> int:
        return 16 + min(10, self.projects // 2)


@dataclass(frozen=True)
class AreaMap:
    stations: list[Station]
    stream: str  # the river as the data of an SVG path
    width: int
    height: int


def draw_area_map(area: Area) -> AreaMap | None:
    """Return the plan of what lies directly below `area`, or None when nothing does that has a page."""
    level = BELOW.get(Level(area.level))
    if level is None:
        return None
    below = list(Area.objects.filter(parent=area, level=level))
    if not below:
        return None
    counts = _projects_by_code(area, CODE_LENGTHS[level])
    places = [_place(number) for number in range(len(below))]
    stations = [
        Station(one, counts.get(one.code, 0), x, y) for one, (x, y) in zip(below, places, strict=True)
    ]
    rows = (len(below) + COLUMNS - 1) // COLUMNS
    return AreaMap(stations, _stream(places), COLUMNS * WIDTH, rows * HEIGHT)


def _projects_by_code(area: Area, length: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    rows = Project.objects.published().within(area).values_list("area__code").annotate(Count("id")).order_by()
    for code, number in rows:
        counts[code[:length]] = counts.get(code[:length], 0) + number
    return counts


def _place(number: int) -> tuple[int, int]:
    """Return where station `number` stands: rows run to and fro, as a winding river does."""
    row, column = divmod(number, COLUMNS)
    if row % 2:
        column = COLUMNS - 1 - column
    return column * WIDTH + WIDTH // 2, row * HEIGHT + 38


def _stream(places: list[tuple[int, int]]) -> str:
    """Return a path along `places` that swings out where a row ends."""
    x, y = places[0]
    path = [f"M{x - WIDTH // 2 + 8} {y}L{x} {y}"]
    for (x, y), (next_x, next_y) in pairwise(places):
        if y == next_y:
            path.append(f"L{next_x} {next_y}")
        else:
            out = x + (WIDTH // 2 - 8 if x > WIDTH else 8 - WIDTH // 2)
            path.append(f"C{out} {y} {out} {next_y} {next_x} {next_y}")
    return "".join(path)
