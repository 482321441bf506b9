"""Changes of the roster by hand: what one worker asks for, another one confirms; only then it is done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import Household, Membership, RosterStep, User
from panlong.accounts.roster.confirming import CONFIRMERS
from panlong.areas.models import Area, within
from panlong.errors import NotPermitted, require

KIND = RosterStep.Kind
MERGES = {KIND.MERGE_PEOPLE, KIND.MERGE_HOMES}
# What may be changed by hand, and what decides who has a voice.
FIELDS: dict[str, tuple[str, ...]] = {
    KIND.HOME: ("unit", "room", "floor_area"),
    KIND.MEMBER: ("is_owner", "is_head", "until"),
    KIND.PERSON: ("name", "birth_year"),
}


@transaction.atomic
def propose_step(
    row: Household | Membership | User, values: Mapping[str, Any], *, area: Area, by: User
) -> RosterStep:
    """Ask that the fields of `row` get `values`; it is done when a second person confirms it.

    Raises Refused when another change of that row waits already. Asking for the same once more returns what waits.
    """
    kind, target = _target(row)
    type(row).objects.select_for_update().get(pk=row.pk)
    before = type(row).objects.get(pk=row.pk)
    changes = {
        name: [_stored(getattr(before, name)), _stored(value)]
        for name, value in values.items()
        if name in FIELDS[kind] and getattr(before, name) != value
    }
    require(bool(changes), _("Nothing was changed."))
    waiting = RosterStep.objects.filter(kind=kind, decided_at__isnull=True, **target).first()
    if waiting is not None:
        require(
            waiting.changes == changes, _("Another change of this entry waits for its second person already.")
        )
        return waiting
    step = RosterStep.objects.create(
        kind=kind, area=area, changes=changes, asked_by=by, asked_at=clock.now(), **target
    )
    audit.record(
        "ask_for_roster_step", by=by, target=step, area_code=area.code, kind=kind, fields=sorted(changes)
    )
    return step


def may_decide(user: User, step: RosterStep) -> bool:
    """Say whether `user` may decide a change: another worker there or the street's handler, never whom it concerns."""
    concerned = {step.asked_by_id, step.person_id, step.twin_person_id}
    if step.member is not None:
        concerned.add(step.member.user_id)
    return user.pk not in concerned and user.holds(CONFIRMERS, step.area)


def waiting_for(user: User) -> list[RosterStep]:
    """Return the changes that wait for `user` as their second person."""
    areas = user.areas_of(CONFIRMERS)
    if not areas:
        return []
    waiting = RosterStep.objects.filter(within(areas), decided_at__isnull=True).exclude(asked_by=user)
    mine = Q(person=user) | Q(twin_person=user) | Q(member__user=user)
    people = ("person", "twin_person", "member__user", "asked_by")
    homes = ("home__area", "twin_home__area", "member__household__area")
    return list(waiting.exclude(mine).select_related("area", *people, *homes)[:50])


@transaction.atomic
def decide_step(step: RosterStep, *, by: User, accepted: bool) -> RosterStep:
    """Let a change take effect, or not; a repeat returns it as it is. Merges are decided by deliberation.twins."""
    step = open_step(step, by=by)
    if step.decided_at is not None:
        require(step.accepted == accepted, _("Somebody else has decided this already."))
        return step
    if accepted:
        _apply(step)
    return record_decision(step, by=by, accepted=accepted)


def open_step(step: RosterStep, *, by: User) -> RosterStep:
    """Return `step`, locked; raise NotPermitted when `by` may not decide it."""
    step = RosterStep.objects.select_for_update(of=("self",)).select_related("area", "member").get(pk=step.pk)
    if not may_decide(by, step):
        raise NotPermitted(
            _("A second person decides this: another worker of that area, or the street's handler.")
        )
    return step


def record_decision(step: RosterStep, *, by: User, accepted: bool) -> RosterStep:
    """Write down that `step` is decided; of its values only the names of the fields are kept."""
    step.decided_by, step.decided_at, step.accepted = by, clock.now(), accepted
    fields = sorted(step.changes)
    step.changes = {name: [] for name in fields}
    step.save(update_fields=["decided_by", "decided_at", "accepted", "changes", "report"])
    audit.record(
        "decide_roster_step", by=by, target=step, area_code=step.area.code, kind=step.kind, accepted=accepted,
        fields=fields, asked_by=step.asked_by_id, report=step.report,
    )  # fmt: skip
    return step


def _target(row: Household | Membership | User) -> tuple[str, dict[str, Any]]:
    if isinstance(row, Household):
        return KIND.HOME, {"home": row}
    return (KIND.MEMBER, {"member": row}) if isinstance(row, Membership) else (KIND.PERSON, {"person": row})


def _apply(step: RosterStep) -> None:
    asked: Any = step.home or step.member or step.person
    row = type(asked).objects.select_for_update().get(pk=asked.pk)
    for name, (before, after) in step.changes.items():
        require(
            _stored(getattr(row, name)) == before,
            _("This entry has changed since; say no, and let it be asked for anew."),
        )
        setattr(row, name, _read(name, after))
    if isinstance(row, Membership) and row.is_head and "is_head" in step.changes:
        speaking = Membership.objects.filter(household=row.household_id, is_head=True, until__isnull=True)
        speaking.exclude(pk=row.pk).update(is_head=False)
    row.save()


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, bool | int) or value is None else str(value)


def _read(name: str, value: Any) -> Any:
    """Return a stored value as its column wants it; one that ends in the past ends now."""
    if name == "until" and value:
        return max(parse_datetime(value) or clock.now(), clock.now())
    return value
