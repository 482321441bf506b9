from django.core.management.base import BaseCommand

from projects.management.stage_diagram import stages_page


class Command(BaseCommand):
    help = "Print docs/stages.md, drawn from the table of moves."
    requires_system_checks = ()

    def handle(self, *args, **options):
        self.stdout.write(stages_page(), ending="")
