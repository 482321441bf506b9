"""Seal the ledger now, as beat does once a day."""

from django.core.management.base import BaseCommand

from funding.tasks import seal_ledger


class Command(BaseCommand):
    help = "Seal what is not sealed yet, publish the seal, and write it down outside of the database."

    def handle(self, *args, **options):
        self.stdout.write(f"{seal_ledger()} seals written down.")
