from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from panlong.accounts import phones


class PlainForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class PhoneForm(PlainForm):
    phone = forms.CharField(
        label=_("Your mobile number"), max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "autofocus": True}),
    )  # fmt: skip

    def clean_phone(self):
        return phones.normalise(self.cleaned_data["phone"])


def _code_field(label, **options):
    return forms.CharField(
        label=label,
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        **options,
    )


class CodeForm(PlainForm):
    code = _code_field(_("The 6 digits we sent you"))

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split())


class OfficialForm(PlainForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SecondStepForm(PlainForm):
    token = _code_field(_("The 6 digits of your authenticator app, or a recovery code"))

    def clean_token(self):
        return "".join(self.cleaned_data["token"].split())
