"""May this person?"""

from django.contrib.auth.models import AnonymousUser

from funding.models import Supplier
from panlong.accounts.models import DISTRICT_ROLES, STREET_ROLES, Role, User
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


def _officiates(user: User, project: Project, *roles: Role) -> bool:
    """Say whether `user` holds a post of one of `roles` over the project and is no party to it."""
    return user.holds(set(roles), project.area) and not project_rules.is_party(user, project)


def may_see_originals(user: User | AnonymousUser, project: Project) -> bool:
    """The unredacted papers: the task group, and the officials and auditors who look after the place."""
    if not user.is_authenticated:
        return False
    officials = {Role.COMMUNITY_STAFF, *STREET_ROLES, *DISTRICT_ROLES, Role.AUDITOR}
    return project_rules.is_in_task_group(user, project) or user.holds(officials, project.area)


def may_handle(user: User, project: Project) -> bool:
    return _officiates(user, project, Role.STREET_HANDLER)


def may_review(user: User, project: Project) -> bool:
    """The street's reviewer, who neither proposed nor screened the project."""
    screened = any(screening.by_id == user.pk for screening in project.screenings.all())
    return _officiates(user, project, Role.STREET_REVIEWER) and not screened


def may_apply(user: User, project: Project) -> bool:
    return project_rules.is_in_task_group(user, project)


def may_approve_grant(user: User, project: Project) -> bool:
    """The third person: another reviewer of the street, or the district, who did not screen the project."""
    screened = any(screening.by_id == user.pk for screening in project.screenings.all())
    return _officiates(user, project, Role.STREET_REVIEWER, *DISTRICT_ROLES) and not screened


def may_consent_for_district(user: User, project: Project) -> bool:
    return _officiates(user, project, *DISTRICT_ROLES)


def may_approve_supplier(user: User, project: Project) -> bool:
    return _officiates(user, project, Role.STREET_HANDLER, Role.STREET_REVIEWER)


KEEPERS = frozenset(
    {Role.STREET_HANDLER, Role.STREET_REVIEWER, Role.STREET_FINANCE}
)  # of the register of suppliers


def may_keep_register(user: User, firm: Supplier) -> bool:
    """The street's people keep its register; a party to the project that a firm was asked for does not."""
    asked_for = firm.asked_for
    return user.holds(KEEPERS, firm.area) and (
        asked_for is None or not project_rules.is_party(user, asked_for)
    )


def may_confirm_firms(user: User, project: Project) -> bool:
    return _officiates(user, project, *KEEPERS)


def may_take_down_offers(user: User, project: Project) -> bool:
    """Somebody of the street takes down the paper of a supplier without internet; who did does not decide on the choice."""
    return _officiates(user, project, *KEEPERS)


def may_request_tranche(user: User, project: Project) -> bool:
    return project_rules.is_in_task_group(user, project)


def may_check_tranche(user: User, project: Project) -> bool:
    return _officiates(user, project, Role.STREET_HANDLER)


def may_approve_tranche(user: User, project: Project) -> bool:
    return _officiates(user, project, Role.STREET_REVIEWER)


def may_pay_tranche(user: User, project: Project) -> bool:
    return _officiates(user, project, Role.STREET_FINANCE)


def may_question_tranche(user: User, project: Project) -> bool:
    return _officiates(user, project, Role.STREET_HANDLER, Role.STREET_REVIEWER, Role.STREET_FINANCE)


def may_appropriate(user: User, area) -> bool:
    return user.holds(DISTRICT_ROLES, area)


BANK_READERS = {*STREET_ROLES, *DISTRICT_ROLES, Role.AUDITOR}


def may_compare_bank(user: User, area) -> bool:
    """The finance of the street brings in the statements."""
    return user.holds({Role.STREET_FINANCE}, area)


def may_read_bank(user: User, area) -> bool:
    return user.holds(BANK_READERS, area)
