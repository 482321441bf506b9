"""The six parties at a talk: invited as the register says, heard by name, and told apart from one that there is none of."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from deliberation.models import Meeting, Party, PartyInvitation, PartyOpinion, SixParty
from panlong.areas.models import Area
from panlong.errors import Refused


def parties_of(area: Area) -> dict[str, SixParty | None]:
    """Return the entry of each of the six parties for `area`, the nearest one above it; None where nothing is on record."""
    rows = SixParty.objects.filter(area__code__in=area.codes_above()).order_by("area__code")
    nearest = {row.party: row for row in rows.select_related("user")}
    return {party: nearest.get(party) for party in Party.values}


def invite_parties(meeting: Meeting) -> list[PartyInvitation]:
    """Write down how each party is invited to `meeting`, a six-party talk, from the register as it is now."""
    made = []
    for party, entry in parties_of(meeting.project.area).items():
        invitation = PartyInvitation(meeting=meeting, party=party, way=_way_of(entry))
        if entry is not None:
            invitation.unit, invitation.contact, invitation.note = entry.unit, entry.contact, entry.note
            invitation.user = entry.user if entry.is_there else None
        made.append(invitation)
    return PartyInvitation.objects.bulk_create(made)


def _way_of(entry: SixParty | None) -> str:
    if entry is None:
        return PartyInvitation.Way.UNKNOWN
    if not entry.is_there:
        return PartyInvitation.Way.NONE
    reachable = entry.user is not None and entry.user.is_active
    return PartyInvitation.Way.MESSAGE if reachable else PartyInvitation.Way.LETTER


class Seat(NamedTuple):
    """The seat of a party at a talk; `invitation` is None for talks from before there was a register."""

    party: Party
    invitation: PartyInvitation | None

    @property
    def is_there(self) -> bool:
        return self.invitation is None or self.invitation.way != PartyInvitation.Way.NONE

    @property
    def named(self) -> str:
        """The party, with its unit where that is known."""
        unit = self.invitation.unit if self.invitation else ""
        return f"{self.party.label} ({unit})" if unit else str(self.party.label)


def seats_of(meeting: Meeting) -> list[Seat]:
    """Return the six seats of a talk, in their order."""
    invited = {one.party: one for one in meeting.invitations.all()}
    return [Seat(party, invited.get(party)) for party in Party]


def lacking(meeting: Meeting, opinions: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return what is missing in `opinions` on a talk, as (name of the field, sentence that names the party)."""
    said = {one["party"]: one for one in opinions}
    faults = []
    for seat in seats_of(meeting):
        if not seat.is_there:
            continue
        one = said.get(seat.party.value, {})
        has_words = bool(str(one.get("words", "")).strip())
        if not one:
            faults.append(
                (f"words_{seat.party}", _("%(party)s: was it there or not?") % {"party": seat.named})
            )
        elif not has_words and one["attended"]:
            faults.append(
                (f"words_{seat.party}", _("%(party)s was there: write what it said.") % {"party": seat.named})
            )
        elif not has_words:
            faults.append(
                (f"words_{seat.party}", _("%(party)s was missing: write why.") % {"party": seat.named})
            )
    return faults


def complete(meeting: Meeting, opinions: Iterable[dict[str, Any]]) -> list[PartyOpinion]:
    """Return the opinions of all six parties as rows not yet stored; raise Refused, naming the party, when one lacks something."""
    opinions = list(opinions)
    for field, sentence in lacking(meeting, opinions):
        raise Refused(sentence, field=field)
    said = {one["party"]: one for one in opinions}
    rows = []
    for seat in seats_of(meeting):
        invitation = seat.invitation
        row = PartyOpinion(
            meeting=meeting, party=seat.party.value, unit=invitation.unit if invitation else ""
        )
        if seat.is_there:
            one = said[seat.party.value]
            row.attended, row.words = one["attended"], one["words"].strip()
            contact = invitation.contact if invitation else ""
            row.name = (one.get("name", "").strip() or contact) if row.attended else ""
        else:
            row.is_there, row.attended, row.words = False, False, invitation.note if invitation else ""
        rows.append(row)
    return rows
