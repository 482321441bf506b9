"""One proof over everything that was decided: rows, log, ledger, notices, rounds, their files, and the pages."""

from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from panlong.log import erasing, notes, offline, publishing
from panlong.log.models import Verification
from panlong.portal.proof import nightly


class Command(BaseCommand):
    help = "Check everything that was decided against the public log; exit code 1 and the first wrong rows when something was altered."

    def add_arguments(self, parser):
        parser.add_argument(
            "--checkpoint",
            type=Path,
            action="append",
            default=[],
            help="a signed head of the log that was kept outside, as downloaded from /log/checkpoint (repeatable)",
        )
        parser.add_argument(
            "--offline",
            type=Path,
            metavar="FOLDER",
            help="check a downloaded copy (checkpoint and tile/…) instead, with no look at the database",
        )
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            help="with --offline: the log's public key, as at /log/key; without it those of this portal",
        )
        parser.add_argument(
            "--record",
            action="store_true",
            help="publish the result, and tell whoever is to know when something is wrong",
        )

    def handle(self, *args, checkpoint: list[Path], record: bool, **options):
        if folder := options["offline"]:
            verify_copy(folder, options["key"], checkpoint, self.stdout.write)
            return
        try:
            kept = [(str(path), path.read_bytes()) for path in checkpoint]
        except OSError as error:
            raise CommandError(f"This checkpoint cannot be read: {error}") from error
        found = nightly.verify(kept)
        if record:
            nightly.record(found, Verification.Occasion.BY_HAND)
        if found.wrong:
            raise CommandError("\n".join(["Something was altered.", *found.wrong]))
        self.stdout.write(
            f"Nothing is wrong: {found.leaves} leaves ({erasing.count_erased()} of erased people),"
            f" {len(kept)} checkpoints kept outside, {found.seconds:.0f} s."
        )


def verify_copy(folder: Path, keys: list[str], kept: list[Path], say: Callable[[str], object]) -> None:
    """Check the public files in `folder` alone, against the heads in the files `kept`; raises CommandError if they are wrong."""
    message = offline.read_limited(folder / "checkpoint", offline.LARGEST_CHECKPOINT)
    older = [(str(path), offline.read_limited(path, offline.LARGEST_CHECKPOINT)) for path in kept]
    for name, content in [(str(folder / "checkpoint"), message), *older]:
        if content is None:
            raise CommandError(f"{name} cannot be read.")
    try:
        known = [notes.parse_verifier_key(key) for key in keys]
    except notes.NoteError as error:
        raise CommandError(str(error)) from error
    known = known or [key.verifier for key in publishing.signing_keys()]
    given = [(name, content) for name, content in older if content]
    if not offline.check_folder(folder, message or b"", keys=known, older=given, say=say):
        raise CommandError("Something is wrong.")
    say("Everything that was checked is right.")
