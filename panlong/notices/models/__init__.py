"""Notices and messages."""

from panlong.notices.models.messages import (
    AddressCheck,
    Campaign,
    Channel,
    Delivery,
    Digest,
    DigestMail,
    Message,
    Preferences,
)
from panlong.notices.models.notices import (
    PERSON,
    Draft,
    Notice,
    NoticeQuerySet,
    Objection,
    ObjectionQuerySet,
    PostedNotice,
)

__all__ = [
    "PERSON",
    "AddressCheck",
    "Campaign",
    "Channel",
    "Delivery",
    "Digest",
    "DigestMail",
    "Draft",
    "Message",
    "Notice",
    "NoticeQuerySet",
    "Objection",
    "ObjectionQuerySet",
    "PostedNotice",
    "Preferences",
]
