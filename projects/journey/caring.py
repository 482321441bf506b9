"""Aftercare, final accounts and closing."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import require
from panlong.notices.facts import AftercareFacts, FinalAccountsFacts
from projects import rules
from projects.models import LIGHTS, Project
from projects.stages import WITH_WORK, Stage
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
def take_duty(project: Project, *, by: User, responsible_person: str, plan: str) -> Project:
    """Name who answers for the work from now on, and how it is kept up (责由民担)."""
    project = lock_row(project)
    require_permission(rules.is_in_task_group(by, project) or rules.may_lead_community(by, project))
    require_stage(project, *WITH_WORK)
    if (project.responsible_person, project.aftercare_plan) == (responsible_person, plan):
        return project
    project.responsible_person, project.aftercare_plan, project.duty_taken_at = (
        responsible_person,
        plan,
        clock.now(),
    )
    project.save(update_fields=["responsible_person", "aftercare_plan", "duty_taken_at"])
    facts = AftercareFacts(about=notice_facts(project), responsible=responsible_person, aftercare=plan)
    notice = announce(project, facts, by=by)
    audit.record("take_duty", by=by, target=project, area_code=project.area.code)
    note_event(project, "take_duty", by=by, notice=notice)
    return project


@transaction.atomic
def record_accounts(
    project: Project,
    *,
    by: User,
    received: Decimal,
    paid: Decimal,
    spent: Decimal,
    left: Decimal,
    kept: Decimal,
) -> Project:
    """Publish the final accounts that funding.cashbook.settlement found to balance (财由民理), in yuan.

    `kept` is kept back of the suppliers' bills until the warranty ends.
    """
    project = lock_row(project)
    require_stage(project, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE)
    project.accounts_public_at = clock.now()
    project.save(update_fields=["accounts_public_at"])
    facts = FinalAccountsFacts(
        about=notice_facts(project),
        received=f"{received:.2f}",
        paid=f"{paid:.2f}",
        spent=f"{spent:.2f}",
        left=f"{left:.2f}",
        kept=f"{kept:.2f}" if kept else None,
    )
    notice = announce(project, facts, by=by)
    audit.record(
        "publish_accounts", by=by, target=project, area_code=project.area.code, received=facts.received,
        paid=facts.paid, spent=facts.spent, left=facts.left, kept=f"{kept:.2f}",
    )  # fmt: skip
    note_event(project, "publish_accounts", by=by, notice=notice)
    return project


@transaction.atomic
def record_closed(project: Project, *, by: User, money_is_settled: bool) -> Project:
    """Close a project whose warranty is over, with all five lights on and its money settled to zero."""
    project = lock_row(project)
    require_permission(rules.may_lead_community(by, project))
    require_stage(project, Stage.AFTERCARE)
    require_no_open_objection(project)
    require(
        all(getattr(project, light) for light in LIGHTS), _("A project closes only with all five lights on.")
    )
    require(money_is_settled, _("Money is left or owed; settle it first."))
    require(
        project.warranty_ends_at is None or project.warranty_ends_at <= clock.now(),
        _("The warranty is not over yet."),
    )
    move_stage(project, Stage.CLOSED, act="close", by=by)
    tell_about(
        project, [project.proposer, *(m.user for m in project.task_group.all() if m.elected_at)], "closed"
    )
    return project
