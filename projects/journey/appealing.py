"""The one appeal against the refusal of a proposal: to the community, within its term."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from panlong import audit, clock, policy
from panlong.accounts.models import Role, User
from panlong.accounts.people import serving
from panlong.errors import require
from panlong.policy import workdays
from projects import rules
from projects.models import Appeal, Project, Screening
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import move_stage, note_event, require_permission, require_stage, screeners_of, tell_about


def last_day_to_appeal(project: Project) -> datetime:
    """Return until when the refusal of `project` may be appealed against (parameter appeal_days)."""
    return workdays.after_working_days(project.stage_since, policy.number("appeal_days"))


def was_refused_at_screening(project: Project) -> bool:
    """Say whether it was the check of the proposal that refused it, and not the street office later."""
    last = project.screenings.order_by("-at", "-pk").first()
    return project.stage == Stage.REJECTED and last is not None and last.verdict == Screening.Verdict.REJECTED


@transaction.atomic
def appeal_to_community(project: Project, *, by: User, words: str) -> Appeal:
    """Ask the community to look again at a refused proposal: once, within `appeal_days` working days."""
    project = lock_row(project)
    require_permission(rules.may_appeal(by, project))
    require_stage(project, Stage.REJECTED)
    require(was_refused_at_screening(project), _("The street office refused it; this is not open any more."))
    earlier = Appeal.objects.filter(project=project).first()
    if earlier is not None:
        require(
            earlier.words == words, _("An appeal is made once, and this one was made already."), field="words"
        )
        return earlier
    require(clock.now() < last_day_to_appeal(project), _("The time to appeal is over."))
    now = clock.now()
    due = workdays.after_working_days(now, policy.number("appeal_days"))
    appeal = Appeal.objects.create(project=project, by=by, at=now, words=words, due_at=due)
    audit.record("appeal", by=by, target=project, area_code=project.area.code)
    note_event(project, "appeal", by=by, note=words, at=now)
    refused_by = project.screenings.values("by")
    people = serving(project.area, {Role.COMMUNITY_STAFF}).exclude(pk__in=refused_by)
    others = people if people.exists() else serving(project.area, {Role.STREET_HANDLER, Role.STREET_REVIEWER})
    tell_about(project, others, "appeal", due=clock.until(due))
    return appeal


@transaction.atomic
def decide_appeal(project: Project, *, by: User, upheld: bool, answer: str) -> Appeal:
    """Answer an appeal: upheld, the proposal is checked again, by somebody else than before; otherwise the refusal stands."""
    project = lock_row(project)
    require_permission(rules.may_decide_appeal(by, project))
    appeal = Appeal.objects.select_for_update().filter(project=project).first()
    require(appeal is not None, _("Nobody has appealed."))
    assert appeal is not None
    if appeal.decided_at is not None:
        require(appeal.upheld == upheld, _("Somebody else has decided this already."))
        return appeal
    require_stage(project, Stage.REJECTED)
    require(answer.strip() != "", _("Say why; the proposer reads it."), field="answer")
    appeal.decided_by, appeal.decided_at, appeal.upheld, appeal.answer = by, clock.now(), upheld, answer
    appeal.save(update_fields=["decided_by", "decided_at", "upheld", "answer"])
    audit.record("decide_appeal", by=by, target=project, area_code=project.area.code, upheld=upheld)
    people = [project.proposer, project.taken_down_by]
    if upheld:
        due = workdays.after_working_days(clock.now(), policy.number("screening_days"))
        move_stage(project, Stage.SCREENING, act="uphold_appeal", by=by, note=answer, due=due)
        tell_about(project, people, "appeal_upheld", answer=answer)
        tell_about(
            project, screeners_of(project).exclude(pk__in=project.screenings.values("by")), "to_screen"
        )
    else:
        note_event(project, "dismiss_appeal", by=by, note=answer)
        tell_about(project, people, "appeal_dismissed", answer=answer)
    return appeal
