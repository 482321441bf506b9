from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from panlong.accounts import phones
from panlong.fields import CodeField, DoorField, NameField, WordsField, yes_no
from panlong.tools import spelling


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
        return phones.normalise_phone(self.cleaned_data["phone"])


class PhoneField(forms.CharField):
    """A mainland mobile number however it was typed; the clean value is its 11 digits, "" when it may be empty."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})

    def __init__(self, **options):
        super().__init__(max_length=40, **options)

    def clean(self, value):
        text = super().clean(value)
        return phones.normalise_phone(text) if text else ""


def _code_field(label, **options):
    return CodeField(
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
        return spelling.six_digits(self.cleaned_data["code"])


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
        return spelling.six_digits(self.cleaned_data["token"]).lower()


class NameForm(PlainForm):
    """What people may change about themselves: the name while no roster has it, and whether it is published."""

    name = NameField(
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

    name = NameField(
        label=_("Your name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    building = DoorField(
        label=_("Building"),
        max_length=40,
        required=False,
        help_text=_("Such as 3; empty when there is only one."),
    )
    unit = DoorField(label=_("Unit"), max_length=20, required=False, help_text=_("May be empty."))
    room = DoorField(label=_("Room"), max_length=20, help_text=_("As on the door, such as 0501."))
    is_owner = forms.BooleanField(label=_("I own this home"), required=False)
    moves = forms.BooleanField(label=_("I have moved here and left my other homes"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.name:
            del self.fields["name"]
        if not user.current_memberships:
            del self.fields["moves"]


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


class JoinDecisionForm(DecisionForm):
    """The decision about a home where somebody of that name lives on the roster already."""

    same_person = yes_no(
        _("Yes, the same person: the two entries become one when a second person confirms it"),
        _("No, another person of that name"),
        label=_("Is it the same person?"),
        required=False,
    )

    field_order = ["accepted", "same_person", "answer"]

    def __init__(self, *args, namesakes, **kwargs):
        """`namesakes`: the members of that home who bear the name, or nearly; nothing is asked when there are none."""
        super().__init__(*args, **kwargs)
        if not namesakes:
            del self.fields["same_person"]
            return
        names = ", ".join(str(member.user) for member in namesakes)
        self.fields["same_person"].help_text = _("On the roster of this home: %(names)s") % {"names": names}

    def clean_same_person(self):
        return None if self.cleaned_data["same_person"] == "" else self.cleaned_data["same_person"]


class ReasonForm(PlainForm):
    reason = forms.CharField(
        label=_("What you need the number for"),
        max_length=200,
        help_text=_("It is written down with your name."),
    )
