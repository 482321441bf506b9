from django.core.management.base import BaseCommand

from panlong.portal.permissions import page


class Command(BaseCommand):
    help = "Print docs/permissions.md, drawn by asking the rules."
    requires_system_checks = ()

    def handle(self, *args, **options):
        self.stdout.write(page(), ending="")
