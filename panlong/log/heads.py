"""Is the log whole? Its leaves, their places, and every head that was ever signed and that somebody kept."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from panlong.log import notes, publishing, tree
from panlong.log.models import Head, Leaf
from panlong.log.rows import Wrong

LEAF, HEAD = "log_leaf", "log_head"
# A leaf that has no place after this time: no worker runs, or somebody holds it back.
PATIENCE = timedelta(minutes=10)


def verify_heads(kept: Iterable[tuple[str, bytes]] = ()) -> Iterator[Wrong]:
    """Yield what is wrong with leaves, places and heads; `kept` are signed heads from outside, each with its name.

    A head from outside finds what the database alone cannot tell: a tail that is cut off, minutes that were rolled back,
    and a log that was rewritten as a whole.
    """
    yield from _leaves()
    heads = list(Head.objects.order_by("size"))
    own = [(f"{HEAD} {head.pk}", head.note.encode()) for head in heads]
    published = publishing.read_file("checkpoint")
    given = [*own, *([("log/checkpoint", published)] if published else []), *kept]
    verifiers = [key.verifier for key in publishing.signing_keys()] if given else []
    said: list[tuple[str, int, bytes]] = []
    for name, note in given:
        try:
            found = notes.open_checkpoint(note, verifiers, origin=verifiers[0].name).checkpoint
        except notes.NoteError as error:
            yield Wrong(HEAD, name, str(error))
        else:
            said.append((name, found.size, found.root))
    for head in heads:
        if not any(size == head.size and root == bytes(head.root) for _name, size, root in said):
            yield Wrong(HEAD, head.pk, "says something else than its signed note")
    yield from _roots(sorted(said, key=lambda one: one[1]))


def _leaves() -> Iterator[Wrong]:
    with connection.cursor() as cursor:
        cursor.execute(
            # OFFSET 0: each entry is parsed once.
            r"SELECT id FROM log_leaf, LATERAL (SELECT entry::jsonb AS told OFFSET 0) parsed"
            r" WHERE hash <> sha256('\x00'::bytea || convert_to(entry, 'UTF8')) OR told->>'number' <> id::text"
            " OR told->>'kind' <> kind OR told->>'row' <> row::text OR told->>'act' <> act ORDER BY id LIMIT 20"
        )
        yield from (Wrong(LEAF, pk, "altered: entry or hash") for (pk,) in cursor.fetchall())
        cursor.execute(
            "SELECT count(index), coalesce(max(index) + 1, 0), coalesce(min(index), 0) FROM log_leaf"
        )
        count, size, first = cursor.fetchone()
        if count != size or first != 0:
            yield Wrong(LEAF, 0, f"{size} places, but {count} leaves have one")
    late = timezone.now() - PATIENCE
    waiting = Leaf.objects.filter(index__isnull=True).order_by("pk").values_list("pk", "entry").first()
    if waiting is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT (%s::jsonb->>'at')::timestamptz < %s", [waiting[1], late])
            if cursor.fetchone()[0]:
                yield Wrong(LEAF, waiting[0], "still waits for its place: does a worker run?")


def _roots(said: list[tuple[str, int, bytes]]) -> Iterator[Wrong]:
    """Compare the root over the leaves of the database with each head that was said, in the order of their sizes."""
    builder = tree.RootBuilder()
    hashes = (
        Leaf.objects.filter(index__isnull=False)
        .order_by("index")
        .values_list("hash", flat=True)
        .iterator(5000)
    )
    for name, size, root in said:
        while builder.size < size and (one := next(hashes, None)) is not None:
            builder.add(bytes(one))
        if builder.size < size:
            yield Wrong(
                LEAF, 0, f"{name} tells of {size} leaves, there are {builder.size}: the end is missing"
            )
        elif builder.root() != root:
            yield Wrong(LEAF, 0, f"{name} has another root over the first {size} leaves: they were rewritten")
