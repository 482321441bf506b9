"""The portal's own database role, as deploy/postgres/roles.sh makes it, behind the second wall."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection

from panlong.server import wall


@contextmanager
def acting_as_web_role() -> Iterator:
    """Let everything that the connection does inside be done with the rights of the web role; yields a cursor."""
    role = f"panlong_web_{uuid4().hex[:12]}"  # roles are one for all databases that are tested at once
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        assert wall.raise_wall(role)
        cursor.execute(f"SET ROLE {role}")
        yield cursor
        cursor.execute("RESET ROLE")
