from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_messages_have_ways'),
    ]

    operations = [
        migrations.AlterField(
            model_name='draft',
            name='kind',
            field=models.CharField(choices=[('call', 'Call for proposals'), ('support_poll', 'Support poll opened'), ('support_result', 'Support poll result'), ('meeting', 'Meeting notice'), ('minutes', 'Meeting minutes'), ('pool', 'Taken into the project pool'), ('round', 'Voting round opened'), ('round_result', 'Voting round result'), ('round_annulled', 'Vote annulled'), ('resolution', 'Resolution'), ('approval', 'Approval of the project'), ('refusal', 'Refusal of the project'), ('supplier', 'Supplier chosen'), ('progress', 'Progress and spending'), ('change', 'Change'), ('suspension', 'Suspension'), ('resumption', 'Resumption'), ('termination', 'Early end'), ('acceptance', 'Acceptance'), ('satisfaction', 'Satisfaction of the residents'), ('final_accounts', 'Final accounts'), ('donations', 'Donations of the year'), ('aftercare', 'Aftercare'), ('yearly_report', 'Yearly report'), ('ledger_seal', 'Seal of the ledger'), ('correction', 'Correction')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('call', 'Call for proposals'), ('support_poll', 'Support poll opened'), ('support_result', 'Support poll result'), ('meeting', 'Meeting notice'), ('minutes', 'Meeting minutes'), ('pool', 'Taken into the project pool'), ('round', 'Voting round opened'), ('round_result', 'Voting round result'), ('round_annulled', 'Vote annulled'), ('resolution', 'Resolution'), ('approval', 'Approval of the project'), ('refusal', 'Refusal of the project'), ('supplier', 'Supplier chosen'), ('progress', 'Progress and spending'), ('change', 'Change'), ('suspension', 'Suspension'), ('resumption', 'Resumption'), ('termination', 'Early end'), ('acceptance', 'Acceptance'), ('satisfaction', 'Satisfaction of the residents'), ('final_accounts', 'Final accounts'), ('donations', 'Donations of the year'), ('aftercare', 'Aftercare'), ('yearly_report', 'Yearly report'), ('ledger_seal', 'Seal of the ledger'), ('correction', 'Correction')], max_length=20, verbose_name='kind'),
        ),
    ]
