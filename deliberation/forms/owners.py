"""Forms of an owners' vote: its roll, the words and deliveries at the doors, ballots of paper, sales, its end."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.models import MARKS, Delivery, Matter, OwnersVote
from deliberation.owners.opening import MOST_DAYS
from panlong import clock, policy
from panlong.accounts import phones
from panlong.acts import ActForm
from panlong.fields import CountField, MomentField, NameField, PhotoField, WordsField
from panlong.spreadsheets import TableField


class OwnersForm(forms.Form):
    """A form about an owners' vote."""

    helper: FormHelper

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True

    def verb_kwargs(self) -> dict:
        return dict(self.cleaned_data)


class AskOwnersForm(ActForm):
    reason = WordsField(label=_("Why do the owners decide here?"), max_length=300, rows=2)


class RollForm(OwnersForm):
    operation = forms.UUIDField(widget=forms.HiddenInput)
    matter = forms.ChoiceField(label=_("What is decided?"), choices=Matter.choices, widget=forms.RadioSelect)
    question = WordsField(label=_("The question to the owners, to be answered with yes or no"), max_length=1000, rows=3)  # fmt: skip
    days = CountField(label=_("How many days may they vote?"), min_value=1, max_value=MOST_DAYS)
    source = forms.ChoiceField(
        label=_("Where does the roll come from?"),
        choices=[("file", _("From a file")), ("households", _("From the roster of households: its owners and floor areas"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    file = TableField(
        label=_("File"),
        required=False,
        help_text=_("Columns: building, unit, room, exclusive area, owner; telephone and owner's number tell namesakes apart. Owners of one flat stand in one cell or in several lines."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].initial = policy.number("owners_vote_days")
        self.fields["source"].initial = "file"

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("source") == "file" and not data.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose the file with the owners."))
        return data

    def verb_kwargs(self):
        data = dict(self.cleaned_data)
        upload = data.pop("file")
        if data.pop("source") == "file":
            data |= {"name": upload.name, "data": upload.read()}
        return data


class VoiceForm(forms.Form):
    """A word of an owner: each answer is a button of its own."""

    voice = forms.ChoiceField(choices=MARKS)


class DeliveryForm(OwnersForm):
    operation = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.ChoiceField(label=_("How was the ballot handed over?"), choices=Delivery.How.choices, widget=forms.RadioSelect)  # fmt: skip
    at = MomentField(label=_("When?"))
    note = forms.CharField(
        label=_("To whom, number of the letter, or who was there"), max_length=200, required=False
    )
    photo = PhotoField(label=_("Photo, if there is one"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"].initial = clock.now


class BallotForm(OwnersForm):
    """What somebody reads on a signed ballot; the first one adds its photo."""

    mark = forms.ChoiceField(
        label=_("What does the signed ballot say?"), choices=MARKS, widget=forms.RadioSelect
    )

    def __init__(self, *args, with_photo: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if with_photo:
            self.fields["scan"] = PhotoField(label=_("Photo of the signed ballot"))


class SaleForm(OwnersForm):
    names = NameField(label=_("New owners, with a comma between several"), max_length=200)
    phone = forms.CharField(label=_("Mobile phone of the first one, if known"), max_length=20, required=False)
    owner_number = CountField(
        label=_("Number on the roll, if the buyer stands there already"), min_value=1, required=False
    )
    reason = forms.CharField(
        label=_("What shows it?"),
        max_length=300,
        help_text=_("Such as the number of the certificate of ownership."),
    )

    def __init__(self, *args, vote: OwnersVote, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["flat"] = forms.ModelChoiceField(
            label=_("Flat"), queryset=vote.flats.order_by("place"), empty_label=_("please choose")
        )
        self.fields["flat"].label_from_instance = lambda flat: f"{flat.place} · {flat.area:.2f} m²"  # type: ignore[attr-defined]
        self.order_fields(["flat"])

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        return phones.normalise_phone(phone) if phone else ""


class ReasonForm(OwnersForm):
    reason = WordsField(label=_("Reason, which everybody reads"), max_length=300, rows=2)


class ProlongForm(OwnersForm):
    days = CountField(label=_("How many days more?"), min_value=1, max_value=MOST_DAYS)
