"""Money: ledger, plans, subsidies, papers, procurement."""

from funding.models.bank import BankLine, BankStatement
from funding.models.common import (
    INVOICES,
    OWN_SOURCES,
    PERSON,
    SUBSIDIES,
    Source,
    invoice_not_in,
    no_own_interest,
    reversed_by_its_reversal,
    yuan_field,
)
from funding.models.facilities import SharedFacility
from funding.models.income import Contribution, GiftInKind, Pledge
from funding.models.ledger import (
    ALLOWED_FLOWS,
    NOT_UNDER_WAY,
    REVERSIBLE,
    WITHOUT_PROJECT,
    Account,
    Entry,
    Posting,
    inexact_reversals_sql,
    misrouted_entries_sql,
)
from funding.models.papers import Bill, Paper, Voucher
from funding.models.plan import BudgetLine, PlannedShare
from funding.models.procurement import Contract, Quotation, QuotationRound, SupplierChoice, SupplierInvitation
from funding.models.proof import Link, Seal
from funding.models.subsidies import (
    TRANCHE_STATES,
    Application,
    Approval,
    Check,
    Grant,
    GrantChange,
    StreetReview,
    Tranche,
)
from funding.models.suppliers import FINDINGS, OfferCode, OfferTrace, Supplier
from funding.models.totals import AreaTotal, EnvelopeTotal, Figures, ProjectTotal

__all__ = [
    "ALLOWED_FLOWS",
    "FINDINGS",
    "INVOICES",
    "NOT_UNDER_WAY",
    "OWN_SOURCES",
    "PERSON",
    "REVERSIBLE",
    "SUBSIDIES",
    "TRANCHE_STATES",
    "WITHOUT_PROJECT",
    "Account",
    "Application",
    "Approval",
    "AreaTotal",
    "BankLine",
    "BankStatement",
    "Bill",
    "BudgetLine",
    "Check",
    "Contract",
    "Contribution",
    "Entry",
    "EnvelopeTotal",
    "Figures",
    "GiftInKind",
    "Grant",
    "GrantChange",
    "Link",
    "OfferCode",
    "OfferTrace",
    "Paper",
    "PlannedShare",
    "Pledge",
    "Posting",
    "ProjectTotal",
    "Quotation",
    "QuotationRound",
    "Seal",
    "SharedFacility",
    "Source",
    "StreetReview",
    "Supplier",
    "SupplierChoice",
    "SupplierInvitation",
    "Tranche",
    "Voucher",
    "inexact_reversals_sql",
    "invoice_not_in",
    "misrouted_entries_sql",
    "no_own_interest",
    "reversed_by_its_reversal",
    "yuan_field",
]
