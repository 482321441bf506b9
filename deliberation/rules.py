"""May this person?"""

from deliberation.models import VotingRound
from panlong.accounts.models import ORGANISER_ROLES, STREET_ROLES, Household, Role, User
from panlong.areas.models import Area
from projects import rules as project_rules
from projects.models import Project

CUSTODIANS = {*ORGANISER_ROLES, Role.COMMUNITY_STAFF, Role.COMMITTEE_MEMBER, Role.AUDITOR}
# Who takes down what a household says. Delegates (两代表一委员) observe votes; they take none down.
HELPERS = {*(ORGANISER_ROLES - {Role.DELEGATE}), Role.VOLUNTEER, Role.COMMUNITY_STAFF}
POLL_OFFICERS = {*ORGANISER_ROLES, Role.VOLUNTEER, Role.COMMUNITY_STAFF}


def may_answer_poll(user: User, project: Project) -> bool:
    """Speak for one's household, at 18 or over."""
    return user.household_in(project.area) is not None and user.is_adult()


def may_help_households(user: User, project: Project) -> bool:
    """Take down answers at the doors of the place, or of the part of it that is one's own; not for one that one proposed or wrote down."""
    if project_rules.is_party(user, project) or project_rules.is_taker_down(user, project):
        return False
    return serves_in(user, HELPERS, project.area)


def may_help_household(user: User, project: Project, household: Household) -> bool:
    """Take down the answer of `household`, named as the helper: its door is one of one's own."""
    return may_help_households(user, project) and user.holds(HELPERS, household.area)


def may_close_poll(user: User, project: Project) -> bool:
    return project_rules.is_organiser(user, project.area) and not project_rules.is_party(user, project)


def may_call_meeting(user: User, project: Project) -> bool:
    return project_rules.is_organiser(user, project.area) or project_rules.is_in_task_group(user, project)


def may_open_round(user: User, area: Area) -> bool:
    return user.holds({Role.COMMUNITY_STAFF}, area)


def serves_in(user: User, roles, area: Area) -> bool:
    """Hold a post of one of `roles` that reaches `area` or a part of it, as that of a building in a community."""
    return any(
        post.role in roles and (post.area.covers(area) or area.covers(post.area))
        for post in user.current_posts
    )


def may_keep_key(user: User, area: Area) -> bool:
    """Be a custodian of the box of a secret round: whoever serves the area, the system's administrator never."""
    return (
        serves_in(user, CUSTODIANS, area)
        and not user.is_superuser
        and not user.holds({Role.ADMINISTRATOR}, area)
    )


def may_open_box(user: User, round: VotingRound) -> bool:
    """Bring the custodians together; without their passphrases nobody opens anything."""
    return round.secret and (
        may_open_round(user, round.area) or any(one.key.custodian_id == user.pk for one in round.shares.select_related("key"))
    )  # fmt: skip


def may_confirm_giving_up(user: User, round: VotingRound) -> bool:
    """Confirm, as a second person, that a box cannot be opened: community, supervision or street."""
    return may_correct_roll(user, round)


def may_correct_roll(user: User, round: VotingRound) -> bool:
    return user.holds({Role.COMMUNITY_STAFF, Role.AUDITOR, *STREET_ROLES}, round.area)


def may_run_stations(user: User, round: VotingRound) -> bool:
    return user.holds({Role.COMMUNITY_STAFF}, round.area)


def may_hand_out_paper(user: User, round: VotingRound) -> bool:
    """Serve at a station, in one's shift."""
    return serves_in(user, POLL_OFFICERS, round.area)


def may_enter_papers(user: User, round: VotingRound) -> bool:
    return serves_in(user, {*POLL_OFFICERS, Role.COMMITTEE_MEMBER, Role.AUDITOR}, round.area)


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
