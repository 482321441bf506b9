"""May this person?"""

from panlong.accounts.models import Role, User
from panlong.areas.models import Area
from projects import rules as project_rules
from projects.models import Project


def may_answer_poll(user: User, project: Project) -> bool:
    """Speak for one's household, at 18 or over."""
    return user.household_in(project.area) is not None and user.is_adult()


def may_help_households(user: User, project: Project) -> bool:
    """Take down answers at the door, named as the helper; not for a project of one's own."""
    return project_rules.is_organiser(user, project.area) and not project_rules.is_party(user, project)


def may_close_poll(user: User, project: Project) -> bool:
    return project_rules.is_organiser(user, project.area) and not project_rules.is_party(user, project)


def may_call_meeting(user: User, project: Project) -> bool:
    return project_rules.is_organiser(user, project.area) or project_rules.is_in_task_group(user, project)


def may_open_round(user: User, area: Area) -> bool:
    return user.holds({Role.COMMUNITY_STAFF}, area)


def may_score(user: User, project: Project) -> bool:
    """Members of the committee; never a party to the project, nor who stepped aside."""
    if not user.holds({Role.COMMITTEE_MEMBER}, project.area) or project_rules.is_party(user, project):
        return False
    return not any(recusal.member_id == user.pk for recusal in project.recusals.all())


def may_recuse(user: User, project: Project) -> bool:
    return user.holds({Role.COMMITTEE_MEMBER}, project.area)


def may_resolve(user: User, project: Project) -> bool:
    return project_rules.is_community_staff(user, project.area) and not project_rules.is_party(user, project)


def may_rate(user: User, project: Project) -> bool:
    return may_answer_poll(user, project) and not project_rules.is_implementer(user, project)
