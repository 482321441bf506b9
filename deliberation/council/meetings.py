"""Meetings: called with notice, held, written down."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.council import kinds, sixparties
from deliberation.models import Meeting, Motion, PartyOpinion, Unit
from deliberation.models.council.meetings import MINUTES
from deliberation.rounds.opening import lock_projects
from deliberation.rounds.tally import owners_decide
from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.accounts.people import households_at
from panlong.areas.models import Area
from panlong.errors import Refused, require
from panlong.notices.facts import MeetingFacts, MinutesFacts
from panlong.notices.messages import tell
from projects import rules as project_rules
from projects import verbs
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row

# While it is talked through, and in the pool, where it may have to be confirmed.
MEETING_STAGES = (Stage.DELIBERATION, Stage.POOLED)


@transaction.atomic
def call_meeting(
    project: Project,
    *,
    by: User,
    platform: str,
    starts_at: datetime,
    place: str,
    agenda: str,
    operation: UUID,
    also: Iterable[Project] = (),
) -> Meeting:
    """Call a meeting of kind `platform` about `project` with at least 3 days' notice (D); the same `operation` calls it once.

    It keeps the rule of its day: who sits, how many must come and how many be in favour (kinds.rule_of). A council sits
    within its term only. `also` are other projects on its agenda, each with a vote of its own. To a six-party talk the
    parties are invited as the register says.
    """
    also = [one for one in also if one.pk != project.pk]
    lock_projects([project.pk, *(one.pk for one in also)])
    project = lock_row(project)
    verbs.require_permission(all(rules.may_call_meeting(by, one) for one in [project, *also]))
    earlier = Meeting.objects.filter(operation=operation, project=project).first()
    if earlier:
        return earlier
    verbs.require_stage(project, *MEETING_STAGES)
    _require_same_seats(project, also)
    require_notice_days(starts_at, project.area)
    unit = kinds.UNIT_OF[platform]
    council = kinds.require_council(project.area, at=starts_at) if unit == Unit.MEMBERS else None
    meeting = Meeting.objects.create(
        project=project,
        platform=platform,
        unit=unit,
        council=council,
        **kinds.rule_of(unit, project.area),
        called_by=by,
        called_at=clock.now(),
        starts_at=starts_at,
        place=place,
        agenda=agenda,
        operation=operation,
    )
    if unit == Unit.PARTIES:
        sixparties.invite_parties(meeting)
    Motion.objects.bulk_create(Motion(meeting=meeting, project=one, text=one.title) for one in also)
    _announce_call(meeting, also, by=by)
    return meeting


def _announce_call(meeting: Meeting, also: list[Project], *, by: User) -> None:
    """Publish the notice of a `meeting` just called, and tell those concerned."""
    project, when = meeting.project, clock.minute(meeting.starts_at)
    facts = MeetingFacts(
        about=verbs.notice_facts(project), platform=str(meeting.platform), when=when, place=meeting.place, agenda=meeting.agenda,
        also=[one.title for one in also], **meeting.who_sits,
    )  # fmt: skip
    notice = verbs.announce(project, facts, by=by, ends_at=meeting.starts_at)
    meeting.notice = notice
    meeting.save(update_fields=["notice"])
    for one in [project, *also]:
        verbs.note_event(one, "call_meeting", by=by, note=f"{when} {meeting.place}", notice=notice)
    audit.record("call_meeting", by=by, target=meeting, area_code=project.area.code)
    tell(
        invited(meeting), "meeting", f"meeting-{meeting.pk}", link=meeting.get_absolute_url(), project=project.title, when=when,
        place=meeting.place,
    )  # fmt: skip


def _require_same_seats(project: Project, also: list[Project]) -> None:
    """Raise Refused unless the same people are asked about the projects in `also`: of the same place, at such a stage."""
    for one in also:
        verbs.require_stage(one, *MEETING_STAGES)
        require(
            one.area_id == project.area_id,
            _("Only projects of one place stand on one agenda: those who sit are the same."), field="also",
        )  # fmt: skip


def require_notice_days(starts_at: datetime, area: Area | None = None) -> None:
    """Raise Refused unless `starts_at` leaves those concerned in `area` the days of notice (`meeting_notice_days`)."""
    days = int(policy.rule("meeting_notice_days", area=area).value)
    require(
        timezone.localdate(starts_at) >= clock.today() + timedelta(days=days),
        _("A meeting is called at least %(days)d days ahead.") % {"days": days}, field="starts_at",
    )  # fmt: skip


def lock_meeting(meeting: Meeting) -> Meeting:
    """Lock the project that `meeting` was called about, and then `meeting`; return it with that project."""
    project = lock_row(meeting.project)
    meeting = lock_row(meeting)
    meeting.project = project
    return meeting


def require_open(meeting: Meeting) -> None:
    """Raise Refused when it is on record already what became of `meeting`."""
    require(meeting.minutes_at is None, _("The minutes of this meeting have been written already."))
    if meeting.called_off:
        change = meeting.changes.last()
        assert change is not None, "the change is written in the transaction that calls the meeting off"
        raise Refused(
            _("This meeting is on record as “%(what)s”: %(reason)s")
            % {"what": meeting.get_called_off_display(), "reason": change.reason}
        )


def invited(meeting: Meeting):
    """Return those who were told of `meeting` (a queryset)."""
    return kinds.people_concerned(meeting)


def about(project: Project):
    """Return the meetings with `project` on the agenda, in their order (a queryset)."""
    return Meeting.objects.filter(Q(project=project) | Q(pk__in=project.motions.values("meeting")))


def agreeing_to(version, *platforms: str):
    """Return the meetings, of kinds `platforms` or of any, that agreed to plan `version` (a row, key or OuterRef; a queryset).

    Whether it was what they met about, or one more on the agenda.
    """
    in_motion = Motion.objects.filter(version=version, agreed=True)
    held = Meeting.objects.filter(Q(version=version, agreed=True) | Q(pk__in=in_motion.values("meeting")))
    return held.filter(platform__in=platforms) if platforms else held


def has_agreed_to_plan(project: Project, *platforms: str) -> bool:
    """Say whether a meeting of one of the kinds `platforms`, or any, agreed to the present version of the plan of `project`."""
    version = project.plan_versions.last()
    return version is not None and agreeing_to(version, *platforms).exists()


@transaction.atomic
def write_minutes(
    meeting: Meeting, *, by: User, signed: Sequence[str] = (), motions: Sequence[dict] = (), **facts: Any
) -> Meeting:
    """Write and publish the minutes of a meeting that was held, with the names of the two who `signed`.

    `facts` are those of `check_minutes`. Pages come here by the second signature (council.minutes).
    """
    meeting = lock_meeting(meeting)
    project = meeting.project
    verbs.require_permission(project_rules.may_write_minutes(by, project) or bool(signed))
    require_open(meeting)
    require(meeting.is_over, _("This meeting has not been held yet."))
    opinions, voted = check_minutes(meeting, motions=motions, **facts)
    meeting.minutes_by, meeting.minutes_at = by, clock.now()
    PartyOpinion.objects.bulk_create(opinions)
    for motion in voted:
        motion.save()
    meeting.save(update_fields=MINUTES)
    notice = verbs.announce(project, _facts_of(meeting, project, opinions, voted, signed), by=by)
    meeting.minutes_notice = notice
    meeting.save(update_fields=["minutes_notice"])
    for one in [project, *(motion.project for motion in voted if motion.project)]:
        verbs.note_event(one, "write_minutes", by=by, note=meeting.decision, notice=notice)
    audit.record("write_minutes", by=by, target=meeting, area_code=project.area.code, agreed=meeting.agreed)
    return meeting


def check_minutes(
    meeting: Meeting,
    *,
    minutes: str,
    decision: str,
    present: int | None = None,
    in_favour: int | None = None,
    against: int | None = None,
    opinions: Sequence[dict] | None = None,
    motions: Sequence[dict] = (),
    area_present: Decimal | str | None = None,
    area_in_favour: Decimal | str | None = None,
    grave: bool = False,
) -> tuple[list[PartyOpinion], list[Motion]]:
    """Fill `meeting` in, unsaved, with what the minutes say, and return opinions and motions, unsaved; Refused when it cannot be true.

    The counts are of what it counts: members, households or parties. It agreed when of those entitled the share came
    that it was called under, and of those present more than the share were in favour. Who only speaks (a neighbours'
    hour) agrees to nothing: there are no votes. Of projects from before there was an owners' vote the owners decide in
    a meeting of all households, by households and floor area (m²) together (民法典 §278; one dwelling counts as one
    owner); `grave`: repair fund, rebuilding or change of use. A six-party talk needs the words of each party, or the
    reason why it was missing; those who came are counted from them.
    """
    said = sixparties.complete(meeting, opinions or []) if meeting.unit == Unit.PARTIES else []
    came = sum(one.attended for one in said) if said else present
    if came is None:
        raise Refused(_("Write down how many came."), field="present")
    entitled = kinds.count_entitled(meeting)
    votes = _count_votes(meeting, entitled=entitled, present=came, in_favour=in_favour, against=against)
    project = meeting.project
    meeting.version = project.plan_versions.filter(at__lte=meeting.starts_at).last()
    meeting.entitled, meeting.present = entitled, came
    meeting.in_favour, meeting.against = votes
    meeting.minutes, meeting.decision = minutes, decision
    if entitled is not None and votes[0] is not None:
        meeting.agreed = kinds.has_agreed(meeting, entitled=entitled, present=came, in_favour=votes[0])
    if rules.owners_decide_in_minutes(project) and meeting.unit == Unit.HOUSEHOLDS:
        area, for_it = (None if one is None else Decimal(one) for one in (area_present, area_in_favour))
        _count_floor_area(meeting, present=area, in_favour=for_it, grave=grave)
    return said, [_vote_on(meeting, one) for one in motions]


def _vote_on(meeting: Meeting, said: dict) -> Motion:
    """Return the motion that `said` is about with its counts, unsaved."""
    known = (
        meeting.motions.select_related("project").filter(pk=said["motion"]).first()
        if said.get("motion")
        else None
    )
    motion = known or Motion(meeting=meeting, text=said["text"])
    entitled, present = meeting.entitled, meeting.present or 0
    require(
        said["in_favour"] + said["against"] <= present,
        _("“%(motion)s”: there are more votes than were present.") % {"motion": motion.text},
    )
    motion.in_favour, motion.against = said["in_favour"], said["against"]
    motion.agreed = bool(entitled) and kinds.has_agreed(
        meeting, entitled=entitled or 0, present=present, in_favour=said["in_favour"]
    )
    if motion.project:
        motion.version = motion.project.plan_versions.filter(at__lte=meeting.starts_at).last()
    return motion


def _facts_of(
    meeting: Meeting,
    project: Project,
    opinions: list[PartyOpinion],
    motions: list[Motion],
    signed: Sequence[str],
) -> MinutesFacts:
    """Return what the notice says of the minutes of `meeting`."""
    return MinutesFacts(
        about=verbs.notice_facts(project),
        platform=str(meeting.platform),
        present=meeting.present or 0,
        entitled=meeting.entitled,
        in_favour=meeting.in_favour,
        against=meeting.against,
        decision=meeting.decision,
        agreed=meeting.agreed,
        minutes=meeting.minutes,
        opinions=[
            {
                "party": str(one.party), "is_there": one.is_there, "attended": one.attended, "unit": one.unit, "name": one.name,
                "words": one.words,
            }
            for one in opinions
        ],
        motions=[
            {"text": one.text, "in_favour": one.in_favour or 0, "against": one.against or 0, "agreed": bool(one.agreed)}
            for one in motions
        ],
        signed=list(signed),
        **meeting.who_sits,
        area_entitled=_square_metres(meeting.area_entitled),
        area_present=_square_metres(meeting.area_present),
        area_in_favour=_square_metres(meeting.area_in_favour),
    )  # fmt: skip


def _count_votes(
    meeting: Meeting, *, entitled: int | None, present: int, in_favour: int | None, against: int | None
) -> tuple[int | None, int | None]:
    """Return the votes in favour and against, none where nothing is decided; raise Refused when they cannot be true."""
    if entitled is None:
        return None, None
    require(
        present <= entitled,
        _("No more can be present than are entitled: %(entitled)d.") % {"entitled": entitled}, field="present",
    )  # fmt: skip
    if in_favour is None or against is None:
        raise Refused(_("Write down how many were in favour and how many against."), field="in_favour")
    require(in_favour + against <= present, _("There are more votes than were present."), field="in_favour")
    return in_favour, against


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


def _square_metres(area: Decimal | None) -> str | None:
    return None if area is None else f"{area:.2f}"


def entitled_area(meeting: Meeting) -> Decimal:
    """Return the floor area (m²) of the households entitled; raise Refused while the roster lacks some of it."""
    households = households_at(meeting.project.area, moment=meeting.starts_at)
    unknown = households.filter(floor_area__isnull=True).count()
    require(
        unknown == 0,
        _("The floor area of %(n)d households is not on the roster; without it the owners cannot decide.")
        % {"n": unknown},
    )
    return households.aggregate(sum=Sum("floor_area"))["sum"] or Decimal(0)
