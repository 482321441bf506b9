"""Growing the log: leaves get their places, tiles are written, and the head is signed (C2SP tlog-tiles, tlog-checkpoint).

Everything is written below `log/` of the files that the portal keeps, exactly as it is served at /log/.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from panlong.log import notes, tiles, tree
from panlong.log.models import Head, Leaf
from panlong.server import files

FOLDER = "log"
AT_ONCE = 20_000  # leaves a run: a first run over a whole town is done in parts
HEAD_EVERY = timedelta(minutes=10)
PUBLISHING = 2026_1130  # key of the advisory lock: one worker publishes at a time


class Forked(Exception):
    """What was published is not what the database has: nothing is published on top of it."""


def signing_keys() -> list[notes.SigningKey]:
    """Return the keys that sign heads: those of the environment, else that of the data folder, made when there is none.

    Several at once are for a change of keys: old and new sign until everybody knows the new one.
    """
    texts = settings.LOG_KEYS or [_own_key(Path(settings.LOG_KEY_FILE))]
    return [notes.parse_signing_key(text) for text in texts]


def _own_key(file: Path) -> str:
    if not file.exists():
        key = notes.make_key(f"{urlsplit(settings.SITE_URL).hostname or 'localhost'}/log").export()
        file.parent.mkdir(parents=True, exist_ok=True)
        files.write_secret_once(file, key + "\n")
    return file.read_text().strip()


def grow_log() -> int:
    """Give places to new leaves and publish them with a signed head; return how many leaves the log has now.

    Safe to run twice, late, on two machines or to be killed in between: the head is written last. Raises Forked when
    the head that is published is not one of this database, e.g. after a restore of an older state.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])
        before = published_head()
        cursor.execute("SELECT log_give_places(%s)", [AT_ONCE])
        size = cursor.fetchone()[0]
        if before is not None:
            if before.size > size:
                raise Forked(f"{before.size} leaves are published, the database has {size}")
            if before.size == size:
                _keep_last(before)
                return size
        _publish(before.size if before else 0, size, before)
    return size


def _publish(before: int, size: int, last: notes.Checkpoint | None) -> None:
    try:
        tiles.write_tiles(before, size, read_entries=read_entries, read_tile=read_tile, write=write_file)
    except tiles.TileError as error:
        raise Forked(str(error)) from error
    read = tree.read_from_tiles(size, read_tile)
    root = tree.root_at(size, read)
    if last is not None and tree.root_at(before, read) != last.root:
        raise Forked(f"the first {before} leaves are not those that were published")
    keys = signing_keys()
    note = notes.sign_note(str(notes.Checkpoint(keys[0].name, size, root)), keys)
    write_file("checkpoint", note)
    _keep_head(before, size, root, note.decode())


def _keep_head(before: int, size: int, root: bytes, note: str) -> None:
    """Keep every head with a notice, and otherwise one in ten minutes."""
    newest = Head.objects.last()
    is_due = newest is None or timezone.now() - newest.at >= HEAD_EVERY
    if is_due or Leaf.objects.filter(kind="notices_notice", index__gte=before, index__lt=size).exists():
        Head.objects.create(size=size, root=root, at=timezone.now(), note=note)


def _keep_last(published: notes.Checkpoint) -> None:
    """Keep what was published last as well, once its ten minutes are over: nothing new may follow for days."""
    newest = Head.objects.last()
    if newest is not None and newest.size < published.size and timezone.now() - newest.at >= HEAD_EVERY:
        note = read_file("checkpoint") or b""
        Head.objects.create(size=published.size, root=published.root, at=timezone.now(), note=note.decode())


def published_head() -> notes.Checkpoint | None:
    """Return the head that is published now, None before the first; raises Forked when we did not sign it."""
    message = read_file("checkpoint")
    if message is None:
        return None
    keys = signing_keys()
    try:
        return notes.open_checkpoint(message, [key.verifier for key in keys], origin=keys[0].name).checkpoint
    except notes.NoteError as error:
        raise Forked(
            f"the published head was not signed by our key ({error}): bring back {settings.LOG_KEY_FILE},"
            " or give the old key and the new one in PANLONG_LOG_KEYS"
        ) from error


# --- What is read and written -----------------------------------------------------------------------------------
def read_entries(start: int, end: int):
    """Yield the entries from place `start` to before `end`, as bytes."""
    rows = Leaf.objects.filter(index__gte=start, index__lt=end).order_by("index")
    for entry in rows.values_list("entry", flat=True).iterator(2000):
        yield entry.encode()


def read_tile(level: int, index: int, width: int) -> bytes:
    """Return a published tile, or the full one that has taken its place."""
    for name in (tiles.name_tile(level, index, width), tiles.name_tile(level, index)):
        if (found := read_file(name)) is not None:
            return found
    raise Forked(f"{tiles.name_tile(level, index, width)} is missing")


def read_file(name: str) -> bytes | None:
    """Return the published file `name`, e.g. checkpoint or tile/0/000; None when there is none."""
    try:
        with default_storage.open(f"{FOLDER}/{name}") as file:
            return file.read()
    except FileNotFoundError:
        return None


def write_file(name: str, data: bytes) -> None:
    """Publish `data` as `name`, in one step where the files lie in a folder."""
    whole = f"{FOLDER}/{name}"
    try:
        target = Path(default_storage.path(whole))
    except NotImplementedError:  # a bucket: its objects are replaced whole
        default_storage.delete(whole)
        default_storage.save(whole, ContentFile(data))
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    files.replace_file(target, data)
