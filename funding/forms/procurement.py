"""Forms of quotations, choices and contracts."""

import unicodedata

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from funding.forms.budget import style_plainly
from funding.models import Quotation
from funding.procurement import register
from funding.procurement.records import current_choice, current_round
from panlong import clock, policy
from panlong.accounts.forms import PhoneField, PlainForm
from panlong.acts import ActForm
from panlong.fields import (
    CodeField,
    CountField,
    DayField,
    MomentField,
    PhotoField,
    WordsField,
    YuanField,
    in_days,
    label_rows,
    offer_choices,
    yes_no,
)
from panlong.policy.sentences import with_parameters


class CallForm(ActForm):
    wanted = WordsField(label=_("What is wanted"), max_length=2000)
    closes_at = MomentField(label=_("Prices are taken until"), initial=lambda: in_days(3))


class QuotationForm(ActForm):
    supplier = forms.CharField(label=_("Supplier"), max_length=80)
    uscc = CodeField(
        label=_("Unified social credit code"),
        max_length=18,
        required=False,
        help_text=_("18 letters and digits, on the business licence."),
    )
    price = YuanField(label=_("Price (yuan)"), help_text=_("One price; it cannot be changed."))
    ties = forms.CharField(
        label=_("Ties to people of this project"),
        max_length=200,
        required=False,
        help_text=_("Family, work or shares, as the supplier declares them; empty if there are none."),
    )
    note = forms.CharField(label=_("What is offered"), max_length=300, required=False)


def firm_field(firms, **options) -> forms.ModelChoiceField:
    """A choice among `firms` of the register."""
    field = forms.ModelChoiceField(
        label=_("Supplier in the register of the street"), queryset=firms, **options
    )
    label_rows(field, str)
    return field


class AskFirmForm(ActForm):
    """A firm that the street is asked to take into its register."""

    name = forms.CharField(
        label=_("Name of the firm"), max_length=80, help_text=_("As on the business licence.")
    )
    uscc = CodeField(
        label=_("Unified social credit code"),
        max_length=18,
        help_text=_("18 letters and digits, on the business licence."),
    )
    legal_person = forms.CharField(label=_("Legal representative"), max_length=40)
    phone = PhoneField(
        label=_("Telephone of the firm"),
        help_text=_(
            "The street finds it out for itself; invitations go there. Not a number of the task group."
        ),
    )


class ConfirmFirmForm(ActForm):
    """What the street says about a firm that the task group asked for."""

    taken = yes_no(_("Into the register"), _("Not into the register"), label=_("Decision"))
    phone = PhoneField(
        label=_("Telephone of the firm, as you found it out"),
        required=False,
        help_text=_(
            "From the licence, the trade register or a visit, not from the task group. Needed for the register."
        ),
    )
    reason = forms.CharField(label=_("Reason, unless taken"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = register.waiting_for(self.project)
        self.fields["firm"] = firm_field(asked, widget=forms.RadioSelect, empty_label=None)
        self.fields["firm"].label = _("Firm that the task group asked for")
        label_rows(self.fields["firm"], lambda one: f"{one} · {one.legal_person}")
        self.order_fields(["firm", "taken", "phone", "reason"])


class ProposeAgainForm(PlainForm):
    """Why a firm that was left out or struck is to come back."""

    reason = WordsField(label=_("Why is it to come back?"), max_length=300, rows=3)


class DecideAgainForm(PlainForm):
    """What a second person of the street says about a firm that is to come back."""

    taken = yes_no(_("Back into the register"), _("It stays out"), label=_("Decision"))
    phone = PhoneField(
        label=_("Telephone of the firm, as you found it out"),
        required=False,
        help_text=_(
            "From the licence, the trade register or a visit. Needed for a firm that a task group asked for."
        ),
    )
    reason = WordsField(label=_("Reason, if it stays out"), max_length=300, required=False, rows=3)


class PaperOfferForm(ActForm):
    """The offer that a supplier without internet brought to the street office."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["firm"] = firm_field(register.firms_for(self.project))
        self.fields["price"] = YuanField(
            label=_("Price (yuan)"), help_text=_("One price; it cannot be changed.")
        )
        self.fields["note"] = forms.CharField(label=_("What is offered"), max_length=300, required=False)
        self.fields["ties"] = forms.CharField(
            label=_("Ties to people of this project"),
            max_length=200,
            required=False,
            help_text=_("Family, work or shares, as the supplier declares them; empty if there are none."),
        )
        self.fields["photo"] = PhotoField(label=_("Photo of the written offer"))

    @property
    def round(self):
        return current_round(self.project)

    def verb_kwargs(self):
        facts = super().verb_kwargs()
        return {**facts, "photo": facts["photo"].read()}


class InviteForm(forms.Form):
    """Which firm of the register is invited to hand in a price."""

    helper: FormHelper

    def __init__(self, *args, firms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["firm"] = firm_field(firms)
        style_plainly(self)


class OfferCodeForm(forms.Form):
    """The code that a supplier was sent by text message."""

    helper: FormHelper

    code = forms.CharField(
        label=_("Code from the text message"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        style_plainly(self)

    def clean_code(self):
        code = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        if not (code.isascii() and code.isdigit() and len(code) == 6):
            raise forms.ValidationError(_("The code has six digits."))
        return code


class OfferForm(forms.Form):
    """What a supplier hands in by itself."""

    helper: FormHelper

    price = YuanField(
        label=_("Your price (yuan)"), help_text=_("One price for all of it; it cannot be changed.")
    )
    note = forms.CharField(
        label=_("What is offered"),
        max_length=300,
        required=False,
        help_text=_("Such as materials, time of delivery, warranty. Do not write the price here."),
    )
    has_ties = yes_no(
        _("Yes"), _("No"), label=_("Do you have ties to somebody of this project (family, work, shares)?")
    )
    ties = forms.CharField(label=_("If yes: to whom, and which?"), max_length=200, required=False)
    photo = PhotoField(
        label=_("Photo of your written offer"),
        required=False,
        help_text=_(
            "It is sealed like the price. Afterwards the task group and the officials see it, the public does not."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        style_plainly(self)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("has_ties") and not data.get("ties"):
            self.add_error("ties", _("Say to whom, and which."))
        return data

    @property
    def told_ties(self) -> str:
        """What is declared: '' when there are none, whatever was typed beside it."""
        return self.cleaned_data["ties"] if self.cleaned_data["has_ties"] else ""


class OpenPricesForm(ActForm):
    @property
    def round(self):
        return current_round(self.project)


class ChooseSupplierForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quotation"] = forms.ModelChoiceField(
            label=_("Supplier"),
            queryset=Quotation.objects.filter(project=self.project, price__isnull=False),
            widget=forms.RadioSelect,
            empty_label=None,
        )
        self.fields["reasons"] = WordsField(label=_("Reasons"), max_length=2000)
        self.fields["too_few_because"] = WordsField(
            label=with_parameters(_("If there are fewer than %(needed)s: why?"), needed="quotes_needed"),
            max_length=1000,
            required=False,
            rows=2,
        )
        self.fields["has_ties"] = forms.BooleanField(
            label=_("I have ties to one of the suppliers (family, work, shares)"), required=False
        )


class ContractForm(ActForm):
    number = forms.CharField(label=_("Number of the contract"), max_length=40)
    amount = YuanField(label=_("Amount (yuan)"))
    signed_on = DayField(label=_("Signed on"), initial=clock.today)
    starts_on = DayField(label=_("Work begins on"), initial=clock.today)
    ends_on = DayField(label=_("Work ends on"))
    retention_percent = forms.DecimalField(
        label=_("Kept back until the warranty ends (%)"),
        min_value=0,
        max_value=3,
        decimal_places=2,
        initial=3,
    )
    warranty_months = CountField(label=_("Warranty (months)"), min_value=1, max_value=240)
    supplier_is_small = forms.BooleanField(
        label=_("The supplier is a small or medium enterprise"),
        required=False,
        initial=True,
        help_text=with_parameters(
            ngettext_lazy(
                "It is to be paid within %(days)s day, %(most)s at the very most.",
                "It is to be paid within %(days)s days, %(most)s at the very most.",
                "days",
            ),
            days="payment_days",
            most="payment_days_most",
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice = current_choice(self.project)
        self.fields["amount"].initial = choice and choice.quotation.price
        self.fields["warranty_months"].initial = policy.number("warranty_months")


class ApproveSupplierForm(ActForm):
    approved = yes_no(_("The procedure is in order"), _("More quotations are needed"), label=_("Decision"))
    reason = WordsField(label=_("Reason, unless approved"), max_length=1000, required=False, rows=3)

    @property
    def choice(self):
        return current_choice(self.project)


class ConfirmSupplierForm(ApproveSupplierForm):
    """Agree to a supplier though offers share something: with a reason in any case."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_choices(self.fields["approved"], [
            ("yes", _("I looked into it: the offers are independent")), ("no", _("More quotations are needed")),
        ])  # fmt: skip
        self.fields["reason"] = WordsField(
            label=_("What did you look into, and what did you find?"), max_length=1000, rows=3
        )
