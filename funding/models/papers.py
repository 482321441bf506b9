"""Bills and vouchers."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.models.common import PERSON, Source, invoice_not_in, reversed_by_its_reversal, yuan_field
from funding.models.ledger import Entry
from funding.models.plan import BudgetLine
from projects.models import Project


class Paper(models.Model):
    """What an invoice says, with its photos and its booking: a bill, or the voucher of what was paid."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="%(class)ss")
    purpose = models.CharField(_("for"), max_length=120)
    line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("budget line"),
    )
    amount = yuan_field(_("amount (yuan)"))
    scan = models.ImageField(_("photo of the invoice"), upload_to="vouchers/%Y/%m/", blank=True)
    scan_digest = models.CharField(_("SHA-256 of the photo"), max_length=64, blank=True)
    public_scan = models.ImageField(_("photo for the public"), upload_to="vouchers/%Y/%m/", blank=True)
    public_scan_digest = models.CharField(_("SHA-256 of the photo for the public"), max_length=64, blank=True)
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="%(class)s")
    is_reversed = models.BooleanField(_("reversed"), default=False)
    scan_page: str  # the name of the address of its photos

    class Meta:
        abstract = True


class Bill(Paper):
    """What a supplier asks for. It is owed from then on, less what the contract keeps back until the warranty ends."""

    scan_page = "funding:bill-scan"

    contract = models.ForeignKey(
        "Contract", models.PROTECT, null=True, blank=True, related_name="bills", verbose_name=_("contract")
    )
    payee = models.CharField(_("supplier"), max_length=80)
    kept = models.DecimalField(_("kept back of it (yuan)"), max_digits=12, decimal_places=2)
    billed_on = models.DateField(_("day of the bill"))
    invoice_number = models.CharField(_("invoice number"), max_length=40)

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        ordering = ["billed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice_number"], condition=Q(is_reversed=False), name="each_invoice_is_billed_once"
            ),
            models.CheckConstraint(
                condition=Q(kept=0) | Q(kept__gt=0, kept__lt=F("amount"), contract__isnull=False),
                name="only_a_contract_keeps_some_of_a_bill_back",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="bills_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="bills_are_not_rewritten", exclude=["is_reversed"]),
            reversed_by_its_reversal("a_reversed_bill_has_its_reversal"),
            invoice_not_in("funding_voucher", "no_bill_for_the_invoice_of_a_voucher"),
            pgtrigger.Trigger(
                name="bills_do_not_exceed_their_contract",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__contract__isnull=False),
                declare=[("agreed", "numeric"), ("percent", "numeric")],
                func="""
                    PERFORM 1 FROM projects_project WHERE id = NEW.project_id FOR NO KEY UPDATE;
                    SELECT amount, retention_percent INTO agreed, percent
                    FROM funding_contract WHERE id = NEW.contract_id AND project_id = NEW.project_id;
                    IF agreed IS NULL OR NEW.kept > NEW.amount * percent / 100
                       OR NEW.amount + (SELECT coalesce(sum(amount), 0) FROM funding_bill
                                        WHERE contract_id = NEW.contract_id AND NOT is_reversed) > agreed THEN
                        RAISE EXCEPTION 'bills come to no more than their contract' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="a_bill_that_was_paid_is_not_reversed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.is_reversed AND EXISTS (SELECT 1 FROM funding_voucher WHERE bill_id = NEW.id AND NOT is_reversed) THEN
                        RAISE EXCEPTION 'first the payments of a bill are reversed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_number} · {self.payee} · {self.amount:,.2f}"


class Voucher(Paper):
    """The paper behind every spending. A reversed one stays readable, and its invoice may be entered anew.

    What is bought over the counter has its own invoice; a payment of a bill has that of the bill.
    """

    scan_page = "funding:scan"

    payee = models.CharField(_("paid to"), max_length=80)
    source = models.CharField(_("out of"), max_length=15, choices=Source.choices)
    spent_on = models.DateField(_("spent on"))
    invoice_number = models.CharField(_("invoice number"), max_length=40, blank=True)
    bill = models.ForeignKey(
        Bill, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("bill")
    )
    is_retention = models.BooleanField(_("pays what was kept back"), default=False)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["spent_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice_number"],
                condition=Q(is_reversed=False) & ~Q(invoice_number=""),
                name="each_invoice_once_in_the_district",
            ),
            models.CheckConstraint(
                condition=Q(bill__isnull=True, is_retention=False) & ~Q(invoice_number="")
                | Q(bill__isnull=False, invoice_number=""),
                name="an_invoice_of_its_own_or_that_of_the_bill",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="vouchers_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="vouchers_are_not_rewritten", exclude=["is_reversed"]),
            reversed_by_its_reversal("a_reversed_voucher_has_its_reversal"),
            invoice_not_in("funding_bill", "no_voucher_for_the_invoice_of_a_bill"),
            pgtrigger.Trigger(
                name="a_supplier_under_contract_sends_bills",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__bill__isnull=True),
                func="""
                    IF EXISTS (SELECT 1 FROM funding_contract c JOIN funding_supplierchoice s ON s.id = c.choice_id
                               JOIN funding_quotation q ON q.id = s.quotation_id
                               WHERE c.project_id = NEW.project_id AND q.supplier = NEW.payee) THEN
                        RAISE EXCEPTION 'the supplier under contract is paid by its bills' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="who_recorded_a_bill_does_not_pay_it",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__bill__isnull=False),
                func="""
                    IF EXISTS (SELECT 1 FROM funding_bill WHERE id = NEW.bill_id AND recorded_by_id = NEW.recorded_by_id) THEN
                        RAISE EXCEPTION 'somebody else pays a bill than who recorded it' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="no_more_is_paid_than_is_owed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__bill__isnull=False),
                declare=[("due", "numeric")],
                func="""
                    PERFORM 1 FROM projects_project WHERE id = NEW.project_id FOR NO KEY UPDATE;
                    SELECT CASE WHEN NEW.is_retention THEN kept ELSE amount - kept END INTO due
                    FROM funding_bill WHERE id = NEW.bill_id AND project_id = NEW.project_id AND NOT is_reversed;
                    IF due IS NULL OR NEW.amount > due - (SELECT coalesce(sum(amount), 0) FROM funding_voucher
                            WHERE bill_id = NEW.bill_id AND is_retention = NEW.is_retention AND NOT is_reversed) THEN
                        RAISE EXCEPTION 'no more is paid than is owed' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.is_retention AND NOT EXISTS (
                            SELECT 1 FROM projects_project p, funding_entry e WHERE p.id = NEW.project_id AND e.id = NEW.entry_id
                            AND (p.warranty_ends_at <= e.at OR p.warranty_ends_at IS NULL AND p.stage = 'terminated')) THEN
                        RAISE EXCEPTION 'what is kept back is paid when the warranty ends' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} · {self.purpose} · {self.amount:,.2f}"

    @property
    def invoice(self) -> str:
        """The number of the invoice that was paid."""
        return self.bill.invoice_number if self.bill else self.invoice_number

    @property
    def pictured(self) -> Paper:
        """Which paper has the photo that everybody sees: the voucher, or the bill that it pays."""
        return self.bill if self.bill and not self.public_scan else self
