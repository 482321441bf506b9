"""Proof that the books were not altered."""
