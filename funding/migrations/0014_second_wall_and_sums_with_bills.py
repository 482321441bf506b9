from django.db import connection, migrations


def raise_wall_and_add_up(apps, schema_editor):
    """Raise the wall anew, now that there are bills, and make all sums anew, now that they tell what is owed.

    Earlier vouchers stay as they are: each is bill and payment in one.
    """
    from funding import second_wall, totals

    second_wall.raise_wall()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    totals.rebuild()


class Migration(migrations.Migration):
    dependencies = [("funding", "0013_bills_payables_and_retention")]
    operations = [migrations.RunPython(raise_wall_and_add_up, migrations.RunPython.noop)]
