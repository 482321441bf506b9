"""Read a real election (Pabulib) into a closed round; the last line is the round's number alone."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation import elections
from deliberation.management.commands.tally_round import tables_needed
from deliberation.pabulib import NotAnElection
from panlong.errors import Refused


class Command(BaseCommand):
    help = "Reads a Pabulib file into a closed round and prints the round's number on its last line."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the .pb file (approval or choose-1)")
        parser.add_argument("--area", default="", metavar="CODE", help="code of the area it belongs to")

    def handle(self, *, file, area, **options):
        try:
            with tables_needed(), transaction.atomic():
                round, remarks = elections.take_in(file, elections.area_of(area) if area else None)
        except NotAnElection as wrong:
            raise CommandError(f"{file}: {wrong}") from None
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from None
        for remark in remarks:
            self.stdout.write(remark)
        self.stdout.write(
            _("%(title)s: %(ballots)d ballots, %(projects)d projects, rule %(rule)s")
            % {
                "title": round.title,
                "ballots": round.turnout,
                "projects": round.candidates.count(),
                "rule": round.rule,
            }
        )
        self.stdout.write(str(round.pk))
