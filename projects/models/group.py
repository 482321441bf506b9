"""How a task group is chosen, what its members decide each by their own word, and what a member who leaves hands over."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.tools.triggers import decided_for_good
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


class GroupChoice(models.Model):
    """How the neighbours chose their task group: when, who was there and how many voices each of the chosen got.

    `voices` are {number of the person: voices}; names stand nowhere here, for a name must be able to go.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="group_choices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    chosen_on = models.DateField(_("chosen on"))
    attendance = models.CharField(_("who was there"), max_length=300)
    present = models.PositiveIntegerField(_("people present"))
    voices = models.JSONField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(present__gte=1), name="somebody_chose_the_group")]
        triggers = [pgtrigger.Protect(name="choices_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class Handover(models.Model):
    """A member left the task group: why, what is open, and who takes it over and confirmed that."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="handovers")
    leaver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    duty = models.CharField(_("duty"), max_length=12)
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(_("reason"), max_length=300)
    what_is_open = models.TextField(_("what is open and where the papers are"), max_length=2000)
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    replaced = models.BooleanField(default=False)  # the neighbours chose the group anew since

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(leaver=F("taker")), name="somebody_else_takes_over")
        ]
        triggers = [
            pgtrigger.Protect(name="handovers_stay", operation=pgtrigger.Delete),
            decided_for_good(
                "taken_over_once", "confirmed_at", "confirmed_at", "leaver", "taker", "what_is_open"
            ),
        ]
