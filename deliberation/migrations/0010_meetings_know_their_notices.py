"""Let the meetings of before know the notices that called them and that published their minutes."""

from django.db import migrations

from panlong.log.migrations import _sql

MEETING = "id project_id starts_at entitled present in_favour against decision agreed minutes_at".split()
CHANGE = "id meeting_id what at from_starts_at notice_id".split()

# The line of the timeline that was written with it: the first one since, and before the next meeting's.
FILL = """
    UPDATE deliberation_meeting m SET {column} = (
        SELECT e.notice_id FROM projects_projectevent e
        WHERE e.project_id = m.project_id AND e.act = '{act}' AND e.notice_id IS NOT NULL AND e.at >= m.{moment}
          AND NOT EXISTS (
            SELECT FROM deliberation_meeting later WHERE later.project_id = m.project_id
            AND (later.{moment}, later.id) > (m.{moment}, m.id) AND later.{moment} <= e.at)
        ORDER BY e.at, e.id LIMIT 1)
    WHERE m.{moment} IS NOT NULL AND m.{column} IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0009_meetings_are_moved_and_called_off"),
        ("projects", "0004_warranty_of_the_contract"),
        ("log", "0002_every_public_fact"),
    ]

    operations = [
        migrations.RunSQL(
            [
                FILL.format(column="notice_id", act="call_meeting", moment="called_at"),
                FILL.format(column="minutes_notice_id", act="write_minutes", moment="minutes_at"),
                "SET CONSTRAINTS ALL IMMEDIATE;",  # a table is not altered while a check of its rows is pending
            ],
            migrations.RunSQL.noop,
        ),
        _sql.watch_again("deliberation_meeting", MEETING),
        _sql.watch_rows("deliberation_meetingchange", CHANGE),
    ]
