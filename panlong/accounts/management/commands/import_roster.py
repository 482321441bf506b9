"""./manage.py import_roster FILE: what a roster file would do, line by line; with --apply it is done."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from panlong.accounts.models import RosterLine, User
from panlong.accounts.roster import reading
from panlong.errors import Refused


class Command(BaseCommand):
    help = (
        "Reads a roster (.xlsx, .xls or .csv), says what each line would do, and changes nothing. With --apply the whole file is "
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
        parser.add_argument(
            "--confirmed-by",
            default="",
            help="user name of the second person, who confirms what --by hands in; needed with --by and --apply",
        )
        parser.add_argument(
            "--near",
            choices=["same", "other"],
            help="lines that may mean somebody or a home on record in another spelling: all the same, or all others",
        )
        parser.add_argument("--unchanged", action="store_true", help="tell of unchanged lines too")

    def handle(self, *, file, apply, by, confirmed_by, area, end_absent, near, unchanged, **options):
        if not file.is_file():
            raise CommandError(f"{file}: there is no such file.")
        official = User.objects.filter(username=by).first() if by else None
        second = User.objects.filter(username=confirmed_by).first() if confirmed_by else None
        for name, found in ((by, official), (confirmed_by, second)):
            if name and found is None:
                raise CommandError(f"{name}: there is no such official.")
        codes = (
            [one.code for one in official.areas_of({"community_staff"})]
            if official
            else list(reading.EVERYWHERE)
        )
        if area:
            codes = [area for code in codes if area.startswith(code)][:1]
        if not codes:
            raise CommandError("There is no area in which this person keeps the roster.")
        handed_in = reading.read_file(
            reading.receive_file(
                file.name, file.read_bytes(), by=official, codes=codes, ends_absent=end_absent
            )
        )
        try:
            if near:
                handed_in = reading.answer_all(
                    handed_in, by=official, answers=_answers(handed_in, near == "same")
                )
            self._tell(handed_in, unchanged)
            if apply and handed_in.state == handed_in.State.READY:
                reading.take_over(handed_in, by=second)
                self.stdout.write("Taken over.")
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from None
        finally:
            reading.put_away(handed_in)
        if handed_in.state == handed_in.State.REFUSED:
            sys.exit(1)

    def _tell(self, file, unchanged: bool) -> None:
        lines = file.lines.all()
        if not unchanged:
            lines = lines.exclude(what=RosterLine.What.UNCHANGED)
        for line in lines.iterator(chunk_size=2000):
            place = " ".join(part for part in (line.area_code, line.building, line.unit, line.room) if part)
            asked = [f"{here} = {known}?" for _what, here, known, said in line.questions if said is None]
            why = "; ".join([*line.told_faults, *line.told_changes, *asked])
            self.stdout.write(
                f"{line.number or '-'}\t{line.what}\t{place}\t{line.name} {line.masked_phone}\t{why}"
            )
        for sentence in reading.told(file):
            self.stdout.write(sentence)


def _answers(file, same: bool) -> list[tuple[int, str, bool]]:
    asked = file.lines.filter(Q(near_home__isnull=False) | Q(near_person__isnull=False))
    return [(line.pk, what, same) for line in asked for what, *_rest in line.questions]
