"""Ballots on paper: signed by an owner, photographed and read by one person, checked by another against the photo."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.households.doors import AGREES
from deliberation.models import MARKS, BallotReading, Owner, VoteChannel
from deliberation.owners.words import lock_owner, may_serve, store_word
from deliberation.readings import read_alike, require_new_photo
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import require
from projects import verbs


def settled_mark(readings) -> str | None:
    """Return what two people read alike, None while no two do."""
    return read_alike(one.mark for one in readings)


@transaction.atomic
def read_ballot(owner: Owner, *, by: User, mark: str, scan: ContentFile | None = None) -> BallotReading:
    """Write down what `by` reads on the signed ballot of `owner`, once a person; what two read alike is its word.

    The first one adds the photo `scan`. Raises Refused for a second photo of the same ballot, and for a photo of
    another one. What the owner said online stands above it.
    """
    owner = lock_owner(owner)
    verbs.require_permission(may_serve(by, owner))
    require(mark in dict(MARKS), _("Please choose."), field="mark")
    readings = list(owner.readings.all())
    own = next((one for one in readings if one.by_id == by.pk), None)
    if own is not None:
        require(own.mark == mark, _("You have read this ballot already; another person checks it."))
        return own
    require(settled_mark(readings) is None, _("Two people have read this ballot already, and they agree."))
    kept = {} if readings else _photo_of(scan)
    reading = BallotReading.objects.create(owner=owner, by=by, mark=mark, at=clock.now(), **kept)
    project = owner.vote.project
    audit.record(
        "read_owners_ballot", by=by, target=project, area_code=project.area.code, ballot=owner.serial
    )
    settled = settled_mark([*readings, reading])
    if settled is not None and not owner.words.filter(way=VoteChannel.ONLINE).exists():
        store_word(owner, person=None, agrees=AGREES[settled], way=VoteChannel.PAPER, helper=None, by=by)
    return reading


def _photo_of(scan: ContentFile | None) -> dict:
    return require_new_photo(
        scan, BallotReading, "owner", missing=_("Add the photo of the signed ballot; who checks it needs it."),
        known=_("This photo was handed in for ballot %(serial)s already."),
    )  # fmt: skip


def half_read(vote) -> int:
    """Return how many ballots of `vote` were read and no two readings agree yet."""
    read: dict[int, list] = {}
    for one in BallotReading.objects.filter(owner__vote=vote):
        read.setdefault(one.owner_id, []).append(one)
    return sum(settled_mark(readings) is None for readings in read.values())
