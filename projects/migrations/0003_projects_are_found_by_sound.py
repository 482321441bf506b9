from django.db import migrations, models

from pypinyin import Style, lazy_pinyin

LONGEST_KEY = 600


def key_of(text):
    """Return what a title was found by when this was written: itself, its pinyin, and its initials."""
    spoken = text.lower()
    ways = [
        "".join(lazy_pinyin(spoken, style=style, errors=lambda rest: rest.replace(" ", "")))
        for style in (Style.NORMAL, Style.FIRST_LETTER)
    ]
    return " ".join([spoken, *ways])[:LONGEST_KEY]


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
