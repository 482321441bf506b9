from django.db import migrations

# Contracts signed before the project knew of their warranty; until now it was reckoned from the rules' twelve months.
TELL = """
    UPDATE projects_project p SET warranty_months = c.warranty_months,
        warranty_ends_at = warranty_ends_at + make_interval(months => greatest(c.warranty_months - 12, 0))
    FROM funding_contract c WHERE c.project_id = p.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0015_suppliers_hand_in_their_prices"),
        ("projects", "0004_warranty_of_the_contract"),
    ]

    operations = [migrations.RunSQL(TELL, migrations.RunSQL.noop)]
