"""Erased people: the salts of leaves about their rows go, so that nobody can ever link a digest to them again.

The database does it (panlong/log/migrations/_erasing_sql.py) and lets no salt go in any other way. What the rows are now
stays proven: it entered with the erasing as one salted digest.
"""

from collections.abc import Iterator

from django.db import connection, transaction

from panlong.log.rows import Wrong

DUE = """
    SELECT DISTINCT u.id FROM accounts_user u
    JOIN audit_auditentry a ON a.act = 'close_account' AND a.target_type = 'user' AND a.target_id = u.id
    WHERE NOT u.is_active AND u.name = '' AND u.phone_hash IS NULL
      AND NOT EXISTS (SELECT FROM log_leaf l WHERE l.kind = 'accounts_user' AND l.row = u.id AND l.act = 'erased')
    ORDER BY u.id LIMIT 20
"""
CHECKS = (
    (
        "log_erased",
        "what entered when this person was erased is not what is kept",
        r"""SELECT l.row FROM log_leaf l LEFT JOIN LATERAL (
            SELECT count(*) AS many, encode(sha256(l.salt || convert_to(coalesce(string_agg(e.kind || ' ' || e.row || ' '
              || coalesce(e.facts, ''), E'\n' ORDER BY e.kind COLLATE "C", e.row), ''), 'UTF8')), 'hex') AS digest
            FROM log_erased e WHERE e.leaf_id = l.id) n ON true
        WHERE l.kind = 'accounts_user' AND (l.act <> 'erased' OR l.salt IS NULL OR n.many::text <> l.entry::jsonb->>'rows'
              OR n.digest <> l.entry::jsonb->>'digest')""",
    ),
    (
        "log_erased",
        "belongs to nobody who was erased",
        """SELECT e.id FROM log_erased e WHERE NOT EXISTS (
            SELECT FROM log_leaf l WHERE l.id = e.leaf_id AND l.kind = 'accounts_user' AND l.act = 'erased')""",
    ),
    (
        "accounts_user",
        "was erased in the log, but never closed the account",
        """SELECT l.row FROM log_leaf l WHERE l.kind = 'accounts_user' AND NOT EXISTS (
            SELECT FROM accounts_user u JOIN audit_auditentry a ON a.act = 'close_account' AND a.target_type = 'user'
              AND a.target_id = u.id WHERE u.id = l.row AND NOT u.is_active AND u.name = '')""",
    ),
    (
        "log_leaf",
        "its salt is gone, and nobody was erased",
        """SELECT l.id FROM log_leaf l WHERE l.salt IS NULL AND l.act <> 'removed' AND NOT EXISTS (
            SELECT FROM log_erased e WHERE e.kind = l.kind AND e.row = l.row AND e.leaf_id > l.id)""",
    ),
    (
        "log_leaf",
        "its salt is back, although the person was erased",
        """SELECT l.id FROM log_erased e JOIN log_leaf l ON l.kind = e.kind AND l.row = e.row AND l.id < e.leaf_id
        WHERE l.salt IS NOT NULL AND NOT e.differs""",
    ),
)


def erase_due() -> int:
    """Erase the salts of everybody whose account was closed since; return how many people. Safe to run twice."""
    with connection.cursor() as cursor:
        cursor.execute(DUE)
        people = [person for (person,) in cursor.fetchall()]
        for person in people:
            with transaction.atomic():
                cursor.execute("SELECT log_erase_person(%s)", [person])
    return len(people)


def verify_erased() -> Iterator[Wrong]:
    """Yield salts that are gone without an erased person, or back in spite of one, and erasings that are none."""
    with connection.cursor() as cursor:
        for table, what, query in CHECKS:
            cursor.execute(f"{query} ORDER BY 1 LIMIT 20")
            yield from (Wrong(table, row, what) for (row,) in cursor.fetchall())


def count_erased() -> int:
    """Return how many leaves can no longer be linked to anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM log_leaf WHERE salt IS NULL AND act <> 'removed'")
        return cursor.fetchone()[0]
