from django.db import migrations

from ._sql import rebuild_totals, restrict_web_role


def restrict_and_add_up(apps, schema_editor):
    """Restrict the web role anew, now that there are bills, and make all sums anew, now that they tell what is owed.

    Earlier vouchers stay as they are: each is bill and payment in one.
    """
    restrict_web_role(apps, schema_editor)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        rebuild_totals(cursor)


class Migration(migrations.Migration):
    dependencies = [("funding", "0013_bills_payables_and_retention")]
    operations = [migrations.RunPython(restrict_and_add_up, migrations.RunPython.noop)]
