"""What was public before plans had versions becomes version 1 of its plan, with the budget that stands there."""

from django.db import migrations

# Lines or shares that do not come to the budget, which only a hand in the database can have left, become one.
FILL = """
INSERT INTO projects_planversion (project_id, number, at, by_id, reason, area_id, kind, touches_common_parts, plan, lines, shares,
                                  total, subsidy, duration_days, implementer, aftercare, notice_id)
SELECT p.id, 1, coalesce(e.at, p.first_published_at, p.created_at), coalesce(e.actor_id, p.proposer_id), '', p.area_id, p.kind,
       p.touches_common_parts, p.plan,
       CASE WHEN p.budget = 0 THEN '[]' WHEN l.total = p.budget THEN l.lines
            ELSE jsonb_build_array(jsonb_build_object('item', '预算合计', 'quantity', NULL, 'unit', '', 'price', NULL,
                                                      'sum', p.budget::text)) END,
       CASE WHEN p.budget = 0 THEN '{}' WHEN s.total = p.budget AND s.subsidy = p.subsidy_planned THEN s.shares
            ELSE jsonb_strip_nulls(jsonb_build_object(
                'other', (nullif(p.budget - p.subsidy_planned, 0))::text, 'district', (nullif(p.subsidy_planned, 0))::text)) END,
       p.budget, p.subsidy_planned, NULL, '', p.aftercare_short, NULL
FROM (SELECT *, left(aftercare_plan, 1000) AS aftercare_short FROM projects_project) p
LEFT JOIN LATERAL (SELECT at, actor_id FROM projects_projectevent WHERE project_id = p.id AND act IN ('record_budget', 'correct_plan')
                   ORDER BY id DESC LIMIT 1) e ON true
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount), 0) AS total, jsonb_agg(jsonb_build_object(
        'item', name, 'quantity', NULL, 'unit', '', 'price', NULL, 'sum', amount::text) ORDER BY id) AS lines
    FROM funding_budgetline WHERE project_id = p.id) l
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount), 0) AS total, coalesce(sum(amount) FILTER (WHERE source IN ('district', 'street')), 0) AS subsidy,
           jsonb_object_agg(source, amount::text) AS shares
    FROM funding_plannedshare WHERE project_id = p.id) s
WHERE p.first_published_at IS NOT NULL OR p.budget > 0;

UPDATE projects_project SET agreed_version = 1
WHERE stage NOT IN ('draft', 'screening', 'returned', 'rejected', 'support_poll', 'deliberation', 'withdrawn')
AND id IN (SELECT project_id FROM projects_planversion);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0006_plans_in_versions'),
        ('funding', '0023_firms_come_back_and_traces_end'),
    ]

    operations = [migrations.RunSQL(FILL, "UPDATE projects_project SET agreed_version = NULL; DELETE FROM projects_planversion;")]
