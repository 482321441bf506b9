"""The projects as an Open Contracting release package (OCDS 1.1, https://standard.open-contracting.org/1.1/)."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils import timezone

from funding.models import Contract, Posting, SupplierChoice, Voucher
from panlong import clock
from panlong.areas.models import Area, Level
from projects.models import Project

PREFIX = "ocds-panlong"  # to be replaced by the prefix that the Open Contracting Partnership registers


def as_package(postings: Iterable[Posting], address: str) -> bytes:
    """Return the release package of the projects that `postings` belong to; one release a project."""
    keys = {posting.account.project_id for posting in postings}
    district = Area.objects.filter(level=Level.DISTRICT).first()
    package = {
        "uri": address,
        "version": "1.1",
        "publishedDate": clock.now().isoformat(),
        "publisher": {"name": district.name if district else ""},
        "releases": [_release(project) for project in _projects(keys)],
    }
    return json.dumps(package, ensure_ascii=False, default=_number).encode()


def _number(value):
    """Write money as a number: float is exact to the cent up to ten thousand million yuan."""
    return float(value) if isinstance(value, Decimal) else str(value)


def _projects(keys):
    counted = SupplierChoice.objects.exclude(approval__in=["waiting", "refused"]).select_related("quotation")
    return (
        Project.objects.filter(pk__in=keys)
        .select_related("area", "contract")
        .prefetch_related(
            "quotations",
            "quotation_rounds",
            "planned_shares",
            Prefetch("supplier_choices", counted),
            Prefetch("vouchers", Voucher.objects.filter(is_reversed=False)),
        )
        .order_by("pk")
    )


def _release(project: Project) -> dict:
    choice = next(iter(project.supplier_choices.all()), None)
    vouchers = list(project.vouchers.all())
    buyer = {"id": f"CN-530103-{project.area.code}", "name": project.implementer or project.area.name}
    supplier = choice and {"id": f"supplier-{choice.quotation_id}", "name": choice.quotation.supplier}
    parties = [{**buyer, "roles": ["buyer", "procuringEntity"]}]
    if supplier:
        parties.append({**supplier, "roles": ["supplier"]})
    release = {
        "ocid": f"{PREFIX}-{project.pk}",
        "id": f"{PREFIX}-{project.pk}-{timezone.localtime(project.stage_since):%Y%m%d%H%M%S}",
        "date": project.stage_since.isoformat(),
        "tag": ["planning", *(["tender"] if project.quotations.all() else []), *(["award"] if choice else []),
                *(["contract"] if choice else []), *(["implementation"] if vouchers else [])],
        "initiationType": "tender",
        "language": "zh",
        "parties": parties,
        "buyer": buyer,
        "planning": {"rationale": project.problem, "budget": {"description": project.plan, "amount": _yuan(project.budget)}},
    }  # fmt: skip
    if project.quotations.all():
        release["tender"] = {
            "id": f"tender-{project.pk}",
            "title": project.title,
            "status": "complete" if choice else "active",
            "procurementMethod": "selective",
            "value": _yuan(project.budget),
            "numberOfTenderers": len(project.quotations.all()),
        }
        if rounds := project.quotation_rounds.all():
            release["tender"]["tenderPeriod"] = {
                "startDate": rounds[0].called_at.isoformat(),
                "endDate": rounds[len(rounds) - 1].closes_at.isoformat(),
            }
    if choice:
        release["awards"] = [
            {
                "id": f"award-{choice.pk}",
                "title": project.title,
                "status": "active",
                "date": choice.at.isoformat(),
                "value": _yuan(choice.quotation.price),
                "suppliers": [supplier],
            }
        ]
        contract = getattr(project, "contract", None)
        release["contracts"] = [
            {
                "id": f"contract-{choice.pk}",
                "awardID": f"award-{choice.pk}",
                "title": project.title,
                "status": "active" if contract else "pending",
                "value": _yuan(contract.amount if contract else choice.quotation.price),
                **(_signed(contract) if contract else {}),
                "implementation": {"transactions": [_transaction(voucher, buyer) for voucher in vouchers]},
            }
        ]
    return release


def _signed(contract: Contract) -> dict:
    """Return when a contract was signed, and from when to when it runs."""
    period = {"startDate": _day(contract.starts_on), "endDate": _day(contract.ends_on)}
    return {"dateSigned": _day(contract.signed_on), "period": period}


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


def _transaction(voucher: Voucher, buyer: dict) -> dict:
    return {
        "id": f"voucher-{voucher.pk}",
        "date": _day(voucher.spent_on),
        "value": _yuan(voucher.amount),
        "payer": buyer,
        "payee": {"id": f"payee-{voucher.pk}", "name": voucher.payee},
    }


def _yuan(amount: Decimal) -> dict:
    return {"amount": amount, "currency": "CNY"}
