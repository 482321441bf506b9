"""Places and people of the demo. Invented ones look invented."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from random import Random

from panlong.accounts import groups
from panlong.accounts.models import ORGANISER_ROLES, Household, Membership, Post, Role, User
from panlong.areas.models import Area, Level
from panlong.portal.demo.personas import COMMUNITY, COURTYARD, OFFICIALS, PERSONAS, STREET
from panlong.portal.demo.seed.tables import rows

SINCE = datetime(2019, 6, 1, tzinfo=UTC)
HOUSEHOLDS_OF_THE_BUILDING = 6
GROUP_SIZE = 15
# Streets of which no community is known to us by code get one that says so.
PLACEHOLDERS = {
    COMMUNITY: "中国网2020年11月4日的文章未载东风巷、明通巷所属的街道和社区；演示暂置于此，不代表实际区划。",
    "530103001999": "本街道的社区未载入；演示院落暂置于此，不代表实际区划。",
    "530103003999": "本街道的社区未载入；演示院落暂置于此，不代表实际区划。",
    "530103004999": "本街道的社区未载入；演示院落暂置于此，不代表实际区划。",
}
ARTICLES_COURTYARDS = {COURTYARD, "530103002999-002"}
# Officials of a street without personas: (role, what they are called).
OFFICE = (
    (Role.GRID_WORKER, "网格员"),
    (Role.COMMUNITY_STAFF, "社区干部"),
    (Role.COMMITTEE_MEMBER, "评审一"),
    (Role.COMMITTEE_MEMBER, "评审二"),
    (Role.COMMITTEE_MEMBER, "评审三"),
    (Role.STREET_HANDLER, "经办"),
    (Role.STREET_REVIEWER, "审核"),
    (Role.STREET_FINANCE, "财务"),
)


@dataclass
class Team:
    """Who acts for a place."""

    organiser: User
    staff: User
    handler: User
    reviewer: User
    finance: User
    committee: list[User]


@dataclass
class Place:
    """A courtyard with its households, its residents who have an account, and its team."""

    area: Area
    built: str
    households: list[Household]
    team: Team
    residents: list[User] = field(default_factory=list)
    heads: dict[int, User] = field(default_factory=dict)  # by household

    @property
    def community(self) -> Area:
        assert self.area.parent is not None, "a courtyard lies in a community"
        return self.area.parent


@dataclass
class Town:
    """Everything that the lives of projects need to know."""

    now: datetime
    people: dict[str, User]  # personas by key
    places: dict[str, Place] = field(default_factory=dict)  # courtyards by code
    random: Random = field(default_factory=lambda: Random(20201104))

    papers: Iterator[int] = field(default_factory=lambda: count(1))

    def paper(self, kind: str) -> str:
        """Return a fresh number of an invented invoice or bank reference."""
        return f"演示{kind}{next(self.papers):05d}"


def make_areas() -> dict[str, Area]:
    """Make the tree of areas and return it by code; areas that are there already stay as they are."""
    areas: dict[str, Area] = {}
    for row in rows("areas"):
        _add(areas, row["code"], row["name"], row["level"], row["parent_code"])
    for code, note in PLACEHOLDERS.items():
        name = f"{areas[code[:9]].name.removesuffix('街道')}演示社区（未载）"
        _add(areas, code, name, Level.COMMUNITY, code[:9], note)
    for row in rows("courtyards"):
        note = "" if row["code"] in ARTICLES_COURTYARDS else "演示用的虚构院落。"
        _add(areas, row["code"], row["name"], Level.COURTYARD, row["code"][:12], note)
    return areas


def _add(areas: dict[str, Area], code: str, name: str, level: str, parent: str, note: str = "") -> None:
    facts = {"name": name, "level": level, "parent": areas.get(parent), "note": note}
    areas[code] = Area.objects.get_or_create(code=code, defaults=facts)[0]


def make_town(now: datetime) -> Town:
    """Make areas, people, posts and households."""
    areas = make_areas()
    town = Town(now, _make_personas(areas))
    admin = town.people["admin"]
    teams = {STREET: _team_of_personas(town.people)}
    for code in sorted({row["code"][:9] for row in rows("courtyards")} - {STREET}):
        teams[code] = _make_office(areas[code], admin)
    for row in rows("courtyards"):
        area, team = areas[row["code"]], teams[row["code"][:9]]
        if not team.organiser.holds(ORGANISER_ROLES, area):
            team = replace(team, organiser=_make_organiser(area, admin))
        place = Place(area, row["built"], _make_households(area, int(row["households"])), team)
        _settle(town, place, int(row["accounts"]))
        if row["code"] == COURTYARD:
            _make_groups(town, place)
        town.places[row["code"]] = place
    return town


def _make_personas(areas: dict[str, Area]) -> dict[str, User]:
    """Make the personas with their posts. They get no text messages until `load` has told the past."""
    people = {
        one.key: User.objects.create_user(
            phone=one.phone, username=f"demo_{one.key}" if one.key in OFFICIALS else None, name=one.name,
            name_is_public=True, wants_sms=False, is_superuser=one.role == Role.ADMINISTRATOR,
        )
        for one in PERSONAS
    }  # fmt: skip
    admin = people["admin"]
    Post.objects.bulk_create(
        Post(
            user=people[one.key], role=one.role, area=areas[one.area], since=SINCE,
            appointed_by=None if people[one.key] == admin else admin,
        )
        for one in PERSONAS
        if one.role
    )  # fmt: skip
    return people


def _team_of_personas(people: dict[str, User]) -> Team:
    return Team(
        organiser=people["organiser"],
        staff=people["community_staff"],
        handler=people["street_handler"],
        reviewer=people["street_reviewer"],
        finance=people["street_finance"],
        committee=[people[f"committee_{number}"] for number in range(1, 6)],
    )


def _make_office(street: Area, admin: User) -> Team:
    """Make one set of officials for a whole street."""
    short = street.name.removesuffix("街道")
    people = _make_users(
        [{"name": f"演示{short}{called}", "name_is_public": True} for _role, called in OFFICE]
    )
    Post.objects.bulk_create(
        Post(user=user, role=role, area=street, since=SINCE, appointed_by=admin)
        for user, (role, _called) in zip(people, OFFICE, strict=True)
    )
    organiser, staff, *committee, handler, reviewer, finance = people
    return Team(organiser, staff, handler, reviewer, finance, committee)


def _make_users(facts: list[dict]) -> list[User]:
    """Make people who cannot sign in: no phone, no password."""
    users = [User(wants_sms=False, **one) for one in facts]
    for user in users:
        user.set_unusable_password()
    return User.objects.bulk_create(users)


def _make_organiser(area: Area, admin: User) -> User:
    """Make a grid worker for `area`: the building head among the personas serves their own courtyard only."""
    user = _make_users([{"name": "演示网格员戊", "name_is_public": True}])[0]
    Post.objects.create(user=user, role=Role.GRID_WORKER, area=area, since=SINCE, appointed_by=admin)
    return user


def _make_households(area: Area, number: int) -> list[Household]:
    """Make the households of courtyard `area`; where the personas live, the first six are a building of their own."""
    first = _make_building(area) if area.code == COURTYARD else area
    return Household.objects.bulk_create(
        Household(
            area=first if index < HOUSEHOLDS_OF_THE_BUILDING else area,
            room=f"{1 + index // 28:02d}{1 + index % 28:02d}",
            floor_area=Decimal(46 + index * 7 % 45),
        )
        for index in range(number)
    )


def _make_building(courtyard: Area) -> Area:
    """Make the small building whose households visitors of the demo can bring to two thirds by hand."""
    return Area.objects.create(
        code=f"{courtyard.code}-001",
        name=f"{courtyard.name}1栋",
        level=Level.BUILDING,
        parent=courtyard,
        note=courtyard.note,
    )


def _make_groups(town: Town, place: Place) -> None:
    """Divide the doors where the personas live into ten-household groups; where somebody has an account one heads it."""
    staff = town.people["community_staff"]
    for area in {home.area for home in place.households}:
        for group in groups.make_groups(area, by=staff, size=GROUP_SIZE):
            living = [place.heads[home.pk] for home in group.homes if home.pk in place.heads]
            if strangers := [user for user in living if user not in town.people.values()]:
                groups.appoint_head(group.area, by=staff, person=strangers[0])


def _settle(town: Town, place: Place, accounts: int) -> None:
    """Let people with an account move in: the personas into their rooms, invented residents into the next ones."""
    rooms = {one.room: town.people[one.key] for one in PERSONAS if one.room and place.area.code == COURTYARD}
    settled = place.households[:accounts]
    strangers = [household for household in settled if household.room not in rooms]
    invented = _make_users(
        [
            {
                "name": f"演示住户{home.room}",
                "birth_year": 1945 + home.pk * 7 % 55,
                "name_is_public": home.pk % 3 > 0,
            }
            for home in strangers
        ]
    )
    rooms |= {home.room: user for home, user in zip(strangers, invented, strict=True)}
    Membership.objects.bulk_create(
        Membership(user=rooms[home.room], household=home, is_owner=home.pk % 5 > 0, is_head=True, since=SINCE)
        for home in settled
    )
    place.heads = {home.pk: rooms[home.room] for home in settled}
    place.residents = [rooms[home.room] for home in settled]
