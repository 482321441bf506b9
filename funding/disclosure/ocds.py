"""The projects as an Open Contracting release package (OCDS 1.1, https://standard.open-contracting.org/1.1/).

A release tells one project: its plan, its tender, what was agreed with whom, and each payment. Bookings that were undone
stand there twice, the second time below zero, so that the transactions of a file add up to what its page calls spent.
OCDS has no place for what came in and what is owed: a release has them under `money`, by figure and source.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone, translation

from funding.ledger.queries import FIGURES
from funding.models import Contract, Link, SupplierChoice, Voucher
from panlong import clock
from panlong.areas.models import Area, Level
from projects.models import Project
from projects.stages import Stage

if TYPE_CHECKING:
    from funding.ledger.queries import BookedPosting

PREFIX = "ocds-panlong"  # to be replaced by the prefix that the Open Contracting Partnership registers
EXTENSIONS = [
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_budget_breakdown_extension/master/extension.json"
]
OVER = (Stage.CLOSED, Stage.TERMINATED, Stage.WITHDRAWN, Stage.REJECTED)


def as_package(postings: Iterable[BookedPosting], address: str) -> bytes:
    """Return the release package of `postings` (queries.booked), one release a project, in the portal's first language."""
    booked: dict[int, list[BookedPosting]] = defaultdict(list)
    for posting in postings:
        project_id = posting.account.project_id
        assert project_id is not None, "only the money of projects is published"
        booked[project_id].append(posting)
    vouchers = {one.entry_id: one for one in _vouchers(booked)}
    heads = {link.chain: link for link in _heads(booked)}
    district = Area.objects.filter(level=Level.DISTRICT).first()
    with translation.override(settings.LANGUAGE_CODE):
        releases = [
            _release(project, booked[project.pk], vouchers, heads[project.pk])
            for project in _projects(booked)
        ]
    package = {
        "uri": address,
        "version": "1.1",
        "extensions": EXTENSIONS,
        "publishedDate": _last_change(releases),
        "publisher": {"name": district.name if district else ""},
        "releases": releases,
    }
    return _as_json(package)


def _last_change(releases: list[dict]) -> str:
    """Return when one of `releases` was last changed; the same file is the same however often it is asked for."""
    if releases:
        return max((release["date"] for release in releases), key=datetime.fromisoformat)
    link = Link.objects.order_by("-id").first()
    return (link.at if link else clock.now()).isoformat()


def _as_json(data: dict) -> bytes:
    return json.dumps(data, ensure_ascii=False, default=_number).encode()


def _number(value):
    """Write money as a number: float is exact to the cent up to ten thousand million yuan."""
    return float(value) if isinstance(value, Decimal) else str(value)


def _vouchers(keys):
    return Voucher.objects.filter(project__in=keys).select_related("bill")


def _heads(keys):
    """Return the last link of each project's chain."""
    return Link.objects.filter(chain__in=keys).order_by("chain", "-number").distinct("chain")


def _projects(keys):
    counted = SupplierChoice.objects.exclude(approval__in=["waiting", "refused"]).select_related("quotation")
    return (
        Project.objects.filter(pk__in=keys)
        .select_related("area", "contract")
        .prefetch_related(
            "quotations", "quotation_rounds", "planned_shares", Prefetch("supplier_choices", counted)
        )
        .order_by("pk")
    )


def _release(project: Project, booked: list[BookedPosting], vouchers: dict[int, Voucher], head: Link) -> dict:
    """Return the release of `project`; its `id` is another one for another content, `date` is that of its last change."""
    parties = Parties(project)
    deals = _deals(project, booked, vouchers, parties)
    paid = any("implementation" in contract for _award, contract in deals)
    release = {
        "ocid": f"{PREFIX}-{project.pk}",
        "date": max(head.at, project.stage_since).isoformat(),
        "tag": ["planning", *(["tender"] if project.quotations.all() else []), *(["award", "contract"] if deals else []),
                *(["implementation"] if paid else [])],
        "initiationType": "tender",
        "language": "zh",
        "parties": parties.all(),
        "buyer": parties.buyer,
        "planning": {"rationale": project.problem, "budget": _budget(project)},
        "money": _money(booked),
    }  # fmt: skip
    if project.quotations.all():
        release["tender"] = _tender(project)
    if deals:
        release["awards"] = [award for award, _contract in deals]
        release["contracts"] = [contract for _award, contract in deals]
    content = hashlib.sha256(_as_json(release)).hexdigest()
    return {"id": f"{PREFIX}-{project.pk}-{head.number}-{content[:12]}", **release}


class Parties:
    """Who has a part in a project: its area buys and pays, the others deliver and are paid; each name has one id."""

    def __init__(self, project: Project):
        self.buyer = {"id": f"CN-530103-{project.area.code}", "name": project.area.name}
        self._roles: dict[str, list[str]] = {}  # of each name but the buyer's

    def named(self, name: str, role: str) -> dict:
        """Return the reference to `name`, who has `role` from now on."""
        roles = self._roles.setdefault(name, [])
        if role not in roles:
            roles.append(role)
        return {"id": f"supplier-{hashlib.sha256(name.encode()).hexdigest()[:12]}", "name": name}

    def all(self) -> list[dict]:
        roles = ["buyer", *(["payer"] if any("payee" in one for one in self._roles.values()) else [])]
        others = [{**self.named(name, its[0]), "roles": its} for name, its in self._roles.items()]
        return [{**self.buyer, "roles": roles}, *others]


def _budget(project: Project) -> dict:
    """Return what the project is to cost, and who was to pay which share of it."""
    shares = [
        {"id": share.source, "description": share.get_source_display(), "amount": _yuan(share.amount)}
        for share in project.planned_shares.all()
    ]
    budget = {"description": project.plan, "amount": _yuan(project.budget)}
    return {**budget, "budgetBreakdown": shares} if shares else budget


def _money(booked: list[BookedPosting]) -> list[dict]:
    """Return the sums of `booked` by figure and source, in yuan; what is owed and kept back has no source."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for posting in booked:
        sums[posting.figure, posting.money_source] += _amount(posting)
    return [
        {"figure": figure, **({"source": source} if source else {}), "value": _yuan(amount)}
        for (figure, source), amount in sorted(sums.items())
    ]


def _tender(project: Project) -> dict:
    chosen, rounds = bool(project.supplier_choices.all()), list(project.quotation_rounds.all())
    tender = {
        "id": f"tender-{project.pk}",
        "title": project.title,
        "status": "complete" if chosen else "cancelled" if project.stage in OVER else "active",
        "procurementMethod": "selective" if rounds else "limited",
        "value": _yuan(project.budget),
        "numberOfTenderers": len(project.quotations.all()),
    }
    if rounds:
        period = {"startDate": rounds[0].called_at.isoformat(), "endDate": rounds[-1].closes_at.isoformat()}
        tender["tenderPeriod"] = period
    return tender


def _deals(
    project: Project, booked: list[BookedPosting], vouchers: dict[int, Voucher], parties: Parties
) -> list:
    """Return (award, contract) of the chosen supplier, and of each other one who was paid, with their transactions."""
    under_contract, others = [], defaultdict(list)
    for posting in booked:
        if posting.figure == "spent":
            voucher = vouchers[posting.entry.reverses_id or posting.entry_id]
            transaction = _transaction(posting, voucher, parties)
            if voucher.bill and voucher.bill.contract_id:
                under_contract.append(transaction)
            else:
                others[voucher.payee].append(transaction)
    deals = [_chosen(choice, project, under_contract, parties) for choice in project.supplier_choices.all()]
    return deals + [_without_contract(project, name, paid, parties) for name, paid in others.items()]


def _chosen(
    choice: SupplierChoice, project: Project, paid: list[dict], parties: Parties
) -> tuple[dict, dict]:
    """Return award and contract of the supplier that was chosen out of the quotations."""
    contract = getattr(project, "contract", None)
    is_over = project.stage in OVER
    status = ("terminated" if is_over else "active") if contract else "cancelled" if is_over else "pending"
    award = {
        "id": f"award-{choice.pk}",
        "title": project.title,
        "status": "cancelled" if status == "cancelled" else "active",
        "date": choice.at.isoformat(),
        "value": _yuan(choice.quotation.price),
        "suppliers": [parties.named(choice.quotation.supplier, "supplier")],
    }
    agreed = {
        "id": f"contract-{choice.pk}",
        "awardID": award["id"],
        "title": project.title,
        "status": status,
        "value": _yuan(contract.amount if contract else choice.quotation.price),
        **(_signed(contract) if contract else {}),
    }
    return award, agreed | _implementation(paid)


def _without_contract(project: Project, name: str, paid: list[dict], parties: Parties) -> tuple[dict, dict]:
    """Return award and contract of what was bought of `name` without a written contract, for less than 5,000 yuan."""
    supplier = parties.named(name, "supplier")
    key = f"{project.pk}-{supplier['id']}"
    award = {"id": f"award-{key}", "title": project.title, "status": "active", "suppliers": [supplier]}
    status = "terminated" if project.stage in OVER else "active"
    contract = {"id": f"contract-{key}", "awardID": award["id"], "title": project.title, "status": status}
    return award, contract | _implementation(paid)


def _implementation(paid: list[dict]) -> dict:
    return {"implementation": {"transactions": paid}} if paid else {}


def _signed(contract: Contract) -> dict:
    """Return when a contract was signed, and from when to when it runs."""
    period = {"startDate": _day(contract.starts_on), "endDate": _day(contract.ends_on)}
    return {"dateSigned": _day(contract.signed_on), "period": period}


def _transaction(posting: BookedPosting, voucher: Voucher, parties: Parties) -> dict:
    """Return a payment, or below zero its reversal; `moneySource` is what it was paid out of."""
    is_reversal = posting.entry.reverses_id is not None
    return {
        "id": f"entry-{posting.entry_id}",
        "date": _day(timezone.localdate(posting.entry.at) if is_reversal else voucher.spent_on),
        "value": _yuan(_amount(posting)),
        "payer": parties.buyer,
        "payee": parties.named(voucher.payee, "payee"),
        "moneySource": posting.money_source,
    }


def _amount(posting: BookedPosting) -> Decimal:
    """Return what `posting` adds to its figure, in yuan."""
    return FIGURES[posting.figure][1] * posting.amount


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


def _yuan(amount: Decimal) -> dict:
    return {"amount": amount, "currency": "CNY"}
