"""The plan grows by versions: written in deliberation, corrected with a notice in the pool, asked about again when it must be."""

from django.db import transaction
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import User
from panlong.accounts.people import residents_of
from panlong.errors import require
from panlong.notices.facts import ChangeFacts
from panlong.notices.models import Notice
from projects import rules
from projects.journey.terms import solving_due
from projects.models import PlanDraft, PlanVersion, Project
from projects.models.plan_changes import Difference, differences, draft_of, is_material
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import (
    announce,
    move_stage,
    note_event,
    notice_facts,
    require_permission,
    require_stage,
    tell_about,
)

IN_FORCE = (Stage.POOLED, Stage.SELECTION)  # what is changed here was agreed to and published
KEPT_ON_PROJECT = ("plan", "kind", "area", "touches_common_parts")


def current_version(project: Project) -> PlanVersion | None:
    """Return the newest version of the plan, None while nothing was published."""
    return project.plan_versions.select_related("area").last()


def current_versions(projects: list[Project]) -> dict[int, PlanVersion]:
    """Return the newest version of each of `projects` by the project's key."""
    return {one.project_id: one for one in PlanVersion.objects.filter(project__in=projects).newest()}


def version_of(project: Project, number: int | None) -> PlanVersion | None:
    return (
        None if number is None else project.plan_versions.select_related("area").filter(number=number).first()
    )


def version_to_show(project: Project) -> PlanVersion:
    """Return the version that the households are about to see; the first one, or after new words, is written now."""
    before = current_version(project)
    draft = draft_of(before, project)
    if before is None or differences(before, draft):
        return _write_version(project, before, draft, by=project.proposer, reason="", notice=None)
    return before


def _write_version(
    project: Project,
    before: PlanVersion | None,
    draft: PlanDraft,
    *,
    by: User,
    reason: str,
    notice: Notice | None,
) -> PlanVersion:
    number = before.number + 1 if before else 1
    return PlanVersion.objects.create(
        project=project, number=number, at=clock.now(), by=by, reason=reason, notice=notice, **vars(draft)
    )


@transaction.atomic
def record_plan(project: Project, *, by: User, draft: PlanDraft, reason: str) -> Project:
    """Write a new version of the plan; what says the same as the newest one makes none.

    In the pool and before the committee it is a correction with a notice (更正公告). When it departs too far from what
    was agreed, the project goes back to deliberation and those who agreed are asked again.
    """
    project = lock_row(project)
    require_stage(project, Stage.DELIBERATION, *IN_FORCE)
    before = current_version(project)
    was = before or draft_of(None, project)
    changed = differences(was, draft)
    if not changed:
        return project
    require(was.total == 0 or reason.strip() != "", _("Say why the plan is changed."), field="reason")
    agreed = version_of(project, project.agreed_version) or before
    asks_again = project.stage in IN_FORCE and agreed is not None and is_material(agreed, draft)
    fields = _take_plan(project, draft)
    notice = _announce_change(project, changed, by=by, reason=reason, asks_again=asks_again)
    _write_version(project, before, draft, by=by, reason=reason, notice=notice)
    project.save(update_fields=fields)
    note_event(project, "record_budget", by=by, note=f"{draft.total:.2f}", notice=notice)
    audit.record(
        "record_budget",
        by=by,
        target=project,
        area_code=project.area.code,
        total=str(draft.total),
        subsidy=str(draft.subsidy),
    )
    if asks_again:
        project.decided_at = None
        move_stage(
            project,
            Stage.DELIBERATION,
            act="ask_again",
            by=by,
            note=reason,
            due=solving_due(project),
            also=("decided_at",),
        )
        tell_about(project, residents_of(project.area), "plan_asks_again")
    elif notice:
        told = f"plan-{project.pk}-{notice.pk}"
        tell_about(project, residents_of(project.area), "plan_changed", occasion=told)
    return project


def _take_plan(project: Project, draft: PlanDraft) -> list[str]:
    """Write on the project what its plan says now; return the names of the fields."""
    for name in KEPT_ON_PROJECT:
        setattr(project, name, getattr(draft, name))
    project.budget, project.subsidy_planned = draft.total, draft.subsidy
    return [*KEPT_ON_PROJECT, "budget", "subsidy_planned"]


def _announce_change(
    project: Project, changed: list[Difference], *, by: User, reason: str, asks_again: bool
) -> Notice | None:
    """Publish what is different, as a correction of the notice in force; in deliberation nothing is in force yet."""
    if project.stage not in IN_FORCE:
        return None
    corrected = notice_in_force(project)
    facts = ChangeFacts(
        about=notice_facts(project),
        change="plan",
        reason=reason,
        differences=changed,
        asks_again=asks_again,
        corrects=corrected.number if corrected else None,
    )
    return announce(project, facts, by=by, corrects=corrected)


def notice_in_force(project: Project) -> Notice | None:
    """Return the notice by which the plan is public: that of the pool, or the last correction of it."""
    event = project.events.filter(act="pool", notice__isnull=False).select_related("notice").last()
    notice = event.notice if event else None
    while notice is not None:
        later = Notice.objects.filter(corrects=notice).first()
        if later is None:
            return notice
        notice = later
    return None


@transaction.atomic
def record_plan_correction(project: Project, *, by: User, plan: str, changes: str) -> Project:
    """Correct the words of the plan after the street asked for it; `changes` tells everybody what is different.

    Whether the committee has begun to score is the caller's to ask (funding.subsidies.budgets).
    """
    project = lock_row(project)
    require_permission(rules.may_correct_plan(by, project))
    require_stage(project, Stage.SELECTION)
    require(
        project.times_street_returned > 0,
        _("The plan is corrected only when the street office asked for corrections."),
    )
    before, project.plan = project.plan, plan
    version = current_version(project)
    facts = ChangeFacts(about=notice_facts(project), change="correct_plan", reason=changes)
    corrected = notice_in_force(project)
    notice = announce(project, facts, by=by, corrects=corrected)
    _write_version(project, version, draft_of(version, project), by=by, reason=changes, notice=notice)
    project.save(update_fields=["plan"])
    audit.record(
        "correct_plan", by=by, target=project, area_code=project.area.code, before=before, after=plan
    )
    note_event(project, "correct_plan", by=by, note=changes, notice=notice)
    return project
