"""For tests of who may: where posts count, and people and projects that are not in the database, asked in microseconds."""

from typing import ClassVar

from django.conf import settings

from panlong import clock
from panlong.accounts.models import Household, Membership, Post, Role, User
from panlong.areas.models import Area, Level
from projects.models import Merge, Project, Screening, TaskGroupMember
from projects.stages import Stage

DOCUMENT = settings.BASE_DIR / "docs" / "permissions.md"
# Where a post is held, seen from the project's courtyard, and whether it counts there.
WHERE = {
    "530103002001-001": True,  # the place itself
    "530103002001": True,  # higher: its community, street, district
    "530103002": True,
    "530103": True,
    "530103002001-001-001": False,  # lower: one of its buildings
    "530103002001-002": False,  # the courtyard next door
    "530103003": False,  # another street, and a community there
    "530103003001": False,
}
DISTRICT = Area(pk=1, code="530103", name="区", level=Level.DISTRICT)
STREET = Area(pk=2, code="530103002", name="街道", level=Level.STREET)
COMMUNITY = Area(pk=3, code="530103002001", name="社区", level=Level.COMMUNITY)
PLACE = Area(pk=4, code="530103002001-001", name="院", level=Level.COURTYARD)
BUILDING = Area(pk=5, code="530103002001-001-001", name="楼", level=Level.BUILDING)
NEXT_DOOR = Area(pk=6, code="530103002001-002", name="邻院", level=Level.COURTYARD)
ABOVE = (PLACE, COMMUNITY, STREET, DISTRICT)  # where a post counts for a project of PLACE
ELSEWHERE = (BUILDING, NEXT_DOOR)  # and where it does not

ORGANISERS = {
    Role.BUILDING_HEAD,
    Role.TEN_HOUSEHOLD_HEAD,
    Role.GRID_WORKER,
    Role.PARTY_DELEGATE,
    Role.CONGRESS_DEPUTY,
    Role.CPPCC_MEMBER,
    Role.DELEGATE,
}
DELEGATES = {Role.PARTY_DELEGATE, Role.CONGRESS_DEPUTY, Role.CPPCC_MEMBER, Role.DELEGATE}
STREET_OFFICE = {Role.STREET_HANDLER, Role.STREET_REVIEWER, Role.STREET_FINANCE}
DISTRICT_OFFICE = {Role.CO_LEADER, Role.DISTRICT_STAFF}


def somebody(name: str) -> User:
    """Make somebody who is in the database, with no post and no home."""
    return User.objects.create_user(name=name)


def someone(role: str = "", at: Area = PLACE, home: Area | None = None, **fields) -> User:
    """Return somebody with a post of `role` in `at` and a household in `home`, as given."""
    user = User(**{"pk": 1, **fields})
    user.current_posts = [Post(user=user, role=role, area=at)] if role else []
    homes = [Household(pk=1, area=home, room="1")] if home else []
    user.current_memberships = [Membership(user=user, household=one) for one in homes]
    return user


def project_of(tie: str = "", user: User | None = None, stage: str = Stage.DELIBERATION) -> Project:
    """Return a project of PLACE at `stage` to which `user` is tied by `tie`.

    A tie is proposer, joint_proposer (of what was merged into it), parted (what was merged is undone), taker_down, implementer,
    screener, recused, stood (for the task group, not elected), or a duty in the group.
    """
    other = User(pk=99)
    who = user or other
    project = Project(pk=1, area=PLACE, stage=stage, proposer=who if tie == "proposer" else other)
    project.taken_down_by = who if tie == "taker_down" else None
    project.implementing_person = who if tie == "implementer" else other
    duty = tie if tie in TaskGroupMember.Duty.values else ""
    stood = TaskGroupMember(user=who, duty=duty or "member", elected_at=clock.now() if duty else None)
    project._prefetched_objects_cache = {
        "task_group": [
            TaskGroupMember(user=other, duty="leader", elected_at=clock.now()),
            *([stood] if duty or tie == "stood" else []),
        ],
        "taken_in": [
            Merge(gone=Project(proposer=who if tie == "joint_proposer" else other)),
            Merge(gone=Project(proposer=who if tie == "parted" else other), undone_at=clock.now()),
        ],
        "screenings": [Screening(by=who if tie == "screener" else other)],
        "recusals": [project.recusals.model(member=who if tie == "recused" else other)],
    }
    return project


def roles_that(rule) -> set[str]:
    """Return the roles that alone, in the place itself, let somebody do what `rule(user, project)` is about."""
    return {role for role in Role.values if rule(someone(role), project_of())}


def ties_that(rule) -> set[str]:
    """Return the ties that alone give the right; 'resident' is a home in the place."""
    given = {tie for tie in TIES if rule(someone(), project_of(tie, someone()))}
    return given | ({"resident"} if rule(someone(home=PLACE), project_of()) else set())


def ties_against(rule, role: str, stage: str = Stage.DELIBERATION) -> set[str]:
    """Return the ties that take the right away from somebody with `role`."""
    return {tie for tie in TIES if not rule(someone(role), project_of(tie, someone(role), stage))}


TIES = (
    "proposer", "joint_proposer", "parted", "taker_down", "implementer", "screener", "recused", "stood", *TaskGroupMember.Duty.values,
)  # fmt: skip
GROUP = set(TaskGroupMember.Duty.values)
PARTY = {"proposer", "joint_proposer", "implementer", *GROUP}


class RightsOfARoom:
    """The promises about all rules of a room: rule → (roles, ties that give the right, ties that take it away)."""

    RIGHTS: ClassVar[dict]

    def pytest_generate_tests(self, metafunc):
        metafunc.parametrize("rule", self.RIGHTS, ids=lambda rule: rule.__name__)

    def test_the_roles_that_give_a_right_are_these_and_no_other(self, rule):
        assert roles_that(rule) == self.RIGHTS[rule][0]

    def test_the_ties_that_give_a_right_are_these_and_no_other(self, rule):
        assert ties_that(rule) == self.RIGHTS[rule][1]

    def test_the_ties_that_take_a_right_away_are_these_and_no_other(self, rule):
        roles, _given, against = self.RIGHTS[rule]
        for role in roles:
            assert ties_against(rule, role) == against, role

    def test_a_post_counts_where_it_is_held_and_below_and_nowhere_else(self, rule):
        for role in self.RIGHTS[rule][0]:
            assert all(rule(someone(role, at=place), project_of()) for place in ABOVE)
            assert not any(rule(someone(role, at=place), project_of()) for place in ELSEWHERE)
