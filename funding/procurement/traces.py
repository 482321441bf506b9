"""From one hand? What is known of where offers came from, compared with each other and with the task group.

Kept are keyed hashes of network address and device, the account if somebody was signed in, and the telephone on record.
What is shared is no proof (neighbours share a network), so it bars nobody: the street looks at it before the choice counts.
"""

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from funding.models import OfferTrace, Quotation, QuotationRound, Supplier, SupplierChoice, SupplierInvitation
from panlong import clock, crypto
from panlong.accounts.models import STREET_ROLES, Membership, Role, User
from panlong.accounts.people import serving
from panlong.accounts.signin import client_address
from panlong.areas.models import CODE_LENGTHS, Level
from projects.models import Project
from projects.stages import ENDED

DEVICE_COOKIE = "device"
What = OfferTrace.What
# Who decides about a project besides its task group: nobody of them stands behind an offer without the street knowing.
DECIDERS = frozenset({Role.COMMUNITY_STAFF, Role.COMMITTEE_MEMBER, *STREET_ROLES})
COUNTS = (SupplierChoice.Approval.NOT_NEEDED, SupplierChoice.Approval.APPROVED)


@dataclass(frozen=True)
class Seen:
    """From where a page was used: keyed hashes of network address and device, and who was signed in."""

    address_hash: str
    device_hash: str
    person: User | None = None


def seen(request) -> Seen:
    """Return from where `request` came; a device without a key gets one, which `keep_device` gives it."""
    key = request.COOKIES.get(DEVICE_COOKIE, "")
    if not 20 <= len(key) <= 60:
        key = secrets.token_urlsafe(24)
    request.device_key = key
    person = request.user if request.user.is_authenticated else None
    return Seen(crypto.keyed_hash(client_address(request)), crypto.keyed_hash(f"device:{key}"), person)


def keep_device(request, response: HttpResponse) -> HttpResponse:
    """Give the device its key with `response` and return it; only pages about offers do so."""
    response.set_cookie(
        DEVICE_COOKIE, request.device_key, max_age=settings.KEEP_DEVICE_DAYS * 24 * 3600, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def note(at: Seen, project: Project, what: str, invitation: SupplierInvitation | None = None) -> None:
    """Write down that somebody at `at` did `what`; the same once more is written once."""
    row = OfferTrace(
        project=project, invitation=invitation, what=what, address_hash=at.address_hash, device_hash=at.device_hash, person=at.person
    )  # fmt: skip
    OfferTrace.objects.bulk_create([row], ignore_conflicts=True)


def note_group(request: HttpRequest, project: Project) -> None:
    """Write down from where a member of the task group works on the offers of `project`."""
    note(seen(request), project, What.GROUP)


def people_of_group(project: Project):
    """Return the task group of `project` and everybody who shares a household with a member now (a queryset)."""
    group = project.task_group.filter(elected_at__isnull=False).values("user")
    homes = Membership.objects.current().filter(user__in=group).values("household")
    shared = Membership.objects.current().filter(household__in=homes).values("user")
    return User.objects.filter(pk__in=group) | User.objects.filter(pk__in=shared)


def belongs_to_group(project: Project, phone_hash: str) -> bool:
    """Say whether the telephone is that of a member of the task group of `project`, or of somebody in their household."""
    return people_of_group(project).filter(phone_hash=phone_hash).exists()


def found(project: Project, round: QuotationRound | None) -> list[dict]:
    """Return what offers of `round` share with each other or with the group: [{"kind": …, "suppliers": [names]}].

    Without a round the prices were written down by the group; then only telephones in the register are compared.
    """
    rows = round.quotations if round is not None else project.quotations
    offers = list(rows.select_related("firm", "invitation"))
    supplier_of = {one.uscc: one.supplier for one in offers if one.invitation_id}
    used: dict[str, dict[object, set[str]]] = {
        name: defaultdict(set) for name in ("address", "device", "person", "phone")
    }
    marks = ("invitation__uscc", "address_hash", "device_hash", "person_id")
    for code, *seen_there in OfferTrace.objects.filter(invitation__round=round).values_list(*marks):
        for kind, mark in zip(("address", "device", "person"), seen_there, strict=True):
            if code in supplier_of:  # also what was done at an address that became void
                used[kind][mark].add(supplier_of[code])
    for phone_hash, supplier in phones_of(project, offers):
        used["phone"][phone_hash].add(supplier)
    used["person"].pop(None, None)
    return [
        *(
            _finding(kind, suppliers)
            for kind, by in used.items()
            for suppliers in by.values()
            if len(suppliers) > 1
        ),
        *_shared_with_group(project, used),
        *_of_deciders(project, used["phone"]),
        *_unconfirmed(offers),
    ]


def _shared_with_group(project: Project, used) -> list[dict]:
    group = OfferTrace.objects.filter(project=project, what=What.GROUP)
    people = people_of_group(project)
    theirs = {
        "address": set(group.values_list("address_hash", flat=True)),
        "device": set(group.values_list("device_hash", flat=True)),
        "person": set(people.values_list("pk", flat=True)),
        "phone": set(people.exclude(phone_hash=None).values_list("phone_hash", flat=True)),
    }
    shared = {kind: [used[kind][key] for key in used[kind] if key in keys] for kind, keys in theirs.items()}
    return [_finding(f"group_{kind}", set().union(*sets)) for kind, sets in shared.items() if sets]


def phones_of(project: Project, offers: list[Quotation]) -> list[tuple[str, str]]:
    """Return (keyed hash of the telephone on record, supplier) of `offers`, by the register of the project's street."""
    street = project.area.code[: CODE_LENGTHS[Level.STREET]]
    codes = {one.uscc for one in offers if one.uscc}
    known = Supplier.objects.filter(area__code=street, uscc__in=codes).values_list("uscc", "phone_hash")
    by_code = dict(known)
    found = [(one.firm.phone_hash if one.firm else by_code.get(one.uscc), one.supplier) for one in offers]
    return [(phone_hash, supplier) for phone_hash, supplier in found if phone_hash]


def _of_deciders(project: Project, phones: dict) -> list[dict]:
    deciders = serving(project.area, DECIDERS).exclude(phone_hash=None).values_list("phone_hash", flat=True)
    suppliers = [phones[phone_hash] for phone_hash in set(deciders) if phone_hash in phones]
    return [_finding("decider_phone", set().union(*suppliers))] if suppliers else []


def _unconfirmed(offers) -> list[dict]:
    old = {one.supplier for one in offers if one.invitation_id and one.firm_id is None}
    return [_finding("unconfirmed", old)] if old else []


def _finding(kind: str, suppliers: set[str]) -> dict:
    return {"kind": kind, "suppliers": sorted(suppliers)}


# --- Forgetting ---------------------------------------------------------------------------------------------------
def _answered(**of_the_choice):
    """Return the traces whose question is answered: the choice counts, or the project has ended (a queryset)."""
    chosen = SupplierChoice.objects.filter(approval__in=COUNTS, **of_the_choice).values("project")
    return OfferTrace.objects.filter(Q(project__in=chosen) | Q(project__stage__in=ENDED))


def forget_old_traces() -> int:
    """Delete the traces that were needed for nothing any more during their term; return how many. A repeat is safe."""
    before = clock.now() - timedelta(days=settings.KEEP_TRACES_DAYS)
    return _answered(at__lt=before).filter(at__lt=before).delete()[0]


def forget_person(user: User) -> int:
    """Delete the traces of somebody who closes the account; what the street has still to look at ends with its term."""
    return _answered().filter(person=user).delete()[0]
