"""The double-entry ledger: posting, chain, totals, database privileges."""

from funding.ledger.posting import (
    CENT,
    Account,
    allot_money,
    appropriate_money,
    balance_of,
    cash_account,
    envelope_account,
    envelope_for,
    granted_account,
    outside_account,
    payable_account,
    post,
    retention_account,
    reverse_entry,
)

__all__ = [
    "CENT",
    "Account",
    "allot_money",
    "appropriate_money",
    "balance_of",
    "cash_account",
    "envelope_account",
    "envelope_for",
    "granted_account",
    "outside_account",
    "payable_account",
    "post",
    "retention_account",
    "reverse_entry",
]
