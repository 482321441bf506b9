"""Is the roll of each round the one that was frozen at its opening, and its corrections what two people decided?"""

import json
from collections.abc import Iterator

from django.db import connection

from deliberation.models import RollCorrection
from panlong.log.rows import Wrong

TABLE = "deliberation_rollentry"
# Written by the trigger of panlong.log.migrations.0007; counting the votes writes the whole roll once more.
KIND = "roll_at_opening"


def verify_rolls() -> Iterator[Wrong]:
    """Yield each round whose roll is not what entered the log at its opening, and each entry that nobody decided on."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.id, l.entry, roll.many, encode(sha256(l.salt || convert_to(roll.told, 'UTF8')), 'hex')
            FROM deliberation_votinground r CROSS JOIN LATERAL log_roll_rows(r.id) roll LEFT JOIN LATERAL (
                SELECT entry, salt FROM log_leaf WHERE kind = %s AND row = r.id ORDER BY id DESC LIMIT 1
            ) l ON true ORDER BY r.id
            """,
            [KIND],
        )
        for round, entry, many, digest in cursor.fetchall():
            if entry is None:
                yield Wrong(TABLE, 0, f"the roll of round {round} never entered the log")
                continue
            told = json.loads(entry)
            if told["rows"] != many:
                yield Wrong(
                    TABLE, 0, f"round {round} opened with {told['rows']} on its roll, there are {many}"
                )
            elif told["digest"] != digest:
                yield Wrong(TABLE, 0, f"the roll of round {round} is not the one with which it opened")
        for column, kind, what in (
            ("added_by_id", RollCorrection.Kind.ADD, "was put on the roll without a confirmed decision"),
            (
                "struck_by_id",
                RollCorrection.Kind.STRIKE,
                "was taken off the roll without a confirmed decision",
            ),
        ):
            cursor.execute(
                f"""
                SELECT e.id FROM {TABLE} e LEFT JOIN deliberation_rollcorrection c ON c.id = e.{column}
                AND c.round_id = e.round_id AND c.person_id = e.voter_id AND c.kind = %s AND c.confirmed_at IS NOT NULL
                WHERE e.{column} IS NOT NULL AND c.id IS NULL ORDER BY e.id
                """,
                [kind],
            )
            yield from (Wrong(TABLE, entry, what) for (entry,) in cursor.fetchall())
