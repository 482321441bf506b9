"""Check a resolution of the committee from its published files alone."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from deliberation.council import records
from deliberation.models import Sitting
from deliberation.results import resolution_check
from deliberation.results.verification import Unreadable, fingerprint_of, sums_in


class Command(BaseCommand):
    help = "Counts a resolution of the committee again from its published files alone: points, order, line, departures."

    def add_arguments(self, parser):
        parser.add_argument("sitting", type=int, nargs="?", help="the sitting's number")
        parser.add_argument("--files", metavar="FOLDER", help="a folder with the files, e.g. downloaded ones")
        parser.add_argument(
            "--notice",
            metavar="FILE",
            help="the text of a notice of the resolution, whose fingerprints they must have",
        )

    def handle(self, *, sitting, files, notice, **options):
        if files is None and sitting is None:
            raise CommandError(_("Say which sitting, or in which folder its files lie."))
        folder = Path(files) if files else self.published(sitting)
        try:
            wrong = resolution_check.verify_files(folder, self.sums(notice))
        except Unreadable as error:
            raise CommandError(str(error)) from None
        for sentence in wrong[:50]:
            self.stdout.write(_("WRONG: %(sentence)s") % {"sentence": sentence})
        if wrong:
            raise CommandError(_("%(n)d things do not agree.") % {"n": len(wrong)})
        sum = fingerprint_of(folder / "resolution.json")
        self.stdout.write(_("All agrees. SHA-256 of resolution.json: %(sum)s") % {"sum": sum})

    def sums(self, file: str | None) -> dict[str, str]:
        """Return the fingerprints in the text of a notice; none when no notice was given."""
        if file is None:
            return {}
        try:
            found = sums_in(Path(file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise CommandError(_("%(file)s cannot be read.") % {"file": file}) from None
        if not found:
            raise CommandError(_("%(file)s names no fingerprint of a file.") % {"file": file})
        return found

    def published(self, pk: int) -> Path:
        """Return the folder of the published files; they are written now if nobody has asked for them yet."""
        found = Sitting.objects.filter(pk=pk, resolved_at__isnull=False).first()
        if found is None:
            raise CommandError(_("There is no resolution of such a sitting."))
        return records.store_files(found)
