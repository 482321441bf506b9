"""Everybody × every act × every stage, against docs/permissions.md: a right that appears or vanishes shows in that page.

The rules are asked about people in the database, with posts in the place, above it, below it, beside it, ended, and
not begun; the server is asked through its own door.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from deliberation.models import Recusal
from deliberation.rules import HELPERS
from panlong import clock
from panlong.accounts.models import HEAD_ROLES, OFFICIAL_ROLES, Household, Membership, Post, Role, User
from panlong.areas.models import Area, Level
from panlong.portal.acts import ACTS, with_facts
from panlong.portal.pages import act as pages_act
from panlong.portal.permissions import (
    AGAINST,
    NOBODY,
    PART_HEAD,
    PART_HELPER,
    RESIDENT,
    STANDINGS,
    page,
    read,
)
from projects.models import Merge, Project, Screening, TaskGroupMember
from projects.stages import Stage
from tests.admin.conftest import signed_in
from tests.factories import WORDS, area, draft, past_triggers, put, world
from tests.standings import DOCUMENT, WHERE, somebody

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def documented() -> dict[tuple[str, str], tuple[set, set]]:
    """Return {(act, stage): (who may, who never)} as the page says."""
    rules = read(DOCUMENT.read_text(encoding="utf-8"))
    return {(rule.act, stage): (set(rule.who), set(rule.never)) for rule in rules for stage in rule.stages}


def expected(table, act: str, stage: str, *standings: str) -> bool:
    who, never = table.get((act, stage), (set(), set()))
    return bool(who & set(standings)) and not never & set(standings)


class Everybody:
    """One person a standing, all with their tie to `project` written in the database."""

    def __init__(self, w):
        self.project = draft(w)
        self.place = self.project.area
        area("530103002001-001-001", "1栋", Level.BUILDING, self.place)
        area("530103002001-002", "邻院", Level.COURTYARD, w.community)
        world("530103003")
        self.areas = {one.code: one for one in Area.objects.all()}
        self.people = {name: somebody(name) for name in STANDINGS}
        for role in Role.values:
            self.appoint(self.people[role], role, self.place.code)
        self.appoint(self.people[PART_HEAD], Role.BUILDING_HEAD, "530103002001-001-001")
        self.appoint(self.people[PART_HELPER], Role.GRID_WORKER, "530103002001-001-001")
        self.settle(self.people[RESIDENT], self.place.code)
        self.tie()

    def appoint(self, user, role, code, *, since=-A_DAY, until=None) -> User:
        term = {"since": clock.now() + since, "until": until}
        Post.objects.create(user=user, role=role, area=self.areas[code], **term)
        return user

    def settle(self, user, code, **term) -> User:
        home = Household.objects.create(area=self.areas[code], room=f"R{user.pk}")
        Membership.objects.create(user=user, household=home, **({"since": clock.now() - A_DAY} | term))
        return user

    def tie(self, **people):
        """Let `people` (default: one for each tie) have their part in the project."""
        people = people or self.people
        project = self.project
        Project.objects.filter(pk=project.pk).update(
            proposer=people.get("proposer", self.people["proposer"]),
            taken_down_by=people.get("taker_down", self.people["taker_down"]),
            implementing_person=people.get("implementer", self.people["implementer"]),
        )
        if "joint_proposer" in people:
            self.join(people["joint_proposer"])
        TaskGroupMember.objects.filter(project=project).delete()
        for duty in ("member", "leader", "bookkeeper"):
            if duty in people:
                TaskGroupMember.objects.create(
                    project=project, user=people[duty], duty=duty, elected_at=clock.now()
                )
        if "screener" in people:
            Screening.objects.create(project=project, by=people["screener"], verdict="passed")
        if "recused" in people:
            Recusal.objects.create(project=project, member=people["recused"], reason="x")

    def join(self, user):
        """Let what `user` proposed be merged into the project."""
        gone = Project.objects.create(area=self.place, title="x", problem="x", plan="x", proposer=user)
        with past_triggers():
            Merge.objects.create(
                gone=gone, kept=self.project, from_stage="screening", by=self.people["community_staff"], reason="x",
                undo_until=clock.now() + A_DAY,
            )  # fmt: skip

    def fresh(self) -> Project:
        return with_facts(Project.objects.all()).get(pk=self.project.pk)


def walk(project, people: list[tuple[User, tuple[str, ...]]]) -> int:
    """Ask every rule at every stage about `people`, given with their standings; return how many answers were right."""
    table, right = documented(), 0
    for user, standings in people:
        user = User.objects.get(pk=user.pk)
        for stage in Stage:
            project.stage = stage
            for act in ACTS.values():
                may = stage in act.stages and act.may(user, project)
                assert bool(may) == expected(table, act.name, stage, *standings), (
                    act.name, stage, standings, [str(post) for post in user.posts.all()],
                )  # fmt: skip
                right += 1
    return right


def test_the_page_is_the_one_the_code_draws():
    assert DOCUMENT.read_text(encoding="utf-8") == page(), (
        "./manage.py draw_permissions > docs/permissions.md"
    )


def test_everybody_may_what_the_table_says_and_no_more(w):
    everybody = Everybody(w)
    people = [(user, (name,)) for name, user in everybody.people.items()]
    assert walk(everybody.fresh(), people) == len(STANDINGS) * len(Stage) * len(ACTS)


def standing_in_part(role: str) -> str:
    """Return what a post of `role` for one building counts in a project of the whole courtyard."""
    return PART_HEAD if role in HEAD_ROLES else PART_HELPER if role in HELPERS else NOBODY


def test_posts_count_in_their_area_and_below_and_only_while_they_last(w):
    everybody = Everybody(w)
    people = []
    for role in Role.values:
        for code, counts in WHERE.items():
            standing = (
                role if counts else standing_in_part(role) if code == "530103002001-001-001" else NOBODY
            )
            people.append((everybody.appoint(somebody(f"{role} {code}"), role, code), (standing,)))
        over = everybody.appoint(somebody("ended"), role, "530103", until=clock.now())
        ahead = everybody.appoint(somebody("not begun"), role, "530103", since=A_DAY)
        people += [(over, (NOBODY,)), (ahead, (NOBODY,))]
    assert walk(everybody.fresh(), people) == len(Role) * 10 * len(Stage) * len(ACTS)


def test_homes_count_in_their_place_and_only_while_one_lives_there(w):
    everybody = Everybody(w)
    now = clock.now()
    people = [
        (everybody.settle(somebody("building"), "530103002001-001-001"), (RESIDENT,)),
        (everybody.settle(somebody("next door"), "530103002001-002"), (NOBODY,)),
        (everybody.settle(somebody("moved out"), "530103002001-001", until=now), (NOBODY,)),
        (everybody.settle(somebody("moves in"), "530103002001-001", since=now + A_DAY), (NOBODY,)),
    ]
    walk(everybody.fresh(), people)


@pytest.mark.parametrize("tie", AGAINST)
def test_a_part_in_the_project_takes_away_what_a_post_or_a_home_gives(w, tie):
    everybody = Everybody(w)
    table = documented()
    for standing in (RESIDENT, *Role.values):
        user = everybody.people[standing]
        everybody.tie(**{tie: user})
        project, user = everybody.fresh(), User.objects.get(pk=user.pk)
        for stage in Stage:
            project.stage = stage
            for act in ACTS.values():
                may = stage in act.stages and act.may(user, project)
                assert bool(may) == expected(table, act.name, stage, standing, tie), (
                    act.name,
                    stage,
                    standing,
                )


def test_without_the_second_factor_an_official_post_is_none(w):
    everybody = Everybody(w)
    table = documented()
    for role in OFFICIAL_ROLES:
        user = User.objects.get(pk=everybody.people[role].pk)
        user.second_factor_missing = True
        project = everybody.fresh()
        for act, stage in table:
            project.stage = stage
            assert not ACTS[act].may(user, project) or NOBODY in table[act, stage][0], (act, role)


class Door:
    """The view behind every act, without the looks of its pages."""

    def __init__(self, project, monkeypatch):
        self.project, self.requests = project, RequestFactory()
        monkeypatch.setattr(pages_act, "render", lambda *args, status=200: HttpResponse(status=status))

    def __call__(self, method: str, user, act: str) -> int:
        request = getattr(self.requests, method)("/")
        request.user, request._dont_enforce_csrf_checks = user, True
        try:
            return pages_act.act(request, self.project.pk, act).status_code
        except PermissionDenied:
            return 403


def test_the_server_asks_the_same_table_at_its_door(w, monkeypatch):
    """Each act: everybody at one of its stages, and one who may at every other stage."""
    everybody = Everybody(w)
    table, door = documented(), Door(everybody.project, monkeypatch)
    Project.objects.update(first_published_at=clock.now())
    people = {name: User.objects.get(pk=user.pk) for name, user in everybody.people.items()}
    asked = 0
    for stage in Stage:
        put(everybody.project, stage, suspended_from="publicity" if stage == Stage.SUSPENDED else "")
        for act in ACTS.values():
            if stage == min(act.stages):
                assert door("post", AnonymousUser(), act.name) == 302
                for name, user in people.items():
                    may = expected(table, act.name, stage, name)
                    for method in ["get"] if may else ["get", "post"]:
                        assert door(method, user, act.name) in (
                            {302 if act.page else 200, 409} if may else {403}
                        ), (
                            act.name,
                            name,
                        )
                        asked += 1
            elif stage not in act.stages:
                who = next(name for key in table if key[0] == act.name for name in sorted(table[key][0]))
                assert door("post", people[who], act.name) in {409, 403}, (act.name, stage, who)
                asked += 1
    assert asked > 2000
    everybody.project.refresh_from_db()
    assert everybody.project.title == WORDS["title"]


def test_a_page_left_open_gives_no_power_once_the_post_has_ended(w):
    project = draft(w)
    put(project, Stage.SCREENING)
    browser, address = signed_in(w.organiser), f"/projects/{project.pk}/do/screen/"
    assert browser.get(address).status_code == 200
    Post.objects.filter(user=w.organiser).update(until=clock.now())
    answer = browser.post(address, {"verdict": "passed"})
    assert answer.status_code in {403, 404}
    assert not Screening.objects.exists()
