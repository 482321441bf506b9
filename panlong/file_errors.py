"""What can be wrong with a file or one of its lines: stored by name with its facts, said in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    # the file
    "no_csv": gettext_noop("This is not a CSV file."),
    "no_excel": gettext_noop("This is not an Excel file that can be read."),
    "encoding": gettext_noop("The text of this file is neither UTF-8 nor GB18030."),
    "ending": gettext_noop("Choose a file that ends in .xlsx, .xls or .csv."),
    "web_page": gettext_noop("By its content this file is a web page. Open it in Excel or WPS and save it as .xlsx, please."),
    "too_large": gettext_noop("The file is too large."),
    "too_many_rows": gettext_noop("More than %(most)s rows at once; divide the file, please."),
    "head": gettext_noop("The first line must name the columns, each once."),
    "missing_columns": gettext_noop("The file has no column %(columns)s."),
    "unknown_columns": gettext_noop("The portal does not know the column %(columns)s; leave it out or rename it."),
    "empty": gettext_noop("The file holds no rows."),
    # a cell or a line by itself
    "too_many_cells": gettext_noop("Line %(line)s has more cells than the first line."),
    "formula": gettext_noop("This looks like a formula: %(text)s"),
    "hidden": gettext_noop("There is a hidden character near “%(near)s”; please type that place anew."),
    "merged": gettext_noop("The cells %(cells)s are merged; separate them and write the value into every row."),
    "too_long": gettext_noop("Too long."),
    "no_room": gettext_noop("The room is missing."),
    "no_name": gettext_noop("Name the person."),
    "no_code": gettext_noop("The area code is missing."),
    "not_your_area": gettext_noop("%(code)s is not in your area."),
    "no_such_area": gettext_noop("There is no area with the code %(code)s."),
    "area_too_large": gettext_noop("People live in a courtyard or building; %(area)s is larger."),
    "building_twice": gettext_noop("The code is that of %(area)s already; leave the building empty or write the same name."),
    "phone": gettext_noop("Enter a mobile number of 11 digits, such as 13800000000."),
    "no_number": gettext_noop("Not a number."),
    "floor_area": gettext_noop("Check the floor area."),
    "birth_year": gettext_noop("“%(text)s” cannot be a year of birth; write four digits, from 1900 to this year."),
    "yes_or_no": gettext_noop("“%(text)s” is neither yes nor no: write 1 or 0."),
    # lines that contradict each other
    "person_twice": gettext_noop("This person stands in line %(line)s already, in the same household."),
    "phone_twice": gettext_noop("Line %(line)s gives this number to somebody else: %(name)s."),
    "year_twice": gettext_noop("Line %(line)s gives this person the year of birth %(year)s."),
    "room_twice": gettext_noop("Line %(line)s gives this room %(area)s m²; a room has one floor area."),
    "room_again": gettext_noop("Line %(line)s names this room already."),
    "two_heads": gettext_noop("Line %(line)s names %(name)s as the one who speaks for this household already."),
    # a roll of owners
    "exclusive_area": gettext_noop("“%(text)s” is no area in m² with at most two decimals."),
    "no_exclusive_area": gettext_noop("The exclusive area is missing."),
    "no_area_of": gettext_noop("The roster has no floor area of %(home)s."),
    "owner_again": gettext_noop(
        "%(name)s stands in line %(line)s already. Give both a telephone or an owner's number, to say whether it is the same owner."
    ),
    "owner_twice": gettext_noop("Line %(line)s names this owner of the flat already."),
    "owner_number": gettext_noop("Line %(line)s gives this flat another owner's number."),
    # lines that contradict the records
    "otherwise_elsewhere": gettext_noop("This number belongs to a person who is on record otherwise, elsewhere."),
    "change_waits": gettext_noop("Another change of this person's number waits for its second person; decide that one first."),
}  # fmt: skip

LABELS = {
    "area_code": gettext_noop("area code"),
    "building": gettext_noop("building"),
    "unit": gettext_noop("unit"),
    "room": gettext_noop("room"),
    "floor_area": gettext_noop("floor area"),
    "name": gettext_noop("name of the person"),
    "phone": gettext_noop("phone"),
    "birth_year": gettext_noop("year of birth"),
    "is_owner": gettext_noop("owner"),
    "is_head": gettext_noop("speaks for the household"),
    "exclusive_area": gettext_noop("exclusive area"),
    "owner": gettext_noop("owner"),
    "owner_number": gettext_noop("number of the owner"),
}


class Unreadable(Exception):
    """A file that cannot be read as a table; `fault` is the name of the reason and its facts."""

    def __init__(self, name: str, **facts):
        super().__init__(name)
        self.fault = ["", name, facts]
        self.name, self.facts = name, facts

    def __str__(self) -> str:
        return sentence("", self.name, self.facts)


def sentence(column: str, name: str, facts: dict) -> str:
    """Return a fault as a sentence of the active language, headed by the column it lies in."""
    if name == "missing_columns":  # by the names that a reader writes over a column, not by ours
        columns = (_(LABELS.get(one, one)) for one in facts["columns"].split(", "))
        facts = {"columns": ", ".join(columns)}
    said = _(SENTENCES[name]) % facts if facts else _(SENTENCES[name])
    return labelled(column, said) if column else said


def labelled(column: str, said: str) -> str:
    """Return `said` headed by the name of `column` in the active language."""
    return _("%(column)s: %(what)s") % {"column": _(LABELS[column]), "what": said}
