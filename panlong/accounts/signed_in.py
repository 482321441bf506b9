"""Who is signed in: the session and its person, read at every request.

The two statements are written down here instead of being built by the ORM each time: that was a fifth of the
processor time of a vote (benchmarks/test_voting.py).
"""

from functools import cache

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from panlong.accounts.models import User


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self):
        found = _row(self.model, "session_key = %s AND expire_date > %s", self.session_key, timezone.now())
        if found is None:
            self._session_key = None  # as Django does: a key that we did not give out is never taken over
        return found


class PersonBackend(ModelBackend):
    """Django's sign-in by user name and password, and the person of a session."""

    def get_user(self, user_id: int) -> User | None:
        user = _row(User, "id = %s", user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def _row(model, where: str, *values):
    """Return the row of `model` that `where` finds, None when there is none."""
    columns, names = _columns(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} WHERE {where}", values)
        row = cursor.fetchone()
    return row and model.from_db(connection.alias, names, row)


@cache
def _columns(model) -> tuple[str, list[str]]:
    fields = model._meta.concrete_fields
    return ", ".join(field.column for field in fields), [field.attname for field in fields]
