"""The task group (临时自治小组): put forward, accepted, chosen, changed; and who carries the project out."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from panlong import audit, clock, policy
from panlong.accounts.models import Household, Membership, User
from panlong.accounts.people import residents_of, serving
from panlong.areas.models import Area, within
from panlong.errors import require
from panlong.tools import spelling
from projects import rules
from projects.models import Evidence, GroupChoice, Handover, Project, TaskGroupMember
from projects.stages import RECEIVING, Stage
from projects.transitions import lock_row
from projects.verbs import (
    TO_ORGANISERS,
    keep_evidence,
    note_event,
    require_permission,
    require_stage,
    tell_about,
)

CHOOSING = (Stage.SUPPORT_POLL, Stage.DELIBERATION)
WITH_GROUP = RECEIVING  # from deliberation to aftercare a group is at work, and members may change


# Put forward, and not heard yet.
ASKED = {"put_forward_by__isnull": False, "accepted_at": None, "declined_at": None}


@dataclass(frozen=True)
class Choosing:
    """How the neighbours chose: the day, who was there in words and in number, and the voices by key of the member."""

    chosen_on: date
    attendance: str
    present: int
    voices: dict[int, int]


# --- Candidates ------------------------------------------------------------------------------------------------
def has_vacancy() -> Q:
    """Return the condition of projects whose group lost a member that nobody has replaced yet: leader, bookkeeper, or the number."""
    return Q(pk__in=Handover.objects.filter(replaced=False).values("project"))


def _is_incomplete(project: Project) -> bool:
    return Project.objects.filter(has_vacancy(), pk=project.pk).exists()


def require_candidates_wanted(project: Project) -> None:
    """Raise Refused unless the group is still to be chosen, or a member of it to be replaced."""
    if project.stage in WITH_GROUP and _is_incomplete(project):
        return
    require_stage(project, *CHOOSING)


@transaction.atomic
def stand_for_task_group(project: Project, *, by: User) -> TaskGroupMember:
    """Put oneself forward for the task group (临时自治小组)."""
    project = lock_row(project)
    require_permission(rules.may_stand_for_task_group(by, project))
    require_candidates_wanted(project)
    now = clock.now()
    member, is_new = TaskGroupMember.objects.get_or_create(
        project=project, user=by, defaults={"stood_at": now}
    )
    if is_new:
        audit.record("stand_for_task_group", by=by, target=project, area_code=project.area.code)
    elif member.is_asked or member.declined_at:
        return _accept(member, at=now)
    return member


def find_neighbour(
    project: Project, *, name: str, room: str, building: Area | None = None
) -> tuple[User | None, Household | None]:
    """Return who is called `name` in home `room` of the place or `building`, however spelled, and that home if it is one only."""
    homes = [
        home
        for home in Household.objects.filter(within([building or project.area]), merged_at__isnull=True)
        if spelling.room_key(home.room) == spelling.room_key(room)
    ]
    living = Membership.objects.current().filter(
        household__in=homes, user__name_key=spelling.name_key(name), user__is_active=True
    )
    found = list(living.select_related("user", "household")[:2])
    if len(found) == 1:
        return found[0].user, found[0].household
    return None, homes[0] if len(homes) == 1 and not found else None


@transaction.atomic
def put_forward(
    project: Project, *, by: User, name: str, room: str, building: Area | None = None
) -> TaskGroupMember:
    """Put a neighbour called `name`, who lives in `room`, forward for the task group; they are asked and accept or not.

    An organiser may put forward one who has no account: known by name and home, accepting on paper only.
    """
    project = lock_row(project)
    require_permission(rules.may_put_forward(by, project))
    require_candidates_wanted(project)
    neighbour, home = find_neighbour(project, name=name, room=room, building=building)
    if neighbour is None:
        require(
            home is not None and rules.may_organise(by, project),
            _(
                "Nobody of this name is on the roster for this room. An organiser can put forward who has no account."
            ),
            field="name",
        )
        known = TaskGroupMember.objects.filter(
            project=project, home=home, user__name_key=spelling.name_key(name)
        ).first()
        if known:
            return known
        neighbour = User.objects.create_user(name=spelling.tidy_name(name), wants_sms=False)
    else:
        home = None
    require(neighbour != by, _("For yourself choose “Stand for the task group”."), field="name")
    member, is_new = TaskGroupMember.objects.get_or_create(
        project=project,
        user=neighbour,
        defaults={"stood_at": clock.now(), "put_forward_by": by, "home": home},
    )
    if is_new:
        audit.record("put_forward", by=by, target=project, area_code=project.area.code, person=neighbour.pk)
        if home is None:
            tell_about(project, [neighbour], "put_forward", occasion=f"put-forward-{member.pk}", who=str(by))
    return member


@transaction.atomic
def answer_candidacy(project: Project, *, by: User, accepts: bool) -> TaskGroupMember | None:
    """Accept or decline to be a candidate for the task group; None when nobody asked `by`."""
    project = lock_row(project)
    member = project.task_group.filter(user=by).first()
    require(member is not None and member.is_asked, _("Nobody waits for your answer about this."))
    assert member is not None
    audit.record("answer_candidacy", by=by, target=project, area_code=project.area.code, accepts=accepts)
    if accepts:
        return _accept(member, at=clock.now())
    member.declined_at = clock.now()
    member.save(update_fields=["declined_at"])
    return member


def _accept(member: TaskGroupMember, *, at, **through) -> TaskGroupMember:
    member.accepted_at, member.declined_at = at, None
    for name, value in through.items():
        setattr(member, name, value)
    member.save(update_fields=["accepted_at", "declined_at", *through])
    return member


@transaction.atomic
def accept_on_paper(project: Project, *, by: User, member: TaskGroupMember, proof) -> TaskGroupMember:
    """Record that a candidate accepted on paper; `proof` is a cleaned photo of the signed sheet, `by` is not the candidate."""
    project = lock_row(project)
    require_permission(rules.may_record_acceptance(by, project))
    member = lock_row(member)
    require(member.project_id == project.pk and member.is_asked, _("Nobody waits for this answer any more."))
    require(
        member.user_id != by.pk,
        _("Nobody records their own acceptance; they say it themselves."),
        field="member",
    )
    require(bool(proof), _("Add a photo of the signed sheet."), field="proof")
    kept = keep_evidence(project, Evidence.About.CANDIDATE, proof, by=by)
    audit.record("accept_on_paper", by=by, target=project, area_code=project.area.code, person=member.user_id)
    return _accept(member, at=clock.now(), accepted_through=by, proof=kept)


# --- Who carries it out --------------------------------------------------------------------------------------
def those_who_stood(project: Project):
    """Return the residents of the place who stood for the task group: one of them may carry the project out (能人)."""
    willing = Q(task_groups__put_forward_by=None) | Q(task_groups__accepted_at__isnull=False)
    return residents_of(project.area).filter(willing, task_groups__project=project).order_by("pk")


def require_possible_implementer(project: Project, person: User | None, *, by: User) -> None:
    """Raise Refused unless `person` may carry the project out, named by `by`; nobody in particular always may."""
    if person is None:
        return
    require(
        those_who_stood(project).filter(pk=person.pk).exists(),
        _("Choose a resident of the place who stood for the task group."),
        field="implementing_person",
    )
    require(person.pk != by.pk, _("Nobody names themselves."), field="implementing_person")


@transaction.atomic
def forget_implementer(person: User) -> None:
    """Write “Resident 17” where the name of `person`, who has left, stood as the one who did the work."""
    for project in Project.objects.select_for_update().filter(implementing_person=person):
        project.implementer = str(person)
        project.save(update_fields=["implementer"])


def name_implementer(project: Project, name: str, person: User | None, *, by: User) -> None:
    """Set who carries it out: a resident, a body by `name`, or a resident under a name."""
    require_possible_implementer(project, person, by=by)
    project.implementer = name or (person.public_name if person else "")
    require(project.implementer != "", _("Say who carries it out."), field="implementer")
    project.implementing_person = person


# --- The group -------------------------------------------------------------------------------------------------
@transaction.atomic
def form_task_group(
    project: Project,
    *,
    by: User,
    members: list[TaskGroupMember],
    leader: TaskGroupMember,
    bookkeeper: TaskGroupMember,
    choosing: Choosing,
) -> Project:
    """Record whom the neighbours put into the task group and how they chose: an odd number, at least 3 (D).

    Once a member has resigned it records the group as it is from then on, at any stage up to aftercare.
    """
    project = lock_row(project)
    require_permission(rules.may_organise(by, project))
    if project.stage != Stage.DELIBERATION:
        require_stage(project, *WITH_GROUP)
        require(
            _is_incomplete(project),
            _("The group is chosen in deliberation; later it only changes when a member has left."),
        )
    _require_sound_group(members, leader, bookkeeper, by=by)
    _require_sound_choosing(members, choosing)
    duties = {one.pk: TaskGroupMember.Duty.MEMBER for one in members}
    duties |= {leader.pk: TaskGroupMember.Duty.LEADER, bookkeeper.pk: TaskGroupMember.Duty.BOOKKEEPER}
    stood = list(project.task_group.select_for_update(of=("self",)))
    if {one.pk: one.duty for one in stood if one.elected_at} == duties:
        return project
    now = clock.now()
    for member in stood:
        member.elected_at = (member.elected_at or now) if member.pk in duties else None
        member.duty = duties.get(member.pk, TaskGroupMember.Duty.MEMBER)
        member.save(update_fields=["elected_at", "duty"])
    voices = {str(one.user_id): choosing.voices[one.pk] for one in members}
    GroupChoice.objects.create(
        project=project, by=by, at=now, chosen_on=choosing.chosen_on, attendance=choosing.attendance,
        present=choosing.present, voices=voices,
    )  # fmt: skip
    Handover.objects.filter(project=project, replaced=False).update(replaced=True)
    audit.record(
        "form_task_group",
        by=by,
        target=project,
        area_code=project.area.code,
        members=[m.user_id for m in members],
    )
    # By number: the past never changes, and a name must be able to go.
    note_event(project, "form_task_group", by=by, note=" ".join(f"#{member.user_id}" for member in members))
    occasion = f"project-{project.pk}-group-{now:%y%m%d%H%M%S}"
    tell_about(project, [member.user for member in members], "task_group", occasion=occasion)
    return project


def _require_sound_group(
    members: list[TaskGroupMember], leader: TaskGroupMember, bookkeeper: TaskGroupMember, *, by: User
) -> None:
    least = policy.number("task_group_size")
    require(
        len(members) >= least and len(members) % 2 == 1,
        _("A task group has an odd number of members, at least %(least)d.") % {"least": least}, field="members",
    )  # fmt: skip
    require(
        by.pk not in {member.user_id for member in members},
        _("Nobody records themselves into a task group; another organiser does."),
        field="members",
    )
    require(leader in members, _("The leader must be one of the members."), field="leader")
    require(
        bookkeeper in members and bookkeeper != leader,
        _("The bookkeeper must be another one of the members."),
        field="bookkeeper",
    )
    require(
        all(one.is_willing for one in members),
        _("Only who accepted to be a candidate can be chosen."),
        field="members",
    )


def _require_sound_choosing(members: list[TaskGroupMember], choosing: Choosing) -> None:
    require(choosing.chosen_on <= clock.today(), _("This day has not come yet."), field="chosen_on")
    voices = [choosing.voices.get(one.pk, 0) for one in members]
    require(
        all(1 <= count <= choosing.present for count in voices),
        _("Each of the chosen has at least one voice, and none more than people were there."),
        field="present",
    )
    left_out = [count for key, count in choosing.voices.items() if key not in {one.pk for one in members}]
    require(
        max(left_out, default=0) <= min(voices),
        _("Somebody who is not in the group has more voices than one who is."),
        field="members",
    )


@transaction.atomic
def resign(project: Project, *, by: User, reason: str, what_is_open: str, taker: User) -> Handover:
    """Leave the task group for a reason; `taker`, another member, is told what is open and confirms it.

    The neighbours choose somebody else, and an organiser records that (`form_task_group`).
    """
    project = lock_row(project)
    member = project.task_group.filter(user=by, elected_at__isnull=False).first()
    require_permission(member is not None)
    assert member is not None
    require_stage(project, *WITH_GROUP)
    require(
        taker != by and project.task_group.filter(user=taker, elected_at__isnull=False).exists(),
        _("Choose another member who takes over."),
        field="taker",
    )
    given = Handover.objects.create(
        project=project, leaver=by, duty=member.duty, at=clock.now(), reason=reason,
        what_is_open=what_is_open, taker=taker,
    )  # fmt: skip
    member.elected_at, member.duty = None, TaskGroupMember.Duty.MEMBER
    member.declined_at = clock.now()
    member.save(update_fields=["elected_at", "duty", "declined_at"])
    audit.record("resign", by=by, target=project, area_code=project.area.code, taker=taker.pk)
    note_event(project, "resign", by=by, note=reason)
    occasion = f"handover-{given.pk}"
    tell_about(project, [taker], "take_over", occasion=occasion, who=str(by), what=what_is_open)
    tell_about(project, serving(project.area, TO_ORGANISERS), "member_left", occasion=occasion, who=str(by))
    return given


@transaction.atomic
def confirm_handover(project: Project, *, by: User) -> Project:
    """Confirm that one has taken over what members who left handed over."""
    project = lock_row(project)
    waiting = Handover.objects.filter(project=project, taker=by, confirmed_at=None)
    require(waiting.exists(), _("Nothing waits to be taken over."))
    waiting.update(confirmed_at=clock.now())
    audit.record("confirm_handover", by=by, target=project, area_code=project.area.code)
    return project
