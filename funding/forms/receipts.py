"""Forms of receipts, pledges and reversals, and the filter of the money page."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.ledger.queries import years
from funding.models import OWN_SOURCES, REVERSIBLE, Entry, GiftInKind, Source
from panlong import clock
from panlong.acts import ActForm
from panlong.areas.models import Area, Level
from panlong.fields import DayField, WordsField, YuanField, label_rows
from projects.models import Theme


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

    def verb_kwargs(self):
        return self.cleaned_data


class PledgeForm(ActForm):
    source = forms.ChoiceField(
        label=_("Source"), choices=[(source.value, source.label) for source in OWN_SOURCES]
    )
    giver = forms.CharField(label=_("From whom"), max_length=80)
    giver_is_public = forms.BooleanField(label=_("They agree to have the name published"), required=False)
    amount = YuanField(label=_("Amount (yuan)"))
    pledged_on = DayField(label=_("Promised on"), initial=clock.today)

    def verb_kwargs(self):
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

    def verb_kwargs(self):
        return self.cleaned_data


def reversible_entries(user):
    """Return what `user` may reverse: what others recorded, bills that were not paid only (a queryset)."""
    return Entry.objects.filter(kind__in=REVERSIBLE, reversed_by__isnull=True).exclude(
        Q(by=user) | Q(bill__payments__is_reversed=False)
    )


PAPERS = ("voucher", "contribution", "bill")


class ReverseForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        entries = reversible_entries(self.user).filter(project=self.project)
        self.fields["entry"] = forms.ModelChoiceField(
            label=_("Booking"),
            queryset=entries.select_related("contribution", "voucher__bill", "bill"),
            widget=forms.RadioSelect,
            empty_label=None,
        )
        label_rows(
            self.fields["entry"],
            lambda one: (
                f"{one.get_kind_display()} · {next(filter(None, (getattr(one, name, None) for name in PAPERS)))}"
            ),
        )
        self.fields["reason"] = WordsField(label=_("What is wrong with it?"), max_length=300, rows=2)

    def verb_kwargs(self):
        return self.cleaned_data


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
