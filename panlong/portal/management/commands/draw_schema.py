from uuid import uuid4

from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from panlong.server import backup, schema


class Command(BaseCommand):
    help = "Write panlong/server/schema.sql anew: what all migrations make of an empty database."

    def handle(self, *args, **options):
        ours, scratch = connection.settings_dict["NAME"], f"schema_{uuid4().hex[:12]}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {scratch} TEMPLATE template0")
        try:
            self.move_to(scratch)
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            executor.migrate(executor.loader.graph.leaf_nodes(), plan)
            text = schema.write_down(backup.dump_schema(), [(one.app_label, one.name) for one, _back in plan])
        finally:
            self.move_to(ours)
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {scratch} WITH (FORCE)")
        schema.FILE.write_text(text, encoding="utf-8")

    def move_to(self, database: str) -> None:
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
        connection.settings_dict["NAME"] = database
