"""Twins: two entries of the roster that are one person or one home. Found here, merged by two people.

What a merge moves in the votes is in deliberation.twins; here are the entries themselves.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import (
    OFFICIAL_ROLES,
    Household,
    Membership,
    PhoneChange,
    Post,
    RosterRequest,
    RosterStep,
    User,
)
from panlong.areas.models import Area, within
from panlong.errors import require
from panlong.tools import spelling

KIND = RosterStep.Kind


@dataclass(frozen=True)
class Twins:
    """Two rows that may be one: the `kept` one and its `twin`; `why` is "same" or "near"."""

    kind: str
    kept: Household | User
    twin: Household | User
    area: Area
    why: str


def find(areas) -> list[Twins]:
    """Return the homes and the people of `areas` that may be one; homes first, each pair once."""
    return [*_homes(areas), *_people(areas)]


def _homes(areas) -> list[Twins]:
    found = Household.objects.filter(within(areas), merged_at__isnull=True).select_related(
        "area", "twin_of__area"
    )
    by_room: dict[tuple[int, str], list[Household]] = defaultdict(list)
    for home in found.order_by("pk"):
        by_room[home.area_id, home.door_key.rpartition("/")[2].rpartition("-")[2]].append(home)
    return [
        Twins(KIND.MERGE_HOMES, one, other, one.area, "same" if one.door_key == other.door_key else "near")
        for homes in by_room.values()
        for number, one in enumerate(homes)
        for other in homes[number + 1 :]
        if one.door_key == other.door_key or spelling.is_near_door(one.unit, one.room, other.unit, other.room)
    ]


def _people(areas) -> list[Twins]:
    """Compare the people of one home, and of homes that are twins themselves."""
    living = (
        Membership.objects.current()
        .filter(within(areas, field="household__area__code"), user__is_active=True)
        .exclude(user__name_key="")
        .select_related("user", "household__area")
        .order_by("user__phone_hash", "user_id")
    )
    by_home: dict[int, list[Membership]] = defaultdict(list)
    for member in living:
        by_home[member.household.twin_of_id or member.household_id].append(member)
    pairs: dict[tuple[int, int], Twins] = {}
    for members in by_home.values():
        for number, one in enumerate(members):
            for other in members[number + 1 :]:
                why = _alike(one.user, other.user)
                key = (one.user_id, other.user_id)
                if why and one.user_id != other.user_id and key not in pairs:
                    pairs[key] = Twins(KIND.MERGE_PEOPLE, one.user, other.user, one.household.area, why)
    return list(pairs.values())


def _alike(one: User, other: User) -> str:
    """Say why two people of one home may be one; two with numbers and years of birth of their own are not."""
    if one.phone_hash and other.phone_hash and one.birth_year != other.birth_year:
        return ""
    if one.name_key == other.name_key:
        return "same"
    same_year = one.birth_year is not None and one.birth_year == other.birth_year
    return "near" if spelling.is_near_name(one.name, other.name, same_year=same_year) else ""


@transaction.atomic
def propose_homes(kept: Household, twin: Household, *, area: Area, by: User) -> RosterStep:
    """Propose that `twin` is the same home as `kept`; a second person decides. A repeat returns what waits."""
    require(kept.pk != twin.pk, _("Choose two entries."))
    homes = Household.objects.in_bulk([kept.pk, twin.pk])
    kept, twin = homes[kept.pk], homes[twin.pk]
    require(kept.merged_at is None and twin.merged_at is None, _("One of them was merged already."))
    return _propose(KIND.MERGE_HOMES, area, by, home=kept, twin_home=twin)


@transaction.atomic
def propose_people(kept: User, twin: User, *, area: Area, by: User) -> RosterStep:
    """Propose that `twin` is the same person as `kept`; a second person decides. A repeat returns what waits.

    No official is merged, and never oneself.
    """
    require(kept.pk != twin.pk, _("Choose two entries."))
    require(by.pk not in {kept.pk, twin.pk}, _("Not about yourself; ask a colleague."))
    people = User.objects.in_bulk([kept.pk, twin.pk])
    kept, twin = people[kept.pk], people[twin.pk]
    require(kept.is_active and twin.is_active, _("One of them was merged already."))
    require(
        not any(one.username or one.is_superuser for one in (kept, twin))
        and not Post.objects.current().filter(user__in=[kept, twin], role__in=OFFICIAL_ROLES).exists(),
        _("The account of an official is not merged; the administrator ends one of them."),
    )
    return _propose(KIND.MERGE_PEOPLE, area, by, person=kept, twin_person=twin)


def _propose(kind: str, area: Area, by: User, **rows) -> RosterStep:
    waiting = RosterStep.objects.filter(kind=kind, decided_at__isnull=True, **rows).first()
    if waiting is not None:
        return waiting
    step = RosterStep.objects.create(kind=kind, area=area, asked_by=by, asked_at=clock.now(), **rows)
    audit.record("ask_for_roster_step", by=by, target=step, area_code=area.code, kind=kind)
    return step


# --- Merging the entries (half-verbs: deliberation.twins owns the whole) ----------------------------------------------
def record_merged_homes(kept: Household, twin: Household) -> None:
    """Let the people of `twin` live in `kept`; the row itself stays for the rolls of the past."""
    Household.objects.select_for_update().filter(pk__in=[kept.pk, twin.pk]).order_by("pk").count()
    speaks = kept.memberships.filter(until__isnull=True, is_head=True).exists()
    for member in twin.memberships.filter(until__isnull=True).select_related("user"):
        _move_member(member, kept, may_speak=not speaks)
        speaks = speaks or member.is_head
    twin.memberships.filter(until__gt=clock.now()).update(until=clock.now(), is_head=False)
    if kept.floor_area is None and twin.floor_area is not None:
        kept.floor_area = twin.floor_area
        kept.save(update_fields=["floor_area"])
    if kept.twin_of_id is not None:  # the later row was kept: it becomes the first
        first = kept.twin_of_id
        Household.objects.filter(Q(twin_of=first) | Q(pk=first)).exclude(pk=kept.pk).update(twin_of=kept)
        Household.objects.filter(pk=kept.pk).update(twin_of=None)
    Household.objects.filter(twin_of=twin).update(twin_of=kept)
    Household.objects.filter(pk=twin.pk).update(twin_of=kept, merged_at=clock.now())


def _move_member(member: Membership, home: Household, *, may_speak: bool) -> None:
    there = home.memberships.filter(user=member.user_id, until__isnull=True).first()
    member.until, was_head = clock.now(), member.is_head
    member.is_head = False
    member.save(update_fields=["until", "is_head"])
    if there is None:
        member.is_head = was_head and may_speak
        Membership.objects.create(
            user=member.user, household=home, is_owner=member.is_owner, is_head=member.is_head,
            since=member.since, namesake=_next_namesake(home, member.user),
        )  # fmt: skip
    elif member.is_owner and not there.is_owner:
        there.is_owner = True
        there.save(update_fields=["is_owner"])


def _next_namesake(home: Household, user: User) -> int:
    alike = home.memberships.filter(until__isnull=True, name_key=user.name_key)
    last = alike.aggregate(last=Max("namesake"))["last"]
    return 0 if last is None else last + 1


def record_merged_people(kept: User, twin: User) -> None:
    """Give `kept` the homes, the number, the posts and the requests of `twin`, who acts no more."""
    people = {
        one.pk: one
        for one in User.objects.select_for_update().filter(pk__in=[kept.pk, twin.pk]).order_by("pk")
    }
    kept, twin = people[kept.pk], people[twin.pk]
    speaks = {
        pk: heads
        for pk, heads in twin.memberships.filter(until__isnull=True).values_list("household", "is_head")
    }
    homes = list(twin.memberships.filter(until__isnull=True))
    for member in homes:
        member.until, member.is_head = clock.now(), False
        member.save(update_fields=["until", "is_head"])
    for member in homes:
        _take_place(kept, member, speaks[member.household_id])
    RosterRequest.objects.filter(user=twin, decided_at__isnull=True).update(user=kept)
    PhoneChange.objects.filter(user=twin, decided_at__isnull=True).delete()
    for post in Post.objects.current().filter(user=twin):
        if not Post.objects.current().filter(user=kept, role=post.role, area=post.area).exists():
            Post.objects.create(
                user=kept, role=post.role, area=post.area, since=clock.now(), until=post.until,
                appointed_by=post.appointed_by if post.appointed_by_id != kept.pk else None, deputy_for=post.deputy_for,
            )  # fmt: skip
        Post.objects.filter(pk=post.pk).update(until=clock.now())
    twin.wards.exclude(pk=kept.pk).update(guardian=kept)
    User.objects.filter(merged_into=twin).update(merged_into=kept)
    number = (twin.phone_hash, twin.phone_cipher)
    birth_year, notice_version = twin.birth_year, twin.notice_version
    twin.phone_hash, twin.phone_cipher, twin.is_active, twin.merged_into = None, "", False, kept
    twin.sign_in_round += 1
    twin.save(update_fields=["phone_hash", "phone_cipher", "is_active", "merged_into", "sign_in_round"])
    if not kept.phone_hash and number[0]:
        kept.phone_hash, kept.phone_cipher = number
        kept.notice_version = max(kept.notice_version, notice_version)
    if kept.birth_year is None:
        kept.birth_year = birth_year
    kept.save(update_fields=["phone_hash", "phone_cipher", "birth_year", "notice_version"])


def _take_place(kept: User, member: Membership, was_head: bool) -> None:
    there = kept.memberships.filter(household=member.household_id, until__isnull=True).first()
    if there is None:
        Membership.objects.create(
            user=kept, household=member.household, is_owner=member.is_owner, is_head=was_head, since=member.since,
            namesake=_next_namesake(member.household, kept),
        )  # fmt: skip
        return
    there.is_owner, there.is_head = there.is_owner or member.is_owner, there.is_head or was_head
    there.save(update_fields=["is_owner", "is_head"])
