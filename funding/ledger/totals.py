"""The sums that the public pages read, kept beside the postings: no page adds up 200,000 of them.

Each booking adds its own postings to them inside its own transaction (ledger.post). None of these rows makes payments
wait for each other: those of a project and of an envelope are written under a lock that the booking holds anyway,
and of areas a booking only adds rows, which `fold` puts together now and then. They are derived from the postings,
all of them: verify_ledger recomputes each, and `rebuild` makes them anew.
"""

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear, Substr

from funding.ledger import queries
from funding.models import Account, AreaTotal, Entry, EnvelopeTotal, Posting, ProjectTotal
from panlong.areas.models import CODE_LENGTHS, Level

FIGURES = ("received", "approved", "paid", "spent", "returned", "left", "owed", "kept")
SUMS = ", ".join(f'sum("{name}") AS "{name}"' for name in FIGURES)
NAMES = ", ".join(f'"{name}"' for name in FIGURES)
MORE = ", ".join(f'"{name}" = t."{name}" + EXCLUDED."{name}"' for name in FIGURES)
BY_PROJECT = f"""SELECT project AS project_id, coalesce(year, 0) AS year, coalesce(source, '') AS source, {SUMS} FROM leaves
                 GROUP BY GROUPING SETS ((project, year, source), (project, year), (project, source), (project))
                 HAVING grouping(source) = 1 OR source <> ''"""  # what is owed has no source until it is paid
BY_AREA = f"SELECT community, theme, year, source, {SUMS} FROM leaves GROUP BY community, theme, year, source"


def leaf_areas(**which) -> QuerySet:
    """Return the figures of the postings that `which` selects by project, community, theme, year and source."""
    counted = Q()
    for condition, _sign in queries.FIGURES.values():
        counted |= condition
    return (
        Posting.objects.filter(counted, account__project__isnull=False, **which)
        .values(
            project=F("account__project"),
            community=Substr("account__project__area__code", 1, CODE_LENGTHS[Level.COMMUNITY]),
            theme=F("account__project__theme"),
            year=ExtractYear("entry__at"),
            source=queries.SOURCE,
        )
        .annotate(**queries.figures())
        .order_by()
    )


def of_envelopes(**which) -> QuerySet:
    """Return what was put into each envelope and what is left of it, out of the postings that `which` selects."""
    return (
        Posting.objects.filter(account__kind=Account.Kind.ENVELOPE, **which)
        .values("account_id")
        .annotate(put_in=Sum("amount", filter=queries.APPROPRIATED, default=queries.ZERO), left=Sum("amount"))
        .order_by()
    )


def add_to_totals(entry: Entry) -> None:
    """Add the postings of `entry`, which was just booked, to the sums."""
    _add(entry=entry)


@transaction.atomic
def rebuild_totals() -> None:
    """Make all sums anew from the postings."""
    for model in (ProjectTotal, AreaTotal, EnvelopeTotal):
        model.objects.all().delete()
    _add()


def _add(**which) -> None:
    rows, given = leaf_areas(**which).query.sql_with_params()
    envelopes, given_of_envelopes = of_envelopes(**which).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH leaves AS ({rows}), areas AS (
                INSERT INTO funding_areatotal (community, theme, year, source, {NAMES}) {BY_AREA}
            )
            INSERT INTO funding_projecttotal AS t (project_id, year, source, {NAMES}) {BY_PROJECT}
            ON CONFLICT (project_id, year, source) DO UPDATE SET {MORE}
            """,
            given,
        )
        cursor.execute(
            f"""
            INSERT INTO funding_envelopetotal AS t (account_id, put_in, "left") {envelopes}
            ON CONFLICT (account_id) DO UPDATE SET put_in = t.put_in + EXCLUDED.put_in, "left" = t."left" + EXCLUDED."left"
            """,
            given_of_envelopes,
        )


def fold_totals() -> None:
    """Put the rows of areas together, one for each community, theme, year and source.

    One statement: whoever reads sees the sums before or after it, and what is booked meanwhile stays as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH leaves AS (DELETE FROM funding_areatotal RETURNING *)
            INSERT INTO funding_areatotal (community, theme, year, source, {NAMES}) {BY_AREA}
            """
        )


def wrong_totals() -> list[tuple[str, str]]:
    """Return (table, row) of the sums that are not those of the postings."""
    rows, given = leaf_areas().query.sql_with_params()
    envelopes, given_of_envelopes = of_envelopes().query.sql_with_params()
    differ = " OR ".join(f'now."{name}" IS DISTINCT FROM kept."{name}"' for name in FIGURES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH leaves AS MATERIALIZED ({rows})
            SELECT 'funding_projecttotal', concat_ws(' ', project_id, nullif(year, 0), nullif(source, ''))
            FROM ({BY_PROJECT}) now FULL JOIN funding_projecttotal kept USING (project_id, year, source) WHERE {differ}
            UNION ALL SELECT 'funding_areatotal', concat_ws(' ', community, theme, year, source)
            FROM ({BY_AREA}) now FULL JOIN ({BY_AREA.replace("leaves", "funding_areatotal")}) kept
            USING (community, theme, year, source) WHERE {differ}
            """,
            given,
        )
        found = cursor.fetchall()
        cursor.execute(
            f"""
            SELECT 'funding_envelopetotal', account_id::text FROM ({envelopes}) now FULL JOIN funding_envelopetotal kept USING (account_id)
            WHERE now.put_in IS DISTINCT FROM kept.put_in OR now."left" IS DISTINCT FROM kept."left"
            """,
            given_of_envelopes,
        )
        return found + cursor.fetchall()
