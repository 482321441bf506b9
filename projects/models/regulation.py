"""Rules that issues of level 3 led to (以此为契机，出台相关制度): each with what it solved."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.areas.models import Area
from projects.models.project import Project


class Regulation(models.Model):
    """A rule that the district issued so that similar problems are solved everywhere."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("where it holds"))
    title = models.CharField(_("name of the rule"), max_length=120)
    summary = models.TextField(_("what it settles"), max_length=2000)
    address = models.URLField(_("where its text stands"), max_length=300, blank=True)
    issued_on = models.DateField(_("issued on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["area", "title"], name="one_rule_of_a_name")]
        triggers = [pgtrigger.Protect(name="rules_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:rule", args=[self.pk])


class SolvedByRule(models.Model):
    """A project whose issue of level 3 led to a rule, or is solved by one that was there."""

    rule = models.ForeignKey(Regulation, models.PROTECT, related_name="solved")
    project = models.ForeignKey(Project, models.PROTECT, related_name="rules")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "project"], name="a_rule_solves_a_project_once")
        ]
        triggers = [
            pgtrigger.Protect(name="what_a_rule_solved_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="rules_answer_level_three",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id AND level = 3) THEN
                        RAISE EXCEPTION 'a rule answers an issue of level 3' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
