"""The one way a stage changes: the row is locked, the move is in the table, one save, one audit row."""

from datetime import datetime

from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.errors import Refused


def lock_row(obj):
    """Return `obj` read afresh and locked until the end of the transaction."""
    rows = type(obj)._default_manager.select_for_update(of=("self",))
    if any(field.name == "area" for field in obj._meta.concrete_fields):
        rows = rows.select_related("area")
    return rows.get(pk=obj.pk)


def change_stage(
    obj, to, *, act: str, by, moves, area_code: str, also=(), at: datetime | None = None, **details
) -> None:
    """Move locked `obj` from its stage to `to`; raise Refused when `moves` does not hold (stage, to).

    `moves` is a set of (from, to) pairs; `obj` has the fields stage and stage_since; `also` names other changed fields;
    `at` is the moment of the act (now when None).
    """
    if (obj.stage, to) not in moves:
        raise Refused(
            _("This step is not possible any more: the project is at “%(stage)s” now.")
            % {"stage": obj.get_stage_display()}
        )
    left = obj.stage
    obj.stage, obj.stage_since = to, at or clock.now()
    obj.save(update_fields=["stage", "stage_since", *also])
    audit.record(
        act,
        by=by,
        target=obj,
        area_code=area_code,
        at=obj.stage_since,
        left=str(left),
        reached=str(to),
        **details,
    )
