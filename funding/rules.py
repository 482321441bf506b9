"""May this person?"""

from panlong.accounts.models import DISTRICT_ROLES, Role, User
from projects import rules as project_rules
from projects.models import Project, TaskGroupMember


def may_draw_up_budget(user: User, project: Project) -> bool:
    return project_rules.is_in_task_group(user, project) or project_rules.is_organiser(user, project.area)


def may_keep_books(user: User, project: Project) -> bool:
    """Leader and bookkeeper of the task group, or the community's staff."""
    keepers = {TaskGroupMember.Duty.LEADER, TaskGroupMember.Duty.BOOKKEEPER}
    keeps = any(m.user_id == user.pk and m.elected_at and m.duty in keepers for m in project.task_group.all())
    return keeps or project_rules.is_community_staff(user, project.area)


def may_spend(user: User, project: Project) -> bool:
    return project_rules.is_in_task_group(user, project)


def may_handle(user: User, project: Project) -> bool:
    return user.holds({Role.STREET_HANDLER}, project.area) and not project_rules.is_proposer(user, project)


def may_review(user: User, project: Project) -> bool:
    """The street's reviewer, who neither proposed nor screened the project."""
    if not user.holds({Role.STREET_REVIEWER}, project.area) or project_rules.is_proposer(user, project):
        return False
    return not any(screening.by_id == user.pk for screening in project.screenings.all())


def may_consent_for_district(user: User, project: Project) -> bool:
    return user.holds(DISTRICT_ROLES, project.area)


def may_request_tranche(user: User, project: Project) -> bool:
    return project_rules.is_in_task_group(user, project)


def may_check_tranche(user: User, project: Project) -> bool:
    return user.holds({Role.STREET_HANDLER}, project.area) and not project_rules.is_in_task_group(
        user, project
    )


def may_approve_tranche(user: User, project: Project) -> bool:
    return user.holds({Role.STREET_REVIEWER}, project.area) and not project_rules.is_in_task_group(
        user, project
    )


def may_pay_tranche(user: User, project: Project) -> bool:
    return user.holds({Role.STREET_FINANCE}, project.area) and not project_rules.is_in_task_group(
        user, project
    )


def may_appropriate(user: User, area) -> bool:
    return user.holds(DISTRICT_ROLES, area)
