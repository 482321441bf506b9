"""Count a closed round anew from its ballots."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils.translation import gettext as _
from psycopg.errors import UndefinedColumn, UndefinedTable

from deliberation.models import VotingRound
from deliberation.results import pabulib_import
from panlong.errors import Refused


class Command(BaseCommand):
    help = "Counts a closed round anew and prints its votes and who is selected."

    def add_arguments(self, parser):
        parser.add_argument("round", type=int, help="the round's number")
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *, round, **options):
        result = tally(round)
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        for code, votes in sorted(result["votes"].items(), key=lambda one: -one[1]):
            self.stdout.write(f"{votes:>8}  {code}{'  *' if code in result['selected'] else ''}")
        self.stdout.write(_("%(turnout)d ballots, rule %(rule)s; * selected") % result)


@contextmanager
def tables_needed() -> Iterator[None]:
    """Say in one sentence that the database is not ready."""
    try:
        yield
    except ProgrammingError as error:
        if not isinstance(error.__cause__, (UndefinedColumn, UndefinedTable)):
            raise
        raise CommandError(
            _("The portal's tables are not there or older than this program; run ./manage.py migrate first.")
        ) from None


def closed_round(number: int) -> VotingRound:
    """Return round `number`; raise CommandError when there is none."""
    with tables_needed():
        found = VotingRound.objects.filter(pk=number).first() if 0 < number < 2**63 else None
    if found is None:
        raise CommandError(_("There is no round %(number)s.") % {"number": number})
    return found


def tally(number: int) -> dict:
    try:
        return pabulib_import.as_tally(closed_round(number))
    except Refused as refusal:
        raise CommandError(str(refusal.reason)) from None
