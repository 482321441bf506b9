"""Is the ledger whole? Everything is recomputed: chains, rows, seals, balances, papers, public totals.

Nothing here trusts what it checks: a superuser may have altered any column of any table with the triggers off.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date

from cryptography.fernet import InvalidToken
from django.db import connection
from django.db.models import Model, Q

from funding.ledger import chain, queries, totals
from funding.models import (
    Bill,
    Entry,
    Link,
    Posting,
    Quotation,
    Seal,
    Voucher,
)
from funding.procurement import tenders
from funding.proof import promises
from panlong.log.rows import Wrong
from panlong.notices.models import Notice
from panlong.server import wall


def verify_ledger(*copies: dict[date, tuple[int, str]]) -> Iterator[Wrong]:
    """Return what is wrong, the cause before its consequences; `copies` are seals kept outside (chain.read_copy)."""
    with connection.cursor() as cursor:
        for model in chain.LINKED:
            yield from _rows_of(cursor, model)
        yield from _steps(cursor)
        yield from _loose_postings(cursor)
        yield from _links(cursor)
        yield from _seals(cursor)
        for copy in copies:
            yield from _differs_from(copy)
        yield from _notices()
        for table, what, sql in promises.list_promises():
            cursor.execute(sql)
            yield from (Wrong(table, row, what) for (row,) in cursor.fetchall())
        yield from _totals()
        yield from (Wrong(table, row, "not the sum of the postings") for table, row in totals.wrong_totals())
        yield from _sealed_prices()
        yield from _photos()
        yield from _offers()


# --- Rows against their links -----------------------------------------------------------------------------------
def _rows_of(cursor, model: type[Model]) -> Iterator[Wrong]:
    """Compare every row of `model` with its last link; find rows without one, and links whose row is gone."""
    table, kind, facts = model._meta.db_table, model._meta.model_name, chain.facts_of(model)
    # A column that was added since may say anything; each that the link knows must say the same. (Containment alone
    # would let a list grow.)
    same = """now = l.facts::jsonb OR (now @> l.facts::jsonb AND NOT EXISTS (
        SELECT 1 FROM jsonb_each(l.facts::jsonb) was WHERE was.value <> now->was.key AND was.key <> 'postings'))"""
    as_many = "AND jsonb_array_length(now->'postings') = jsonb_array_length(l.facts::jsonb->'postings')"
    cursor.execute(
        f"""
        SELECT l.row_id, l.facts, now::text FROM (
            SELECT DISTINCT ON (row_id) * FROM funding_link WHERE kind = %s ORDER BY row_id, id DESC
        ) l LEFT JOIN LATERAL (SELECT {facts} AS now FROM {table} t WHERE t.id = l.row_id) r ON true
        WHERE NOT coalesce(({same}) {as_many if model is Entry else ""}, false) ORDER BY l.row_id
        """,
        [kind],
    )
    for row, was, now in cursor.fetchall():
        yield Wrong(table, row, _difference(json.loads(was), json.loads(now)) if now else "deleted")
    cursor.execute(
        f"SELECT id FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM funding_link WHERE kind = %s AND row_id = t.id) ORDER BY id",
        [kind],
    )
    yield from (Wrong(table, row, "not in its chain") for (row,) in cursor.fetchall())


def _difference(was: dict, now: dict) -> str:
    changed = [name for name in was if was[name] != now.get(name)]
    return f"altered: {', '.join(changed)}"


def _steps(cursor) -> Iterator[Wrong]:
    """Compare each link of a row with the one before: what moves on goes from nothing to something, the rest stays.

    Or whoever alters a row and links it again would find the last link to fit.
    """
    cursor.execute(
        """
        SELECT l.kind, l.row_id, former.facts, l.facts FROM (
            SELECT id, lag(id) OVER (PARTITION BY row_id, kind ORDER BY id) AS before FROM funding_link
        ) step JOIN funding_link former ON former.id = step.before JOIN funding_link l ON l.id = step.id
        WHERE l.chain <> former.chain OR EXISTS (
            SELECT 1 FROM jsonb_each(former.facts::jsonb) was WHERE was.value IS DISTINCT FROM l.facts::jsonb -> was.key
            AND NOT (%s::jsonb -> l.kind ? was.key AND was.value IN ('null', '""', 'false', '"waiting"'))) ORDER BY l.id
        """,
        [json.dumps({name.removeprefix("funding_"): columns for name, columns in wall.MAY_CHANGE.items()})],
    )
    for kind, row, was, now in cursor.fetchall():
        yield Wrong(
            f"funding_{kind}", row, f"{_difference(json.loads(was), json.loads(now))}, and linked again"
        )


def _loose_postings(cursor) -> Iterator[Wrong]:
    cursor.execute(
        """SELECT p.id FROM funding_posting p LEFT JOIN funding_entry e ON e.id = p.entry_id
           LEFT JOIN funding_account a ON a.id = p.account_id WHERE e.id IS NULL OR a.id IS NULL ORDER BY p.id"""
    )
    yield from (Wrong("funding_posting", row, "of no entry or account") for (row,) in cursor.fetchall())


# --- Chains and seals -------------------------------------------------------------------------------------------
def _links(cursor) -> Iterator[Wrong]:
    """Recompute every chain: numbers without a gap, each link tied to the one before, each digest right."""
    cursor.execute(
        f"""
        SELECT id, digest <> {chain.DIGEST.format("l")},
               number <> place OR previous <> before FROM (
            SELECT *, row_number() OVER w AS place, coalesce(lag(digest) OVER w, '') AS before
            FROM funding_link WINDOW w AS (PARTITION BY chain ORDER BY number)
        ) l WHERE digest <> {chain.DIGEST.format("l")} OR number <> place OR previous <> before ORDER BY id
        """
    )
    for row, altered, _loose in cursor.fetchall():
        yield Wrong("funding_link", row, "altered" if altered else "does not follow the link before it")


def _seals(cursor) -> Iterator[Wrong]:
    """Recompute every seal from the links it covers."""
    cursor.execute(
        f"""
        SELECT s.id, s.previous <> s.before, coalesce(n.links, 0) <> s.links OR n.last_link IS DISTINCT FROM s.last_link
                     OR s.digest <> {chain.SEAL.format("s", "n.heads")}
        FROM (SELECT *, coalesce(lag(digest) OVER (ORDER BY day), '') AS before,
                     coalesce(lag(last_link) OVER (ORDER BY day), 0) AS after FROM funding_seal) s,
             LATERAL {chain.NEW_LINKS.format("s.after", "s.last_link")} n
        ORDER BY s.day
        """
    )
    for row, loose, altered in cursor.fetchall():
        if loose or altered:
            yield Wrong(
                "funding_seal",
                row,
                "does not fit the links that it sealed" if altered else "does not follow the seal before it",
            )


def _differs_from(copy: dict[date, tuple[int, str]]) -> Iterator[Wrong]:
    """Compare the seals with a copy that was kept outside of the database."""
    ours = {seal.day: (seal.links, seal.digest) for seal in Seal.objects.all()}
    for day, kept in copy.items():
        if ours.get(day) != kept:
            yield Wrong("funding_seal", day, "differs from the copy that was kept outside")


def _notices() -> Iterator[Wrong]:
    """Compare the seals with the notices that published them."""
    published = {seal.notice_id: seal for seal in Seal.objects.filter(notice_id__isnull=False)}
    notices = Notice.objects.filter(Q(pk__in=published) | Q(facts__has_key="seal")).select_related("area")
    for notice in notices.order_by("pk"):
        seal = published.pop(notice.pk, None)
        if seal is None:
            yield Wrong("notices_notice", notice.pk, "tells a seal that does not know of it")
        elif seal.digest not in notice.body or notice.content_hash != notice.compute_hash():
            yield Wrong("notices_notice", notice.pk, "does not tell the seal that it published")
    for seal in published.values():
        yield Wrong("funding_seal", seal.pk, "its notice is gone")


# --- Balances and papers ----------------------------------------------------------------------------------------
def _totals() -> Iterator[Wrong]:
    """Compare what the public reads, summed from postings, with the papers."""
    public = queries.summarise(Posting.objects.filter(account__project__isnull=False))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT coalesce(sum(amount), 0) FROM funding_contribution c WHERE NOT EXISTS
                           (SELECT 1 FROM funding_entry WHERE reverses_id = c.entry_id)),
                      (SELECT coalesce(sum(amount), 0) FROM funding_tranche WHERE paid_at IS NOT NULL),
                      v.spent, b.owed - v.of_bills, b.kept - v.of_kept
               FROM (SELECT coalesce(sum(amount), 0) AS spent,
                            coalesce(sum(amount) FILTER (WHERE bill_id IS NOT NULL AND NOT is_retention), 0) AS of_bills,
                            coalesce(sum(amount) FILTER (WHERE is_retention), 0) AS of_kept
                     FROM funding_voucher WHERE NOT is_reversed) v,
                    (SELECT coalesce(sum(amount - kept), 0) AS owed, coalesce(sum(kept), 0) AS kept
                     FROM funding_bill WHERE NOT is_reversed) b"""
        )
        papers = dict(zip(("received", "paid", "spent", "owed", "kept"), cursor.fetchone(), strict=True))
    for name, amount in papers.items():
        if getattr(public, name) != amount:
            what = "%(public)s yuan are published, the papers come to %(papers)s"
            yield Wrong("public total", name, what % {"public": getattr(public, name), "papers": amount})


def _sealed_prices() -> Iterator[Wrong]:
    """Compare the prices that were opened with those in their envelopes."""
    for quotation in (
        Quotation.objects.filter(price__isnull=False).exclude(sealed="").iterator(chunk_size=500)
    ):
        try:
            told = tenders.unseal_price(quotation)
        except (InvalidToken, ArithmeticError, IndexError):
            told = None
        if told != quotation.price:
            yield Wrong("funding_quotation", quotation.pk, "not the price that was sealed")


def _photos() -> Iterator[Wrong]:
    """Compare the photos of invoices with their digests."""
    for model in (Bill, Voucher):
        for paper in model.objects.exclude(scan_digest="", public_scan_digest="").iterator(chunk_size=500):
            pairs = ((paper.scan, paper.scan_digest), (paper.public_scan, paper.public_scan_digest))
            for photo, digest in pairs:
                if digest and _digest_of(photo) != digest:
                    yield Wrong(model._meta.db_table, paper.pk, "its photo is missing or was altered")


def _offers() -> Iterator[Wrong]:
    """Compare the sealed photos of offers with their digests."""
    for quotation in Quotation.objects.exclude(offer_digest="").iterator(chunk_size=500):
        if _digest_of(quotation.offer) != quotation.offer_digest:
            yield Wrong("funding_quotation", quotation.pk, "its photo is missing or was altered")


def _digest_of(photo) -> str:
    try:
        with photo.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def count_rows() -> dict[str, int]:
    """Return how much there was to verify."""
    return {
        "entries": Entry.objects.count(),
        "postings": Posting.objects.count(),
        "links": Link.objects.count(),
        "seals": Seal.objects.count(),
    }
