"""The task group (临时自治小组) and who carries the project out."""

from django.db import transaction
from django.utils.translation import gettext as _

from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.accounts.people import residents_of
from panlong.errors import require
from projects import rules
from projects.models import Project, TaskGroupMember
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import note_event, require_permission, require_stage, tell_about


@transaction.atomic
def stand_for_task_group(project: Project, *, by: User) -> TaskGroupMember:
    """Put oneself forward for the task group (临时自治小组)."""
    project = lock_row(project)
    require_permission(rules.may_stand_for_task_group(by, project))
    require_stage(project, Stage.SUPPORT_POLL, Stage.DELIBERATION)
    member, is_new = TaskGroupMember.objects.get_or_create(
        project=project, user=by, defaults={"stood_at": clock.now()}
    )
    if is_new:
        audit.record("stand_for_task_group", by=by, target=project, area_code=project.area.code)
    return member


def those_who_stood(project: Project):
    """Return the residents of the place who stood for the task group: one of them may carry the project out (能人)."""
    return residents_of(project.area).filter(task_groups__project=project).order_by("pk")


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


@transaction.atomic
def form_task_group(
    project: Project,
    *,
    by: User,
    members: list[TaskGroupMember],
    leader: TaskGroupMember,
    bookkeeper: TaskGroupMember,
) -> Project:
    """Record whom the neighbours put into the task group: an odd number, at least 3 (D)."""
    project = lock_row(project)
    require_permission(rules.may_organise(by, project))
    require_stage(project, Stage.DELIBERATION)
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
    audit.record(
        "form_task_group",
        by=by,
        target=project,
        area_code=project.area.code,
        members=[m.user_id for m in members],
    )
    # By number: the past never changes, and a name must be able to go.
    note_event(project, "form_task_group", by=by, note=" ".join(f"#{member.user_id}" for member in members))
    tell_about(project, [member.user for member in members], "task_group")
    return project
