"""Write a closed round as a Pabulib file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from deliberation.management.commands.tally_round import closed_round
from deliberation.results import result_files
from panlong.errors import Refused


class Command(BaseCommand):
    help = "Writes a closed round as a Pabulib file, to the terminal or to --output."

    def add_arguments(self, parser):
        parser.add_argument("round", type=int, help="the round's number")
        parser.add_argument("--output", metavar="FILE", help="write there instead")

    def handle(self, *, round, output, **options):
        try:
            text = result_files.as_pabulib(closed_round(round))
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from None
        if output:
            try:
                Path(output).write_text(text, encoding="utf-8")
            except OSError:
                raise CommandError(_("%(file)s cannot be written.") % {"file": output}) from None
            self.stdout.write(_("Written to %(file)s.") % {"file": output})
        else:
            self.stdout.write(text, ending="")
