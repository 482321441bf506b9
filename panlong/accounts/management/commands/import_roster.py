"""./manage.py import_roster FILE: what a roster file would do, line by line; with --apply it is done."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from panlong.accounts import roster
from panlong.accounts.models import RosterLine, User
from panlong.errors import Refused


class Command(BaseCommand):
    help = (
        "Reads a roster (.xlsx or .csv), says what each line would do, and changes nothing. With --apply the whole file is "
        "taken over, or nothing. Ends with 1 when a line is refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="take the file over")
        parser.add_argument(
            "--by", default="", help="user name of the official in whose name and area it is done"
        )
        parser.add_argument(
            "--area", default="", help="code of the area that the file may change; default: every area"
        )
        parser.add_argument(
            "--end-absent",
            action="store_true",
            help="who lives in a household of the file and is not in it has moved out",
        )
        parser.add_argument("--unchanged", action="store_true", help="tell of unchanged lines too")

    def handle(self, *, file, apply, by, area, end_absent, unchanged, **options):
        if not file.is_file():
            raise CommandError(f"{file}: there is no such file.")
        official = User.objects.filter(username=by).first() if by else None
        if by and official is None:
            raise CommandError(f"{by}: there is no such official.")
        codes = (
            [one.code for one in official.areas_of({"community_staff"})]
            if official
            else list(roster.EVERYWHERE)
        )
        if area:
            codes = [area for code in codes if area.startswith(code)][:1]
        if not codes:
            raise CommandError("There is no area in which this person keeps the roster.")
        handed_in = roster.read(
            roster.receive(file.name, file.read_bytes(), by=official, codes=codes, ends_absent=end_absent)
        )
        try:
            self._tell(handed_in, unchanged)
            if apply and handed_in.state == handed_in.State.READY:
                roster.take(handed_in, by=official)
                self.stdout.write("Taken over.")
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from None
        finally:
            roster.put_away(handed_in)
        if handed_in.state == handed_in.State.REFUSED:
            sys.exit(1)

    def _tell(self, file, unchanged: bool) -> None:
        lines = file.lines.all() if unchanged else file.lines.exclude(what=RosterLine.What.UNCHANGED)
        for line in lines.iterator(chunk_size=2000):
            place = " ".join(part for part in (line.area_code, line.building, line.unit, line.room) if part)
            why = "; ".join([*line.told_faults, *line.told_changes])
            self.stdout.write(
                f"{line.number or '-'}\t{line.what}\t{place}\t{line.name} {line.masked_phone}\t{why}"
            )
        for sentence in roster.told(file):
            self.stdout.write(sentence)
