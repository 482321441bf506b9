"""The form of a bank statement."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from funding.forms.budget import style_plainly
from panlong.areas.models import Area
from panlong.fields import offer_rows
from panlong.spreadsheets import TableField


class BankForm(forms.Form):
    """A statement of the bank, and whose payments it is compared with."""

    area = forms.ModelChoiceField(label=_("Street office"), queryset=Area.objects.none(), empty_label=None)
    file = TableField(
        label=_("Statement of the bank"),
        help_text=_(
            "With columns for day, reference, amount paid out and payee. Account numbers are not taken over."
        ),
    )

    helper: FormHelper

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self.fields["area"], Area.objects.filter(pk__in=[area.pk for area in areas]))
        style_plainly(self)
