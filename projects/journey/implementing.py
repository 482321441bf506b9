"""Building it: start, objections, suspension, early end, and the report that it is finished."""

from collections.abc import Collection
from decimal import Decimal
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from panlong import clock, policy
from panlong.accounts.models import Role, User
from panlong.accounts.people import residents_of, serving
from panlong.errors import require
from panlong.notices import publishing
from panlong.notices.facts import ChangeFacts, ResumptionFacts, SuspensionFacts, TerminationFacts
from panlong.notices.kinds import Kind
from panlong.notices.messages import tell
from panlong.notices.models import Notice, Objection
from panlong.policy import workdays
from projects import rules
from projects.models import Photo, Project, ProjectEvent
from projects.progress import add_photo
from projects.stages import SUSPENDABLE, Stage
from projects.transitions import lock_row
from projects.verbs import (
    announce,
    move_stage,
    note_event,
    notice_facts,
    open_objections,
    require_no_open_objection,
    require_permission,
    require_stage,
    tell_about,
    tell_all_concerned,
)


@transaction.atomic
def start_work(project: Project, *, by: User | None) -> Project:
    """Begin the work once the public notice has run its time and no objection is open."""
    project = lock_row(project)
    require_stage(project, Stage.PUBLICITY)
    require(
        project.stage_due is not None and project.stage_due <= clock.now(),
        _("No work before the public notice has run its time."),
    )
    require_no_open_objection(project)
    begin_work(project, act="start_work", by=by)
    return project


def begin_work(project: Project, *, act: str, by: User | None, also=()) -> None:
    project.work_started_at = project.last_progress_at = clock.now()
    move_stage(
        project, Stage.IN_PROGRESS, act=act, by=by, also=("work_started_at", "last_progress_at", *also)
    )
    tell_about(project, residents_of(project.area), "in_progress")


@transaction.atomic
def record_objection_answer(
    objection: Objection,
    project: Project,
    *,
    by: User,
    upheld: bool,
    text: str,
    correction: str = "",
    involved: Collection[int] = (),
) -> Objection:
    """Answer an objection to a notice about `project`; an upheld one undoes what the notice said was decided.

    Nobody answers who had a part in the decision: who published the notice, who acted in its line of the timeline, and
    those `involved` whom the caller knows. `correction` puts the notice right instead, in public. While a 立项公示 is
    suspended nothing can go back to the street, so its objections wait until it goes on.
    """
    project = lock_row(project)
    require_permission(rules.may_answer_objection(by, project))
    require(
        open_objections(project).filter(pk=objection.pk).exists(),
        _("This objection has been answered already."),
    )
    require(
        by.pk not in {*involved, *who_decided(objection)},
        _("You had a part in what this objection is about; somebody else answers it."),
        field="objection",
    )
    require(
        project.suspended_from != Stage.PUBLICITY,
        _("The public notice is suspended; the objection is answered when the project goes on."),
    )
    objection = publishing.answer_objection(objection, by=by, upheld=upheld, text=text, correction=correction)
    if objection.correction:
        note_event(project, "correct_notice", by=by, note=correction, notice=objection.correction)
    if upheld:
        _undo_what_was_decided(project, objection, by=by, text=text)
    tell(
        [objection.by],
        "objection_answered",
        f"objection-{objection.pk}",
        link=objection.notice.get_absolute_url(),
        notice=objection.notice.title,
    )
    return objection


def who_decided(objection: Objection) -> set[int]:
    """Return the keys of those who published the notice of `objection` or acted in its line of the timeline."""
    actors = ProjectEvent.objects.filter(notice=objection.notice).values_list("actor", flat=True)
    return {pk for pk in (objection.notice.published_by_id, *actors) if pk is not None}


def _undo_what_was_decided(project: Project, objection: Objection, *, by: User, text: str) -> None:
    """Send `project` back to the stage that took the decision, where that decision still is the last one."""
    kind = objection.notice.heading
    newer = Notice.objects.filter(events__project=project, kind=kind, pk__gt=objection.notice_id)
    change: Literal["reopen", "undo_resolution", "undo_refusal"]
    review_due = workdays.after_working_days(clock.now(), policy.number("street_review_days"))
    if project.stage == Stage.PUBLICITY:
        project.subsidy_approved = Decimal(0)
        to, act, change = Stage.STREET_REVIEW, "reopen_review", "reopen"
    elif (
        kind == Kind.RESOLUTION
        and project.stage in {Stage.STREET_REVIEW, Stage.POOLED}
        and not newer.exists()
    ):
        to, act, change = Stage.SELECTION, "undo_resolution", "undo_resolution"
    elif kind == Kind.REFUSAL and project.stage == Stage.REJECTED and not newer.exists():
        to, act, change = Stage.STREET_REVIEW, "undo_refusal", "undo_refusal"
    else:
        return
    facts = ChangeFacts(about=notice_facts(project), change=change, reason=text)
    notice = announce(project, facts, by=by)
    due = review_due if to == Stage.STREET_REVIEW else None
    move_stage(
        project, to, act=act, by=by, note=text, notice=notice, due=due, also=("subsidy_approved",)
    )  # fmt: skip
    if to == Stage.SELECTION:
        people = serving(project.area, {Role.COMMITTEE_MEMBER, Role.COMMUNITY_STAFF})
        tell_about(project, people, "to_score")
    else:
        tell_about(project, serving(project.area, {Role.STREET_HANDLER}), "street_review")


@transaction.atomic
def report_finished(project: Project, *, by: User, text: str, photo=None) -> Project:
    """Say that the work is done and ask for acceptance."""
    project = lock_row(project)
    require_permission(rules.may_report_progress(by, project))
    require_stage(project, Stage.IN_PROGRESS)
    require_no_open_objection(project)
    if photo:
        add_photo(project, by=by, photo=photo, moment=Photo.Moment.AFTER, caption=text)
    project.percent_done, project.work_finished_at = 100, clock.now()
    move_stage(
        project,
        Stage.ACCEPTANCE,
        act="report_finished",
        by=by,
        note=text,
        also=("percent_done", "work_finished_at"),
    )
    tell_about(project, serving(project.area, {Role.COMMUNITY_STAFF, Role.AUDITOR}), "acceptance")
    return project


@transaction.atomic
def suspend_project(project: Project, *, by: User, reason: str) -> Project:
    """Halt an approved project for a while."""
    project = lock_row(project)
    require_permission(rules.may_interrupt(by, project))
    require_stage(project, *SUSPENDABLE)
    project.suspended_from = project.stage
    notice = announce(project, SuspensionFacts(about=notice_facts(project), reason=reason), by=by)
    move_stage(
        project, Stage.SUSPENDED, act="suspend", by=by, note=reason, notice=notice, also=("suspended_from",)
    )
    tell_all_concerned(project, "suspended", reason=reason)
    return project


@transaction.atomic
def resume_project(project: Project, *, by: User) -> Project:
    """Let a suspended project go on where it was; an interrupted public notice starts anew."""
    project = lock_row(project)
    require_permission(rules.may_interrupt(by, project))
    require_stage(project, Stage.SUSPENDED)
    back, project.suspended_from = Stage(project.suspended_from), ""
    due = (
        workdays.after_working_days(clock.now(), policy.number("publicity_days"))
        if back == Stage.PUBLICITY
        else None
    )
    project.last_progress_at = clock.now()
    notice = announce(project, ResumptionFacts(about=notice_facts(project)), by=by, ends_at=due)
    move_stage(
        project,
        back,
        act="resume",
        by=by,
        notice=notice,
        due=due,
        also=("suspended_from", "last_progress_at"),
    )
    tell_all_concerned(project, "resumed")
    return project


@transaction.atomic
def record_termination(
    project: Project, *, by: User, reason: str, subsidy_kept: Decimal = Decimal(0)
) -> Project:
    """End an approved project early; of its subsidy only `subsidy_kept` (yuan), what is paid, stays approved."""
    project = lock_row(project)
    require_permission(rules.may_interrupt(by, project))
    require_stage(project, *SUSPENDABLE, Stage.SUSPENDED)
    project.suspended_from, project.subsidy_approved = "", subsidy_kept
    notice = announce(project, TerminationFacts(about=notice_facts(project), reason=reason), by=by)
    move_stage(
        project,
        Stage.TERMINATED,
        act="terminate",
        by=by,
        note=reason,
        notice=notice,
        also=("suspended_from", "subsidy_approved"),
    )
    tell_all_concerned(project, "terminated", reason=reason)
    return project
