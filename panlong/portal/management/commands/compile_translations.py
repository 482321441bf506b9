"""Compile the catalogues in locale/ into what Django reads."""

from babel.messages.pofile import PoFileError
from django.core.management.base import BaseCommand, CommandError

from panlong.tools import translations


class Command(BaseCommand):
    """Compile every .po file that is newer than its .mo file; refuse those with faults. Needs no database."""

    help = "Compile locale/*/LC_MESSAGES/*.po into .mo files where newer; refuse wrong placeholders."
    requires_system_checks = []

    def handle(self, *args, **options):
        faults = 0
        for po in sorted(translations.folder().glob("*/LC_MESSAGES/*.po")):
            if translations.is_stale(po):
                faults += self.compile(po)
        if faults:
            raise CommandError(f"{faults} faults in the translations; those files were not compiled.")

    def compile(self, po) -> int:
        """Compile the file at `po` unless it has faults; say each in a line and return how many there are."""
        name = po.relative_to(translations.folder().parent)
        try:
            catalog = translations.read(po)
            found = list(translations.faults(catalog))
        except (PoFileError, ValueError) as error:
            found = [f"cannot be read: {error}"]
        for fault in found:
            self.stderr.write(f"{name}: {fault}")
        if not found:
            translations.compile_catalog(po, catalog)
            self.stdout.write(f"{name}: compiled")
        return len(found)
