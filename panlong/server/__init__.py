"""Embedded PostgreSQL and Redis, and the supervisor of `make run`. Production needs none of it."""
