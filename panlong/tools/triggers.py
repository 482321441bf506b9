from functools import reduce
from operator import or_

import pgtrigger


def never_emptied(name: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses TRUNCATE of its table."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';",
    )


def decided_for_good(name: str, decided_at: str, *columns: str) -> pgtrigger.Trigger:
    """Return a trigger that keeps `columns` (all, if none is named) of a row from the moment `decided_at` is filled."""
    condition = pgtrigger.Q(**{f"old__{decided_at}__isnull": False})
    if columns:
        changes = (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in columns)
        condition &= reduce(or_, changes)
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=condition)
