"""Near matches of a roster file: another spelling of somebody or of a door on record is a question to the worker.

Nothing is registered as a second person or home silently, and nobody is taken for somebody else without a word.
"""

from json import dumps
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import RosterFile, RosterLine, User
from panlong.accounts.roster import sql as sql
from panlong.errors import Refused, require
from panlong.tools import spelling


def ask_about_near_names(file: RosterFile) -> None:
    """Write beside the lines of a file what the worker must be asked; an answer stays while its question does."""
    homes, people = _near_homes(file), _near_people(file)
    lines = sorted({*homes, *people})
    words = [_words(homes.get(line), people.get(line)) for line in lines]
    facts: dict[str, Any] = {
        "file": file.pk,
        "lines": lines,
        "homes": [homes.get(line, (None,))[0] for line in lines],
        "people": [people.get(line, (None,))[0] for line in lines],
        "words": words,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.ASK_NO_MORE, facts)
        cursor.execute(sql.ASK, facts)
        cursor.execute(sql.LINE_SAID_TWICE, facts)


def unanswered(file: RosterFile) -> int:
    """Return how many questions of a file wait for an answer."""
    asked = file.lines.exclude(what=RosterLine.What.REFUSED)
    return (
        asked.filter(near_home__isnull=False, same_home__isnull=True).count()
        + asked.filter(near_person__isnull=False, same_person__isnull=True).count()
    )


@transaction.atomic
def answer(file: RosterFile, pk: int, *, by: User | None, what: str, same: bool) -> None:
    """Keep the worker's answer to a question of line `pk`: `what` is "home" or "person". The file is judged anew after it.

    Raises Refused when the question is not asked (any more).
    """
    file = RosterFile.objects.select_for_update().get(pk=file.pk)
    require(file.state == RosterFile.State.READY, _("This file cannot be taken over; hand it in anew."))
    line = file.lines.filter(pk=pk).first()
    if line is None or what not in line.near_words:
        raise Refused(_("This question is not asked any more."))
    column = f"same_{what}"
    setattr(line, column, same)
    line.save(update_fields=[column])
    code = file.codes[0] if len(file.codes) == 1 else ""
    audit.record(
        "answer_roster_question", by=by, area_code=code, file=file.pk, line=line.number, what=what, same=same
    )


def _near_homes(file: RosterFile) -> dict[int, tuple[int, str]]:
    """Return line → the home on record that it may mean, and how that is called; only where there is exactly one."""
    found: dict[int, list[tuple[int, str]]] = {}
    for line, home, area, unit, room, said_unit, said_room in _rows(sql.NEAR_HOMES, file):
        is_other_place = spelling.door_key(unit, room) == spelling.door_key(said_unit, said_room)
        if is_other_place or spelling.is_near_door(unit, room, said_unit, said_room):
            found.setdefault(line, []).append((home, " ".join(part for part in (area, unit, room) if part)))
    # Said to be the same: the question stays with its answer.
    said = file.lines.filter(same_home=True, near_home__isnull=False, home__isnull=False)
    answered = {line.pk: (int(line.near_home or 0), line.near_words.get("home", "")) for line in said}
    return answered | {line: some[0] for line, some in found.items() if len(some) == 1}


def _near_people(file: RosterFile) -> dict[int, tuple[int, str]]:
    """Return line → the person on record (or minus the line of the file) whom it may mean, and their name."""
    near: dict[int, tuple[int, str]] = {}
    for statement in (sql.NEAR_PEOPLE, sql.NEAR_LINES):
        for line, person, said, name, same_year in _rows(statement, file):
            alike = spelling.name_key(said) == spelling.name_key(name)
            if line not in near and (alike or spelling.is_near_name(said, name, same_year=same_year)):
                near[line] = (person, name)
    return near


def _rows(statement: str, file: RosterFile) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"file": file.pk, "now": clock.now()})
        return cursor.fetchall()


def _words(home: tuple[int, str] | None, person: tuple[int, str] | None) -> str:
    asked = {"home": home, "person": person}
    return dumps({what: near[1] for what, near in asked.items() if near}, ensure_ascii=False)
