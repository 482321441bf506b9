"""Reminders, all of them in one table: what waits for somebody, when it is due, who is told when before and after.

Everything is computed from what is due now. Of the steps that have come, only the last one is told: after three days
without beat people hear what is still true, and nothing that is past. Each step is told once (the message's key).
The terms marked (D) are ours.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from deliberation.council import meetings
from deliberation.council.sittings import missing_members
from deliberation.models import (
    Meeting,
    Rating,
    RollEntry,
    SatisfactionReview,
    SittingItem,
    Support,
    SupportPoll,
    VotingRound,
)
from funding.ledger import queries as money
from funding.models import SupplierChoice, Tranche, Voucher
from funding.subsidies import applications, street_review
from panlong import clock, policy
from panlong.accounts.models import (
    DISTRICT_ROLES,
    ORGANISER_ROLES,
    STREET_ROLES,
    Membership,
    Role,
    User,
)
from panlong.accounts.people import holding, serving
from panlong.accounts.signin import ALARM
from panlong.audit.models import AuditEntry
from panlong.log.outside import places
from panlong.notices.messages import tell
from panlong.notices.models import Message, Objection
from panlong.policy import workdays
from panlong.tools import sweeps
from projects.models import Project
from projects.stages import WITH_WORK, Stage
from projects.verbs import screeners_of

DAY = timedelta(days=1)
STAFF = {Role.COMMUNITY_STAFF}
ORGANISERS = {*ORGANISER_ROLES, Role.COMMUNITY_STAFF}
STREET = {Role.STREET_HANDLER, Role.STREET_REVIEWER}
APPLICATION_DAYS = 3  # (D) since the resolution
RESOLUTION_DAYS = 14  # (D) since the project came to the committee
MINUTES_DAYS = 3  # (D) after the meeting
SUPPLIER_DAYS = TRANCHE_DAYS = 5  # (D) since the last step
VOUCHER_DAYS = 14  # (D) since the money came
ACCEPTANCE_DAYS = 7  # (D) since the work was reported as finished
AFTERCARE_DAYS = 90  # (D) between two inspections

People = Callable[[Any], Iterable[User]]


@dataclass(frozen=True)
class Step:
    """Tell `who` (a function of the row) with the words of `topic`, `after` the due time; before it if negative."""

    after: timedelta
    topic: str
    who: People


@dataclass(frozen=True)
class Reminder:
    """What waits (`rows` at a moment), when each is `due`, and the steps in order of time.

    `project` leads from a row to its project, `facts` to what the words need besides.
    """

    name: str
    rows: Callable[[datetime], QuerySet]
    due: Callable[[Any], datetime]
    steps: tuple[Step, ...]
    project: Callable[[Any], Project | None] = lambda row: row
    facts: Callable[[Any], dict] = field(default=lambda row: {})
    link: Callable[[Any], str] | None = None


# --- Who ----------------------------------------------------------------------------------------------------------
def post(*roles) -> People:
    """Return a function that finds those who hold a post of one of `roles` over the row's project."""
    wanted = set().union(*(role if isinstance(role, set) else {role} for role in roles))
    return lambda row: serving(_project_of(row).area, wanted)


def _project_of(row) -> Project:
    if isinstance(row, Project):
        return row
    return row.grant.project if isinstance(row, Tranche) else row.project


def task_group(row) -> list[User]:
    return [member.user for member in _project_of(row).task_group.all() if member.elected_at]


def both(*groups: People) -> People:
    return lambda row: {user.pk: user for group in groups for user in group(row)}.values()


def proposer(row) -> list[User]:
    return [_project_of(row).proposer]


def adults_without_answer(roll: QuerySet, answers: QuerySet) -> QuerySet:
    """Return the adults of the households on `roll` that are not among `answers`."""
    silent = roll.exclude(household__in=answers.values("household"))
    living = Membership.objects.current().filter(household__in=silent.values("household"))
    adults = Q(birth_year=None) | Q(birth_year__lte=clock.today().year - 18)
    return User.objects.filter(adults, is_active=True, pk__in=living.values("user"))


def silent_in_poll(poll: SupportPoll) -> QuerySet:
    return adults_without_answer(poll.roll.all(), Support.objects.filter(poll=poll))


def silent_in_review(review: SatisfactionReview) -> QuerySet:
    return adults_without_answer(review.roll.all(), Rating.objects.filter(review=review))


def not_voted(round: VotingRound) -> QuerySet:
    """Those on the roll who have not voted, neither online nor on paper; nobody looks at how anybody did."""
    return User.objects.filter(
        is_active=True, pk__in=RollEntry.objects.filter(round=round, marked_at=None).values("voter")
    )


def next_of_street(project: Project) -> Iterable[User]:
    """Whose turn it is: the task group's to apply, the handler's, the reviewer's, and a third person's to approve."""
    if street_review.review_to_approve(project):
        review = project.street_reviews.last()
        assert review is not None, "one waits for its approval"
        own = serving(project.area, {Role.STREET_REVIEWER}).exclude(pk=review.reviewer_id)
        return own | serving(project.area, DISTRICT_ROLES)
    if street_review.current_review(project):
        return serving(project.area, {Role.STREET_REVIEWER})
    if project.subsidy_planned and applications.current_application(project) is None:
        return task_group(project)
    return serving(project.area, {Role.STREET_HANDLER})


NEXT_OF_TRANCHE = {
    "requested": Role.STREET_HANDLER, "checked": Role.STREET_REVIEWER, "approved": Role.STREET_FINANCE
}  # fmt: skip


def next_of_tranche(tranche: Tranche) -> QuerySet:
    return serving(tranche.grant.project.area, {NEXT_OF_TRANCHE[tranche.state]})


def who_answers(objection: Objection) -> QuerySet:
    return serving(objection.notice.area, {Role.COMMUNITY_STAFF, *STREET_ROLES})


def above_who_answers(objection: Objection) -> QuerySet:
    return serving(objection.notice.area, DISTRICT_ROLES)


def administrators(_row) -> QuerySet:
    return holding(Role.ADMINISTRATOR)


# --- What -----------------------------------------------------------------------------------------------------------
def at(stage: Stage, before: timedelta = timedelta(), **conditions) -> Callable[[datetime], QuerySet]:
    """Return a function that finds the projects at `stage` that are due, or will be in `before`."""
    return lambda now: _projects().filter(stage=stage, stage_due__lte=now + before, **conditions)


def since(stage: Stage, days: int) -> Callable[[datetime], QuerySet]:
    """Return a function that finds the projects that have been at `stage` for `days` days."""
    return lambda now: _projects().filter(stage=stage, stage_since__lte=now - days * DAY)


def _projects() -> QuerySet:
    return Project.objects.select_related("area", "proposer").prefetch_related("task_group__user")


def _of_project(rows: QuerySet, path: str = "project") -> QuerySet:
    return rows.select_related(f"{path}__area").prefetch_related(f"{path}__task_group__user")


def silent_work(now: datetime) -> QuerySet:
    days = policy.number("progress_days")
    return _projects().filter(stage=Stage.IN_PROGRESS, last_progress_at__lte=now - days * DAY)


def progress_due(project: Project) -> datetime:
    assert project.last_progress_at is not None, "the work has begun"
    return days_after(project.last_progress_at, policy.number("progress_days"))


def without_vouchers(now: datetime) -> QuerySet:
    """Parts of a subsidy that came 14 days ago, are still in hand, and of which no voucher tells anything."""
    spent = Voucher.objects.filter(
        project=OuterRef("grant__project"), is_reversed=False, entry__at__gte=OuterRef("paid_at")
    )
    paid = Tranche.objects.filter(
        ~Exists(spent), paid_at__lte=now - VOUCHER_DAYS * DAY, grant__project__stage__in=WITH_WORK,
        grant__project__in=money.in_hand(),
    )  # fmt: skip
    return _of_project(paid, "grant__project")


def open_tranches(now: datetime) -> QuerySet:
    """Parts of a subsidy whose next step has been waiting for five days."""
    last_step = Greatest(
        "requested_at", Coalesce("checked_at", "requested_at"), Coalesce("approved_at", "requested_at")
    )
    waiting = Tranche.objects.filter(requested_at__isnull=False, paid_at=None, grant__released_at=None)
    return _of_project(
        waiting.annotate(last_step=last_step).filter(last_step__lte=now - TRANCHE_DAYS * DAY),
        "grant__project",
    )


def to_inspect(now: datetime) -> QuerySet:
    looked = (
        _projects()
        .filter(stage=Stage.AFTERCARE)
        .annotate(looked=Coalesce(Max("inspections__at"), F("stage_since")))
    )
    return looked.filter(looked__lte=now - (AFTERCARE_DAYS - 7) * DAY)


def without_application(now: datetime) -> QuerySet:
    """Projects that the street could check if only the task group had applied for the subsidy."""
    resolved = since(Stage.STREET_REVIEW, APPLICATION_DAYS)(now)
    return resolved.filter(subsidy_planned__gt=0, street_reviews=None, applications=None)


def without_minutes(now: datetime) -> QuerySet:
    held = Meeting.objects.without_minutes().filter(starts_at__lte=now - MINUTES_DAYS * DAY)
    return _of_project(held.select_related("called_by"))


def _stage_due(project: Project) -> datetime:
    assert project.stage_due is not None, "only stages with a term are looked at"
    return project.stage_due


def days_after(moment: datetime, days: int) -> datetime:
    """Return the end of the day that is `days` days after `moment`: nobody counts hours."""
    return workdays.end_of(timezone.localdate(moment + days * DAY))


def _days_after_stage(days: int) -> Callable[[Project], datetime]:
    return lambda project: days_after(project.stage_since, days)


# --- The table ------------------------------------------------------------------------------------------------------
SOON, LATE, IGNORED = "due_soon", "late", "ignored"
REMINDERS = (
    # Residents: 48 hours before the end, only those who have not said anything yet.
    Reminder(
        "poll", lambda now: _of_project(SupportPoll.objects.filter(closed_at=None, closes_at__gt=now, closes_at__lte=now + 2 * DAY)),
        lambda poll: poll.closes_at, (Step(-2 * DAY, "poll_ends", silent_in_poll),), lambda poll: poll.project,
    ),
    Reminder(
        "round", lambda now: VotingRound.objects.filter(closed_at=None, closes_at__gt=now, closes_at__lte=now + 2 * DAY).select_related("area"),
        lambda round: round.closes_at, (Step(-2 * DAY, "round_ends", not_voted),), lambda round: None,
        facts=lambda round: {"round": round.title}, link=lambda round: round.get_absolute_url(),
    ),
    Reminder(
        "review", lambda now: _of_project(SatisfactionReview.objects.filter(closed_at=None, closes_at__gt=now, closes_at__lte=now + 2 * DAY)),
        lambda review: review.closes_at, (Step(-2 * DAY, "review_ends", silent_in_review),), lambda review: review.project,
    ),
    Reminder(
        "meeting", lambda now: _of_project(Meeting.objects.awaited().filter(starts_at__lte=now + DAY)),
        lambda meeting: meeting.starts_at, (Step(-DAY, "meeting_soon", meetings.invited),),
        lambda meeting: meeting.project, facts=lambda meeting: {"when": clock.minute(meeting.starts_at), "place": meeting.place},
    ),
    # From the proposal to the pool.
    Reminder(
        "screening", at(Stage.SCREENING, DAY), _stage_due,
        (Step(-DAY, SOON, screeners_of), Step(0 * DAY, LATE, screeners_of), Step(3 * DAY, IGNORED, post(STREET)), Step(7 * DAY, IGNORED, post(DISTRICT_ROLES))),
    ),
    Reminder(
        "deliberation", at(Stage.DELIBERATION, 3 * DAY), _stage_due,
        (Step(-3 * DAY, SOON, post(ORGANISERS)), Step(0 * DAY, LATE, post(ORGANISERS)), Step(7 * DAY, IGNORED, post(STREET)), Step(14 * DAY, IGNORED, post(DISTRICT_ROLES))),
    ),
    Reminder(
        "minutes", without_minutes, lambda meeting: days_after(meeting.starts_at, MINUTES_DAYS),
        (Step(0 * DAY, LATE, both(task_group, lambda meeting: [meeting.called_by])), Step(4 * DAY, IGNORED, post(STAFF))), lambda meeting: meeting.project,
    ),
    Reminder("pool", at(Stage.POOLED, 30 * DAY), _stage_due, (Step(-30 * DAY, SOON, both(proposer, task_group, post(STAFF))),)),
    # Committee and street.
    Reminder(
        "scoring", lambda now: _of_project(SittingItem.objects.filter(settled_at=None, opened_at=None, due_at__lte=now + 2 * DAY, project__stage=Stage.SELECTION).select_related("sitting__area")),
        lambda item: item.due_at, (Step(-2 * DAY, SOON, missing_members), Step(0 * DAY, LATE, missing_members), Step(5 * DAY, LATE, missing_members)),
        lambda item: item.project,
    ),
    Reminder(
        "resolution", since(Stage.SELECTION, RESOLUTION_DAYS), _days_after_stage(RESOLUTION_DAYS),
        (Step(0 * DAY, LATE, post(STAFF)), Step(7 * DAY, IGNORED, post(STREET))),
    ),
    Reminder(
        "application", without_application, _days_after_stage(APPLICATION_DAYS), (Step(0 * DAY, LATE, task_group), Step(4 * DAY, IGNORED, post(STAFF))),
    ),
    Reminder(
        "street_review", at(Stage.STREET_REVIEW, 3 * DAY), _stage_due,
        (Step(-3 * DAY, SOON, next_of_street), Step(0 * DAY, LATE, next_of_street), Step(3 * DAY, IGNORED, post(DISTRICT_ROLES))),
    ),
    Reminder("publicity", at(Stage.PUBLICITY), _stage_due, (Step(DAY, LATE, post(STAFF)), Step(7 * DAY, IGNORED, post(STREET)))),
    Reminder(
        "objection", lambda now: Objection.objects.open().filter(due_at__lte=now + 3 * DAY).select_related("notice__area"),
        lambda objection: objection.due_at,
        (Step(-3 * DAY, SOON, who_answers), Step(0 * DAY, LATE, who_answers), Step(3 * DAY, IGNORED, above_who_answers)),
        lambda objection: None, facts=lambda objection: {"project": objection.notice.title}, link=lambda objection: objection.notice.get_absolute_url(),
    ),
    # Work and money.
    Reminder(
        "supplier", lambda now: _of_project(SupplierChoice.objects.filter(approval=SupplierChoice.Approval.WAITING, at__lte=now - SUPPLIER_DAYS * DAY)),
        lambda choice: days_after(choice.at, SUPPLIER_DAYS), (Step(0 * DAY, LATE, post(STREET)), Step(5 * DAY, IGNORED, post(DISTRICT_ROLES))), lambda choice: choice.project,
    ),
    Reminder(
        "progress", silent_work, progress_due,
        (Step(0 * DAY, LATE, task_group), Step(3 * DAY, IGNORED, post(STAFF)), Step(7 * DAY, IGNORED, post(STREET))),
    ),
    Reminder(
        "voucher", without_vouchers, lambda tranche: days_after(tranche.paid_at, VOUCHER_DAYS),
        (Step(0 * DAY, LATE, task_group), Step(7 * DAY, IGNORED, post(STAFF)), Step(14 * DAY, IGNORED, post(Role.STREET_FINANCE))), _project_of,
    ),
    Reminder(
        "tranche", open_tranches, lambda tranche: days_after(tranche.last_step, TRANCHE_DAYS),
        (Step(0 * DAY, LATE, next_of_tranche), Step(5 * DAY, IGNORED, post(DISTRICT_ROLES))), _project_of,
    ),
    Reminder(
        "acceptance", since(Stage.ACCEPTANCE, ACCEPTANCE_DAYS - 2), _days_after_stage(ACCEPTANCE_DAYS),
        (Step(-2 * DAY, SOON, post(STAFF, Role.AUDITOR)), Step(0 * DAY, LATE, post(STAFF, Role.AUDITOR)), Step(5 * DAY, IGNORED, post(STREET))),
    ),
    # Afterwards.
    Reminder(
        "warranty", lambda now: _projects().filter(stage=Stage.AFTERCARE, warranty_ends_at__gt=now, warranty_ends_at__lte=now + 30 * DAY),
        lambda project: project.warranty_ends_at, (Step(-30 * DAY, SOON, both(task_group, post(STAFF))),),
    ),
    Reminder(
        "closing", lambda now: _projects().filter(stage=Stage.AFTERCARE, warranty_ends_at__lte=now),
        lambda project: project.warranty_ends_at, (Step(3 * DAY, LATE, post(STAFF)), Step(14 * DAY, IGNORED, post(STREET))),
    ),
    Reminder(
        "aftercare", to_inspect, lambda project: days_after(project.looked, AFTERCARE_DAYS),
        (Step(-7 * DAY, SOON, both(task_group, post(STAFF))), Step(0 * DAY, LATE, both(task_group, post(STAFF))), Step(14 * DAY, IGNORED, post(STREET))),
    ),
    # Whoever tries to sign in as everybody: told to the administrators on the day.
    Reminder(
        "alarm", lambda now: AuditEntry.objects.filter(act=ALARM, at__lte=now, at__gt=now - DAY), lambda alarm: alarm.at,
        (Step(0 * DAY, "sign_in_alarm", administrators),), lambda alarm: None, facts=lambda alarm: alarm.details, link=lambda alarm: "/admin/",
    ),
    # The public log: it does not leave the house, or a witness says that it was rewritten.
    Reminder(
        "log_away", places.failing_places, lambda place: place.failing_since, (Step(0 * DAY, "log_away", administrators),),
        lambda place: None, facts=lambda place: {"place": place.name, "failure": place.failure}, link=lambda place: "/log/",
    ),
    Reminder(
        "log_forked", lambda now: places.disagreeing_witnesses(), lambda place: place.forked_since, (Step(0 * DAY, "log_forked", administrators),),
        lambda place: None, facts=lambda place: {"place": place.name}, link=lambda place: "/log/",
    ),
)  # fmt: skip


# --- Telling --------------------------------------------------------------------------------------------------------
def remind() -> int:
    """Tell everybody what is due for them now and was not told before; return how many messages. Safe to run twice."""
    now = clock.now()
    return sum(_remind(reminder, now) for reminder in REMINDERS)


def _remind(reminder: Reminder, now: datetime) -> int:
    due = {}
    for row in reminder.rows(now).order_by("pk"):
        number = _step_at(reminder, row, now)
        if number is not None:
            due[_occasion(reminder, row, number)] = row, number
    told = Message.objects.filter(topic__in={step.topic for step in reminder.steps}, occasion__in=due)
    for occasion in set(told.values_list("occasion", flat=True)):
        del due[occasion]
    step_of = {row.pk: number for row, number in due.values()}
    counts: list[int] = []
    sweeps.run_each(
        (row for row, _number in due.values()),
        lambda row: counts.append(_tell(reminder, row, step_of[row.pk])),
    )
    return sum(counts)


def _step_at(reminder: Reminder, row, now: datetime) -> int | None:
    """Return the number of the last step that has come, None when there is none or it is not true any more."""
    due = reminder.due(row)
    come = [number for number, step in enumerate(reminder.steps) if due + step.after <= now]
    if not come or (reminder.steps[come[-1]].after < timedelta() and due <= now):
        return None
    return come[-1]


def _occasion(reminder: Reminder, row, number: int) -> str:
    return f"{reminder.name}-{row.pk}-{reminder.due(row):%y%m%d%H%M}-{number}"


def _link(reminder: Reminder, row) -> str:
    if reminder.link:
        return reminder.link(row)
    project = reminder.project(row)
    assert project is not None, "what belongs to no project says itself where it leads"
    return project.get_absolute_url()


def _tell(reminder: Reminder, row, number: int) -> int:
    step, due, project = reminder.steps[number], reminder.due(row), reminder.project(row)
    facts = {"project": project.title} if project else {}
    if step.topic in {SOON, LATE, IGNORED}:
        facts["task"] = reminder.name
    if step.topic != "meeting_soon":
        facts["due"] = clock.until(due)
    return tell(
        step.who(row),
        step.topic,
        _occasion(reminder, row, number),
        link=_link(reminder, row),
        true_until=due if step.after < timedelta() else None,
        **facts,
        **reminder.facts(row),
    )
