"""A household may abstain and say why; how many abstained is part of the result."""

from django.db import migrations, models

from panlong.log.migrations import _sql

POLL = "id project_id opens_at closes_at households closed_at agreed opposed abstained passed".split()


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0007_files_have_a_format"),
        ("log", "0002_every_public_fact"),
    ]

    operations = [
        migrations.AddField(
            model_name="support",
            name="words",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="a word why"),
        ),
        migrations.AddField(
            model_name="supportpoll", name="abstained", field=models.PositiveIntegerField(null=True)
        ),
        migrations.AlterField(model_name="support", name="agrees", field=models.BooleanField(null=True)),
        _sql.watch_again("deliberation_support"),
        _sql.watch_again("deliberation_supportpoll", POLL),
    ]
