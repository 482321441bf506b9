"""Merging two proposals with the support polls that are under way: nobody loses a vote, a household counts once.

An open poll ends by a merge only where the other one is open too, asks every household that it asks, and runs on for
`merge_poll_days`. What a household said to either counts there: its own word above a signed list, that above a helper's,
and of two of one kind the newer. Everybody whose answer moves is told and may change it. Undoing the merge gives it back
and opens the ended poll anew; once the answers were counted together the merge stands.
"""

from datetime import timedelta

import pgtrigger
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.households import polls
from deliberation.models import CarriedAnswer, Meeting, Support, SupportPoll, VoteChannel
from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.errors import require
from panlong.notices.messages import tell
from projects import rules as project_rules
from projects.journey.duplicates import merging
from projects.models import Merge, Project
from projects.stages import Stage

STRENGTH = {VoteChannel.ONLINE: 2, VoteChannel.PAPER: 1, VoteChannel.ASSISTED: 0}
SAID = ("agrees", "words", "at", "way", "by_id", "helper_id", "sheet_id")
GIVING_BACK = ("deliberation.Support:answers_stay", "deliberation.Support:own_answer_stays")


@transaction.atomic
def merge_projects(gone: Project, *, by: User, kept: Project, reason: str) -> Merge:
    """Merge `gone` into `kept`, by an organiser of both places, with a reason; the same once more changes nothing."""
    gone, kept = merging.lock_both(gone, kept)
    earlier = merging.merge_in_force(gone)
    if earlier is not None and earlier.kept_id == kept.pk:
        return earlier
    merging.require_mergeable(gone, kept, by=by)
    ending, going_on = _lock_open_polls(gone, kept)
    _require_no_vote_broken(gone, kept, ending, going_on)
    merge = merging.record_merged(gone, kept, by=by, reason=reason)
    if ending and going_on:
        _carry_answers(merge, ending, going_on, by=by)
        polls.end_without_result(ending)
    return merge


def _lock_open_polls(gone: Project, kept: Project) -> tuple[SupportPoll | None, SupportPoll | None]:
    """Return the open polls of both, locked in one order: whoever answers waits, and is told that it is closed."""
    rows = SupportPoll.objects.select_for_update(of=("self",)).filter(
        project__in=[gone, kept], closed_at__isnull=True
    )
    by_project = {poll.project_id: poll for poll in rows.order_by("pk")}
    return by_project.get(gone.pk), by_project.get(kept.pk)


def _require_no_vote_broken(
    gone: Project, kept: Project, ending: SupportPoll | None, going_on: SupportPoll | None
) -> None:
    """Raise Refused while a vote or a meeting about one of the two would break by the merge."""
    for project, poll in ((gone, ending), (kept, going_on)):
        require(
            poll is None or poll.closes_at > clock.now(),
            _("The support poll of “%(title)s” is being counted. Try again in a few minutes.")
            % {"title": project.title},
        )
    waiting = Meeting.objects.awaited() | Meeting.objects.without_minutes()
    require(
        not waiting.filter(project=gone).exists(),
        _("A meeting about “%(title)s” is called or has no minutes yet. Cancel it or write them first.")
        % {"title": gone.title},
    )
    if ending is None:
        return
    require(
        going_on is not None,
        _(
            "The households are being asked about “%(title)s” until %(due)s. Merge it when that poll is closed."
        )
        % {"title": gone.title, "due": clock.until(ending.closes_at)},
    )
    assert going_on is not None
    days = policy.number("merge_poll_days")
    require(
        going_on.closes_at >= clock.now() + timedelta(days=days),
        _("The poll of “%(title)s” closes in less than %(days)d days. Wait until both are closed.")
        % {"title": kept.title, "days": days},
    )
    left_out = ending.roll.exclude(household__in=going_on.roll.values("household")).count()
    require(
        left_out == 0,
        _("%(n)d households that are asked about “%(gone)s” are not asked about “%(kept)s” and would lose their vote. Wait until the polls are closed.")
        % {"n": left_out, "gone": gone.title, "kept": kept.title},
    )  # fmt: skip


def _stronger(one: Support, other: Support | None) -> bool:
    """Say whether `one` counts rather than `other` of the same household."""
    return other is None or (STRENGTH[VoteChannel(one.way)], one.at) > (
        STRENGTH[VoteChannel(other.way)],
        other.at,
    )


def _carry_answers(merge: Merge, ending: SupportPoll, going_on: SupportPoll, *, by: User) -> None:
    """Let what households said to `ending` count in `going_on` where it is their stronger word, and tell them."""
    there = {one.household_id: one for one in going_on.answers.all()}
    kept = merge.kept
    for answer in ending.answers.select_related("household", "helper").order_by("pk"):
        if not _stronger(answer, there.get(answer.household_id)):
            continue
        if answer.helper and project_rules.is_party(answer.helper, kept):
            continue  # taken down by somebody who is a party there: the household answers anew
        before = there.get(answer.household_id)
        said = {name: getattr(answer, name) for name in SAID}
        CarriedAnswer.objects.create(
            merge=merge, poll=going_on, household=answer.household, carried=_as_json(answer),
            before=_as_json(before) if before else None,
        )  # fmt: skip
        Support.objects.update_or_create(poll=going_on, household=answer.household, defaults=said)
        _tell(
            merge, answer.household, "answer_carried", voice=answer.voice, due=clock.until(going_on.closes_at)
        )
    audit.record(
        "carry_answers", by=by, target=kept, area_code=kept.area.code, merge=merge.pk, poll=going_on.pk,
        answers=merge.carried.count(),
    )  # fmt: skip


def _as_json(answer: Support) -> dict:
    return {**{name: getattr(answer, name) for name in SAID}, "at": answer.at.isoformat()}


def _tell(merge: Merge, household, topic: str, **facts) -> None:
    people = User.objects.filter(pk__in=household.memberships.current().values("user"))
    tell(
        people, topic, f"merge-{merge.pk}-home-{household.pk}", link=merge.kept.get_absolute_url(),
        project=merge.kept.title, other=merge.gone.title, **facts,
    )  # fmt: skip


@transaction.atomic
def unmerge_project(gone: Project, *, by: User, reason: str) -> Project:
    """Undo the merge of `gone` within its term, with a reason; both go on as they stood, each with its own answers."""
    merge = merging.current_merge(gone)
    merge.gone, merge.kept = merging.lock_both(merge.gone, merge.kept)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merging.current_merge(merge.gone).pk)
    merge.gone, merge.kept = merging.lock_both(merge.gone, merge.kept)
    _give_answers_back(merge)
    if merge.from_stage != Stage.SUPPORT_POLL:
        return merging.record_unmerged(merge, by=by, reason=reason)
    ended = merge.gone.support_polls.latest("closed_at")
    return polls.ask_anew(
        merge.gone,
        ended,
        begin=lambda closes_at: merging.record_unmerged(
            merge, by=by, reason=reason, poll_closes_at=closes_at
        ),
    )


@pgtrigger.ignore(*GIVING_BACK)
def _give_answers_back(merge: Merge) -> None:
    """Put back in the open poll what stood there before `merge`, where nobody of the household has spoken since."""
    carried = list(merge.carried.select_related("household", "poll"))
    if not carried:
        return
    poll = SupportPoll.objects.select_for_update(of=("self",)).get(pk=carried[0].poll_id)
    require(
        poll.closed_at is None and poll.closes_at > clock.now(),
        _("The answers of both were counted together already; the merge stands."),
    )
    for one in carried:
        now = poll.answers.filter(household=one.household).first()
        if now is None or _as_json(now) != one.carried:
            continue  # the household has spoken anew since: that is its word about what is kept
        if one.before is None:
            now.delete()
        else:
            Support.objects.filter(pk=now.pk).update(**one.before)
        _tell(merge, one.household, "answer_given_back")


def supporters_of(project: Project) -> tuple[int, int] | None:
    """Return how many households of `project` and of what was merged into it are in favour, each counted once, and how
    many were asked in all; None when nothing was merged into it or nobody was asked.
    """
    gone = list(project.taken_in.in_force().values_list("gone", flat=True))
    if not gone:
        return None
    votes = SupportPoll.objects.filter(project__in=[project.pk, *gone])
    asked = votes.filter(roll__isnull=False).values("roll__household").distinct().count()
    said: dict[int, Support] = {}
    for one in Support.objects.filter(poll__in=votes).order_by("at", "pk"):
        if _stronger(one, said.get(one.household_id)):
            said[one.household_id] = one
    return (sum(one.agrees is True for one in said.values()), asked) if asked else None
