"""Whether a project stays in the pool beyond its time: the council says so at a meeting called for that."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.council import meetings
from deliberation.models import Meeting, Reconfirmation
from panlong import clock
from panlong.accounts.models import User
from panlong.errors import require
from panlong.tools import sweeps
from projects import verbs
from projects.journey import deliberating
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row

# Who may say so: residents who decide, not a talk.
PLATFORMS = (Meeting.Platform.COUNCIL, Meeting.Platform.ALL_HOUSEHOLDS)


@transaction.atomic
def call_reconfirmation(
    project: Project,
    *,
    by: User,
    platform: str,
    starts_at: datetime,
    place: str,
    reason: str,
    operation: UUID,
) -> Meeting:
    """Call the meeting that says whether `project` stays in the pool, because of `reason`; the same `operation` calls it once."""
    project = lock_row(project)
    verbs.require_stage(project, Stage.POOLED)
    require(platform in PLATFORMS, _("The council or a meeting of all households says so."), field="platform")
    earlier = Meeting.objects.filter(operation=operation, project=project).first()
    if earlier:
        return earlier
    require(
        not pending().filter(meeting__project=project).exists(),
        _("A meeting about this is called already."),
    )
    with translation.override(settings.LANGUAGE_CODE):
        agenda = _("Whether “%(project)s” stays in the project pool. Reason: %(reason)s") % {
            "project": project.title,
            "reason": reason,
        }
    meeting = meetings.call_meeting(
        project,
        by=by,
        platform=platform,
        starts_at=starts_at,
        place=place,
        agenda=agenda,
        operation=operation,
    )
    Reconfirmation.objects.create(meeting=meeting, reason=reason, pooled_since=project.stage_since)
    return meeting


def pending():
    """Return the reconfirmations whose meeting is still to come or to be written down."""
    return Reconfirmation.objects.filter(meeting__called_off="", meeting__minutes_at=None)


@transaction.atomic
def take_reconfirmation(said: Reconfirmation) -> Project:
    """Keep a project in the pool for its full time once more, as the meeting agreed; once for each meeting."""
    project = lock_row(said.meeting.project)
    said = lock_row(said)
    if said.taken_at:
        return project
    require(bool(said.meeting.agreed), _("No meeting agreed to it."))
    require(
        project.stage == Stage.POOLED and project.stage_since == said.pooled_since,
        _("It has left the pool since."),
    )
    project = deliberating.record_reconfirmed(project, by=said.meeting.minutes_by, reason=said.reason)
    said.taken_at, said.stays_until = clock.now(), project.stage_due
    said.save(update_fields=["taken_at", "stays_until"])
    return project


def take_decided() -> int:
    """Take up what meetings agreed to; return for how many projects. Safe to run twice or on two machines."""
    decided = Reconfirmation.objects.filter(
        taken_at=None, meeting__agreed=True, meeting__project__stage=Stage.POOLED
    )
    return sweeps.run_each(decided.select_related("meeting__project").order_by("pk"), take_reconfirmation)
