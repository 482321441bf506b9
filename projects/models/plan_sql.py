"""What the database itself asks of plans: each version adds up, and a project is what its newest version says.

`PLAN_IS_KEPT` runs at the end of a transaction, for the version and its project change in two statements.
"""

from dataclasses import dataclass

from panlong.policy.defaults import sql
from projects.stages import PRIVATE, Stage

FREE = (Stage.SUPPORT_POLL, Stage.DELIBERATION)  # a version may be written without a notice
CORRECTED = (Stage.POOLED, Stage.SELECTION)  # only with one


def _listed(stages) -> str:
    return ", ".join(f"'{stage}'" for stage in sorted(stages))


VERSION_IS_SOUND = f"""
    IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM projects_planversion WHERE project_id = NEW.project_id) THEN
        RAISE EXCEPTION 'versions of a plan are numbered in their order' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.total <> (SELECT coalesce(sum((line->>'sum')::numeric), 0) FROM jsonb_array_elements(NEW.lines) line)
       OR NEW.total <> (SELECT coalesce(sum(yuan::numeric), 0) FROM jsonb_each_text(NEW.shares) share(source, yuan))
       OR NEW.subsidy <> (SELECT coalesce(sum(yuan::numeric), 0) FROM jsonb_each_text(NEW.shares) share(source, yuan)
                          WHERE source IN ('district', 'street'))
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.lines) line WHERE (line->>'sum')::numeric <= 0
                  OR round((line->>'quantity')::numeric * (line->>'price')::numeric, 2) <> (line->>'sum')::numeric) THEN
        RAISE EXCEPTION 'the lines and shares of a plan come to its total' USING ERRCODE = 'check_violation';
    END IF;
    SELECT p.stage INTO stage FROM projects_project p WHERE id = NEW.project_id FOR UPDATE;
    IF NEW.number > 1 AND stage NOT IN ({_listed(FREE)}) AND NOT (
        stage IN ({_listed(CORRECTED)}) AND EXISTS (
            SELECT 1 FROM notices_notice n WHERE n.id = NEW.notice_id AND n.facts->>'budget' = NEW.total::text
            AND n.facts->>'plan' = NEW.plan)) THEN
        RAISE EXCEPTION 'a plan in the pool changes with a notice of its new figures only' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@dataclass(frozen=True)
class Kept:
    """The check of one project against its plan, as the body of a trigger."""

    declare: list[tuple[str, str]]
    body: str

    def body_of(self, project: str) -> str:
        """Return the body for the project whose key is SQL `project`."""
        return self.body.replace("PROJECT", project)


# Where an agreed plan stands behind a project: all stages after deliberation that are not an end of another kind.
AGREED = frozenset(Stage) - PRIVATE - {Stage.SUPPORT_POLL, Stage.DELIBERATION, Stage.WITHDRAWN, Stage.MERGED}
PLAN_IS_KEPT = Kept(
    [
        ("p", "projects_project%ROWTYPE"),
        ("v", "projects_planversion%ROWTYPE"),
        ("agreed", "projects_planversion%ROWTYPE"),
    ],
    f"""
    SELECT * INTO p FROM projects_project WHERE id = PROJECT;
    SELECT * INTO v FROM projects_planversion WHERE project_id = PROJECT ORDER BY number DESC LIMIT 1;
    IF p.budget <> coalesce(v.total, 0) OR p.subsidy_planned <> coalesce(v.subsidy, 0) THEN
        RAISE EXCEPTION 'the budget of a project is that of its plan' USING ERRCODE = 'check_violation';
    END IF;
    IF v.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF p.stage NOT IN ({_listed(PRIVATE)}) AND (p.plan, p.kind, p.area_id, p.touches_common_parts)
            IS DISTINCT FROM (v.plan, v.kind, v.area_id, v.touches_common_parts) THEN
        RAISE EXCEPTION 'a project is what the newest version of its plan says' USING ERRCODE = 'check_violation';
    END IF;
    IF p.agreed_version IS NULL OR p.stage NOT IN ({_listed(AGREED)}) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO agreed FROM projects_planversion WHERE project_id = PROJECT AND number = p.agreed_version;
    IF agreed.id IS NULL OR v.kind <> agreed.kind OR v.area_id <> agreed.area_id OR v.subsidy > agreed.subsidy
       OR (agreed.total > 0 AND v.total * 100 >= agreed.total * (100 + {sql("material_change_", "'percent'", "v.at")})) THEN
        RAISE EXCEPTION 'a material change of the plan asks those who agreed again' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
    """,
)
