"""People, households, posts, rosters, sign-in."""

from panlong.accounts.models.people import (
    GUARDED_BELOW,
    Household,
    Membership,
    Post,
    PostQuerySet,
    User,
    UserManager,
)
from panlong.accounts.models.roles import (
    DELEGATE_ROLES,
    DISTRICT_ROLES,
    EVERY_AREA_READERS,
    HEAD_ROLES,
    OFFICIAL_ROLES,
    ORGANISER_ROLES,
    STREET_ROLES,
    CurrentQuerySet,
    Role,
)
from panlong.accounts.models.rosters import PhoneChange, RosterFile, RosterLine, RosterRequest, RosterStep
from panlong.accounts.models.signin import OutgoingSms, PasswordAttempt, SignInCode

__all__ = [
    "DELEGATE_ROLES",
    "DISTRICT_ROLES",
    "EVERY_AREA_READERS",
    "GUARDED_BELOW",
    "HEAD_ROLES",
    "OFFICIAL_ROLES",
    "ORGANISER_ROLES",
    "STREET_ROLES",
    "CurrentQuerySet",
    "Household",
    "Membership",
    "OutgoingSms",
    "PasswordAttempt",
    "PhoneChange",
    "Post",
    "PostQuerySet",
    "Role",
    "RosterFile",
    "RosterLine",
    "RosterRequest",
    "RosterStep",
    "SignInCode",
    "User",
    "UserManager",
]
