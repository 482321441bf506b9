"""Polls and meetings from before plans had versions saw the one that was made of what stood there."""

from django.db import migrations

from panlong.log.migrations import _sql

POLL = "id project_id opens_at closes_at households closed_at agreed opposed abstained passed".split()
MEETING = "id project_id starts_at entitled present in_favour against decision agreed minutes_at".split()
CANDIDATE = "id round_id project_id code title cost votes against chosen".split()

FILL = """
UPDATE deliberation_supportpoll t SET version_id = v.id FROM projects_planversion v WHERE v.project_id = t.project_id AND v.number = 1;
UPDATE deliberation_meeting t SET version_id = v.id FROM projects_planversion v
WHERE v.project_id = t.project_id AND v.number = 1 AND t.minutes_at IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('deliberation', '0011_which_plan_was_seen'),
        ('projects', '0007_plans_of_before'),
        ('log', '0002_every_public_fact'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        _sql.watch_again("deliberation_supportpoll", POLL),
        _sql.watch_again("deliberation_meeting", MEETING),
        _sql.watch_again("deliberation_candidate", CANDIDATE),
    ]
