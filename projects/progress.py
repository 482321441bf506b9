"""Progress reports, photos, and inspections in aftercare."""

from uuid import UUID

from django.db import transaction

from panlong import audit, clock
from panlong.accounts.models import User
from panlong.tools import photos
from projects import rules
from projects.models import Inspection, Photo, ProgressReport, Project
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import existing_for_operation, note_event, require_permission, require_stage


@transaction.atomic
def report_progress(
    project: Project, *, by: User, percent: int, text: str, operation: UUID, photo=None, caption: str = ""
) -> ProgressReport:
    """Report how far the work is; at least every 7 days (D). The same `operation` makes one report."""
    project = lock_row(project)
    require_permission(rules.may_report_progress(by, project))
    earlier = existing_for_operation(ProgressReport.objects, project, operation)
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
    """Attach a cleaned photo (panlong.tools.photos.clean_photo) to `project`."""
    added = Photo.objects.create(
        project=project,
        by=by,
        at=clock.now(),
        image=photo,
        moment=moment,
        caption=caption[:120],
        report=report,
    )
    photos.keep_small_soon(added.image)
    return added


@transaction.atomic
def report_inspection(project: Project, *, by: User, text: str, operation: UUID) -> Inspection:
    """Record a look at the finished work."""
    project = lock_row(project)
    require_permission(rules.may_inspect(by, project))
    earlier = existing_for_operation(Inspection.objects, project, operation)
    if earlier:
        return earlier
    require_stage(project, Stage.AFTERCARE)
    inspection = Inspection.objects.create(
        project=project, by=by, at=clock.now(), text=text, operation=operation
    )
    audit.record("inspect", by=by, target=project, area_code=project.area.code)
    note_event(project, "inspect", by=by, note=text)
    return inspection
