"""The chain: every row of money, as it was when it became final, tied to the row before it by SHA-256.

Each project has a chain of its own, number 0 is that of the envelopes. A link keeps the row's columns as text
(`facts`) and the digest over the link before and all of that, so that anybody can recompute it with any tool.
Once a day all new links go into one seal, which is published and leaves the database (notice, feed, file):
whoever rewrites the past, even all of it, is found by comparing with a copy that somebody else kept.
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from funding.models import (
    Application,
    Approval,
    Bill,
    Contract,
    Contribution,
    Entry,
    GiftInKind,
    Grant,
    GrantChange,
    Link,
    Pledge,
    Quotation,
    QuotationRound,
    Seal,
    StreetReview,
    SupplierChoice,
    SupplierInvitation,
    Tranche,
    Voucher,
)
from panlong import clock
from panlong.areas.models import Area, Level
from panlong.notices.facts import LedgerSealFacts, SealOfDay
from panlong.notices.publishing import publish
from projects.models import Project

SEALING = 2026_1124  # key of the advisory lock: shared while a row is linked, alone while all are sealed
OF_THE_ENVELOPES = 0
LINKED: tuple[type[Model], ...] = (
    Entry, Contribution, Voucher, Pledge, GiftInKind, Application, StreetReview, Approval, Grant, GrantChange, Tranche,
    QuotationRound, SupplierInvitation, Quotation, SupplierChoice, Contract, Bill,
)  # fmt: skip
POSTINGS = """(SELECT jsonb_agg(to_jsonb(p) || jsonb_build_object('account', to_jsonb(a)) ORDER BY p.id)
               FROM funding_posting p JOIN funding_account a ON a.id = p.account_id WHERE p.entry_id = t.id)"""
DIGEST = """encode(sha256(convert_to(concat_ws(E'\\n', {0}.previous, {0}.chain, {0}.number, {0}.kind, {0}.row_id,
            to_char({0}.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), {0}.facts), 'UTF8')), 'hex')"""


def facts_of(model: type[Model]) -> str:
    """Return the SQL of all columns of row `t` of `model` as jsonb; an entry's with its postings and their accounts."""
    if model is Entry:
        return f"(to_jsonb(t) || jsonb_build_object('postings', {POSTINGS}))"
    return "to_jsonb(t)"


def link_rows(row: Model, project: Project | None, *, at: datetime | None = None) -> None:
    """Add `row` as it is now to the chain of `project` (None: of the envelopes). The caller has locked the project.

    A row that moves on, such as a part of a subsidy, is linked again at each step; the last link is what counts. `at` is
    the moment that the verb has written elsewhere (now when None).
    """
    link_row(type(row), row.pk, project.pk if project else OF_THE_ENVELOPES, at)


def link_row(model: type[Model], pk: int, chain: int, at: datetime | None = None) -> None:
    """Add the row `pk` of `model` to `chain`, with the moment `at` (now when None)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [SEALING])
        if chain == OF_THE_ENVELOPES:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SEALING, OF_THE_ENVELOPES])
        cursor.execute(
            f"""
            INSERT INTO funding_link (chain, number, kind, row_id, at, facts, previous, digest)
            SELECT l.*, {DIGEST.format("l")} FROM (
                SELECT %(chain)s::bigint AS chain, coalesce(last.number, 0) + 1 AS number, %(kind)s::text AS kind, t.id AS row_id,
                       %(at)s::timestamptz AS at, ({facts_of(model)})::text AS facts, coalesce(last.digest, '') AS previous
                FROM {model._meta.db_table} t LEFT JOIN LATERAL (
                    SELECT number, digest FROM funding_link WHERE chain = %(chain)s ORDER BY number DESC LIMIT 1
                ) last ON true
                WHERE t.id = %(row)s
            ) l
            """,
            {"chain": chain, "kind": model._meta.model_name, "row": pk, "at": at or clock.now()},
        )


# --- Seals ------------------------------------------------------------------------------------------------------
NEW_LINKS = """(SELECT count(*) AS links, max(id) AS last_link, encode(sha256(convert_to(string_agg(digest, E'\\n' ORDER BY id), 'UTF8')), 'hex') AS heads
                FROM funding_link WHERE id > {0} AND id <= {1})"""
SEAL = """encode(sha256(convert_to(concat_ws(E'\\n', {0}.previous, {0}.id, {0}.day,
          to_char({0}.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), {0}.last_link, {0}.links, {1}), 'UTF8')), 'hex')"""


def seal_due() -> bool:
    """Say whether there is something to seal and today has no seal yet."""
    last = Seal.objects.last()
    if last is not None and last.day >= clock.today():
        return False
    return Link.objects.filter(pk__gt=last.last_link if last else 0).exists()


@transaction.atomic
def seal_chain() -> Seal | None:
    """Seal all links since the last seal and return the seal of today; None when there is nothing to seal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        if not seal_due():
            return None
        last = Seal.objects.last()
        after, end = (last.last_link if last else 0), 2**62
        cursor.execute(
            f"""
            INSERT INTO funding_seal (id, day, at, previous, last_link, links, digest) OVERRIDING SYSTEM VALUE
            SELECT s.id, s.day, s.at, s.previous, s.last_link, s.links, {SEAL.format("s", "s.heads")}
            FROM (SELECT nextval(pg_get_serial_sequence('funding_seal', 'id')) AS id, %(day)s::date AS day, %(at)s::timestamptz AS at,
                         %(previous)s::text AS previous, n.* FROM {NEW_LINKS.format(after, end)} n) s
            """,
            {"at": clock.now(), "day": clock.today(), "previous": last.digest if last else ""},
        )
    return Seal.objects.get(day=clock.today())


@transaction.atomic
def publish_seal(seal: Seal) -> None:
    """Tell everybody the digest of `seal` in a notice of the district, once."""
    seal = Seal.objects.select_for_update().get(pk=seal.pk)
    if seal.notice_id is None:
        district = Area.objects.get(level=Level.DISTRICT)
        told: SealOfDay = {"day": seal.day.isoformat(), "links": seal.links, "digest": seal.digest}
        seal.notice = publish(LedgerSealFacts(seal=told), district, by=None)
        seal.save(update_fields=["notice"])


def chain_lines() -> Iterator[str]:
    """Return the seals as lines of text: day, number of links, digest."""
    for seal in Seal.objects.all():
        yield f"{seal.day.isoformat()} {seal.links} {seal.digest}"


def write_down() -> int:
    """Add the seals that are not in the file outside of the database yet; return how many."""
    path: Path = settings.SEALS_FILE
    known = read_copy(path) if path.exists() else {}
    new = [line for line in chain_lines() if date.fromisoformat(line.split()[0]) not in known]
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in new)
    return len(new)


def read_copy(path: Path) -> dict[date, tuple[int, str]]:
    """Return the seals in a copy made by `lines` as {day: (links, digest)}; ValueError when it is not one."""
    copy = {}
    for line in path.read_text(encoding="ascii").splitlines():
        day, links, digest = line.split()
        copy[date.fromisoformat(day)] = (int(links), digest)
    return copy
