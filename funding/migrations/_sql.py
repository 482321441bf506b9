"""What the data migrations of this app did when they were written. Frozen: today's code may say otherwise."""

from django.utils import timezone

WEB_ROLE = "panlong_web"  # deploy/postgres/roles.sh
STEPS = ("requested", "checked", "approved", "paid")
CHANGE_STEPS = ("checked", "reviewed", "approved", "refused")
REVIEW = ("district_by_id", "district_at", "reviewer_id", "reviewed_at", "verdict", "reason")
# Columns that the web role may change, by table without its prefix.
MAY_CHANGE = {
    "account": ("source",),
    "entry": (),
    "posting": (),
    "contribution": (),
    "pledge": (),
    "giftinkind": (),
    "application": (),
    "approval": (),
    "contract": (),
    "link": (),
    "bankline": (),
    "bankstatement": (),
    "bill": ("is_reversed",),
    "voucher": ("is_reversed",),
    "grant": ("released_at",),
    "streetreview": REVIEW,
    "tranche": (
        *(f"{step}_{what}" for step in STEPS for what in ("by_id", "at")),
        "bank_reference",
        "entry_id",
    ),
    "grantchange": (*(f"{step}_{what}" for step in CHANGE_STEPS for what in ("by_id", "at")), "refusal"),
    "quotationround": ("opened_by_id", "opened_at"),
    "supplierinvitation": ("void_at",),
    "quotation": ("price",),
    "supplierchoice": ("approval", "decided_by_id", "decided_at", "decision_reason"),
    "seal": ("notice_id",),
}


def restrict_web_role(apps, schema_editor):
    """Take from the web role what it does not need on the tables of money that exist by now.

    Only where the web role is not the owner, as in production.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB_ROLE])
        if cursor.fetchone() is None:
            return
        for name, columns in MAY_CHANGE.items():
            cursor.execute("SELECT to_regclass(%s)", [f"funding_{name}"])
            if cursor.fetchone()[0] is None:
                continue
            cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON funding_{name} FROM "{WEB_ROLE}"')
            if columns:
                cursor.execute(f'GRANT UPDATE ({", ".join(columns)}) ON funding_{name} TO "{WEB_ROLE}"')


SEALING = 2026_1124  # key of the advisory lock of the chain
POSTINGS = """(SELECT jsonb_agg(to_jsonb(p) || jsonb_build_object('account', to_jsonb(a)) ORDER BY p.id)
               FROM funding_posting p JOIN funding_account a ON a.id = p.account_id WHERE p.entry_id = t.id)"""
FACTS = {"entry": f"(to_jsonb(t) || jsonb_build_object('postings', {POSTINGS}))"}
LINK = """
INSERT INTO funding_link (chain, number, kind, row_id, at, facts, previous, digest)
SELECT l.*, encode(sha256(convert_to(concat_ws(E'\\n', l.previous, l.chain, l.number, l.kind, l.row_id,
            to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), l.facts), 'UTF8')), 'hex')
FROM (
    SELECT %(chain)s::bigint AS chain, coalesce(last.number, 0) + 1 AS number, %(kind)s::text AS kind,
           t.id AS row_id, %(at)s::timestamptz AS at, ({facts})::text AS facts,
           coalesce(last.digest, '') AS previous
    FROM funding_{kind} t LEFT JOIN LATERAL (
        SELECT number, digest FROM funding_link WHERE chain = %(chain)s ORDER BY number DESC LIMIT 1
    ) last ON true
    WHERE t.id = %(row)s
) l
"""


def link_row(cursor, kind: str, row: int, chain: int) -> None:
    """Add row `row` of table funding_`kind` to `chain`; 0 is the chain of the envelopes."""
    cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [SEALING])
    statement = LINK.replace("{facts}", FACTS.get(kind, "to_jsonb(t)")).replace("{kind}", kind)
    cursor.execute(statement, {"chain": chain, "kind": kind, "row": row, "at": timezone.now()})


FIGURES = ("received", "approved", "paid", "spent", "returned", "left", "owed", "kept")
NAMES = ", ".join(f'"{name}"' for name in FIGURES)
SUMS = ", ".join(f'sum("{name}") AS "{name}"' for name in FIGURES)
OWN = "a.kind = 'cash' AND NOT a.source IN ('district', 'street') AND (e.kind = 'receipt' OR r.kind = 'receipt')"
GRANTED = "a.kind = 'grant' AND e.kind IN ('grant', 'release')"
PAID = "a.kind = 'cash' AND a.source IN ('district', 'street') AND e.kind = 'payment'"
SPENT = "a.kind = 'cash' AND (e.kind = 'spending' OR r.kind = 'spending')"
RETURNED = "a.kind = 'cash' AND e.kind IN ('return', 'release')"
LEAVES = f"""
SELECT a.project_id AS project, substring(ar.code, 1, 12) AS community, pr.theme AS theme,
       extract(year FROM e.at AT TIME ZONE 'Asia/Shanghai') AS year,
       CASE WHEN a.kind = 'grant' THEN (
           SELECT CASE WHEN ua.level = 'district' THEN 'district' ELSE 'street' END
           FROM funding_posting up JOIN funding_account u ON up.account_id = u.id
                LEFT JOIN areas_area ua ON u.area_id = ua.id
           WHERE u.kind = 'envelope' AND up.entry_id = p.entry_id ORDER BY up.id LIMIT 1
       ) ELSE a.source END AS source,
       coalesce(sum(p.amount) FILTER (WHERE {OWN}), 0.00) AS received,
       coalesce(sum(p.amount) FILTER (WHERE {GRANTED}), 0.00) AS approved,
       coalesce(sum(p.amount) FILTER (WHERE {PAID}), 0.00) AS paid,
       -coalesce(sum(p.amount) FILTER (WHERE {SPENT}), 0.00) AS spent,
       -coalesce(sum(p.amount) FILTER (WHERE {RETURNED}), 0.00) AS returned,
       -coalesce(sum(p.amount) FILTER (WHERE a.kind = 'payable'), 0.00) AS owed,
       -coalesce(sum(p.amount) FILTER (WHERE a.kind = 'retention'), 0.00) AS kept,
       coalesce(sum(p.amount) FILTER (WHERE a.kind = 'cash'), 0.00) AS "left"
FROM funding_posting p JOIN funding_account a ON p.account_id = a.id JOIN funding_entry e ON p.entry_id = e.id
     LEFT JOIN funding_entry r ON e.reverses_id = r.id
     JOIN projects_project pr ON a.project_id = pr.id JOIN areas_area ar ON pr.area_id = ar.id
WHERE ({OWN}) OR ({GRANTED}) OR ({PAID}) OR ({SPENT}) OR ({RETURNED}) OR a.kind IN ('payable', 'retention')
GROUP BY 1, 2, 3, 4, 5
"""
ADD_UP = f"""
WITH leaves AS ({LEAVES}), areas AS (
    INSERT INTO funding_areatotal (community, theme, year, source, {NAMES})
    SELECT community, theme, year, source, {SUMS} FROM leaves GROUP BY community, theme, year, source
)
INSERT INTO funding_projecttotal (project_id, year, source, {NAMES})
SELECT project, coalesce(year, 0), coalesce(source, ''), {SUMS} FROM leaves
GROUP BY GROUPING SETS ((project, year, source), (project, year), (project, source), (project))
HAVING grouping(source) = 1 OR source <> ''
"""
ADD_UP_ENVELOPES = """
INSERT INTO funding_envelopetotal (account_id, put_in, "left")
SELECT p.account_id,
       coalesce(sum(p.amount) FILTER (WHERE e.kind IN ('appropriation', 'allotment')), 0.00), sum(p.amount)
FROM funding_posting p JOIN funding_account a ON p.account_id = a.id JOIN funding_entry e ON p.entry_id = e.id
WHERE a.kind = 'envelope' GROUP BY 1
"""


def rebuild_totals(cursor) -> None:
    """Make all sums anew from the postings."""
    for table in ("projecttotal", "areatotal", "envelopetotal"):
        cursor.execute(f"DELETE FROM funding_{table}")
    cursor.execute(ADD_UP)
    cursor.execute(ADD_UP_ENVELOPES)
