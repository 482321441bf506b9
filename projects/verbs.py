"""What every verb of a project's journey needs: who may, in which stage, timeline, notices, messages."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong import clock
from panlong.accounts.models import ORGANISER_ROLES, STREET_ROLES, Role, User
from panlong.accounts.people import heads_of_households_in, serving
from panlong.errors import NotPermitted, Refused, require
from panlong.notices.facts.base import AboutProject, ProjectFacts
from panlong.notices.messages import tell
from panlong.notices.models import Notice, Objection
from panlong.notices.publishing import publish
from panlong.tools import photos
from projects.models import Evidence, Project, ProjectEvent
from projects.stages import LEGAL, Stage
from projects.transitions import change_stage

TO_ORGANISERS = {*ORGANISER_ROLES, Role.COMMUNITY_STAFF}


# --- Tools of every verb --------------------------------------------------------------------------------------
NOT_YOURS = gettext_lazy("This is not yours to do.")
USED_ALREADY = gettext_lazy("This form has been used already.")


def require_permission(allowed: bool) -> None:
    """Raise NotPermitted unless `allowed`."""
    if not allowed:
        raise NotPermitted(NOT_YOURS)


def require_stage(project: Project, *stages: Stage) -> None:
    """Raise Refused unless `project` is in one of `stages`."""
    if project.stage not in stages:
        raise Refused(
            _("This step is not possible any more: the project is at “%(stage)s” now.")
            % {"stage": project.get_stage_display()}
        )


def note_event(
    project: Project,
    act: str,
    *,
    by: User | None,
    note: str = "",
    notice: Notice | None = None,
    at: datetime | None = None,
    **move,
) -> ProjectEvent:
    """Add a line to the timeline of `project`, of the moment `at` that the verb has written elsewhere (now when None)."""
    return ProjectEvent.objects.create(
        project=project, at=at or clock.now(), actor=by, act=act, note=note, notice=notice, **move
    )


def notice_facts(project: Project) -> AboutProject:
    """Return what every notice about `project` says of it."""
    return AboutProject(
        project=project.title,
        area=project.area.name,
        kind=project.kind,
        theme=project.theme,
        beneficiaries=project.beneficiaries or 0,  # none only in drafts, of which no notice speaks
        budget=f"{project.budget:.2f}",
        subsidy=f"{project.subsidy_approved or project.subsidy_planned:.2f}",
        plan=project.plan,
        implementer=project.implementer,
    )


def announce(
    project: Project,
    facts: ProjectFacts,
    *,
    by: User | None,
    ends_at: datetime | None = None,
    corrects: Notice | None = None,
    at: datetime | None = None,
) -> Notice:
    """Publish the notice of `facts` about `project`, as a correction of `corrects` when that is given."""
    return publish(facts, project.area, by=by, ends_at=ends_at, corrects=corrects, at=at)


def elected_people(project: Project) -> list[User]:
    """Return the people whom the neighbours chose into the task group of `project`."""
    return [member.user for member in project.task_group.all() if member.elected_at]


def tell_about(project: Project, people, topic: str, *, occasion: str = "", **facts) -> None:
    """Tell `people` about `project`, once for this stay in its stage, or for `occasion` when one is given.

    With its proposer those are told who proposed what was merged into it.
    """
    occasion = occasion or f"project-{project.pk}-{project.stage_since:%y%m%d%H%M%S}"
    if isinstance(people, list) and project.proposer in people:
        people = [*people, *joint_proposers(project)]
    tell(people, topic, occasion, link=project.get_absolute_url(), project=project.title, **facts)


def joint_proposers(project: Project) -> list[User]:
    """Return those who proposed what was merged into `project`; whatever its proposer is told they are told too."""
    return [one.gone.proposer for one in project.taken_in.in_force().select_related("gone__proposer")]


def require_no_open_objection(project: Project) -> None:
    """Raise Refused while an objection to a notice about `project` waits for its answer (domain rules, B)."""
    require(not open_objections(project).exists(), _("An objection is open; it must be answered first."))


def open_objections(project: Project):
    return Objection.objects.open().filter(notice__events__project=project)


def existing_for_operation(rows, project: Project, operation: UUID):
    """Return the row that `operation` made about `project` before, None if none.

    Raises Refused when the form was used for another project. The project is locked, so the answer holds.
    """
    row = rows.filter(operation=operation).first()
    require(row is None or row.project_id == project.pk, USED_ALREADY)
    return row


def move_stage(
    project: Project,
    to: Stage,
    *,
    act: str,
    by: User | None,
    note: str = "",
    notice: Notice | None = None,
    due=None,
    also=(),
    at: datetime | None = None,
    **details,
):
    """Move `project` to stage `to`, with a line in its timeline; `at` is the moment that the verb read (now when None)."""
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
        at=at,
        **details,
    )
    note_event(project, act, by=by, note=note, notice=notice, at=project.stage_since, left=left, reached=to)


def keep_evidence(project: Project, about: str, image, *, by: User) -> Evidence:
    """Keep a cleaned photo (panlong.tools.photos.clean_photo) as evidence `about` something in `project`."""
    kept = Evidence.objects.create(project=project, about=about, image=image, by=by, at=clock.now())
    photos.keep_small_soon(kept.image)
    return kept


def screeners_of(project: Project):
    """Return who may check `project` (a queryset): its organisers, and heads of its households, but not who wrote it."""
    rows = serving(project.area, TO_ORGANISERS) | heads_of_households_in(project.area)
    return rows.exclude(pk__in=[pk for pk in (project.proposer_id, project.taken_down_by_id) if pk])


def tell_all_concerned(project: Project, topic: str, **facts) -> None:
    people = [
        project.proposer,
        *(member.user for member in project.task_group.all()),
        *serving(project.area, {Role.COMMUNITY_STAFF, *STREET_ROLES}),
    ]
    tell_about(project, people, topic, **facts)
