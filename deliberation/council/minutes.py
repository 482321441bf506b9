"""Minutes are drafted by one, signed by the chair and one more (or signed on paper), and then published."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deliberation.council import meetings
from deliberation.models import Meeting, MinutesDraft, MinutesSignature, PaperMinutes
from panlong import audit, clock
from panlong.accounts.models import ORGANISER_ROLES, Role, User
from panlong.accounts.people import serving
from panlong.errors import Refused, require
from panlong.notices.messages import tell
from projects import rules as project_rules
from projects import verbs
from projects.models import TaskGroupMember
from projects.transitions import lock_row

Part = MinutesSignature.Part


def signers_of(meeting: Meeting):
    """Return who may chair `meeting` or sign its minutes (a queryset): organisers, the task group, members of the council."""
    group = TaskGroupMember.objects.filter(project=meeting.project, elected_at__isnull=False).values("user")
    rows = Q(pk__in=serving(meeting.project.area, {*ORGANISER_ROLES, Role.COMMUNITY_STAFF})) | Q(pk__in=group)
    if meeting.council:
        rows |= Q(pk__in=meeting.council.members_on(timezone.localdate(meeting.starts_at)).values("user"))
    return User.objects.filter(rows, is_active=True)


def may_sign(user: User, meeting: Meeting) -> bool:
    return signers_of(meeting).filter(pk=user.pk).exists()


def _begin(meeting: Meeting) -> Meeting:
    """Lock project and meeting, which was held and has no minutes yet."""
    meeting = meetings.lock_meeting(meeting)
    meetings.require_open(meeting)
    require(meeting.is_over, _("This meeting has not been held yet."))
    return meeting


@transaction.atomic
def draft_minutes(meeting: Meeting, *, by: User, seen: int, chair: User, **facts: Any) -> MinutesDraft:
    """Keep what the minutes are to say (what meetings.write_minutes takes), for the chair and a second person to sign.

    `seen` is the revision that was read before it was changed, 0 for none: of two who write at once the second one is
    told. A change after a signature needs both signatures anew.
    """
    meeting = _begin(meeting)
    verbs.require_permission(project_rules.may_write_minutes(by, meeting.project))
    require(
        may_sign(chair, meeting),
        _("Only organisers, the task group or members of the council take the chair."),
        field="chair",
    )
    meetings.check_minutes(meeting, **facts)
    stored = {
        name: str(fact) if name.startswith("area_") and fact is not None else fact
        for name, fact in facts.items()
    }
    draft = MinutesDraft.objects.select_related("by").filter(meeting=meeting).first()
    if draft and draft.facts == stored and draft.chair_id == chair.pk:
        return draft
    if draft and draft.revision != seen:
        raise Refused(
            _("%(name)s changed the draft at %(when)s. Your words still stand here: compare them with the draft on record and save again.")
            % {"name": draft.by.public_name, "when": date_format(timezone.localtime(draft.at), "DATETIME_FORMAT")}
        )  # fmt: skip
    if draft is None:
        draft = MinutesDraft(meeting=meeting, revision=0)
    draft.revision += 1
    draft.facts, draft.chair, draft.by, draft.at = stored, chair, by, clock.now()
    draft.save()
    audit.record(
        "draft_minutes", by=by, target=meeting, area_code=meeting.project.area.code, revision=draft.revision
    )
    if chair.pk != by.pk:
        tell(
            [chair], "minutes_to_sign", f"minutes-{draft.pk}-{draft.revision}", link=meeting.get_absolute_url(),
            project=meeting.project.title,
        )  # fmt: skip
    return draft


def _draft_as_read(meeting: Meeting, seen: int) -> MinutesDraft:
    draft = MinutesDraft.objects.select_related("chair", "by").filter(meeting=meeting).first()
    if draft is None:
        raise Refused(_("Nobody has drafted the minutes yet."))
    require(draft.revision == seen, _("The draft was changed meanwhile. Read it once more before you sign."))
    return draft


def signatures_of(draft: MinutesDraft) -> list[MinutesSignature]:
    """Return the signatures of the draft as it is now."""
    return list(draft.signatures.filter(revision=draft.revision).select_related("by"))


@transaction.atomic
def sign_minutes(meeting: Meeting, *, by: User, seen: int) -> Meeting:
    """Sign revision `seen` of the minutes: the chair as the chair, anybody else who may as the second person.

    The second signature publishes them. Nobody signs for the other, and signing twice is signing once.
    """
    earlier = MinutesSignature.objects.filter(draft__meeting=meeting, revision=seen, by=by)
    if earlier.exists():
        return meeting
    meeting = _begin(meeting)
    verbs.require_permission(may_sign(by, meeting))
    draft = _draft_as_read(meeting, seen)
    if earlier.exists():
        return meeting
    part = Part.CHAIR if by.pk == draft.chair_id else Part.SECOND
    signed = {one.part: one for one in signatures_of(draft)}
    if part in signed:
        raise Refused(
            _("%(name)s has signed as the second person already.") % {"name": signed[part].by.public_name}
        )
    MinutesSignature.objects.create(draft=draft, revision=draft.revision, part=part, by=by, at=clock.now())
    audit.record("sign_minutes", by=by, target=meeting, area_code=meeting.project.area.code, part=str(part))
    if not signed:
        return meeting
    people = {part: by, **{one.part: one.by for one in signed.values()}}
    names = [str(people[Part.CHAIR]), str(people[Part.SECOND])]
    return _publish(meeting, draft, names)


def _publish(meeting: Meeting, draft: MinutesDraft, names: list[str]) -> Meeting:
    return meetings.write_minutes(meeting, by=draft.by, signed=names, **draft.facts)


@transaction.atomic
def hand_in_paper(
    meeting: Meeting, *, by: User, seen: int, photo: ContentFile, chair_name: str, second_name: str
) -> PaperMinutes:
    """Keep the photo of minutes that two people signed by hand; somebody else compares it with the draft and confirms."""
    meeting = _begin(meeting)
    verbs.require_permission(project_rules.may_write_minutes(by, meeting.project))
    draft = _draft_as_read(meeting, seen)
    require(
        chair_name.strip() != second_name.strip(),
        _("Two people sign: nobody signs for the other."),
        field="second_name",
    )
    waiting = draft.papers.filter(revision=draft.revision).first()
    if waiting:
        return waiting
    paper = PaperMinutes.objects.create(
        draft=draft, revision=draft.revision, photo=photo, chair_name=chair_name.strip(), second_name=second_name.strip(), by=by, at=clock.now()
    )  # fmt: skip
    audit.record("hand_in_minutes", by=by, target=meeting, area_code=meeting.project.area.code)
    return paper


@transaction.atomic
def confirm_paper(paper: PaperMinutes, *, by: User) -> Meeting:
    """Confirm, as another person than who entered it, that the signed sheet says what the draft says; it is published then."""
    meeting = paper.draft.meeting
    if paper.confirmed_by_id == by.pk:
        return meeting
    meeting = _begin(meeting)
    verbs.require_permission(may_sign(by, meeting))
    paper = lock_row(paper)
    require(paper.by_id != by.pk, _("You entered this paper yourself; somebody else confirms it."))
    draft = _draft_as_read(meeting, paper.revision)
    paper.confirmed_by, paper.confirmed_at = by, clock.now()
    paper.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record("confirm_minutes", by=by, target=meeting, area_code=meeting.project.area.code)
    return _publish(meeting, draft, [paper.chair_name, paper.second_name])
