"""May this person? Tiny named predicates; whether the step is legal now is for stages.MOVES to say."""

from panlong.accounts.models import DISTRICT_ROLES, ORGANISER_ROLES, STREET_ROLES, Role, User
from panlong.areas.models import Area
from projects.models import Project
from projects.stages import Stage


def is_organiser(user: User, area: Area) -> bool:
    return user.holds({*ORGANISER_ROLES, Role.COMMUNITY_STAFF}, area)


def is_community_staff(user: User, area: Area) -> bool:
    return user.holds({Role.COMMUNITY_STAFF}, area)


def is_proposer(user: User, project: Project) -> bool:
    return user.pk is not None and user.pk == project.proposer_id


def is_resident(user: User, project: Project) -> bool:
    return user.household_in(project.area) is not None


def is_implementer(user: User, project: Project) -> bool:
    return user.pk is not None and user.pk == project.implementing_person_id


def is_in_task_group(user: User, project: Project) -> bool:
    return any(member.user_id == user.pk and member.elected_at for member in project.task_group.all())


def is_party(user: User, project: Project) -> bool:
    """Proposer, implementer or task group: whatever post they hold besides, they do not judge this project (domain rules, C)."""
    return is_proposer(user, project) or is_implementer(user, project) or is_in_task_group(user, project)


def may_read(user, project: Project) -> bool:
    """Published projects are everybody's; others the proposer's and the posts' of the area."""
    if project.is_public:
        return True
    return user.is_authenticated and (
        is_proposer(user, project) or any(p.area.covers(project.area) for p in user.current_posts)
    )


def may_propose(user: User) -> bool:
    return bool(user.current_memberships) or bool(user.areas_of({*ORGANISER_ROLES, Role.COMMUNITY_STAFF}))


def may_edit(user: User, project: Project) -> bool:
    return is_proposer(user, project)


def may_correct_plan(user: User, project: Project) -> bool:
    return is_proposer(user, project) or is_in_task_group(user, project)


def may_screen(user: User, project: Project) -> bool:
    return is_organiser(user, project.area) and not is_proposer(user, project)


def may_comment(user: User, project: Project) -> bool:
    return is_resident(user, project) or is_organiser(user, project.area)


def may_organise(user: User, project: Project) -> bool:
    return is_organiser(user, project.area)


def may_lead_community(user: User, project: Project) -> bool:
    return is_community_staff(user, project.area)


def may_hide_comments(user: User, project: Project) -> bool:
    return is_organiser(user, project.area) and not is_party(user, project)


def may_stand_for_task_group(user: User, project: Project) -> bool:
    return is_resident(user, project)


def may_write_minutes(user: User, project: Project) -> bool:
    return is_in_task_group(user, project) or is_organiser(user, project.area)


def may_report_progress(user: User, project: Project) -> bool:
    return is_in_task_group(user, project)


def may_accept(user: User, project: Project) -> bool:
    """Community staff or the residents' supervision; never who carried it out, nor the task group that ran it."""
    looks = user.holds({Role.COMMUNITY_STAFF, Role.AUDITOR}, project.area)
    return looks and not is_implementer(user, project) and not is_in_task_group(user, project)


def may_interrupt(user: User, project: Project) -> bool:
    return user.holds({Role.STREET_REVIEWER, *DISTRICT_ROLES}, project.area) and not is_party(user, project)


def may_inspect(user: User, project: Project) -> bool:
    return is_in_task_group(user, project) or user.holds({Role.COMMUNITY_STAFF, Role.AUDITOR}, project.area)


def may_escalate(user: User, project: Project) -> bool:
    return is_organiser(user, project.area)


def may_answer_objection(user: User, project: Project) -> bool:
    """What the street decided the street answers, before that the community does; never a party to the project."""
    if is_party(user, project):
        return False
    if project.stage in {Stage.PUBLICITY, Stage.IN_PROGRESS, Stage.ACCEPTANCE}:
        return user.holds(STREET_ROLES, project.area)
    return user.holds({Role.COMMUNITY_STAFF, *STREET_ROLES}, project.area)
