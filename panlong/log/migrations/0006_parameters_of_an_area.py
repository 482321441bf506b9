"""Let the area of a parameter be read in the log by everybody."""

from django.db import migrations

from . import _sql


class Migration(migrations.Migration):
    dependencies = [
        ("log", "0005_heads_leave_and_salts_go"),
        ("policy", "0002_values_of_an_area"),
    ]

    operations = [
        _sql.watch_again("policy_parameter", ["id", "key", "value", "area_id", "effective_from", "basis"]),
    ]
