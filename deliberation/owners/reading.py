"""A roll of owners, out of a file or out of the roster of households, as rows of flats that are checked one by one."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from deliberation.owners.heads import Fault, FlatRow, find_ambiguous
from panlong import clock, crypto, spreadsheets
from panlong.accounts import people, phones
from panlong.accounts.groups import walking_order
from panlong.accounts.models import Household, Membership, User
from panlong.accounts.roster import heads as roster_heads
from panlong.areas.models import Area, Level
from panlong.fields import SquareMetresField, hidden_near
from panlong.file_errors import Unreadable
from panlong.tools import spelling

COLUMNS = ("building", "unit", "room", "exclusive_area", "owner", "phone", "owner_number")
NEEDED = ("room", "exclusive_area", "owner")
aliases = {
    "专有面积": "exclusive_area", "专有部分面积": "exclusive_area", "专有部分建筑面积": "exclusive_area", "建筑面积": "exclusive_area",
    "面积": "exclusive_area", "产权面积": "exclusive_area", "房屋面积": "exclusive_area", "floor_area": "exclusive_area",
    "业主": "owner", "业主姓名": "owner", "姓名": "owner", "产权人": "owner", "所有权人": "owner", "name": "owner",
    "业主编号": "owner_number", "业主号": "owner_number", "编号": "owner_number",
}  # fmt: skip
PASSED_OVER = frozenset({"area_code", "birth_year", "is_owner", "is_head", "until"})
MOST_FLATS = 6000
LONGEST = 60
APART = re.compile(r"[、，,;；/]")
Rows = tuple[list[FlatRow], list[Fault]]


# --- Out of a file -------------------------------------------------------------------------------------------------
def read_rows(name: str, data: bytes, place: Area) -> Rows:
    """Return the flats of the file `data` called `name` for the owners of `place`, and its faults.

    Several lines of a flat are its co-owners, as are several names in a cell. Raises Unreadable when it is no table.
    """
    sheet = spreadsheets.read_sheet(name, data, _is_head)
    head = [_column(cell) for cell in sheet.head]
    _check_head(head)
    reader = _Reader(place)
    for number, cells in sheet.rows:
        reader.take(number, dict(zip(head, cells, strict=True)), sheet.merged.get(number, ""))
    rows = list(reader.rows.values())
    if not rows and not reader.faults:
        raise Unreadable("empty")
    return rows, [*reader.faults, *find_ambiguous(rows)]


def _column(cell: str) -> str:
    bare = re.sub(r"[(\[].*?[)\]]|[\s*:]|m2|m²", "", spelling.tidy_door(cell)).casefold()
    bare = spelling.simplified(bare)
    known = aliases.get(bare) or roster_heads.column(cell)
    known = aliases.get(known, known)
    return "" if known in PASSED_OVER else known


def _is_head(cells: list[str]) -> bool:
    return len({_column(cell) for cell in cells} & {*COLUMNS}) >= 2


def _check_head(head: list[str]) -> None:
    named = [name for name in head if name]
    if len(set(named)) != len(named):
        raise Unreadable("head")
    if missing := [name for name in NEEDED if name not in head]:
        raise Unreadable("missing_columns", columns=", ".join(missing))
    if unknown := [name for name in named if name not in COLUMNS]:
        raise Unreadable("unknown_columns", columns=", ".join(unknown)[:200])


class _Reader:
    """Makes flats of lines; knows the homes of the place by their doors."""

    def __init__(self, place: Area):
        self.place = place
        self.rows: dict[str, FlatRow] = {}
        self.faults: list[Fault] = []
        homes = people.households_in(place).select_related("area__parent")
        self.homes = {
            (_building_key(home.area, place), home.door_key): home
            for home in homes
            if home.twin_of_id is None
        }
        self.names = {_building_key(home.area, place): home.area.name for home in self.homes.values()}

    def take(self, line: int, cells: dict[str, str], merged: str) -> None:
        """Take one line of the file in."""
        text = {name: cells.get(name, "") for name in COLUMNS}
        wrong: list[Fault] = [[line, "", "merged", {"cells": merged}]] if merged else []
        for name, value in text.items():
            if spreadsheets.looks_like_formula(value) and not spelling.PLAIN_NUMBER.fullmatch(value):
                wrong.append([line, name, "formula", {"text": value[:40]}])
            elif (near := hidden_near(value)) is not None:
                wrong.append([line, name, "hidden", {"near": near}])
            elif len(value) > LONGEST:
                wrong.append([line, name, "too_long", {}])
        if wrong:
            self.faults += wrong
            return
        self._take_clean(line, {name: spelling.tidy(value) for name, value in text.items()})

    def _take_clean(self, line: int, text: dict[str, str]) -> None:
        wrong: list[Fault] = []
        room, unit = spelling.tidy_door(text["room"]), spelling.tidy_door(text["unit"])
        if not room:
            wrong.append([line, "room", "no_room", {}])
        area = _square_metres(text["exclusive_area"])
        if area is None and text["exclusive_area"]:
            wrong.append([line, "exclusive_area", "exclusive_area", {"text": text["exclusive_area"]}])
        named = [spelling.tidy_name(one) for one in APART.split(text["owner"]) if one.strip()]
        if not named:
            wrong.append([line, "owner", "no_name", {}])
        numbers, bad = _phones(text["phone"])
        if bad:
            wrong.append([line, "phone", "phone", {}])
        if wrong:
            self.faults += wrong
            return
        number = spelling.tidy_code(text["owner_number"])
        self._join(line, self._place_of(text["building"], unit, room), area, _people(named, numbers), number)

    def _place_of(self, building: str, unit: str, room: str) -> tuple[str, Household | None]:
        key = spelling.building_key(building, self.place.name) if building else ""
        home = self.homes.get((key, spelling.door_key(unit, room)))
        if home is None and not building and self.place.level == Level.BUILDING:
            home = self.homes.get((_building_key(self.place, self.place), spelling.door_key(unit, room)))
        if home is not None:
            return str(home), home
        name = self.names.get(key) or spelling.tidy_door(building)
        return " ".join(part for part in (name, unit, room) if part), None

    def _join(self, line: int, where: tuple[str, Household | None], area: Decimal | None, owners: list[dict], number: str) -> None:  # fmt: skip
        """Let the line be a flat, or another owner of a flat that stands above."""
        place, home = where
        known = self.rows.get(place)
        if known is None:
            if area is None:
                self.faults.append([line, "exclusive_area", "no_exclusive_area", {}])
                return
            self.rows[place] = FlatRow(line, place, home.pk if home else None, f"{area:.2f}", owners, number)
            if len(self.rows) > MOST_FLATS:
                raise Unreadable("too_many_rows", most=MOST_FLATS)
            return
        if area is not None and f"{area:.2f}" != known.area:
            self.faults.append(
                [line, "exclusive_area", "room_twice", {"line": known.line, "area": known.area}]
            )
        elif {(one["name"], one["phone_hash"]) for one in owners} & {
            (one["name"], one["phone_hash"]) for one in known.people
        }:
            self.faults.append([line, "owner", "owner_twice", {"line": known.line}])
        elif number != known.number:
            self.faults.append([line, "owner_number", "owner_number", {"line": known.line}])
        else:
            known.people += owners


def _building_key(area: Area, place: Area) -> str:
    """Return the key of the building of a home; '' where it lies in the courtyard itself."""
    if area.level == Level.COURTYARD:
        return ""
    yard = area.parent.name if area.parent_id and area.parent else place.name
    return spelling.building_key(area.name, yard)


def _square_metres(text: str) -> Decimal | None:
    """Return an area of at most two decimals, exactly as it is written; None for anything else, also for a third decimal."""
    try:
        number = Decimal(spelling.tidy_number(text, marks=SquareMetresField.MARKS))
        exact = number.quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return exact if exact == number and 0 < number < 1_000_000 else None


def _phones(text: str) -> tuple[list[str], bool]:
    try:
        return [phones.normalise_phone(one) for one in APART.split(text) if one.strip()], False
    except ValidationError:
        return [], True


def _people(names: list[str], numbers: list[str]) -> list[dict]:
    """Return the owners of a line; their numbers only where there is one for each."""
    hashes = [crypto.keyed_hash(one) for one in numbers]
    if len(hashes) != len(names):
        hashes = [""] * len(names)
    return [
        {"name": name, "phone_hash": hash, "user": None} for name, hash in zip(names, hashes, strict=True)
    ]


# --- Out of the roster ---------------------------------------------------------------------------------------------
def rows_of_households(place: Area) -> Rows:
    """Return the flats of the households of `place` with their owners on the roster, and what is missing there.

    A home of which no owner is on record is a head without a name: it counts, and votes on paper.
    """
    homes = sorted(people.households_in(place).select_related("area"), key=walking_order)
    owning: dict[int, list[dict]] = {}
    known = Membership.objects.current().filter(household__in=homes, is_owner=True).select_related("user")
    for one in known.order_by("pk"):
        person = {"name": one.user.name, "phone_hash": "", "user": one.user_id}
        owning.setdefault(one.household_id, []).append(person)
    rows, faults = [], []
    for line, home in enumerate((one for one in homes if one.twin_of_id is None), 1):
        if home.floor_area is None:
            faults.append([line, "exclusive_area", "no_area_of", {"home": str(home)}])
            continue
        owners = owning.get(home.pk, [{"name": "", "phone_hash": "", "user": None}])
        rows.append(FlatRow(line, str(home), home.pk, f"{home.floor_area:.2f}", owners))
    if not rows and not faults:
        raise Unreadable("empty")
    return rows, faults


def match_people(rows: list[FlatRow]) -> Iterator[tuple[dict, int]]:
    """Yield each owner of `rows` whom the portal knows, with the number of the person.

    By the telephone, or as an owner of that home with the same name; nobody is matched by the name alone.
    """
    hashes = {one["phone_hash"] for row in rows for one in row.people if one["phone_hash"]}
    by_phone = dict(
        User.objects.filter(phone_hash__in=hashes, is_active=True).values_list("phone_hash", "pk")
    )
    homes = [row.household for row in rows if row.household]
    there = Membership.objects.filter(
        household__in=homes, is_owner=True, since__lte=clock.now(), user__is_active=True
    )
    by_home = {
        (home, key): user
        for home, key, user in there.current().values_list("household", "user__name_key", "user")
    }
    for row in rows:
        for one in row.people:
            found = one["user"] or by_phone.get(one["phone_hash"])
            found = found or by_home.get((row.household, spelling.name_key(one["name"])))
            if found:
                yield one, found
