"""Pages of notices and messages."""
