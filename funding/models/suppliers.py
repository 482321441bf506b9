"""The register of suppliers that each street keeps, and what is known of how an offer came in."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panlong import clock, crypto
from panlong.accounts import phones
from panlong.areas.models import Area
from projects.models import Project

PERSON = settings.AUTH_USER_MODEL
# What a finding says: of suppliers among each other, of suppliers and the group.
FINDINGS = {
    "address": _("The same network address stands behind the offers of %(suppliers)s."),
    "device": _("The same device was used for the offers of %(suppliers)s."),
    "person": _("The same person was signed in at the offers of %(suppliers)s."),
    "phone": _("The same telephone is on record for %(suppliers)s."),
    "group_address": _("The task group worked from the network address of the offer of %(suppliers)s."),
    "group_device": _("The task group worked with the device that was used for the offer of %(suppliers)s."),
    "group_person": _(
        "A member of the task group or of their household was signed in at the offer of %(suppliers)s."
    ),
    "group_phone": _(
        "The telephone of %(suppliers)s belongs to a member of the task group or of their household."
    ),
    "decider_phone": _(
        "The telephone of %(suppliers)s belongs to somebody of the community, the street office or the committee, "
        "who decides about this project."
    ),
    "unconfirmed": _(
        "%(suppliers)s handed in at an address from before the register of suppliers, without a code by telephone."
    ),
}  # fmt: skip


class Supplier(models.Model):
    """A firm in the register of a street: only such a firm is invited, at the telephone that is on record here.

    Every entry and every telephone takes two people: who enters it and somebody of the street who confirms it.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits to be confirmed")
        ACTIVE = "active", _("in the register")
        REFUSED = "refused", _("not taken into the register")
        BARRED = "barred", _("struck from the register")

    area = models.ForeignKey(Area, models.PROTECT, related_name="suppliers", verbose_name=_("street"))
    name = models.CharField(_("supplier"), max_length=80)
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    legal_person = models.CharField(_("legal representative"), max_length=40)
    phone_cipher = models.CharField(max_length=255, editable=False)
    phone_hash = models.CharField(max_length=64, db_index=True, editable=False)
    next_phone_cipher = models.CharField(max_length=255, blank=True, editable=False)
    next_phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    next_phone_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    phone_confirmed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    asked_for = models.ForeignKey(Project, models.PROTECT, null=True, related_name="firms_asked_for")
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"), default=clock.now)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    again_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    again_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("supplier in the register")
        verbose_name_plural = _("register of suppliers")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "uscc"], name="one_entry_per_company_and_street"),
            models.CheckConstraint(
                condition=Q(status="waiting", confirmed_by__isnull=True, confirmed_at__isnull=True)
                | ~Q(status="waiting") & Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="somebody_confirms_a_firm",
            ),
            models.CheckConstraint(
                condition=Q(status="refused") | ~Q(entered_by=F("confirmed_by")),
                name="who_enters_a_firm_does_not_confirm_it",
            ),
            models.CheckConstraint(condition=~Q(phone_hash=""), name="a_firm_has_a_telephone"),
            models.CheckConstraint(
                condition=Q(again_by__isnull=True, again_reason="")
                | Q(again_by__isnull=False, status__in=["refused", "barred"]) & ~Q(again_reason=""),
                name="a_firm_comes_back_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="firms_are_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="who_a_firm_is_stays", fields=["area", "uscc", "asked_for", "entered_by", "entered_at"]
            ),
            pgtrigger.Trigger(
                name="two_people_take_a_firm_back",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["refused", "barred"])
                & ~pgtrigger.Q(new__status__in=["refused", "barred"]),
                func="""
                    IF NEW.status <> 'active' OR OLD.again_by_id IS NULL OR NEW.confirmed_by_id IS NOT DISTINCT FROM OLD.again_by_id THEN
                        RAISE EXCEPTION 'two people take a firm back' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="two_people_change_a_telephone",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.phone_hash IS DISTINCT FROM OLD.phone_hash AND (
                        NEW.phone_hash IS DISTINCT FROM OLD.next_phone_hash OR NEW.phone_confirmed_by_id IS NULL
                        OR NEW.phone_confirmed_by_id IS NOT DISTINCT FROM OLD.next_phone_by_id) THEN
                        RAISE EXCEPTION 'two people change a telephone' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.uscc}"

    def get_absolute_url(self) -> str:
        return reverse("funding:firm", args=[self.pk])

    @property
    def phone(self) -> str:
        """The telephone on record, 11 digits: for sending only, no page shows it whole."""
        return crypto.decrypt_text(self.phone_cipher)

    @property
    def masked_phone(self) -> str:
        return phones.mask_phone(self.phone)

    @property
    def masked_next_phone(self) -> str:
        return (
            phones.mask_phone(crypto.decrypt_text(self.next_phone_cipher)) if self.next_phone_cipher else ""
        )


class OfferTrace(models.Model):
    """From where a supplier's page was used, and from where the task group worked: keyed hashes, the account if signed in.

    It serves one question: do several offers, or an offer and the group, come from one hand (funding.procurement.traces)?
    Once the choice counts it is answered, and traces end after their term.
    """

    class What(models.TextChoices):
        OPENED = "opened", _("opened its page")
        ASKED_CODE = "asked_code", _("asked for a code")
        HANDED_IN = "handed_in", _("handed in its price")
        GROUP = "group", _("the task group at work")

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="offer_traces", verbose_name=_("project")
    )
    invitation = models.ForeignKey(
        "funding.SupplierInvitation",
        models.PROTECT,
        null=True,
        related_name="traces",
        verbose_name=_("invitation of a supplier"),
    )
    what = models.CharField(_("what was done"), max_length=10, choices=What.choices)
    address_hash = models.CharField(max_length=64)
    device_hash = models.CharField(max_length=64)
    person = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("who was signed in")
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("trace of an offer")
        verbose_name_plural = _("traces of offers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "invitation", "what", "address_hash", "device_hash", "person"],
                nulls_distinct=False,
                name="each_trace_once",
            ),
            models.CheckConstraint(
                condition=Q(what="group", invitation__isnull=True, person__isnull=False)
                | ~Q(what="group") & Q(invitation__isnull=False),
                name="a_trace_is_of_an_offer_or_of_the_group",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="traces_are_not_rewritten", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="traces_stay_until_the_choice_counts",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM funding_supplierchoice c WHERE c.project_id = OLD.project_id
                                   AND c.approval IN ('not_needed', 'approved'))
                       AND NOT EXISTS (SELECT 1 FROM projects_project p WHERE p.id = OLD.project_id
                                       AND p.stage IN ('rejected', 'closed', 'withdrawn', 'terminated')) THEN
                        RAISE EXCEPTION 'traces stay until the choice counts' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]


class OfferCode(models.Model):
    """A code sent to the telephone on record, with which a supplier confirms that it hands in this price."""

    invitation = models.ForeignKey("funding.SupplierInvitation", models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("code of a supplier")
        verbose_name_plural = _("codes of suppliers")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="codes_are_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="a_code_is_not_rewritten", exclude=["tries", "used_at"]),
        ]
