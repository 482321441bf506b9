from django.core.management.base import BaseCommand

from panlong.server import schema


class Command(BaseCommand):
    help = "Write panlong/server/schema.sql anew: what all migrations make of an empty database."

    def handle(self, *args, **options):
        with schema.empty_database():
            text = schema.take_down()
        schema.FILE.write_text(text, encoding="utf-8")
