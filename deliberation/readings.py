"""Signed papers that two people read, the first one with a photo: what counts, and a photo that was handed in before."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import TypeVar

from django.core.files.base import ContentFile
from django.db.models import Model

from panlong.errors import Refused
from panlong.tools import photos

T = TypeVar("T", bound=Hashable)


def read_alike(readings: Iterable[T]) -> T | None:
    """Return what two people or more read alike, None while no two do."""
    return next((said for said, times in Counter(readings).most_common(1) if times >= 2), None)


def require_new_photo(
    scan: ContentFile | None, model: type[Model], paper: str, *, missing: str, known: str
) -> dict:
    """Return the fields of the photo `scan` of a `paper` (the name of its key in `model`, the readings of its kind).

    Raises Refused beside the field: `missing` without a photo, `known`, with the paper's %(serial)s, for one that
    was handed in before.
    """
    if scan is None:
        raise Refused(missing, field="scan")
    digest = photos.digest_of(scan)
    earlier = model._default_manager.filter(scan_digest=digest).select_related(paper).first()
    if earlier is not None:
        raise Refused(known % {"serial": getattr(earlier, paper).serial}, field="scan")
    return {"scan": scan, "scan_digest": digest}
