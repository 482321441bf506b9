"""Procurement: calls for quotations, invitations, contracts, splitting."""
