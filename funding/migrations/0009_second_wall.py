from django.db import migrations


def raise_wall(apps, schema_editor):
    """Only where the web role is not the owner, as in production."""
    from funding import second_wall

    second_wall.raise_wall()


class Migration(migrations.Migration):
    dependencies = [("funding", "0008_application_quotation_contract")]
    operations = [migrations.RunPython(raise_wall, migrations.RunPython.noop)]
