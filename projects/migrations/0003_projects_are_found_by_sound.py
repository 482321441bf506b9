from django.db import migrations, models

from panlong.pinyin import key_of


def write_keys(apps, schema_editor):
    """Give every project that is there already what it is found by."""
    Project = apps.get_model("projects", "Project")
    for project in Project.objects.only("title").iterator():
        Project.objects.filter(pk=project.pk).update(search_key=key_of(project.title))


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_words_waiting_for_screening")]

    operations = [
        migrations.AddField(
            "project", "search_key", models.CharField(blank=True, editable=False, max_length=600)
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
