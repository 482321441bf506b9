from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from panlong.areas.models import Area, Level
from panlong.fields import WordsField
from panlong.notices.models import Kind


class NoticeFilterForm(forms.Form):
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.filter(level__in=[Level.STREET, Level.COMMUNITY]),
        to_field_name="code",
        required=False,
        empty_label=_("all"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *Kind.choices], required=False)
    q = forms.CharField(label=_("Search"), max_length=60, required=False)
    in_force = forms.BooleanField(label=_("In force now"), required=False)

    def wanted(self) -> dict:
        """Return what was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OneTextForm(forms.Form):
    """One text to be said about a notice."""

    text = WordsField(max_length=2000)

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
