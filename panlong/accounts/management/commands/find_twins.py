"""./manage.py find_twins: entries of the roster that may be one person or one home; changes nothing."""

from django.core.management.base import BaseCommand

from panlong.accounts.models import Household
from panlong.accounts.roster import twins


class Command(BaseCommand):
    help = (
        "Lists pairs of homes and of people on the roster that may be one, a line each: kind, same or near, number and name "
        "of the two. They are merged in the administration, by two people."
    )

    def add_arguments(self, parser):
        parser.add_argument("--area", default="", help="code of the area to look in; default: everywhere")

    def handle(self, *, area, **options):
        found = twins.find([area])
        for pair in found:
            what = "home" if isinstance(pair.kept, Household) else "person"
            self.stdout.write(
                f"{what}\t{pair.why}\t{pair.kept.pk} {pair.kept}\t{pair.twin.pk} {pair.twin}\t{pair.area}"
            )
        self.stdout.write(f"{len(found)} pairs")
