"""The three levels of an issue (三级问题): who must act, one step at a time, up with proof and down with a reason."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import DISTRICT_ROLES, STREET_ROLES, Role, User
from panlong.accounts.people import serving
from panlong.areas.models import Area, Level
from panlong.errors import require
from panlong.notices.messages import tell
from projects import rules
from projects.journey.terms import solving_due
from projects.models import Evidence, IssueLevel, Project, Regulation, SolvedByRule
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import (
    TO_ORGANISERS,
    elected_people,
    keep_evidence,
    note_event,
    require_permission,
    require_stage,
)


@dataclass(frozen=True)
class NewRule:
    """A rule that is to be entered: its name, what it settles, when it was issued, and where its text stands."""

    title: str
    summary: str
    issued_on: date
    address: str = ""


STEPS = ("escalate", "answer_level", "hand_back")
WHO_HELPS = {
    IssueLevel.RESIDENTS: TO_ORGANISERS,
    IssueLevel.STREET: {Role.COMMUNITY_STAFF, *STREET_ROLES - {Role.STREET_FINANCE}},
    IssueLevel.DISTRICT: DISTRICT_ROLES,
}


@transaction.atomic
def escalate_issue(project: Project, *, by: User, proof: str, photo, from_level: int) -> Project:
    """Take the issue one level up from `from_level`, with words and a cleaned `photo` that prove what was tried there."""
    project = lock_row(project)
    require_permission(rules.may_escalate(by, project))
    require_stage(project, Stage.DELIBERATION)
    require(project.level < IssueLevel.DISTRICT, _("The issue is at the highest level already."))
    require(project.level == from_level, _("The issue is one level up already."))
    require(
        bool(photo), _("Add a photo that shows what was tried: a letter, an answer, minutes."), field="photo"
    )
    keep_evidence(project, Evidence.About.EFFORT, photo, by=by)
    return _move_level(project, project.level + 1, by=by, act="escalate", words=proof)


@transaction.atomic
def hand_back_issue(project: Project, *, by: User, reason: str, from_level: int) -> Project:
    """Hand the issue one level down from `from_level`, for a reason; by those who are to help at that level."""
    project = lock_row(project)
    require_stage(project, Stage.DELIBERATION)
    require(project.level == from_level, _("The issue is at another level by now."))
    require_permission(rules.may_help_at_level(by, project))
    return _move_level(project, project.level - 1, by=by, act="hand_back", words=reason)


@transaction.atomic
def answer_at_level(
    project: Project, *, by: User, words: str, rule: Regulation | None = None, new_rule: NewRule | None = None
) -> Project:
    """Say what street or district does about an issue that came up to them.

    The district's answer may name a `rule` that solves it, or the `new_rule` that it led to (出台制度).
    """
    project = lock_row(project)
    require_permission(rules.may_help_at_level(by, project))
    require_stage(project, Stage.DELIBERATION)
    require(
        (rule or new_rule) is None or project.level == IssueLevel.DISTRICT,
        _("Only the district makes a rule."),
        field="rule",
    )
    title = new_rule.title if new_rule else str(rule or "")
    note = f"{words}\n{title}".strip()
    last = project.events.filter(act__in=STEPS).order_by("-at", "-pk").first()
    if last is not None and (last.act, last.actor_id, last.note) == ("answer_level", by.pk, note):
        return project
    if new_rule:
        rule = _issue_rule(project, new_rule, by=by)
    if rule:
        SolvedByRule.objects.get_or_create(rule=rule, project=project, defaults={"by": by, "at": clock.now()})
    audit.record(
        "answer_level", by=by, target=project, area_code=project.area.code, level=project.level, rule=title
    )
    note_event(project, "answer_level", by=by, note=note)
    _tell(_concerned(project), project, "level_answered", words=note)
    return project


def _issue_rule(project: Project, new: NewRule, *, by: User) -> Regulation:
    """Enter the rule `new` for the whole district; the one of its name where there is one."""
    district = Area.objects.get(code=project.area.code_at(Level.DISTRICT))
    facts = {"summary": new.summary, "address": new.address, "issued_on": new.issued_on}
    rule, is_new = Regulation.objects.get_or_create(
        area=district, title=new.title, defaults={**facts, "by": by, "at": clock.now()}
    )
    if is_new:
        audit.record("issue_rule", by=by, target=rule, area_code=district.code)
    return rule


def _move_level(project: Project, level: int, *, by: User, act: str, words: str) -> Project:
    project.level = level
    project.stage_due = solving_due(project)
    project.save(update_fields=["level", "stage_due"])
    audit.record(act, by=by, target=project, area_code=project.area.code, level=level)
    note_event(project, act, by=by, note=words)
    due = clock.until(project.stage_due)
    helpers = serving(project.area, WHO_HELPS[IssueLevel(level)])
    _tell(helpers, project, "level_asks", level=level, due=due)
    _tell(_concerned(project), project, "level_changed", level=level, words=words)
    return project


def _concerned(project: Project) -> list[User]:
    return [project.proposer, *elected_people(project)]


def _tell(people, project: Project, topic: str, **facts) -> None:
    """Tell `people` of one step, each time that it is taken: a project may go up and down."""
    occasion = f"project-{project.pk}-level-{clock.now():%y%m%d%H%M%S}"
    tell(people, topic, occasion, link=project.get_absolute_url(), project=project.title, **facts)
