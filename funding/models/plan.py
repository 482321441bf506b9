"""Budget lines and planned shares of a project."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.models.common import Source, yuan_field
from projects.models import Project

# At the end of the transaction: the lines and shares that bookings refer to are those of the newest version of the plan.
AS_PLANNED = """
    which := CASE TG_OP WHEN 'DELETE' THEN OLD.project_id ELSE NEW.project_id END;
    SELECT * INTO v FROM projects_planversion WHERE project_id = which ORDER BY number DESC LIMIT 1;
    IF v.id IS NULL
       OR (SELECT coalesce(jsonb_agg(jsonb_build_array(name, amount::text) ORDER BY id), '[]') FROM funding_budgetline
           WHERE project_id = which)
          <> (SELECT coalesce(jsonb_agg(jsonb_build_array(line->>'item', line->>'sum')), '[]')
              FROM jsonb_array_elements(v.lines) line)
       OR (SELECT coalesce(jsonb_object_agg(source, amount::text), '{}') FROM funding_plannedshare WHERE project_id = which)
          <> v.shares THEN
        RAISE EXCEPTION 'lines and shares are those of the plan' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def as_planned(name: str) -> pgtrigger.Trigger:
    """Return the trigger that lets a table of the budget say what the plan says."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        declare=[("which", "bigint"), ("v", "projects_planversion%ROWTYPE")],
        func=AS_PLANNED,
    )


class BudgetLine(models.Model):
    project = models.ForeignKey(Project, models.PROTECT, related_name="budget_lines")
    name = models.CharField(_("what for"), max_length=80)
    amount = yuan_field(_("amount (yuan)"))

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["id"]
        triggers = [as_planned("lines_are_those_of_the_plan")]

    def __str__(self) -> str:
        return self.name


class PlannedShare(models.Model):
    project = models.ForeignKey(Project, models.PROTECT, related_name="planned_shares")
    source = models.CharField(_("source"), max_length=15, choices=Source.choices)
    amount = yuan_field(_("amount (yuan)"))

    class Meta:
        verbose_name = _("planned share")
        verbose_name_plural = _("planned shares")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["project", "source"], name="one_share_per_source")]
        triggers = [as_planned("shares_are_those_of_the_plan")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} · {self.amount:,.2f}"
