"""Talking it through: budget, level of the issue, and the way into the project pool."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.accounts.people import residents_of
from panlong.errors import require
from panlong.notices.facts import PoolFacts, SupportPollFacts
from panlong.policy import workdays
from projects import rules
from projects.journey.implementing import begin_work
from projects.journey.proposing import withdraw_from_stage
from projects.models import GivingUpWord, IssueLevel, Project
from projects.stages import Stage
from projects.task_group import name_implementer
from projects.transitions import lock_row
from projects.verbs import (
    announce,
    elected_people,
    move_stage,
    note_event,
    notice_facts,
    require_no_open_objection,
    require_permission,
    require_stage,
    tell_about,
)


@transaction.atomic
def leave_pool(project: Project) -> Project:
    """Let a project go that stayed in the pool for its full time (`pool_months`) without being chosen."""
    project = lock_row(project)
    require_stage(project, Stage.POOLED)
    require(
        project.stage_due is not None and project.stage_due <= clock.now(),
        _("Its time in the pool is not over."),
    )
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("It was in the pool for its full time without being chosen.")
    return withdraw_from_stage(project, by=None, reason=reason)


@transaction.atomic
def give_up_project(project: Project, *, by: User, reason: str) -> Project:
    """Say, as one of the task group, that the project is to be given up; it ends when more than half of them have said so.

    Each member says it once for this stay in its stage, and the reason is on record; a notice tells all reasons.
    """
    project = lock_row(project)
    require_permission(rules.is_in_task_group(by, project))
    require_stage(project, Stage.DELIBERATION, Stage.POOLED)
    stay = {"project": project, "stage_since": project.stage_since}
    _word, is_new = GivingUpWord.objects.get_or_create(
        **stay, by=by, defaults={"reason": reason, "at": clock.now()}
    )
    if not is_new:
        return project
    audit.record("say_give_up", by=by, target=project, area_code=project.area.code)
    note_event(project, "say_give_up", by=by, note=reason)
    members = elected_people(project)
    said = GivingUpWord.objects.filter(**stay, by__in=members)
    if 2 * said.count() > len(members):
        reasons = "\n".join(said.values_list("reason", flat=True))
        return withdraw_from_stage(project, by=by, reason=reasons, act="give_up")
    others = [one for one in members if one != by]
    occasion = f"project-{project.pk}-give-up-{clock.now():%y%m%d%H%M%S}"
    tell_about(project, others, "give_up_asked", occasion=occasion, who=str(by), reason=reason)
    return project


@transaction.atomic
def end_without_group(project: Project, *, by: User, reason: str) -> Project:
    """End a project that the households wanted but for which nobody is in a task group, so that it waits for nobody for ever."""
    project = lock_row(project)
    require_permission(rules.may_lead_community(by, project))
    require_stage(project, Stage.DELIBERATION)
    require(not elected_people(project), _("It has a task group, which decides that itself."))
    return withdraw_from_stage(project, by=by, reason=reason, act="end_without_group")


# --- Talking it through ---------------------------------------------------------------------------------------
@transaction.atomic
def record_asked_again(project: Project, *, by: User, poll_closes_at: datetime, share: str) -> Project:
    """Take a project back to its households, whose poll runs until `poll_closes_at`; `share` of them must agree."""
    project = lock_row(project)
    require_permission(rules.may_organise(by, project))
    require_stage(project, Stage.DELIBERATION)
    require_no_open_objection(project)
    due = clock.until(poll_closes_at)
    notice = announce(
        project,
        SupportPollFacts(about=notice_facts(project), due=due, share=share),
        by=by,
        ends_at=poll_closes_at,
    )
    move_stage(
        project, Stage.SUPPORT_POLL, act="ask_households_again", by=by, due=poll_closes_at, notice=notice
    )
    tell_about(project, residents_of(project.area), "support_poll", due=due)
    return project


def _require_deliberated(project: Project, minutes_agree: bool) -> None:
    require(
        any(member.elected_at for member in project.task_group.all()),
        _("First the residents form their task group."),
    )
    require(minutes_agree, _("First a meeting agrees to the plan as it is now, with its budget."))
    require_no_open_objection(project)


@transaction.atomic
def record_pooled(project: Project, *, by: User, minutes_agree: bool) -> Project:
    """Take a deliberated project into the pool for `pool_months`; `minutes_agree`: a meeting agreed to the plan."""
    project = lock_row(project)
    require_permission(rules.may_organise(by, project))
    require_stage(project, Stage.DELIBERATION)
    _require_deliberated(project, minutes_agree)
    require(
        project.level != IssueLevel.RESIDENTS,
        _("A level 1 issue is solved by the residents themselves, without the pool."),
    )
    require(project.budget > 0, _("First the task group draws up the budget."))
    due = workdays.after_months(clock.now(), policy.number("pool_months"))
    notice = announce(project, PoolFacts(about=notice_facts(project), due=clock.until(due)), by=by)
    project.agreed_version = project.plan_versions.values_list("number", flat=True).last()
    move_stage(project, Stage.POOLED, act="pool", by=by, notice=notice, due=due, also=("agreed_version",))
    tell_about(project, [project.proposer], "pooled")
    return project


@transaction.atomic
def record_reconfirmed(project: Project, *, by: User | None, reason: str) -> Project:
    """Keep a project in the pool for its full time once more; a meeting agreed, whose minutes `by` wrote."""
    project = lock_row(project)
    require_stage(project, Stage.POOLED)
    project.stage_due = workdays.after_months(clock.now(), policy.number("pool_months"))
    project.save(update_fields=["stage_due"])
    audit.record("reconfirm", by=by, target=project, area_code=project.area.code)
    note_event(project, "reconfirm", by=by, note=reason)
    return project


@transaction.atomic
def record_solved_by_residents(
    project: Project,
    *,
    by: User,
    minutes_agree: bool,
    implementer: str,
    implementing_person: User | None = None,
) -> Project:
    """Level 1: the residents begin the work themselves, straight after deliberation, without public money.

    A capable resident (能人) may carry it out: `implementing_person`.
    """
    project = lock_row(project)
    require_permission(rules.may_organise(by, project))
    require_stage(project, Stage.DELIBERATION)
    _require_deliberated(project, minutes_agree)
    require(project.level == IssueLevel.RESIDENTS, _("Only a level 1 issue is solved without the street."))
    require(
        project.subsidy_planned == 0,
        _("A level 1 issue asks for no public money; change the budget or go one level up."),
    )
    name_implementer(project, implementer, implementing_person, by=by)
    project.decided_at = clock.now()
    project.agreed_version = project.plan_versions.values_list("number", flat=True).last()
    begin_work(
        project,
        act="solve_by_residents",
        by=by,
        also=("decided_at", "agreed_version", "implementer", "implementing_person"),
    )
    return project
