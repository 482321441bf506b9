"""What the public pages of money must show, added up anew from the postings and nothing else.

On purpose this shares no code with funding.ledger.queries and funding.ledger.totals, which the pages read.
"""

from decimal import Decimal

from django.db import connection

from funding.models import SUBSIDIES

FIGURES = ("received", "approved", "paid", "spent", "returned", "left", "owed", "kept")
BOOKED = """
    SELECT a.project_id, a.kind AS account, a.source, a.source = ANY(%(subsidies)s) AS is_subsidy, e.kind AS act,
           coalesce(r.kind, '') AS undone, p.amount
    FROM funding_posting p JOIN funding_account a ON a.id = p.account_id JOIN funding_entry e ON e.id = p.entry_id
    LEFT JOIN funding_entry r ON r.id = e.reverses_id WHERE a.project_id IS NOT NULL"""
SUMS = """
    coalesce(sum(amount) FILTER (WHERE account = 'cash' AND NOT is_subsidy AND 'receipt' IN (act, undone)), 0),
    coalesce(sum(amount) FILTER (WHERE account = 'grant' AND act IN ('grant', 'release')), 0),
    coalesce(sum(amount) FILTER (WHERE account = 'cash' AND is_subsidy AND act = 'payment'), 0),
    coalesce(-sum(amount) FILTER (WHERE account = 'cash' AND 'spending' IN (act, undone)), 0),
    coalesce(-sum(amount) FILTER (WHERE account = 'cash' AND act IN ('return', 'release')), 0),
    coalesce(sum(amount) FILTER (WHERE account = 'cash'), 0),
    coalesce(-sum(amount) FILTER (WHERE account = 'payable'), 0),
    coalesce(-sum(amount) FILTER (WHERE account = 'retention'), 0)"""

Figures = dict[str, Decimal]


def add_up_all(project: int | None = None) -> Figures:
    """Return the figures of `project` (its key), or of all projects together, in yuan."""
    (row,) = _add_up(project, "")
    return dict(zip(FIGURES, row, strict=True))


def add_up_sources(project: int | None = None) -> dict[str, Figures]:
    """Return the same by source of the money: what came in, was spent, was given back and is left of each."""
    rows = _add_up(project, "source, ", "WHERE account = 'cash' GROUP BY source")
    return {source: dict(zip(FIGURES, row, strict=True)) for source, *row in rows}


def _add_up(project: int | None, group: str, narrowed: str = "") -> list:
    only = "" if project is None else " AND a.project_id = %(project)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH booked AS ({BOOKED}{only}) SELECT {group}{SUMS} FROM booked {narrowed}",
            {"subsidies": [str(source) for source in SUBSIDIES], "project": project},
        )
        return cursor.fetchall()


def add_up_envelopes() -> list[tuple[str, int, Decimal, Decimal]]:
    """Return (area, year, put in, not given out yet) of each yearly envelope."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(area.name, ''), a.year, coalesce(sum(p.amount) FILTER (WHERE e.kind IN ('appropriation', 'allotment')), 0),
                   sum(p.amount)
            FROM funding_posting p JOIN funding_account a ON a.id = p.account_id JOIN funding_entry e ON e.id = p.entry_id
            LEFT JOIN areas_area area ON area.id = a.area_id WHERE a.kind = 'envelope' GROUP BY a.id, area.name, a.year
            """
        )
        return cursor.fetchall()
