"""Support polls: screening opens one, households answer, the deadline or an organiser closes it."""

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation import roll, rules
from deliberation.doorstep import said_before, speaks_for
from deliberation.models import Support, SupportPoll
from deliberation.tally import two_thirds
from panlong import audit, clock, policy, sweeps
from panlong.accounts.models import Household, User
from panlong.errors import Refused, require
from panlong.policy import workdays
from panlong.transitions import lock
from projects import lifecycle
from projects.models import Project, Screening
from projects.stages import Stage


@transaction.atomic
def screen(
    project: Project, *, by: User, verdict: str, reason: str = "", checks: list[str] | None = None
) -> Project:
    """Screen a proposal; when it passes, open its support poll for 14 days (D) among all households of the place."""
    if verdict != Screening.Verdict.PASSED:
        return lifecycle.screen(project, by=by, verdict=verdict, reason=reason, checks=checks)
    now = clock.now()
    households = list(roll.households_at(project.area, now))
    require(
        bool(households), _("No household of this place is on the roster yet; without households no poll.")
    )
    closes_at = workdays.after_days(now, policy.number("support_poll_days"))
    project = lifecycle.screen(
        project, by=by, verdict=verdict, reason=reason, checks=checks, poll_closes_at=closes_at
    )
    poll = SupportPoll.objects.create(
        project=project, opens_at=now, closes_at=closes_at, households=len(households)
    )
    roll.freeze_poll(poll, households)
    return project


def open_poll(project: Project) -> SupportPoll | None:
    """Return the poll of `project` that takes answers now."""
    return SupportPoll.objects.filter(project=project, closed_at__isnull=True).first()


@transaction.atomic
def answer(project: Project, *, by: User, agrees: bool, household: Household | None = None) -> Support:
    """Record whether a household wants the project. One answer a household; it may change until the poll closes.

    A resident answers for their own household; an organiser may take down the answer of `household` at the
    door and is named as its helper, unless the household has answered itself.
    """
    lifecycle.may(household is not None or rules.may_answer_poll(by, project))
    household, way = speaks_for(project, by=by, helped=household)
    poll = (
        SupportPoll.objects.select_for_update(of=("self",), no_key=True)
        .filter(project=project, closed_at__isnull=True)
        .first()
    )
    if poll is None or poll.closes_at <= clock.now():
        raise Refused(_("The support poll is closed."))
    earlier = said_before(poll.answers, poll.roll, household, way)
    support, _is_new = Support.objects.update_or_create(
        poll=poll, household=household, defaults={"by": by, "agrees": agrees, "at": clock.now(), **way}
    )
    audit.record(
        "answer_poll",
        by=by,
        target=project,
        area_code=project.area.code,
        household=household.pk,
        way=way["way"],
        **earlier,
    )
    return support


def count(poll: SupportPoll) -> tuple[int, int]:
    """Return how many households agreed and how many opposed."""
    agreed = poll.answers.filter(agrees=True).count()
    return agreed, poll.answers.count() - agreed


@transaction.atomic
def close(poll: SupportPoll, *, by: User | None) -> SupportPoll:
    """Close a poll: at its deadline (`by` None), or earlier by an organiser once two thirds of all households agree."""
    project = lock(poll.project)
    poll = lock(poll)
    if poll.closed_at:
        return poll
    agreed, opposed = count(poll)
    passed = two_thirds(agreed, poll.households)
    if by is not None:
        lifecycle.may(rules.may_close_poll(by, project))
    if poll.closes_at > clock.now():
        require(
            by is not None and passed,
            _("Before its time a poll closes only when two thirds of all households agree."),
        )
    poll.closed_at, poll.agreed, poll.opposed, poll.passed = clock.now(), agreed, opposed, passed
    poll.save(update_fields=["closed_at", "agreed", "opposed", "passed"])
    if project.stage == Stage.SUPPORT_POLL:
        lifecycle.record_support(
            project, by=by, passed=passed, households=poll.households, agreed=agreed, opposed=opposed
        )
    return poll


def close_now(project: Project, *, by: User) -> SupportPoll:
    """Close the last poll of `project`, see `close`."""
    poll = project.support_polls.first()
    if poll is None:
        raise Refused(_("There is no poll about this project."))
    return close(poll, by=by)


@transaction.atomic
def withdraw(project: Project, *, by: User, reason: str) -> Project:
    """Withdraw a project; an open poll ends with it, without a result that counts."""
    project = lifecycle.withdraw(project, by=by, reason=reason)
    poll = SupportPoll.objects.select_for_update().filter(project=project, closed_at__isnull=True).first()
    if poll:
        poll.closed_at, poll.passed = clock.now(), False
        poll.agreed, poll.opposed = count(poll)
        poll.save(update_fields=["closed_at", "agreed", "opposed", "passed"])
    return project


def close_due() -> int:
    """Close the polls whose time is over; return how many. Safe to run twice or on two machines."""
    due = SupportPoll.objects.filter(closed_at__isnull=True, closes_at__lte=clock.now()).order_by("pk")
    return sweeps.each(due, lambda poll: close(poll, by=None))
