"""The project's cashbook: receipts, spending, bills, settlement, bank statements."""
