from django.core.management.base import BaseCommand, CommandError

from panlong.notices.models import Notice


class Command(BaseCommand):
    """Compute the hash of every notice anew, and look for gaps in the numbers of each issuer."""

    help = "Check that no published notice was changed or removed; names the first one that was, exit code 1."

    def handle(self, *args, **options):
        last: dict[str, int] = {}
        for notice in Notice.objects.select_related("area", "corrects").order_by("pk").iterator(500):
            if not notice.is_untouched:
                raise CommandError(f"Notice {notice.number} (row {notice.pk}) is not what was published.")
            issuer_and_year, _dash, number = notice.number.rpartition("-")
            expected = last.get(issuer_and_year, 0) + 1
            if int(number) != expected:
                raise CommandError(
                    f"Notice {issuer_and_year}-{expected:03d} is missing before row {notice.pk}."
                )
            last[issuer_and_year] = expected
        self.stdout.write(f"{sum(last.values())} notices are as they were published.")
