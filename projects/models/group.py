"""What the members of a task group decide about their project, each by their own word."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from panlong import clock
from projects.models.project import Project


class GivingUpWord(models.Model):
    """A member says that the project is to be given up. It counts for the stay in its stage that began at `stage_since`."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="giving_up")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(_("reason"), max_length=1000)
    stage_since = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "by", "stage_since"], name="each_member_gives_up_once")
        ]
        triggers = [
            pgtrigger.Protect(name="words_of_giving_up_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_members_give_up",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM projects_taskgroupmember
                                   WHERE project_id = NEW.project_id AND user_id = NEW.by_id AND elected_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'only a member of the task group says so' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
