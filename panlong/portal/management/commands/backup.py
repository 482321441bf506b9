from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from panlong.server import backup


class Command(BaseCommand):
    """Write a backup: database, files, seals. The portal may run meanwhile."""

    help = "Write database, files and seals into a new FOLDER. The keys are not in it: keep them in another place."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet")

    def handle(self, *, folder: Path, **options):
        try:
            manifest = backup.make(folder.resolve())
        except backup.Unusable as error:
            raise CommandError(str(error)) from None
        rows, files = sum(manifest["rows"].values()), len(manifest["sums"])
        self.stdout.write(f"{folder}: {rows} rows, {files} files. Not in it, keep them apart: the keys.")
