"""May this person? Tiny named predicates; whether the step is legal now is for stages.MOVES to say."""

from django.contrib.auth.models import AnonymousUser

from panlong.accounts.models import DISTRICT_ROLES, HEAD_ROLES, ORGANISER_ROLES, STREET_ROLES, Role, User
from panlong.areas.models import CODE_LENGTHS, Area, Level
from projects.models import IssueLevel, Project
from projects.stages import Stage

# Who writes down what residents say.
INTAKE_ROLES = {*ORGANISER_ROLES, Role.COMMUNITY_STAFF, Role.VOLUNTEER}


def is_organiser(user: User, area: Area) -> bool:
    return user.holds({*ORGANISER_ROLES, Role.COMMUNITY_STAFF}, area)


def is_community_staff(user: User, area: Area) -> bool:
    return user.holds({Role.COMMUNITY_STAFF}, area)


def heads_households_of(user: User, area: Area) -> bool:
    """Head a building or ten households of courtyard or building `area`: there they organise what concerns their doors."""
    return len(area.code) >= CODE_LENGTHS[Level.COURTYARD] and any(
        post.role in HEAD_ROLES and area.covers(post.area) for post in user.current_posts
    )


def is_proposer(user: User, project: Project) -> bool:
    return user.pk is not None and user.pk == project.proposer_id


def is_joint_proposer(user: User, project: Project) -> bool:
    """Proposed what was merged into `project` since."""
    return any(one.undone_at is None and one.gone.proposer_id == user.pk for one in project.taken_in.all())


def is_taker_down(user: User, project: Project) -> bool:
    """Wrote the proposal down for somebody else."""
    return user.pk is not None and user.pk == project.taken_down_by_id


def is_resident(user: User, project: Project) -> bool:
    return user.household_in(project.area) is not None


def is_implementer(user: User, project: Project) -> bool:
    return user.pk is not None and user.pk == project.implementing_person_id


def is_in_task_group(user: User, project: Project) -> bool:
    return any(member.user_id == user.pk and member.elected_at for member in project.task_group.all())


def is_party(user: User, project: Project) -> bool:
    """Proposer, implementer or task group: whatever post they hold besides, they do not judge this project (domain rules, C)."""
    return (
        is_proposer(user, project)
        or is_joint_proposer(user, project)
        or is_implementer(user, project)
        or is_in_task_group(user, project)
    )


def may_read(user, project: Project) -> bool:
    """Published projects are everybody's; others those of who wrote them and of the posts of the area."""
    if project.is_public:
        return True
    return user.is_authenticated and (
        is_proposer(user, project)
        or is_taker_down(user, project)
        or project.area.lies_in([post.area.code for post in user.current_posts])
        or heads_households_of(user, project.area)
    )


def may_propose(user: User) -> bool:
    return bool(user.current_memberships) or bool(user.areas_of(INTAKE_ROLES))


def may_propose_for(user: User, area: Area) -> bool:
    """Propose something of one's own for `area`: whoever has a home there, or organises it."""
    return user.household_in(area) is not None or is_organiser(user, area)


def may_take_down(user: User, area: Area) -> bool:
    """Write down what a resident of `area` said: every organiser there, volunteers too."""
    return user.holds(INTAKE_ROLES, area) or heads_households_of(user, area)


def places_served_by(user: User) -> list[Area]:
    """Return the places of which `user` may write proposals down for others."""
    return [post.area for post in user.current_posts if may_take_down(user, post.area)]


def may_edit(user: User, project: Project) -> bool:
    """Change the words: the proposer's own, and slips of whoever wrote them down for somebody."""
    return is_proposer(user, project) or is_taker_down(user, project)


def may_take_back(user: User, project: Project) -> bool:
    """Withdraw it: the proposer, and of a draft whoever wrote it down by mistake."""
    return is_proposer(user, project) or (project.stage == Stage.DRAFT and is_taker_down(user, project))


def may_disown(user: User, project: Project) -> bool:
    """Say that what was taken down is no proposal of one's own.

    For a proposer without an account an organiser says it who did not write it down.
    """
    if project.taken_down_by_id is None or is_taker_down(user, project):
        return False
    return is_proposer(user, project) or (
        project.proposer_home_id is not None and is_organiser(user, project.area)
    )


def may_correct_plan(user: User, project: Project) -> bool:
    return is_proposer(user, project) or is_in_task_group(user, project)


def may_screen(user: User, project: Project) -> bool:
    """Check it: an organiser of the place who neither proposed it nor wrote it down."""
    organises = is_organiser(user, project.area) or heads_households_of(user, project.area)
    wrote = is_proposer(user, project) or is_joint_proposer(user, project) or is_taker_down(user, project)
    return organises and not wrote


def may_merge(user: User, project: Project) -> bool:
    """Make two proposals one, or part them: an organiser of the place of each who has no part in either."""
    return (
        is_organiser(user, project.area) and not is_party(user, project) and not is_taker_down(user, project)
    )


def may_see_evidence(user: User | AnonymousUser, project: Project) -> bool:
    """See the letter or the chat behind a proposal: who wrote it, and who checks it in the place or above."""
    if not isinstance(user, User):
        return False
    readers = {*ORGANISER_ROLES, *STREET_ROLES, *DISTRICT_ROLES, Role.COMMUNITY_STAFF, Role.AUDITOR}
    return (
        is_proposer(user, project)
        or is_taker_down(user, project)
        or user.holds(readers, project.area)
        or heads_households_of(user, project.area)
    )


def may_appeal(user: User, project: Project) -> bool:
    return is_proposer(user, project) or is_taker_down(user, project)


def may_decide_appeal(user: User, project: Project) -> bool:
    """Answer an appeal: the community, or the street where its only worker refused; never who refused or wrote it."""
    if is_proposer(user, project) or is_taker_down(user, project):
        return False
    if any(one.by_id == user.pk for one in project.screenings.all()):
        return False
    return user.holds({Role.COMMUNITY_STAFF, Role.STREET_HANDLER, Role.STREET_REVIEWER}, project.area)


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


def may_put_forward(user: User, project: Project) -> bool:
    """Put a neighbour forward for the task group: whoever lives there or organises there."""
    return is_resident(user, project) or is_organiser(user, project.area)


def may_record_acceptance(user: User, project: Project) -> bool:
    """Record that a candidate accepted on paper: whoever writes down what residents of the place say."""
    return user.holds(INTAKE_ROLES, project.area)


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


def may_help_at_level(user: User, project: Project) -> bool:
    """Answer an issue that came up, or hand it back: street and community at level 2, the district at level 3."""
    helpers = {
        IssueLevel.STREET: {Role.COMMUNITY_STAFF, Role.STREET_HANDLER, Role.STREET_REVIEWER},
        IssueLevel.DISTRICT: DISTRICT_ROLES,
    }
    return user.holds(helpers.get(IssueLevel(project.level), set()), project.area) and not is_party(
        user, project
    )


def may_escalate(user: User, project: Project) -> bool:
    return is_organiser(user, project.area)


def may_answer_objection(user: User, project: Project) -> bool:
    """What the street decided the street answers, before that the community does; never a party to the project."""
    if is_party(user, project) or is_taker_down(user, project):
        return False
    if project.stage in {Stage.PUBLICITY, Stage.IN_PROGRESS, Stage.ACCEPTANCE}:
        return user.holds(STREET_ROLES, project.area)
    return user.holds({Role.COMMUNITY_STAFF, *STREET_ROLES}, project.area)
