"""Check a round from its published files alone."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from deliberation import published, verification
from deliberation.management.commands.tally_round import closed_round


class Command(BaseCommand):
    help = "Recounts a round from its published files alone: codes, sealed ballots, opened ballots, count, choice."

    def add_arguments(self, parser):
        parser.add_argument("round", type=int, nargs="?", help="the round's number")
        parser.add_argument("--files", metavar="FOLDER", help="a folder with the files, e.g. downloaded ones")

    def handle(self, *, round, files, **options):
        if files is None and round is None:
            raise CommandError("Say which round, or in which folder its files lie.")
        folder = Path(files) if files else self.published(round)
        try:
            wrong = verification.verify(folder)
        except verification.Unreadable as error:
            raise CommandError(str(error)) from None
        for sentence in wrong[:50]:
            self.stdout.write(f"WRONG: {sentence}")
        if wrong:
            raise CommandError(f"{len(wrong)} things do not agree.")
        self.stdout.write(f"All agrees. SHA-256 of round.json: {verification.fingerprint(folder)}")

    def published(self, number: int) -> Path:
        """Return the folder of the published files; they are written now if nobody has asked for them yet."""
        folder = published.folder_of(number)
        if (folder / "round.json").exists():
            return folder
        found = closed_round(number)
        if found.closed_at is None:
            raise CommandError("The round is not counted yet.")
        self.stdout.write("Nothing was published yet; the files are written now.")
        return published.write(found)
