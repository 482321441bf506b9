"""Bodies that sit: the residents' council with its members and their term, and the courtyard committee."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON
from panlong import clock
from panlong.areas.models import Area


class CouncilQuerySet(models.QuerySet):
    def in_term(self, day):
        return self.filter(since__lte=day, until__gte=day)


class Council(models.Model):
    """居民议事会 of a place, for a term; both days belong to it."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="councils", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=80)
    since = models.DateField(_("term from"))
    until = models.DateField(_("term until"))
    chosen_how = models.CharField(
        _("how they were chosen"), max_length=300,
        help_text=_("Such as: put forward by the buildings and elected by the households, with the day."),
    )  # fmt: skip

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = _("residents' council")
        verbose_name_plural = _("residents' councils")
        ordering = ["area", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="a_term_has_an_end_after_its_beginning"
            ),
            models.UniqueConstraint(fields=["area", "since"], name="one_council_of_a_term"),
        ]
        triggers = [
            # Two of one place never sit at the same time; whoever enters one waits for the other to be entered.
            pgtrigger.Trigger(
                name="terms_do_not_meet",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    PERFORM 1 FROM areas_area WHERE id = NEW.area_id FOR UPDATE;
                    IF EXISTS (SELECT 1 FROM deliberation_council c WHERE c.area_id = NEW.area_id AND c.id <> coalesce(NEW.id, 0)
                               AND c.since <= NEW.until AND c.until >= NEW.since) THEN
                        RAISE EXCEPTION 'another council of the place sits then' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="councils_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("deliberation:council", args=[self.pk])

    @property
    def is_in_term(self) -> bool:
        return self.since <= clock.today() <= self.until

    def members_on(self, day):
        """Return those who are members on `day` (a queryset)."""
        sitting = Q(since__isnull=True) | Q(since__lte=day)
        return self.members.filter(sitting, Q(until__isnull=True) | Q(until__gte=day))


class CouncilMember(models.Model):
    """Somebody who sits in a council, with an account or without; `until` is the last day of whoever left early."""

    class Duty(models.TextChoices):
        CHAIR = "chair", _("chair")
        DEPUTY = "deputy", _("deputy chair")
        MEMBER = "member", _("member")

    council = models.ForeignKey(Council, models.PROTECT, related_name="members")
    name = models.CharField(_("name"), max_length=40, help_text=_("As it is published."))
    user = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    duty = models.CharField(_("duty"), max_length=10, choices=Duty.choices, default=Duty.MEMBER)
    represents = models.CharField(
        _("stands for"),
        max_length=80,
        blank=True,
        help_text=_("Such as one of the buildings, or the tenants."),
    )
    since = models.DateField(
        _("from"), null=True, blank=True, help_text=_("Empty: from the beginning of the term.")
    )
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Empty: until the end of the term.")
    )

    class Meta:
        verbose_name = _("member of the council")
        verbose_name_plural = _("members of the council")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user"], condition=Q(user__isnull=False), name="each_person_sits_once"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="a_member_leaves_after_coming",
            ),
        ]
        triggers = [pgtrigger.Protect(name="members_stay_on_record", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class CourtyardCommittee(models.Model):
    """院落自管会 with its rules of procedure (议事规则)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="committees", verbose_name=_("courtyard"))
    name = models.CharField(_("name"), max_length=80)
    founded_on = models.DateField(_("founded"))
    rules = models.TextField(_("rules of procedure"), max_length=6000)

    class Meta:
        verbose_name = _("courtyard committee")
        verbose_name_plural = _("courtyard committees")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_committee_of_a_name")]

    def __str__(self) -> str:
        return self.name
