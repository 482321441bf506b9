from django.db import connection, migrations


def add_up(apps, schema_editor):
    """Make the sums of a portal that ran before they were kept; an empty database has none."""
    from funding import totals

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    totals.rebuild()


class Migration(migrations.Migration):
    dependencies = [("funding", "0006_sums")]
    operations = [migrations.RunPython(add_up, migrations.RunPython.noop)]
