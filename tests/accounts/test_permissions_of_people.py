"""Everybody × every act upon people, against docs/permissions.md: with posts here, above, below, beside, ended, not begun."""

from datetime import timedelta

import pytest

from panlong import clock
from panlong.accounts import people
from panlong.accounts.models import PhoneChange, Post, Role, RosterRequest, User
from panlong.admin import base
from panlong.portal.admin.households import HouseholdAdmin
from panlong.portal.admin.posts import may_appoint
from panlong.portal.permissions import PEOPLE_ACTS
from tests.factories import area, world
from tests.standings import DOCUMENT, WHERE, somebody

pytestmark = pytest.mark.django_db


def documented() -> dict[str, set[str]]:
    """Return {act: who may} as the page says."""
    table = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0].strip("`") in PEOPLE_ACTS:
            table[cells[0].strip("`")] = {one for one in cells[2].split(", ") if one != "–"}
    return table


class Place:
    """A resident, what they ask, and the courtyard they live in."""

    def __init__(self, w):
        self.yard, self.resident = w.courtyard, w.neighbours[0]
        facts = {"user": self.resident, "area": self.yard}
        self.join = RosterRequest.objects.create(kind="join", room="9", **facts)
        self.correction = RosterRequest.objects.create(kind="correct", text="x", **facts)
        self.number = PhoneChange.objects.create(asked_by=w.neighbours[1], **facts)

    def may(self, act: str, user: User) -> bool:
        if act.startswith("appoint-"):
            return may_appoint(user, act.removeprefix("appoint-"), self.yard)
        return {
            "join-decide": lambda: people.may_decide(user, self.join),
            "correction-decide": lambda: people.may_decide(user, self.correction),
            "number-decide": lambda: people.may_decide(user, self.number),
            "number-see": lambda: people.may_see_phone(user, self.resident),
            "roster-import": lambda: base.is_covered(
                base.area_codes_of(user, HouseholdAdmin.importers), self.yard
            ),
        }[act]()


def holding(role: str, where, **term) -> User:
    user = somebody(f"{role} {where}")
    Post.objects.create(
        user=user, role=role, area=where, **({"since": clock.now() - timedelta(days=1)} | term)
    )
    return User.objects.get(pk=user.pk)


def test_posts_count_in_their_area_and_below_and_only_while_they_last(w):
    world("530103003")
    places = {
        "530103002001-001-001": area("530103002001-001-001", "1栋", "building", w.courtyard),
        "530103002001-002": area("530103002001-002", "邻院", "courtyard", w.community),
    }
    places |= {code: area(code, "", "") for code in WHERE if code not in places}
    place, table, asked = Place(w), documented(), 0
    assert table.keys() == PEOPLE_ACTS.keys()
    now = clock.now()
    for role in Role.values:
        holders = [(holding(role, places[code]), counts) for code, counts in WHERE.items()]
        holders.append((holding(role, w.district, until=now), False))
        holders.append((holding(role, w.district, since=now + timedelta(days=1)), False))
        for user, counts in holders:
            for act, who in table.items():
                assert place.may(act, user) == (counts and role in who), (act, role, user.name)
                asked += 1
    assert asked == len(Role) * 10 * len(PEOPLE_ACTS)


def test_residents_and_strangers_decide_nothing_about_others(w):
    place = Place(w)
    for user in (w.neighbours[2], somebody("nobody")):
        assert not any(place.may(act, user) for act in PEOPLE_ACTS)


def test_without_the_second_factor_an_official_post_is_none(w):
    place = Place(w)
    for role in (Role.COMMUNITY_STAFF, Role.ADMINISTRATOR):
        user = holding(role, w.district)
        user.second_factor_missing = True
        assert not any(place.may(act, user) for act in PEOPLE_ACTS)
