"""``manage.py make_community``: 20,000 invented households in the personas' community, by one roster file."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from panlong.accounts.models import User
from panlong.areas.models import Area
from panlong.portal.demo import community
from panlong.portal.demo.personas import BY_KEY, COMMUNITY


class Command(BaseCommand):
    help = "Make a large invented community in the demo. Safe to run twice; refused with production settings."

    def add_arguments(self, parser):
        parser.add_argument("--households", type=int, default=20_000)
        parser.add_argument(
            "--votes", type=int, default=0, help="open a round and let so many residents vote in it"
        )
        parser.add_argument("--file", type=Path, help="only write the roster to this file")

    def handle(self, *, households, votes, file, **options):
        if settings.PRODUCTION:
            raise CommandError("An invented community is not for production (PANLONG_PRODUCTION is set).")
        place = Area.objects.filter(code=COMMUNITY).first()
        staff = User.objects.by_phone(BY_KEY["community_staff"].phone)
        if place is None or staff is None:
            raise CommandError("Load the demo first: ./manage.py load_demo")
        if file:
            file.write_bytes(community.write(community.lay_out(place, households), households))
            self.stdout.write(f"{file}: the roster of {households} households")
            return
        start = time.monotonic()
        counts = community.make(place, households).counts
        self.stdout.write(f"{counts.get('rows', 0)} rows in {time.monotonic() - start:.1f} s: {counts}")
        if votes:
            with translation.override(settings.LANGUAGE_CODE):
                opened = community.vote(place, votes, by=staff)
            self.stdout.write(
                f"Round {opened.pk}: {opened.get_absolute_url()}" if opened else "No project is in the pool."
            )
