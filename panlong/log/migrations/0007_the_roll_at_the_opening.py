"""Let the roll of a round enter the log when it opens, and the ballots of closed rounds anew, for they have a column more."""

from django.db import migrations

from . import _roll_sql


class Migration(migrations.Migration):
    dependencies = [
        ("log", "0006_parameters_of_an_area"),
        ("deliberation", "0017_choices_beside_codes"),
    ]

    operations = [
        migrations.RunSQL(_roll_sql.MAKE, _roll_sql.DROP),
        migrations.RunSQL(
            "SELECT count(log_together('deliberation_ballot', 'round_id', '', id, 'changed'))"
            " FROM deliberation_votinground WHERE closed_at IS NOT NULL;",
            migrations.RunSQL.noop,
        ),
    ]
