"""Who is concerned, and what people ask of the roster: to be taken in, to be put right, to leave."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.groups import living_in
from panlong.accounts.models import (
    DELEGATE_ROLES,
    HEAD_ROLES,
    ORGANISER_ROLES,
    Household,
    Membership,
    PhoneChange,
    Post,
    Role,
    RosterRequest,
    User,
)
from panlong.accounts.roster import confirming, steps, twins
from panlong.accounts.roster.buildings import buildings_called
from panlong.areas.models import CODE_LENGTHS, Area, Level, within
from panlong.errors import NotPermitted, Refused, require
from panlong.tools import spelling

# Who confirms that somebody lives where they say, and knows the people there by their numbers.
KEEPERS = {Role.COMMUNITY_STAFF, *(ORGANISER_ROLES - DELEGATE_ROLES)}
MAX_OPEN_REQUESTS = 3
MAX_REVEALED_A_DAY = 50


def residents_of(area: Area):
    """Return the people with a present household in `area` (a queryset)."""
    living = Membership.objects.current().filter(living_in([area], "household__"))
    return User.objects.filter(is_active=True, pk__in=living.values("user"))


def serving(area: Area, roles):
    """Return the people whose post of one of `roles` reaches `area` now (a queryset)."""
    posts = Post.objects.current().serving(area).filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=posts.values("user"))


def heads_of_households_in(area: Area):
    """Return the heads of buildings and ten-household groups in courtyard or building `area` (a queryset)."""
    posts = Post.objects.current().within(area).filter(role__in=HEAD_ROLES)
    small = len(area.code) >= CODE_LENGTHS[Level.COURTYARD]
    return User.objects.filter(is_active=True, pk__in=(posts if small else posts.none()).values("user"))


def holding(*roles: str):
    """Return the people who hold a post of one of `roles` anywhere now (a queryset)."""
    posts = Post.objects.current().filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=posts.values("user"))


def households_in(*areas: Area):
    """Return the households of `areas` (a queryset), without rows that were merged into another."""
    return Household.objects.filter(living_in(areas), merged_at__isnull=True)


def households_at(*areas: Area, moment: datetime):
    """Return the households of `areas` that have a voice at `moment` (a queryset).

    One whose people have all moved out, or had not moved in, is empty. One of which nobody is on the roster yet
    counts: it is asked at the door, and nobody lowers a threshold by leaving people off the roster.
    """
    of_it = Membership.objects.filter(household=OuterRef("pk"))
    living = of_it.filter(Q(until__isnull=True) | Q(until__gt=moment), since__lte=moment)
    return households_in(*areas).filter(Exists(living) | ~Exists(of_it))


# --- Who may ----------------------------------------------------------------------------------------------------
def may_decide(user: User, asked: RosterRequest | PhoneChange) -> bool:
    """Say whether `user` may decide what was asked: a worker, or for homes and numbers an organiser, of that area."""
    if isinstance(asked, PhoneChange):
        if asked.asked_by_id == user.pk:
            return False
        return asked.user_id == user.pk or user.holds(KEEPERS, asked.area)
    if asked.user_id == user.pk:
        return False
    return user.holds(
        KEEPERS if asked.kind == RosterRequest.Kind.JOIN else {Role.COMMUNITY_STAFF}, asked.area
    )


def may_see_phone(user: User, person: User) -> bool:
    """Say whether `user` needs the number of `person` for their post: keepers of the area where that one lives or serves."""
    if user.pk == person.pk:
        return True
    places = [one.household.area for one in person.current_memberships] + [
        post.area for post in person.current_posts
    ]
    return any(user.holds(KEEPERS, place) for place in places)


# --- Homes --------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_to_join(
    area: Area, *, by: User, room: str, building: str = "", unit: str = "", is_owner: bool = False, moves: bool = False, name: str = "",
) -> RosterRequest:  # fmt: skip
    """Ask to be taken into a household of courtyard `area`; it is not told whether the portal knows that room.

    `moves`: the other homes are left with it. `name` is taken where the portal knows none yet.
    """
    User.objects.select_for_update().get(pk=by.pk)
    require(
        area.level in {Level.COURTYARD, Level.BUILDING},
        _("Choose the courtyard where you live."),
        field="area",
    )
    mine = by.roster_requests.filter(decided_at__isnull=True)
    place = {"area": area, "building": building, "unit": unit, "room": room}
    if waiting := mine.filter(kind=RosterRequest.Kind.JOIN, **place).first():
        return waiting
    require(
        mine.count() < MAX_OPEN_REQUESTS,
        _("You have asked for several things already; wait for the answers."),
    )
    if name and not by.name:
        by.name = name
        by.save(update_fields=["name", "name_key"])
    require(bool(by.name), _("Tell your name, so that those who decide know who asks."), field="name")
    asked = RosterRequest.objects.create(
        kind=RosterRequest.Kind.JOIN, user=by, is_owner=is_owner, moves=moves, asked_at=clock.now(), **place
    )
    audit.record("ask_to_join", by=by, target=asked, area_code=area.code)
    return asked


@transaction.atomic
def ask_for_correction(household: Household, *, by: User, text: str) -> RosterRequest:
    """Ask the community to put right what the roster says of `by` or of their `household`."""
    User.objects.select_for_update().get(pk=by.pk)
    if not by.memberships.filter(household=household).exists():
        raise NotPermitted(_("This is not your household."))
    mine = by.roster_requests.filter(decided_at__isnull=True)
    if waiting := mine.filter(kind=RosterRequest.Kind.CORRECT, text=text).first():
        return waiting
    require(
        mine.count() < MAX_OPEN_REQUESTS,
        _("You have asked for several things already; wait for the answers."),
    )
    asked = RosterRequest.objects.create(
        kind=RosterRequest.Kind.CORRECT, user=by, area=household.area, unit=household.unit, room=household.room, text=text,
        asked_at=clock.now(),
    )  # fmt: skip
    audit.record("ask_for_correction", by=by, target=asked, area_code=household.area.code)
    return asked


def household_asked_for(asked: RosterRequest) -> Household | None:
    """Return the household that a request means, however it is spelled; None when the roster has no such room.

    Without a building or unit it is meant only where one home of the courtyard fits.
    """
    unit, room = spelling.unit_key(asked.unit), spelling.room_key(asked.room)
    areas = buildings_called(asked.area, asked.building) if asked.building else [asked.area]
    if not asked.building:
        areas += Area.objects.filter(parent=asked.area, level=Level.BUILDING)
    known = Household.objects.filter(area__in=areas, merged_at__isnull=True).select_related("area")
    here = list(known.filter(door_key__endswith=f"/{room}").order_by("twin_of_id", "pk"))
    exact = [home for home in here if home.door_key == f"{unit}/{room}"]
    in_place = [home for home in exact if asked.building or home.area_id == asked.area_id]
    first = [home for home in exact if home.twin_of_id is None]
    near = [home for home in here if home.twin_of_id is None and (not unit or home.door_key.startswith("/"))]
    if in_place:
        return in_place[0]
    if exact:
        return first[0] if len(first) == 1 else None
    return near[0] if len(near) == 1 else None


def same_name_in(household: Household, person: User) -> list[Membership]:
    """Return the present members of `household` whose name is that of `person`, or near it in another spelling."""
    others = household.memberships.current().exclude(user=person).select_related("user")
    return [
        member
        for member in others
        if member.user.name_key
        and (member.user.name_key == person.name_key or spelling.is_near_name(member.user.name, person.name))
    ]


@transaction.atomic
def decide_request(
    asked: RosterRequest, *, by: User, accepted: bool, answer: str = "", same_person: bool | None = None
) -> RosterRequest:
    """Decide a request. Accepted, somebody who asked to join lives there from now on; a refusal says why.

    Where somebody of that name lives there already, `same_person` says whether it is the one who asks: the two
    entries are merged then, which wants a second person (panlong.accounts.roster.twins).
    """
    asked = RosterRequest.objects.select_for_update().select_related("area", "user").get(pk=asked.pk)
    if not may_decide(by, asked):
        raise NotPermitted(_("This is not yours to decide."))
    if asked.decided_at is not None:
        require(asked.accepted == accepted, _("Somebody else has decided this already."))
        return asked
    require(accepted or bool(answer), _("Say why."), field="answer")
    if accepted and asked.kind == RosterRequest.Kind.JOIN:
        _move_in(asked, by, same_person)
    asked.decided_by, asked.decided_at, asked.accepted, asked.answer = by, clock.now(), accepted, answer
    asked.save(update_fields=["decided_by", "decided_at", "accepted", "answer"])
    act = "confirm_resident" if asked.kind == RosterRequest.Kind.JOIN else "answer_correction"
    audit.record(act, by=by, target=asked, area_code=asked.area.code, accepted=accepted)
    return asked


def _move_in(asked: RosterRequest, by: User, same_person: bool | None) -> None:
    household = household_asked_for(asked)
    if household is None:
        raise Refused(_("The roster has no such room. The community enters it first, then you can confirm."))
    Household.objects.select_for_update().get(pk=household.pk)
    namesakes = same_name_in(household, asked.user)
    require(
        not namesakes or same_person is not None,
        _("%(name)s lives there on the roster. Say whether this is the same person.")
        % {"name": namesakes[0].user if namesakes else ""},
        field="same_person",
    )
    if asked.moves:
        others = asked.user.memberships.current().exclude(household=household)
        others.update(until=clock.now(), is_head=False)
    present = household.memberships.current()
    if namesakes and same_person:
        twins.propose_people(asked.user, namesakes[0].user, area=household.area, by=by)
    elif not present.filter(user=asked.user).exists():
        alike = present.filter(name_key=asked.user.name_key).aggregate(last=Max("namesake"))["last"]
        Membership.objects.create(
            user=asked.user, household=household, is_owner=asked.is_owner, since=clock.now(),
            is_head=not present.filter(is_head=True).exists(), namesake=0 if alike is None else alike + 1,
        )  # fmt: skip


@transaction.atomic
def leave_household(membership: Membership, *, by: User) -> None:
    """Move out: the membership ends now and stays in the history."""
    membership = (
        Membership.objects.select_for_update().select_related("household__area").get(pk=membership.pk)
    )
    if membership.user_id != by.pk:
        raise NotPermitted(_("This is not your household."))
    if membership.until is not None and membership.until <= clock.now():
        return
    membership.until, membership.is_head = clock.now(), False
    membership.save(update_fields=["until", "is_head"])
    audit.record("leave_household", by=by, target=membership, area_code=membership.household.area.code)


@transaction.atomic
def rename_person(user: User, name: str) -> None:
    """Let somebody whom no roster knows say what they are called."""
    require(not user.memberships.exists(), _("The roster has your name; ask for a correction."), field="name")
    if user.name != name:
        user.name = name
        user.save(update_fields=["name", "name_key"])
        audit.record("rename", by=user, target=user)


# --- Numbers --------------------------------------------------------------------------------------------------------
@transaction.atomic
def decide_phone(change: PhoneChange, *, by: User, accepted: bool) -> None:
    """Let another number for somebody take effect, or not: never by the one who asked for it."""
    change = PhoneChange.objects.select_for_update().select_related("area", "user").get(pk=change.pk)
    if not may_decide(by, change):
        raise NotPermitted(
            _(
                "A second person decides this: another worker or an organiser of that area, or whom it concerns."
            )
        )
    if change.decided_at is not None:
        require(change.accepted == accepted, _("Somebody else has decided this already."))
        return
    if accepted:
        user = User.objects.select_for_update().get(pk=change.user_id)
        taken = User.objects.filter(phone_hash=change.phone_hash).exclude(pk=user.pk).exists()
        require(not taken, _("This number belongs to somebody else by now."))
        user.phone_hash, user.phone_cipher = change.phone_hash, change.phone_cipher
        user.sign_in_round += 1  # who is signed in by the old number is signed out
        user.save(update_fields=["phone_hash", "phone_cipher", "sign_in_round"])
    change.decided_by, change.decided_at, change.accepted = by, clock.now(), accepted
    change.phone_hash = change.phone_cipher = ""
    change.save(update_fields=["decided_by", "decided_at", "accepted", "phone_hash", "phone_cipher"])
    audit.record("decide_phone", by=by, target=change.user, area_code=change.area.code, accepted=accepted)


@transaction.atomic
def reveal_phone(person: User, *, by: User, reason: str) -> str:
    """Return the whole number of `person` to somebody whose post needs it; every look is audited, and counted by day."""
    if not may_see_phone(by, person):
        raise NotPermitted(_("You need this number for none of your posts."))
    User.objects.select_for_update().get(pk=by.pk)
    today = audit.today_of(by, "reveal_phone")
    require(
        today < MAX_REVEALED_A_DAY,
        _("You have looked up %(most)d numbers today; that is the most.") % {"most": MAX_REVEALED_A_DAY},
    )
    home = person.current_memberships
    audit.record(
        "reveal_phone",
        by=by,
        target=person,
        area_code=home[0].household.area.code if home else "",
        reason=reason,
    )
    return person.phone


def waiting_for(user: User) -> dict[str, list]:
    """Return what waits for `user` on the desk: requests of residents, and numbers that want a second person."""
    keeper, staff = within(user.areas_of(KEEPERS)), within(user.areas_of({Role.COMMUNITY_STAFF}))
    open_requests = (
        RosterRequest.objects.filter(decided_at__isnull=True)
        .exclude(user=user)
        .select_related("area", "user")
    )
    joins = open_requests.filter(keeper, kind=RosterRequest.Kind.JOIN)
    corrections = open_requests.filter(staff, kind=RosterRequest.Kind.CORRECT)
    changes = PhoneChange.objects.filter(keeper, decided_at__isnull=True).select_related("area", "user")
    return {
        "requests": [*joins[:50], *corrections[:50]],
        "phones": [change for change in changes[:50] if change.asked_by_id != user.pk],
        "steps": steps.waiting_for(user),
        "files": confirming.waiting_for(user),
    }
