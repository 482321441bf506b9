"""Two entries of the roster that are one: merged by two people, with their voices in what is open.

What is counted already stays as it is. Of two answers to one open poll or review the later one stays, and both are told, to
the two people and in the audit. A ballot that was cast is never taken away: two of them are told, and whoever is
responsible for the vote decides what follows.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pgtrigger
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.models import (
    Grade,
    PollHousehold,
    Rating,
    ReviewHousehold,
    RollCorrection,
    RollEntry,
    SatisfactionReview,
    Support,
    SupportPoll,
    VoteChannel,
    VotingRound,
    VotingUnit,
)
from panlong import audit, clock
from panlong.accounts.models import Household, RosterStep, User
from panlong.accounts.roster import steps, twins
from panlong.errors import require
from panlong.log.facts import enter_together
from panlong.notices.messages import tell
from panlong.notices.models import Delivery, Message
from projects.models import Project, TaskGroupMember

# What a merge found, said in the reader's language.
FOUND = {
    "later_answer_stays": gettext_noop(
        "Both entries answered the support poll of “%(what)s”: %(gone)s (%(gone_at)s) and %(stays)s (%(stays_at)s). "
        "Now “%(stays)s” counts."
    ),
    "later_rating_stays": gettext_noop(
        "Both entries rated “%(what)s”: %(gone)s (%(gone_at)s) and %(stays)s (%(stays_at)s). Now “%(stays)s” counts."
    ),
    # From before one of them went; such reports are kept.
    "answered_twice": gettext_noop("Both entries answered the support poll of “%(what)s”; both answers stand, please decide."),
    "rated_twice": gettext_noop("Both entries rated “%(what)s”; both ratings stand, please decide."),
    "voted_twice": gettext_noop("Both entries voted in the round “%(what)s”; both votes stand, please decide."),
    "counted_twice": gettext_noop("“%(what)s” is closed; both entries stood on its roll."),
    "one_voice": gettext_noop("In “%(what)s” the two entries have one voice now."),
    "was_proposer": gettext_noop("The proposal “%(what)s” belongs to the entry that is kept now."),
    "in_group_twice": gettext_noop("Both entries stand in the task group of “%(what)s”; please decide."),
}  # fmt: skip
ONE_WENT = ("later_answer_stays", "later_rating_stays")
ANSWERS = {
    "yes": gettext_noop("in favour"),
    "no": gettext_noop("against"),
    "abstains": gettext_noop("abstains"),
}
# The rolls are frozen at the opening. Here they change by the word of two people, row by row, and it is audited.
FROZEN = (
    "deliberation.PollHousehold:polls_roll_stays", "deliberation.ReviewHousehold:reviews_roll_stays",
    "deliberation.RollEntry:who_is_on_the_roll_stays", "deliberation.RollEntry:a_mark_stays",
    "deliberation.Support:answers_stay", "deliberation.Rating:ratings_stay",
)  # fmt: skip
Report = list[list[Any]]


def told(step: RosterStep) -> list[str]:
    """Return what a merge found, in sentences of the active language."""
    return [_(FOUND[name]) % _in_words(facts) for name, facts in step.report]


def _in_words(facts: dict) -> dict:
    """Return `facts` with answers and moments as the reader knows them."""
    said = {name: _said(facts[name]) for name in ("gone", "stays") if name in facts}
    moments = {
        name: clock.minute(datetime.fromisoformat(facts[name]))
        for name in ("gone_at", "stays_at")
        if name in facts
    }
    return {**facts, **said, **moments}


def _said(value: str) -> str:
    return _(ANSWERS[value]) if value in ANSWERS else str(Grade(value).label)


@transaction.atomic
def decide_merge(step: RosterStep, *, by: User, accepted: bool) -> RosterStep:
    """Decide a change of the roster as its second person; a merge takes the voices along. A repeat does no harm.

    Raises NotPermitted for who asked and whom it concerns, and Refused when the rows were merged otherwise since.
    """
    if step.kind not in steps.MERGES:
        return steps.decide_step(step, by=by, accepted=accepted)
    step = steps.open_step(step, by=by)
    if step.decided_at is not None:
        require(step.accepted == accepted, _("Somebody else has decided this already."))
        return step
    if accepted:
        merge = _merge_homes if step.kind == RosterStep.Kind.MERGE_HOMES else _merge_people
        with pgtrigger.ignore(*FROZEN):
            step.report = merge(step, by)
    step = steps.record_decision(step, by=by, accepted=accepted)
    if any(name in ONE_WENT for name, _facts in step.report):
        tell([step.asked_by], "twins_answered_twice", f"step-{step.pk}", link=f"/desk/roster/{step.pk}/")
    return step


# --- Homes --------------------------------------------------------------------------------------------------------
def _merge_homes(step: RosterStep, by: User) -> Report:
    kept, twin = step.home, step.twin_home
    require(
        kept is not None and twin is not None and kept.merged_at is None and twin.merged_at is None,
        _("One of them was merged already."),
    )
    assert kept is not None and twin is not None
    report = [
        *_join_rolls(SupportPoll, PollHousehold, Support, "poll", "later_answer_stays", kept, twin),
        *_join_rolls(SatisfactionReview, ReviewHousehold, Rating, "review", "later_rating_stays", kept, twin),
        *_join_shared_votes(kept, twin),
    ]
    twins.record_merged_homes(kept, twin)
    return report


def _join_rolls(votes, rolls, answers, parent: str, twice: str, kept: Household, twin: Household) -> Report:
    """Let the two homes have one place on the roll of each poll or review that is open; its answer goes along."""
    report: Report = []
    ours = rolls.objects.filter(household=twin).values(parent)
    for vote in votes.objects.select_for_update(of=("self",)).filter(pk__in=ours).select_related("project"):
        both = rolls.objects.filter(**{parent: vote}, household=kept).exists()
        what = {"what": str(vote.project)}
        if vote.closed_at is not None:
            report += [["counted_twice", what]] if both else []
            continue
        said = answers.objects.filter(**{parent: vote})
        given = list(said.filter(household__in=[kept, twin]))
        if len(given) > 1:
            report.append([twice, {**what, **_leave_one(given)}])
        place = rolls.objects.filter(**{parent: vote}, household=twin)
        if not both:
            place.update(household=kept)
        said.filter(household=twin).update(household=kept)
        if both:
            place.delete()
            vote.households -= 1
            vote.save(update_fields=["households"])
            report.append(["one_voice", what])
        enter_together(rolls._meta.db_table, vote.pk)
    return report


def _leave_one(given: list) -> dict[str, str]:
    """Delete one of two answers of one home and return both, as facts: the later one stays.

    A household's own words stand above those that a helper took down, here as everywhere (`own_words_stay`).
    """
    goes, stays = sorted(given, key=lambda one: (one.way == VoteChannel.ONLINE, one.at, one.pk))
    goes.delete()
    return {
        "gone": _value(goes), "gone_at": goes.at.isoformat(), "stays": _value(stays), "stays_at": stays.at.isoformat(),
    }  # fmt: skip


def _value(answer: Support | Rating) -> str:
    if isinstance(answer, Rating):
        return answer.grade
    return answer.voice


def _join_shared_votes(kept: Household, twin: Household) -> Report:
    """Let the two homes have one vote in each open round of one vote a household."""
    report: Report = []
    for round in VotingRound.objects.filter(whose=VotingUnit.HOUSEHOLD, roll__shares_vote_of=twin).distinct():
        entries = RollEntry.objects.filter(round=round)
        homes = entries.filter(shares_vote_of__in=[kept, twin])
        both = homes.filter(shares_vote_of=kept).exists()
        what = {"what": str(round)}
        if not round.is_open:
            report += [["counted_twice", what]] if both else []
        elif homes.filter(marked_at__isnull=False).values("shares_vote_of").distinct().count() > 1:
            report.append(["voted_twice", what])
        else:
            homes.filter(shares_vote_of=twin).update(household=kept, shares_vote_of=kept)
            report += [["one_voice", what]] if both else []
    return report


# --- People ---------------------------------------------------------------------------------------------------------
def _merge_people(step: RosterStep, by: User) -> Report:
    kept, twin = step.person, step.twin_person
    require(
        kept is not None and twin is not None and kept.is_active and twin.is_active,
        _("One of them was merged already."),
    )
    assert kept is not None and twin is not None
    report = [
        *_join_votes(kept, twin, step, by),
        *_join_projects(kept, twin, by),
    ]
    _join_words(kept, twin)
    twins.record_merged_people(kept, twin)
    _join_messages(kept, twin)
    return report


def _join_votes(kept: User, twin: User, step: RosterStep, by: User) -> Report:
    """Let one entry of the two stay on the roll of each open round: the one that voted, else the one that is kept."""
    report: Report = []
    for entry in RollEntry.objects.filter(voter=twin, struck_by__isnull=True).select_related("round"):
        round, what = entry.round, {"what": str(entry.round)}
        other = RollEntry.objects.filter(round=round, voter=kept).first()
        stands = other is not None and other.struck_by_id is None
        if not round.is_open:
            report += [["counted_twice", what]] if stands else []
        elif other is None:
            RollEntry.objects.filter(pk=entry.pk).update(voter=kept)
        elif entry.marked_at is not None and other.marked_at is not None:
            report.append(["voted_twice", what])
        else:
            goes = other if entry.marked_at is not None else entry
            if goes.struck_by_id is None:
                _strike(goes, step, by)
                report.append(["one_voice", what])
            if goes is other:
                _exchange(entry, other)
    return report


def _exchange(voted: RollEntry, struck: RollEntry) -> None:
    """Let the entry that voted be that of the person who is kept; the struck one takes the other name."""
    kept, twin = struck.voter_id, voted.voter_id
    RollEntry.objects.filter(pk=struck.pk).update(voter=None, household=None, label=f"{struck.pk}")
    RollEntry.objects.filter(pk=voted.pk).update(voter=kept)
    RollEntry.objects.filter(pk=struck.pk).update(voter=twin, household=struck.household_id, label="")


def _strike(entry: RollEntry, step: RosterStep, by: User) -> None:
    assert entry.voter_id is not None, "only an entry that was struck before has lost its voter"
    correction = RollCorrection.objects.create(
        round=entry.round, kind=RollCorrection.Kind.STRIKE, person_id=entry.voter_id, operation=uuid4(),
        reason=_("Two entries of the roster are one person."), proposed_by=step.asked_by, proposed_at=step.asked_at,
    )  # fmt: skip
    correction.confirmed_by, correction.confirmed_at = by, clock.now()
    correction.save(update_fields=["confirmed_by", "confirmed_at"])
    RollEntry.objects.filter(pk=entry.pk).update(struck_by=correction)
    audit.record(
        "correct_roll", by=by, target=entry.round, area_code=entry.round.area.code, kind=correction.kind,
        person=entry.voter_id, reason=correction.reason,
    )  # fmt: skip


def _join_words(kept: User, twin: User) -> None:
    """Let what the twin said for its household in open polls and reviews be said by the entry that is kept."""
    Support.objects.filter(by=twin, poll__closed_at__isnull=True).update(by=kept)
    Rating.objects.filter(by=twin, review__closed_at__isnull=True).update(by=kept)


def _join_projects(kept: User, twin: User, by: User) -> Report:
    """Let the entry that is kept be a party to what the twin proposed, carries out, or is in the task group of."""
    report: Report = []
    theirs = Q(proposer=twin) | Q(implementing_person=twin)
    for project in Project.objects.select_for_update(of=("self",)).filter(theirs).select_related("area"):
        fields = [
            name for name in ("proposer", "implementing_person") if getattr(project, f"{name}_id") == twin.pk
        ]
        for name in fields:
            setattr(project, name, kept)
        project.save(update_fields=fields)
        audit.record(
            "hand_over_project", by=by, target=project, area_code=project.area.code, fields=fields,
            person=kept.pk, twin=twin.pk,
        )  # fmt: skip
        report.append(["was_proposer", {"what": str(project)}])
    for place in TaskGroupMember.objects.filter(user=twin).select_related("project"):
        try:
            with transaction.atomic():
                TaskGroupMember.objects.filter(pk=place.pk).update(user=kept)
        except IntegrityError:
            report.append(["in_group_twice", {"what": str(place.project)}])
    return report


def _join_messages(kept: User, twin: User) -> None:
    """Bring the messages of the twin to the entry that is kept, each occasion once."""
    has = Message.objects.filter(person=kept)
    for message in Message.objects.filter(person=twin):
        if not has.filter(topic=message.topic, occasion=message.occasion).exists():
            Message.objects.filter(pk=message.pk).update(person=kept)
            try:
                with transaction.atomic():
                    Delivery.objects.filter(message=message).update(person=kept)
            except (
                IntegrityError
            ):  # the other one was written to about this today; one text message is enough
                continue
