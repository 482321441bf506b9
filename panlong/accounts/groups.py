"""十户联保: the households of a building or courtyard in groups of about ten, each with its head; for doors and messages.

A group is an area of its own below the building; its households stay households of the building and name their group.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import Household, Membership, Post, Role, User
from panlong.areas.models import Area, Level, within
from panlong.errors import NotPermitted, require
from panlong.tools import spelling

T = TypeVar("T")
FEWEST, MOST = 10, 20  # households of a group: outside these the page warns
MAKERS = {Role.COMMUNITY_STAFF}


def living_in(areas, path: str = "") -> Q:
    """Return the condition on what leads to households by `path`: they lie in one of `areas`, or belong to one that is a group."""
    found = within(areas, field=f"{path}area__code")
    groups = [area for area in areas if isinstance(area, Area) and area.level == Level.GROUP]
    return found | Q(**{f"{path}group__in": groups}) if groups else found


def walking_order(home: Household) -> list:
    """Return the key that sorts homes by building, stair, floor and door: 2栋 before 10栋, 301 before 1201."""
    return [
        home.area.code,
        *_in_order(spelling.unit_key(home.unit)),
        "/",
        *_in_order(spelling.room_key(home.room)),
    ]


def next_waiting(places: Sequence[T], is_here: Callable[[T], bool], waits: Callable[[T], bool]) -> T | None:
    """Return the next of `places` behind the one that `is_here` that `waits`, from the beginning again at the end."""
    here = next((number for number, one in enumerate(places) if is_here(one)), -1)
    return next((one for one in (*places[here + 1 :], *places[: max(here, 0)]) if waits(one)), None)


def _in_order(text: str) -> list[str]:
    return [part.zfill(8) if part.isdigit() else part for part in re.findall(r"\d+|\D+", text)]


@dataclass
class Group:
    """A group with its households in walking order and who heads it now."""

    area: Area
    homes: list[Household] = field(default_factory=list)
    heads: list[Post] = field(default_factory=list)

    @property
    def is_odd(self) -> bool:
        """Outside ten to twenty households."""
        return not FEWEST <= len(self.homes) <= MOST


def may_make_groups(user: User, place: Area) -> bool:
    """Say whether `user` may divide the doors of building or courtyard `place`: the community's staff."""
    return place.level in {Level.COURTYARD, Level.BUILDING} and user.holds(MAKERS, place)


def _homes_of(place: Area):
    """Return the households that lie in `place` itself, not those of its buildings (a queryset)."""
    return Household.objects.filter(area=place, merged_at__isnull=True).select_related("area", "group")


def groups_of(place: Area) -> tuple[list[Group], list[Household]]:
    """Return the groups of building or courtyard `place`, and its households that are in none, in walking order."""
    areas = Area.objects.filter(level=Level.GROUP, parent=place).order_by("code")
    groups = {area.pk: Group(area) for area in areas}
    alone: list[Household] = []
    for home in sorted(_homes_of(place), key=walking_order):
        (groups[home.group_id].homes if home.group_id in groups else alone).append(home)
    posts = Post.objects.current().filter(role=Role.TEN_HOUSEHOLD_HEAD, area__in=areas).select_related("user")
    for post in posts:
        groups[post.area_id].heads.append(post)
    return list(groups.values()), alone


def sizes_of(number: int, size: int) -> list[int]:
    """Return how `number` doors are divided into groups of about `size`, as evenly as can be: 23 by 10 are 12 and 11."""
    if not number:
        return []
    many = max(1, round(number / size))
    return [number // many + (place < number % many) for place in range(many)]


def next_group_code(place: Area) -> str:
    """Return the next free code of a group below `place`; groups of a courtyard stand under its building 000."""
    stem = place.code if place.level == Level.BUILDING else f"{place.code}-000"
    last = (
        Area.objects.filter(code__startswith=f"{stem}-")
        .order_by("-code")
        .values_list("code", flat=True)
        .first()
    )
    return f"{stem}-{int(last[-3:]) + 1 if last else 1:03d}"


@transaction.atomic
def make_groups(place: Area, *, by: User, size: int) -> list[Group]:
    """Divide the doors of `place` that are in no group into groups of about `size`, in walking order.

    A repeat finds no door left and changes nothing. Raises NotPermitted by the rule above.
    """
    place = Area.objects.select_for_update().get(pk=place.pk)
    require_maker(by, place)
    require(FEWEST <= size <= MOST, _("A group has %(fewest)d to %(most)d households.") % {"fewest": FEWEST, "most": MOST}, field="size")  # fmt: skip
    groups, alone = groups_of(place)
    begun, number = 0, len(groups)
    for many in sizes_of(len(alone), size):
        number += 1
        add_group(place, _("Group %(number)d") % {"number": number}, alone[begun : begun + many])
        begun += many
    audit.record("make_groups", by=by, target=place, area_code=place.code, doors=len(alone))
    return groups_of(place)[0]


def add_group(place: Area, name: str, homes: list[Household]) -> Area:
    """Lay out a group of `place` called `name` with `homes`; the caller holds the lock of `place`."""
    area = Area.objects.create(code=next_group_code(place), name=name, level=Level.GROUP, parent=place)
    Household.objects.filter(pk__in=[home.pk for home in homes]).update(group=area)
    return area


def require_maker(by: User, place: Area) -> None:
    """Raise NotPermitted unless `by` may make the groups of `place`."""
    if not may_make_groups(by, place):
        raise NotPermitted(_("This is not yours to do."))


@transaction.atomic
def move_door(home: Household, *, by: User, group: Area | None) -> Household:
    """Put `home` into another group of its building or courtyard, or into none."""
    home = Household.objects.select_for_update(of=("self",)).select_related("area").get(pk=home.pk)
    require_maker(by, home.area)
    require(
        group is None or (group.level == Level.GROUP and group.parent_id == home.area_id),
        _("This group belongs to another building."),
        field="group",
    )
    if home.group_id != (group.pk if group else None):
        home.group = group
        home.save(update_fields=["group"])
        audit.record("move_door", by=by, target=home, area_code=home.area.code)
    return home


@transaction.atomic
def appoint_head(group: Area, *, by: User, person: User) -> Post:
    """Let `person`, who lives in `group`, head it from now on; whoever headed it before ends now. Repeated it changes nothing."""
    group = Area.objects.select_for_update(of=("self",)).select_related("parent").get(pk=group.pk)
    assert group.parent is not None, "a group lies in a building or courtyard"
    require_maker(by, group.parent)
    require(person.pk != by.pk, _("Nobody appoints themselves."), field="person")
    lives = Membership.objects.current().filter(user=person, household__group=group, user__is_active=True)
    require(lives.exists(), _("The head of a group lives in it."), field="person")
    held = Post.objects.current().filter(role=Role.TEN_HOUSEHOLD_HEAD, area=group)
    if same := held.filter(user=person).first():
        return same
    for post in held:
        post.until = clock.now()
        post.save(update_fields=["until"])
    post = Post.objects.create(
        user=person, role=Role.TEN_HOUSEHOLD_HEAD, area=group, since=clock.now(), appointed_by=by
    )
    audit.record("appoint_group_head", by=by, target=post, area_code=group.code)
    return post


def places_with_groups(area: Area):
    """Return the buildings and courtyards in `area` that have households, with how many, and how many are in no group."""
    homes = Q(households__merged_at__isnull=True)
    lived_in = Area.objects.within(area).filter(level__in=[Level.COURTYARD, Level.BUILDING])
    return lived_in.annotate(
        homes=Count("households", filter=homes), alone=Count("households", filter=homes & Q(households__group__isnull=True))
    ).filter(homes__gt=0).order_by("code")  # fmt: skip
