from django.core.management.base import no_translations
from django.core.management.commands import migrate

from panlong.server import schema, wall


class Command(migrate.Command):
    """Django's own, except that an empty database gets all tables at once, and that the second wall is raised at the end."""

    @no_translations
    def handle(self, *args, **options):
        whole = not any(
            options[name]
            for name in ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune")
        )
        if whole and schema.lay_down(options["database"]) and options["verbosity"]:
            self.stdout.write("The database was empty: all tables were made at once.")
        super().handle(*args, **options)
        if whole:
            wall.raise_wall()
