from itertools import islice

from django.core.management.base import BaseCommand, CommandError

from panlong.notices.models import Notice
from panlong.notices.proof import verify_notices

SHOWN = 20


class Command(BaseCommand):
    """Compute the hash of every notice anew, and look for gaps in the numbers of each issuer."""

    help = (
        "Check that no published notice was changed or removed; names the first ones that were, exit code 1."
    )

    def handle(self, *args, **options):
        if wrong := list(islice(verify_notices(), SHOWN)):
            raise CommandError("\n".join(map(str, wrong)))
        self.stdout.write(f"{Notice.objects.count()} notices are as they were published.")
