from django.db import migrations

from ._sql import restrict_web_role


class Migration(migrations.Migration):
    dependencies = [("funding", "0008_application_quotation_contract")]
    operations = [migrations.RunPython(restrict_web_role, migrations.RunPython.noop)]
