"""Acceptance and satisfaction review."""

from datetime import datetime

from django.db import transaction

from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.accounts.people import residents_of
from panlong.notices.facts import AcceptanceFacts, ReviewProlongedFacts, SatisfactionFacts
from panlong.policy import workdays
from projects import rules
from projects.models import Acceptance, Project
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import (
    announce,
    move_stage,
    note_event,
    notice_facts,
    require_no_open_objection,
    require_permission,
    require_stage,
    tell_about,
)


@transaction.atomic
def record_acceptance(
    project: Project, *, by: User, accepted: bool, members: str, remarks: str, review_closes_at: datetime
) -> Project:
    """Accept the work, or send it back to be mended; `review_closes_at` ends the residents' review that follows."""
    project = lock_row(project)
    require_permission(rules.may_accept(by, project))
    require_stage(project, Stage.ACCEPTANCE)
    require_no_open_objection(project)
    Acceptance.objects.create(
        project=project, by=by, at=clock.now(), accepted=accepted, members=members, remarks=remarks
    )
    if not accepted:
        move_stage(project, Stage.IN_PROGRESS, act="record_acceptance", by=by, note=remarks)
        tell_about(
            project, [m.user for m in project.task_group.all() if m.elected_at], "redo", reason=remarks
        )
        return project
    months = project.warranty_months or policy.number("warranty_months")
    project.warranty_ends_at = workdays.after_months(clock.now(), months)
    facts = AcceptanceFacts(about=notice_facts(project), members=members, remarks=remarks)
    notice = announce(project, facts, by=by)
    move_stage(
        project,
        Stage.SATISFACTION_REVIEW,
        act="record_acceptance",
        by=by,
        note=remarks,
        notice=notice,
        due=review_closes_at,
        also=("warranty_ends_at",),
    )
    tell_about(project, residents_of(project.area), "rate", due=clock.until(review_closes_at))
    return project


@transaction.atomic
def record_review_prolonged(
    project: Project,
    *,
    by: User | None,
    closes_at: datetime,
    answers: int,
    households: int,
    because: str | None = None,
) -> Project:
    """Give the households more time to rate when too few have, by a notice; `because`: why the street wants it once more."""
    project = lock_row(project)
    require_stage(project, Stage.SATISFACTION_REVIEW)
    facts = ReviewProlongedFacts(
        about=notice_facts(project),
        answers=answers,
        households=households,
        due=clock.until(closes_at),
        because=because,
    )
    notice = announce(project, facts, by=by, ends_at=closes_at)
    project.stage_due = closes_at
    project.save(update_fields=["stage_due"])
    note_event(project, "prolong_review", by=by, note=because or "", notice=notice)
    audit.record("prolong_review", by=by, target=project, area_code=project.area.code)
    return project


@transaction.atomic
def record_satisfaction(
    project: Project,
    *,
    by: User | None,
    passed: bool,
    answers: int,
    percent: str,
    decided_because: str | None = None,
) -> Project:
    """Take over the residents' review: on to aftercare, or back to be put right (整改).

    `decided_because`: why the street decided it, when too few had answered.
    """
    project = lock_row(project)
    require_no_open_objection(project)
    facts = SatisfactionFacts(
        about=notice_facts(project),
        passed=passed,
        answers=answers,
        percent=percent,
        decided_because=decided_because,
    )
    notice = announce(project, facts, by=by)
    people = [m.user for m in project.task_group.all() if m.elected_at]
    if passed:
        project.rated_at = clock.now()
        move_stage(
            project,
            Stage.AFTERCARE,
            act="record_satisfaction",
            by=by,
            note=f"{percent}%",
            notice=notice,
            due=project.warranty_ends_at,
            also=("rated_at",),
        )
        tell_about(project, people, "aftercare")
    else:
        project.warranty_ends_at = None  # it begins when the mended work is accepted
        move_stage(
            project,
            Stage.IN_PROGRESS,
            act="record_satisfaction",
            by=by,
            note=f"{percent}%",
            notice=notice,
            also=("warranty_ends_at",),
        )
        tell_about(project, people, "rectification", reason=f"{percent}%")
    return project
