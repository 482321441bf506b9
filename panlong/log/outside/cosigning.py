"""Asking the witnesses of the settings to cosign the head, and publishing what they signed (C2SP tlog-witness)."""

from django.conf import settings
from django.db import connection, transaction

from panlong.log import notes, publishing
from panlong.log.models import Place
from panlong.log.outside import checking, witnesses
from panlong.log.outside.places import WITNESS, claim, note_failure, note_success


def ask_witnesses() -> int:
    """Ask each witness that has not signed the published head yet; return how many signed. Safe to run twice.

    A witness that knows a larger log, or another one, is written down as disagreeing: that is an alarm.
    """
    message = publishing.read_file("checkpoint") if settings.LOG_WITNESSES else None
    head = publishing.published_head()
    if message is None or head is None:
        return 0
    plain = _without_witnesses(message)
    signed = 0
    for key, address in settings.LOG_WITNESSES:
        place, _made = Place.objects.get_or_create(name=f"{WITNESS}:{key.name}")
        has_signed = place.size == head.size and place.note.startswith(str(head))
        if has_signed or not claim(place):
            continue
        try:
            lines = witnesses.ask_witness(
                address, key, plain, known_size=place.size, prove=lambda old, new: checking.prove(old, new)[1]
            )
        except (witnesses.WitnessAhead, witnesses.WitnessDisagrees) as error:
            note_failure(place, error, forked=True)
        except (witnesses.WitnessError, publishing.Forked, ValueError) as error:
            note_failure(place, error)
        else:
            note_success(place, head.size, note=notes.add_signatures(plain, lines).decode())
            signed += 1
    publish_cosignatures()
    return signed


def publish_cosignatures() -> bool:
    """Add the cosignatures to the published head when enough witnesses signed just this one; say whether it has them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [publishing.PUBLISHING])
        message = publishing.read_file("checkpoint")
        if message is None:
            return False
        text, _signatures = notes.split_note(message)
        lines: list[notes.Signature] = []
        for key, _address in settings.LOG_WITNESSES:
            place = Place.objects.filter(name=f"{WITNESS}:{key.name}").first()
            if place is not None and place.note.startswith(f"{text}\n"):
                lines += notes.open_note(place.note.encode(), [key]).verified
        if len(lines) < max(settings.LOG_WITNESSES_NEEDED, 1):
            return False
        whole = notes.add_signatures(message, lines)
        if whole != message:
            publishing.write_file("checkpoint", whole)
        return True


def _without_witnesses(message: bytes) -> bytes:
    """Return the head as the log alone signed it."""
    keys = [key.verifier for key in publishing.signing_keys()]
    text, _signatures = notes.split_note(message)
    by_log = notes.open_checkpoint(message, keys, origin=keys[0].name).by_log
    return f"{text}\n{''.join(map(str, by_log))}".encode()
