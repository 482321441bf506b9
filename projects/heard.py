"""民情: what was heard is noted, read by the organisers of the place, counted by theme, and turned into proposals later."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import ORGANISER_ROLES, Role, User
from panlong.areas.models import Area, within
from panlong.errors import require
from projects import rules
from projects.journey import taking_down
from projects.models import Channel, HeardNote, Project, Theme
from projects.transitions import lock_row
from projects.verbs import USED_ALREADY, require_permission

READERS = {*ORGANISER_ROLES, Role.COMMUNITY_STAFF}


@transaction.atomic
def write_note(
    *, by: User, area: Area, heard_on: date, channel: str, theme: str, text: str, operation: UUID
) -> HeardNote:
    """Note what was heard in `area` on a day through `channel`; the same `operation` notes it once."""
    require_permission(rules.may_take_down(by, area))
    require(channel != Channel.ONLINE, _("Say how it reached you."), field="channel")
    require(heard_on <= clock.today(), _("This day has not come yet."), field="heard_on")
    note, is_new = HeardNote.objects.get_or_create(
        operation=operation,
        defaults={
            "area": area, "heard_on": heard_on, "channel": channel, "theme": theme, "text": text, "by": by,
            "at": clock.now(),
        },
    )  # fmt: skip
    require(note.by_id == by.pk, USED_ALREADY)
    if is_new:
        audit.record("write_note", by=by, target=note, area_code=area.code)
    return note


def notes_for(user: User) -> QuerySet[HeardNote]:
    """Return the notes that `user` may read: those of the places they organise, and their own."""
    places = within(user.areas_of(READERS))
    return HeardNote.objects.filter(places | Q(by=user)).select_related("area", "by", "project")


def may_hear(user: User) -> bool:
    """Say whether `user` notes what is heard anywhere."""
    return bool(rules.places_served_by(user))


def begin_of_proposal(user: User, numbers: list[str]) -> dict:
    """Return what the form of a proposal begins with that notes of these `numbers` ask for; nothing for those not to be read."""
    wanted = [int(number) for number in numbers if number[:18].isdecimal()]
    notes = list(notes_for(user).filter(pk__in=wanted[:20], project=None).order_by("heard_on", "pk"))
    if not notes:
        return {}
    first = notes[0]
    return {
        "notes": notes, "area": first.area_id, "channel": first.channel, "theme": first.theme,
        "problem": "\n".join(note.text for note in notes),
        "evidence": "; ".join(f"{note.get_channel_display()} {note.heard_on}" for note in notes)[:300],
    }  # fmt: skip


def count_by_theme(notes: QuerySet[HeardNote], month: date) -> list[tuple[str, int, int]]:
    """Return (theme, how many notes of the month, how many of them became a proposal) of all themes of the article."""
    of_month = notes.filter(heard_on__year=month.year, heard_on__month=month.month).order_by()
    rows = of_month.values_list("theme").annotate(Count("pk"), Count("project"))
    found = {theme: (noted, turned) for theme, noted, turned in rows}
    return [(str(label), *found.get(theme, (0, 0))) for theme, label in Theme.choices]


@transaction.atomic
def turn_into_proposal(notes: Iterable[HeardNote], *, by: User, **said) -> Project:
    """Take down the proposal that `notes` ask for; each keeps which one it became.

    `said` is what `projects.journey.taking_down.take_down_proposal` takes. A repeat finds its draft again.
    """
    found = [lock_row(note) for note in notes]
    readable = set(notes_for(by).filter(pk__in=[note.pk for note in found]).values_list("pk", flat=True))
    require_permission(all(note.pk in readable for note in found))
    project = taking_down.take_down_proposal(by=by, **said)
    for note in found:
        require(
            note.project_id in (None, project.pk), _("This note has become a proposal already."), field="note"
        )
        note.project = project
        note.save(update_fields=["project"])
    return project
