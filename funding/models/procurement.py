"""Calls for quotations, quotations, choices and contracts."""

import hashlib
from decimal import ROUND_DOWN, Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.models.common import PERSON, no_own_interest, yuan_field
from funding.models.suppliers import FINDINGS, Supplier
from panlong import clock
from panlong.accounts.models import OutgoingSms
from projects.models import Project


class QuotationRound(models.Model):
    """A call for prices. What suppliers answer stays sealed until the deadline; then all of it is opened together."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="quotation_rounds")
    wanted = models.TextField(_("what is wanted"), max_length=2000)
    called_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    called_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(_("prices are taken until"))
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round of quotations")
        verbose_name_plural = _("rounds of quotations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(opened_at__isnull=True), name="one_round_of_quotations_open"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("called_at"))
                & (Q(opened_at__isnull=True) | Q(opened_at__gte=F("closes_at"))),
                name="nothing_is_opened_before_the_deadline",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="a_call_is_not_rewritten", exclude=["opened_by", "opened_at"]),
            pgtrigger.Protect(
                name="opened_is_opened",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__opened_at__isnull=False),
            ),
            pgtrigger.Protect(name="calls_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.closes_at:%Y-%m-%d}"


class SupplierInvitation(models.Model):
    """A supplier may hand in its price itself, at an address that only its telephone was told; a hash of it is kept.

    `firm` is its entry in the register; invitations from before the register have none.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="supplier_invitations")
    round = models.ForeignKey(QuotationRound, models.PROTECT, related_name="invitations")
    supplier = models.CharField(_("supplier"), max_length=80)
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    firm = models.ForeignKey(Supplier, models.PROTECT, null=True, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    void_at = models.DateTimeField(null=True)

    sms: OutgoingSms | None  # the message with its address, by invited_suppliers

    class Meta:
        verbose_name = _("invitation of a supplier")
        verbose_name_plural = _("invitations of suppliers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "uscc"],
                condition=Q(void_at__isnull=True),
                name="one_valid_address_per_supplier",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="an_invitation_is_not_rewritten", exclude=["void_at"]),
            pgtrigger.Protect(
                name="void_is_void",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__void_at__isnull=False),
            ),
            pgtrigger.Protect(name="invitations_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="invited_while_prices_are_taken",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM funding_quotationround r WHERE r.id = NEW.round_id AND r.project_id = NEW.project_id
                                   AND r.opened_at IS NULL AND NEW.invited_at < r.closes_at) THEN
                        RAISE EXCEPTION 'suppliers are invited while prices are taken' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NOT EXISTS (SELECT 1 FROM funding_supplier f WHERE f.id = NEW.firm_id AND f.status = 'active' AND f.uscc = NEW.uscc) THEN
                        RAISE EXCEPTION 'only firms in the register are invited' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} · {self.uscc}"


class Quotation(models.Model):
    """A supplier's one price. The task group chooses; the street checks the procedure only.

    In a round the price is None until all of them are opened; until then it is in `sealed`, which nobody can read
    without the portal's key. Below the amount that needs a round a member of the group writes it down (`collected_by`)
    at once. In a round the supplier hands it in itself (`invitation`), or somebody of the street who does not decide on
    the choice takes its paper down (`collected_by`); the photo of its offer is sealed like the price.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="quotations")
    round = models.ForeignKey(QuotationRound, models.PROTECT, null=True, related_name="quotations")
    supplier = models.CharField(_("supplier"), max_length=80)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    price = yuan_field(_("price (yuan)"), null=True)
    sealed = models.TextField(blank=True)
    ties = models.CharField(_("ties to people of the project"), max_length=200, blank=True)
    note = models.CharField(_("what is offered"), max_length=300, blank=True)
    firm = models.ForeignKey(Supplier, models.PROTECT, null=True, related_name="quotations")
    collected_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    invitation = models.OneToOneField(SupplierInvitation, models.PROTECT, null=True, related_name="quotation")
    offer = models.FileField(_("photo of the offer, sealed"), upload_to="offers/%Y/%m/", blank=True)
    offer_digest = models.CharField(_("SHA-256 of the sealed photo"), max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["price", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "supplier"], name="one_price_per_supplier"),
            models.UniqueConstraint(
                fields=["project", "uscc"], condition=~Q(uscc=""), name="one_price_per_company"
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=True, sealed="", price__isnull=False)
                | Q(round__isnull=False) & ~Q(sealed="") & ~Q(uscc=""),
                name="a_price_in_a_round_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(collected_by__isnull=False, invitation__isnull=True)
                | Q(collected_by__isnull=True, invitation__isnull=False, round__isnull=False),
                name="typed_in_by_the_group_or_handed_in_by_the_supplier",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="a_price_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="a_price_is_final", exclude=["price"]),
            pgtrigger.Protect(
                name="a_price_is_opened_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__price__isnull=False),
            ),
            pgtrigger.Trigger(
                name="sealed_until_all_are_opened",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.round_id IS NOT NULL AND EXISTS (
                        SELECT 1 FROM funding_quotationround r WHERE r.id = NEW.round_id
                        AND (r.opened_at IS NULL AND (NEW.price IS NOT NULL OR NEW.at >= r.closes_at)
                             OR r.opened_at IS NOT NULL AND NEW.price IS NULL OR r.project_id <> NEW.project_id)) THEN
                        RAISE EXCEPTION 'prices are taken until the deadline and opened together' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="handed_in_by_who_was_invited",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.invitation_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funding_supplierinvitation i WHERE i.id = NEW.invitation_id AND i.round_id = NEW.round_id
                        AND i.uscc = NEW.uscc AND i.supplier = NEW.supplier AND i.void_at IS NULL) THEN
                        RAISE EXCEPTION 'a price is handed in by the supplier that was invited' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="nobody_who_chooses_makes_an_offer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__round__isnull=False),
                func="""
                    IF NEW.firm_id IS NULL AND NOT EXISTS (
                        SELECT 1 FROM funding_supplierinvitation WHERE id = NEW.invitation_id AND firm_id IS NULL) THEN
                        RAISE EXCEPTION 'sealed prices are given by firms in the register' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.firm_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funding_supplier WHERE id = NEW.firm_id AND status = 'active' AND uscc = NEW.uscc) THEN
                        RAISE EXCEPTION 'sealed prices are given by firms in the register' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.firm_id IS NOT NULL AND NEW.invitation_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funding_offercode WHERE invitation_id = NEW.invitation_id AND used_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'a supplier confirms its price by telephone' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT 1 FROM projects_taskgroupmember WHERE project_id = NEW.project_id
                               AND elected_at IS NOT NULL AND user_id = NEW.collected_by_id) THEN
                        RAISE EXCEPTION 'nobody who chooses makes an offer' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.supplier if self.price is None else f"{self.supplier} · {self.price:,.2f}"

    @property
    def receipt_code(self) -> str:
        """What tells its supplier that the sealed price is there, unchanged: the start of its fingerprint (SHA-256)."""
        digest = hashlib.sha256(self.sealed.encode()).hexdigest()[:16].upper() if self.sealed else ""
        return "-".join(digest[start : start + 4] for start in range(0, len(digest), 4))


class SupplierChoice(models.Model):
    """The task group's choice; out of fewer than three quotations it counts once the street office agrees.

    `findings` is what offers share with each other or with the group (funding.procurement.traces); with any the street must agree.
    """

    class Approval(models.TextChoices):
        NOT_NEEDED = "not_needed", _("not needed")
        WAITING = "waiting", _("waits for the street office")
        APPROVED = "approved", _("approved by the street office")
        REFUSED = "refused", _("refused by the street office")

    project = models.ForeignKey(Project, models.PROTECT, related_name="supplier_choices")
    quotation = models.ForeignKey(Quotation, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reasons = models.TextField(_("reasons"), max_length=2000)
    too_few_because = models.TextField(_("why fewer than needed"), max_length=1000, blank=True)
    approval = models.CharField(
        _("approval"), max_length=10, choices=Approval.choices, default=Approval.NOT_NEEDED
    )
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    findings = models.JSONField(default=list)

    class Meta:
        verbose_name = _("choice of the supplier")
        verbose_name_plural = _("choices of the supplier")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=~Q(approval="refused"), name="one_supplier_per_project"
            ),
            models.CheckConstraint(
                condition=Q(
                    approval__in=["not_needed", "waiting"], decided_by__isnull=True, decided_at__isnull=True
                )
                | Q(approval__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="the_street_decides_on_a_choice_by_name",
            ),
            models.CheckConstraint(condition=~Q(by=F("decided_by")), name="who_chooses_does_not_approve"),
            models.CheckConstraint(
                condition=Q(findings=[]) | ~Q(approval="not_needed"),
                name="what_was_found_is_shown_to_the_street",
            ),
            models.CheckConstraint(
                condition=Q(findings=[]) | ~Q(approval="approved") | ~Q(decision_reason=""),
                name="what_was_found_is_confirmed_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="who_took_an_offer_down_does_not_decide",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__decided_by__isnull=False),
                func="""
                    IF EXISTS (SELECT 1 FROM funding_quotation WHERE project_id = NEW.project_id AND collected_by_id = NEW.decided_by_id) THEN
                        RAISE EXCEPTION 'who took an offer down does not decide' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            no_own_interest("own_choices_are_not_approved", "decided_by"),
            pgtrigger.Trigger(
                name="collector_does_not_choose_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM funding_quotation WHERE project_id = NEW.project_id AND collected_by_id IS DISTINCT FROM NEW.by_id) THEN
                        RAISE EXCEPTION 'who collected all quotations does not choose' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.ReadOnly(
                name="choices_are_not_rewritten",
                exclude=["approval", "decided_by", "decided_at", "decision_reason"],
            ),
            pgtrigger.Protect(
                name="choices_stay",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__approval="waiting"),
            ),
            pgtrigger.Protect(name="choices_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.quotation} · {self.get_approval_display()}"

    @property
    def told_findings(self) -> list[str]:
        """What offers share with each other or with the group, in sentences."""
        return [
            FINDINGS[one["kind"]] % {"suppliers": "\N{IDEOGRAPHIC COMMA}".join(one["suppliers"])}
            for one in self.findings
        ]

    @property
    def counts(self) -> bool:
        return self.approval in {self.Approval.NOT_NEEDED, self.Approval.APPROVED}


class Contract(models.Model):
    """What was signed with the chosen supplier. Retention: at most 3 % (建设工程质量保证金管理办法 §7)."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="contract")
    choice = models.OneToOneField(SupplierChoice, models.PROTECT, related_name="contract")
    number = models.CharField(_("number of the contract"), max_length=40)
    amount = yuan_field(_("amount (yuan)"))
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("work begins on"))
    ends_on = models.DateField(_("work ends on"))
    retention_percent = models.DecimalField(
        _("kept back until the warranty ends (%)"), max_digits=4, decimal_places=2
    )
    warranty_months = models.PositiveSmallIntegerField(_("warranty (months)"))
    supplier_is_small = models.BooleanField(_("the supplier is a small or medium enterprise"), default=True)
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retention_percent__gte=0, retention_percent__lte=3),
                name="at_most_3_percent_kept_back",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=F("signed_on"), ends_on__gte=F("starts_on")),
                name="sign_then_begin_then_end",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="contracts_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="a_contract_is_with_the_chosen_supplier",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM funding_supplierchoice c JOIN funding_quotation q ON q.id = c.quotation_id
                        WHERE c.id = NEW.choice_id AND c.project_id = NEW.project_id
                        AND c.approval IN ('not_needed', 'approved') AND NEW.amount <= q.price) THEN
                        RAISE EXCEPTION 'a contract is with the chosen supplier, at most at its price' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.amount:,.2f}"

    @property
    def supplier(self) -> str:
        return self.choice.quotation.supplier

    @property
    def retention(self) -> Decimal:
        """What is kept back until the warranty ends, in yuan."""
        return self.retention_of(self.amount)

    def retention_of(self, amount: Decimal) -> Decimal:
        """Return what is kept back of a bill of `amount` yuan, never a cent above its percentage."""
        return (amount * self.retention_percent / 100).quantize(Decimal("0.01"), ROUND_DOWN)
