"""A flat that is sold while its owners vote: two people put the roll right, and the buyer has the word from then on.

Who owns the flat when the vote closes decides for it. The seller's word goes with the flat; for other flats it stays.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import Owner, OwnerFlat, OwnerPerson, OwnersSale, OwnersVote
from deliberation.owners.opening import page_of, people_of
from deliberation.owners.reading import APART
from panlong import audit, clock, crypto
from panlong.accounts.models import User
from panlong.errors import require
from panlong.log.facts import enter_together
from panlong.notices.messages import tell
from panlong.tools import spelling
from projects import verbs
from projects.transitions import lock_row


def _lock_vote(vote: OwnersVote, by: User) -> OwnersVote:
    vote = lock_row(vote)
    verbs.require_permission(rules.may_run_owners_vote(by, vote.project))
    require(vote.closed_at is None, _("The owners' vote is closed."))
    return vote


@transaction.atomic
def propose_sale(
    flat: OwnerFlat, *, by: User, names: str, reason: str, phone: str = "", owner_number: int | None = None
) -> OwnersSale:
    """Propose that `flat` belongs to others now; `owner_number` is the buyer's on the roll, if it stands there already."""
    vote = _lock_vote(flat.vote, by)
    flat = OwnerFlat.objects.select_for_update(of=("self",), no_key=True).get(pk=flat.pk)
    waiting = flat.sales.filter(confirmed_at__isnull=True).first()
    if waiting is not None:
        require(
            (waiting.names, waiting.reason) == (names, reason),
            _("A sale of this flat waits for its second person."),
        )
        return waiting
    buyer = vote.heads.filter(number=owner_number).first() if owner_number else None
    require(owner_number is None or buyer is not None, _("There is no owner of this number on the roll."), field="owner_number")  # fmt: skip
    require(
        buyer is None or buyer.pk != flat.owner_id,
        _("This owner has the flat already."),
        field="owner_number",
    )
    sale = OwnersSale.objects.create(
        flat=flat, seller_id=flat.owner_id, names=names, phone_hash=crypto.keyed_hash(phone) if phone else "", owner_number=owner_number,
        reason=reason, proposed_by=by, proposed_at=clock.now(),
    )  # fmt: skip
    audit.record("propose_owners_sale", by=by, target=vote.project, area_code=vote.project.area.code, flat=flat.pk)  # fmt: skip
    return sale


@transaction.atomic
def decide_sale(sale: OwnersSale, *, by: User, accepted: bool) -> OwnersSale:
    """Decide a proposed sale as its second person; accepted, the flat goes to its new owner and the roll enters the log anew."""
    vote = _lock_vote(sale.flat.vote, by)
    sale = OwnersSale.objects.select_for_update(of=("self",)).select_related("flat").get(pk=sale.pk)
    if sale.confirmed_at is not None:
        require(sale.refused != accepted, _("Somebody else has decided this already."))
        return sale
    require(sale.proposed_by_id != by.pk, _("Somebody else than who proposed it must confirm it."))
    sale.confirmed_by, sale.confirmed_at, sale.refused = by, clock.now(), not accepted
    if accepted:
        sale.buyer = _buyer(vote, sale)
        sale.flat.owner = sale.buyer
        sale.flat.save(update_fields=["owner"])
    sale.save()
    audit.record("decide_owners_sale", by=by, target=vote.project, area_code=vote.project.area.code, flat=sale.flat_id, accepted=accepted)  # fmt: skip
    if accepted:
        _tell_and_enter(vote, sale)
    return sale


def _buyer(vote: OwnersVote, sale: OwnersSale) -> Owner:
    if sale.owner_number:
        return vote.heads.get(number=sale.owner_number)
    last = vote.heads.aggregate(last=Max("number"))["last"] or 0
    owner = Owner.objects.create(vote=vote, number=last + 1, serial=spelling.draw_code(8, 4))
    named = [spelling.tidy_name(one) for one in APART.split(sale.names) if one.strip()]
    known = (
        User.objects.filter(phone_hash=sale.phone_hash, is_active=True).first() if sale.phone_hash else None
    )
    OwnerPerson.objects.bulk_create(
        OwnerPerson(vote=vote, owner=owner, name=name, user=known if place == 0 else None, phone_hash=sale.phone_hash if place == 0 else "")
        for place, name in enumerate(named)
    )  # fmt: skip
    return owner


def _tell_and_enter(vote: OwnersVote, sale: OwnersSale) -> None:
    for table in ("deliberation_owner", "deliberation_ownerperson", "deliberation_ownerflat"):
        enter_together(table, vote.pk)
    buyers = sale.buyer.people.values_list("user", flat=True) if sale.buyer else []
    tell(
        people_of([*sale.seller.people.values_list("user", flat=True), *buyers]), "owners_sale", f"sale-{sale.pk}",
        link=page_of(vote.project), project=vote.project.title, place=sale.flat.place,
    )  # fmt: skip
