from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from panlong.accounts import phones
from panlong.accounts.roster import same_width
from panlong.fields import WordsField, yes_no


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

    agrees = forms.BooleanField(
        label=_("I have read the privacy notice and agree. Under 14 a guardian agrees on their own page."),
        error_messages={
            "required": _("Without this the portal may not keep your number, and so cannot send a code.")
        },
    )

    def __init__(self, *args, has_agreed: bool, **kwargs):
        """`has_agreed`: somebody agreed to the present notice in this browser; the person is asked once more in time."""
        super().__init__(*args, **kwargs)
        if has_agreed:
            del self.fields["agrees"]

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


class NameForm(PlainForm):
    """What people may change about themselves: the name while no roster has it, and whether it is published."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    name_is_public = forms.BooleanField(
        label=_("My whole name may be published with what I propose and do"),
        required=False,
        help_text=_("Otherwise others see a surname and two stars. You can take this back at any time."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, initial={"name": user.name, "name_is_public": user.name_is_public}, **kwargs)
        if user.memberships.exists():
            del self.fields["name"]  # the roster has it: a correction is asked for


class JoinForm(PlainForm):
    """Where somebody lives, as they say."""

    name = forms.CharField(
        label=_("Your name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    building = forms.CharField(
        label=_("Building"),
        max_length=40,
        required=False,
        help_text=_("Such as 3; empty when there is only one."),
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False, help_text=_("May be empty."))
    room = forms.CharField(label=_("Room"), max_length=20, help_text=_("As on the door, such as 0501."))
    is_owner = forms.BooleanField(label=_("I own this home"), required=False)
    moves = forms.BooleanField(label=_("I have moved here and left my other homes"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.name:
            del self.fields["name"]
        if not user.current_memberships:
            del self.fields["moves"]

    def clean(self):
        data = super().clean()
        for name in ("building", "unit", "room"):
            if name in data:
                data[name] = same_width(data[name])
        return data


class WordsForm(PlainForm):
    """A few sentences."""

    text = WordsField(label=_("What is wrong, and how it should read"), max_length=500)


class CloseForm(PlainForm):
    sure = forms.BooleanField(label=_("I know that this cannot be undone"))


class DecisionForm(PlainForm):
    """Yes or no to what somebody asked, with a sentence for them."""

    accepted = yes_no(_("Yes, this is right"), _("No"), label=_("Your decision"))
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=300,
        required=False,
        help_text=_("Needed when you say no; the person reads it."),
    )


class ReasonForm(PlainForm):
    reason = forms.CharField(
        label=_("What you need the number for"),
        max_length=200,
        help_text=_("It is written down with your name."),
    )
