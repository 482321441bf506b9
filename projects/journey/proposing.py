"""From the idea to the proposal that is handed in, or withdrawn."""

import json
from hashlib import sha256
from typing import Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.accounts.people import serving
from panlong.errors import require
from panlong.notices.facts import ChangeFacts
from panlong.notices.messages import tell
from panlong.policy import workdays
from panlong.tools import pinyin
from projects import rules
from projects.models import IssueLevel, Photo, Project
from projects.progress import add_photo
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import (
    TO_ORGANISERS,
    USED_ALREADY,
    announce,
    move_stage,
    note_event,
    notice_facts,
    require_permission,
    require_stage,
    screeners_of,
    tell_about,
)


@transaction.atomic
def propose_project(*, by: User, area, operation: UUID, photo=None, **words) -> Project:
    """Write down a proposal of `by` for `area` as a draft and return it; the same `operation` makes one draft, also at once.

    `photo` (cleaned by panlong.tools.photos) shows how it is today. What somebody else said is taken down by
    `projects.journey.taking_down`.
    """
    require_permission(rules.may_propose_for(by, area))
    project, is_new = write_draft(by=by, area=area, operation=operation, proposer=by, **words)
    if is_new:
        _show_how_it_is(project, photo, by=by)
    return project


def write_draft(*, by: User, area, operation: UUID, proposer: User, **words) -> tuple[Project, bool]:
    """Make the draft of `operation` and return it with True, or with False the one that it made before.

    Raises Refused when somebody else used that operation.
    """
    earlier = Project.objects.filter(operation=operation).first()
    if earlier:
        return _own_draft(earlier, by), False
    _require_level_for_residents(words)
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
        return _own_draft(earlier, by), False
    note_event(project, "propose", by=by)
    audit.record("propose", by=by, target=project, area_code=area.code, channel=project.channel)
    return project, True


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
def edit_proposal(project: Project, *, by: User, photo=None, **words) -> Project:
    """Change the words, and with a `photo` the picture, of a proposal that is not checked yet or came back.

    What the households have seen already stays published; the new words wait in `revision` for the next screening.
    Whoever wrote it down for somebody corrects slips in the same way, and the proposer is told.
    """
    project = lock_row(project)
    require_permission(rules.may_edit(by, project))
    require_stage(project, Stage.DRAFT, Stage.SCREENING, Stage.RETURNED)
    require(
        "level" not in words or project.stage == Stage.DRAFT,
        _("The level was settled with the first draft; later it climbs a step at a time."),
        field="level",
    )
    _require_level_for_residents(words)
    require(not (photo and project.is_public), _("The photo is published already; it stays."), field="photo")
    before = digest_of(project)
    _show_how_it_is(project, photo, by=by)
    if project.is_public:
        project.revision = {**project.revision, **words}
        project.save(update_fields=["revision"])
    else:
        project.save(update_fields=take_words(project, words))
    audit.record("edit", by=by, target=project, area_code=project.area.code, fields=sorted(words))
    if digest_of(project) != before and not rules.is_proposer(by, project):
        occasion = f"project-{project.pk}-{clock.now():%y%m%d%H%M%S}"
        tell(
            [project.proposer], "corrected_for_you", occasion, link=project.get_absolute_url(),
            helper=str(by), project=project.title,
        )  # fmt: skip
    return project


BEFORE_CONSENT = (Stage.DRAFT, Stage.SCREENING, Stage.RETURNED, Stage.SUPPORT_POLL)
WORDS = ("title", "problem", "plan", "kind", "theme", "beneficiaries", "touches_common_parts")


def digest_of(project: Project) -> str:
    """Return the digest of everything that a check looks at: the words as they are now, the place and the photos."""
    words = [project.revision.get(name, getattr(project, name)) for name in WORDS]
    photos = list(
        project.photos.filter(moment=Photo.Moment.BEFORE).order_by("pk").values_list("pk", flat=True)
    )
    places = sorted(project.places.values_list("code", flat=True))
    whole = json.dumps([words, project.area_id, photos, *([places] if places else [])], ensure_ascii=False)
    return sha256(whole.encode()).hexdigest()


def take_words(project: Project, words: dict) -> list[str]:
    """Write `words` on the project, and what it is found by; return the names of the changed fields."""
    if "title" in words:
        words = {**words, "search_key": pinyin.key_of(words["title"])}
    for name, value in words.items():
        setattr(project, name, value)
    return list(words)


@transaction.atomic
def submit_proposal(project: Project, *, by: User) -> Project:
    """Hand a draft or returned proposal in for screening within 5 working days (D); unchanged it is not taken again."""
    project = lock_row(project)
    require_permission(rules.may_edit(by, project))
    require(
        project.stage != Stage.RETURNED or digest_of(project) != project.returned_words,
        _("Nothing has been changed since it came back. Change what was asked for first."),
    )
    require(
        project.beneficiaries is not None,
        _("Say first where it is and how many people benefit."),
        field="beneficiaries",
    )
    due = workdays.after_working_days(clock.now(), policy.number("screening_days"))
    move_stage(project, Stage.SCREENING, act="submit", by=by, due=due)
    tell_about(project, screeners_of(project), "to_screen")
    return project


@transaction.atomic
def record_withdrawal(project: Project, *, by: User, reason: str) -> Project:
    """Take a proposal back before the households have agreed to it; afterwards its task group decides that."""
    project = lock_row(project)
    require_permission(rules.may_take_back(by, project))
    require_stage(project, *BEFORE_CONSENT)
    return withdraw_from_stage(project, by=by, reason=reason)


def withdraw_from_stage(
    project: Project, *, by: User | None, reason: str, act: str = "withdraw", **details
) -> Project:
    """Move `project`, locked and asked about, to its end, and tell its proposer, who wrote it down, and the organisers."""
    notice = None
    if project.is_public:
        change: Literal["give_up", "withdraw"] = "give_up" if act == "give_up" else "withdraw"
        facts = ChangeFacts(about=notice_facts(project), change=change, reason=reason)
        notice = announce(project, facts, by=by)
    move_stage(project, Stage.WITHDRAWN, act=act, by=by, note=reason, notice=notice, **details)
    people = [project.proposer, project.taken_down_by, *serving(project.area, TO_ORGANISERS)]
    tell_about(project, people, "withdrawn", reason=reason)
    return project
