"""The last line of defence behind the triggers: what the portal's own database role may not even try.

The web role may add to the tables of money and read them. It may change only the columns that a verb moves on, and
delete or empty nothing but what is kept for a term only. PostgreSQL wants the right to change some column of a row that is locked: for accounts that
is `source`, which their trigger keeps.
"""

from django.db import connection

WEB_ROLE = "panlong_web"  # deploy/postgres/roles.sh
STEPS = ("requested", "checked", "approved", "paid")
MAY_CHANGE: dict[str, tuple[str, ...]] = {
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
    "streetreview": ("district_by_id", "district_at", "reviewer_id", "reviewed_at", "verdict", "reason"),
    "tranche": (*(f"{step}_{what}" for step in STEPS for what in ("by_id", "at")), "bank_reference", "entry_id"),
    "grantchange": (
        *(f"{step}_{what}" for step in ("checked", "reviewed", "approved", "refused") for what in ("by_id", "at")), "refusal",
    ),
    "quotationround": ("opened_by_id", "opened_at"),
    "supplierinvitation": ("void_at",),
    "quotation": ("price",),
    "supplierchoice": ("approval", "decided_by_id", "decided_at", "decision_reason"),
    "seal": ("notice_id",),
    "supplier": (
        "name", "legal_person", "phone_cipher", "phone_hash", "next_phone_cipher", "next_phone_hash", "next_phone_by_id",
        "phone_confirmed_by_id", "status", "confirmed_by_id", "confirmed_at", "reason", "again_by_id", "again_reason",
    ),
    "offertrace": (),
    "offercode": ("tries", "used_at"),
}  # fmt: skip
MAY_DELETE = {"offertrace"}  # after its term; a trigger keeps what is needed still


def restrict_web_role(role: str = WEB_ROLE) -> bool:
    """Take from `role` what it does not need on the tables of money; return False when there is no such role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            return False
        for name, columns in MAY_CHANGE.items():
            cursor.execute("SELECT to_regclass(%s)", [f"funding_{name}"])
            if cursor.fetchone()[0] is None:  # a later migration makes it
                continue
            cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON funding_{name} FROM "{role}"')
            if name in MAY_DELETE:
                cursor.execute(f'GRANT DELETE ON funding_{name} TO "{role}"')
            if there := _there(cursor, name, columns):
                cursor.execute(f'GRANT UPDATE ({", ".join(there)}) ON funding_{name} TO "{role}"')
    return True


def _there(cursor, name: str, columns: tuple[str, ...]) -> list[str]:
    """Return those of `columns` that the table has by now: a later migration makes the others."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [f"funding_{name}"]
    )
    has = {row[0] for row in cursor.fetchall()}
    return [column for column in columns if column in has]
