from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0019_what_is_kept_back_is_never_above_its_percentage'),
    ]

    operations = [
        migrations.AlterField(
            model_name='supplierchoice',
            name='too_few_because',
            field=models.TextField(blank=True, max_length=1000, verbose_name='why fewer than needed'),
        ),
    ]
