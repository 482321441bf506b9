"""The admin of what lies below the apps, and of projects. Django finds the classes by importing this."""

from panlong.portal.admin import foundations, households, notices, people, posts, projects, roster, steps

__all__ = ["foundations", "households", "notices", "people", "posts", "projects", "roster", "steps"]
