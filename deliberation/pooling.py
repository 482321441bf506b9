"""The way out of deliberation: what must be there before a project enters the pool or the residents begin, in one list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
    When,
)
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberation.council import meetings
from deliberation.households import polls
from deliberation.models import CourtyardCommittee, Meeting, Motion, OwnersDecision, OwnersVote, SupportPoll
from panlong import clock, policy
from panlong.accounts.models import User
from panlong.areas.models import Level
from panlong.errors import Refused
from panlong.notices.models import Objection
from panlong.policy.models import Parameter
from projects import rules as project_rules
from projects import task_group, verbs
from projects.journey import deliberating
from projects.models import IssueLevel, PlanVersion, Project, TaskGroupMember
from projects.stages import Stage
from projects.transitions import lock_row


@dataclass(frozen=True)
class Part:
    """One thing that must be there: the condition on Project that it is, and of which projects it is asked.

    `missing` says what is to be done, `who` does it, `act` is the name of the act that does it. `parameter` is the one of the
    area that asks for it.
    """

    name: str
    label: Promise
    is_there: Callable[[], Q]
    missing: Promise
    who: Promise
    act: str
    asked_of: Callable[[], Q] = lambda: Q(pk__isnull=False)
    parameter: str = ""


class PartOfProject(NamedTuple):
    part: Part
    is_there: bool
    rule: policy.Rule | None = None  # that asks for it, as in force when the project came into its stage


def _in_pool() -> Q:
    """Return the condition of those that go into the pool: what the residents solve by themselves (level 1) does not."""
    return Q(level__gt=IssueLevel.RESIDENTS)


def _with_newest_plan(*conditions: Q | Exists, **facts) -> Q:
    return Q(pk__in=PlanVersion.objects.newest().filter(*conditions, **facts).values("project"))


def _agreed_in_meeting() -> Q:
    """A meeting that decides agreed to the plan as it is now, and where the owners decide in minutes, they too.

    It agrees to a version that has a budget. What the residents solve by themselves (level 1) may cost nothing. In a
    six-party talk the parties speak and do not decide.
    """
    has_budget = Q(total__gt=0) | Q(project__level=IssueLevel.RESIDENTS)
    held = meetings.agreeing_to(OuterRef("pk")).exclude(platform=Meeting.Platform.SIX_PARTIES)
    in_minutes = Q(
        Exists(OwnersDecision.objects.filter(project=OuterRef("pk"), by_vote=False)),
        touches_common_parts=True,
    )
    return ~in_minutes & _with_newest_plan(has_budget, Exists(held)) | _with_newest_plan(
        has_budget, Exists(held.filter(area_in_favour__isnull=False))
    )


def owners_are_asked() -> Q:
    """Return the condition of those on which the owners decide by a vote of their own (民法典 第278条)."""
    said = OwnersDecision.objects.filter(project=OuterRef("pk"))
    return Q(Exists(said.filter(by_vote=True))) | Q(touches_common_parts=True) & ~Q(Exists(said))


COMMITTEE = "committee_needed"


def _needs_committee() -> Q:
    """Return the condition of courtyards whose parameter asked for a committee when the project came into this stage.

    It holds from the day on which district, street or community set it to 1 until the same one sets it otherwise.
    """
    found = Q()
    rows = list(Parameter.objects.filter(key=COMMITTEE).select_related("area").order_by("effective_from"))
    for number, row in enumerate(rows):
        if row.value != 1:
            continue
        later = next((one for one in rows[number + 1 :] if one.area_id == row.area_id), None)
        since = Q(stage_since__date__gte=row.effective_from)
        until = Q(stage_since__date__lt=later.effective_from) if later else Q()
        place = Q(area__code__startswith=row.area.code) if row.area else Q()
        found |= since & until & place
    courtyards = Q(area__level__in=[Level.COURTYARD, Level.BUILDING])
    return courtyards & found if found else Q(pk__isnull=True)


def _has_committee() -> Q:
    place = ExpressionWrapper(OuterRef("area__code"), output_field=CharField())
    committees = CourtyardCommittee.objects.exclude(rules="").filter(founded_on__lte=clock.today())
    return Q(Exists(committees.annotate(place=place).filter(place__startswith=F("area__code"))))


def _talked_with_six_parties() -> Q:
    talks = Meeting.objects.filter(platform=Meeting.Platform.SIX_PARTIES, minutes_at__isnull=False)
    in_motion = Motion.objects.filter(project=OuterRef("pk"), agreed__isnull=False, meeting__in=talks)
    return Q(Exists(talks.filter(project=OuterRef("pk")))) | Q(Exists(in_motion))


def _households_agreed() -> Q:
    said_yes = SupportPoll.objects.filter(project=OuterRef("pk"), passed=True)
    return Q(Exists(said_yes)) & ~polls.to_be_asked_again()


def _has_group() -> Q:
    members = TaskGroupMember.objects.filter(project=OuterRef("pk"), elected_at__isnull=False)
    leads, keeps = (members.filter(duty=duty) for duty in ("leader", "bookkeeper"))
    return Q(Exists(leads)) & Q(Exists(keeps)) & ~task_group.has_vacancy()


def _owners_agreed() -> Q:
    agreed = OwnersVote.objects.filter(version=OuterRef("pk"), passed=True)
    return _with_newest_plan(Exists(agreed))


def _nobody_objects() -> Q:
    return ~Q(Exists(Objection.objects.open().filter(notice__events__project=OuterRef("pk"))))


ORGANISERS, GROUP = _("The organisers"), _("The task group")
ORGANISERS_OR_GROUP = _("The organisers or the task group")
PARTS = (
    Part(
        "consent", _("The households agree"), _households_agreed,
        _("Place or kind of the project changed since the households said yes; first they are asked again."),
        ORGANISERS, "ask-households-again",
    ),
    Part(
        "owners", _("The owners agree"), _owners_agreed,
        _(
            "It touches what all own together: first the owners agree to the plan as it is now, in a vote of their own."
        ),
        _("The community or the street office"), "owners-vote", owners_are_asked,
    ),
    Part(
        "group", _("The task group"), _has_group, _("First the residents form their task group."), ORGANISERS,
        "form-task-group",
    ),
    Part(
        "budget", _("The plan with its budget"), lambda: _with_newest_plan(total__gt=0),
        _("First the task group draws up the budget."), GROUP, "budget", _in_pool,
    ),
    Part(
        "aftercare", _("An idea how it is kept up"), lambda: _with_newest_plan(~Q(aftercare="")),
        _("First the plan says how it is kept up afterwards."), GROUP, "budget", _in_pool,
    ),
    Part(
        "committee", _("The courtyard committee with its rules of procedure"), _has_committee,
        _("First the courtyard has a committee with rules of procedure; the rules of this place ask for that."),
        _("The community"), "", _needs_committee, COMMITTEE,
    ),
    Part(
        "six-parties", _("The six-party talk"), _talked_with_six_parties,
        _("First the six parties talk about it, and their words are in the minutes."), ORGANISERS_OR_GROUP,
        "call-meeting", _in_pool,
    ),
    Part(
        "council", _("The council agrees to the plan"), _agreed_in_meeting,
        _("First a meeting agrees to the plan as it is now, with its budget."), ORGANISERS_OR_GROUP, "call-meeting",
    ),
    Part(
        "objections", _("No open objection"), _nobody_objects,
        _("An objection is open; it must be answered first."), _("The community or the street office"),
        "answer-objection",
    ),
)  # fmt: skip
MEETINGS = ("six-parties", "council")


def whole(*names: str) -> Q:
    """Return the condition on Project that all its parts are there, or those called `names`."""
    asked = [part for part in PARTS if not names or part.name in names]
    return Q(*((~part.asked_of() | part.is_there()) for part in asked))


def parts_of(project: Project) -> list[PartOfProject]:
    """Return what `project` must have before it leaves deliberation, and whether it is there."""
    conditions = [condition for part in PARTS for condition in (part.asked_of(), part.is_there())]
    answers = [
        Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
        for condition in conditions
    ]
    found = next(iter(Project.objects.filter(pk=project.pk).order_by().values_list(*answers)))
    looked_at = zip(PARTS, found[::2], found[1::2], strict=True)
    day = timezone.localdate(project.stage_since)
    return [
        PartOfProject(
            part,
            is_there,
            policy.rule(part.parameter, day, area=project.area) if part.parameter else None,
        )
        for part, asked, is_there in looked_at
        if asked
    ]


def missing_parts(project: Project) -> list[Part]:
    """Return the parts that `project` lacks."""
    return [one.part for one in parts_of(project) if not one.is_there]


def what_is_missing(project: Project) -> list[str]:
    """Return a sentence for each part that `project` lacks, with who does it."""
    return [f"{part.missing} {part.who}" for part in missing_parts(project)]


def _require_whole(project: Project, *, by: User) -> Project:
    """Return `project` locked; raise Refused, naming all that is missing, unless it has all its parts."""
    project = lock_row(project)
    verbs.require_permission(project_rules.may_organise(by, project))
    verbs.require_stage(project, Stage.DELIBERATION)
    if missing := missing_parts(project):
        raise Refused(" ".join(str(part.missing) for part in missing))
    return project


@transaction.atomic
def pool_project(project: Project, *, by: User) -> Project:
    """Take a deliberated project that has all its parts into the pool (PARTS)."""
    project = _require_whole(project, by=by)
    return deliberating.record_pooled(project, by=by, minutes_agree=True)


@transaction.atomic
def solve_by_residents(
    project: Project, *, by: User, implementer: str, implementing_person: User | None = None
) -> Project:
    """Let the residents begin by themselves (level 1), when all that is asked of such a project is there."""
    project = _require_whole(project, by=by)
    return deliberating.record_solved_by_residents(
        project, by=by, minutes_agree=True, implementer=implementer, implementing_person=implementing_person
    )
