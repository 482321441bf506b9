"""Read a real election (Pabulib) into a closed round; the last line is the round's number alone."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.management.commands.tally_round import tables_needed
from deliberation.results import pabulib_import
from deliberation.results.pabulib import NotAnElection
from deliberation.results.pabulib_rules import OddBallots
from panlong.errors import Refused


class Command(BaseCommand):
    help = "Reads a Pabulib file into a closed round and prints the round's number on its last line."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the .pb file (approval or choose-1)")
        parser.add_argument("--area", default="", metavar="CODE", help="code of the area it belongs to")
        parser.add_argument(
            "--odd-ballots", type=OddBallots, choices=list(OddBallots), default=OddBallots.REFUSE,
            help="ballots beyond the file's own limits: refuse the file and say so, count them as the city did, or set them aside",
        )  # fmt: skip

    def handle(self, *, file, area, odd_ballots, **options):
        try:
            with tables_needed(), transaction.atomic():
                round, remarks = pabulib_import.take_in(
                    file, pabulib_import.area_of(area) if area else None, odd_ballots
                )
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
