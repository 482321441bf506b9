"""``manage.py load_demo``: the invented town, the article's two cases, and projects waiting in every stage."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation.reloader import translation_file_changed

from panlong.portal.demo.seed import load


class Command(BaseCommand):
    help = "Load the demo data. Safe to run twice; refused with production settings."

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError("The demo data is not for production (PANLONG_PRODUCTION is set).")
        self.learn_chinese()
        with translation.override(settings.LANGUAGE_CODE):
            made = load(timezone.now())
        if made is None:
            self.stdout.write("The demo data is loaded already; nothing was changed.")
        else:
            self.stdout.write("Demo data: " + ", ".join(f"{number} {what}" for what, number in made.items()))

    def learn_chinese(self):
        """Compile the translations and forget what was read before: the demo's notices are published in Chinese, for ever."""
        call_command("compile_translations", stdout=self.stdout, stderr=self.stderr)
        translation_file_changed(None, Path("django.mo"))
