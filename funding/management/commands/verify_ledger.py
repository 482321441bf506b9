"""Prove that no record of money was altered, or name the first row that was."""

from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from funding.ledger import chain
from funding.proof import verification
from panlong.tools.transactions import one_moment

SHOWN = 20


class Command(BaseCommand):
    help = "Recompute chains, seals, balances and totals; exit code 1 and the first wrong rows when something was altered."

    def add_arguments(self, parser):
        parser.add_argument(
            "--copy",
            type=Path,
            action="append",
            default=[],
            help="seals that were kept outside of the database, as downloaded from /money/seals.txt (repeatable)",
        )

    def handle(self, *args, copy: list[Path], **options):
        paths = [*copy, *([settings.SEALS_FILE] if settings.SEALS_FILE.exists() else [])]
        try:
            copies = [chain.read_copy(path) for path in paths]
        except (OSError, ValueError) as error:
            raise CommandError(f"This copy cannot be read: {error}") from error
        with one_moment():
            wrong = list(islice(verification.verify_ledger(*copies), SHOWN))
            found = ", ".join(f"{number} {name}" for name, number in verification.count_rows().items())
        if wrong:
            raise CommandError("\n".join(["The ledger was altered.", *map(str, wrong)]))
        self.stdout.write(f"Nothing is wrong: {found}, {len(copies)} copies kept outside.")
