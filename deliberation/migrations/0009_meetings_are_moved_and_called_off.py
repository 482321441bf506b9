"""A meeting is moved, cancelled or not held, on record with its reason and its notice."""

import django.db.models.deletion
import panlong.clock
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deliberation', '0008_households_abstain_and_say_why'),
        ('notices', '0005_changes_of_meetings'),
        ('projects', '0004_warranty_of_the_contract'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('moved', 'moved'), ('cancelled', 'cancelled'), ('not_held', 'not held')], max_length=10)),
                ('at', models.DateTimeField(default=panlong.clock.now)),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('from_starts_at', models.DateTimeField()),
                ('from_place', models.CharField(max_length=120)),
                ('operation', models.UUIDField(unique=True)),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='called_off',
            field=models.CharField(blank=True, choices=[('cancelled', 'cancelled'), ('not_held', 'not held')], max_length=10, verbose_name='called off'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='minutes_notice',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='notice',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='platform',
            field=models.CharField(choices=[('council', "Residents' council"), ('all_households', 'Meeting of all households'), ('sunshine_hall', 'Sunshine hall'), ('round_table', 'Happiness round table'), ('neighbours', '“Neighbour, a word with you”'), ('six_parties', 'Six-party talk')], max_length=20, verbose_name='kind of meeting'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='called_off_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."called_off" = \'\') AND (OLD."called_off" IS DISTINCT FROM (NEW."called_off") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."place" IS DISTINCT FROM (NEW."place")))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0e4606e4195c6f06102460b6b3766d6041846863', operation='UPDATE', pgid='pgtrigger_called_off_for_good_c057f', table='deliberation_meeting', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('called_off', ''), ('minutes_at__isnull', True), _connector='OR'), name='no_minutes_of_what_was_not_held'),
        ),
        migrations.AddField(
            model_name='meetingchange',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meetingchange',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='deliberation.meeting'),
        ),
        migrations.AddField(
            model_name='meetingchange',
            name='notice',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingchange',
            trigger=pgtrigger.compiler.Trigger(name='changes_of_meetings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1747c233b7df5a9f3772caed4b21096070fe0782', operation='UPDATE OR DELETE', pgid='pgtrigger_changes_of_meetings_stay_3e231', table='deliberation_meetingchange', when='BEFORE')),
        ),
    ]
