"""The second person of the roster: what one worker hands in or changes, another one confirms."""

from django.utils.translation import gettext as _

from panlong.accounts.models import Role, RosterFile, User
from panlong.errors import require

# The street's handler too: a community may have one worker only.
CONFIRMERS = {Role.COMMUNITY_STAFF, Role.STREET_HANDLER}


def reaches(user: User, codes: list[str]) -> bool:
    """Say whether all areas of `codes` lie where `user` may confirm."""
    mine = [area.code for area in user.areas_of(CONFIRMERS)]
    return all(any(code.startswith(one) for one in mine) for code in codes)


def may_confirm(user: User, file: RosterFile) -> bool:
    """Say whether `user` may confirm `file` as its second person."""
    return file.by_id != user.pk and reaches(user, file.codes)


def waiting_for(user: User) -> list[RosterFile]:
    """Return the files and rows that wait for `user` as their second person."""
    if not user.areas_of(CONFIRMERS):
        return []
    ready = RosterFile.objects.filter(state=RosterFile.State.READY).exclude(by=user).select_related("by")
    return [file for file in ready[:200] if may_confirm(user, file)]


def require_second_person(file: RosterFile, by: User | None) -> None:
    """Raise Refused unless `by` may confirm `file`; the server's own command line (None) confirms what it handed in."""
    if by is None and file.by_id is None:
        return
    require(
        by is not None and file.by_id != by.pk,
        _(
            "Somebody else than who handed it in must confirm it: another worker there, or the street's handler."
        ),
    )
    require(by is not None and reaches(by, file.codes), _("You hold no post there that may confirm this."))
