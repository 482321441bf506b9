"""The verbs of a project's journey. Only this module writes Project.stage.

Every verb is one transaction: it locks the project, asks the rules, checks what must be true, moves the stage,
writes timeline, audit and the notice the stage calls for, and tells the people concerned. Facts of votes and
money come from the rooms above as arguments.
"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong import audit, clock, photos, pinyin, policy
from panlong.accounts.models import ORGANISER_ROLES, STREET_ROLES, Role, User
from panlong.accounts.people import residents_of, serving
from panlong.errors import NotYours, Refused, require
from panlong.notices.messages import tell
from panlong.notices.models import Kind as NoticeKind
from panlong.notices.models import Notice, Objection
from panlong.notices.publishing import publish
from panlong.policy import workdays
from panlong.transitions import change_stage, lock
from projects import rules
from projects.models import (
    LIGHTS,
    Acceptance,
    Channel,
    Comment,
    Inspection,
    IssueLevel,
    Photo,
    ProgressReport,
    Project,
    ProjectEvent,
    Screening,
    TaskGroupMember,
)
from projects.stages import LEGAL, SUSPENDABLE, WITH_WORK, Stage

TO_ORGANISERS = {*ORGANISER_ROLES, Role.COMMUNITY_STAFF}


# --- Tools of every verb --------------------------------------------------------------------------------------
NOT_YOURS = gettext_lazy("This is not yours to do.")
USED_ALREADY = gettext_lazy("This form has been used already.")


def may(allowed: bool) -> None:
    """Raise NotYours unless `allowed`."""
    if not allowed:
        raise NotYours(NOT_YOURS)


def require_stage(project: Project, *stages: Stage) -> None:
    """Raise Refused unless `project` is in one of `stages`."""
    if project.stage not in stages:
        raise Refused(
            _("This step is not possible any more: the project is at “%(stage)s” now.")
            % {"stage": project.get_stage_display()}
        )


def note_event(
    project: Project, act: str, *, by: User | None, note: str = "", notice: Notice | None = None, **move
) -> ProjectEvent:
    """Add a line to the timeline of `project`."""
    return ProjectEvent.objects.create(
        project=project, at=clock.now(), actor=by, act=act, note=note, notice=notice, **move
    )


def told_facts(project: Project, **facts) -> dict:
    """Return the facts that notices about `project` are written from."""
    return {
        "project": project.title,
        "area": project.area.name,
        "kind": project.kind,
        "theme": project.theme,
        "beneficiaries": project.beneficiaries,
        "budget": f"{project.budget:.2f}",
        "subsidy": f"{project.subsidy_approved or project.subsidy_planned:.2f}",
        "plan": project.plan,
        "implementer": project.implementer,
        **facts,
    }


def announce(
    project: Project, kind: str, *, by: User | None, ends_at: datetime | None = None, **facts
) -> Notice:
    """Publish the notice of `kind` about `project`."""
    return publish(kind, project.area, told_facts(project, **facts), by=by, ends_at=ends_at)


def tell_about(project: Project, people, topic: str, **facts) -> None:
    """Tell `people` about `project`, once for this stay in its stage."""
    occasion = f"project-{project.pk}-{project.stage_since:%y%m%d%H%M%S}"
    tell(people, topic, occasion, link=project.get_absolute_url(), project=project.title, **facts)


def require_no_open_objection(project: Project) -> None:
    """Raise Refused while an objection to a notice about `project` waits for its answer (domain rules, B)."""
    require(not open_objections(project).exists(), _("An objection is open; it must be answered first."))


def open_objections(project: Project):
    return Objection.objects.open().filter(notice__events__project=project)


def earlier_of(rows, project: Project, operation: UUID):
    """Return the row that `operation` made about `project` before, None if none.

    Raises Refused when the form was used for another project. The project is locked, so the answer holds.
    """
    row = rows.filter(operation=operation).first()
    require(row is None or row.project_id == project.pk, USED_ALREADY)
    return row


def _move(
    project: Project,
    to: Stage,
    *,
    act: str,
    by: User | None,
    note: str = "",
    notice: Notice | None = None,
    due=None,
    also=(),
    **details,
):
    left = project.stage
    project.stage_due = due
    change_stage(
        project,
        to,
        act=act,
        by=by,
        moves=LEGAL,
        area_code=project.area.code,
        also=("stage_due", *also),
        **details,
    )
    note_event(project, act, by=by, note=note, notice=notice, left=left, reached=to)


# --- From the idea to the support poll ------------------------------------------------------------------------
@transaction.atomic
def propose(*, by: User, area, operation: UUID, photo=None, **words) -> Project:
    """Write down a proposal of `by` for `area` as a draft and return it; the same `operation` makes one draft, also at once.

    `photo` (cleaned by panlong.photos) shows how it is today.

    What reached an organiser another way (``channel``) is taken down for a resident of the place, the ``proposer``,
    with ``evidence``; the organiser is named.
    """
    earlier = Project.objects.filter(operation=operation).first()
    if earlier:
        return _own_draft(earlier, by)
    _require_level_for_residents(words)
    proposer = words.pop("proposer", None) or by
    if proposer != by or words.get("channel", Channel.ONLINE) != Channel.ONLINE:
        may(rules.is_organiser(by, area))
        require(
            proposer != by and proposer.household_in(area) is not None,
            _("Choose the resident of the place whose proposal this is."),
            field="proposer",
        )
        words["taken_down_by"] = by
    else:
        may(by.household_in(area) is not None or rules.is_organiser(by, area))
    now = clock.now()
    try:
        with transaction.atomic():
            project = Project.objects.create(
                area=area,
                proposer=proposer,
                operation=operation,
                stage_since=now,
                created_at=now,
                search_key=pinyin.key_of(words["title"]),
                **words,
            )
    except IntegrityError:
        earlier = Project.objects.filter(operation=operation).first()
        if earlier is None:
            raise
        return _own_draft(earlier, by)
    _show_how_it_is(project, photo, by=by)
    note_event(project, "propose", by=by)
    audit.record("propose", by=by, target=project, area_code=area.code, channel=project.channel)
    return project


def _show_how_it_is(project: Project, photo, *, by: User) -> None:
    """Put `photo`, if there is one, in the place of those that showed how it was before."""
    if photo:
        project.photos.filter(moment=Photo.Moment.BEFORE).delete()
        add_photo(project, by=by, photo=photo, moment=Photo.Moment.BEFORE, caption=project.title)


def _own_draft(project: Project, by: User) -> Project:
    require(by.pk in (project.proposer_id, project.taken_down_by_id), USED_ALREADY)
    return project


def _require_level_for_residents(words: dict) -> None:
    """To level 3 an issue only climbs a step at a time, with proof of what was tried (三级问题)."""
    require(
        words.get("level", IssueLevel.STREET) < IssueLevel.DISTRICT,
        _("The district helps when street and community could not; begin one level lower."),
        field="level",
    )


@transaction.atomic
def edit(project: Project, *, by: User, photo=None, **words) -> Project:
    """Change the words, and with a `photo` the picture, of a draft or of a returned proposal.

    What the households have seen already stays published; the new words wait in `revision` for the next screening.
    """
    project = lock(project)
    may(rules.may_edit(by, project))
    require_stage(project, Stage.DRAFT, Stage.RETURNED)
    require(
        "level" not in words or project.stage == Stage.DRAFT,
        _("The level was settled with the first draft; later it climbs a step at a time."),
        field="level",
    )
    _require_level_for_residents(words)
    require(not (photo and project.is_public), _("The photo is published already; it stays."), field="photo")
    _show_how_it_is(project, photo, by=by)
    if project.is_public:
        project.revision = {**project.revision, **words}
        project.save(update_fields=["revision"])
    else:
        project.save(update_fields=_take_words(project, words))
    audit.record("edit", by=by, target=project, area_code=project.area.code, fields=sorted(words))
    return project


def _take_words(project: Project, words: dict) -> list[str]:
    """Write `words` on the project, and what it is found by; return the names of the changed fields."""
    if "title" in words:
        words = {**words, "search_key": pinyin.key_of(words["title"])}
    for name, value in words.items():
        setattr(project, name, value)
    return list(words)


@transaction.atomic
def submit(project: Project, *, by: User) -> Project:
    """Hand a draft or returned proposal in for screening within 5 working days (D)."""
    project = lock(project)
    may(rules.may_edit(by, project) or by.pk == project.taken_down_by_id)
    due = workdays.after_working_days(clock.now(), policy.number("screening_days"))
    _move(project, Stage.SCREENING, act="submit", by=by, due=due)
    tell_about(project, serving(project.area, TO_ORGANISERS).exclude(pk=project.proposer_id), "to_screen")
    return project


@transaction.atomic
def screen(
    project: Project,
    *,
    by: User,
    verdict: str,
    reason: str = "",
    checks: list[str] | None = None,
    poll_closes_at: datetime | None = None,
) -> Project:
    """Pass, return or reject a proposal; by an organiser of the area who is not its proposer.

    Passing needs `poll_closes_at`, the end of the support poll that the caller opens.
    """
    project = lock(project)
    may(rules.may_screen(by, project))
    require_stage(project, Stage.SCREENING)
    passed = verdict == Screening.Verdict.PASSED
    require(passed or reason.strip() != "", _("Give the reason; the proposer reads it."), field="reason")
    Screening.objects.create(
        project=project, by=by, at=clock.now(), verdict=verdict, reason=reason, checks=checks or []
    )
    if passed:
        if poll_closes_at is None:
            raise ValueError("a proposal that passes needs the end of its poll")
        require_no_open_objection(project)
        project.first_published_at = project.first_published_at or clock.now()
        revised, project.revision = project.revision, {}
        changed = _take_words(project, revised)
        notice = announce(
            project, NoticeKind.SUPPORT_POLL, by=by, ends_at=poll_closes_at, due=clock.until(poll_closes_at)
        )
        _move(
            project,
            Stage.SUPPORT_POLL,
            act="pass_screening",
            by=by,
            due=poll_closes_at,
            notice=notice,
            also=("first_published_at", "revision", *changed),
        )
        tell_about(project, residents_of(project.area), "support_poll", due=clock.until(poll_closes_at))
    elif verdict == Screening.Verdict.RETURNED:
        _move(project, Stage.RETURNED, act="return_to_proposer", by=by, note=reason)
        tell_about(project, [project.proposer], "returned", reason=reason)
    else:
        _move(project, Stage.REJECTED, act="reject", by=by, note=reason)
        tell_about(project, [project.proposer], "rejected", reason=reason)
    return project


@transaction.atomic
def withdraw(project: Project, *, by: User, reason: str) -> Project:
    """Take a proposal back before it is put to the vote; out of the pool the community's staff may too."""
    project = lock(project)
    may(
        rules.may_edit(by, project)
        or (project.stage == Stage.POOLED and rules.is_community_staff(by, project.area))
    )
    return _withdraw(project, by=by, reason=reason)


@transaction.atomic
def leave_pool(project: Project) -> Project:
    """Let a project go that stayed in the pool for its full time, 24 months (D), without being chosen."""
    project = lock(project)
    require_stage(project, Stage.POOLED)
    require(
        project.stage_due is not None and project.stage_due <= clock.now(),
        _("Its time in the pool is not over."),
    )
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("It was in the pool for its full time without being chosen.")
    return _withdraw(project, by=None, reason=reason)


def _withdraw(project: Project, *, by: User | None, reason: str) -> Project:
    notice = (
        announce(project, NoticeKind.CHANGE, by=by, change="withdraw", reason=reason)
        if project.is_public
        else None
    )
    _move(project, Stage.WITHDRAWN, act="withdraw", by=by, note=reason, notice=notice)
    tell_about(project, [project.proposer, *serving(project.area, TO_ORGANISERS)], "withdrawn", reason=reason)
    return project


@transaction.atomic
def record_support(
    project: Project, *, by: User | None, passed: bool, households: int, agreed: int, opposed: int
) -> Project:
    """Take over the result of the support poll: on to deliberation, or back to the proposer."""
    project = lock(project)
    notice = announce(
        project,
        NoticeKind.SUPPORT_RESULT,
        by=by,
        passed=passed,
        households=households,
        agreed=agreed,
        opposed=opposed,
    )
    if passed:
        project.discussed_at = clock.now()
        _move(
            project,
            Stage.DELIBERATION,
            act="record_support",
            by=by,
            notice=notice,
            due=_solving_due(project),
            also=("discussed_at",),
            agreed=agreed,
        )
        tell_about(project, residents_of(project.area), "support_passed")
    else:
        _move(project, Stage.RETURNED, act="record_support", by=by, notice=notice, agreed=agreed)
        tell_about(project, [project.proposer], "support_failed")
    return project


# --- Talking it through ---------------------------------------------------------------------------------------
def _solving_due(project: Project) -> datetime:
    return workdays.after_working_days(clock.now(), policy.number(f"level_{project.level}_days"))


@transaction.atomic
def stand_for_task_group(project: Project, *, by: User) -> TaskGroupMember:
    """Put oneself forward for the task group (临时自治小组)."""
    project = lock(project)
    may(rules.may_stand_for_task_group(by, project))
    require_stage(project, Stage.SUPPORT_POLL, Stage.DELIBERATION)
    member, is_new = TaskGroupMember.objects.get_or_create(
        project=project, user=by, defaults={"stood_at": clock.now()}
    )
    if is_new:
        audit.record("stand_for_task_group", by=by, target=project, area_code=project.area.code)
    return member


def those_who_stood(project: Project):
    """Return the residents of the place who stood for the task group: one of them may carry the project out (能人)."""
    return residents_of(project.area).filter(task_groups__project=project).order_by("pk")


def require_possible_implementer(project: Project, person: User | None, *, by: User) -> None:
    """Raise Refused unless `person` may carry the project out, named by `by`; nobody in particular always may."""
    if person is None:
        return
    require(
        those_who_stood(project).filter(pk=person.pk).exists(),
        _("Choose a resident of the place who stood for the task group."),
        field="implementing_person",
    )
    require(person.pk != by.pk, _("Nobody names themselves."), field="implementing_person")


@transaction.atomic
def forget_implementer(person: User) -> None:
    """Write “Resident 17” where the name of `person`, who has left, stood as the one who did the work."""
    for project in Project.objects.select_for_update().filter(implementing_person=person):
        project.implementer = str(person)
        project.save(update_fields=["implementer"])


def _name_implementer(project: Project, name: str, person: User | None, *, by: User) -> None:
    """Set who carries it out: a resident, a body by `name`, or a resident under a name."""
    require_possible_implementer(project, person, by=by)
    project.implementer = name or (person.public_name if person else "")
    require(project.implementer != "", _("Say who carries it out."), field="implementer")
    project.implementing_person = person


@transaction.atomic
def form_task_group(
    project: Project,
    *,
    by: User,
    members: list[TaskGroupMember],
    leader: TaskGroupMember,
    bookkeeper: TaskGroupMember,
) -> Project:
    """Record whom the neighbours put into the task group: an odd number, at least 3 (D)."""
    project = lock(project)
    may(rules.may_organise(by, project))
    require_stage(project, Stage.DELIBERATION)
    least = policy.number("task_group_size")
    require(
        len(members) >= least and len(members) % 2 == 1,
        _("A task group has an odd number of members, at least %(least)d.") % {"least": least}, field="members",
    )  # fmt: skip
    require(
        by.pk not in {member.user_id for member in members},
        _("Nobody records themselves into a task group; another organiser does."),
        field="members",
    )
    require(leader in members, _("The leader must be one of the members."), field="leader")
    require(
        bookkeeper in members and bookkeeper != leader,
        _("The bookkeeper must be another one of the members."),
        field="bookkeeper",
    )
    duties = {one.pk: TaskGroupMember.Duty.MEMBER for one in members}
    duties |= {leader.pk: TaskGroupMember.Duty.LEADER, bookkeeper.pk: TaskGroupMember.Duty.BOOKKEEPER}
    stood = list(project.task_group.select_for_update(of=("self",)))
    if {one.pk: one.duty for one in stood if one.elected_at} == duties:
        return project
    now = clock.now()
    for member in stood:
        member.elected_at = (member.elected_at or now) if member.pk in duties else None
        member.duty = duties.get(member.pk, TaskGroupMember.Duty.MEMBER)
        member.save(update_fields=["elected_at", "duty"])
    audit.record(
        "form_task_group",
        by=by,
        target=project,
        area_code=project.area.code,
        members=[m.user_id for m in members],
    )
    # By number: the past never changes, and a name must be able to go.
    note_event(project, "form_task_group", by=by, note=" ".join(f"#{member.user_id}" for member in members))
    tell_about(project, [member.user for member in members], "task_group")
    return project


@transaction.atomic
def record_budget(project: Project, *, by: User, total: Decimal, subsidy: Decimal) -> Project:
    """Take over the budget that the task group drew up (funding.budgets)."""
    project = lock(project)
    require_stage(project, Stage.DELIBERATION, Stage.POOLED, Stage.SELECTION)
    project.budget, project.subsidy_planned = total, subsidy
    project.save(update_fields=["budget", "subsidy_planned"])
    audit.record(
        "record_budget",
        by=by,
        target=project,
        area_code=project.area.code,
        total=str(total),
        subsidy=str(subsidy),
    )
    note_event(project, "record_budget", by=by, note=f"{total:.2f}")
    return project


@transaction.atomic
def correct_plan(project: Project, *, by: User, plan: str, changes: str) -> Project:
    """Correct the words of the plan after the street asked for it; `changes` tells everybody what is different.

    Whether the committee has begun to score is the caller's to ask (funding.budgets).
    """
    project = lock(project)
    may(rules.may_correct_plan(by, project))
    require_stage(project, Stage.SELECTION)
    require(
        project.times_street_returned > 0,
        _("The plan is corrected only when the street office asked for corrections."),
    )
    before, project.plan = project.plan, plan
    project.save(update_fields=["plan"])
    notice = announce(project, NoticeKind.CHANGE, by=by, change="correct_plan", reason=changes)
    audit.record(
        "correct_plan", by=by, target=project, area_code=project.area.code, before=before, after=plan
    )
    note_event(project, "correct_plan", by=by, note=changes, notice=notice)
    return project


@transaction.atomic
def escalate(project: Project, *, by: User, proof: str, from_level: int) -> Project:
    """Take the issue one level up from `from_level`, with proof of what was tried there (三级问题)."""
    project = lock(project)
    may(rules.may_escalate(by, project))
    require_stage(project, Stage.DELIBERATION)
    require(project.level < IssueLevel.DISTRICT, _("The issue is at the highest level already."))
    require(project.level == from_level, _("The issue is one level up already."))
    project.level += 1
    project.stage_due = _solving_due(project)
    project.save(update_fields=["level", "stage_due"])
    audit.record("escalate", by=by, target=project, area_code=project.area.code, level=project.level)
    note_event(project, "escalate", by=by, note=proof)
    return project


def _require_deliberated(project: Project, minutes_agree: bool) -> None:
    require(
        any(member.elected_at for member in project.task_group.all()),
        _("First the residents form their task group."),
    )
    require(minutes_agree, _("First the minutes of a meeting that agrees to the plan are written."))
    require_no_open_objection(project)


@transaction.atomic
def pool(project: Project, *, by: User, minutes_agree: bool) -> Project:
    """Take a deliberated project into the pool, for 24 months (D); `minutes_agree`: a meeting agreed to the plan."""
    project = lock(project)
    may(rules.may_organise(by, project))
    require_stage(project, Stage.DELIBERATION)
    _require_deliberated(project, minutes_agree)
    require(
        project.level != IssueLevel.RESIDENTS,
        _("A level 1 issue is solved by the residents themselves, without the pool."),
    )
    require(project.budget > 0, _("First the task group draws up the budget."))
    due = workdays.after_months(clock.now(), policy.number("pool_months"))
    notice = announce(project, NoticeKind.POOL, by=by, due=clock.until(due))
    _move(project, Stage.POOLED, act="pool", by=by, notice=notice, due=due)
    tell_about(project, [project.proposer], "pooled")
    return project


@transaction.atomic
def reconfirm(project: Project, *, by: User, reason: str) -> Project:
    """Keep a project in the pool for another 24 months (D)."""
    project = lock(project)
    may(rules.may_lead_community(by, project))
    require_stage(project, Stage.POOLED)
    due = workdays.after_months(clock.now(), policy.number("pool_months"))
    if project.stage_due == due:
        return project
    project.stage_due = due
    project.save(update_fields=["stage_due"])
    audit.record("reconfirm", by=by, target=project, area_code=project.area.code)
    note_event(project, "reconfirm", by=by, note=reason)
    return project


@transaction.atomic
def solve_by_residents(
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
    project = lock(project)
    may(rules.may_organise(by, project))
    require_stage(project, Stage.DELIBERATION)
    _require_deliberated(project, minutes_agree)
    require(project.level == IssueLevel.RESIDENTS, _("Only a level 1 issue is solved without the street."))
    require(
        project.subsidy_planned == 0,
        _("A level 1 issue asks for no public money; change the budget or go one level up."),
    )
    _name_implementer(project, implementer, implementing_person, by=by)
    project.decided_at = clock.now()
    _begin_work(
        project,
        act="solve_by_residents",
        by=by,
        also=("decided_at", "implementer", "implementing_person"),
    )
    return project


# --- Vote, resolution, street ---------------------------------------------------------------------------------
@transaction.atomic
def put_to_vote(project: Project, *, by: User, closes_at: datetime, notice: Notice) -> Project:
    """Put a pooled project to the residents in the round that `notice` announced."""
    project = lock(project)
    require_stage(project, Stage.POOLED)
    require_no_open_objection(project)
    _move(project, Stage.VOTING, act="put_to_vote", by=by, due=closes_at, notice=notice)
    return project


@transaction.atomic
def record_vote(project: Project, *, by: User | None, chosen: bool, votes: int, notice: Notice) -> Project:
    """Take over the result of the round: on to the committee, or back to the pool."""
    project = lock(project)
    if chosen:
        _move(project, Stage.SELECTION, act="record_vote", by=by, notice=notice, note=str(votes), votes=votes)
        tell_about(project, [project.proposer], "selected")
        tell_about(project, serving(project.area, {Role.COMMITTEE_MEMBER, Role.COMMUNITY_STAFF}), "to_score")
    else:
        _back_to_pool(project, act="record_vote", by=by, notice=notice, note=str(votes), votes=votes)
    return project


@transaction.atomic
def give_up_vote(project: Project, *, by: User, reason: str, notice: Notice) -> Project:
    """Let a project back into the pool because the round it was in was given up: it was not counted, and is put to a new one."""
    project = lock(project)
    require_stage(project, Stage.VOTING)
    _back_to_pool(project, act="give_up_vote", by=by, note=reason, notice=notice, told="vote_again")
    return project


def _back_to_pool(
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
    _move(project, Stage.POOLED, act=act, by=by, note=note, notice=notice, due=due, **details)
    tell_about(project, [project.proposer], told)


@transaction.atomic
def record_resolution(project: Project, *, by: User, chosen: bool, points: Decimal, reasons: str) -> Project:
    """Take over the committee's resolution (决议): report the project to the street, or back to the pool."""
    project = lock(project)
    require_no_open_objection(project)
    notice = announce(
        project, NoticeKind.RESOLUTION, by=by, chosen=chosen, points=f"{points:.1f}", reasons=reasons
    )
    if not chosen:
        _back_to_pool(project, act="record_resolution", by=by, note=reasons, notice=notice)
        return project
    project.decided_at = project.decided_at or clock.now()
    project.declared_at = project.declared_at or clock.now()
    due = workdays.after_working_days(clock.now(), policy.number("street_review_days"))
    _move(
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
    project = lock(project)
    require_stage(project, Stage.STREET_REVIEW)
    require_no_open_objection(project)
    project.subsidy_approved = subsidy
    _name_implementer(project, implementer, implementing_person, by=by)
    due = workdays.after_working_days(clock.now(), policy.number("publicity_days"))
    notice = announce(project, NoticeKind.APPROVAL, by=by, ends_at=due, due=clock.until(due))
    _move(
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
    project = lock(project)
    project.subsidy_approved = subsidy
    project.save(update_fields=["subsidy_approved"])
    notice = announce(
        project, NoticeKind.CHANGE, by=by, change="grant", amount=f"{subsidy:.2f}", reason=reason
    )
    note_event(project, "change_grant", by=by, note=f"{subsidy:.2f}", notice=notice)
    return project


@transaction.atomic
def record_street_return(project: Project, *, by: User, reason: str) -> Project:
    """Take over the street's one request for correction, with all points at once."""
    project = lock(project)
    require(
        project.times_street_returned == 0,
        _("The street office asks for corrections once; now it approves or refuses."),
    )
    project.times_street_returned += 1
    _move(
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
    project = lock(project)
    notice = announce(project, NoticeKind.CHANGE, by=by, change="refuse", reason=reason)
    _move(project, Stage.REJECTED, act="record_street_refusal", by=by, note=reason, notice=notice)
    tell_about(
        project, [project.proposer, *serving(project.area, {Role.COMMUNITY_STAFF})], "rejected", reason=reason
    )
    return project


# --- Building it ----------------------------------------------------------------------------------------------
@transaction.atomic
def start_work(project: Project, *, by: User | None) -> Project:
    """Begin the work once the public notice has run its time and no objection is open."""
    project = lock(project)
    require_stage(project, Stage.PUBLICITY)
    require(
        project.stage_due is not None and project.stage_due <= clock.now(),
        _("No work before the public notice has run its time."),
    )
    require_no_open_objection(project)
    _begin_work(project, act="start_work", by=by)
    return project


def _begin_work(project: Project, *, act: str, by: User | None, also=()) -> None:
    project.work_started_at = project.last_progress_at = clock.now()
    _move(project, Stage.IN_PROGRESS, act=act, by=by, also=("work_started_at", "last_progress_at", *also))
    tell_about(project, residents_of(project.area), "in_progress")


@transaction.atomic
def answer_objection(
    objection: Objection, project: Project, *, by: User, upheld: bool, text: str
) -> Objection:
    """Answer an objection to a notice about `project`; an upheld one to a 立项公示 sends it back to the street.

    While a 立项公示 is suspended nothing can go back to the street, so its objections wait until it goes on.
    """
    from panlong.notices import publishing

    project = lock(project)
    may(rules.may_answer_objection(by, project))
    require(
        open_objections(project).filter(pk=objection.pk).exists(),
        _("This objection has been answered already."),
    )
    require(
        project.suspended_from != Stage.PUBLICITY,
        _("The public notice is suspended; the objection is answered when the project goes on."),
    )
    objection = publishing.answer(objection, by=by, upheld=upheld, text=text)
    if upheld and project.stage == Stage.PUBLICITY:
        project.subsidy_approved = Decimal(0)
        due = workdays.after_working_days(clock.now(), policy.number("street_review_days"))
        notice = announce(project, NoticeKind.CHANGE, by=by, change="reopen", reason=text)
        _move(
            project,
            Stage.STREET_REVIEW,
            act="reopen_review",
            by=by,
            note=text,
            notice=notice,
            due=due,
            also=("subsidy_approved",),
        )
    tell(
        [objection.by],
        "objection_answered",
        f"objection-{objection.pk}",
        link=objection.notice.get_absolute_url(),
        notice=objection.notice.title,
    )
    return objection


@transaction.atomic
def report_progress(
    project: Project, *, by: User, percent: int, text: str, operation: UUID, photo=None, caption: str = ""
) -> ProgressReport:
    """Report how far the work is; at least every 7 days (D). The same `operation` makes one report."""
    project = lock(project)
    may(rules.may_report_progress(by, project))
    earlier = earlier_of(ProgressReport.objects, project, operation)
    if earlier:
        return earlier
    require_stage(project, Stage.IN_PROGRESS)
    report = ProgressReport.objects.create(
        project=project, by=by, at=clock.now(), percent=percent, text=text, operation=operation
    )
    if photo:
        add_photo(
            project,
            by=by,
            photo=photo,
            moment=Photo.Moment.DURING,
            caption=caption or text[:80],
            report=report,
        )
    project.percent_done, project.last_progress_at = percent, clock.now()
    project.save(update_fields=["percent_done", "last_progress_at"])
    audit.record("report_progress", by=by, target=project, area_code=project.area.code, percent=percent)
    note_event(project, "report_progress", by=by, note=f"{percent}%")
    return report


def add_photo(
    project: Project, *, by: User, photo, moment: str, caption: str, report: ProgressReport | None = None
) -> Photo:
    """Attach a cleaned photo (panlong.photos.clean) to `project`."""
    added = Photo.objects.create(
        project=project,
        by=by,
        at=clock.now(),
        image=photo,
        moment=moment,
        caption=caption[:120],
        report=report,
    )
    photos.keep_small(added.image)
    return added


@transaction.atomic
def report_finished(project: Project, *, by: User, text: str, photo=None) -> Project:
    """Say that the work is done and ask for acceptance."""
    project = lock(project)
    may(rules.may_report_progress(by, project))
    require_stage(project, Stage.IN_PROGRESS)
    require_no_open_objection(project)
    if photo:
        add_photo(project, by=by, photo=photo, moment=Photo.Moment.AFTER, caption=text)
    project.percent_done, project.work_finished_at = 100, clock.now()
    _move(
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
def record_acceptance(
    project: Project, *, by: User, accepted: bool, members: str, remarks: str, review_closes_at: datetime
) -> Project:
    """Accept the work, or send it back to be mended; `review_closes_at` ends the residents' review that follows."""
    project = lock(project)
    may(rules.may_accept(by, project))
    require_stage(project, Stage.ACCEPTANCE)
    require_no_open_objection(project)
    Acceptance.objects.create(
        project=project, by=by, at=clock.now(), accepted=accepted, members=members, remarks=remarks
    )
    if not accepted:
        _move(project, Stage.IN_PROGRESS, act="record_acceptance", by=by, note=remarks)
        tell_about(
            project, [m.user for m in project.task_group.all() if m.elected_at], "redo", reason=remarks
        )
        return project
    months = project.warranty_months or policy.number("warranty_months")
    project.warranty_ends_at = workdays.after_months(clock.now(), months)
    notice = announce(project, NoticeKind.ACCEPTANCE, by=by, members=members, remarks=remarks)
    _move(
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
def prolong_review(project: Project, *, closes_at: datetime) -> Project:
    """Give the residents more time to rate when too few have."""
    project = lock(project)
    require_stage(project, Stage.SATISFACTION_REVIEW)
    project.stage_due = closes_at
    project.save(update_fields=["stage_due"])
    audit.record("prolong_review", by=None, target=project, area_code=project.area.code)
    return project


@transaction.atomic
def record_satisfaction(
    project: Project, *, by: User | None, passed: bool, answers: int, percent: str
) -> Project:
    """Take over the residents' review: on to aftercare, or back to be put right (整改)."""
    project = lock(project)
    require_no_open_objection(project)
    notice = announce(
        project, NoticeKind.SATISFACTION, by=by, passed=passed, answers=answers, percent=percent
    )
    people = [m.user for m in project.task_group.all() if m.elected_at]
    if passed:
        project.rated_at = clock.now()
        _move(
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
        _move(
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


# --- Afterwards -----------------------------------------------------------------------------------------------
@transaction.atomic
def take_duty(project: Project, *, by: User, responsible_person: str, plan: str) -> Project:
    """Name who answers for the work from now on, and how it is kept up (责由民担)."""
    project = lock(project)
    may(rules.is_in_task_group(by, project) or rules.may_lead_community(by, project))
    require_stage(project, *WITH_WORK)
    if (project.responsible_person, project.aftercare_plan) == (responsible_person, plan):
        return project
    project.responsible_person, project.aftercare_plan, project.duty_taken_at = (
        responsible_person,
        plan,
        clock.now(),
    )
    project.save(update_fields=["responsible_person", "aftercare_plan", "duty_taken_at"])
    notice = announce(project, NoticeKind.AFTERCARE, by=by, responsible=responsible_person, aftercare=plan)
    audit.record("take_duty", by=by, target=project, area_code=project.area.code)
    note_event(project, "take_duty", by=by, notice=notice)
    return project


@transaction.atomic
def publish_accounts(project: Project, *, by: User, facts: dict) -> Project:
    """Publish the final accounts that funding.accounts found to balance (财由民理); `facts` are its figures."""
    project = lock(project)
    require_stage(project, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE)
    project.accounts_public_at = clock.now()
    project.save(update_fields=["accounts_public_at"])
    notice = announce(project, NoticeKind.DONATIONS, by=by, **facts)
    audit.record("publish_accounts", by=by, target=project, area_code=project.area.code, **facts)
    note_event(project, "publish_accounts", by=by, notice=notice)
    return project


@transaction.atomic
def inspect(project: Project, *, by: User, text: str, operation: UUID) -> Inspection:
    """Record a look at the finished work."""
    project = lock(project)
    may(rules.may_inspect(by, project))
    earlier = earlier_of(Inspection.objects, project, operation)
    if earlier:
        return earlier
    require_stage(project, Stage.AFTERCARE)
    inspection = Inspection.objects.create(
        project=project, by=by, at=clock.now(), text=text, operation=operation
    )
    audit.record("inspect", by=by, target=project, area_code=project.area.code)
    note_event(project, "inspect", by=by, note=text)
    return inspection


@transaction.atomic
def close(project: Project, *, by: User, money_is_settled: bool) -> Project:
    """Close a project whose warranty is over, with all five lights on and its money settled to zero."""
    project = lock(project)
    may(rules.may_lead_community(by, project))
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
    _move(project, Stage.CLOSED, act="close", by=by)
    tell_about(
        project, [project.proposer, *(m.user for m in project.task_group.all() if m.elected_at)], "closed"
    )
    return project


@transaction.atomic
def suspend(project: Project, *, by: User, reason: str) -> Project:
    """Halt an approved project for a while."""
    project = lock(project)
    may(rules.may_interrupt(by, project))
    require_stage(project, *SUSPENDABLE)
    project.suspended_from = project.stage
    notice = announce(project, NoticeKind.CHANGE, by=by, change="suspend", reason=reason)
    _move(
        project, Stage.SUSPENDED, act="suspend", by=by, note=reason, notice=notice, also=("suspended_from",)
    )
    _tell_all_concerned(project, "suspended", reason=reason)
    return project


@transaction.atomic
def resume(project: Project, *, by: User) -> Project:
    """Let a suspended project go on where it was; an interrupted public notice starts anew."""
    project = lock(project)
    may(rules.may_interrupt(by, project))
    require_stage(project, Stage.SUSPENDED)
    back, project.suspended_from = Stage(project.suspended_from), ""
    due = (
        workdays.after_working_days(clock.now(), policy.number("publicity_days"))
        if back == Stage.PUBLICITY
        else None
    )
    project.last_progress_at = clock.now()
    notice = announce(project, NoticeKind.CHANGE, by=by, change="resume", reason="", ends_at=due)
    _move(
        project,
        back,
        act="resume",
        by=by,
        notice=notice,
        due=due,
        also=("suspended_from", "last_progress_at"),
    )
    _tell_all_concerned(project, "resumed")
    return project


@transaction.atomic
def terminate(project: Project, *, by: User, reason: str, subsidy_kept: Decimal = Decimal(0)) -> Project:
    """End an approved project early; of its subsidy only `subsidy_kept` (yuan), what is paid, stays approved."""
    project = lock(project)
    may(rules.may_interrupt(by, project))
    require_stage(project, *SUSPENDABLE, Stage.SUSPENDED)
    project.suspended_from, project.subsidy_approved = "", subsidy_kept
    notice = announce(project, NoticeKind.CHANGE, by=by, change="terminate", reason=reason)
    _move(
        project,
        Stage.TERMINATED,
        act="terminate",
        by=by,
        note=reason,
        notice=notice,
        also=("suspended_from", "subsidy_approved"),
    )
    _tell_all_concerned(project, "terminated", reason=reason)
    return project


def _tell_all_concerned(project: Project, topic: str, **facts) -> None:
    people = [
        project.proposer,
        *(member.user for member in project.task_group.all()),
        *serving(project.area, {Role.COMMUNITY_STAFF, *STREET_ROLES}),
    ]
    tell_about(project, people, topic, **facts)


# --- Neighbours ------------------------------------------------------------------------------------------------
@transaction.atomic
def comment(project: Project, *, by: User, text: str, operation: UUID) -> Comment:
    """Say something about a public project; the same `operation` says it once."""
    may(rules.may_comment(by, project))
    require(project.is_public and not project.has_ended, _("This project takes no comments now."))
    comment, is_new = Comment.objects.get_or_create(
        operation=operation, defaults={"project": project, "by": by, "text": text, "at": clock.now()}
    )
    require((comment.project_id, comment.by_id) == (project.pk, by.pk), USED_ALREADY)
    if is_new:
        audit.record("comment", by=by, target=comment, area_code=project.area.code)
    return comment


@transaction.atomic
def hide_comment(comment: Comment, *, by: User, reason: str) -> Comment:
    """Hide a comment that breaks the house rules; the reason stands in its place. Once hidden it stays so."""
    comment = (
        Comment.objects.select_for_update(of=("self",)).select_related("project__area").get(pk=comment.pk)
    )
    may(rules.may_hide_comments(by, comment.project))
    if comment.hidden_by_id:
        return comment
    comment.hidden_by, comment.hidden_reason = by, reason
    comment.save(update_fields=["hidden_by", "hidden_reason"])
    audit.record("hide_comment", by=by, target=comment, area_code=comment.project.area.code, reason=reason)
    return comment
