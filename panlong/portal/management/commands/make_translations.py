"""Bring the catalogues in locale/ up to date with the words in the sources."""

from pathlib import Path

from django.core.management.base import BaseCommand

from panlong.tools import translations


class Command(BaseCommand):
    """Collect the words of our Python files and templates into the .po files. Needs no database."""

    help = (
        "Collect the words to translate from Python files and templates into locale/*/LC_MESSAGES/django.po."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--into", type=Path, help="another folder than locale/ to write to")

    def handle(self, *args, into: Path | None = None, **options):
        extracted = translations.extract()
        for locale in translations.languages():
            strings, missing = translations.update(locale, extracted, into)
            self.stdout.write(f"{locale}: {strings} strings, {missing} to translate")
