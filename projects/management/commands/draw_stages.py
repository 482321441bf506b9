from django.core.management.base import BaseCommand

from projects.diagram import page


class Command(BaseCommand):
    help = "Print docs/stages.md, drawn from the table of moves."
    requires_system_checks = ()

    def handle(self, *args, **options):
        self.stdout.write(page(), ending="")
