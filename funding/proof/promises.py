"""The promises that tie rows of the ledger to each other and to their papers, each as SQL that finds the rows breaking it."""

from collections.abc import Iterator

from funding.models import NOT_UNDER_WAY, inexact_reversals_sql, misrouted_entries_sql

CENTS = "(SELECT coalesce(sum(p.amount), 0) FROM funding_posting p JOIN funding_account a ON a.id = p.account_id WHERE p.entry_id = e.id AND {})"
CASH, RESERVED = CENTS.format("a.kind = 'cash'"), CENTS.format("a.kind = 'grant'")
OWED, KEPT = CENTS.format("a.kind = 'payable'"), CENTS.format("a.kind = 'retention'")
SOURCE = """(SELECT max(a.source) FROM funding_posting p JOIN funding_account a ON a.id = p.account_id
             WHERE p.entry_id = e.id AND a.kind = 'cash')"""
Promise = tuple[str, str, str]


def list_promises() -> Iterator[Promise]:
    """Return (table, what is wrong, SQL of the rows that are) for every promise, causes before consequences."""
    yield from _tie_entries()
    yield from _tie_entries_to_papers()
    yield from _tie_bills()
    yield from _tie_payments_and_reversals()
    yield from _tie_grants_and_projects()


def _tie_entries() -> Iterator[Promise]:
    """An entry comes to zero, and the money goes its way and no further."""
    yield (
        "funding_entry",
        "its postings do not come to zero",
        ("SELECT entry_id FROM funding_posting GROUP BY entry_id HAVING sum(amount) <> 0 ORDER BY 1"),
    )
    yield (
        "funding_entry",
        "its money goes another way than that of its kind",
        f"SELECT DISTINCT id FROM ({misrouted_entries_sql('true')}) e ORDER BY 1",
    )
    yield (
        "funding_entry",
        "given back while the project is under way",
        (
            f"""SELECT e.id FROM funding_entry e JOIN projects_project p ON p.id = e.project_id
            WHERE e.kind = 'return' AND p.stage NOT IN {NOT_UNDER_WAY} ORDER BY 1"""
        ),
    )
    yield (
        "projects_project",
        "what is left is not what came in less what went out",
        (
            """SELECT project_id FROM funding_projecttotal WHERE year = 0 AND source = ''
            AND "left" <> received + paid - spent - returned ORDER BY 1"""
        ),
    )
    yield (
        "funding_account",
        "overdrawn",
        (
            """SELECT a.id FROM funding_account a JOIN funding_posting p ON p.account_id = a.id
           WHERE a.kind <> 'outside' GROUP BY a.id
           HAVING CASE WHEN a.kind IN ('payable', 'retention') THEN -sum(p.amount) ELSE sum(p.amount) END < 0 ORDER BY 1"""
        ),
    )


def _tie_entries_to_papers() -> Iterator[Promise]:
    """A receipt, a spending and a debt say what their papers say."""
    yield (
        "funding_entry",
        "a receipt that its paper does not bear out",
        (
            f"""SELECT e.id FROM funding_entry e LEFT JOIN funding_contribution c ON c.entry_id = e.id
            WHERE e.kind = 'receipt' AND (c.amount IS DISTINCT FROM {CASH} OR c.project_id IS DISTINCT FROM e.project_id
            OR {SOURCE} IS DISTINCT FROM c.source) ORDER BY 1"""
        ),
    )
    yield (
        "funding_entry",
        "a spending that its voucher does not bear out",
        (
            f"""SELECT e.id FROM funding_entry e LEFT JOIN funding_voucher v ON v.entry_id = e.id
            WHERE e.kind = 'spending' AND (v.amount IS DISTINCT FROM -{CASH} OR v.project_id IS DISTINCT FROM e.project_id
            OR {SOURCE} IS DISTINCT FROM v.source
            OR {OWED} <> CASE WHEN v.bill_id IS NULL OR v.is_retention THEN 0 ELSE v.amount END
            OR {KEPT} <> CASE WHEN v.is_retention THEN v.amount ELSE 0 END) ORDER BY 1"""
        ),
    )
    yield (
        "funding_entry",
        "a debt that its bill does not bear out",
        (
            f"""SELECT e.id FROM funding_entry e LEFT JOIN funding_bill b ON b.entry_id = e.id
            WHERE e.kind = 'bill' AND (b.amount - b.kept IS DISTINCT FROM -{OWED} OR b.kept IS DISTINCT FROM -{KEPT}
            OR b.project_id IS DISTINCT FROM e.project_id) ORDER BY 1"""
        ),
    )


def _tie_bills() -> Iterator[Promise]:
    """Bills are paid once, and no more than was asked for and agreed."""
    yield (
        "funding_bill",
        "paid more than was asked for",
        (
            """SELECT b.id FROM funding_bill b JOIN funding_voucher v ON v.bill_id = b.id AND NOT v.is_reversed
            GROUP BY b.id HAVING b.is_reversed OR bool_or(v.project_id <> b.project_id)
            OR sum(v.amount) FILTER (WHERE v.is_retention) > b.kept OR sum(v.amount) FILTER (WHERE NOT v.is_retention) > b.amount - b.kept
            ORDER BY 1"""
        ),
    )
    yield (
        "funding_contract",
        "its bills come to more",
        (
            """SELECT c.id FROM funding_contract c JOIN funding_bill b ON b.contract_id = c.id AND NOT b.is_reversed
            GROUP BY c.id HAVING sum(b.amount) > c.amount ORDER BY 1"""
        ),
    )
    yield (
        "funding_bill",
        "its invoice is that of a voucher too",
        (
            """SELECT b.id FROM funding_bill b JOIN funding_voucher v ON v.invoice_number = b.invoice_number
            WHERE NOT b.is_reversed AND NOT v.is_reversed ORDER BY 1"""
        ),
    )


def _tie_payments_and_reversals() -> Iterator[Promise]:
    """The street pays what was approved, and a reversal undoes the whole of an entry."""
    yield (
        "funding_entry",
        "a payment that nobody approved",
        (
            f"""SELECT e.id FROM funding_entry e LEFT JOIN funding_tranche t ON t.entry_id = e.id
            LEFT JOIN funding_grant g ON g.id = t.grant_id LEFT JOIN funding_account f ON f.id = g.envelope_id
            LEFT JOIN areas_area area ON area.id = f.area_id
            WHERE e.kind = 'payment' AND (t.amount IS DISTINCT FROM {CASH} OR t.paid_at IS NULL OR t.approved_by_id IS NULL
            OR g.project_id IS DISTINCT FROM e.project_id
            OR {SOURCE} IS DISTINCT FROM CASE area.level WHEN 'district' THEN 'district' ELSE 'street' END) ORDER BY 1"""
        ),
    )
    yield (
        "funding_entry",
        "a reversal that does not undo what it reverses",
        (f"{inexact_reversals_sql('true')} ORDER BY 1"),
    )
    for table in ("funding_bill", "funding_voucher"):
        yield (
            table,
            "marked as reversed without a reversal, or the other way round",
            (
                f"""SELECT v.id FROM {table} v
               WHERE v.is_reversed <> EXISTS (SELECT 1 FROM funding_entry WHERE reverses_id = v.entry_id) ORDER BY 1"""
            ),
        )


def _tie_grants_and_projects() -> Iterator[Promise]:
    """A project has the grant, the budget and the warranty that were decided."""
    yield (
        "funding_grant",
        "not what was reserved for it",
        (
            f"""SELECT max(g.id) FROM funding_grant g GROUP BY g.project_id HAVING sum(g.amount) <>
            (SELECT coalesce(sum({RESERVED}), 0) FROM funding_entry e WHERE e.kind = 'grant' AND e.project_id = g.project_id) ORDER BY 1"""
        ),
    )
    yield (
        "projects_project",
        "its budget is not what was applied for",
        (
            """SELECT p.id FROM projects_project p JOIN LATERAL
            (SELECT * FROM funding_application WHERE project_id = p.id ORDER BY id DESC LIMIT 1) a ON true
            WHERE p.subsidy_approved > 0 AND (a.total <> p.budget OR a.subsidy <> p.subsidy_planned
            OR a.lines IS DISTINCT FROM (SELECT jsonb_agg(jsonb_build_array(b.name, b.amount::text) ORDER BY b.id)
                                         FROM funding_budgetline b WHERE b.project_id = p.id)
            OR a.shares IS DISTINCT FROM (SELECT jsonb_object_agg(s.source, s.amount::text)
                                          FROM funding_plannedshare s WHERE s.project_id = p.id)) ORDER BY 1"""
        ),
    )
    yield (
        "projects_project",
        "its subsidy is not what was approved, less what was released",
        (
            """SELECT p.id FROM projects_project p LEFT JOIN funding_projecttotal t ON t.project_id = p.id AND t.year = 0 AND t.source = ''
            WHERE p.subsidy_approved <> coalesce(t.approved, 0) ORDER BY 1"""
        ),
    )
    yield (
        "projects_project",
        "its warranty is not that of its contract",
        (
            """SELECT p.id FROM projects_project p JOIN funding_contract c ON c.project_id = p.id
            WHERE p.warranty_months IS DISTINCT FROM c.warranty_months ORDER BY 1"""
        ),
    )
    yield (
        "funding_grant",
        "its parts do not come to it",
        (
            """SELECT g.id FROM funding_grant g LEFT JOIN funding_tranche t ON t.grant_id = g.id
           GROUP BY g.id HAVING g.amount IS DISTINCT FROM sum(t.amount) ORDER BY 1"""
        ),
    )
