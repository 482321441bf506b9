"""How an owners' vote begins: it is called for, a roll is handed in, and a second person who confirms the roll opens it."""

import json
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import (
    Matter,
    Owner,
    OwnerFlat,
    OwnerPerson,
    OwnersDecision,
    OwnersRollFile,
    OwnersVote,
)
from deliberation.owners import reading
from deliberation.owners.heads import FlatRow, Head, digest_of, group_heads
from panlong import audit, clock, crypto, file_errors, policy
from panlong.accounts.models import User
from panlong.errors import Refused, require
from panlong.file_errors import Unreadable
from panlong.notices.facts import OwnersVoteFacts
from panlong.notices.messages import tell
from panlong.policy import workdays
from panlong.tools import spelling
from projects import verbs
from projects.journey import planning
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row

MOST_DAYS = 90
STATE = OwnersRollFile.State
STAGES = (Stage.DELIBERATION, Stage.POOLED)


@transaction.atomic
def ask_owners(project: Project, *, by: User, reason: str) -> OwnersDecision:
    """Let the owners decide on `project` by a vote of their own, though its words do not say that they must (街道, 社区)."""
    project = lock_row(project)
    verbs.require_permission(rules.may_run_owners_vote(by, project))
    verbs.require_stage(project, Stage.SUPPORT_POLL, *STAGES)
    decision = OwnersDecision.objects.filter(project=project).first() or OwnersDecision(project=project)
    if decision.by_vote:
        return decision
    decision.by_vote, decision.by, decision.at, decision.reason = True, by, clock.now(), reason
    decision.save()
    verbs.note_event(project, "ask_owners", by=by, note=reason)
    audit.record("ask_owners", by=by, target=project, area_code=project.area.code)
    return decision


# --- The roll ------------------------------------------------------------------------------------------------------
def hand_in_roll(
    project: Project, *, by: User, matter: str, question: str, days: int, operation: UUID,
    name: str = "", data: bytes | None = None,
) -> OwnersRollFile:  # fmt: skip
    """Hand in the roll of an owners' vote about `project`, out of file `data` or (None) out of the roster of households.

    It waits for a second person; what waited before is put away. One with faults is kept as refused, and says them.
    """
    verbs.require_permission(rules.may_run_owners_vote(by, project))
    earlier = OwnersRollFile.objects.filter(operation=operation, project=project).first()
    if earlier is not None:
        return earlier
    least = policy.number("owners_vote_days")
    require(least <= days <= MOST_DAYS, _("The owners have at least %(least)d days, and at most %(most)d.") % {"least": least, "most": MOST_DAYS}, field="days")  # fmt: skip
    try:
        rows, faults = reading.rows_of_households(project.area) if data is None else reading.read_rows(name, data, project.area)  # fmt: skip
    except Unreadable as unreadable:
        raise Refused(str(unreadable), field="file") from None
    for person, user in reading.match_people(rows):
        person["user"] = user
    with transaction.atomic():
        project = lock_row(project)
        _require_may_begin(project)
        project.owners_rolls.filter(state=STATE.READY).update(state=STATE.DROPPED, sealed=None)
        file = OwnersRollFile.objects.create(
            project=project, name=name[-200:], matter=matter, question=question, days=days, by=by, at=clock.now(), operation=operation,
            faults=faults[:200], digest=digest_of(rows), state=STATE.REFUSED if faults else STATE.READY,
            sealed=None if faults else crypto.seal_bytes(json.dumps([vars(row) for row in rows]).encode()),
        )  # fmt: skip
        audit.record("hand_in_owners_roll", by=by, target=project, area_code=project.area.code, flats=len(rows), refused=bool(faults))  # fmt: skip
    return file


def _require_may_begin(project: Project) -> None:
    """Raise Refused unless an owners' vote about `project` may begin now."""
    verbs.require_stage(project, *STAGES)
    require(
        rules.owners_decide_by_vote(project),
        _("The owners vote only where common parts are touched, or where street or community asked for it."),
    )
    require(
        not project.owners_votes.filter(closed_at__isnull=True).exists(), _("The owners are voting already.")
    )
    require(
        planning.current_version(project) is not None and project.budget > 0,
        _("First the task group draws up plan and budget: the owners decide on them."),
    )


def rows_of(file: OwnersRollFile) -> list[FlatRow]:
    """Return the flats of a roll that waits; none once it was taken, put away or refused."""
    if file.sealed is None:
        return []
    return [FlatRow(**row) for row in json.loads(crypto.unseal_bytes(bytes(file.sealed)))]


def told_faults(file: OwnersRollFile) -> list[tuple[int, str]]:
    """Return what is wrong with a roll, as (line, sentence of the active language)."""
    return [(line, file_errors.sentence(*fault)) for line, *fault in file.faults]


@transaction.atomic
def put_away(file: OwnersRollFile, *, by: User) -> None:
    """Forget a roll that is not going to be taken."""
    verbs.require_permission(rules.may_run_owners_vote(by, file.project))
    file = OwnersRollFile.objects.select_for_update().get(pk=file.pk)
    if file.state == STATE.READY:
        file.state, file.sealed = STATE.DROPPED, None
        file.save(update_fields=["state", "sealed"])
        audit.record("drop_owners_roll", by=by, target=file.project, area_code=file.project.area.code)


# --- Opening -------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_vote(file: OwnersRollFile, *, by: User, seen: str) -> OwnersVote:
    """Confirm the roll `file` as its second person and open the vote; `seen` is the digest of the roll as it was shown.

    Publishes the notice and tells the owners whom the portal knows. A repeat does no harm.
    """
    project = lock_row(file.project)
    file = OwnersRollFile.objects.select_for_update(of=("self",)).select_related("by").get(pk=file.pk)
    verbs.require_permission(rules.may_run_owners_vote(by, project))
    if file.state == STATE.TAKEN:
        return file.vote
    require(file.state == STATE.READY, _("This roll cannot be taken; hand it in anew."))
    require(file.by_id != by.pk, _("Somebody else than who handed it in must confirm it."))
    require(file.digest == seen, _("This is not the roll that you looked at; please look once more."))
    _require_may_begin(project)
    heads, version = group_heads(rows_of(file)), planning.current_version(project)
    assert version is not None, "there is one, or the vote may not begin"
    vote = OwnersVote.objects.create(
        project=project, version=version, matter=file.matter, question=file.question, roll=file, opened_by=by,
        opens_at=clock.now(), closes_at=workdays.after_days(clock.now(), file.days),
    )  # fmt: skip
    _write_heads(vote, heads)
    file.state, file.sealed, file.taken_by, file.taken_at = STATE.TAKEN, None, by, clock.now()
    file.save(update_fields=["state", "sealed", "taken_by", "taken_at"])
    _tell_of(vote, heads, by)
    return vote


def _write_heads(vote: OwnersVote, heads: list[Head], first: int = 1) -> list[Owner]:
    owners = Owner.objects.bulk_create(
        (Owner(vote=vote, number=number, serial=spelling.draw_code(8, 4)) for number, _head in enumerate(heads, first)),
        batch_size=1000,
    )  # fmt: skip
    both = list(zip(owners, heads, strict=True))
    OwnerPerson.objects.bulk_create(
        (
            OwnerPerson(vote=vote, owner=owner, name=one["name"], user_id=one["user"], phone_hash=one["phone_hash"])
            for owner, head in both for one in head.people
        ), batch_size=1000,
    )  # fmt: skip
    OwnerFlat.objects.bulk_create(
        (
            OwnerFlat(vote=vote, owner=owner, household_id=flat.household, place=flat.place, area=flat.area)
            for owner, head in both for flat in head.flats
        ), batch_size=1000,
    )  # fmt: skip
    return owners


def _tell_of(vote: OwnersVote, heads: list[Head], by: User) -> None:
    project, due = vote.project, clock.until(vote.closes_at)
    facts = OwnersVoteFacts(
        about=verbs.notice_facts(project), matter=str(vote.matter), question=vote.question, due=due, special=vote.is_special,
        owners=len(heads), exclusive_area=f"{sum(head.area for head in heads):.2f}",
    )  # fmt: skip
    vote.notice = verbs.announce(project, facts, by=by, ends_at=vote.closes_at)
    vote.save(update_fields=["notice"])
    verbs.note_event(
        project, "open_owners_vote", by=by, note=str(Matter(vote.matter).label), notice=vote.notice
    )
    audit.record("open_owners_vote", by=by, target=project, area_code=project.area.code, owners=len(heads), handed_in_by=vote.roll.by_id)  # fmt: skip
    tell(
        people_of(one["user"] for head in heads for one in head.people), "owners_vote", f"owners-vote-{vote.pk}",
        link=page_of(project), project=project.title, due=due,
    )  # fmt: skip


def people_of(numbers: Iterable[int | None]):
    """Return the people with these numbers who are active (a queryset)."""
    return User.objects.filter(pk__in={number for number in numbers if number}, is_active=True)


def page_of(project: Project) -> str:
    """Return the address of the page of the owners' votes about `project`."""
    return f"/rounds/owners/{project.pk}/"


@transaction.atomic
def prolong_vote(vote: OwnersVote, *, by: User, days: int) -> OwnersVote:
    """Give the owners `days` more, before or after the vote was to close; raise Refused once it is closed."""
    project = lock_row(vote.project)
    vote = lock_row(vote)
    verbs.require_permission(rules.may_run_owners_vote(by, project))
    require(vote.closed_at is None, _("The owners' vote is closed."))
    latest = workdays.after_days(clock.now(), days) if vote.is_over else vote.closes_at + timedelta(days=days)
    require(
        1 <= days <= MOST_DAYS and latest - vote.opens_at <= timedelta(days=2 * MOST_DAYS),
        _("That is too long; let the vote end and call another one."),
        field="days",
    )
    vote.closes_at = latest
    vote.save(update_fields=["closes_at"])
    due = clock.until(latest)
    verbs.note_event(project, "prolong_owners_vote", by=by, note=due)
    audit.record("prolong_owners_vote", by=by, target=project, area_code=project.area.code, days=days)
    known = people_of(vote.people.values_list("user", flat=True))
    tell(known, "owners_vote", f"owners-vote-{vote.pk}-{due}", link=page_of(project), project=project.title, due=due)  # fmt: skip
    return vote
