"""How a transaction looks at the database, and when its references are checked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def checked_at_once() -> Iterator[None]:
    """Let the database check each row's references as it is written, not all of them at the end of the transaction.

    What waits for the end makes every call of a trigger slower, so that twice as many rows take four times as long.
    An error inside ends the transaction or goes back to its savepoint, and this with it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def one_moment() -> Iterator[None]:
    """Open a transaction in which every statement sees the same moment; inside another transaction, see what that one sees."""
    is_own = not connection.in_atomic_block
    with transaction.atomic():
        if is_own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
