"""What the database asks of merged proposals at the end of a transaction: the stage and the merge say the same."""

import pgtrigger

from projects.stages import Stage

MERGE_IS_SAID = f"""
    SELECT * INTO gone FROM projects_project WHERE id = PROJECT;
    IF (gone.stage = '{Stage.MERGED}') <> EXISTS (SELECT 1 FROM projects_merge WHERE gone_id = gone.id AND undone_at IS NULL) THEN
        RAISE EXCEPTION 'a proposal is merged while a merge of it is in force, and only then' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
MERGED_SAYS_WHERE = pgtrigger.Trigger(
    name="merged_says_where",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Q(old__stage__df=pgtrigger.F("new__stage"))
    & (pgtrigger.Q(old__stage=Stage.MERGED) | pgtrigger.Q(new__stage=Stage.MERGED)),
    declare=[("gone", "projects_project%ROWTYPE")],
    func=MERGE_IS_SAID.replace("PROJECT", "NEW.id"),
)
