"""十户联保: groups of about ten households of a building, each with its head, who goes to these doors and no others."""

import pytest
from django.db import DatabaseError, connection, transaction

from deliberation.households import doors, own_doors
from panlong.accounts import groups, people
from panlong.accounts.models import Household, Post, Role, User
from panlong.areas.models import Area, Level
from panlong.errors import NotPermitted, Refused
from projects.stages import Stage
from tests.factories import Walk, area, resident, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def block(w):
    """A building of 23 doors."""
    w.building = area(f"{w.courtyard.code}-001", "1栋", Level.BUILDING, w.courtyard)
    w.living = [resident(w.building, f"住户{n:02d}") for n in range(23)]
    return w


class TestMaking:
    @pytest.mark.parametrize(
        ("number", "size", "sizes"),
        [(0, 12, []), (6, 12, [6]), (23, 12, [12, 11]), (23, 20, [23]), (40, 12, [14, 13, 13]), (193, 15, [15] * 11 + [14] * 2)],
    )  # fmt: skip
    def test_doors_are_divided_as_evenly_as_can_be(self, number, size, sizes):
        assert groups.sizes_of(number, size) == sizes

    def test_the_doors_of_a_building_in_their_order_and_once(self, block):
        for _twice in range(2):
            made = groups.make_groups(block.building, by=block.staff, size=12)
        assert [len(group.homes) for group in made] == [12, 11]
        in_order = sorted(Household.objects.filter(area=block.building), key=groups.walking_order)
        assert [home for group in made for home in group.homes] == in_order
        assert [group.area.code for group in made] == [
            f"{block.building.code}-001",
            f"{block.building.code}-002",
        ]
        assert not any(group.is_odd for group in made)

    def test_a_courtyard_without_buildings_has_groups_too_and_a_small_one_is_warned_of(self, w):
        (group,) = groups.make_groups(w.courtyard, by=w.staff, size=10)
        assert group.is_odd
        assert group.area.code == f"{w.courtyard.code}-000-001"
        assert area(f"{w.courtyard.code}-001", "1栋", Level.BUILDING, w.courtyard).pk

    def test_only_the_staff_of_the_community_makes_them(self, block):
        for other in (block.organiser, block.neighbours[0], block.handler, block.leader):
            with pytest.raises(NotPermitted):
                groups.make_groups(block.building, by=other, size=12)

    @pytest.mark.parametrize("size", [9, 21, 0, -3])
    def test_other_sizes_are_refused(self, block, size):
        with pytest.raises(Refused):
            groups.make_groups(block.building, by=block.staff, size=size)

    def test_a_door_moves_to_another_group_of_its_building_only(self, block):
        first, second = groups.make_groups(block.building, by=block.staff, size=12)
        home = first.homes[0]
        groups.move_door(home, by=block.staff, group=second.area)
        assert home in groups.groups_of(block.building)[0][1].homes
        elsewhere = groups.make_groups(block.courtyard, by=block.staff, size=10)[0].area
        with pytest.raises(Refused):
            groups.move_door(home, by=block.staff, group=elsewhere)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_household SET group_id = %s WHERE id = %s", [elsewhere.pk, home.pk]
            )

    def test_its_head_lives_in_it_and_there_is_one(self, block):
        group = groups.make_groups(block.building, by=block.staff, size=12)[0]
        here = [User.objects.get(memberships__household=home) for home in group.homes[:2]]
        for person_here in (here[0], here[1], here[1]):
            groups.appoint_head(group.area, by=block.staff, person=person_here)
        current = Post.objects.current().filter(area=group.area)
        assert [(post.user, post.role) for post in current] == [(here[1], Role.TEN_HOUSEHOLD_HEAD)]
        with pytest.raises(Refused):
            groups.appoint_head(group.area, by=block.staff, person=block.neighbours[0])


class TestUse:
    @pytest.fixture
    def headed(self, block):
        block.group = groups.make_groups(block.building, by=block.staff, size=12)[0]
        block.head = User.objects.get(memberships__household=block.group.homes[0])
        groups.appoint_head(block.group.area, by=block.staff, person=block.head)
        block.head = User.objects.get(pk=block.head.pk)
        block.project = Walk(block).to(Stage.SUPPORT_POLL)
        return block

    def test_the_head_goes_to_the_doors_of_the_group_in_a_poll_of_the_courtyard(self, headed):
        asked = doors.asked_now(headed.project)
        mine = doors.doors_of(headed.head, headed.project, asked)
        assert [door.household for door in mine] == headed.group.homes
        own = own_doors.own_doors(headed.head)
        assert [one.household for one in own] == headed.group.homes
        doors.say_at_the_door(headed.project, by=headed.head, household=headed.group.homes[1], voice="yes")
        other = (
            Household.objects.filter(area=headed.building, group=None).first()
            or headed.neighbours[1].current_memberships[0].household
        )
        with pytest.raises(NotPermitted):
            doors.say_at_the_door(headed.project, by=headed.head, household=other, voice="yes")

    def test_messages_reach_the_people_of_the_group_and_no_others(self, headed):
        assert set(people.residents_of(headed.group.area)) == {
            User.objects.get(memberships__household=home) for home in headed.group.homes
        }
        assert people.households_in(headed.group.area).count() == 12


class TestPages:
    def test_the_staff_makes_groups_moves_doors_and_names_heads(self, client, block):
        sign_in(client, block.staff)
        page = f"/desk/groups/{block.building.code}/"
        assert block.building in client.get("/desk/groups/").context["places"]
        assert client.post(page, {"do": "divide", "divide-size": "12"}).status_code == 302
        first, second = client.get(page).context["groups"]
        client.post(page, {"do": "move", "move-home": first.homes[0].pk, "move-group": second.area.pk})
        head = User.objects.get(memberships__household=second.homes[0])
        client.post(page, {"do": "head", "head-group": second.area.pk, "head-person": head.pk})
        first, second = client.get(page).context["groups"]
        assert (len(first.homes), len(second.homes), second.heads[0].user) == (11, 12, head)

    def test_odd_input_is_said_beside_the_field(self, client, block):
        sign_in(client, block.staff)
        page = f"/desk/groups/{block.building.code}/"
        for size in ("", "abc", "9", "9999999999", "\x00"):
            answer = client.post(page, {"do": "divide", "divide-size": size})
            assert answer.status_code in {409, 422}
            assert answer.context["divide"].errors
        assert not Area.objects.filter(level=Level.GROUP).exists()
        assert client.post(page, {"do": "move", "move-home": "999999"}).status_code == 422
        assert client.post(page, {"do": "nonsense"}).status_code == 200

    def test_nobody_else_opens_them(self, client, block):
        for other in (block.neighbours[0], block.organiser, block.handler):
            sign_in(client, other)
            assert client.get("/desk/groups/").status_code == 403
            assert client.get(f"/desk/groups/{block.building.code}/").status_code == 403
        sign_in(client, block.staff)
        assert client.get(f"/desk/groups/{block.community.code}/").status_code == 403
        assert client.get("/desk/groups/530103999999-001/").status_code == 404


def test_the_three_kinds_of_delegates_are_told_apart_and_watch_votes():
    from deliberation import rules
    from tests.standings import DELEGATES, PLACE, project_of, someone

    names = {Role(role).label for role in DELEGATES}
    assert len(names) == 4
    for role in DELEGATES:
        delegate = someone(role)
        assert rules.may_watch_vote(delegate, PLACE)
        assert not rules.may_help_households(delegate, project_of())
        assert not rules.serves_in(delegate, rules.POLL_OFFICERS, PLACE)
        assert not rules.may_keep_key(delegate, PLACE)
    assert not rules.may_watch_vote(person_without_post(), PLACE)


def person_without_post():
    from tests.standings import someone

    return someone()
