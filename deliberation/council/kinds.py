"""Kinds of meetings: who sits in each, what is counted, and which shares let it agree."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.models import Council, Meeting, Party, PartyInvitation, Unit
from panlong import policy
from panlong.accounts.models import User
from panlong.accounts.people import households_at, residents_of
from panlong.areas.models import Area
from panlong.errors import Refused
from projects.models import Project, TaskGroupMember

UNIT_OF: dict[str, Unit] = {
    Meeting.Platform.COUNCIL: Unit.MEMBERS,
    Meeting.Platform.ALL_HOUSEHOLDS: Unit.HOUSEHOLDS,
    Meeting.Platform.SUNSHINE_HALL: Unit.HOUSEHOLDS,
    Meeting.Platform.ROUND_TABLE: Unit.HOUSEHOLDS,
    Meeting.Platform.NEIGHBOURS: Unit.PEOPLE,
    Meeting.Platform.SIX_PARTIES: Unit.PARTIES,
}
# The parameters of each unit begin with this. Who only speaks needs none.
PARAMETERS_OF = {Unit.MEMBERS: "council", Unit.HOUSEHOLDS: "households", Unit.PARTIES: "parties"}


def council_of(area: Area, *, at: datetime) -> Council | None:
    """Return the residents' council that sits for `area` on the day of `at`: the nearest one, of the place or above it."""
    return (
        Council.objects.filter(area__code__in=area.codes_above())
        .in_term(timezone.localdate(at))
        .order_by("-area__code")
        .first()
    )


def require_council(area: Area, *, at: datetime) -> Council:
    """Return that council; raise Refused, saying which term has ended if one has, when none sits then."""
    if council := council_of(area, at=at):
        return council
    past = (
        Council.objects.filter(area__code__in=area.codes_above(), until__lt=timezone.localdate(at))
        .order_by("until")
        .last()
    )
    if past:
        raise Refused(
            _("The term of “%(council)s” ends on %(day)s, before the meeting. Call all households, or wait for the next council.")
            % {"council": past.name, "day": f"{past.until:%Y-%m-%d}"}, field="platform",
        )  # fmt: skip
    raise Refused(
        _("No residents' council of this place is on record. Call all households, or let the community enter its members first."),
        field="platform",
    )  # fmt: skip


def rule_of(unit: Unit, area: Area) -> dict[str, Any]:
    """Return the fields of a meeting that keep the parameters in force today in `area` for whoever sits in `unit`."""
    keys = {"notice": "meeting_notice_days"}
    if unit in PARAMETERS_OF:
        keys |= {what: f"{PARAMETERS_OF[unit]}_{what}_percent" for what in ("quorum", "share")}
    found = policy.rules_of(tuple(keys.values()), area=area)
    kept: dict[str, Any] = {
        "rules": [
            {
                "what": what, "key": key, "value": str(found[key].value), "place": found[key].place, "basis": found[key].basis,
                "since": str(found[key].since or ""),
            }
            for what, key in keys.items()
        ]
    }  # fmt: skip
    for what in ("quorum", "share"):
        if what in keys:
            share = policy.share_of(found[keys[what]].value)
            kept |= {f"{what}_parts": share.numerator, f"{what}_of": share.denominator}
    return kept


def count_entitled(meeting: Meeting) -> int | None:
    """Return how many members, households or parties were entitled on the day of `meeting`; None where everybody may speak."""
    if meeting.unit == Unit.HOUSEHOLDS:
        return households_at(meeting.project.area, moment=meeting.starts_at).count()
    if meeting.council:
        return meeting.council.members_on(timezone.localdate(meeting.starts_at)).count()
    if meeting.unit == Unit.PARTIES:
        none_here = meeting.invitations.filter(way=PartyInvitation.Way.NONE).count()
        return len(Party) - none_here
    return None


def people_concerned(meeting: Meeting):
    """Return whom `meeting` is told of by a message (a queryset): who sits in it, and the task group it is about."""
    if meeting.unit in (Unit.HOUSEHOLDS, Unit.PEOPLE):
        return residents_of(meeting.project.area)
    group = _task_group(meeting.project)
    seats = meeting.invitations.filter(user__isnull=False).values("user")
    if meeting.council:
        seats = meeting.council.members_on(timezone.localdate(meeting.starts_at)).values("user")
    active = User.objects.filter(is_active=True)
    return (
        active.filter(pk__in=seats)
        | active.filter(pk__in=group)
        | active.filter(pk=meeting.project.proposer_id)
    )


def _task_group(project: Project):
    return TaskGroupMember.objects.filter(project=project, elected_at__isnull=False).values("user")


def has_agreed(meeting: Meeting, *, entitled: int, present: int, in_favour: int) -> bool:
    """Say whether the shares that `meeting` was called under are reached: so many came, more than so many in favour."""
    return (
        entitled > 0
        and present * meeting.quorum_of >= entitled * meeting.quorum_parts
        and in_favour * meeting.share_of > present * meeting.share_parts
    )
