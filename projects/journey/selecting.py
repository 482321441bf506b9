"""Vote, resolution and street review."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from panlong import clock, policy
from panlong.accounts.models import Role, User
from panlong.accounts.people import residents_of, serving
from panlong.errors import require
from panlong.notices.facts import ApprovalFacts, ChangeFacts, RefusalFacts, ResolutionFacts
from panlong.notices.models import Notice
from panlong.policy import workdays
from projects.models import Project
from projects.stages import Stage
from projects.task_group import name_implementer
from projects.transitions import lock_row
from projects.verbs import (
    announce,
    move_stage,
    note_event,
    notice_facts,
    require_no_open_objection,
    require_stage,
    tell_about,
)


@transaction.atomic
def record_put_to_vote(project: Project, *, by: User, closes_at: datetime, notice: Notice) -> Project:
    """Put a pooled project to the residents in the round that `notice` announced."""
    project = lock_row(project)
    require_stage(project, Stage.POOLED)
    require_no_open_objection(project)
    move_stage(project, Stage.VOTING, act="put_to_vote", by=by, due=closes_at, notice=notice)
    return project


@transaction.atomic
def record_vote(project: Project, *, by: User | None, chosen: bool, votes: int, notice: Notice) -> Project:
    """Take over the result of the round: on to the committee, or back to the pool."""
    project = lock_row(project)
    if chosen:
        move_stage(
            project, Stage.SELECTION, act="record_vote", by=by, notice=notice, note=str(votes), votes=votes
        )
        tell_about(project, [project.proposer], "selected")
        tell_about(project, serving(project.area, {Role.COMMITTEE_MEMBER, Role.COMMUNITY_STAFF}), "to_score")
    else:
        back_to_pool(project, act="record_vote", by=by, notice=notice, note=str(votes), votes=votes)
    return project


@transaction.atomic
def record_vote_annulled(project: Project, *, by: User, reason: str, notice: Notice) -> Project:
    """Let a project back into the pool because the round it was in was given up: it was not counted, and is put to a new one."""
    project = lock_row(project)
    require_stage(project, Stage.VOTING)
    back_to_pool(project, act="give_up_vote", by=by, note=reason, notice=notice, told="vote_again")
    return project


def back_to_pool(
    project: Project,
    *,
    act: str,
    by: User | None,
    note: str,
    notice: Notice,
    told: str = "not_selected",
    **details,
) -> None:
    due = workdays.after_months(clock.now(), policy.number("pool_months"))
    move_stage(project, Stage.POOLED, act=act, by=by, note=note, notice=notice, due=due, **details)
    if told:
        tell_about(project, [project.proposer], told)


@transaction.atomic
def record_resolution(
    project: Project, *, by: User, chosen: bool, points: Decimal, reasons: str, **published: Any
) -> Project:
    """Take over the committee's resolution (决议): report the project to the street, or back to the pool.

    `published` is what else its notice says (ResolutionFacts). Who is told why it was not chosen is the caller's to say.
    """
    project = lock_row(project)
    require_no_open_objection(project)
    facts = ResolutionFacts(
        about=notice_facts(project),
        chosen=chosen,
        points=f"{points:.2f}",
        reasons=reasons,
        **published,
    )
    notice = announce(project, facts, by=by)
    if not chosen:
        back_to_pool(project, act="record_resolution", by=by, note=reasons, notice=notice, told="")
        return project
    project.decided_at = project.decided_at or clock.now()
    project.declared_at = project.declared_at or clock.now()
    due = workdays.after_working_days(clock.now(), policy.number("street_review_days"))
    move_stage(
        project,
        Stage.STREET_REVIEW,
        act="record_resolution",
        by=by,
        note=reasons,
        notice=notice,
        due=due,
        also=("decided_at", "declared_at"),
    )
    tell_about(project, serving(project.area, {Role.STREET_HANDLER}), "street_review")
    return project


@transaction.atomic
def record_street_approval(
    project: Project,
    *,
    by: User,
    subsidy: Decimal,
    implementer: str,
    implementing_person: User | None = None,
) -> Project:
    """Take over the street's approval (综合审定) of `subsidy` yuan; the 立项公示 runs 5 working days."""
    project = lock_row(project)
    require_stage(project, Stage.STREET_REVIEW)
    require_no_open_objection(project)
    project.subsidy_approved = subsidy
    name_implementer(project, implementer, implementing_person, by=by)
    due = workdays.after_working_days(clock.now(), policy.number("publicity_days"))
    facts = ApprovalFacts(about=notice_facts(project), due=clock.until(due))
    notice = announce(project, facts, by=by, ends_at=due)
    move_stage(
        project,
        Stage.PUBLICITY,
        act="record_street_approval",
        by=by,
        notice=notice,
        due=due,
        also=("subsidy_approved", "implementer", "implementing_person"),
        subsidy=str(subsidy),
    )
    tell_about(project, residents_of(project.area), "publicity", due=clock.until(due))
    return project


@transaction.atomic
def record_grant_change(project: Project, *, by: User, subsidy: Decimal, reason: str) -> Project:
    """Take over another amount of the subsidy, in yuan, and publish the change."""
    project = lock_row(project)
    project.subsidy_approved = subsidy
    project.save(update_fields=["subsidy_approved"])
    facts = ChangeFacts(about=notice_facts(project), change="grant", amount=f"{subsidy:.2f}", reason=reason)
    notice = announce(project, facts, by=by)
    note_event(project, "change_grant", by=by, note=f"{subsidy:.2f}", notice=notice)
    return project


@transaction.atomic
def record_street_return(project: Project, *, by: User, reason: str) -> Project:
    """Take over the street's one request for correction, with all points at once."""
    project = lock_row(project)
    require(
        project.times_street_returned == 0,
        _("The street office asks for corrections once; now it approves or refuses."),
    )
    project.times_street_returned += 1
    move_stage(
        project,
        Stage.SELECTION,
        act="record_street_return",
        by=by,
        note=reason,
        also=("times_street_returned",),
    )
    tell_about(
        project,
        [project.proposer, *serving(project.area, {Role.COMMUNITY_STAFF})],
        "street_returned",
        reason=reason,
    )
    return project


@transaction.atomic
def record_street_refusal(project: Project, *, by: User, reason: str) -> Project:
    """Take over the street's refusal."""
    project = lock_row(project)
    notice = announce(project, RefusalFacts(about=notice_facts(project), reason=reason), by=by)
    move_stage(project, Stage.REJECTED, act="record_street_refusal", by=by, note=reason, notice=notice)
    tell_about(
        project, [project.proposer, *serving(project.area, {Role.COMMUNITY_STAFF})], "rejected", reason=reason
    )
    return project
