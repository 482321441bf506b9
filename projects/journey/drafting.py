"""A proposal in three steps: what is wrong, where and for whom, photos. Each step is kept when it is done."""

from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import Household, User
from panlong.accounts.people import households_at
from panlong.areas.models import Area, Level, within
from panlong.errors import require
from panlong.tools import photos as photo_files
from projects import rules
from projects.journey import proposing
from projects.models import Photo, Project
from projects.progress import add_photo
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import require_permission, require_stage

MAX_PHOTOS = 9


@transaction.atomic
def begin_draft(*, by: User, area: Area, operation: UUID, title: str, problem: str, plan: str) -> Project:
    """Keep what is wrong and what should be done, for the time being at `area`; the same `operation` changes the draft it made."""
    words = {"title": title, "problem": problem, "plan": plan}
    earlier = Project.objects.filter(operation=operation).first()
    if earlier is not None and rules.may_edit(by, earlier):
        return proposing.edit_proposal(earlier, by=by, **words)
    require_permission(rules.may_propose_for(by, area))
    project, _is_new = proposing.write_draft(
        by=by, area=area, operation=operation, proposer=by, beneficiaries=None, **words
    )
    return project


@transaction.atomic
def settle_place(
    project: Project, *, by: User, area: Area, beneficiaries: int, places: Iterable[Area] = ()
) -> Project:
    """Say where it is, which decides whose households are asked, and how many people benefit.

    With `places`, buildings of it, only their households are to be asked; whoever checks it may change that.
    """
    project = _lock_draft(project, by)
    require_permission(rules.may_propose_for(by, area) or rules.may_take_down(by, area))
    asked = list(places)
    require(
        all(place.level == Level.BUILDING and area.covers(place) for place in asked),
        _("Choose buildings of the place that you chose above."),
        field="places",
    )
    project.places.set(asked)
    project.area, project.beneficiaries = area, beneficiaries
    project.save(update_fields=["area", "beneficiaries"])
    audit.record("settle_place", by=by, target=project, area_code=area.code, beneficiaries=beneficiaries)
    return project


def households_asked(project: Project) -> QuerySet[Household]:
    """Return the households that are to be asked about `project` as it is proposed now."""
    everybody = households_at(project.area, moment=clock.now())
    places = list(project.places.all())
    return everybody.filter(within(places)) if places else everybody


@transaction.atomic
def add_photos(project: Project, *, by: User, photos: list) -> Project:
    """Add cleaned photos (panlong.tools.photos) of how it is today, up to nine in all.

    One that is there already is not added again: over a weak line the same form comes twice.
    """
    project = _lock_draft(project, by)
    there = {_digest(one.image) for one in project.photos.filter(moment=Photo.Moment.BEFORE)}
    new = {digest: photo for photo in photos if (digest := _digest(photo)) not in there}
    require(
        len(there) + len(new) <= MAX_PHOTOS,
        _("At most %(most)d photos. Take one away first.") % {"most": MAX_PHOTOS},
        field="photos",
    )
    for photo in new.values():
        add_photo(project, by=by, photo=photo, moment=Photo.Moment.BEFORE, caption=project.title)
    return project


@transaction.atomic
def take_photo_away(project: Project, *, by: User, photo: int) -> Project:
    """Take photo number `photo` of a draft away, with its file; one that is gone already stays gone."""
    project = _lock_draft(project, by)
    for one in project.photos.filter(pk=photo, moment=Photo.Moment.BEFORE):
        one.delete()
        transaction.on_commit(partial(photo_files.delete, one.image))
    return project


def _digest(file) -> str:
    """Return the SHA-256 of a photo's bytes; it is left to be read from its beginning."""
    file.open("rb")
    digest = sha256(file.read()).hexdigest()
    file.seek(0)
    return digest


def _lock_draft(project: Project, by: User) -> Project:
    project = lock_row(project)
    require_permission(rules.may_edit(by, project))
    require_stage(project, Stage.DRAFT)
    return project
