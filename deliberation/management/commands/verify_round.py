"""Check a round from its published files alone."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from deliberation.management.commands.tally_round import closed_round
from deliberation.models import VotingRound
from deliberation.results import recount, result_files, verification


class Command(BaseCommand):
    help = "Recounts a round from its published files alone: codes, sealed ballots, opened ballots, count, choice."

    def add_arguments(self, parser):
        parser.add_argument("round", type=int, nargs="?", help="the round's number")
        parser.add_argument("--files", metavar="FOLDER", help="a folder with the files, e.g. downloaded ones")
        parser.add_argument(
            "--notice",
            metavar="FILE",
            help="the text of the notice of the result, whose fingerprints they must have",
        )

    def handle(self, *, round, files, notice, **options):
        if files is None and round is None:
            raise CommandError(_("Say which round, or in which folder its files lie."))
        found = None if round is None else closed_round(round)
        folder = self.published(found) if found is not None and files is None else Path(files)
        sums, kind = self.sums(found, notice), None if found is None else recount.kind_of(found)
        try:
            wrong = verification.verify_files(folder, sums, kind)
        except verification.Unreadable as error:
            raise CommandError(str(error)) from None
        for sentence in wrong[:50]:
            self.stdout.write(_("WRONG: %(sentence)s") % {"sentence": sentence})
        if wrong:
            raise CommandError(_("%(n)d things do not agree.") % {"n": len(wrong)})
        if not sums and kind != verification.Kind.IMPORTED:
            self.stdout.write(
                _("The files agree with one another. Whether they are those that were published tells only the notice of the result: give --notice FILE.")
            )  # fmt: skip
        sum = verification.fingerprint_of(folder / "round.json")
        self.stdout.write(_("All agrees. SHA-256 of round.json: %(sum)s") % {"sum": sum})

    def sums(self, round: VotingRound | None, file: str | None) -> dict[str, str]:
        """Return the fingerprints of the notice: of the text in `file`, or as the portal has it; empty when there is none."""
        if file:
            try:
                found = verification.sums_in(Path(file).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                raise CommandError(_("%(file)s cannot be read.") % {"file": file}) from None
            if not found:
                raise CommandError(_("%(file)s names no fingerprint of a file.") % {"file": file})
            return found
        notice = round and round.result_notice
        if not notice:
            return {}
        if not notice.is_untouched:
            raise CommandError(_("The notice of the result is not what was published."))
        return notice.facts.get("sums", {})

    def published(self, round: VotingRound) -> Path:
        """Return the folder of the published files; they are written now if nobody has asked for them yet."""
        folder = result_files.folder_of(round.pk)
        if (folder / "round.json").exists():
            return folder
        if round.closed_at is None:
            raise CommandError(_("The round is not counted yet."))
        self.stdout.write(_("Nothing was published yet; the files are written now."))
        return result_files.write_file(round)
