from django.db import migrations

# Contracts signed before the project knew of their warranty. It was reckoned from the rules' months when the work was
# accepted; the contract's are reckoned from the end of that day, and where the rules said as many already nothing changes.
TELL = """
    UPDATE projects_project p SET warranty_months = c.warranty_months FROM funding_contract c WHERE c.project_id = p.id;

    UPDATE projects_project p SET warranty_ends_at = greatest(p.warranty_ends_at, (
        date_trunc('day', a.at AT TIME ZONE 'Asia/Shanghai') + make_interval(months => p.warranty_months) + interval '1 day'
    ) AT TIME ZONE 'Asia/Shanghai')
    FROM funding_contract c, (SELECT project_id, max(at) AS at FROM projects_acceptance WHERE accepted GROUP BY project_id) a
    WHERE c.project_id = p.id AND a.project_id = p.id AND p.warranty_ends_at IS NOT NULL;

    UPDATE projects_project p SET stage_due = warranty_ends_at FROM funding_contract c
    WHERE c.project_id = p.id AND p.stage = 'aftercare' AND warranty_ends_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0015_suppliers_hand_in_their_prices"),
        ("projects", "0004_warranty_of_the_contract"),
    ]

    operations = [migrations.RunSQL(TELL, migrations.RunSQL.noop)]
