"""Meetings: called with notice, held, written down."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import Meeting, PartyOpinion
from deliberation.roll import households_at
from deliberation.tally import more_than_half, owners_decide, two_thirds
from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.accounts.people import residents_of
from panlong.errors import Refused, require
from panlong.notices.models import Kind
from panlong.transitions import lock
from projects import lifecycle
from projects import rules as project_rules
from projects.models import Project
from projects.stages import Stage


@transaction.atomic
def call(
    project: Project,
    *,
    by: User,
    platform: str,
    starts_at: datetime,
    place: str,
    agenda: str,
    operation: UUID,
) -> Meeting:
    """Call a meeting about `project` with at least 3 days' notice (D); the same `operation` calls it once."""
    project = lock(project)
    lifecycle.may(rules.may_call_meeting(by, project))
    earlier = Meeting.objects.filter(operation=operation, project=project).first()
    if earlier:
        return earlier
    lifecycle.require_stage(project, Stage.DELIBERATION)
    days = policy.number("meeting_notice_days")
    require(
        timezone.localdate(starts_at) >= clock.today() + timedelta(days=days),
        _("A meeting is called at least %(days)d days ahead.") % {"days": days}, field="starts_at",
    )  # fmt: skip
    meeting = Meeting.objects.create(
        project=project,
        platform=platform,
        called_by=by,
        called_at=clock.now(),
        starts_at=starts_at,
        place=place,
        agenda=agenda,
        operation=operation,
    )
    when = clock.minute(starts_at)
    notice = lifecycle.announce(
        project,
        Kind.MEETING,
        by=by,
        ends_at=starts_at,
        platform=str(platform),
        when=when,
        place=place,
        agenda=agenda,
    )
    lifecycle.note_event(project, "call_meeting", by=by, note=f"{when} {place}", notice=notice)
    audit.record("call_meeting", by=by, target=meeting, area_code=project.area.code)
    lifecycle.tell(
        residents_of(project.area),
        "meeting",
        f"meeting-{meeting.pk}",
        link=project.get_absolute_url(),
        project=project.title,
        when=when,
        place=place,
    )
    return meeting


@transaction.atomic
def write_minutes(
    meeting: Meeting,
    *,
    by: User,
    present: int,
    in_favour: int,
    against: int,
    minutes: str,
    decision: str,
    opinions: list[dict] | None = None,
    area_present: Decimal | None = None,
    area_in_favour: Decimal | None = None,
    grave: bool = False,
) -> Meeting:
    """Write the minutes of a meeting that was held; `present`, `in_favour`, `against` are households.

    It agreed when two thirds of the households entitled came and more than half of those present were in favour
    (D). Where parts owned in common are touched, the owners decide by households and floor area (m²) together
    (民法典 §278; one dwelling counts as one owner); `grave`: repair fund, rebuilding or change of use.
    A six-party talk needs the words of each party, or the reason why it was missing.
    """
    project = lock(meeting.project)
    meeting = lock(meeting)
    lifecycle.may(project_rules.may_write_minutes(by, project))
    require(meeting.minutes_at is None, _("The minutes of this meeting have been written already."))
    lifecycle.require_stage(project, Stage.DELIBERATION)
    require(meeting.is_over, _("This meeting has not been held yet."))
    entitled = entitled_households(meeting)
    require(present <= entitled, _("No more can be present than are entitled."), field="present")
    require(
        in_favour + against <= present, _("There are more voices than people present."), field="in_favour"
    )
    if meeting.platform == Meeting.Platform.SIX_PARTIES:
        said = {opinion["party"] for opinion in opinions or [] if opinion["words"].strip()}
        require(
            said == set(PartyOpinion.Party.values),
            _("Write what each of the six parties said, or why it was missing."),
        )
    meeting.entitled, meeting.present, meeting.in_favour, meeting.against = (
        entitled,
        present,
        in_favour,
        against,
    )
    meeting.minutes, meeting.decision, meeting.minutes_by, meeting.minutes_at = (
        minutes,
        decision,
        by,
        clock.now(),
    )
    meeting.agreed = two_thirds(present, entitled) and more_than_half(in_favour, present)
    if project.touches_common_parts:
        _count_floor_area(meeting, present=area_present, in_favour=area_in_favour, grave=grave)
    meeting.save()
    PartyOpinion.objects.bulk_create(PartyOpinion(meeting=meeting, **opinion) for opinion in opinions or [])
    notice = lifecycle.announce(
        project,
        Kind.MINUTES,
        by=by,
        platform=str(meeting.platform),
        present=present,
        entitled=entitled,
        in_favour=in_favour,
        against=against,
        decision=decision,
        agreed=meeting.agreed,
        **_floor_area_facts(meeting),
    )
    lifecycle.note_event(project, "write_minutes", by=by, note=decision, notice=notice)
    audit.record("write_minutes", by=by, target=meeting, area_code=project.area.code, agreed=meeting.agreed)
    return meeting


def _count_floor_area(
    meeting: Meeting, *, present: Decimal | None, in_favour: Decimal | None, grave: bool
) -> None:
    """Write down the owners' floor area and whether they decided under 民法典 §278."""
    if present is None or in_favour is None:
        raise Refused(
            _("The owners decide here: write down the floor area that took part and that was in favour."),
            field="area_present",
        )
    meeting.area_entitled = entitled_area(meeting)
    require(
        present <= meeting.area_entitled, _("That is more floor area than there is."), field="area_present"
    )
    require(in_favour <= present, _("That is more floor area than was present."), field="area_in_favour")
    meeting.area_present, meeting.area_in_favour, meeting.grave = present, in_favour, grave
    meeting.agreed = owners_decide(
        owners=meeting.entitled or 0,
        area=meeting.area_entitled,
        owners_voting=meeting.present or 0,
        area_voting=present,
        owners_for=meeting.in_favour or 0,
        area_for=in_favour,
        special=grave,
    )


def _floor_area_facts(meeting: Meeting) -> dict[str, Any]:
    if meeting.area_present is None:
        return {}
    return {
        name: f"{getattr(meeting, name):.2f}" for name in ("area_entitled", "area_present", "area_in_favour")
    }


def agreed(project: Project) -> bool:
    """Say whether a meeting about `project` agreed to its plan; where common parts are touched, the owners."""
    held = Meeting.objects.filter(project=project, agreed=True)
    if project.touches_common_parts:
        held = held.filter(area_in_favour__isnull=False)
    return held.exists()


def pool(project: Project, *, by: User) -> Project:
    """Take a deliberated project into the pool."""
    return lifecycle.pool(project, by=by, minutes_agree=agreed(project))


def solve_by_residents(
    project: Project, *, by: User, implementer: str, implementing_person: User | None = None
) -> Project:
    """Let the residents begin by themselves (level 1)."""
    return lifecycle.solve_by_residents(
        project,
        by=by,
        minutes_agree=agreed(project),
        implementer=implementer,
        implementing_person=implementing_person,
    )


def entitled_households(meeting: Meeting) -> int:
    """Return how many households were entitled to take part in `meeting`, by the roster of its day."""
    return households_at(meeting.project.area, meeting.starts_at).count()


def entitled_area(meeting: Meeting) -> Decimal:
    """Return the floor area (m²) of the households entitled; raise Refused while the roster lacks some of it."""
    households = households_at(meeting.project.area, meeting.starts_at)
    unknown = households.filter(floor_area__isnull=True).count()
    require(
        unknown == 0,
        _("The floor area of %(n)d households is not on the roster; without it the owners cannot decide.")
        % {"n": unknown},
    )
    return households.aggregate(sum=Sum("floor_area"))["sum"] or Decimal(0)
