"""May this person?"""

from deliberation.models import OwnersDecision, VotingRound
from panlong.accounts.models import DELEGATE_ROLES, ORGANISER_ROLES, STREET_ROLES, Household, Role, User
from panlong.areas.models import Area
from projects import rules as project_rules
from projects.models import Project

CUSTODIANS = {*(ORGANISER_ROLES - DELEGATE_ROLES), Role.COMMUNITY_STAFF, Role.COMMITTEE_MEMBER, Role.AUDITOR}
# Who takes down what a household says. Delegates (两代表一委员) observe votes; they take none down.
HELPERS = {*(ORGANISER_ROLES - DELEGATE_ROLES), Role.VOLUNTEER, Role.COMMUNITY_STAFF}
POLL_OFFICERS = HELPERS
# Who may watch a vote: how many took part, and the opening of a box; nothing else.
OBSERVERS = {*DELEGATE_ROLES, Role.AUDITOR}
OWNERS_VOTE_RUNNERS = {Role.COMMUNITY_STAFF, Role.STREET_HANDLER, Role.STREET_REVIEWER}


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
    own = user.holds(HELPERS, household.area) or (household.group and user.holds(HELPERS, household.group))
    return bool(own) and may_help_households(user, project)


def owners_decide_by_vote(project: Project) -> bool:
    """Say whether the owners decide on `project` by a vote of their own (民法典 第278条): it touches common parts, or
    street or community asked for it."""
    decision = OwnersDecision.objects.filter(project=project).first()
    return decision.by_vote if decision else project.touches_common_parts


def owners_decide_in_minutes(project: Project) -> bool:
    """Say whether the owners decide in the minutes of a meeting, as projects do that began before there was a vote."""
    return project.touches_common_parts and not owners_decide_by_vote(project)


def may_help_elsewhere(user: User, project: Project) -> bool:
    """Go to owners whose flat is no household of the roster, as a shop is: by a post that covers the whole place."""
    return may_help_households(user, project) and user.holds(HELPERS, project.area)


def may_run_owners_vote(user: User, project: Project) -> bool:
    """Call for an owners' vote, hand in and confirm its roll, close it: community or street, no party to the project."""
    return user.holds(OWNERS_VOTE_RUNNERS, project.area) and not project_rules.is_party(user, project)


def may_serve_owners(user: User, project: Project) -> bool:
    """Have something to do in an owners' vote: run it, or go to doors of one's own. Not who wrote the proposal down."""
    if project_rules.is_taker_down(user, project):
        return False
    return may_run_owners_vote(user, project) or may_help_households(user, project)


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


def may_watch_vote(user: User, area: Area) -> bool:
    """Watch a vote in `area`: delegates (两代表一委员) who serve it or a part of it, and the supervision; they touch nothing."""
    return serves_in(user, OBSERVERS, area)


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


def may_decide_review(user: User, project: Project) -> bool:
    """Decide for the street how a satisfaction review goes on that too few answered."""
    return user.holds({Role.STREET_REVIEWER}, project.area) and not project_rules.is_party(user, project)


def may_look_at_words(user: User, project: Project) -> bool:
    """Look at the words of ratings for personal data before everybody reads them: never who is rated by them."""
    return user.holds({Role.COMMUNITY_STAFF}, project.area) and not project_rules.is_party(user, project)


def may_rate(user: User, project: Project) -> bool:
    return may_answer_poll(user, project) and not project_rules.is_implementer(user, project)
