"""Shares of a round's key enter row by row: they are wiped once the box was opened, and no copy of them may stay here."""

from django.db import migrations

from . import _sql


class Migration(migrations.Migration):
    dependencies = [("log", "0003_runs_of_all_checks"), ("deliberation", "0007_files_have_a_format")]

    operations = [
        migrations.RunSQL(
            """
            DROP TRIGGER log_opening ON deliberation_votinground;
            -- What entered together was named by its round: these rows are no shares.
            SELECT count(log_write(kind, row, 'removed', '{}', NULL))
            FROM (SELECT DISTINCT kind, row FROM log_leaf WHERE kind = 'deliberation_keyshare') before;
            ALTER TABLE log_member DISABLE TRIGGER USER;
            DELETE FROM log_member WHERE leaf_id IN (SELECT id FROM log_leaf WHERE kind = 'deliberation_keyshare');
            ALTER TABLE log_member ENABLE TRIGGER USER;
            """,
            """
            CREATE CONSTRAINT TRIGGER log_opening AFTER INSERT ON deliberation_votinground DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION log_parent('opened', 'deliberation_keyshare:round_id:');
            """,
        ),
        _sql.watch_rows("deliberation_keyshare", ("id", "round_id", "key_id", "number")),
    ]
