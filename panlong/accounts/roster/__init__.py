"""Rosters: reading a file, judging its lines, taking them over."""
