from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding import queries
from funding.bills import retention_is_due
from funding.books import REVERSIBLE
from funding.budgets import MOST
from funding.changes import open_change
from funding.grants import next_tranche, open_review, plan_of, review_to_approve
from funding.models import (
    OWN_SOURCES,
    Account,
    Check,
    Entry,
    GiftInKind,
    Quotation,
    Source,
    StreetReview,
)
from funding.queries import years
from funding.suppliers import choice_of, contract_of, open_round
from panlong import clock, policy
from panlong.acts import ActForm
from panlong.areas.models import Area, Level
from panlong.fields import (
    CountField,
    DayField,
    MomentField,
    PhotoField,
    WordsField,
    YuanField,
    in_days,
    yes_no,
)
from panlong.notices.models import Objection
from projects.forms import ImplementerForm, ReasonForm
from projects.lifecycle import open_objections
from projects.models import Theme

BUDGET_ROWS = 8


def plain(form: forms.Form) -> None:
    """Let the page draw the <form> element around the fields."""
    form.helper = FormHelper()
    form.helper.form_tag = False
    form.helper.disable_csrf = True


class BudgetForm(ActForm):
    """Lines of the budget and who pays for them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lines = list(self.project.budget_lines.all())
        shares = dict(self.project.planned_shares.values_list("source", "amount"))
        rows = []
        for number in range(1, BUDGET_ROWS + 1):
            line = lines[number - 1] if number <= len(lines) else None
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("What for (%(number)d)") % {"number": number},
                max_length=80,
                required=number == 1,
                initial=line and line.name,
            )
            self.fields[f"amount_{number}"] = YuanField(
                label=_("Yuan (%(number)d)") % {"number": number},
                required=number == 1,
                initial=line and line.amount,
            )
            rows.append(
                Div(
                    Div(f"name_{number}", css_class="col-8"),
                    Div(f"amount_{number}", css_class="col-4"),
                    css_class="row g-2",
                )
            )
        for source in Source:
            self.fields[f"share_{source}"] = YuanField(
                label=source.label, required=False, least="0", initial=shares.get(source)
            )
        self.helper.layout = Layout(
            "operation",
            Fieldset(_("What it costs"), *rows),
            Fieldset(_("Who pays for it (yuan)"), *(f"share_{source}" for source in Source)),
        )

    def clean(self):
        data = super().clean()
        for number in range(1, BUDGET_ROWS + 1):
            if (
                bool(data.get(f"name_{number}")) != bool(data.get(f"amount_{number}"))
                and f"amount_{number}" not in self.errors
            ):
                self.add_error(f"name_{number}", _("A line has both a purpose and an amount."))
        amounts = {n: data.get(f"amount_{n}") or Decimal(0) for n in range(1, BUDGET_ROWS + 1)}
        if sum(amounts.values()) > MOST:
            largest = max(amounts, key=lambda n: amounts[n])
            self.add_error(f"amount_{largest}", _("The lines come to more than the portal can write down."))
        return data

    def facts(self):
        data = self.cleaned_data
        lines = [
            (data[f"name_{n}"], data[f"amount_{n}"]) for n in range(1, BUDGET_ROWS + 1) if data[f"name_{n}"]
        ]
        return {
            "lines": lines,
            "shares": {source.value: data[f"share_{source}"] or Decimal(0) for source in Source},
        }


class ReceiptForm(ActForm):
    source = forms.ChoiceField(
        label=_("Source"), choices=[(source.value, source.label) for source in OWN_SOURCES]
    )
    giver = forms.CharField(label=_("From whom"), max_length=80)
    giver_is_public = forms.BooleanField(label=_("They agree to have the name published"), required=False)
    amount = YuanField(label=_("Amount (yuan)"))
    received_on = DayField(label=_("Received on"), initial=clock.today)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        pledges = self.project.pledges.all()
        if pledges:
            self.fields["pledge"] = forms.ModelChoiceField(
                label=_("Keeps this pledge"), queryset=pledges, required=False
            )

    def facts(self):
        return self.cleaned_data


class PledgeForm(ActForm):
    source = forms.ChoiceField(
        label=_("Source"), choices=[(source.value, source.label) for source in OWN_SOURCES]
    )
    giver = forms.CharField(label=_("From whom"), max_length=80)
    giver_is_public = forms.BooleanField(label=_("They agree to have the name published"), required=False)
    amount = YuanField(label=_("Amount (yuan)"))
    pledged_on = DayField(label=_("Promised on"), initial=clock.today)

    def facts(self):
        return self.cleaned_data


class GiftForm(ActForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=GiftInKind.Kind.choices, widget=forms.RadioSelect)
    giver = forms.CharField(label=_("From whom"), max_length=80)
    giver_is_public = forms.BooleanField(label=_("They agree to have the name published"), required=False)
    what = forms.CharField(label=_("What was given"), max_length=120)
    quantity = forms.CharField(label=_("How much"), max_length=40, help_text=_("Such as 20 bags or 3 days."))
    worth = YuanField(label=_("Worth (yuan)"), help_text=_("Shown apart; it is never added to the money."))
    valued_by = forms.CharField(
        label=_("How the worth was found"), max_length=120, help_text=_("Such as the price in a shop nearby.")
    )
    given_on = DayField(label=_("Given on"), initial=clock.today)

    def facts(self):
        return self.cleaned_data


class ApplyForm(ActForm):
    words = WordsField(label=_("Why the subsidy is needed"), max_length=2000)

    @property
    def what_is_applied_for(self):
        return plan_of(self.project)


class ApproveGrantForm(ActForm):
    approved = yes_no(_("Approve"), _("Back to the handler"), label=_("Decision"))
    reason = WordsField(label=_("Reason, unless approved"), max_length=1000, required=False, rows=3)

    @property
    def review(self):
        return review_to_approve(self.project)


class AskChangeForm(ActForm):
    amount = YuanField(label=_("New amount of the subsidy (yuan)"))
    reason = WordsField(label=_("Reason"), max_length=1000)


class ChangeForm(ActForm):
    approved = yes_no(_("Agree"), _("Refuse"), label=_("Decision"))
    reason = WordsField(label=_("Reason, if refused"), max_length=1000, required=False, rows=3)

    @property
    def change(self):
        return open_change(self.project)


class FiguresForm(ActForm):
    """An act about all the money there is: its page tells the figures first."""

    @property
    def money(self):
        return queries.money_of(self.project)


class TerminateForm(ReasonForm, FiguresForm):
    pass


class HandleForm(ImplementerForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["checks"] = forms.MultipleChoiceField(
            label=_("What holds"), choices=Check.choices, widget=forms.CheckboxSelectMultiple, required=False
        )
        self.fields["subsidy"] = YuanField(
            label=_("Subsidy proposed (yuan)"), least="0", initial=self.project.subsidy_planned
        )
        self.fields["opinion"] = WordsField(label=_("Opinion"), max_length=2000)
        self.fields["not_all"] = forms.BooleanField(
            label=_("Not all of it holds: the project cannot be approved as it is"), required=False
        )
        self.order_fields(["checks", "not_all", "subsidy"])

    def clean(self):
        cleaned = super().clean()
        all_hold = set(cleaned.get("checks", ())) == set(Check.values)
        if not all_hold and not cleaned.get("not_all"):
            self.add_error("checks", _("Tick what holds. If some of it does not, say so below."))
        if all_hold and cleaned.get("not_all"):
            self.add_error("not_all", _("Everything is ticked above."))
        cleaned.pop("not_all", None)
        return cleaned


class DecideForm(ActForm):
    verdict = forms.ChoiceField(
        label=_("Decision"), choices=StreetReview.Verdict.choices, widget=forms.RadioSelect
    )
    reason = WordsField(label=_("Reason, unless approved"), max_length=2000, required=False, rows=3)

    @property
    def review(self):
        return open_review(self.project)


class CallForm(ActForm):
    wanted = WordsField(label=_("What is wanted"), max_length=2000)
    closes_at = MomentField(label=_("Prices are taken until"), initial=lambda: in_days(3))


class QuotationForm(ActForm):
    supplier = forms.CharField(label=_("Supplier"), max_length=80)
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=18,
        required=False,
        help_text=_("18 letters and digits, on the business licence; needed in a round."),
    )
    price = YuanField(label=_("Price (yuan)"), help_text=_("One price; it cannot be changed."))
    ties = forms.CharField(
        label=_("Ties to people of this project"),
        max_length=200,
        required=False,
        help_text=_("Family, work or shares, as the supplier declares them; empty if there are none."),
    )
    note = forms.CharField(label=_("What is offered"), max_length=300, required=False)

    @property
    def round(self):
        return open_round(self.project)


class InviteForm(forms.Form):
    """Who is invited to hand in a price."""

    supplier = forms.CharField(label=_("Supplier"), max_length=80)
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=18,
        help_text=_("18 letters and digits, on the business licence."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self)


class OfferForm(forms.Form):
    """What a supplier hands in by itself."""

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
        plain(self)

    def clean(self):
        data = super().clean()
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
        return open_round(self.project)


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
            label=_("If there are fewer than three: why?"), max_length=1000, required=False, rows=2
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
    warranty_months = CountField(label=_("Warranty (months)"), least=1, most=240)
    supplier_is_small = forms.BooleanField(
        label=_("The supplier is a small or medium enterprise"),
        required=False,
        initial=True,
        help_text=_("It is to be paid within 30 days, 60 at the very most."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice = choice_of(self.project)
        self.fields["amount"].initial = choice and choice.quotation.price
        self.fields["warranty_months"].initial = policy.number("warranty_months")


class ApproveSupplierForm(ActForm):
    approved = yes_no(_("The procedure is in order"), _("More quotations are needed"), label=_("Decision"))
    reason = WordsField(label=_("Reason, unless approved"), max_length=1000, required=False, rows=3)

    @property
    def choice(self):
        return choice_of(self.project)


def reversible(user):
    """Return what `user` may reverse: what others recorded, bills that were not paid only (a queryset)."""
    return Entry.objects.filter(kind__in=REVERSIBLE, reversed_by__isnull=True).exclude(
        Q(by=user) | Q(bill__payments__is_reversed=False)
    )


PAPERS = ("voucher", "contribution", "bill")


class ReverseForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        entries = reversible(self.user).filter(project=self.project)
        self.fields["entry"] = forms.ModelChoiceField(
            label=_("Booking"),
            queryset=entries.select_related("contribution", "voucher__bill", "bill"),
            widget=forms.RadioSelect,
            empty_label=None,
        )
        self.fields["entry"].label_from_instance = lambda one: (
            f"{one.get_kind_display()} · {next(filter(None, (getattr(one, name, None) for name in PAPERS)))}"
        )
        self.fields["reason"] = WordsField(label=_("What is wrong with it?"), max_length=300, rows=2)

    def facts(self):
        return self.cleaned_data


class CorrectPlanForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"] = WordsField(
            label=_("What should be done?"), max_length=3000, initial=self.project.plan
        )
        self.fields["changes"] = WordsField(label=_("What is different, and why?"), max_length=1000, rows=3)


class TrancheForm(FiguresForm):
    @property
    def tranche(self):
        return next_tranche(self.project)


class QuestionForm(TrancheForm):
    reason = WordsField(label=_("What is missing"), max_length=1000, rows=3)


class PayForm(TrancheForm):
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=60)

    def facts(self):
        return self.cleaned_data


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

    def facts(self):
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
        contract = contract_of(self.project)
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
        self.fields["bill"].label_from_instance = lambda bill: (
            f"{bill.invoice_number} · {bill.payee} · {bill.purpose} · {self.due(bill):,.2f}"
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


class ObjectionAnswerForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = Objection.objects.filter(pk__in=open_objections(self.project).values("pk")).exclude(
            by=self.user
        )
        self.fields["objection"] = forms.ModelChoiceField(
            label=_("Objection"), queryset=waiting, widget=forms.RadioSelect, empty_label=None
        )
        self.fields["objection"].label_from_instance = lambda one: one.text
        self.fields["upheld"] = yes_no(
            _("The objection is right"), _("The objection is not right"), label=_("Finding")
        )
        self.fields["text"] = WordsField(label=_("Answer"), max_length=4000)


class BankForm(forms.Form):
    """A statement of the bank, and whose payments it is compared with."""

    area = forms.ModelChoiceField(label=_("Street office"), queryset=Area.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Statement of the bank (.xlsx or .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_(
            "With columns for day, reference, amount paid out and payee. Account numbers are not taken over."
        ),
    )

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.filter(pk__in=[area.pk for area in areas])
        plain(self)


class MoneyFilterForm(forms.Form):
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.filter(level__in=[Level.STREET, Level.COMMUNITY]),
        to_field_name="code",
        required=False,
        empty_label=_("all"),
    )
    year = forms.TypedChoiceField(
        label=_("Year"),
        choices=lambda: [("", _("all")), *((year, year) for year in years())],
        coerce=int,
        empty_value=None,
        required=False,
    )
    source = forms.ChoiceField(label=_("Source"), choices=[("", _("all")), *Source.choices], required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("all")), *Theme.choices], required=False)
    by = forms.ChoiceField(
        label=_("Put together by"),
        choices=[
            ("", _("street")),
            ("community", _("community")),
            ("year", _("year")),
            ("source", _("source")),
            ("theme", _("theme")),
        ],
        required=False,
    )

    def wanted(self) -> dict:
        """Return what was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
