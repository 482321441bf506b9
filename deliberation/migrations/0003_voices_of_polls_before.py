"""Polls and reviews opened before the rolls were kept: the households of their place, and whoever has answered."""

from django.db import migrations

FILL = """
    INSERT INTO deliberation_{kind}household ({kind}_id, household_id)
    SELECT DISTINCT parent.id, home.id
    FROM {table} parent
    JOIN projects_project project ON project.id = parent.project_id
    JOIN areas_area place ON place.id = project.area_id
    JOIN areas_area around ON starts_with(around.code, place.code)
    JOIN accounts_household home ON home.area_id = around.id
    UNION
    SELECT {kind}_id, household_id FROM {answers}
"""


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0002_voices_frozen_at_opening")]

    operations = [
        migrations.RunSQL(
            FILL.format(kind="poll", table="deliberation_supportpoll", answers="deliberation_support"),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            FILL.format(kind="review", table="deliberation_satisfactionreview", answers="deliberation_rating"),
            migrations.RunSQL.noop,
        ),
    ]
