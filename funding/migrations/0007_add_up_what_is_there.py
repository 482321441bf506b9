from django.db import migrations


class Migration(migrations.Migration):
    """The sums of a portal that ran before they were kept are made in 0012, once all their columns are there."""

    dependencies = [("funding", "0006_sums")]
    operations = []
