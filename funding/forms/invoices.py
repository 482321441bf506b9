"""Forms of bills and vouchers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.cashbook.bills import retention_is_due
from funding.ledger import queries
from funding.models import Account, Source
from funding.procurement.records import current_contract
from panlong import clock
from panlong.acts import ActForm
from panlong.fields import DayField, PhotoField, YuanField, label_rows


class PaperForm(ActForm):
    """What bills and vouchers have in common."""

    def add_budget_line(self):
        self.fields["line"] = forms.ModelChoiceField(
            label=_("Budget line"), queryset=self.project.budget_lines.all(), required=False
        )

    def add_source(self):
        """What money comes out of: only what the project has."""
        held = Account.objects.filter(kind=Account.Kind.CASH, project=self.project)
        sources = set(held.values_list("source", flat=True))
        self.fields["source"] = forms.ChoiceField(
            label=_("Out of"),
            choices=[(source.value, source.label) for source in Source if source in sources],
        )

    def add_photos(self, label, *, required=True):
        self.fields["scan"] = PhotoField(
            label=label, required=required, help_text=_("Only the task group and the officials see it.")
        )
        self.fields["public_scan"] = PhotoField(
            label=_("The same photo for everybody"),
            required=required,
            help_text=_("Cover private names, phone and account numbers before you take it."),
        )

    def verb_kwargs(self):
        return self.cleaned_data


class VoucherForm(PaperForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["payee"] = forms.CharField(label=_("Paid to"), max_length=80)
        self.fields["purpose"] = forms.CharField(label=_("For"), max_length=120)
        self.add_budget_line()
        self.add_source()
        self.fields["amount"] = YuanField(label=_("Amount (yuan)"))
        self.fields["spent_on"] = DayField(label=_("Spent on"), initial=clock.today)
        self.fields["invoice_number"] = forms.CharField(label=_("Invoice number"), max_length=40)
        self.add_photos(_("Photo of the invoice"))


class BillForm(PaperForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        contract = current_contract(self.project)
        self.fields["payee"] = forms.CharField(
            label=_("Supplier"), max_length=80, initial=contract and contract.supplier
        )
        self.fields["purpose"] = forms.CharField(label=_("For"), max_length=120)
        self.add_budget_line()
        self.fields["amount"] = YuanField(
            label=_("Amount (yuan)"),
            help_text=_("All of it, with what is kept back until the warranty ends."),
        )
        self.fields["billed_on"] = DayField(label=_("Day of the bill"), initial=clock.today)
        self.fields["invoice_number"] = forms.CharField(label=_("Invoice number"), max_length=40)
        self.add_photos(_("Photo of the invoice"))


class PayBillForm(PaperForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bills = self.payable().exclude(recorded_by=self.user)
        self.fields["bill"] = forms.ModelChoiceField(
            label=_("Bill"), queryset=bills, widget=forms.RadioSelect, empty_label=None
        )
        label_rows(
            self.fields["bill"],
            lambda bill: f"{bill.invoice_number} · {bill.payee} · {bill.purpose} · {self.due(bill):,.2f}",
        )
        only = list(bills[:2])
        if len(only) == 1:
            self.fields["bill"].initial = only[0]
        self.add_source()
        self.fields["amount"] = YuanField(
            label=_("Amount (yuan)"), initial=self.due(only[0]) if len(only) == 1 else None
        )
        self.fields["spent_on"] = DayField(label=_("Paid on"), initial=clock.today)
        self.add_photos(_("Photo of the payment slip"), required=False)

    def payable(self):
        return queries.bills(project=self.project).filter(owed__gt=0)

    def due(self, bill):
        """Return what is to be paid of `bill` here, in yuan."""
        return bill.owed


class PayRetentionForm(PayBillForm):
    def payable(self):
        bills = queries.bills(project=self.project).filter(held__gt=0)
        return bills if retention_is_due(self.project) else bills.none()

    def due(self, bill):
        return bill.held
