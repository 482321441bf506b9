"""Meetings and the committee."""
