"""What a resident said by word, letter or chat: written down for them by an organiser or volunteer, with evidence."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from panlong.accounts.models import Household, User
from panlong.errors import require
from panlong.notices.messages import tell
from projects import rules
from projects.journey.proposing import withdraw_from_stage, write_draft
from projects.models import Channel, Evidence, Photo, Project
from projects.progress import add_photo
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import keep_evidence, require_permission, require_stage


@transaction.atomic
def take_down_proposal(
    *, by: User, area, operation: UUID, channel: str, proof, proposer: User | None = None, resident: str = "",
    home: Household | None = None, photo=None, **words,
) -> Project:  # fmt: skip
    """Write down as a draft what a resident of `area` said through `channel`; the same `operation` does so once.

    The resident is the `proposer`, who has an account, or the one called `resident` who lives in `home` and has none.
    `proof` is a cleaned photo of the letter, the chat or the sheet of notes. `by` is named as who wrote it down, and the
    resident is told and may say that it is not theirs.
    """
    require_permission(rules.may_take_down(by, area))
    require(channel != Channel.ONLINE, _("Say how it reached you."), field="channel")
    earlier = Project.objects.filter(operation=operation).first()
    if earlier is None:
        require(bool(proof), _("Add a photo of the letter, the chat or your notes."), field="proof")
        proposer = _resident_of(area, by, proposer, resident, home)
    project, is_new = write_draft(
        by=by, area=area, operation=operation, proposer=proposer or by, channel=channel, taken_down_by=by,
        proposer_home=home if resident else None, **words,
    )  # fmt: skip
    if is_new:
        keep_evidence(project, Evidence.About.TAKEN_DOWN, proof, by=by)
        if photo:
            add_photo(project, by=by, photo=photo, moment=Photo.Moment.BEFORE, caption=project.title)
        tell(
            [project.proposer], "taken_down", f"project-{project.pk}", link=project.get_absolute_url(),
            helper=str(by), project=project.title,
        )  # fmt: skip
    return project


def _resident_of(area, by: User, proposer: User | None, resident: str, home: Household | None) -> User:
    """Return the person whose proposal it is; one without an account is entered by name, without a telephone."""
    require(
        (proposer is None) != (not resident),
        _("Choose the resident from the list, or write the name and the home of one who has no account."),
        field="proposer",
    )
    if proposer is not None:
        require(
            proposer != by and proposer.household_in(area) is not None,
            _("Choose the resident of the place whose proposal this is."),
            field="proposer",
        )
        return proposer
    require(
        home is not None and home.merged_at is None and area.covers(home.area),
        _("Choose the home in which the resident lives."),
        field="home",
    )
    return User.objects.create_user(name=resident, wants_sms=False)


@transaction.atomic
def record_disowned(project: Project, *, by: User, reason: str) -> Project:
    """End a proposal that was taken down for somebody who says that it is not theirs; who wrote it down is told."""
    project = lock_row(project)
    require_permission(rules.may_disown(by, project))
    require_stage(project, Stage.DRAFT, Stage.SCREENING, Stage.RETURNED, Stage.SUPPORT_POLL)
    return withdraw_from_stage(project, by=by, reason=reason, act="disown", helper=project.taken_down_by_id)
