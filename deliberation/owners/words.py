"""What owners say: each for their head online, or for all of it on paper and at the door. Co-owners have one common word."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import Delivery, Owner, OwnerPerson, OwnersVote, OwnersWord, VoteChannel
from deliberation.owners.opening import STAGES, page_of, people_of
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import NotPermitted, require
from panlong.notices.messages import tell
from panlong.tools import photos
from projects import verbs
from projects.models import Project

DIFFERS = "differs"
TOPICS = {
    VoteChannel.ONLINE: "owner_answered",
    VoteChannel.ASSISTED: "owner_helped",
    VoteChannel.PAPER: "owner_signed",
}


def open_vote_of(project: Project) -> OwnersVote | None:
    """Return the owners' vote about `project` that is not closed."""
    return project.owners_votes.filter(closed_at__isnull=True).select_related("project__area").first()


def owner_as(user: User, vote: OwnersVote) -> list[OwnerPerson]:
    """Return the entries of `user` on the roll of `vote`: by the person, or by the number of the telephone."""
    known = Q(user=user) | Q(user__merged_into=user)
    if user.phone_hash:
        known |= Q(phone_hash=user.phone_hash, user__isnull=True)
    mine = vote.people.filter(known, owner__flats__isnull=False).select_related("owner").distinct()
    return list(mine.order_by("owner__number"))


def lock_owner(owner: Owner) -> Owner:
    """Return `owner` locked while its vote takes words; raise Refused when it does not, or the last flat was sold."""
    owner = Owner.objects.select_for_update(of=("self",), no_key=True).select_related("vote__project__area").get(pk=owner.pk)  # fmt: skip
    vote = OwnersVote.objects.select_for_update(of=("self",), no_key=True).get(pk=owner.vote_id)
    require(vote.closed_at is None and not vote.is_over, _("The owners' vote is closed."))
    require(owner.vote.project.stage in STAGES, _("The owners' vote is closed."))
    require(
        owner.flats.exists(),
        _("Every flat of this entry was sold; whoever bought it has the word."),
        field="owner",
    )
    return owner


def common_word(words: Iterable[OwnersWord]) -> str | None:
    """Return the word of a head out of its `words`: yes, no, abstains; DIFFERS where co-owners differ, None without any.

    What its people say online stands above paper and helper.
    """
    said = list(words)
    own = [one for one in said if one.way == VoteChannel.ONLINE] or said
    voices = {one.voice for one in own}
    return voices.pop() if len(voices) == 1 else (DIFFERS if voices else None)


@transaction.atomic
def answer_as_owner(person: OwnerPerson, *, by: User, agrees: bool | None) -> OwnersWord:
    """Say the word of a head as one of its people; the others are told, and each may say otherwise until it closes."""
    owner = lock_owner(person.owner)
    mine = {one.pk for one in owner_as(by, owner.vote)}
    if person.pk not in mine:
        raise NotPermitted(verbs.NOT_YOURS)
    return store_word(owner, person=person, agrees=agrees, way=VoteChannel.ONLINE, helper=None, by=by)


def may_serve(user: User, owner: Owner) -> bool:
    """Say whether `user` may hand the ballot to `owner`, take its word down and read its paper: one flat is a door of theirs."""
    project = owner.vote.project
    if rules.may_run_owners_vote(user, project):
        return True
    homes = [flat.household for flat in owner.flats.select_related("household__area")]
    return any(
        rules.may_help_household(user, project, home) if home else rules.may_help_elsewhere(user, project)
        for home in homes
    )


@transaction.atomic
def answer_at_the_door(owner: Owner, *, by: User, agrees: bool | None) -> OwnersWord:
    """Take down what an owner says, named as the helper; raise Refused where it spoke itself or signed a ballot.

    Nobody takes down the word of a head to which they belong: that is said online.
    """
    owner = lock_owner(owner)
    verbs.require_permission(may_serve(by, owner))
    require(
        owner.pk not in {one.owner_id for one in owner_as(by, owner.vote)},
        _("This is your own flat: speak for it yourself, above."),
    )
    said = list(owner.words.all())
    require(
        not any(one.way == VoteChannel.ONLINE for one in said),
        _("This owner has spoken; only its own people change that."),
    )
    require(
        not any(one.way == VoteChannel.PAPER for one in said),
        _("This owner has signed a ballot; only its own people change that."),
    )
    return store_word(owner, person=None, agrees=agrees, way=VoteChannel.ASSISTED, helper=by, by=by)


def store_word(owner: Owner, *, person: OwnerPerson | None, **said) -> OwnersWord:
    """Store what locked `owner` said in place of what that person, or the head, said before; tell all of its people."""
    before = list(owner.words.all())
    same = next((one for one in before if one.person_id == (person.pk if person else None)), None)
    if same is not None and all(getattr(same, name) == value for name, value in said.items()):
        return same  # the same form once more
    word, _is_new = OwnersWord.objects.update_or_create(
        owner=owner, person=person, defaults={**said, "at": clock.now()}
    )
    _tell_people(owner, word)
    project = owner.vote.project
    audit.record(
        "answer_as_owner", by=said["by"], target=project, area_code=project.area.code, owner=owner.pk, way=said["way"],
        changed=same is not None,
    )  # fmt: skip
    return word


def _tell_people(owner: Owner, word: OwnersWord) -> None:
    project, now = owner.vote.project, clock.now()
    people = people_of(owner.people.values_list("user", flat=True))
    occasion = f"owner-{owner.pk}-{now:%y%m%d%H%M%S%f}"
    tell(
        people.exclude(pk=word.by_id), TOPICS[VoteChannel(word.way)], occasion,
        link=page_of(project), project=project.title, voice=word.voice, who=str(word.by),
    )  # fmt: skip
    if common_word(owner.words.all()) == DIFFERS:
        tell(people, "owners_differ", occasion, link=page_of(project), project=project.title)


# --- Delivery ------------------------------------------------------------------------------------------------------
@transaction.atomic
def record_delivery(
    owner: Owner,
    *,
    by: User,
    how: str,
    at: datetime,
    operation: UUID,
    note: str = "",
    photo: ContentFile | None = None,
) -> Delivery:
    """Put on record that the ballot was handed to `owner` (送达): how, when, by whom, and what shows it.

    Possible until the vote is closed, also after its last hour for what was handed over before it.
    """
    vote = OwnersVote.objects.select_for_update(of=("self",), no_key=True).select_related("project__area").get(pk=owner.vote_id)  # fmt: skip
    verbs.require_permission(may_serve(by, owner))
    earlier = Delivery.objects.filter(operation=operation, owner=owner).first()
    if earlier is not None:
        return earlier
    require(vote.closed_at is None, _("The owners' vote is closed."))
    require(
        vote.opens_at.replace(second=0, microsecond=0) <= at <= min(clock.now(), vote.closes_at),
        _("The ballot is handed over while the owners vote, and not in the future."),
        field="at",
    )
    require(
        how == Delivery.How.IN_PERSON or bool(note) or photo is not None,
        _("Write to whom or under which number, or add a photo."),
        field="note",
    )
    kept = {"photo": photo, "photo_digest": photos.digest_of(photo)} if photo is not None else {}
    delivery = Delivery.objects.create(
        owner=owner, how=how, at=at, by=by, note=note, recorded_at=clock.now(), operation=operation, **kept
    )
    audit.record("record_delivery", by=by, target=vote.project, area_code=vote.project.area.code, owner=owner.pk, how=how)  # fmt: skip
    return delivery
