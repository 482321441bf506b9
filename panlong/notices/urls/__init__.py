"""Addresses of notices and messages."""
