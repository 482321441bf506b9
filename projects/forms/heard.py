"""Forms of what was heard (民情)."""

from datetime import date, datetime

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.areas.models import Area, Level
from panlong.fields import DayField, WordsField
from projects import rules
from projects.forms.drafts import places_of
from projects.models import Channel, Theme


class NoteForm(forms.Form):
    operation = forms.UUIDField(widget=forms.HiddenInput)
    area = forms.ModelChoiceField(label=_("Where?"), queryset=Area.objects.none(), empty_label=None)
    text = WordsField(
        label=_("What did you hear?"), max_length=1000,
        help_text=_("In the words of whoever said it. Leave out names, telephone numbers and illnesses."),
    )  # fmt: skip
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label=_("How did it reach you?"),
        choices=[one for one in Channel.choices if one[0] != Channel.ONLINE],
        initial=Channel.VISIT,
    )
    heard_on = DayField(label=_("When?"), initial=clock.today)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = places_of(user).exclude(level=Level.GROUP).order_by("code")
        self.fields["area"].queryset = places  # type: ignore[attr-defined]
        serves = rules.places_served_by(user)
        self.fields["area"].initial = serves[0].pk if serves else None
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class HeardFilterForm(forms.Form):
    """A month and a place; what is not understood is this month, everywhere."""

    month = forms.CharField(label=_("Month"), required=False, widget=forms.TextInput(attrs={"type": "month"}))
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("all"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = places_of(user).exclude(level=Level.GROUP).order_by("code")
        self.fields["area"].queryset = places  # type: ignore[attr-defined]

    def wanted(self) -> tuple[date, Area | None]:
        """Return the first day of the month, and the place."""
        self.is_valid()
        try:
            month = datetime.strptime(self.cleaned_data.get("month", ""), "%Y-%m").date()
        except ValueError:
            month = clock.today()
        if not 2000 <= month.year <= 2100:
            month = clock.today()
        return month.replace(day=1), self.cleaned_data.get("area")
