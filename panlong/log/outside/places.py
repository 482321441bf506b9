"""Outside places that keep the heads: another storage, an e-mail list, a git repository. A worker brings them there.

Each place takes all heads that it does not have, oldest first. A failure is tried again, later each time; requests never
wait for any of it. Whoever is killed in between leaves a lease that runs out.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from panlong.log.models import Head, Place
from panlong.log.outside import git
from panlong.log.outside.shown import ShownHead

log = logging.getLogger("panlong.log")
AT_ONCE = 100  # heads in one go
LEASE = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=30)
PATIENCE = timedelta(hours=1)  # then somebody is told
WITNESS = "witness"


@dataclass(frozen=True)
class Outside:
    """A place of the settings: its name in the table, and what brings heads there (raises whatever goes wrong)."""

    name: str
    bring: Callable[[list[Head]], None]


def configured_places() -> list[Outside]:
    """Return the places of the settings. A place that moves is another one: it gets everything anew."""
    found = [Outside(f"storage:{alias}", partial(_store, alias)) for alias in settings.LOG_STORAGES]
    if settings.LOG_MAIL:
        found.append(Outside(f"mail:{_mark(*settings.LOG_MAIL)}", _mail))
    if settings.LOG_GIT:
        mark = _mark(settings.LOG_GIT)
        found.append(Outside(f"git:{mark}", partial(_push, Path(settings.VAR) / f"log-git-{mark}")))
    return found


def configured_names() -> list[str]:
    """Return the names of all places and witnesses of the settings; others in the table are of the past."""
    return [one.name for one in configured_places()] + [
        f"{WITNESS}:{key.name}" for key, _address in settings.LOG_WITNESSES
    ]


def bring_heads() -> int:
    """Bring every place the heads that it does not have; return how many places were reached. Safe to run twice."""
    reached = 0
    for outside in configured_places():
        place, _made = Place.objects.get_or_create(name=outside.name)
        heads = list(Head.objects.filter(size__gt=place.size).order_by("size")[:AT_ONCE])
        if not heads or not claim(place):
            continue
        try:
            outside.bring(heads)
        except Exception as error:  # whatever a storage, a mail server or git says
            note_failure(place, error)
        else:
            note_success(place, heads[-1].size)
            reached += 1
    return reached


# --- How it went ------------------------------------------------------------------------------------------------
def claim(place: Place) -> bool:
    """Take `place` for ourselves until the lease ends; False when it is not due or another worker has it."""
    now = timezone.now()
    return bool(Place.objects.filter(pk=place.pk, due_at__lte=now).update(due_at=now + LEASE))


def note_success(place: Place, size: int, *, note: str = "") -> None:
    """Write down that `place` has the log up to `size` now."""
    now = timezone.now()
    Place.objects.filter(pk=place.pk).update(
        size=size, reached_at=now, due_at=now, tries=0, failing_since=None, forked_since=None, failure="", note=note
    )  # fmt: skip


def note_failure(place: Place, error: Exception, *, forked: bool = False) -> None:
    """Write down what went wrong, and when it is tried again; `forked`: a witness knows another log."""
    now, pause = timezone.now(), min(FIRST_PAUSE * 2 ** min(place.tries, 10), LONGEST_PAUSE)
    log.warning("The heads of the public log did not reach %s: %s", place.name, error)
    since = {"forked_since": Coalesce(F("forked_since"), now)} if forked else {}
    Place.objects.filter(pk=place.pk).update(
        due_at=now + pause, tries=F("tries") + 1, failing_since=Coalesce(F("failing_since"), now),
        failure=(str(error) or repr(error))[:300], **since,
    )  # fmt: skip


def failing_places(now) -> QuerySet[Place]:
    """Return the places of the settings that have taken nothing for an hour although there was something."""
    return Place.objects.filter(name__in=configured_names(), failing_since__lte=now - PATIENCE)


def disagreeing_witnesses() -> QuerySet[Place]:
    """Return the witnesses of the settings that say the log is not a continuation of what they signed."""
    return Place.objects.filter(name__in=configured_names(), forked_since__isnull=False)


def is_well() -> bool:
    """Say whether heads leave the house and no witness disagrees."""
    return not (failing_places(timezone.now()).exists() or disagreeing_witnesses().exists())


# --- The ways ---------------------------------------------------------------------------------------------------
def _store(alias: str, heads: list[Head]) -> None:
    """Put each head into the storage as a file of its own that is never written anew, and the newest as `checkpoint`."""
    storage = storages[alias]
    for head in heads:
        name, note = f"heads/{head.size:012d}.txt", head.note.encode()
        if storage.exists(name):
            with storage.open(name) as file:
                if _text(file.read()) != _text(note):
                    raise ValueError(f"{name} is there already and tells of another log.")
        else:
            storage.save(name, ContentFile(note))
    storage.delete("checkpoint")
    storage.save("checkpoint", ContentFile(heads[-1].note.encode()))


def _text(note: bytes) -> bytes:
    """Return what was signed: a head signed again, by another key, says the same."""
    return note.partition(b"\n\n")[0]


def _mail(heads: list[Head]) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        shown = ShownHead(heads[-1].size, bytes(heads[-1].root))
        body = "\n\n".join([f"{shown.words}\n{shown.address}", *(head.note for head in heads)])
        if not EmailMessage(shown.words, body, to=settings.LOG_MAIL).send():
            raise OSError("The mail server took nothing.")


def _push(folder: Path, heads: list[Head]) -> None:
    files = {f"heads/{head.size:012d}.txt": head.note for head in heads}
    git.push_files(
        settings.LOG_GIT, folder, {**files, "checkpoint": heads[-1].note}, f"Log of {heads[-1].size} entries"
    )


def _mark(*target: str) -> str:
    return hashlib.sha256("\n".join(target).encode()).hexdigest()[:8]


def kinds_of(names: Iterable[str]) -> set[str]:
    """Return what kinds of places these are: storage, mail, git, witness."""
    return {name.partition(":")[0] for name in names}
