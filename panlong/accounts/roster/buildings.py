"""Buildings as a roster file calls them, brought to the names on record: 3, 三栋 and ３号楼 are 3栋."""

from django.db.models import Min

from panlong.accounts.models import RosterFile
from panlong.areas.models import Area, Level
from panlong.tools import spelling


def name_buildings(file: RosterFile) -> None:
    """Call the buildings of a file as the records do, or as its first line does."""
    lines = file.lines.exclude(building="").order_by()
    spelled: dict[tuple[str, str], str] = {}
    yards = {area.code: area.name for area in Area.objects.filter(code__in=lines.values("area_code"))}
    exact: set[tuple[str, str]] = set()
    for code, name in Area.objects.filter(parent__code__in=yards, level=Level.BUILDING).values_list(
        "parent__code", "name"
    ):
        spelled.setdefault((code, spelling.building_key(name, yards[code])), name)
        exact |= {(code, name), (code, name.removeprefix(yards[code]).strip())}
    said = lines.values_list("area_code", "building").annotate(first=Min("number")).order_by("first")
    for code, name, _first in said:
        if (code, name) in exact:
            continue
        kept = spelled.setdefault((code, spelling.building_key(name, yards.get(code, ""))), name)
        if kept != name:
            lines.filter(area_code=code, building=name).update(building=kept)


def buildings_called(yard: Area, name: str) -> list[Area]:
    """Return the buildings of courtyard `yard` that somebody means by `name`, however it is spelled."""
    wanted = spelling.building_key(name, yard.name)
    some = Area.objects.filter(parent=yard, level=Level.BUILDING)
    return [one for one in some if spelling.building_key(one.name, yard.name) == wanted]
