"""The lines of a roster: one of each row of a file, every cell checked by itself and every fault named."""

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from json import dumps
from typing import Any

from django.core.exceptions import ValidationError

from panlong import clock, crypto, spreadsheets
from panlong.accounts import phones
from panlong.accounts.models import RosterFile
from panlong.accounts.roster.heads import COLUMNS
from panlong.areas.models import Area, Level, within
from panlong.fields import SquareMetresField, hidden_near
from panlong.tools import spelling

LONGEST = {"area_code": 24, "building": 40, "unit": 20, "room": 20, "name": 40}
LIVED_IN = {Level.COURTYARD, Level.BUILDING, Level.GROUP}
YES = {"1", "1.0", "true", "yes", "y", "是", "√", "✓", "x"}
NO = {"", "0", "0.0", "false", "no", "n", "否"}
WRITTEN = (
    "file_id", "number", "area_code", "building", "unit", "room", "floor_area", "name", "phone_hash", "phone_cipher",
    "birth_year", "is_owner", "is_head", "new_phone", "what", "faults", "changes", "name_key", "door_key", "near_words",
)  # fmt: skip
# What is no text but a number has a rule of its own, and +86 is no formula.
NUMBERS = frozenset({"phone", "floor_area", "birth_year"})


class Reader:
    """Makes lines of rows, each checked by itself; knows the areas in `codes`."""

    def __init__(self, codes: Iterable[str], merged: dict[int, str] | None = None):
        self.codes, self.merged = list(codes), merged or {}
        self.this_year = clock.today().year
        areas = Area.objects.filter(within(self.codes, field="code")).select_related("parent")
        self.areas = {area.code: area for area in areas}

    def line(self, file: RosterFile, number: int, row: dict[str, str]) -> tuple:
        """Return one row of the table of lines, in the order of WRITTEN."""
        wrong: list[list] = []
        text = {name: row.get(name, "") for name in COLUMNS}
        if number in self.merged:
            wrong.append(["", "merged", {"cells": self.merged[number]}])
        for name, value in text.items():
            if not value:
                continue
            if fault := _fault_of(name, value):
                wrong.append([name, *fault])
                text[name] = ""
            else:
                text[name] = spelling.tidy(value)
        said = {name for name, *_rest in wrong}

        def check(name: str, convert: Callable[[str], Any], otherwise: Any = None) -> Any:
            """Return the value of a column, or `otherwise` when it is wrong; what was said of it is not said again."""
            try:
                return convert(text[name]) if name not in said else otherwise
            except Wrong as fault:
                wrong.append([name, *fault.args])
                return otherwise

        area = check("area_code", self._area)
        building = check("building", lambda value: self._building(area, value), "")
        unit, room = spelling.tidy_door(text["unit"]), check("room", _room, "")
        person = spelling.tidy_name(text["name"])
        floor_area = check("floor_area", _square_metres)
        phone = check("phone", _phone, "")
        birth_year = check("birth_year", self._year)
        is_owner, is_head = check("is_owner", _yes_or_no, False), check("is_head", _yes_or_no, False)
        if not person and "name" not in said and (text["phone"] or birth_year or is_owner or is_head):
            wrong.append(["name", "no_name", {}])
        return (
            file.pk, number, text["area_code"], building, unit, room, floor_area, person,
            crypto.keyed_hash(phone) if phone else "", crypto.encrypt_text(phone) if phone else "", birth_year, is_owner,
            is_head, False, "", dumps(wrong), "{}", spelling.name_key(person)[:60],
            spelling.door_key(unit, room)[:60], "{}",
        )  # fmt: skip

    def _area(self, code: str) -> Area:
        if not code:
            raise Wrong("no_code", {})
        if not any(code.startswith(mine) for mine in self.codes):
            raise Wrong("not_your_area", {"code": code})
        area = self.areas.get(code)
        if area is None:
            raise Wrong("no_such_area", {"code": code})
        if area.level not in LIVED_IN:
            raise Wrong("area_too_large", {"area": area.name})
        return area

    def _building(self, area: Area | None, name: str) -> str:
        """Return the building below courtyard `area`; '' where the code names the building itself."""
        name = spelling.tidy_door(name)
        if area is None or not name or area.level == Level.COURTYARD:
            return name
        yard = area.parent.name if area.parent else ""
        if spelling.building_key(area.name, yard) != spelling.building_key(name, yard):
            raise Wrong("building_twice", {"area": area.name})
        return ""

    def _year(self, text: str) -> int | None:
        if not text:
            return None
        found = spelling.YEAR.fullmatch(spelling.tidy_number(text))
        if found is None or not 1900 <= int(found[1]) <= self.this_year:
            raise Wrong("birth_year", {"text": text})
        return int(found[1])


class Wrong(Exception):
    """A cell is wrong: (name of the fault, its facts)."""


def _fault_of(name: str, value: str) -> tuple[str, dict] | None:
    """Return what is wrong with the text of a cell, whatever column it stands in; None when nothing is."""
    if spreadsheets.looks_like_formula(value) and not (
        name in NUMBERS and spelling.PLAIN_NUMBER.fullmatch(value)
    ):
        return "formula", {"text": value[:40]}
    if (near_it := hidden_near(value)) is not None:
        return "hidden", {"near": near_it}
    return ("too_long", {}) if len(value) > LONGEST.get(name, 40) else None


def _room(text: str) -> str:
    if not text:
        raise Wrong("no_room", {})
    return spelling.tidy_door(text)


def _phone(text: str) -> str:
    try:
        return phones.normalise_phone(text) if text else ""
    except ValidationError:
        raise Wrong("phone", {}) from None


def _square_metres(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(spelling.tidy_number(text, marks=SquareMetresField.MARKS)).quantize(Decimal("0.01"))
        sensible = 0 < number < 1_000_000
    except InvalidOperation:
        raise Wrong("no_number", {}) from None
    if not sensible:
        raise Wrong("floor_area", {})
    return number


def _yes_or_no(text: str) -> bool:
    word = spelling.tidy_code(text).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Wrong("yes_or_no", {"text": text})
