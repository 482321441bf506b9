"""Two proposals that ask for the same and were made one; both keep their history and their address."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.tools.triggers import decided_for_good
from projects.models.merge_sql import MERGE_IS_SAID
from projects.models.project import Project
from projects.stages import MERGEABLE


class MergeQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(undone_at=None)


class Merge(models.Model):
    """`gone` was merged into `kept` by an organiser of both places; undone within the term with which it began."""

    gone = models.ForeignKey(Project, models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Project, models.PROTECT, related_name="taken_in")
    from_stage = models.CharField(max_length=20, choices=[(one.value, one.label) for one in MERGEABLE])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(_("reason"), max_length=1000)
    undo_until = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.TextField(_("why it is undone"), max_length=1000, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merged_into_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(gone=F("kept")), name="nothing_is_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undo_reason="")
                | Q(undone_at__isnull=False, undone_by__isnull=False, undone_at__lt=F("undo_until"))
                & ~Q(undo_reason=""),
                name="a_merge_is_undone_whole_and_in_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_merge_has_its_reason"),
        ]
        triggers = [
            pgtrigger.Protect(name="merges_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_merge_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["undone_by", "undone_at", "undo_reason"]),
            ),
            decided_for_good("an_undone_merge_stays", "undone_at"),
            pgtrigger.Trigger(
                name="a_merge_is_sound",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    IF EXISTS (SELECT 1 FROM projects_project WHERE id IN (NEW.gone_id, NEW.kept_id)
                               AND coalesce(NEW.undone_by_id, NEW.by_id) IN (proposer_id, taken_down_by_id)) THEN
                        RAISE EXCEPTION 'who proposed one of them or wrote it down does not merge them' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'INSERT' AND (
                        EXISTS (SELECT 1 FROM projects_merge WHERE undone_at IS NULL
                                AND (kept_id = NEW.gone_id OR gone_id = NEW.kept_id))
                        OR (SELECT stage FROM projects_project WHERE id = NEW.kept_id) NOT IN
                            ({", ".join(f"'{one}'" for one in MERGEABLE)})) THEN
                        RAISE EXCEPTION 'what was merged takes nothing in, and what took something in stays' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="a_merged_one_says_so",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=[("gone", "projects_project%ROWTYPE")],
                func=MERGE_IS_SAID.replace("PROJECT", "NEW.gone_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"

    @property
    def may_be_undone(self) -> bool:
        return self.undone_at is None and clock.now() < self.undo_until
